//! Scripts: the functions that a policy calls, and the script that decides a whole policy.

use crate::ast::{self, Item, ItemKind, Text};
use crate::check::checker::Checker;
use crate::check::names::Named;
use crate::check::types::TypePlace;
use crate::ir::{self, ExprId, Function, FunctionId, Head, Id, InForce, ItemRef, Script, Type};
use crate::{Diagnostic, SourceId, Span, codes};

impl Checker<'_> {
    /// Takes in the script that decides, and the functions of all others, so that they can be
    /// called before what calls them is checked.
    pub(super) fn declare_scripts(&mut self, items: &[Item]) {
        self.declare_decider(items);
        let mut place = 0;
        for item in items {
            let ItemKind::Script(script) = &item.kind.kind else {
                continue;
            };
            let id = ir::ScriptId::from_index(self.policy.scripts.len());
            let head = self.head(item, script.file.kind.clone(), None);
            let mut functions = Vec::with_capacity(script.functions.len());
            for function in &script.functions {
                if let Some(checked) = self.function(id, function) {
                    let function_id = FunctionId::from_index(place);
                    self.names.settle(
                        &function.name.kind,
                        function.name.span,
                        Named::Function(function_id),
                    );
                    self.policy.functions.push(checked);
                    functions.push(function_id);
                    place += 1;
                }
            }
            if let Some(source) = self.script_text(&script.file) {
                self.list(item.kind.span, ItemRef::Script(id));
                self.policy.scripts.push(Script {
                    head,
                    source,
                    file: script.file.span,
                    functions,
                });
            }
        }
    }

    fn function(&mut self, script: ir::ScriptId, written: &ast::Function) -> Option<Function> {
        let mut parameters = Vec::with_capacity(written.parameters.len());
        let mut whole = true;
        for parameter in &written.parameters {
            match self.declared(&parameter.ty, TypePlace::Elsewhere) {
                Some(declared) => parameters.push((parameter.name.kind.clone(), declared.ty)),
                None => whole = false,
            }
        }
        let result = self.declared(&written.result, TypePlace::Elsewhere)?.ty;
        whole.then(|| Function {
            script,
            name: written.name.kind.clone(),
            parameters,
            result,
            span: written.name.span.to(written.result.span),
        })
    }

    /// `decided by script "FILE"`.
    fn declare_decider(&mut self, items: &[Item]) {
        let Some(file) = self.header.and_then(|header| header.decided.as_ref()) else {
            return;
        };
        let given = |item: &Item| match &item.kind.kind {
            ItemKind::Define(define) => define.is.is_none(),
            _ => false,
        };
        if !items.iter().any(given) && self.unread.is_empty() {
            let message = "the script decides nothing: every output has its value here";
            let help =
                "declare what the script gives as outputs without `is`: `output NAME : TYPE`";
            let diagnostic = Diagnostic::new(codes::NOTHING_TO_DECIDE, file.span, message);
            self.report(diagnostic.help(help));
        }
        let Some(source) = self.script_text(file) else {
            return;
        };
        let id = self.policy.scripts.push(Script {
            head: Head {
                name: file.kind.clone(),
                title: None,
                cites: Vec::new(),
                in_force: InForce::default(),
                unverified: false,
                layer: self.layer(file.span),
                span: file.span,
            },
            source,
            file: file.span,
            functions: Vec::new(),
        });
        self.policy.decided_by = Some(id);
        self.list(file.span, ItemRef::Script(id));
    }

    fn script_text(&mut self, file: &Text) -> Option<SourceId> {
        self.find_file(file, ".rhai")
    }

    /// The value of an output that has none in the policy.
    pub(super) fn decided_value(
        &mut self,
        written: &ast::Define,
        id: ir::DefineId,
    ) -> Option<ExprId> {
        let name = &written.name;
        if self.header.is_some_and(|header| header.decided.is_none()) {
            let message = format!(
                "`is` is missing in this output: no script decides `{}`",
                name.kind
            );
            let help = "write its value, such as `is 20%`, or `decided by script \"FILE.rhai\"` below the policy's name";
            return self
                .refuse(Diagnostic::new(codes::MISSING_CLAUSE, name.span, message).help(help));
        }
        let ty = self.define_types.get(id.index()).copied().flatten()?;
        Some(self.push(ir::ExprKind::Decided(id), ty, name.span))
    }

    /// A call of a function of a script.
    pub(in crate::check) fn scripted(
        &mut self,
        id: FunctionId,
        arguments: &[ast::Expr],
        span: Span,
    ) -> Option<ExprId> {
        let function = self.policy.functions.get(id)?.clone();
        if arguments.len() != function.parameters.len() {
            let values = match function.parameters.len() {
                0 => "no value".to_owned(),
                1 => "one value".to_owned(),
                count => format!("{count} values"),
            };
            let message = format!(
                "`{}` takes {values}, and {} stand here",
                function.name,
                arguments.len()
            );
            let names: Vec<&str> = function
                .parameters
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            let help = format!("write `{}({})`", function.name, names.join(", "));
            let diagnostic = Diagnostic::new(codes::WRONG_ARGUMENTS, span, message);
            return self.refuse(
                diagnostic
                    .related(function.span, "declared here")
                    .help(help),
            );
        }
        let mut ids = Vec::with_capacity(arguments.len());
        for (argument, (name, ty)) in arguments.iter().zip(&function.parameters) {
            ids.push(self.argument(argument, *ty, &function.name, name));
        }
        let ids = ids.into_iter().collect::<Option<Vec<ExprId>>>()?;
        Some(self.push(ir::ExprKind::Scripted(id, ids), function.result, span))
    }

    fn argument(
        &mut self,
        argument: &ast::Expr,
        ty: Type,
        function: &str,
        name: &str,
    ) -> Option<ExprId> {
        self.expect(argument, ty, &format!("`{name}` of `{function}`"))
    }
}

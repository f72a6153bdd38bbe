//! Calls of the built-in functions.

use super::checker::Checker;
use super::expr::{Hint, common};
use super::names::Named;
use super::words::{bare, quoted, spelling};
use crate::ast::{Expr, ExprKind, Literal, Name};
use crate::ir::{self, Builtin, ExprId, Type};
use crate::{Diagnostic, Span, codes};

/// `round` goes to so many places at most.
const MOST_PLACES: i64 = 28;

/// What other languages call the present day.
const CLOCKS: [&str; 5] = ["today", "now", "sysdate", "current_date", "getdate"];

impl Checker<'_> {
    pub(super) fn call(
        &mut self,
        name: &Name,
        arguments: &[Expr],
        span: Span,
        hint: Hint,
    ) -> Option<ExprId> {
        if let Some(Named::Table(table)) = self.names.get(&name.kind) {
            return self.lookup(table, name, arguments, None, span);
        }
        if let Some(Named::Function(function)) = self.names.get(&name.kind) {
            return self.scripted(function, arguments, span);
        }
        let Some((_, builtin)) = Builtin::NAMES.iter().find(|(known, _)| *known == name.kind)
        else {
            return self.refuse_function(name);
        };
        match builtin {
            Builtin::Min | Builtin::Max => self.extreme(*builtin, arguments, span, hint),
            Builtin::Earliest | Builtin::Latest => self.extreme_date(*builtin, arguments, span),
            Builtin::Between(_) => self.dates_to(*builtin, arguments, 2, Type::Integer, span),
            Builtin::Day | Builtin::Month | Builtin::Year => {
                self.dates_to(*builtin, arguments, 1, Type::Integer, span)
            }
            Builtin::FirstOfMonth | Builtin::LastOfMonth => {
                self.dates_to(*builtin, arguments, 1, Type::Date, span)
            }
            Builtin::Round => self.round(arguments, span),
            Builtin::Floor | Builtin::Ceil => self.whole_number(*builtin, arguments, span),
            Builtin::Decimal => self.plain_number(arguments, span),
        }
    }

    fn refuse_function(&mut self, name: &Name) -> Option<ExprId> {
        if self.names.get(&name.kind) == Some(Named::Broken) || self.unread.may_declare(&name.kind)
        {
            return None;
        }
        if CLOCKS.contains(&name.kind.as_str()) {
            let message = format!(
                "there is no function `{}`: a decision reads no clock",
                name.kind
            );
            let help = "declare a fact, such as `decided_on : date`, that the request gives";
            return self
                .refuse(Diagnostic::new(codes::UNKNOWN_FUNCTION, name.span, message).help(help));
        }
        let known = Builtin::NAMES.iter().map(|(known, _)| *known);
        let near = self.nearest(
            &name.kind,
            known
                .clone()
                .chain(self.table_names())
                .chain(self.script_functions()),
        );
        let message = format!("there is no function `{}`", name.kind);
        let all = format!(
            "the functions are {}",
            known
                .map(|n| format!("`{n}`"))
                .collect::<Vec<_>>()
                .join(", ")
        );
        let diagnostic =
            self.with_nearest(codes::UNKNOWN_FUNCTION, name.span, message, near, Some(all));
        self.refuse(diagnostic)
    }

    fn script_functions(&self) -> impl Iterator<Item = &str> + Clone {
        self.policy
            .functions
            .values()
            .map(|function| function.name.as_str())
    }

    /// Tells a wrong number of arguments.
    fn counted(
        &mut self,
        builtin: Builtin,
        arguments: &[Expr],
        count: usize,
        span: Span,
    ) -> Option<()> {
        if arguments.len() == count {
            return Some(());
        }
        let name = builtin.name();
        let things = if count == 1 {
            "one value".to_owned()
        } else {
            "two values".to_owned()
        };
        let message = format!(
            "`{name}` takes {things}, and {} stand here",
            arguments.len()
        );
        self.refuse(
            Diagnostic::new(codes::WRONG_ARGUMENTS, span, message)
                .help(format!("write `{}`", usage(builtin))),
        )
    }

    fn wrong_argument(
        &mut self,
        builtin: Builtin,
        argument: &Expr,
        found: Type,
        wanted: &str,
    ) -> Option<ExprId> {
        let message = format!(
            "{} is {}, but `{}` takes {wanted}",
            quoted(argument),
            self.phrase(found),
            builtin.name()
        );
        let help = match found {
            Type::DateOrOpen => format!(
                "choose a day for when it is open: `earliest({}, DATE)`",
                spelling(argument)
            ),
            _ => format!("write `{}`", usage(builtin)),
        };
        self.refuse(Diagnostic::new(codes::WRONG_ARGUMENTS, argument.span, message).help(help))
    }

    /// All arguments, each hinted by the first whose type can be told.
    fn alike(&mut self, arguments: &[Expr], hint: Hint) -> Option<Vec<(ExprId, Type)>> {
        let telling = arguments
            .iter()
            .position(|a| self.doubt(a) == 0)
            .unwrap_or(0);
        let told = arguments.get(telling).map(|a| self.value(a, hint))?;
        let like = Hint::like(self, told);
        let mut ids = Vec::new();
        for (place, argument) in arguments.iter().enumerate() {
            ids.push(if place == telling {
                told
            } else {
                self.value(argument, like)
            });
        }
        let ids = ids.into_iter().collect::<Option<Vec<ExprId>>>()?;
        Some(ids.into_iter().map(|id| (id, self.ty(id))).collect())
    }

    fn extreme(
        &mut self,
        builtin: Builtin,
        arguments: &[Expr],
        span: Span,
        hint: Hint,
    ) -> Option<ExprId> {
        if arguments.is_empty() {
            return self.refuse_no_arguments(builtin, span);
        }
        let checked = self.alike(arguments, hint)?;
        let first_ty = checked.first()?.1;
        for ((_, ty), argument) in checked.iter().zip(arguments) {
            if !ty.is_ordered() {
                return self.wrong_argument(
                    builtin,
                    argument,
                    *ty,
                    "numbers, money, percentages or dates",
                );
            }
            if common(first_ty, *ty).is_none() {
                let wanted = format!(
                    "values of one type, and the first is {}",
                    self.phrase(first_ty)
                );
                return self.wrong_argument(builtin, argument, *ty, &wanted);
            }
        }
        let ty = if first_ty == Type::Date || first_ty == Type::DateOrOpen {
            extreme_of_dates(builtin == Builtin::Min, &checked)
        } else {
            first_ty
        };
        Some(self.push(
            ir::ExprKind::Call(builtin, checked.into_iter().map(|(id, _)| id).collect()),
            ty,
            span,
        ))
    }

    fn extreme_date(&mut self, builtin: Builtin, arguments: &[Expr], span: Span) -> Option<ExprId> {
        if arguments.is_empty() {
            return self.refuse_no_arguments(builtin, span);
        }
        let checked = self.alike(arguments, Hint::Of(Type::DateOrOpen))?;
        for ((_, ty), argument) in checked.iter().zip(arguments) {
            if !matches!(ty, Type::Date | Type::DateOrOpen) {
                return self.wrong_argument(builtin, argument, *ty, "dates");
            }
        }
        let ty = extreme_of_dates(builtin == Builtin::Earliest, &checked);
        Some(self.push(
            ir::ExprKind::Call(builtin, checked.into_iter().map(|(id, _)| id).collect()),
            ty,
            span,
        ))
    }

    fn refuse_no_arguments(&mut self, builtin: Builtin, span: Span) -> Option<ExprId> {
        let message = format!(
            "`{}` takes one or more values, and none stands here",
            builtin.name()
        );
        self.refuse(
            Diagnostic::new(codes::WRONG_ARGUMENTS, span, message)
                .help(format!("write `{}`", usage(builtin))),
        )
    }

    fn dates_to(
        &mut self,
        builtin: Builtin,
        arguments: &[Expr],
        count: usize,
        ty: Type,
        span: Span,
    ) -> Option<ExprId> {
        self.counted(builtin, arguments, count, span)?;
        let mut ids = Vec::new();
        for argument in arguments {
            let id = self.value(argument, Hint::Of(Type::Date));
            ids.push(match id.map(|id| (id, self.ty(id))) {
                Some((id, Type::Date)) => Some(id),
                Some((_, found)) => self.wrong_argument(builtin, argument, found, "dates"),
                None => None,
            });
        }
        let ids = ids.into_iter().collect::<Option<Vec<ExprId>>>()?;
        Some(self.push(ir::ExprKind::Call(builtin, ids), ty, span))
    }

    fn round(&mut self, arguments: &[Expr], span: Span) -> Option<ExprId> {
        self.counted(Builtin::Round, arguments, 2, span)?;
        let [number, places] = arguments else {
            return None;
        };
        let id = self.value(number, Hint::Nothing)?;
        let ty = self.ty(id);
        if !matches!(ty, Type::Decimal | Type::Percent | Type::Money) {
            return self.wrong_argument(
                Builtin::Round,
                number,
                ty,
                "a decimal number, a percentage or money",
            );
        }
        let ExprKind::Literal(Literal::Integer(count @ 0..=MOST_PLACES)) = bare(places).kind else {
            let message = format!("{} does not say how many places are kept", quoted(places));
            let help = format!(
                "write a whole number from 0 to {MOST_PLACES}, such as `round({}, 2)`",
                spelling(number)
            );
            return self
                .refuse(Diagnostic::new(codes::WRONG_ARGUMENTS, places.span, message).help(help));
        };
        let count = crate::value::Value::Integer(count);
        let places = self.push(ir::ExprKind::Constant(count), Type::Integer, places.span);
        Some(self.push(
            ir::ExprKind::Call(Builtin::Round, vec![id, places]),
            ty,
            span,
        ))
    }

    fn whole_number(&mut self, builtin: Builtin, arguments: &[Expr], span: Span) -> Option<ExprId> {
        self.counted(builtin, arguments, 1, span)?;
        let [argument] = arguments else { return None };
        let id = self.value(argument, Hint::Of(Type::Decimal))?;
        match self.ty(id) {
            Type::Decimal => {
                Some(self.push(ir::ExprKind::Call(builtin, vec![id]), Type::Integer, span))
            }
            found => self.wrong_argument(builtin, argument, found, "a decimal number"),
        }
    }

    fn plain_number(&mut self, arguments: &[Expr], span: Span) -> Option<ExprId> {
        self.counted(Builtin::Decimal, arguments, 1, span)?;
        let [argument] = arguments else { return None };
        let id = self.value(argument, Hint::Nothing)?;
        match self.ty(id) {
            Type::Percent | Type::Money | Type::Integer => Some(self.push(
                ir::ExprKind::Call(Builtin::Decimal, vec![id]),
                Type::Decimal,
                span,
            )),
            found => self.wrong_argument(
                Builtin::Decimal,
                argument,
                found,
                "a percentage, money or a whole number",
            ),
        }
    }
}

/// Whether the result can be open: the earliest of several is a date as soon as one of them is.
fn extreme_of_dates(earliest: bool, checked: &[(ExprId, Type)]) -> Type {
    let dates = checked.iter().filter(|(_, ty)| *ty == Type::Date).count();
    let never_open = if earliest {
        dates > 0
    } else {
        dates == checked.len()
    };
    if never_open {
        Type::Date
    } else {
        Type::DateOrOpen
    }
}

/// How the function is written.
fn usage(builtin: Builtin) -> String {
    let arguments = match builtin {
        Builtin::Min | Builtin::Max => "A, B",
        Builtin::Earliest | Builtin::Latest => "DATE, OTHER_DATE",
        Builtin::Between(_) => "FROM, TO",
        Builtin::Day
        | Builtin::Month
        | Builtin::Year
        | Builtin::FirstOfMonth
        | Builtin::LastOfMonth => "DATE",
        Builtin::Round => "NUMBER, 2",
        Builtin::Floor | Builtin::Ceil | Builtin::Decimal => "NUMBER",
    };
    format!("{}({arguments})", builtin.name())
}

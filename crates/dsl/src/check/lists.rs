//! Tests and totals over the elements of a list: the variable that stands for an element, and the
//! names that are in reach while it does.

use smol_str::SmolStr;

use super::checker::Checker;
use super::expr::{Hint, common};
use super::names::Named;
use super::words::{bare, quoted, spelling};
use crate::ast::{Expr, ExprKind, Fold, Folded, Name, Quantified};
use crate::ir::{self, CompareOp, ExprId, FieldRef, ListId, Type, Variable, VariableId};
use crate::value::Value;
use crate::{Diagnostic, Span, codes};

/// How deep tests of elements may stand within each other. A variable is kept as a bit by its depth.
const MOST_NESTED: usize = 3;

/// The variables whose elements an expression is about, the innermost last; none for one whose
/// list has a mistake that has been told.
pub(super) type Scope = Vec<(SmolStr, Option<VariableId>)>;

impl Checker<'_> {
    pub(super) fn quantified(&mut self, written: &Quantified, span: Span) -> Option<ExprId> {
        let Quantified {
            quantifier, holds, ..
        } = written;
        let role = format!("what `{}` asks of an element", quantifier.word());
        let variable = self.enter(Some(&written.variable), &written.list);
        let holds = self.expect(holds, Type::Boolean, &role);
        self.scope.pop();
        let kind = ir::ExprKind::Quantified {
            quantifier: *quantifier,
            variable: variable?,
            holds: holds?,
        };
        Some(self.push(kind, Type::Boolean, span))
    }

    pub(super) fn folded(&mut self, written: &Folded, span: Span, hint: Hint) -> Option<ExprId> {
        let (kind, ty) = self.fold(written, hint)?;
        if let ir::ExprKind::Folded {
            fold: Fold::Earliest | Fold::Latest,
            ..
        } = kind
        {
            let word = written.fold.word();
            let message = format!("`{word} of` has no date where no element counts");
            let help = format!("say which date counts then: `({word} of …) otherwise DATE`");
            return self.refuse(Diagnostic::new(codes::MAY_BE_EMPTY, span, message).help(help));
        }
        Some(self.push(kind, ty, span))
    }

    /// `(earliest of …) otherwise E`; `instead` is what stands behind `otherwise`.
    pub(super) fn fold_otherwise(
        &mut self,
        written: &Folded,
        instead: &[&Expr],
        span: Span,
    ) -> Option<ExprId> {
        let fold = self.fold(written, Hint::Of(Type::DateOrOpen));
        let other = self.otherwise_of(instead, Hint::Of(Type::DateOrOpen));
        let ((mut kind, ty), other) = (fold?, other?);
        let second = *instead.first()?;
        let ir::ExprKind::Folded { otherwise, .. } = &mut kind else {
            return None;
        };
        *otherwise = Some(other);
        if let Some(whole) = common(ty, self.ty(other)) {
            return Some(self.push(kind, whole, span));
        }
        let message = format!(
            "{} is {}, but `{} of` gives {}",
            quoted(second),
            self.phrase(self.ty(other)),
            written.fold.word(),
            self.phrase(ty)
        );
        let help = match self.ty(other) {
            Type::Duration => {
                "put brackets around a date that is computed: `otherwise (… after DATE)`"
            }
            _ => "say which date counts where there is none",
        };
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, second.span, message).help(help))
    }

    fn fold(&mut self, written: &Folded, hint: Hint) -> Option<(ir::ExprKind, Type)> {
        let variable = self.enter(written.variable.as_ref(), &written.list);
        let mark = self.given.mark();
        let filter = written.filter.as_deref();
        let filter_id = filter
            .map(|filter| self.expect(filter, Type::Boolean, "what `where` asks of an element"));
        if let Some(filter) = filter {
            self.learn(filter, true);
        }
        let value = written.value.as_deref();
        let value = value.map(|value| self.folded_value(written.fold, value, hint));
        self.given.forget(mark);
        self.scope.pop();
        let filter = super::checker::unless_failed(filter_id)?;
        let (value, ty) = match value {
            None => (None, Type::Integer),
            Some(value) => value.map(|(id, ty)| (Some(id), ty))?,
        };
        let kind = ir::ExprKind::Folded {
            fold: written.fold,
            variable: variable?,
            filter,
            value,
            otherwise: None,
        };
        Some((kind, ty))
    }

    fn folded_value(&mut self, fold: Fold, value: &Expr, hint: Hint) -> Option<(ExprId, Type)> {
        use Type::{Date, DateOrOpen, Decimal, Integer, Money, Percent};
        let id = self.value(value, hint)?;
        let ty = self.ty(id);
        let (fits, wanted) = match fold {
            Fold::Sum => (
                matches!(ty, Integer | Decimal | Percent | Money),
                "adds up numbers, percentages or money",
            ),
            _ => (matches!(ty, Date | DateOrOpen), "compares dates"),
        };
        if fits {
            return Some((id, ty));
        }
        let message = format!(
            "{} is {}, but `{} of` {wanted}",
            quoted(value),
            self.phrase(ty),
            fold.word()
        );
        let help = match (fold, ty) {
            (Fold::Sum, Type::Boolean) => "to count elements, write `count of v in LIST where …`",
            (Fold::Sum, _) => "to add up something, name a field that is a number or money",
            _ => "name a field that is a date",
        };
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, value.span, message).help(help))
    }

    /// `visits is empty` says that it has no element.
    pub(super) fn is_empty_list(&mut self, list: ListId, span: Span) -> ExprId {
        let variable = self.policy.variables.push(Variable {
            name: SmolStr::default(),
            list,
            depth: 0,
        });
        let count = ir::ExprKind::Folded {
            fold: Fold::Count,
            variable,
            filter: None,
            value: None,
            otherwise: None,
        };
        let count = self.push(count, Type::Integer, span);
        let zero = ir::ExprKind::Constant(Value::Integer(0));
        let zero = self.push(zero, Type::Integer, span);
        let kind = ir::ExprKind::Compare(CompareOp::Equal, count, zero);
        self.push(kind, Type::Boolean, span)
    }

    /// The list that a name stands for.
    pub(super) fn list_named(&self, name: &str) -> Option<ListId> {
        match self.names.get(name) {
            Some(Named::Fact(_, Type::List(list))) => Some(list),
            _ => None,
        }
    }

    /// From here on the variable stands for an element of the list.
    fn enter(&mut self, name: Option<&Name>, list: &Name) -> Option<VariableId> {
        let depth = self.scope.len();
        let list_id = self.list_to_go_through(list);
        let named = name.map_or(Some(()), |name| self.refuse_shadowing(name));
        let nested = self.refuse_nested(list.span, depth);
        let variable = match (list_id, named, nested) {
            (Some(list), Some(()), Some(())) => Some(self.policy.variables.push(Variable {
                name: name.map(|name| name.kind.clone()).unwrap_or_default(),
                list,
                depth: depth as u8,
            })),
            _ => None,
        };
        let name = name.map(|name| name.kind.clone()).unwrap_or_default();
        self.scope.push((name, variable));
        variable
    }

    fn list_to_go_through(&mut self, name: &Name) -> Option<ListId> {
        let ty = match self.names.get(&name.kind) {
            Some(Named::Fact(_, Type::List(list))) => return Some(list),
            Some(Named::Broken) => return None,
            Some(other) => other.ty(),
            None if self.unread.may_declare(&name.kind) => return None,
            None => {
                let lists = self.policy.lists.values().map(|list| list.name.as_str());
                let near = self.nearest(&name.kind, lists);
                let message = format!("there is no list `{}`", name.kind);
                let otherwise = format!("declare it among the facts: `{} : list of`", name.kind);
                let code = codes::UNKNOWN_NAME;
                let found = self.with_nearest(code, name.span, message, near, Some(otherwise));
                return self.refuse(found);
            }
        };
        let is = ty.map_or_else(String::new, |ty| format!(" is {}, and", self.phrase(ty)));
        let message = format!("`{}`{is} has no elements to go through", name.kind);
        let help = match ty {
            Some(Type::Set(_)) => "ask a set with `includes`, or `in`",
            _ => "name a fact that is declared as `list of`",
        };
        self.refuse(Diagnostic::new(codes::NOT_A_LIST, name.span, message).help(help))
    }

    fn refuse_shadowing(&mut self, name: &Name) -> Option<()> {
        let declared = self.names.values.get(&name.kind).map(|entry| entry.span);
        let taken = if name.kind.contains('.') {
            "has a point in it, and an element's name has none"
        } else if self.scope.iter().any(|(other, _)| *other == name.kind) {
            "already stands for another element here"
        } else if declared.is_some() {
            "is the name of something else, and cannot stand for an element"
        } else if self.names.is_group(&name.kind) {
            "is the beginning of a fact's name, and cannot stand for an element"
        } else {
            return Some(());
        };
        let message = format!("`{}` {taken}", name.kind);
        let found = Diagnostic::new(codes::SHADOWED_NAME, name.span, message);
        let found = match declared {
            Some(span) => found.related(span, "declared here"),
            None => found,
        };
        self.refuse(found.help("call the element by a short name of its own, such as `v`"))
    }

    fn refuse_nested(&mut self, span: Span, depth: usize) -> Option<()> {
        if depth < MOST_NESTED {
            return Some(());
        }
        let message =
            format!("lists are gone through within each other more than {MOST_NESTED} deep");
        let help = "put the inner test into the request as a field of its own";
        self.refuse(Diagnostic::new(codes::LISTS_TOO_DEEP, span, message).help(help))
    }

    /// The field that a name such as `v.cost` speaks of; the outer None where it begins with no
    /// variable, the inner where that has been told.
    pub(super) fn field_named(&mut self, name: &SmolStr, span: Span) -> Option<Option<FieldRef>> {
        let (head, rest) = name
            .split_once('.')
            .map_or((name.as_str(), None), |(head, rest)| (head, Some(rest)));
        let (_, variable) = self.scope.iter().rev().find(|(known, _)| known == head)?;
        let Some(variable) = *variable else {
            return Some(None);
        };
        let Some(rest) = rest else {
            return Some(self.refuse_element(name, variable, span));
        };
        let list = self.policy.variables.at(variable).list;
        match self.policy.lists.at(list).index_of(rest) {
            Some(field) => Some(Some(FieldRef { variable, field })),
            None => Some(self.unknown_field(rest, list, &format!("{head}."), span)),
        }
    }

    /// Tells a field that the elements do not have; `before` stands before the name that was meant.
    pub(super) fn unknown_field<T>(
        &mut self,
        name: &str,
        list: ListId,
        before: &str,
        span: Span,
    ) -> Option<T> {
        if self.unread.may_declare(name) {
            return None;
        }
        let list = self.policy.lists.at(list);
        let fields = || list.fields.iter().map(|field| field.name.as_str());
        let near = self.nearest(name, fields());
        let near = near.map(|near| SmolStr::new(format!("{before}{near}")));
        let message = format!("the elements of `{}` have no field `{name}`", list.name);
        let listed = format!("the fields are {}", crate::suggest::one_of(fields()));
        let found = self.with_nearest(codes::UNKNOWN_FIELD, span, message, near, Some(listed));
        self.refuse(found)
    }

    fn refuse_element<T>(&mut self, name: &str, variable: VariableId, span: Span) -> Option<T> {
        let list = self
            .policy
            .lists
            .at(self.policy.variables.at(variable).list);
        let message = format!(
            "`{name}` is a whole element of `{}`, not one value",
            list.name
        );
        let field = list
            .fields
            .first()
            .map_or("FIELD", |field| field.name.as_str());
        let help = format!("name one of its fields, such as `{name}.{field}`");
        self.refuse(Diagnostic::new(codes::LIST_AS_VALUE, span, message).help(help))
    }

    /// A list, or `visits.cost`, where one value is wanted.
    pub(super) fn refuse_list<T>(
        &mut self,
        list: ListId,
        field: Option<&str>,
        span: Span,
    ) -> Option<T> {
        let list = self.policy.lists.at(list);
        let known = field.filter(|field| list.index_of(field).is_some());
        let field = known.or(list.fields.first().map(|field| field.name.as_str()));
        let message = format!("`{}` is a list, and one value is wanted here", list.name);
        let help = format!(
            "ask its elements: `any v in {0} has v.{1} …`, `count of {0}`",
            list.name,
            field.unwrap_or("FIELD"),
        );
        self.refuse(Diagnostic::new(codes::LIST_AS_VALUE, span, message).help(help))
    }

    /// `visits[0].cost` in a rule.
    pub(super) fn refuse_one_element<T>(&mut self, written: &Expr) -> Option<T> {
        let message = format!(
            "{} is one element alone, and a rule is about all",
            quoted(written)
        );
        let help = match &bare(written).kind {
            ExprKind::Element(element) => format!(
                "ask its elements: `any v in {0} has v.{1} …`, `latest of v.{1} for v in {0}`",
                element.list.kind, element.field.kind
            ),
            _ => format!("write {} below `given`", spelling(written)),
        };
        self.refuse(Diagnostic::new(codes::LIST_AS_VALUE, written.span, message).help(help))
    }
}

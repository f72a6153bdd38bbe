//! Which expressions compute the same, since they are written the same.

use std::collections::HashMap;

use crate::ir::{ExprId, ExprKind, Id, Policy};

/// For each expression the first one that is written as it is.
pub(super) struct Sameness(Vec<ExprId>);

impl Sameness {
    pub(super) fn of(policy: &Policy) -> Self {
        let mut known: HashMap<ExprKind, ExprId> = HashMap::new();
        let mut same = Self(Vec::with_capacity(policy.exprs.len()));
        // Operands are numbered before what is made of them.
        for (id, expr) in policy.exprs.iter() {
            let kind = with_operands(&expr.kind, |operand| same.first(operand));
            let first = *known.entry(kind).or_insert(id);
            same.0.push(first);
        }
        same
    }

    /// The first expression that is written as this one is.
    pub(super) fn first(&self, id: ExprId) -> ExprId {
        self.0.get(id.index()).copied().unwrap_or(id)
    }

    pub(super) fn are(&self, a: ExprId, b: ExprId) -> bool {
        self.first(a) == self.first(b)
    }
}

/// The same operation on other operands. Operations that are not listed stay as they are, and so
/// are the same as no other.
fn with_operands(kind: &ExprKind, of: impl Fn(ExprId) -> ExprId) -> ExprKind {
    let all = |ids: &[ExprId]| ids.iter().map(|id| of(*id)).collect::<Vec<_>>();
    match kind {
        ExprKind::Set(ids) => ExprKind::Set(all(ids)),
        ExprKind::Not(one) => ExprKind::Not(of(*one)),
        ExprKind::And(ids) => ExprKind::And(all(ids)),
        ExprKind::Or(ids) => ExprKind::Or(all(ids)),
        ExprKind::Compare(op, a, b) => ExprKind::Compare(*op, of(*a), of(*b)),
        ExprKind::Includes { set, member } => ExprKind::Includes {
            set: of(*set),
            member: of(*member),
        },
        ExprKind::IncludesAll { set, subset } => ExprKind::IncludesAll {
            set: of(*set),
            subset: of(*subset),
        },
        ExprKind::Within { date, window } => ExprKind::Within {
            date: of(*date),
            window: of(*window),
        },
        ExprKind::IsEmpty(one) => ExprKind::IsEmpty(of(*one)),
        ExprKind::Otherwise(fact, one) => ExprKind::Otherwise(*fact, of(*one)),
        ExprKind::If(a, b, c) => ExprKind::If(of(*a), of(*b), of(*c)),
        ExprKind::Negate(one) => ExprKind::Negate(of(*one)),
        ExprKind::Arithmetic(op, a, b) => ExprKind::Arithmetic(*op, of(*a), of(*b)),
        ExprKind::Shift {
            date,
            by,
            back,
            month_end,
        } => ExprKind::Shift {
            date: of(*date),
            by: of(*by),
            back: *back,
            month_end: *month_end,
        },
        ExprKind::MakeWindow {
            anchor,
            length,
            kind,
            month_end,
        } => ExprKind::MakeWindow {
            anchor: of(*anchor),
            length: of(*length),
            kind: *kind,
            month_end: *month_end,
        },
        ExprKind::Call(function, ids) => ExprKind::Call(*function, all(ids)),
        ExprKind::Lookup {
            table,
            result,
            arguments,
        } => ExprKind::Lookup {
            table: *table,
            result: *result,
            arguments: all(arguments),
        },
        ExprKind::Has { table, arguments } => ExprKind::Has {
            table: *table,
            arguments: all(arguments),
        },
        ExprKind::InCodes(one, codes) => ExprKind::InCodes(of(*one), *codes),
        other => other.clone(),
    }
}

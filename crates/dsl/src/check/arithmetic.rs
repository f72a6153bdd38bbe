//! Arithmetic: which operations exist between which types, and what to write instead of those
//! that do not.

use super::checker::Checker;
use super::words::{quoted, spelling};
use crate::ast::{BinaryOp, Expr};
use crate::ir::{self, ArithmeticOp, ExprId, Type};
use crate::{Diagnostic, Span, codes};

/// The type of the result; this is the whole table of the language's arithmetic. A number may also
/// stand before `* money` and `* percentage`: the two are then told in the order of the table.
pub(super) fn result(op: ArithmeticOp, left: Type, right: Type) -> Option<Type> {
    use ArithmeticOp::{Add, Divide, Multiply, Of, Subtract};
    use Type::{Decimal, Duration, Integer, Money, Percent};
    Some(match (left, op, right) {
        (Integer, Add | Subtract | Multiply, Integer) => Integer,
        (Integer, Divide, Integer) => Decimal,
        (Decimal, Add | Subtract | Multiply | Divide, Decimal | Integer) => Decimal,
        (Integer, Add | Subtract | Multiply | Divide, Decimal) => Decimal,
        (Money, Add | Subtract, Money) => Money,
        (Money, Multiply | Divide, Integer | Decimal) => Money,
        (Money, Divide, Money) => Decimal,
        (Percent, Add | Subtract, Percent) => Percent,
        (Percent, Multiply, Integer | Decimal) => Percent,
        (Percent, Of, Money | Decimal | Percent) => right,
        (Percent, Of, Integer) => Decimal,
        (Duration, Add, Duration) => Duration,
        _ => return None,
    })
}

impl Checker<'_> {
    pub(super) fn arithmetic(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) -> Option<ExprId> {
        let (left_id, right_id) = self.pair_of_numbers(left, right);
        let (left_id, right_id) = (left_id?, right_id?);
        let (left_ty, right_ty) = (self.ty(left_id), self.ty(right_id));
        let kind = match op {
            BinaryOp::Subtract => ArithmeticOp::Subtract,
            BinaryOp::Multiply => ArithmeticOp::Multiply,
            BinaryOp::Divide => ArithmeticOp::Divide,
            BinaryOp::Of => ArithmeticOp::Of,
            _ => ArithmeticOp::Add,
        };
        if let Some(ty) = result(kind, left_ty, right_ty) {
            return Some(self.push(ir::ExprKind::Arithmetic(kind, left_id, right_id), ty, span));
        }
        if let Some(ty) = result(kind, right_ty, left_ty).filter(|_| kind == ArithmeticOp::Multiply) {
            return Some(self.push(ir::ExprKind::Arithmetic(kind, right_id, left_id), ty, span));
        }
        let diagnostic = self.wrong_arithmetic(op, (left, left_ty), (right, right_ty), span);
        self.refuse(diagnostic)
    }

    /// Neither side tells the type of the other, but one that has failed silences the other.
    fn pair_of_numbers(&mut self, left: &Expr, right: &Expr) -> (Option<ExprId>, Option<ExprId>) {
        use super::expr::Hint;
        let left = self.value(left, Hint::Nothing);
        let hint = if left.is_some() { Hint::Nothing } else { Hint::Lost };
        (left, self.value(right, hint))
    }

    fn wrong_arithmetic(
        &self,
        op: BinaryOp,
        (left, left_ty): (&Expr, Type),
        (right, right_ty): (&Expr, Type),
        span: Span,
    ) -> Diagnostic {
        let (left_words, right_words) = (self.phrase(left_ty), self.phrase(right_ty));
        if let Some((days, date)) = number_and_date(op, (left, left_ty), (right, right_ty)) {
            let direction = if op == BinaryOp::Subtract { "before" } else { "after" };
            let (days, date) = (spelling(days), spelling(date));
            return Diagnostic::new(codes::DATE_PLUS_NUMBER, span, "a bare number does not say which unit of time it counts")
                .label(format!("{left_words} and {right_words}"))
                .help(date_repair(&days, direction, &date));
        }
        let message = format!(
            "`{}` does not exist between {left_words} ({}) and {right_words} ({})",
            op.words(),
            quoted(left),
            quoted(right)
        );
        let help = arithmetic_help(op, (left, left_ty), (right, right_ty));
        Diagnostic::new(codes::WRONG_ARITHMETIC, span, message).help_if(help)
    }
}

fn is_date(ty: Type) -> bool {
    matches!(ty, Type::Date | Type::DateOrOpen)
}

/// The number and the date of `DATE + 30`, `DATE - 30` or `30 + DATE`.
fn number_and_date<'e>(
    op: BinaryOp,
    (left, left_ty): (&'e Expr, Type),
    (right, right_ty): (&'e Expr, Type),
) -> Option<(&'e Expr, &'e Expr)> {
    let adds = matches!(op, BinaryOp::Add | BinaryOp::Subtract);
    match (left_ty, right_ty) {
        (date, Type::Integer) if adds && is_date(date) => Some((right, left)),
        (Type::Integer, date) if op == BinaryOp::Add && is_date(date) => Some((left, right)),
        _ => None,
    }
}

/// `30 days after enrollment_date`, with the author's own number and name.
fn date_repair(days: &str, direction: &str, date: &str) -> String {
    if days.bytes().all(|b| b.is_ascii_digit()) {
        let unit = if days == "1" { "day" } else { "days" };
        return format!("write `{days} {unit} {direction} {date}`");
    }
    format!("declare `{days}` as a duration and write `{days} {direction} {date}`")
}

fn arithmetic_help(op: BinaryOp, (left, left_ty): (&Expr, Type), (right, right_ty): (&Expr, Type)) -> Option<String> {
    use Type::{Decimal, Duration, Integer, Money, Percent};
    let (l, r) = (spelling(left), spelling(right));
    let adds = matches!(op, BinaryOp::Add | BinaryOp::Subtract);
    Some(match (left_ty, right_ty) {
        (a, b) if op == BinaryOp::Subtract && is_date(a) && is_date(b) => {
            format!("write `days_between({r}, {l})`, or `months_between`, or `years_between`")
        }
        (date, Duration) if adds && is_date(date) => {
            let direction = if op == BinaryOp::Subtract { "before" } else { "after" };
            format!("write `{r} {direction} {l}`")
        }
        (Duration, date) if op == BinaryOp::Add && is_date(date) => format!("write `{l} after {r}`"),
        (Duration, Duration) if op == BinaryOp::Subtract => "write the length that is meant, such as `30 days`".into(),
        (Duration, Integer | Decimal) | (Integer | Decimal, Duration) => {
            "write the whole length out, such as `60 days`, or make it a parameter".into()
        }
        (Percent, Money) if op == BinaryOp::Multiply => format!("write `{l} of {r}`"),
        (Money, Percent) if op == BinaryOp::Multiply => format!("write `{r} of {l}`"),
        (Money | Decimal | Integer, Percent) if adds => format!("write `{l} {} {r} of {l}`", op.words()),
        (Money, Integer | Decimal) if adds && is_number(&r) => format!("write `{l} {} ${r}`", op.words()),
        (Integer | Decimal, Money) if adds && is_number(&l) => format!("write `${l} {} {r}`", op.words()),
        (_, _) if op == BinaryOp::Of => format!("a percentage stands before `of`, such as `10% of {r}`"),
        (Percent, Integer | Decimal) | (Integer | Decimal, Percent) => {
            "write both as percentages, or take the plain number with `decimal(…)`".into()
        }
        _ => return None,
    })
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

#[cfg(test)]
mod tests {
    use super::result;
    use crate::ir::{ArithmeticOp as Op, Type};

    #[test]
    fn the_table_keeps_units_apart() {
        assert_eq!(result(Op::Add, Type::Money, Type::Money), Some(Type::Money));
        assert_eq!(result(Op::Divide, Type::Money, Type::Money), Some(Type::Decimal));
        assert_eq!(result(Op::Divide, Type::Integer, Type::Integer), Some(Type::Decimal));
        assert_eq!(result(Op::Of, Type::Percent, Type::Integer), Some(Type::Decimal));
        assert_eq!(result(Op::Multiply, Type::Money, Type::Money), None);
        assert_eq!(result(Op::Add, Type::Money, Type::Percent), None);
        assert_eq!(result(Op::Add, Type::Date, Type::Integer), None);
        assert_eq!(result(Op::Subtract, Type::Date, Type::Date), None);
        assert_eq!(result(Op::Multiply, Type::Duration, Type::Integer), None);
        assert_eq!(result(Op::Add, Type::Percent, Type::Decimal), None);
    }
}

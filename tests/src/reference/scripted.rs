//! What the functions of the library of scripts mean, said a second time.

use bylaws_dsl::codes;
use bylaws_dsl::ir::{ArithmeticOp, CompareOp, Type};
use bylaws_dsl::value::Value;

use super::arithmetic::{arithmetic, compare, shift};
use super::{Case, Computed};

impl Case<'_> {
    pub(super) fn scripted(&self, name: &str, given: &[Value]) -> Computed {
        let rounding = self.policy.rounding;
        let is = |op, a: &Value, b: &Value| compare(op, a, b);
        match (name, given) {
            ("share", [amount, part]) => {
                arithmetic(ArithmeticOp::Of, part, amount, Type::Money, rounding)
            }
            ("ratio", [a, b]) => arithmetic(ArithmeticOp::Divide, a, b, Type::Decimal, rounding),
            ("clamp", [n, low, high]) => Ok(match is(CompareOp::Less, n, low)? {
                true => low.clone(),
                false if is(CompareOp::Greater, n, high)? => high.clone(),
                false => n.clone(),
            }),
            ("later", [a, b]) => Ok(match is(CompareOp::Greater, a, b)? {
                true => a.clone(),
                false => b.clone(),
            }),
            ("grace", [day, Value::Duration(_)]) => {
                shift(day.clone(), given[1].clone(), false, self.policy.months_end)
            }
            ("flip", [Value::Boolean(truth)]) => Ok(Value::Boolean(!truth)),
            ("times", [amount, n]) => {
                arithmetic(ArithmeticOp::Multiply, amount, n, Type::Money, rounding)
            }
            ("picky", [Value::Integer(n)]) if *n > 15 => Err(codes::SCRIPT_FAILED),
            ("picky", [Value::Integer(n)]) => Ok(Value::Boolean(n % 2 == 0)),
            other => panic!("the library has no {other:?}"),
        }
    }
}

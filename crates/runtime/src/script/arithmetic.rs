//! Numbers, percentages and money: the operators of the language, computed as the language does.

use bylaws_dsl::codes;
use bylaws_dsl::ir::{ArithmeticOp, Builtin};
use bylaws_dsl::value::{Decimal, Duration, Money, Value};
use rhai::{Dynamic, Engine};

use super::convert::{Percent, to_script};
use super::failure::{Caught, refuse, throw};
use super::state::rounding;
use crate::error::Failure;
use crate::eval::{self, Known};

/// Something that scripts compute with.
pub(super) trait Operand: Clone + Send + Sync + 'static {
    fn value(self) -> Value;
}

macro_rules! operands {
    ($($ty:ty => $value:expr;)*) => {$(
        impl Operand for $ty {
            fn value(self) -> Value {
                let wrap: fn($ty) -> Value = $value;
                wrap(self)
            }
        }
    )*};
}

operands! {
    i64 => Value::Integer;
    Decimal => Value::Decimal;
    Percent => |percent| Value::Percent(percent.0);
    Money => Value::Money;
    Duration => Value::Duration;
}

/// Registers an operation for pairs of types; `turned` where the language has the second first.
macro_rules! pairs {
    ($engine:ident, $name:literal, $op:ident: $($a:ty, $b:ty;)*) => {$(
        $engine.register_fn($name, |a: $a, b: $b| {
            compute(ArithmeticOp::$op, a.value(), b.value())
        });
    )*};
    ($engine:ident, $name:literal, turned $op:ident: $($a:ty, $b:ty;)*) => {$(
        $engine.register_fn($name, |a: $a, b: $b| {
            compute(ArithmeticOp::$op, b.value(), a.value())
        });
    )*};
}

/// An operation that puts its result in the place of its first operand.
macro_rules! assignments {
    ($engine:ident, $name:literal, $op:ident: $($ty:ty;)*) => {$(
        $engine.register_fn($name, |a: &mut $ty, b: $ty| -> Caught<()> {
            let result = compute(ArithmeticOp::$op, a.clone().value(), b.value())?;
            if let Some(result) = result.try_cast::<$ty>() {
                *a = result;
            }
            Ok(())
        });
    )*};
}

pub(super) fn register(engine: &mut Engine) {
    pairs!(engine, "+", Add: i64, i64; Decimal, Decimal; Decimal, i64; i64, Decimal; Money, Money;
        Percent, Percent; Duration, Duration;);
    pairs!(engine, "-", Subtract: i64, i64; Decimal, Decimal; Decimal, i64; i64, Decimal; Money, Money;
        Percent, Percent;);
    pairs!(engine, "*", Multiply: i64, i64; Decimal, Decimal; Decimal, i64; i64, Decimal; Money, i64;
        Money, Decimal; Percent, i64; Percent, Decimal;);
    pairs!(engine, "*", turned Multiply: i64, Money; Decimal, Money; i64, Percent; Decimal, Percent;);
    pairs!(engine, "/", Divide: i64, i64; Decimal, Decimal; Decimal, i64; i64, Decimal; Money, i64;
        Money, Decimal; Money, Money;);
    pairs!(engine, "of", Of: Percent, Money; Percent, Decimal; Percent, Percent; Percent, i64;);
    assignments!(engine, "+=", Add: i64; Decimal; Money; Percent; Duration;);
    assignments!(engine, "-=", Subtract: i64; Decimal; Money; Percent;);
    assignments!(engine, "*=", Multiply: i64; Decimal;);
    engine.register_fn("%", remainder);
    signs(engine);
    engine.register_fn("round", |a: Decimal, places: i64| round(a.value(), places));
    engine.register_fn("round", |a: Percent, places: i64| round(a.value(), places));
    engine.register_fn("round", |a: Money, places: i64| round(a.value(), places));
    engine.register_fn("floor", |a: Decimal| {
        builtin(Builtin::Floor, vec![a.value()])
    });
    engine.register_fn("ceil", |a: Decimal| builtin(Builtin::Ceil, vec![a.value()]));
    engine.register_fn("decimal", |a: i64| {
        builtin(Builtin::Decimal, vec![a.value()])
    });
    engine.register_fn("decimal", |a: Money| {
        builtin(Builtin::Decimal, vec![a.value()])
    });
    engine.register_fn("decimal", |a: Percent| {
        builtin(Builtin::Decimal, vec![a.value()])
    });
    engine.register_fn("money", |a: i64| amount(Decimal::from(a)));
    engine.register_fn("money", amount);
    engine.register_fn("percent", |a: i64| Percent(Decimal::from(a)));
    engine.register_fn("percent", Percent);
}

fn signs(engine: &mut Engine) {
    engine.register_fn("-", |a: i64| negated(a.value()));
    engine.register_fn("-", |a: Decimal| negated(a.value()));
    engine.register_fn("-", |a: Percent| negated(a.value()));
    engine.register_fn("-", |a: Money| negated(a.value()));
}

/// A result as scripts see it, or the failure that there is none.
pub(super) fn given(result: Result<Value, Failure>) -> Caught<Dynamic> {
    match result {
        Ok(value) => Ok(to_script(&value)),
        Err(failure) => throw(failure),
    }
}

fn compute(op: ArithmeticOp, a: Value, b: Value) -> Caught<Dynamic> {
    let rounds = matches!((&a, &b), (Value::Money(_), _) | (_, Value::Money(_)));
    let rounding = if rounds {
        rounding()?
    } else {
        Default::default()
    };
    given(eval::computed(op, &a, &b, rounding))
}

fn negated(a: Value) -> Caught<Dynamic> {
    given(eval::negate(&a))
}

/// What is left of a division of whole numbers.
fn remainder(a: i64, b: i64) -> Caught<i64> {
    match a.checked_rem(b) {
        Some(rest) => Ok(rest),
        None if b == 0 => throw(Failure::new(codes::DIVISION_BY_ZERO, "a division by zero")),
        None => throw(Failure::new(
            codes::OVERFLOW,
            "a quotient is too large a number",
        )),
    }
}

fn round(a: Value, places: i64) -> Caught<Dynamic> {
    const MOST: i64 = 28;
    if !(0..=MOST).contains(&places) {
        return refuse(format!("`round` keeps 0 to {MOST} places, not {places}"));
    }
    builtin(Builtin::Round, vec![a, Value::Integer(places)])
}

/// An amount, which must be a whole number of cents.
fn amount(exact: Decimal) -> Caught<Money> {
    match Money::from_exact(exact) {
        Some(money) => Ok(money),
        None => refuse(format!(
            "{} is no amount of money: an amount has two decimals at most",
            bylaws_dsl::value::plain(exact)
        )),
    }
}

/// A function of the language.
pub(super) fn builtin(function: Builtin, arguments: Vec<Value>) -> Caught<Dynamic> {
    let rounding = if function == Builtin::Round {
        rounding()?
    } else {
        Default::default()
    };
    let known = arguments.into_iter().map(Known::exactly).collect();
    let known = eval::builtin(function, known, rounding);
    match (known.value(), known.failure()) {
        (Some(value), _) => Ok(to_script(value)),
        (_, Some(failure)) => throw(failure.clone()),
        _ => refuse(format!("`{}` has no value here", function.name())),
    }
}

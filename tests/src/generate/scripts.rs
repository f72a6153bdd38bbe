//! Calls of the functions of a script: a library that random policies share.

use super::expression::{Ty, Writer};

/// The name of the library, and its text.
pub const LIBRARY: (&str, &str) = ("library.rhai", include_str!("library.rhai"));

/// The item that declares the functions of the library.
pub(super) const DECLARED: &str = "script \"library.rhai\"
  fn share(amount: money, part: percent) -> money
  fn ratio(a: integer, b: integer) -> decimal
  fn clamp(n: integer, low: integer, high: integer) -> integer
  fn later(a: date or open, b: date or open) -> date or open
  fn grace(day: date, by: duration) -> date
  fn flip(truth: boolean) -> boolean
  fn times(amount: money, n: integer) -> money
  fn picky(n: integer) -> boolean
";

impl Writer {
    /// A call of a function that gives a value of this type, if there is one.
    pub(super) fn of_script(&mut self, ty: Ty, depth: usize) -> Option<String> {
        let (name, given): (&str, &[Ty]) = match ty {
            Ty::Money if self.random.chance(50) => ("share", &[Ty::Money, Ty::Percent]),
            Ty::Money => ("times", &[Ty::Money, Ty::Integer]),
            Ty::Decimal => ("ratio", &[Ty::Integer, Ty::Integer]),
            Ty::Integer => ("clamp", &[Ty::Integer, Ty::Integer, Ty::Integer]),
            Ty::DateOrOpen => ("later", &[Ty::DateOrOpen, Ty::DateOrOpen]),
            Ty::Date => ("grace", &[Ty::Date, Ty::Duration]),
            Ty::Boolean if self.random.chance(50) => ("flip", &[Ty::Boolean]),
            Ty::Boolean => ("picky", &[Ty::Integer]),
            _ => return None,
        };
        let given: Vec<String> = given.iter().map(|ty| self.value(*ty, depth)).collect();
        Some(format!("{name}({})", given.join(", ")))
    }
}

//! A policy as flat instructions over numbered registers.
//!
//! Every value is a 64-bit integer: days, cents, the place of a member, the bits of a set, truth
//! as 0 and 1, a decimal or percentage scaled by a power of ten that is fixed for its register.
//! Numbers that have no such scale live in registers of their own, as 28-digit decimals.
//! [`UNKNOWN`] stands in the place of whatever these instructions cannot tell: a missing fact, a
//! failure, a number that does not fit. It is never an answer: what hangs on it is asked of the
//! evaluator that knows why.

use bylaws_dsl::ir::{CodeSet, InForce};
use bylaws_dsl::value::Decimal;
use smol_str::SmolStr;

pub(crate) use super::op::{DatePart, Op, Rounded, Way};
use super::table::FlatTable;

/// Not known here.
pub(crate) const UNKNOWN: i64 = i64::MIN;
/// `none`: an optional fact that is left out, no coverage.
pub(crate) const NONE: i64 = i64::MIN + 1;
/// *Ongoing*: later than every day.
pub(crate) const OPEN: i64 = i32::MAX as i64;

/// The number of a register.
pub(crate) type Reg = u16;

/// A value in registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// One register that holds all of it.
    One(Reg),
    /// A decimal or a percentage times a power of ten.
    Scaled(Reg, u8),
    /// A decimal or a percentage in a register for decimals.
    Wide(u16),
    /// Months and days, or the first and the last day: this register and the next.
    Two(Reg),
    /// No register: it is never known here.
    Nowhere,
}

/// The values of a parameter, by the first day of each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timeline {
    /// The first day on which each value counts, in order.
    pub(crate) days: Vec<i64>,
    /// One value more than there are days: before the first day the first counts.
    pub(crate) values: Vec<i64>,
}

/// What becomes of one output.
#[derive(Clone, Debug)]
pub(crate) enum Answered {
    /// The value in a place, `none` allowed.
    Value(Place),
    /// Of each category: whether it applies, its first and its last day.
    Periods(Vec<[Reg; 3]>),
}

/// Where a request puts the value of a fact.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input {
    pub(crate) place: Place,
    /// What stands there when the request does not give it.
    pub(crate) missing: i64,
}

/// A list of records: the register of its length, and the number of its first column.
#[derive(Clone, Debug)]
pub(crate) struct ListInput {
    pub(crate) length: Reg,
    /// Where each field lies: a place within the columns of lists, numbered from 0.
    pub(crate) fields: Vec<Input>,
}

/// A policy as instructions, with all that they refer to.
#[derive(Debug, Default)]
pub(crate) struct Code {
    pub(crate) ops: Vec<Op>,
    /// How many registers there are.
    pub(crate) registers: usize,
    /// The first registers, which each request fills in anew.
    pub(crate) inputs: usize,
    /// What registers hold before the first instruction; those of facts, of readings and of the
    /// date are filled in by the request.
    pub(crate) start: Vec<i64>,
    pub(crate) wide_start: Vec<Option<Decimal>>,
    /// Where the facts come in.
    pub(crate) facts: Vec<Input>,
    pub(crate) lists: Vec<ListInput>,
    pub(crate) columns: usize,
    /// The date that the request names, `none` where it names none.
    pub(crate) asked_day: Reg,
    /// The choice for each reading.
    pub(crate) readings: Vec<Reg>,
    /// The choice for each where a request makes none.
    pub(crate) usual: Vec<u16>,
    /// The date of the decision.
    pub(crate) as_of: Reg,
    /// Each must be yes: assumptions of the policy and of those that it uses.
    pub(crate) assumptions: Vec<Reg>,
    pub(crate) outputs: Vec<Answered>,
    /// The messages of requires and referrals, each with its truth.
    pub(crate) reasons: Vec<(SmolStr, Reg)>,
    /// The readings that the outputs rest on, a bit each.
    pub(crate) rests: Option<Reg>,
    pub(crate) texts: Vec<SmolStr>,
    pub(crate) tables: Vec<FlatTable>,
    pub(crate) arguments: Vec<Reg>,
    pub(crate) codes: Vec<CodeSet>,
    pub(crate) periods: Vec<InForce>,
    pub(crate) timelines: Vec<Timeline>,
}

impl Timeline {
    pub(crate) fn on(&self, day: i64) -> i64 {
        let at = self.days.partition_point(|from| *from <= day);
        self.values.get(at).copied().unwrap_or(UNKNOWN)
    }
}

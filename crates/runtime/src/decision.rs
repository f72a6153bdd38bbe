//! The answer to a request.

use std::fmt;
use std::sync::Arc;

use bylaws_dsl::ir::{Need, Policy, ReadingId};
use bylaws_dsl::value::{Date, Decimal, Duration, Money, Row, Value};
use smol_str::SmolStr;

use crate::error::DecisionError;
use crate::explain::Event;
use crate::program::Program;

/// Whether a request could be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Every output is known.
    Decided,
    /// Some output hangs on facts that the request does not give; `needs` names them.
    Undetermined,
    /// The facts of the request are wrong; `errors` says which.
    Invalid,
    /// The policy could not be evaluated; `errors` says where.
    Failed,
}

impl Status {
    /// The word that a decision uses.
    pub fn word(self) -> &'static str {
        match self {
            Status::Decided => "decided",
            Status::Undetermined => "undetermined",
            Status::Invalid => "invalid",
            Status::Failed => "failed",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The value of an output, with names in place of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each holds what it is named after")]
pub enum Data {
    Boolean(bool),
    Integer(i64),
    Decimal(Decimal),
    /// The number before the sign: 12.5 for `12.5%`.
    Percent(Decimal),
    Money(Money),
    Date(Date),
    /// *Ongoing*.
    Open,
    Duration(Duration),
    Text(SmolStr),
    /// A member of an enumeration.
    Member(SmolStr),
    /// Members of an enumeration, in the order of its declaration.
    Set(Vec<SmolStr>),
    /// The first and the last day, by category.
    Periods(Vec<(SmolStr, Data, Data)>),
    /// The days from one to another.
    Window(Date, Date),
    /// Records: the fields that each has, by name.
    List(Vec<Vec<(SmolStr, Data)>>),
    /// Nothing: no coverage, or an optional value left out.
    None,
}

impl Data {
    /// A value of the policy with names in place of numbers.
    pub fn of(policy: &Policy, value: &Value) -> Self {
        match value {
            Value::Boolean(truth) => Data::Boolean(*truth),
            Value::Integer(n) => Data::Integer(*n),
            Value::Decimal(d) => Data::Decimal(*d),
            Value::Percent(d) => Data::Percent(*d),
            Value::Money(m) => Data::Money(*m),
            Value::Date(d) => Data::Date(*d),
            Value::Open => Data::Open,
            Value::Duration(d) => Data::Duration(*d),
            Value::Text(t) => Data::Text(t.clone()),
            Value::Member(of, index) => Data::Member(policy.member_name(*of, *index).into()),
            Value::Set(of, bits) => {
                Data::Set(policy.set_members(*of, *bits).map(SmolStr::from).collect())
            }
            Value::Window(from, through) => Data::Window(*from, *through),
            Value::None => Data::None,
            Value::List(list, rows) => {
                let fields = &policy.lists.at(*list).fields;
                let row = |row: &Row| {
                    let given = fields.iter().zip(row);
                    let given = given.filter_map(|(field, value)| {
                        Some((field.name.clone(), Data::of(policy, value.as_ref()?)))
                    });
                    given.collect()
                };
                Data::List(rows.iter().map(row).collect())
            }
        }
    }
}

macro_rules! data_from {
    ($($from:ty => |$value:ident| $data:expr),+ $(,)?) => {$(
        impl From<$from> for Data {
            fn from($value: $from) -> Self {
                $data
            }
        }
    )+};
}

data_from! {
    bool => |truth| Data::Boolean(truth),
    i64 => |number| Data::Integer(number),
    i32 => |number| Data::Integer(number.into()),
    u32 => |number| Data::Integer(number.into()),
    Decimal => |number| Data::Decimal(number),
    Money => |amount| Data::Money(amount),
    Date => |day| Data::Date(day),
    Duration => |length| Data::Duration(length),
    // Of a fact of an enumeration, the name of its member.
    &str => |text| Data::Text(text.into()),
    String => |text| Data::Text(text.into()),
}

impl<T: Into<Data>> From<Option<T>> for Data {
    /// Nothing is *unknown*, or for an optional fact `none`.
    fn from(value: Option<T>) -> Self {
        value.map_or(Data::None, Into::into)
    }
}

/// Something that a failing require or a referral tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The message that the policy gives.
    pub message: SmolStr,
}

/// The answer to a request: outputs, reasons, what is still needed, and why.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The policy that decided.
    pub program: Arc<Program>,
    /// The date that picked parameters and items in force, if one is known.
    pub as_of: Option<Date>,
    /// Whether the request could be decided.
    pub status: Status,
    /// The outputs that are known, in the order of the policy; none when the decision failed.
    pub outputs: Vec<(SmolStr, Data)>,
    /// The messages of failing requires and of referrals.
    pub reasons: Vec<Reason>,
    /// The missing facts, and fields of elements of lists, that the decision hangs on; the most
    /// decisive first.
    pub needs: Vec<Need>,
    /// The readings that were used, with the choice made.
    pub readings: Vec<(ReadingId, u16)>,
    /// What is wrong with the request, or what failed.
    pub errors: Vec<DecisionError>,
    /// What was found of each item; empty unless a trace was asked for.
    pub trace: Vec<Event>,
}

impl Decision {
    pub(crate) fn empty(program: &Arc<Program>, status: Status) -> Self {
        Self {
            program: Arc::clone(program),
            as_of: None,
            status,
            outputs: Vec::new(),
            reasons: Vec::new(),
            needs: Vec::new(),
            readings: Vec::new(),
            errors: Vec::new(),
            trace: Vec::new(),
        }
    }

    /// The value of an output, if it is known.
    pub fn output(&self, name: &str) -> Option<&Data> {
        self.outputs
            .iter()
            .find(|(output, _)| output == name)
            .map(|(_, data)| data)
    }

    /// The outcome, if the policy has one and it is known.
    pub fn outcome(&self) -> Option<&str> {
        match self.output("outcome") {
            Some(Data::Member(name)) => Some(name),
            _ => None,
        }
    }

    /// The names of the missing facts that the decision hangs on, the most decisive first; of a
    /// field of an element the way to it, such as `visits[0].cost`.
    pub fn needs(&self) -> impl Iterator<Item = String> {
        self.needs
            .iter()
            .map(|need| self.program.policy().need_name(*need))
    }
}

//! Typed expressions, stored in one arena so that traces, coverage and proofs can name them.

use super::{
    CodesId, DefineId, ExprId, FactId, FieldRef, FunctionId, OutputId, ParameterId, PriceId,
    ReadingId, TableId, Type, UseId, VariableId, WindowId,
};
use crate::Span;
use crate::ast::{Fold, Quantifier};
use crate::value::{MonthEnd, Value};

/// An expression with its type and the place it was written at.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it computes.
    pub kind: ExprKind,
    /// The type of its value.
    pub ty: Type,
    /// Where it stands in the text.
    pub span: Span,
    /// The variables that its value changes with, one bit for each by its depth; 0 where the value
    /// is one for the whole decision.
    pub varies: u8,
}

/// What an expression computes. Operands have the types that the operator asks for: the checker
/// has seen to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ExprKind {
    /// A value that is the same in every decision.
    Constant(Value),
    /// A fact of the request. Where the fact is optional, the checker has made sure that it is
    /// given here (or this stands directly under `IsGiven` or left of `Otherwise`).
    Fact(FactId),
    /// The choice made for a reading; of the reading's enum type.
    Reading(ReadingId),
    /// The parameter's value on the `as of` date.
    Parameter(ParameterId),
    /// The days of a declared window.
    Window(WindowId),
    /// The value of a `define` or `output`.
    Define(DefineId),
    /// The amount behind the last step of a price.
    Price(PriceId),
    /// Whether the step at this place of a price applied; used only by later steps of that price.
    Applied(PriceId, usize),
    /// An output of the decision, such as `outcome`.
    Output(OutputId),
    /// An output of a policy that is used, as that policy has it.
    Used(UseId, OutputId),
    /// `{a, b}` whose members are expressions of the enum type.
    Set(Vec<ExprId>),
    /// Kleene's not.
    Not(ExprId),
    /// Kleene's and, in the order written; two operands or more.
    And(Vec<ExprId>),
    /// Kleene's or, in the order written; two operands or more.
    Or(Vec<ExprId>),
    /// A comparison of two values of one type (dates compare with dates or open).
    Compare(CompareOp, ExprId, ExprId),
    /// `set includes member`; also `member in set`.
    Includes {
        /// The set.
        set: ExprId,
        /// The member of its enumeration.
        member: ExprId,
    },
    /// `set includes other set`, every member of it.
    IncludesAll {
        /// The larger set.
        set: ExprId,
        /// The smaller one.
        subset: ExprId,
    },
    /// `date within window`, both ends included.
    Within {
        /// The date, possibly open.
        date: ExprId,
        /// Of type [`Type::Window`].
        window: ExprId,
    },
    /// The fact was supplied; of an optional fact.
    IsGiven(FactId),
    /// The set has no member.
    IsEmpty(ExprId),
    /// The fact, or the second value when the optional fact is `none`.
    Otherwise(FactId, ExprId),
    /// `if C then A else B`.
    If(ExprId, ExprId, ExprId),
    /// The value with its sign changed.
    Negate(ExprId),
    /// Arithmetic on numbers, percentages and money; the operand types say which.
    Arithmetic(ArithmeticOp, ExprId, ExprId),
    /// A date moved by a duration; `open` stays open.
    Shift {
        /// The date.
        date: ExprId,
        /// How far.
        by: ExprId,
        /// Backwards (`before`) instead of forwards (`after`).
        back: bool,
        /// What happens where the day does not exist.
        month_end: MonthEnd,
    },
    /// The days around an anchor.
    MakeWindow {
        /// The anchor.
        anchor: ExprId,
        /// How far the window reaches.
        length: ExprId,
        /// To which side.
        kind: WindowKind,
        /// What happens where the day does not exist.
        month_end: MonthEnd,
    },
    /// A built-in function of its arguments.
    Call(Builtin, Vec<ExprId>),
    /// A function of a script, of its arguments.
    Scripted(FunctionId, Vec<ExprId>),
    /// What the script that decides the policy gives for this output.
    Decided(DefineId),
    /// What the row of a table says that fits the arguments.
    Lookup {
        /// The table.
        table: TableId,
        /// The place of the column of results.
        result: usize,
        /// A value for each column.
        arguments: Vec<ExprId>,
    },
    /// A row of the table, but for its `otherwise` row, fits the arguments.
    Has {
        /// The table.
        table: TableId,
        /// A value for each column.
        arguments: Vec<ExprId>,
    },
    /// The text is a code of the set.
    InCodes(ExprId, CodesId),
    /// A field of the element that a variable stands for; for an optional one the same holds as
    /// for an optional fact.
    Field(FieldRef),
    /// The element has the field; of an optional field.
    FieldGiven(FieldRef),
    /// The field, or the second value when the element does not have the optional field.
    FieldOtherwise(FieldRef, ExprId),
    /// Whether the condition holds of some element, or of every one: Kleene's or and and, in the
    /// order of the elements.
    Quantified {
        /// Of how many elements it must hold.
        quantifier: Quantifier,
        /// What the condition calls an element.
        variable: VariableId,
        /// The condition.
        holds: ExprId,
    },
    /// One value made of the elements of a list, in their order.
    Folded {
        /// What becomes of them.
        fold: Fold,
        /// What filter and value call an element.
        variable: VariableId,
        /// Which elements count; all when absent.
        filter: Option<ExprId>,
        /// The value of an element; none for [`Fold::Count`] alone.
        value: Option<ExprId>,
        /// The value where no element counts; there for the earliest and the latest alone.
        otherwise: Option<ExprId>,
    },
}

impl ExprKind {
    /// The expressions that this one is computed from, in the order written.
    pub fn operands(&self) -> Vec<ExprId> {
        match self {
            ExprKind::Constant(_)
            | ExprKind::Fact(_)
            | ExprKind::Reading(_)
            | ExprKind::Parameter(_)
            | ExprKind::Window(_)
            | ExprKind::Define(_)
            | ExprKind::Price(_)
            | ExprKind::Applied(..)
            | ExprKind::Output(_)
            | ExprKind::Used(..)
            | ExprKind::Decided(_)
            | ExprKind::IsGiven(_)
            | ExprKind::Field(_)
            | ExprKind::FieldGiven(_) => Vec::new(),
            ExprKind::Set(all)
            | ExprKind::And(all)
            | ExprKind::Or(all)
            | ExprKind::Call(_, all)
            | ExprKind::Scripted(_, all)
            | ExprKind::Lookup { arguments: all, .. }
            | ExprKind::Has { arguments: all, .. } => all.clone(),
            ExprKind::Not(one)
            | ExprKind::IsEmpty(one)
            | ExprKind::Negate(one)
            | ExprKind::InCodes(one, _)
            | ExprKind::Otherwise(_, one)
            | ExprKind::FieldOtherwise(_, one)
            | ExprKind::Quantified { holds: one, .. } => {
                vec![*one]
            }
            ExprKind::Folded {
                filter,
                value,
                otherwise,
                ..
            } => [*filter, *value, *otherwise]
                .into_iter()
                .flatten()
                .collect(),
            ExprKind::Compare(_, a, b) | ExprKind::Arithmetic(_, a, b) => vec![*a, *b],
            ExprKind::Includes { set, member } => vec![*set, *member],
            ExprKind::IncludesAll { set, subset } => vec![*set, *subset],
            ExprKind::Within { date, window } => vec![*date, *window],
            ExprKind::If(condition, then, otherwise) => vec![*condition, *then, *otherwise],
            ExprKind::Shift { date, by, .. } => vec![*date, *by],
            ExprKind::MakeWindow { anchor, length, .. } => vec![*anchor, *length],
        }
    }

    /// The variable whose elements this expression goes through, if it goes through a list.
    pub fn goes_through(&self) -> Option<VariableId> {
        match self {
            ExprKind::Quantified { variable, .. } | ExprKind::Folded { variable, .. } => {
                Some(*variable)
            }
            _ => None,
        }
    }

    /// The field that this expression speaks of itself.
    pub fn own_field(&self) -> Option<FieldRef> {
        match self {
            ExprKind::Field(field)
            | ExprKind::FieldGiven(field)
            | ExprKind::FieldOtherwise(field, _) => Some(*field),
            _ => None,
        }
    }
}

/// The comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "named as they are read")]
pub enum CompareOp {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
}

impl CompareOp {
    /// Whether two values in this order satisfy the comparison.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            CompareOp::Equal => ordering.is_eq(),
            CompareOp::NotEqual => ordering.is_ne(),
            CompareOp::Less => ordering.is_lt(),
            CompareOp::LessEqual => ordering.is_le(),
            CompareOp::Greater => ordering.is_gt(),
            CompareOp::GreaterEqual => ordering.is_ge(),
        }
    }
}

impl CompareOp {
    /// How a policy writes it.
    pub fn sign(self) -> &'static str {
        match self {
            CompareOp::Equal => "=",
            CompareOp::NotEqual => "!=",
            CompareOp::Less => "<",
            CompareOp::LessEqual => "<=",
            CompareOp::Greater => ">",
            CompareOp::GreaterEqual => ">=",
        }
    }

    /// The comparison that holds exactly where this one does not.
    pub fn negated(self) -> Self {
        match self {
            CompareOp::Equal => CompareOp::NotEqual,
            CompareOp::NotEqual => CompareOp::Equal,
            CompareOp::Less => CompareOp::GreaterEqual,
            CompareOp::LessEqual => CompareOp::Greater,
            CompareOp::Greater => CompareOp::LessEqual,
            CompareOp::GreaterEqual => CompareOp::Less,
        }
    }

    /// The comparison that says the same with the sides in the other order.
    pub fn turned(self) -> Self {
        match self {
            CompareOp::Less => CompareOp::Greater,
            CompareOp::LessEqual => CompareOp::GreaterEqual,
            CompareOp::Greater => CompareOp::Less,
            CompareOp::GreaterEqual => CompareOp::LessEqual,
            same => same,
        }
    }
}

/// The operations on numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "named as they are read")]
pub enum ArithmeticOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// `10% of X`: a percentage of money, of a number, or of a percentage.
    Of,
}

/// The side of its anchor on which a window lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WindowKind {
    /// `[A, A+N]`.
    After,
    /// `[A-N, A]`.
    Before,
    /// `[A-N, A+N]`.
    Around,
    /// `[A, A+N-1]` in days; for months, through the day before `A` plus the months.
    Beginning,
}

/// The unit that a distance between dates is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "named as they are read")]
pub enum ShiftUnit {
    Days,
    Months,
    Years,
}

/// The built-in functions. All are total, but for overflow and dates out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Builtin {
    /// The smallest of one or more ordered values of one type.
    Min,
    /// The largest.
    Max,
    /// The earliest of one or more dates.
    Earliest,
    /// The latest of one or more dates; `open` is later than all.
    Latest,
    /// Whole units from the first date to the second, negative when it is earlier. Months and
    /// years are complete ones: the day of the month decides.
    Between(ShiftUnit),
    /// The day of the month.
    Day,
    /// The month, 1 to 12.
    Month,
    /// The year.
    Year,
    /// The first day of the date's month.
    FirstOfMonth,
    /// The last day of the date's month.
    LastOfMonth,
    /// A decimal, percentage or money to so many places, by the policy's rounding.
    Round,
    /// The largest whole number not above.
    Floor,
    /// The smallest whole number not below.
    Ceil,
    /// `X as decimal`: the plain number of a percentage (12.5% is 0.125) or of money.
    Decimal,
}

impl Builtin {
    /// Every function by the name that policies call it.
    pub const NAMES: &'static [(&'static str, Builtin)] = &[
        ("min", Builtin::Min),
        ("max", Builtin::Max),
        ("earliest", Builtin::Earliest),
        ("latest", Builtin::Latest),
        ("days_between", Builtin::Between(ShiftUnit::Days)),
        ("months_between", Builtin::Between(ShiftUnit::Months)),
        ("years_between", Builtin::Between(ShiftUnit::Years)),
        ("day", Builtin::Day),
        ("month", Builtin::Month),
        ("year", Builtin::Year),
        ("first_of_month", Builtin::FirstOfMonth),
        ("last_of_month", Builtin::LastOfMonth),
        ("round", Builtin::Round),
        ("floor", Builtin::Floor),
        ("ceil", Builtin::Ceil),
        ("decimal", Builtin::Decimal),
    ];

    /// The name that policies call the function.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, b)| *b == self)
            .map_or("", |(name, _)| name)
    }
}

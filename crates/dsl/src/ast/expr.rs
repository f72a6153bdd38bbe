//! Expressions as written.

use smol_str::SmolStr;

use super::{ElementField, Folded, Name, Quantified, Record};
use crate::Node;
use crate::value::{Date, Decimal, Duration, Money, MonthEnd};

/// An expression with its place.
pub type Expr = Node<ExprKind>;

/// The forms of an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A value written out.
    Literal(Literal),
    /// A name: of a fact, a declared item, or a member of an enumeration.
    Name(SmolStr),
    /// `{a, b}`.
    Set(Vec<Expr>),
    /// `(E)`; kept so that the formatter writes it again.
    Paren(Box<Expr>),
    /// `not E`.
    Not(Box<Expr>),
    /// `-E`.
    Negate(Box<Expr>),
    /// Two operands and what stands between them.
    Binary(Node<BinaryOp>, Box<Expr>, Box<Expr>),
    /// `E ending on next day`: the convention for the months that `E` adds.
    Ending(Box<Expr>, Node<MonthEnd>),
    /// `E is given`.
    IsGiven(Box<Expr>),
    /// `E is empty`.
    IsEmpty(Box<Expr>),
    /// `if C then A else B`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `name(a, b)`: of a function or a table.
    Call(Name, Vec<Expr>),
    /// `table(a, b).column`.
    Result(Box<Expr>, Name),
    /// `table has (a, b)`.
    Has(Name, Vec<Expr>),
    /// `any v in visits has C`, `every v in visits has C`.
    Quantified(Box<Quantified>),
    /// `count of v in visits where C`, `sum of E for v in visits where C` and so on.
    Folded(Box<Folded>),
    /// `visits[0].cost`, which stands only among the `needs` of an example.
    Element(Box<ElementField>),
    /// The elements of a list, which stand only below its name in `given`.
    Records(Vec<Record>),
}

/// A value written out.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `yes`, `no`.
    Boolean(bool),
    /// `5_000`.
    Integer(i64),
    /// `0.7`.
    Decimal(Decimal),
    /// `12.5%`, holding 12.5.
    Percent(Decimal),
    /// `$28,500.00`.
    Money(Money),
    /// `2026-02-28`.
    Date(Date),
    /// `open`.
    Open,
    /// `none`.
    None,
    /// `12 months`.
    Duration(Duration),
    /// `"…"`.
    Text(SmolStr),
}

/// What stands between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(
    missing_docs,
    reason = "each is named as it is written, see `BinaryOp::words`"
)]
pub enum BinaryOp {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    Includes,
    Within,
    Add,
    Subtract,
    Multiply,
    Divide,
    /// `10% of X`.
    Of,
    /// `12 months after D`; also `180 days after D` as a window.
    After,
    Before,
    /// `90 days beginning D`: a window whose first day is `D`.
    Beginning,
    /// `30 days around D`: a window on both sides of `D`.
    Around,
    Otherwise,
}

impl BinaryOp {
    /// The operator as the language writes it.
    pub fn words(self) -> &'static str {
        match self {
            BinaryOp::Or => "or",
            BinaryOp::And => "and",
            BinaryOp::Equal => "=",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => ">=",
            BinaryOp::In => "in",
            BinaryOp::Includes => "includes",
            BinaryOp::Within => "within",
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
            BinaryOp::Of => "of",
            BinaryOp::After => "after",
            BinaryOp::Before => "before",
            BinaryOp::Beginning => "beginning",
            BinaryOp::Around => "around",
            BinaryOp::Otherwise => "otherwise",
        }
    }

    /// Whether this is one of `= != < <= > >=`.
    pub fn is_comparison(self) -> bool {
        use BinaryOp::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        matches!(
            self,
            Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual
        )
    }
}

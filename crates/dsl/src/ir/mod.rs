//! A checked policy: every name is an id, every expression has a type, every shorthand is
//! written out. It exists only when the text had no error.

mod arena;
mod cuts;
mod expr;
mod index;
mod item;
mod list;
mod policy;
mod price;
mod script;
mod table;
mod types;
mod used;

pub(crate) use arena::ids;
pub use arena::{Arena, Id};
pub(crate) use cuts::{Domain, order};
pub use expr::{ArithmeticOp, Builtin, CompareOp, Expr, ExprKind, ShiftUnit, WindowKind};
pub use index::{Index, IndexStep, Places};
pub(crate) use index::{MOST_COLUMNS, Tangled};
pub use item::{
    Assumption, Cap, Category, Citation, Define, EnumType, Example, Except, Expectation, Expected,
    Fact, Guarantee, Head, InForce, ItemRef, Member, Output, OutputKind, Parameter, Reading, Refer,
    Require, Source, Window,
};
pub use list::{FieldRef, ListType, Need, Variable};
pub use policy::Policy;
pub use price::{Price, PriceStep};
pub use script::{Function, Script};
pub use table::{CodeEntry, CodeSet, Column, Range, Row, Table};
pub use types::Type;
pub use used::{Supplied, Use, UsedList};

ids! {
    /// A declared source of law or contract.
    SourceRef;
    /// An enumeration: declared, a reading's choices, or one of the implicit `outcome` and `category`.
    EnumId;
    /// A fact.
    FactId;
    /// A list of records.
    ListId;
    /// What an expression calls the elements of a list.
    VariableId;
    /// A reading of an ambiguous passage.
    ReadingId;
    /// A parameter.
    ParameterId;
    /// A window.
    WindowId;
    /// A `define` or `output`.
    DefineId;
    /// A `require`.
    RequireId;
    /// A category.
    CategoryId;
    /// A price.
    PriceId;
    /// A guarantee.
    GuaranteeId;
    /// A constraint between facts.
    AssumptionId;
    /// An example.
    ExampleId;
    /// A table.
    TableId;
    /// A set of codes.
    CodesId;
    /// An output of the decision, built in or declared.
    OutputId;
    /// A script.
    ScriptId;
    /// A function of a script.
    FunctionId;
    /// Another policy whose outputs are used.
    UseId;
    /// An expression.
    ExprId;
}

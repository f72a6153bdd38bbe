//! What was written, with every place kept: names are still names and nothing is checked yet.

mod equality;
mod expr;
mod item;
mod layers;
mod list;
mod price;
mod script;
mod table;

pub use expr::{BinaryOp, Expr, ExprKind, Literal};
pub use item::{
    Binding, BoundEnd, Cap, Category, Citation, Combine, Define, Direction, Example, Except,
    ExpectKey, FactDecl, File, Guarantee, Header, HeaderKind, InForce, Item, ItemKind, Member,
    Parameter, Reading, Refer, Require, TypeExpr, TypeName, ValueFrom,
};
pub use layers::{Mapping, Remove, Use};
pub use list::{ElementField, Fold, Folded, Quantified, Quantifier, Record};
pub use price::{Price, PriceStep, StepKind};
pub use script::{Function, FunctionParameter, Script};
use smol_str::SmolStr;
pub use table::{
    Aggregate, Cell, CellKind, CellValue, CodeEntry, Codes, Column, Hit, ResultColumn, Row, Table,
};

use crate::Node;

/// A name, dotted or not, as written.
pub type Name = Node<SmolStr>;

/// The inside of a double-quoted text.
pub type Text = Node<SmolStr>;

//! A checked policy as a whole.

use smol_str::SmolStr;

use super::{
    Arena, Assumption, AssumptionId, Category, CategoryId, CodeSet, CodesId, Define, DefineId,
    EnumId, EnumType, Example, ExampleId, Expr, ExprId, Fact, FactId, Function, FunctionId,
    Guarantee, GuaranteeId, Head, ItemRef, ListId, ListType, Output, OutputId, OutputKind,
    Parameter, ParameterId, Price, PriceId, Reading, ReadingId, Require, RequireId, Script,
    ScriptId, Source, SourceRef, Table, TableId, Type, Use, UseId, Variable, VariableId, Window,
    WindowId,
};
use crate::SourceId;
use crate::ast::Combine;
use crate::value::{Date, MonthEnd, Rounding, Value};

/// A policy that has been checked.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Policy {
    /// Its dotted name.
    pub name: SmolStr,
    /// What people call it.
    pub title: Option<SmolStr>,
    /// The fact that dates the decision.
    pub as_of: Option<FactId>,
    /// The fact that must lie in a category's period.
    pub covers: Option<FactId>,
    /// The convention for months where a clause has none of its own.
    pub months_end: MonthEnd,
    /// How money becomes whole cents.
    pub rounding: Rounding,
    /// How the periods of several categories become one end date.
    pub combine: Combine,
    /// Sources of law or contract.
    pub sources: Arena<SourceRef, Source>,
    /// The sources that something cites: an item, or the facts, types and examples.
    pub cited: Vec<SourceRef>,
    /// Enumerations, the implicit ones included.
    pub enums: Arena<EnumId, EnumType>,
    /// Facts.
    pub facts: Arena<FactId, Fact>,
    /// What the facts that are lists hold.
    pub lists: Arena<ListId, ListType>,
    /// What expressions call the elements of lists.
    pub variables: Arena<VariableId, Variable>,
    /// Readings.
    pub readings: Arena<ReadingId, Reading>,
    /// Parameters.
    pub parameters: Arena<ParameterId, Parameter>,
    /// Windows.
    pub windows: Arena<WindowId, Window>,
    /// Defines and outputs.
    pub defines: Arena<DefineId, Define>,
    /// Requires, in order.
    pub requires: Arena<RequireId, Require>,
    /// Categories, in order.
    pub categories: Arena<CategoryId, Category>,
    /// Prices, in order.
    pub prices: Arena<PriceId, Price>,
    /// Guarantees.
    pub guarantees: Arena<GuaranteeId, Guarantee>,
    /// Constraints between facts.
    pub assumptions: Arena<AssumptionId, Assumption>,
    /// Policies whose outputs are used.
    pub uses: Arena<UseId, Use>,
    /// Examples, those of case files included.
    pub examples: Arena<ExampleId, Example>,
    /// Tables.
    pub tables: Arena<TableId, Table>,
    /// Sets of codes.
    pub codes: Arena<CodesId, CodeSet>,
    /// Scripts, with the one that decides the policy if there is one.
    pub scripts: Arena<ScriptId, Script>,
    /// Functions of scripts.
    pub functions: Arena<FunctionId, Function>,
    /// The script that gives the outputs which the policy itself does not compute.
    pub decided_by: Option<ScriptId>,
    /// Outputs, in the order in which a decision gives them.
    pub outputs: Arena<OutputId, Output>,
    /// Every expression.
    pub exprs: Arena<ExprId, Expr>,
    /// The items in the order of the text.
    pub items: Vec<ItemRef>,
    /// The policies that this one is put together from, each with its file, the base first.
    pub layers: Vec<(SourceId, SmolStr)>,
    /// The implicit enumeration of outcomes, if the policy has requires or categories.
    pub outcome: Option<EnumId>,
    /// The implicit enumeration of categories, if it has any; member `n` is category `n`.
    pub category: Option<EnumId>,
}

impl Policy {
    /// The outcome where everything required holds and a category applies (or none is declared).
    pub const COVERED: u16 = 0;
    /// The outcome where no category applies.
    pub const NOT_COVERED: u16 = 1;

    /// Whether decisions report the define.
    pub fn is_output(&self, define: DefineId) -> bool {
        let kind = OutputKind::Define(define);
        self.outputs.values().any(|output| output.kind == kind)
    }

    /// The fact with this name.
    pub fn fact_named(&self, name: &str) -> Option<FactId> {
        self.facts
            .iter()
            .find(|(_, f)| f.name == name)
            .map(|(id, _)| id)
    }

    /// The reading with this name.
    pub fn reading_named(&self, name: &str) -> Option<ReadingId> {
        self.readings
            .iter()
            .find(|(_, r)| r.head.name == name)
            .map(|(id, _)| id)
    }

    /// The type in the words of the language: `set of condition`.
    pub fn type_words(&self, ty: Type) -> String {
        match ty {
            Type::Boolean => "boolean".into(),
            Type::Integer => "integer".into(),
            Type::Decimal => "decimal".into(),
            Type::Percent => "percent".into(),
            Type::Money => "money".into(),
            Type::Date => "date".into(),
            Type::DateOrOpen => "date or open".into(),
            Type::Duration => "duration".into(),
            Type::Text => "text".into(),
            Type::Window => "window".into(),
            Type::Enum(id) => self.enums.at(id).name.to_string(),
            Type::Set(id) => format!("set of {}", self.enums.at(id).name),
            Type::List(_) => "list".into(),
        }
    }

    /// The value as a policy writes it.
    pub fn value_words(&self, value: &Value) -> String {
        match value {
            Value::Boolean(truth) => crate::value::yes_no(*truth).into(),
            Value::Integer(n) => n.to_string(),
            Value::Decimal(d) => crate::value::plain(*d).to_string(),
            Value::Percent(d) => format!("{}%", crate::value::plain(*d)),
            Value::Money(m) => m.to_string(),
            Value::Date(d) => d.to_string(),
            Value::Open => "open".into(),
            Value::Duration(d) => d.to_string(),
            Value::Text(t) => format!("\"{t}\""),
            Value::Member(id, index) => self.member_name(*id, *index).into(),
            Value::Set(id, bits) => format!(
                "{{{}}}",
                self.set_members(*id, *bits).collect::<Vec<_>>().join(", ")
            ),
            Value::Window(from, through) => format!("{from}..{through}"),
            Value::None => "none".into(),
            Value::List(id, rows) => {
                let fields = &self.lists.at(*id).fields;
                let rows: Vec<String> =
                    rows.iter().map(|row| self.row_words(fields, row)).collect();
                format!("[{}]", rows.join("; "))
            }
        }
    }

    /// The fields that an element has: `day 2025-03-01, cost $120.00`.
    pub fn row_words(&self, fields: &[Fact], row: &[Option<Value>]) -> String {
        let given = fields.iter().zip(row);
        let words = given.filter_map(|(field, value)| {
            let value = self.value_words(value.as_ref()?);
            Some(format!("{} {value}", field.name))
        });
        words.collect::<Vec<_>>().join(", ")
    }

    /// The name of a member of an enumeration.
    pub fn member_name(&self, id: EnumId, index: u16) -> &str {
        self.enums
            .get(id)
            .and_then(|e| e.member(index))
            .map_or("?", |m| m.name.as_str())
    }

    /// The names of the members of a set, in the order of the declaration.
    pub fn set_members(&self, id: EnumId, bits: u64) -> impl Iterator<Item = &str> {
        self.enums
            .at(id)
            .members
            .iter()
            .enumerate()
            .filter(move |(i, _)| bits >> i & 1 == 1)
            .map(|(_, m)| m.name.as_str())
    }

    /// The lowest and the highest value of a type, where it has them.
    pub fn domain(&self, ty: Type) -> (Option<Value>, Option<Value>) {
        match ty {
            Type::Boolean => (Some(Value::Boolean(false)), Some(Value::Boolean(true))),
            Type::Date => (Some(Value::Date(Date::MIN)), Some(Value::Date(Date::MAX))),
            Type::DateOrOpen => (Some(Value::Date(Date::MIN)), Some(Value::Open)),
            Type::Text => (Some(Value::Text("".into())), None),
            Type::Enum(of) => {
                let members = self.enums.get(of).map_or(0, |e| e.members.len());
                let last = members.saturating_sub(1) as u16;
                (Some(Value::Member(of, 0)), Some(Value::Member(of, last)))
            }
            _ => (None, None),
        }
    }

    /// The policy that an item was written in.
    pub fn layer(&self, item: ItemRef) -> &SmolStr {
        let span = match item {
            ItemRef::Type(id) => self.enums.at(id).span,
            ItemRef::Fact(id) => self.facts.at(id).span,
            _ => return self.head(item).map_or(&self.name, |head| &head.layer),
        };
        let layer = self.layers.iter().find(|(file, _)| *file == span.source);
        layer.map_or(&self.name, |(_, name)| name)
    }

    /// What every item has, for those items that have it.
    pub fn head(&self, item: ItemRef) -> Option<&Head> {
        Some(match item {
            ItemRef::Source(id) => &self.sources.at(id).head,
            ItemRef::Reading(id) => &self.readings.at(id).head,
            ItemRef::Parameter(id) => &self.parameters.at(id).head,
            ItemRef::Window(id) => &self.windows.at(id).head,
            ItemRef::Define(id) => &self.defines.at(id).head,
            ItemRef::Require(id) => &self.requires.at(id).head,
            ItemRef::Category(id) => &self.categories.at(id).head,
            ItemRef::Price(id) => &self.prices.at(id).head,
            ItemRef::Guarantee(id) => &self.guarantees.at(id).head,
            ItemRef::Assumption(id) => &self.assumptions.at(id).head,
            ItemRef::Table(id) => &self.tables.at(id).head,
            ItemRef::Codes(id) => &self.codes.at(id).head,
            ItemRef::Use(id) => &self.uses.at(id).head,
            ItemRef::Script(id) => &self.scripts.at(id).head,
            ItemRef::Type(_) | ItemRef::Fact(_) | ItemRef::Example(_) => return None,
        })
    }
}

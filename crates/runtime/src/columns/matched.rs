//! The columns of a schema and the facts that they are.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, SchemaRef};
use bylaws_dsl::ir::{Fact, FactId, ListType, Type};
use bylaws_dsl::{codes, suggest};

use super::{ColumnOptions, Unit};
use crate::error::DecisionError;
use crate::facts;
use crate::program::Program;

/// A fact and the column that it stands in.
#[derive(Debug)]
pub(super) struct Matched {
    pub(super) fact: FactId,
    /// The place of the column, and those within structs.
    pub(super) path: Vec<usize>,
    pub(super) shape: Shape,
}

/// How the cells of a column are read.
#[derive(Debug)]
pub(super) enum Shape {
    Boolean,
    /// With so many digits behind the point more than the column itself has.
    Number(i32),
    Date,
    /// In the words of the language.
    Text,
    /// A list of names.
    Names,
    /// A list of structs: which field each of their columns is.
    Records(Vec<Part>),
}

/// A field of records and the column of the struct that it stands in.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) field: usize,
    pub(super) column: usize,
    pub(super) shape: Shape,
}

struct Matching<'a> {
    program: &'a Program,
    units: &'a [(String, Unit)],
    errors: &'a mut Vec<DecisionError>,
    found: Vec<Matched>,
}

/// The facts that the columns are, and the places of the columns that are kept.
pub(super) fn all(
    program: &Arc<Program>,
    schema: &SchemaRef,
    options: &ColumnOptions,
    errors: &mut Vec<DecisionError>,
) -> (Vec<Matched>, Vec<usize>) {
    let names = || schema.fields().iter().map(|field| field.name().as_str());
    let mut kept = Vec::new();
    for name in &options.keep {
        match names().position(|column| column == name) {
            Some(place) if kept.contains(&place) => {}
            Some(place) => kept.push(place),
            None => {
                let hint = suggest::did_you_mean(name, names())
                    .map_or(String::new(), |hint| format!(": {hint}"));
                let message = format!("there is no column `{name}` to keep{hint}");
                errors.push(DecisionError::new(codes::UNKNOWN_FACT, message));
            }
        }
    }
    let mut matching = Matching {
        program,
        units: &options.units,
        errors,
        found: Vec::new(),
    };
    for (place, field) in schema.fields().iter().enumerate() {
        if kept.contains(&place) && facts::named(program, field.name()).is_none() {
            continue;
        }
        matching.column(field.name(), field, &[place]);
    }
    let found = matching.found;
    for (name, _) in &options.units {
        let columns = found
            .iter()
            .filter_map(|m| program.policy().facts.get(m.fact));
        let is_known = |fact: &Fact| {
            name.strip_prefix(fact.name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if errors.is_empty() && !columns.into_iter().any(is_known) {
            let message =
                format!("a unit is given of `{name}`, and no column of a fact is called so");
            errors.push(DecisionError::of_fact(codes::UNKNOWN_FACT, name, message));
        }
    }
    (found, kept)
}

impl Matching<'_> {
    fn column(&mut self, name: &str, field: &FieldRef, path: &[usize]) {
        if let Some(id) = facts::named(self.program, name) {
            if self.found.iter().any(|matched| matched.fact == id) {
                let message = format!("`{name}` has two columns");
                let error = DecisionError::of_fact(codes::REPEATED_FACT, name, message);
                return self.errors.push(error);
            }
            let fact = self.program.policy().facts.at(id);
            if let Some(shape) = self.shape(name, fact, field) {
                self.found.push(Matched {
                    fact: id,
                    path: path.to_vec(),
                    shape,
                });
            }
            return;
        }
        if let DataType::Struct(fields) = field.data_type()
            && facts::is_group(self.program, name)
        {
            for (place, inner) in fields.iter().enumerate() {
                let name = format!("{name}.{}", inner.name());
                self.column(&name, inner, &[path, &[place]].concat());
            }
            return;
        }
        let error = facts::unknown(self.program, name);
        let message = format!("{}, and the column is not one to keep", error.message);
        self.errors.push(DecisionError { message, ..error });
    }

    fn shape(&mut self, name: &str, fact: &Fact, field: &Field) -> Option<Shape> {
        let plain = match field.data_type() {
            DataType::Dictionary(_, values) => values,
            plain => plain,
        };
        let policy = self.program.policy();
        match (fact.ty, plain) {
            (Type::List(list), DataType::List(of) | DataType::LargeList(of))
                if matches!(of.data_type(), DataType::Struct(_)) =>
            {
                return self.records(name, policy.lists.at(list), of);
            }
            (Type::Set(_), DataType::List(of) | DataType::LargeList(of))
                if is_text(of.data_type()) =>
            {
                return Some(Shape::Names);
            }
            (_, DataType::Null) => return Some(Shape::Text),
            (_, text) if is_text(text) => return Some(Shape::Text),
            (Type::Boolean, DataType::Boolean) => return Some(Shape::Boolean),
            (Type::Date | Type::DateOrOpen, DataType::Date32) => return Some(Shape::Date),
            (Type::Integer | Type::Decimal, number) if is_number(number) => {
                return Some(Shape::Number(0));
            }
            (Type::Money, number) if is_number(number) => {
                let own = matches!(number, DataType::Decimal128(..)).then_some(Unit::Dollars);
                let unit = self.unit(name, field, &Unit::OF_MONEY, own)?;
                return Some(Shape::Number(unit.digits()));
            }
            (Type::Percent, number) if is_number(number) => {
                let unit = self.unit(name, field, &Unit::OF_PERCENT, None)?;
                return Some(Shape::Number(unit.digits()));
            }
            _ => {}
        }
        let (float, wanted) = (plain.is_floating(), wanted(fact.ty));
        let why = match float && matches!(fact.ty, Type::Money | Type::Percent | Type::Decimal) {
            true => ", whose numbers are not exact",
            false => "",
        };
        let message = format!("the column `{name}` is of the type {plain}{why}");
        let error = DecisionError::of_fact(codes::WRONG_FACT_TYPE, name, message);
        self.errors
            .push(error.given(plain.to_string()).allowed(wanted));
        None
    }

    fn records(&mut self, name: &str, list: &ListType, of: &Field) -> Option<Shape> {
        let DataType::Struct(fields) = of.data_type() else {
            return None;
        };
        let (mut parts, before) = (Vec::<Part>::new(), self.errors.len());
        for (column, inner) in fields.iter().enumerate() {
            let path = format!("{name}.{}", inner.name());
            let place = list.index_of(inner.name()).map(usize::from);
            let Some((place, field)) = place.and_then(|at| Some((at, list.fields.get(at)?))) else {
                self.errors
                    .push(facts::unknown_field(list, inner.name(), &path));
                continue;
            };
            if parts.iter().any(|part| part.field == place) {
                let message = format!("`{path}` has two columns");
                let error = DecisionError::of_fact(codes::REPEATED_FACT, &path, message);
                self.errors.push(error);
                continue;
            }
            if let Some(shape) = self.shape(&path, field, inner) {
                parts.push(Part {
                    field: place,
                    column,
                    shape,
                });
            }
        }
        (self.errors.len() == before).then_some(Shape::Records(parts))
    }

    /// The unit that is declared of a column, or that its type stands for.
    fn unit(
        &mut self,
        name: &str,
        field: &Field,
        possible: &[Unit],
        own: Option<Unit>,
    ) -> Option<Unit> {
        let given = self.units.iter().rfind(|(column, _)| column == name);
        let declared = match (given, field.metadata().get(Unit::KEY)) {
            (Some((_, unit)), _) => Some(unit.word()),
            (None, declared) => declared.map(String::as_str),
        };
        let unit = match declared {
            Some(word) => possible.iter().copied().find(|unit| unit.word() == word),
            None => own,
        };
        if unit.is_none() {
            let words = suggest::one_of(possible.iter().map(|unit| unit.word()));
            let message = match declared {
                Some(word) => format!("`{word}` is not a unit of the column `{name}`"),
                None => format!("the numbers of the column `{name}` do not say what they count"),
            };
            let error = DecisionError::of_fact(codes::UNDECLARED_UNIT, name, message);
            let allowed = format!("the unit of the column: {words}");
            let given = declared.map_or_else(|| field.data_type().to_string(), str::to_owned);
            self.errors.push(error.given(given).allowed(allowed));
        }
        unit
    }
}

fn is_text(ty: &DataType) -> bool {
    match ty {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

fn is_number(ty: &DataType) -> bool {
    ty.is_integer() || matches!(ty, DataType::Decimal128(..))
}

/// The columns that a fact is read from, in words.
fn wanted(ty: Type) -> &'static str {
    match ty {
        Type::Boolean => "Boolean, or text",
        Type::Integer => "a whole number such as Int64, or text",
        Type::Decimal => "Decimal128, a whole number, or text",
        Type::Percent => "Decimal128 or a whole number with its unit, or text such as 12.5%",
        Type::Money => "Decimal128, a whole number with its unit, or text such as 28500.00",
        Type::Date => "Date32, or text",
        Type::DateOrOpen => "Date32, or text that says `open` as well",
        Type::Set(_) => "a list of text, or text",
        Type::List(_) => "a list of structs, or text that is JSON",
        Type::Enum(_) | Type::Text | Type::Duration | Type::Window => "text",
    }
}

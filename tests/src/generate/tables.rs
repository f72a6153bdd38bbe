//! Random tables and sets of codes, and expressions that ask them.

use std::fmt::Write;

use super::expression::{Ty, Writer};

/// A table that an expression may ask.
#[derive(Clone, Debug)]
pub(super) struct TableDecl {
    name: String,
    columns: Vec<Ty>,
    /// The suffix by which each result is read, and its type.
    results: Vec<(String, Ty)>,
    /// Whether there is a row for everything, so that nobody needs to ask first.
    complete: bool,
}

const COLUMN_TYPES: [Ty; 8] = [
    Ty::Boolean,
    Ty::Integer,
    Ty::Integer,
    Ty::Date,
    Ty::DateOrOpen,
    Ty::Money,
    Ty::Percent,
    Ty::Decimal,
];

impl Writer {
    /// A table of one or two columns, as an item without its dates.
    pub(super) fn table(&mut self, place: usize) -> String {
        let name = format!("table_{place}");
        let columns: Vec<Ty> = (0..1 + self.random.below(2))
            .map(|_| self.column_type())
            .collect();
        let mut head = Vec::new();
        for (i, ty) in columns.iter().enumerate() {
            // A column is named after a value, or has a type of its own.
            let named = self.name(*ty).filter(|name| !head.contains(name));
            head.push(match named {
                Some(name) if self.random.chance(50) => name,
                _ => format!("column_{i} : {}", self.type_words(*ty)),
            });
        }
        let policy = match self.random.below(10) {
            0..=4 => "",
            5 | 6 => " first",
            7 => " collect sum",
            8 => self.one(&[" collect min", " collect max", " collect count"]),
            _ => " collect set",
        };
        let results = self.results(policy);
        let said: Vec<String> = results
            .iter()
            .map(|(name, ty)| match name.as_str() {
                "" => self.type_words(*ty),
                name => format!("{name} : {}", self.type_words(*ty)),
            })
            .collect();
        let mut item = format!(
            "table {name} \"Table {place}\" by {} -> {}{policy}\n",
            head.join(", "),
            said.join(", ")
        );
        let (rows, mut complete) = match policy {
            "" => self.grid(&columns),
            _ => self.heap(&columns),
        };
        for cells in rows {
            item.push_str(&self.row(&cells, &results));
        }
        if self.random.chance(30) {
            let otherwise = vec!["otherwise".to_owned()];
            item.push_str(&self.row(&otherwise, &results));
            complete = true;
        }
        complete |= matches!(policy, " collect sum" | " collect count" | " collect set");
        let read = |(name, ty): (String, Ty)| {
            let suffix = match name.as_str() {
                "" => name,
                name => format!(".{name}"),
            };
            let ty = match (policy, ty) {
                (" collect count", _) => Ty::Integer,
                (" collect set", Ty::Enum(of)) => Ty::Set(of),
                (_, ty) => ty,
            };
            (suffix, ty)
        };
        self.tables.push(TableDecl {
            name,
            columns,
            results: results.into_iter().map(read).collect(),
            complete,
        });
        item
    }

    fn column_type(&mut self) -> Ty {
        match self.random.below(10) {
            0..=2 => Ty::Enum(self.random.below(self.enums.len())),
            3 => Ty::Text,
            _ => *self.random.pick(&COLUMN_TYPES),
        }
    }

    fn type_words(&self, ty: Ty) -> String {
        match ty {
            Ty::Boolean => "boolean".into(),
            Ty::Integer => "integer".into(),
            Ty::Decimal => "decimal".into(),
            Ty::Percent => "percent".into(),
            Ty::Money => "money".into(),
            Ty::Date => "date".into(),
            Ty::DateOrOpen => "date or open".into(),
            Ty::Duration => "duration".into(),
            Ty::Text => "text".into(),
            Ty::Enum(of) => self.enums[of].0.clone(),
            Ty::Set(of) => format!("set of {}", self.enums[of].0),
        }
    }

    /// The results by name; one without a name, or two with names.
    fn results(&mut self, policy: &str) -> Vec<(String, Ty)> {
        let of = self.random.below(self.enums.len());
        let ty = match policy {
            " collect set" => Ty::Enum(of),
            " collect sum" | " collect min" | " collect max" => {
                *self.random.pick(&[Ty::Integer, Ty::Money, Ty::Percent])
            }
            _ => *self.random.pick(&[
                Ty::Boolean,
                Ty::Integer,
                Ty::Money,
                Ty::Date,
                Ty::DateOrOpen,
                Ty::Percent,
                Ty::Enum(of),
                Ty::Set(of),
            ]),
        };
        if policy.contains("collect") || self.random.chance(60) {
            return vec![(String::new(), ty)];
        }
        vec![("rate".into(), ty), ("cap".into(), Ty::Money)]
    }

    fn row(&mut self, cells: &[String], results: &[(String, Ty)]) -> String {
        let mut row = String::from("  |");
        for cell in cells {
            write!(row, " {cell} |").unwrap();
        }
        for (_, ty) in results {
            write!(row, " {} |", self.literal(*ty)).unwrap();
        }
        row.push('\n');
        row
    }

    /// Rows that meet and never overlap, and whether they leave nothing out.
    fn grid(&mut self, columns: &[Ty]) -> (Vec<Vec<String>>, bool) {
        let mut rows: Vec<Vec<String>> = vec![Vec::new()];
        let mut complete = true;
        for ty in columns {
            let mut longer = Vec::new();
            for row in rows {
                let (pieces, all) = self.pieces(*ty);
                complete &= all;
                for piece in pieces {
                    let mut row = row.clone();
                    row.push(piece);
                    longer.push(row);
                }
            }
            rows = longer;
        }
        if rows.len() > 1 && self.random.chance(25) {
            let gone = self.random.below(rows.len());
            rows.remove(gone);
            complete = false;
        }
        self.random.shuffle(&mut rows);
        (rows, complete)
    }

    /// Cells that take a type apart, and whether they are all of it.
    fn pieces(&mut self, ty: Ty) -> (Vec<String>, bool) {
        if self.random.chance(15) {
            return (vec!["-".into()], true);
        }
        match ty {
            Ty::Boolean => (vec!["yes".into(), "no".into()], true),
            Ty::Enum(of) => {
                let members = self.enums[of].1.clone();
                let cut = 1 + self.random.below(members.len() - 1);
                let (first, rest) = members.split_at(cut);
                (vec![first.join(", "), rest.join(", ")], true)
            }
            Ty::Text => (vec!["\"north\"".into(), "\"south\", \"\"".into()], false),
            Ty::Integer => {
                let low = self.random.between(-3, 8);
                let high = low + self.random.between(0, 8);
                let pieces = [
                    format!("..{low}"),
                    format!("{}..{high}", low + 1),
                    format!("{}..", high + 1),
                ];
                let pieces = pieces.into_iter();
                (
                    pieces
                        .filter(|piece| {
                            high > low || !piece.starts_with(&format!("{}..{high}", low + 1))
                        })
                        .collect(),
                    true,
                )
            }
            ty => {
                let cut = self.ordered_literal(ty);
                (vec![format!("..<{cut}"), format!("{cut}..")], true)
            }
        }
    }

    fn ordered_literal(&mut self, ty: Ty) -> String {
        match ty {
            Ty::Date | Ty::DateOrOpen => self.day(),
            Ty::Integer => self.random.between(-3, 20).to_string(),
            ty => self.literal(ty),
        }
    }

    /// Rows that may well overlap, the last of which fits everything now and then.
    fn heap(&mut self, columns: &[Ty]) -> (Vec<Vec<String>>, bool) {
        let count = 1 + self.random.below(4);
        let mut rows: Vec<Vec<String>> = (0..count)
            .map(|_| columns.iter().map(|ty| self.some_cell(*ty)).collect())
            .collect();
        let complete = self.random.chance(60);
        if complete {
            rows.push(vec!["-".into(); columns.len()]);
        }
        (rows, complete)
    }

    fn some_cell(&mut self, ty: Ty) -> String {
        match (self.random.below(5), ty) {
            (0, _) => "-".into(),
            (_, Ty::Boolean | Ty::Text) => self.literal(ty),
            (1 | 2, Ty::Enum(_)) => format!("{}, {}", self.literal(ty), self.literal(ty)),
            (_, Ty::Enum(_)) => self.literal(ty),
            (1, _) => format!("..{}", self.ordered_literal(ty)),
            (2, _) => format!("{}..", self.ordered_literal(ty)),
            (3, _) => format!(
                "..<{}, {}",
                self.ordered_literal(ty),
                self.ordered_literal(ty)
            ),
            _ => self.ordered_literal(ty),
        }
    }

    /// A table asked for a value of a type, if one has such a result.
    pub(super) fn of_table(&mut self, ty: Ty, depth: usize) -> Option<String> {
        let fit: Vec<(TableDecl, String)> = self
            .tables
            .iter()
            .flat_map(|table| {
                let results = table.results.iter().filter(|(_, result)| *result == ty);
                results.map(|(suffix, _)| (table.clone(), suffix.clone()))
            })
            .collect();
        if fit.is_empty() {
            return None;
        }
        let (table, suffix) = self.random.pick(&fit).clone();
        let arguments = self.arguments(&table, depth);
        let call = format!("{}({arguments}){suffix}", table.name);
        if table.complete && self.random.chance(75) {
            return Some(call);
        }
        let instead = self.value(ty, depth);
        let has = format!("{} has ({arguments})", table.name);
        Some(match self.random.chance(50) {
            true => format!("(if {has} then {call} else {instead})"),
            false => format!("(if not ({has}) then {instead} else {call})"),
        })
    }

    /// Whether a table has a row, or a text is one of some codes.
    pub(super) fn about_tables(&mut self, depth: usize) -> Option<String> {
        if !self.codes.is_empty() && self.random.chance(40) {
            let codes = self.random.pick(&self.codes).clone();
            return Some(format!("({} in {codes})", self.name(Ty::Text)?));
        }
        if self.tables.is_empty() {
            return None;
        }
        let table = self.random.pick(&self.tables).clone();
        let arguments = self.arguments(&table, depth);
        Some(format!("({} has ({arguments}))", table.name))
    }

    fn arguments(&mut self, table: &TableDecl, depth: usize) -> String {
        let arguments: Vec<String> = table
            .columns
            .iter()
            .map(|ty| self.value(*ty, depth.min(1)))
            .collect();
        arguments.join(", ")
    }

    /// A set of codes, as an item.
    pub(super) fn code_set(&mut self, place: usize) -> String {
        let entries: Vec<&str> = (0..1 + self.random.below(3))
            .map(|_| {
                self.one(&[
                    "\"north\"",
                    "\"so*\"",
                    "\"N\"..\"so\"",
                    "\"two words\"",
                    "\"t\"..\"z\"",
                    "\"n.o\"..\"NORTH\"",
                ])
            })
            .collect();
        let name = format!("codes_{place}");
        let item = format!(
            "codes {name} \"Codes\" some_system {}\n",
            entries.join(", ")
        );
        self.codes.push(name);
        item
    }
}

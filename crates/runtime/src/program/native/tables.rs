//! Tables whose answers fit an array: a place for each combination of stretches of the arguments.

use bylaws_native::{Comparison, Writer};

use super::emit::Translate;
use super::value::{Num, Value, YES};
use crate::program::code::{Reg, UNKNOWN};
use crate::program::table::FlatTable;

/// So many places at most; larger tables are asked of the host.
const MOST_PLACES: usize = 4_096;
/// So many ends of stretches that are not numbers in a row are compared one by one.
const FEW_CUTS: usize = 16;

/// A table as an array.
#[derive(Debug)]
pub(super) struct Dense {
    /// Of each column, from where on each stretch begins but the first.
    columns: Vec<Vec<i64>>,
    /// Where each combination leads.
    leaves: Vec<i64>,
    /// Of these arrays the first is the leaves, the next whether a row is there, the others what
    /// each result is.
    first_array: usize,
}

impl Dense {
    /// The table as arrays, which are added to the others.
    pub(super) fn of(table: &FlatTable, arrays: &mut Vec<Box<[i64]>>) -> Option<Self> {
        let columns = table.stretches()?;
        let mut places = 1usize;
        for cuts in &columns {
            let in_a_row = cuts
                .windows(2)
                .all(|pair| matches!(pair, [a, b] if b - a == 1));
            if !in_a_row && cuts.len() > FEW_CUTS {
                return None;
            }
            places = places.checked_mul(cuts.len() + 1)?;
            if places > MOST_PLACES {
                return None;
            }
        }
        let leaf = |place: usize| {
            let argument = |column: usize| example(&columns, column, place);
            table.find(argument, |_| None)
        };
        let leaves: Vec<i64> = (0..places).map(leaf).collect::<Option<_>>()?;
        let first_array = arrays.len();
        arrays.push(leaves.clone().into());
        arrays.push(
            leaves
                .iter()
                .map(|leaf| i64::from(table.has_row(*leaf)))
                .collect(),
        );
        for result in 0..table.results() {
            let result = result as u8;
            arrays.push(
                leaves
                    .iter()
                    .map(|leaf| table.answer(*leaf, result))
                    .collect(),
            );
        }
        Some(Self {
            columns,
            leaves,
            first_array,
        })
    }
}

/// A value of the stretch of a column that a place in the array is for.
fn example(columns: &[Vec<i64>], column: usize, place: usize) -> i64 {
    let behind = columns.iter().skip(column + 1);
    let step: usize = behind.map(|cuts| cuts.len() + 1).product();
    let Some(cuts) = columns.get(column) else {
        return UNKNOWN;
    };
    match (place / step % (cuts.len() + 1)).checked_sub(1) {
        Some(cut) => cuts.get(cut).copied().unwrap_or(UNKNOWN),
        None => cuts.first().map_or(0, |first| first - 1),
    }
}

impl Translate<'_, '_, '_> {
    /// Where a table leads: for a table that is an array, the place in it.
    pub(super) fn find(&mut self, to: Reg, table: u16, arguments: u16) {
        let code = self.code;
        let columns = code
            .tables
            .get(usize::from(table))
            .map_or(0, FlatTable::columns);
        let registers = code
            .arguments
            .get(usize::from(arguments)..)
            .unwrap_or_default();
        let registers = registers.iter().take(columns);
        let arguments: Vec<Value> = registers.map(|register| self.get(*register)).collect();
        let Some(Some(dense)) = self.dense.get(usize::from(table)) else {
            let value = self.ask(&arguments);
            return self.set(to, value);
        };
        let (mut place, mut known) = (Num::Is(0), YES);
        for (cuts, argument) in dense.columns.iter().zip(arguments) {
            known = self.emit.and(known, argument.known);
            // `none` is nothing that a row is for.
            let is_real = self.emit.is_real(argument.number);
            known = self.emit.and(known, is_real);
            let stretch = self.stretch(cuts, argument.number);
            let stretches = cuts.len() as i64 + 1;
            place = match place {
                Num::Is(0) => stretch,
                place => {
                    let before = self
                        .emit
                        .wrapping(Writer::multiply, place, Num::Is(stretches));
                    self.emit.wrapping(Writer::add, before, stretch)
                }
            };
        }
        let last = dense.leaves.len() as i64 - 1;
        let number = self.emit.within(place, Some((0, last)));
        self.set(to, Value { number, known });
    }

    /// Which of the stretches between the cuts a number lies in.
    fn stretch(&mut self, cuts: &[i64], number: Num) -> Num {
        let emit = &mut self.emit;
        let (Some(first), Some(last)) = (cuts.first(), cuts.last()) else {
            return Num::Is(0);
        };
        if last - first == cuts.len() as i64 - 1 {
            let within = emit.extreme(true, number, Num::Is(first - 1));
            let within = emit.extreme(false, within, Num::Is(*last));
            return emit.wrapping(Writer::subtract, within, Num::Is(first - 1));
        }
        let mut passed = Num::Is(0);
        for cut in cuts {
            let how = Comparison::SignedGreaterThanOrEqual;
            let behind = emit.compare(how, number, Num::Is(*cut));
            passed = emit.wrapping(Writer::add, passed, behind.into());
        }
        passed
    }

    pub(super) fn has_row(&mut self, to: Reg, leaf: Reg, table: u16) {
        let leaf = self.get(leaf);
        let value = match self.dense.get(usize::from(table)) {
            Some(Some(dense)) => {
                let place = self.emit.number(leaf.number);
                let has = Num::In(self.emit.writer.element(dense.first_array + 1, place));
                let holds = self.emit.holds(has);
                Value {
                    number: holds.into(),
                    known: leaf.known,
                }
            }
            _ => self.ask(&[leaf]),
        };
        self.set(to, value);
    }

    pub(super) fn answer(&mut self, result: u8, to: Reg, leaf: Reg, table: u16) {
        let leaf = self.get(leaf);
        let value = match self.dense.get(usize::from(table)) {
            Some(Some(dense)) => {
                let place = self.emit.number(leaf.number);
                let array = dense.first_array + 2 + usize::from(result);
                let answer = Num::In(self.emit.writer.element(array, place));
                let is_known = self
                    .emit
                    .compare(Comparison::NotEqual, answer, Num::Is(UNKNOWN));
                Value {
                    number: answer,
                    known: self.emit.and(leaf.known, is_known),
                }
            }
            _ => self.ask(&[leaf]),
        };
        self.set(to, value);
    }
}

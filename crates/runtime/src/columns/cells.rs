//! The cells of a column, whatever arrays they lie in.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, DataType};

/// A column, with what lies around its values taken apart.
pub(super) struct Cells {
    /// Where a struct around it, or the column itself, has nothing.
    nulls: Vec<NullBuffer>,
    /// The place of the value of each row, where the column is a dictionary.
    keys: Option<Vec<usize>>,
    values: Values,
}

enum Values {
    Plain(ArrayRef),
    /// Where the elements of each row begin, and where the last ends.
    List(Vec<usize>, Box<Cells>),
    Struct(Vec<Cells>),
}

impl Cells {
    /// The column at the end of a path through structs.
    pub(super) fn at(columns: &[ArrayRef], path: &[usize]) -> Result<Self, ArrowError> {
        let none = || ArrowError::SchemaError("a column is missing".to_owned());
        let (first, rest) = path.split_first().ok_or_else(none)?;
        let column = columns.get(*first).ok_or_else(none)?;
        if rest.is_empty() {
            return Self::of(column);
        }
        let outer = column.as_struct_opt().ok_or_else(none)?;
        let mut cells = Self::at(outer.columns(), rest)?;
        cells.nulls.extend(outer.nulls().cloned());
        Ok(cells)
    }

    fn of(array: &ArrayRef) -> Result<Self, ArrowError> {
        let nulls = array.logical_nulls().into_iter().collect();
        let mut keys = None;
        let values = match array.data_type() {
            DataType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary();
                let values = dictionary.values();
                keys = Some(match values.is_empty() {
                    true => Vec::new(),
                    false => dictionary.normalized_keys(),
                });
                Values::Plain(values.clone())
            }
            DataType::List(_) => {
                let list = array.as_list::<i32>();
                let ends = list.offsets().iter().map(|end| *end as usize);
                Values::List(ends.collect(), Box::new(Self::of(list.values())?))
            }
            DataType::LargeList(_) => {
                let list = array.as_list::<i64>();
                let ends = list.offsets().iter().map(|end| *end as usize);
                Values::List(ends.collect(), Box::new(Self::of(list.values())?))
            }
            DataType::Struct(_) => {
                let columns = array.as_struct().columns().iter();
                Values::Struct(columns.map(Self::of).collect::<Result<_, _>>()?)
            }
            _ => Values::Plain(array.clone()),
        };
        Ok(Self {
            nulls,
            keys,
            values,
        })
    }

    pub(super) fn is_null(&self, row: usize) -> bool {
        self.nulls.iter().any(|nulls| nulls.is_null(row))
    }

    /// The array that holds the value of a row, and its place there.
    fn place(&self, row: usize) -> Option<(&ArrayRef, usize)> {
        let Values::Plain(array) = &self.values else {
            return None;
        };
        match &self.keys {
            None => Some((array, row)),
            Some(keys) => Some((array, *keys.get(row)?)),
        }
    }

    pub(super) fn truth(&self, row: usize) -> Option<bool> {
        let (array, place) = self.place(row)?;
        Some(array.as_boolean_opt()?.value(place))
    }

    pub(super) fn day(&self, row: usize) -> Option<i32> {
        let (array, place) = self.place(row)?;
        Some(array.as_primitive_opt::<Date32Type>()?.value(place))
    }

    pub(super) fn text(&self, row: usize) -> Option<&str> {
        let (array, place) = self.place(row)?;
        Some(match array.data_type() {
            DataType::Utf8 => array.as_string::<i32>().value(place),
            DataType::LargeUtf8 => array.as_string::<i64>().value(place),
            DataType::Utf8View => array.as_string_view().value(place),
            _ => return None,
        })
    }

    /// A whole number, and how many of its digits stand behind the point.
    pub(super) fn number(&self, row: usize) -> Option<(i128, i32)> {
        let (array, place) = self.place(row)?;
        macro_rules! whole {
            ($ty:ty) => {
                (array.as_primitive_opt::<$ty>()?.value(place).into(), 0)
            };
        }
        Some(match array.data_type() {
            DataType::Int8 => whole!(Int8Type),
            DataType::Int16 => whole!(Int16Type),
            DataType::Int32 => whole!(Int32Type),
            DataType::Int64 => whole!(Int64Type),
            DataType::UInt8 => whole!(UInt8Type),
            DataType::UInt16 => whole!(UInt16Type),
            DataType::UInt32 => whole!(UInt32Type),
            DataType::UInt64 => whole!(UInt64Type),
            DataType::Decimal128(_, scale) => {
                let array = array.as_primitive_opt::<Decimal128Type>()?;
                (array.value(place), i32::from(*scale))
            }
            _ => return None,
        })
    }

    /// The elements of a row, and where in them they lie.
    pub(super) fn elements(&self, row: usize) -> Option<(&Cells, std::ops::Range<usize>)> {
        let Values::List(ends, inner) = &self.values else {
            return None;
        };
        Some((inner, *ends.get(row)?..*ends.get(row + 1)?))
    }

    /// A column of a struct.
    pub(super) fn part(&self, column: usize) -> Option<&Cells> {
        match &self.values {
            Values::Struct(parts) => parts.get(column),
            _ => None,
        }
    }
}

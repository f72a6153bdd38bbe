//! The column `errors`: of each row what is wrong with it, as structs.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{Array, ArrayRef, ListArray, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields};

use crate::error::DecisionError;

const KEYS: [&str; 6] = ["code", "message", "fact", "given", "allowed", "item"];

pub(super) fn ty() -> DataType {
    DataType::List(element())
}

fn element() -> FieldRef {
    Arc::new(Field::new_list_field(DataType::Struct(keys()), false))
}

fn keys() -> Fields {
    let is_optional = |key| !["code", "message"].contains(&key);
    let fields = KEYS.map(|key| Field::new(key, DataType::Utf8, is_optional(key)));
    Fields::from(fields.to_vec())
}

/// The errors of rows, one after the other.
#[derive(Default)]
pub(super) struct ErrorColumn {
    lengths: Vec<usize>,
    keys: [StringBuilder; KEYS.len()],
}

impl ErrorColumn {
    pub(super) fn push(&mut self, errors: &[DecisionError]) {
        self.lengths.push(errors.len());
        for error in errors {
            let [code, message, fact, given, allowed, item] = &mut self.keys;
            code.append_value(error.code.id());
            message.append_value(&error.message);
            fact.append_option(error.fact.as_deref());
            given.append_option(error.given.as_deref());
            allowed.append_option(error.allowed.as_deref());
            item.append_option(error.item.as_deref());
        }
    }

    pub(super) fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        let columns = self
            .keys
            .iter_mut()
            .map(|key| Arc::new(key.finish()) as ArrayRef);
        let errors = StructArray::try_new(keys(), columns.collect(), None)?;
        if i32::try_from(errors.len()).is_err() {
            return Err(ArrowError::OffsetOverflowError(errors.len()));
        }
        let ends = OffsetBuffer::from_lengths(self.lengths);
        let list = ListArray::try_new(element(), ends, Arc::new(errors), None)?;
        Ok(Arc::new(list))
    }
}

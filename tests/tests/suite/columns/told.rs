//! What a row of decisions tells, and what a decision does, in one form that can be compared.

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use bylaws_dsl::value::{Date, Decimal, plain};
use bylaws_runtime::{Data, Decision, Program, explain};

/// The columns of a row that are not null, each in words.
pub(super) type Told = BTreeMap<String, String>;

pub(super) fn row(decisions: &RecordBatch, program: &Program, row: usize) -> Told {
    let schema = decisions.schema_ref().fields();
    let mut told: Told = schema
        .iter()
        .zip(decisions.columns())
        .filter_map(|(field, array)| Some((field.name().clone(), cell(array, row)?)))
        .collect();
    // Percentages and decimals have the same columns, and only the outputs of the policy say which.
    for output in program.policy().outputs.values() {
        if output.name == "periods" {
            continue;
        }
        let Some(open) = told.remove(&format!("{}.open", output.name)) else {
            continue;
        };
        if open == "true" {
            assert!(!told.contains_key(output.name.as_str()));
            told.insert(output.name.to_string(), "open".to_owned());
        }
    }
    told
}

fn cell(array: &ArrayRef, row: usize) -> Option<String> {
    if array.is_null(row) {
        return None;
    }
    Some(match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Date32 => {
            let day = array.as_primitive::<Date32Type>().value(row);
            Date::from_days(day.into()).unwrap().to_string()
        }
        DataType::Decimal128(_, scale) => {
            let digits = array.as_primitive::<Decimal128Type>().value(row);
            number(digits, *scale as u32)
        }
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::Dictionary(..) => {
            let member = array.as_dictionary::<Int32Type>();
            let names = member.values().as_string::<i32>();
            names.value(member.key(row).unwrap()).to_owned()
        }
        DataType::List(of) => match of.data_type() {
            DataType::Utf8 => {
                let all = array.as_list::<i32>().value(row);
                let all: Vec<&str> = all.as_string::<i32>().iter().flatten().collect();
                format!("{all:?}")
            }
            _ => {
                let all = array.as_list::<i32>().value(row);
                let keys = all.as_struct().columns().iter();
                let keys: Vec<_> = keys.map(|key| key.as_string::<i32>()).collect();
                let errors = (0..all.len()).map(|error| {
                    let words = keys
                        .iter()
                        .map(|key| key.is_valid(error).then(|| key.value(error)));
                    format!("{:?}", words.collect::<Vec<_>>())
                });
                errors.collect::<Vec<_>>().join("\n")
            }
        },
        other => panic!("a column of the type {other}"),
    })
}

fn number(mut digits: i128, mut scale: u32) -> String {
    while scale > 0 && digits % 10 == 0 {
        digits /= 10;
        scale -= 1;
    }
    plain(Decimal::try_from_i128_with_scale(digits, scale).unwrap()).to_string()
}

pub(super) fn expected(decision: &Decision) -> Told {
    let mut told = Told::new();
    for (name, data) in &decision.outputs {
        let words = match data {
            Data::None => continue,
            Data::Periods(periods) => {
                for (category, from, through) in periods {
                    let name = format!("periods.{category}");
                    if *from != Data::None {
                        told.insert(format!("{name}.from"), day(from));
                    }
                    let is_open = *through == Data::Open;
                    if *through != Data::None {
                        told.insert(format!("{name}.through.open"), is_open.to_string());
                    }
                    if matches!(through, Data::Date(_)) {
                        told.insert(format!("{name}.through"), day(through));
                    }
                }
                continue;
            }
            Data::Decimal(d) | Data::Percent(d) => plain(d.normalize()).to_string(),
            Data::Money(money) => number(money.cents().into(), 2),
            Data::Text(text) | Data::Member(text) => text.to_string(),
            Data::Set(names) => format!("{names:?}"),
            data => day(data),
        };
        told.insert(name.to_string(), words);
    }
    let errors = decision.errors.iter().map(|error| {
        let words = [
            Some(error.code.id()),
            Some(error.message.as_str()),
            error.fact.as_deref(),
            error.given.as_deref(),
            error.allowed.as_deref(),
            error.item.as_deref(),
        ];
        format!("{:?}", words.to_vec())
    });
    let reasons: Vec<_> = decision
        .reasons
        .iter()
        .map(|r| r.message.as_str())
        .collect();
    let needs: Vec<_> = decision.needs().collect();
    told.insert("status".to_owned(), decision.status.word().to_owned());
    told.insert("needs".to_owned(), format!("{needs:?}"));
    told.insert("reasons".to_owned(), format!("{reasons:?}"));
    told.insert("errors".to_owned(), errors.collect::<Vec<_>>().join("\n"));
    told
}

fn day(data: &Data) -> String {
    explain::data_json(data).trim_matches('"').to_owned()
}

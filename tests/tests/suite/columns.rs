//! Batches of columns are decided like requests, row by row, whatever arrays the facts lie in.

mod arrays;
mod told;

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::Decimal128Type;
use arrow_array::{
    Array, ArrayRef, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch,
    StringArray, StructArray,
};
use arrow_schema::Field;
use bylaws_dsl::codes;
use bylaws_runtime::columns::{ColumnOptions, Columns, Unit};
use bylaws_runtime::{DecisionError, Options, Program};
use bylaws_tests::generate::Layout;

use super::agreement::for_each_seed;
use super::support::program;

#[test]
fn rows_are_decided_like_requests() {
    for_each_seed(300, |seed, mut trial| {
        let (mut rows, mut expected) = (Vec::new(), Vec::new());
        for round in 0..12 {
            trial.draw();
            for _ in 0..round / 2 {
                let missing = trial.random.below(trial.facts.len());
                trial.facts[missing] = None;
            }
            let json = trial.json(Layout::Dotted);
            let decision = trial.program.decide_json(&json, &trial.options);
            expected.push((decision, trial.as_case(&json)));
            rows.push(trial.facts.clone());
        }
        let batch = arrays::batch(&mut trial.random, &trial.program, &rows);
        let columns = ColumnOptions::default();
        let columns = Columns::new(&trial.program, &batch.schema(), &trial.options, &columns)
            .unwrap_or_else(|errors| panic!("seed {seed}: {errors:?}\n{:?}", batch.schema()));
        let decisions = columns.decide(&batch).unwrap();
        assert_eq!(decisions.schema_ref(), columns.schema());
        for (row, (decision, case)) in expected.iter().enumerate() {
            let told = told::row(&decisions, &trial.program, row);
            let expected = told::expected(decision);
            assert_eq!(told, expected, "seed {seed} row {row}\n{case}");
        }
    });
}

const COPAY: &str = r#"policy copay
  money rounds half up

type service is one of visit, surgery

facts
  member.since : date
  billed       : money $0..
  share        : percent 0%..100%
  service      : service
  ends_on      : date or open

output due : money is share of billed
output last_day : date or open is ends_on
output what : service is service
"#;

fn copay(
    columns: Vec<(&str, ArrayRef)>,
    units: &[(&str, Unit)],
) -> Result<RecordBatch, Vec<DecisionError>> {
    let rows = RecordBatch::try_from_iter(columns).unwrap();
    let options = ColumnOptions {
        units: units
            .iter()
            .map(|(name, unit)| ((*name).to_owned(), *unit))
            .collect(),
        keep: vec!["id".to_owned()],
    };
    let columns = Columns::new(
        &program(COPAY),
        &rows.schema(),
        &Options::default(),
        &options,
    )?;
    Ok(columns.decide(&rows).unwrap())
}

fn ids(count: usize) -> (&'static str, ArrayRef) {
    let ids: Vec<String> = (0..count).map(|id| format!("m{id}")).collect();
    ("id", Arc::new(StringArray::from(ids)))
}

fn whole(numbers: &[i64]) -> ArrayRef {
    Arc::new(Int64Array::from(numbers.to_vec()))
}

fn texts(texts: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

/// What stands in a column of money, in cents.
fn due(decisions: &RecordBatch) -> Vec<Option<i128>> {
    let due = decisions.column_by_name("due").unwrap();
    due.as_primitive::<Decimal128Type>().iter().collect()
}

fn statuses(decisions: &RecordBatch) -> Vec<&str> {
    let status = decisions.column_by_name("status").unwrap();
    status.as_string::<i32>().iter().flatten().collect()
}

#[test]
fn numbers_count_what_their_unit_says() {
    let share = |unit, number| {
        let columns = vec![
            ids(1),
            ("billed", whole(&[20_000])),
            ("share", whole(&[number])),
        ];
        due(&copay(columns, &[("billed", Unit::Cents), ("share", unit)]).unwrap())
    };
    assert_eq!(share(Unit::Percent, 20), [Some(4_000)]);
    assert_eq!(share(Unit::Fraction, 1), [Some(20_000)]);
    assert_eq!(share(Unit::BasisPoints, 1_250), [Some(2_500)]);
    let decimals = |digits: Vec<i128>| {
        let column = Decimal128Array::from(digits);
        Arc::new(column.with_precision_and_scale(12, 4).unwrap()) as ArrayRef
    };
    let columns = vec![
        ids(3),
        ("billed", decimals(vec![2_000_000, 2_000_001, -10_000])),
        ("share", decimals(vec![1_250; 3])),
    ];
    let decisions = copay(columns, &[("share", Unit::Fraction)]).unwrap();
    assert_eq!(due(&decisions), [Some(2_500), None, None]);
    assert_eq!(
        statuses(&decisions),
        ["decided", "invalid", "invalid"].map(|word| if word == "decided" {
            "undetermined"
        } else {
            word
        })
    );
}

#[test]
fn a_unit_that_is_not_said_is_asked_for() {
    let columns = || vec![ids(1), ("billed", whole(&[1])), ("share", whole(&[1]))];
    let errors = copay(columns(), &[]).unwrap_err();
    let found: Vec<_> = errors
        .iter()
        .map(|e| (e.code, e.fact.as_deref().unwrap()))
        .collect();
    let expected = ["billed", "share"].map(|fact| (codes::UNDECLARED_UNIT, fact));
    assert_eq!(found, expected);
    assert!(errors[0].allowed.as_deref().unwrap().contains("cents"));
    let wrong = [("billed", Unit::Percent), ("share", Unit::Percent)];
    assert_eq!(
        copay(columns(), &wrong).unwrap_err()[0].code,
        codes::UNDECLARED_UNIT
    );
    let other = [
        ("billed", Unit::Cents),
        ("share", Unit::Percent),
        ("due", Unit::Cents),
    ];
    assert_eq!(
        copay(columns(), &other).unwrap_err()[0].code,
        codes::UNKNOWN_FACT
    );
    // A column may say it itself.
    let says = |name: &str, unit: Unit| {
        let field = Field::new(name, arrow_schema::DataType::Int64, true);
        field.with_metadata([(Unit::KEY.to_owned(), unit.to_string())].into())
    };
    let schema = arrow_schema::Schema::new(vec![
        says("billed", Unit::Cents),
        says("share", Unit::BasisPoints),
    ]);
    let rows = vec![whole(&[20_000]), whole(&[1_250])];
    let rows = RecordBatch::try_new(Arc::new(schema), rows).unwrap();
    let none = ColumnOptions::default();
    let columns =
        Columns::new(&program(COPAY), &rows.schema(), &Options::default(), &none).unwrap();
    assert_eq!(due(&columns.decide(&rows).unwrap()), [Some(2_500)]);
}

#[test]
fn everything_that_does_not_match_is_told_at_once() {
    let floats: ArrayRef = Arc::new(Float64Array::from(vec![1.5]));
    let columns = vec![
        ids(1),
        ("billed", Arc::clone(&floats)),
        ("share", floats),
        ("sevrice", texts(&["visit"])),
        ("ends_on", whole(&[5])),
        ("member.since", texts(&["2026-01-01"])),
        ("member", member(&["2026-01-01"])),
    ];
    let errors = copay(columns, &[]).unwrap_err();
    let found: Vec<_> = errors.iter().map(|error| error.code).collect();
    let (wrong, unknown, twice) = (
        codes::WRONG_FACT_TYPE,
        codes::UNKNOWN_FACT,
        codes::REPEATED_FACT,
    );
    assert_eq!(found, [wrong, wrong, unknown, wrong, twice]);
    assert!(
        errors[0].message.contains("not exact"),
        "{}",
        errors[0].message
    );
    assert!(
        errors[2].message.contains("`service`"),
        "{}",
        errors[2].message
    );
    let reading = Options {
        readings: vec![("r".to_owned(), "a".to_owned())],
        ..Options::default()
    };
    let rows = RecordBatch::try_from_iter(vec![ids(1)]).unwrap();
    let options = ColumnOptions {
        keep: vec!["idd".to_owned(), "id".to_owned()],
        ..ColumnOptions::default()
    };
    let errors = Columns::new(&program(COPAY), &rows.schema(), &reading, &options).unwrap_err();
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[1].message.contains("`id`"), "{}", errors[1].message);
}

fn member(days: &[&str]) -> ArrayRef {
    Arc::new(StructArray::from(vec![(
        Arc::new(Field::new("since", arrow_schema::DataType::Utf8, true)),
        texts(days),
    )]))
}

#[test]
fn a_wrong_row_is_told_and_stops_no_other() {
    let columns = vec![
        ids(4),
        (
            "billed",
            texts(&["100.00", "1.234", "unknown", "$1,000.00"]),
        ),
        ("share", texts(&["20%", "20", "20%", "10%"])),
        ("service", texts(&["visit", "visits", "surgery", "visit"])),
        (
            "ends_on",
            texts(&["open", "2026-02-30", "2026-02-28", "open"]),
        ),
        ("member", member(&["2026-01-01"; 4])),
    ];
    let decisions = copay(columns, &[]).unwrap();
    assert_eq!(
        statuses(&decisions),
        ["decided", "invalid", "undetermined", "decided"]
    );
    assert_eq!(due(&decisions), [Some(2_000), None, None, Some(10_000)]);
    assert_eq!(decisions.schema().field(0).name(), "id");
    let errors = decisions.column_by_name("errors").unwrap().as_list::<i32>();
    let wrong = errors.value(1);
    let facts = wrong.as_struct().column_by_name("fact").unwrap();
    let facts: Vec<&str> = facts.as_string::<i32>().iter().flatten().collect();
    assert_eq!(facts, ["billed", "share", "service", "ends_on"]);
    let needs = decisions.column_by_name("needs").unwrap().as_list::<i32>();
    assert_eq!(needs.value(2).as_string::<i32>().value(0), "billed");
    let open = decisions
        .column_by_name("last_day.open")
        .unwrap()
        .as_boolean();
    let open: Vec<_> = open.iter().collect();
    assert_eq!(open, [Some(true), None, Some(false), Some(true)]);
    assert!(decisions.column_by_name("last_day").unwrap().is_null(0));
}

#[test]
fn a_day_outside_the_calendar_and_an_empty_dictionary() {
    let days: ArrayRef = Arc::new(Date32Array::from(vec![i32::MAX]));
    let none = StringArray::from(vec![None::<&str>]);
    let none = arrow_array::DictionaryArray::<arrow_array::types::Int8Type>::new(
        arrow_array::Int8Array::from(vec![None]),
        Arc::new(none.slice(0, 0)),
    );
    let columns = vec![
        ids(1),
        ("ends_on", days),
        ("service", Arc::new(none) as ArrayRef),
    ];
    let decisions = copay(columns, &[]).unwrap();
    assert_eq!(statuses(&decisions), ["invalid"]);
}

#[test]
fn names_that_stand_for_something_else_are_told_apart() {
    let text = "policy p\n\nfacts\n  n : integer\n\noutput id : integer is n\n";
    let program: Arc<Program> = program(text);
    let rows = RecordBatch::try_from_iter(vec![ids(1), ("n", whole(&[5]))]).unwrap();
    let keep = ColumnOptions {
        keep: vec!["id".to_owned(), "n".to_owned()],
        ..ColumnOptions::default()
    };
    let columns = Columns::new(&program, &rows.schema(), &Options::default(), &keep).unwrap();
    let names: Vec<_> = columns
        .schema()
        .fields()
        .iter()
        .map(|f| f.name().as_str())
        .collect();
    let expected = [
        "id",
        "n",
        "outputs.id",
        "status",
        "needs",
        "reasons",
        "errors",
    ];
    assert!(
        names.ends_with(&expected[2..]) && names.starts_with(&expected[..2]),
        "{names:?}"
    );
    assert!(names.contains(&"outputs.id"), "{names:?}");
    let other = RecordBatch::try_from_iter(vec![("n", whole(&[5]))]).unwrap();
    assert!(columns.decide(&other).is_err());
}

#[test]
fn a_number_with_too_many_digits_for_its_column_is_no_answer() {
    let text = "policy p\n\nfacts\n  n : integer\n\noutput d : decimal is n / 3\n";
    let program = program(text);
    let rows = RecordBatch::try_from_iter(vec![("n", whole(&[1, i64::MAX]))]).unwrap();
    let none = ColumnOptions::default();
    let columns = Columns::new(&program, &rows.schema(), &Options::default(), &none).unwrap();
    let decisions = columns.decide(&rows).unwrap();
    assert_eq!(statuses(&decisions), ["decided", "failed"]);
    let mut text = StringBuilder::new();
    text.append_value("E0701");
    let errors = decisions
        .column_by_name("errors")
        .unwrap()
        .as_list::<i32>()
        .value(1);
    let code = errors.as_struct().column_by_name("code").unwrap();
    assert_eq!(code.as_string::<i32>(), &text.finish());
}

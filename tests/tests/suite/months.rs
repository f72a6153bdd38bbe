//! Months, against a library of another language: `data/months.txt`, made with python-dateutil by
//! `data/months.py`, has what adding -36 to 36 months gives for every day of 1896 to 2104.

use std::collections::HashMap;
use std::path::Path;

use bylaws_dsl::value::{Date, DateError, MonthEnd};
use bylaws_runtime::{Data, Options, Status};

use crate::support::{compile, diagnostics};

/// The counts of months, in the order of the file.
fn counts() -> impl Iterator<Item = i64> {
    (-36..=36).filter(|n| *n != 0)
}

/// What the library gives.
#[derive(Default)]
struct Library {
    /// By year, month and day: by how many days the month reached is too short, for each count.
    shorter: HashMap<(i32, u32, u32), Vec<u32>>,
    /// By year: a sum over the dates of `last day`, one over those of `next day`, and how many
    /// `refuse` refuses.
    sums: Vec<(i32, u64, u64, usize)>,
}

fn library() -> Library {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/months.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let mut library = Library::default();
    for line in text.lines() {
        match *line.split(' ').collect::<Vec<_>>() {
            ["month", day, digits, years] => {
                let (month, day) = day.split_once('-').unwrap();
                let digits = digits.chars().map(|digit| digit.to_digit(10).unwrap());
                let shorter: Vec<u32> = digits.collect();
                assert_eq!(shorter.len(), 72);
                for run in years.split(',') {
                    let (first, last) = run.split_once('-').unwrap_or((run, run));
                    for year in first.parse().unwrap()..=last.parse().unwrap() {
                        let day = (year, month.parse().unwrap(), day.parse().unwrap());
                        assert!(library.shorter.insert(day, shorter.clone()).is_none());
                    }
                }
            }
            ["year", year, last, next, refused] => library.sums.push((
                year.parse().unwrap(),
                last.parse().unwrap(),
                next.parse().unwrap(),
                refused.parse().unwrap(),
            )),
            _ => panic!("{line}"),
        }
    }
    library
}

/// The month that lies a count of months away.
fn reached(year: i32, month: u32, count: i64) -> (i32, u32) {
    let months = i64::from(year) * 12 + i64::from(month) - 1 + count;
    ((months / 12) as i32, (months % 12) as u32 + 1)
}

/// The date that a convention gives, from what the library says of the month reached.
fn expected(day: Date, count: i64, shorter: u32, end: MonthEnd) -> Result<Date, DateError> {
    let (year, month, number) = day.ymd();
    let (to_year, to_month) = reached(year, month, count);
    let (next_year, next_month) = reached(year, month, count + 1);
    match end {
        _ if shorter == 0 => Ok(Date::from_ymd(to_year, to_month, number).unwrap()),
        MonthEnd::LastDay => Ok(Date::from_ymd(to_year, to_month, number - shorter).unwrap()),
        MonthEnd::NextDay => Ok(Date::from_ymd(next_year, next_month, 1).unwrap()),
        MonthEnd::Refuse => Err(DateError::RefusedMonthEnd),
    }
}

fn added(sum: u64, date: Date) -> u64 {
    // 0001-01-01, which the file numbers 1.
    let first = i64::from(Date::from_ymd(1, 1, 1).unwrap().days());
    let number = i64::from(date.days()) - first + 1;
    sum.wrapping_mul(1_000_003).wrapping_add(number as u64)
}

#[test]
fn every_day_of_two_centuries_moves_as_the_library_moves_it() {
    let library = library();
    assert_eq!(library.sums.len(), 209);
    let regular = vec![0; 72];
    let ends = [MonthEnd::LastDay, MonthEnd::NextDay, MonthEnd::Refuse];
    let mut days = 0;
    for (year, last_sum, next_sum, refused_count) in &library.sums {
        let (mut last, mut next, mut refused) = (0, 0, 0);
        let mut day = Date::from_ymd(*year, 1, 1).unwrap();
        while day.ymd().0 == *year {
            days += 1;
            let shorter = library.shorter.get(&day.ymd()).unwrap_or(&regular);
            for (count, shorter) in counts().zip(shorter) {
                let [of_last, of_next, of_refuse] = ends.map(|end| {
                    let found = day.add_months(count, end);
                    let expected = expected(day, count, *shorter, end);
                    assert_eq!(found, expected, "{day} and {count} months, {end:?}");
                    found
                });
                last = added(last, of_last.unwrap());
                next = added(next, of_next.unwrap());
                refused += usize::from(of_refuse.is_err());
            }
            day = day.add_days(1).unwrap();
        }
        assert_eq!(
            (last, next, refused),
            (*last_sum, *next_sum, *refused_count),
            "the dates of {year} are not those that the library gave"
        );
    }
    assert_eq!(days, 76_336);
}

/// The same through policies, for each day of a leap year and of the year after that ever meets
/// a month that is too short.
#[test]
fn policies_move_days_as_the_library_moves_them() {
    let library = library();
    let ends = [MonthEnd::LastDay, MonthEnd::NextDay, MonthEnd::Refuse];
    for end in ends {
        let text = format!(
            "policy months\n  months end on {}\n\nfacts\n  day : date\n  stay : duration\n\n\
             output later : date is stay after day\n\noutput sooner : date is stay before day\n",
            end.words()
        );
        let compiled = compile([("months.bylaw", text.as_str())]);
        assert!(
            compiled.diagnostics.is_empty(),
            "{}",
            diagnostics(&compiled)
        );
        let program = compiled.bundle.unwrap().programs().next().unwrap().clone();
        let of_years = |(year, ..): &(i32, u32, u32)| matches!(year, 2000 | 2001 | 2099 | 2100);
        let mut tried = 0;
        for (ymd, shorter) in library.shorter.iter().filter(|(ymd, _)| of_years(ymd)) {
            let day = Date::from_ymd(ymd.0, ymd.1, ymd.2).unwrap();
            let of: HashMap<i64, u32> = counts().zip(shorter.iter().copied()).collect();
            for months in 1..=36 {
                let request = format!(r#"{{"day": "{day}", "stay": "{months} months"}}"#);
                let decision = program.decide_json(&request, &Options::default());
                let expected = [
                    ("later", expected(day, months, of[&months], end)),
                    ("sooner", expected(day, -months, of[&-months], end)),
                ];
                if expected.iter().any(|(_, date)| date.is_err()) {
                    let codes: Vec<&str> = decision.errors.iter().map(|e| e.code.id()).collect();
                    assert_eq!(decision.status, Status::Failed, "{request}");
                    assert!(codes.iter().all(|code| *code == "E0703"), "{request}");
                } else {
                    let found: Vec<(&str, &Data)> = decision
                        .outputs
                        .iter()
                        .map(|(name, data)| (name.as_str(), data))
                        .collect();
                    let expected = expected.map(|(name, date)| (name, Data::Date(date.unwrap())));
                    let expected: Vec<_> = expected.iter().map(|(n, d)| (*n, d)).collect();
                    assert_eq!(found, expected, "{request}, {end:?}");
                }
                tried += 1;
            }
        }
        assert!(tried > 3_000, "{tried}");
    }
}

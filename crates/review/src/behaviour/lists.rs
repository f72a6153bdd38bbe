//! Lists that are worth trying: those of a case with one element less, one more, or with another
//! value in one field.

use bylaws_runtime::Data;
use smol_str::SmolStr;

use super::axis::Axis;
use super::cuts::Cuts;
use super::values::{plain, still};

/// So many elements of a list are changed, and so many values of each field are tried.
const ELEMENTS: usize = 4;
const VALUES: usize = 40;

type Record = Vec<(SmolStr, Data)>;

/// Lists near that of a case.
pub(crate) fn near(fields: &[Axis], own: Option<&Data>, cuts: &Cuts) -> Vec<Data> {
    let mut all: Vec<Data> = vec![Data::List(Vec::new())];
    let fresh = element(fields);
    let rows: Vec<Record> = match own {
        Some(Data::List(rows)) if !rows.is_empty() => rows.clone(),
        _ => vec![fresh.clone()],
    };
    all.push(Data::List(rows.clone()));
    all.extend(
        rows.iter()
            .take(ELEMENTS)
            .map(|row| Data::List(vec![row.clone()])),
    );
    for place in 0..rows.len().min(ELEMENTS) {
        let mut fewer = rows.clone();
        fewer.remove(place);
        all.push(Data::List(fewer));
        let mut more = rows.clone();
        more.extend(rows.get(place).cloned());
        all.push(Data::List(more));
        for field in fields {
            for value in still(field, cuts).into_iter().take(VALUES) {
                let mut other = rows.clone();
                if let Some(row) = other.get_mut(place) {
                    row.retain(|(name, _)| *name != field.name);
                    row.extend(value.map(|value| (SmolStr::from(&field.name), value)));
                }
                all.push(Data::List(other));
            }
        }
    }
    all
}

/// A plain element.
fn element(fields: &[Axis]) -> Record {
    let given = fields
        .iter()
        .filter_map(|field| Some((SmolStr::from(&field.name), plain(field)?)));
    given.collect()
}

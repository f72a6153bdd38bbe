//! Puts the cells of neighbouring lines into columns.

use super::line::Line;
use super::page::Row;

/// Pads the cells of every run of lines that belong together.
pub(super) fn align(rows: &mut [Row]) {
    let mut done = vec![false; rows.len()];
    for start in 0..rows.len() {
        let run = match rows.get(start) {
            Some(Row::Line(line, ..)) if done.get(start) == Some(&false) => run(rows, start, line),
            _ => continue,
        };
        for index in &run {
            if let Some(done) = done.get_mut(*index) {
                *done = true;
            }
        }
        pad(rows, &run);
    }
}

/// The lines of the run that begins with a line: its neighbours in the same columns. Deeper ones
/// between them make runs of their own.
fn run(rows: &[Row], start: usize, first: &Line) -> Vec<usize> {
    let mut run = Vec::new();
    let Some(column) = first.column else {
        return run;
    };
    for (index, row) in rows.iter().enumerate().skip(start) {
        match row {
            Row::Line(line, ..) if line.column == Some(column) && line.indent == first.indent => {
                run.push(index);
            }
            Row::Line(line, ..) if line.column == Some(column) && line.indent > first.indent => {}
            Row::Comment(..) => {}
            Row::Blank if column.across_blanks => {}
            _ => break,
        }
    }
    run
}

fn pad(rows: &mut [Row], run: &[usize]) {
    let mut keeps = true;
    for column in 0.. {
        // Only cells that another one follows have to be as wide as each other.
        let (mut end, mut widest, mut furthest) = (0, 0, None);
        for index in run {
            let Some(Row::Line(line, ..)) = rows.get(*index) else {
                continue;
            };
            if line.cells.len() > column + 1 {
                let cell = line.cells.get(column).map_or(0, |cell| width(cell));
                end = end.max(line.indent + begin(line, column) + cell);
                widest = widest.max(cell);
                furthest = line.column.map(|column| column.furthest);
            }
        }
        if furthest.is_none_or(|furthest| end >= furthest) {
            return;
        }
        keeps = keeps && is_lined_up(rows, run, column + 1);
        let stands = places(rows, run, column + 1).into_iter().flatten().max();
        for index in run {
            let Some(Row::Line(line, _, stood)) = rows.get_mut(*index) else {
                continue;
            };
            if line.cells.len() <= column + 1 {
                continue;
            }
            let next = begin(line, column + 1);
            let is_empty = line.cells.get(column + 1).is_some_and(String::is_empty);
            if let Some(cell) = line.cells.get_mut(column) {
                let missing = match (keeps, stood.get(column + 1)) {
                    // What follows an empty cell begins where the cell would.
                    (true, _) if is_empty => stands.map_or(0, |stands| stands.saturating_sub(next)),
                    (true, Some(stood)) => stood.saturating_sub(next),
                    _ => widest.saturating_sub(width(cell)),
                };
                cell.push_str(&" ".repeat(missing));
            }
        }
    }
}

/// How far behind the beginning of its line a cell comes to stand.
fn begin(line: &Line, column: usize) -> usize {
    line.cells.iter().take(column).map(|c| width(c) + 1).sum()
}

/// Whether the author has lined the cells of a column up: each stands below or above another, and
/// there is room for the cells before it. Such columns stay where they are, however wide.
fn is_lined_up(rows: &[Row], run: &[usize], column: usize) -> bool {
    let Some(places) = places(rows, run, column)
        .into_iter()
        .collect::<Option<Vec<_>>>()
    else {
        return false;
    };
    let same = |index: usize, other: Option<usize>| {
        let other = other.and_then(|other| places.get(other));
        other.is_some() && other == places.get(index)
    };
    (0..places.len()).all(|index| same(index, index.checked_sub(1)) || same(index, Some(index + 1)))
}

/// Where the cells of a column stood that are not empty; none of one without room for the cells
/// before it.
fn places(rows: &[Row], run: &[usize], column: usize) -> Vec<Option<usize>> {
    let lines = run.iter().filter_map(|index| match rows.get(*index) {
        Some(Row::Line(line, _, stood)) => Some((line, stood)),
        _ => None,
    });
    let full = lines.filter(|(line, _)| line.cells.get(column).is_some_and(|c| !c.is_empty()));
    let place = |(line, stood): (&Line, &Vec<usize>)| {
        let stood = stood.get(column).copied();
        stood.filter(|stood| *stood >= begin(line, column))
    };
    full.map(place).collect()
}

fn width(text: &str) -> usize {
    text.chars().count()
}

//! Puts the cells of neighbouring lines into columns.

use super::line::Line;
use super::page::Row;

/// Pads the cells of every run of lines that belong together.
pub(super) fn align(rows: &mut [Row]) {
    let mut done = vec![false; rows.len()];
    for start in 0..rows.len() {
        let run = match rows.get(start) {
            Some(Row::Line(line, _)) if done.get(start) == Some(&false) => run(rows, start, line),
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
            Row::Line(line, _) if line.column == Some(column) && line.indent == first.indent => {
                run.push(index);
            }
            Row::Line(line, _) if line.column == Some(column) && line.indent > first.indent => {}
            Row::Comment(..) => {}
            Row::Blank if column.across_blanks => {}
            _ => break,
        }
    }
    run
}

fn pad(rows: &mut [Row], run: &[usize]) {
    for column in 0.. {
        // Only cells that another one follows have to be as wide as each other.
        let (mut end, mut widest, mut furthest) = (0, 0, None);
        for index in run {
            let Some(Row::Line(line, _)) = rows.get(*index) else {
                continue;
            };
            if line.cells.len() > column + 1 {
                let before: usize = line.cells.iter().take(column).map(|c| width(c) + 1).sum();
                let cell = line.cells.get(column).map_or(0, |cell| width(cell));
                end = end.max(line.indent + before + cell);
                widest = widest.max(cell);
                furthest = line.column.map(|column| column.furthest);
            }
        }
        if furthest.is_none_or(|furthest| end >= furthest) {
            return;
        }
        for index in run {
            let Some(Row::Line(line, _)) = rows.get_mut(*index) else {
                continue;
            };
            if line.cells.len() <= column + 1 {
                continue;
            }
            if let Some(cell) = line.cells.get_mut(column) {
                let missing = widest.saturating_sub(width(cell));
                cell.push_str(&" ".repeat(missing));
            }
        }
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

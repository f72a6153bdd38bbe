//! Puts the cells of neighbouring lines into columns.

use super::line::Line;
use super::page::Row;

/// No column begins further right than this: one long cell would push all others away.
const FURTHEST: usize = 80;

/// Pads the cells of every run of lines that belong together.
pub(super) fn align(rows: &mut [Row]) {
    let mut start = 0;
    while let Some(row) = rows.get(start) {
        let end = match row {
            Row::Line(line, _) if line.column.is_some() => run(rows, start, line),
            _ => start + 1,
        };
        if let Some(run) = rows.get_mut(start..end) {
            pad(run);
        }
        start = end;
    }
}

/// The end of the run that begins with a line.
fn run(rows: &[Row], start: usize, first: &Line) -> usize {
    let mut end = start;
    for (index, row) in rows.iter().enumerate().skip(start) {
        match row {
            Row::Line(line, _) if line.column == first.column && line.indent == first.indent => {
                end = index + 1;
            }
            Row::Comment(..) => {}
            Row::Blank if first.column.is_some_and(|column| column.across_blanks) => {}
            _ => break,
        }
    }
    end
}

fn pad(rows: &mut [Row]) {
    let mut column = 0;
    loop {
        // Only cells that another one follows have to be as wide as each other.
        let widths = rows.iter().filter_map(|row| match row {
            Row::Line(line, _) if line.cells.len() > column + 1 => {
                let before: usize = line.cells.iter().take(column).map(|c| width(c) + 1).sum();
                let cell = line.cells.get(column).map_or(0, |cell| width(cell));
                Some((before + line.indent + cell, cell))
            }
            _ => None,
        });
        let Some((end, widest)) = widths.fold(None, |most: Option<(usize, usize)>, (end, cell)| {
            let (far, wide) = most.unwrap_or((0, 0));
            Some((far.max(end), wide.max(cell)))
        }) else {
            return;
        };
        if end < FURTHEST {
            widen(rows, column, widest);
        }
        column += 1;
    }
}

fn widen(rows: &mut [Row], column: usize, wide: usize) {
    for row in rows {
        let Row::Line(line, _) = row else { continue };
        if line.cells.len() <= column + 1 {
            continue;
        }
        if let Some(cell) = line.cells.get_mut(column) {
            let missing = wide.saturating_sub(width(cell));
            cell.push_str(&" ".repeat(missing));
        }
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

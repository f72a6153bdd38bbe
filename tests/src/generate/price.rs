//! Random prices as text.

use std::fmt::Write;

use super::expression::{Named, Ty, Writer};

const STEPS: [&str; 8] = [
    "becomes", "less", "less", "plus", "plus", "at most", "at least", "becomes",
];

/// A price of a few steps, some of which test the labels of earlier ones.
pub(super) fn price(writer: &mut Writer, name: &str) -> String {
    let declared = writer.names.len();
    let mut item = format!("price {name} \"A price of chance\"\n");
    writeln!(item, "  start {}", writer.value(Ty::Money, 2)).unwrap();
    for place in 0..writer.random.below(6) {
        let word = *writer.random.pick(&STEPS);
        let is_share = matches!(word, "less" | "plus") && writer.random.chance(60);
        let ty = if is_share { Ty::Percent } else { Ty::Money };
        write!(item, "  {word} {}", writer.value(ty, 1)).unwrap();
        for (word, percent) in [("when", 50), ("unless", 25)] {
            if writer.random.chance(percent) {
                write!(item, " {word} {}", writer.condition(2)).unwrap();
            }
        }
        if writer.random.chance(60) {
            let label = format!("{name}_step_{place}");
            write!(item, " as {label}").unwrap();
            writer.names.push(Named {
                name: label,
                ty: Ty::Boolean,
            });
        }
        item.push('\n');
    }
    // Labels are names within their price alone.
    writer.names.truncate(declared);
    item
}

//! How each kind of item is laid out: a file for each. A kind that has none is kept as its author
//! wrote it.

mod category;
mod claims;
mod codes;
mod define;
mod entries;
mod example;
mod facts;
mod header;
mod layers;
mod members;
mod parameter;
mod price;
mod reading;
mod require;
mod script;
mod source;
mod table;
mod written;

use super::item::Item;
use super::line::Line;

/// The lines of an item.
pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    match item.text(0) {
        "policy" | "cases" => header::lines(item),
        "source" | "examples" => source::lines(item),
        "type" => members::lines(item),
        "facts" => facts::lines(item),
        "reading" => reading::lines(item),
        "parameter" => parameter::lines(item),
        "window" | "define" | "output" => define::lines(item),
        "assume" | "guarantee" => claims::lines(item),
        "require" => require::lines(item),
        "category" => category::lines(item),
        "example" | "given" => example::lines(item),
        "price" => price::lines(item),
        "table" => table::lines(item),
        "codes" => codes::lines(item),
        "script" => script::lines(item),
        "use" => layers::uses(item),
        "remove" => layers::remove(item),
        "replace" => layers::replace(item),
        _ => written::lines(item),
    }
}

//! A text cut at its items, and the parts in which two versions of it differ.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// Some lines of a text: in the old version, in the new one, or in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// The first line of the item, without its layout.
    pub(super) name: String,
    pub(super) old: String,
    pub(super) new: String,
}

impl Part {
    pub(super) fn differs(&self) -> bool {
        self.old != self.new
    }

    /// Whether only what is proved or tested differs, and nothing that decides.
    pub(super) fn is_idle(&self) -> bool {
        IDLE.iter().any(|word| self.name.starts_with(word))
    }

    /// Declarations come before what uses them; what goes out goes last.
    pub(super) fn order(&self) -> u8 {
        let word = self
            .name
            .trim_start_matches("replace ")
            .split(' ')
            .next()
            .unwrap_or_default();
        let order = ORDER
            .iter()
            .position(|known| *known == word)
            .unwrap_or(ORDER.len()) as u8;
        if self.new.is_empty() {
            100 + (50 - order)
        } else {
            order
        }
    }
}

const IDLE: [&str; 3] = ["example ", "examples ", "guarantee "];
const ORDER: [&str; 13] = [
    "policy",
    "source",
    "type",
    "facts",
    "reading",
    "parameter",
    "codes",
    "table",
    "window",
    "define",
    "output",
    "use",
    "require",
];

/// The parts of two versions of a text, in order: those that are the same as well.
pub(super) fn parts(old: &str, new: &str) -> Vec<Part> {
    let (a, b) = (cut(old), cut(new));
    let keys =
        |all: &[(String, String)]| all.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    let mut parts = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &keys(&a), &keys(&b)) {
        let (tag, from, to) = op.as_tag_tuple();
        let (from, to) = (
            a.get(from).unwrap_or_default(),
            b.get(to).unwrap_or_default(),
        );
        if tag == DiffTag::Equal {
            parts.extend(from.iter().zip(to).map(|((name, old), (_, new))| Part {
                name: name.clone(),
                old: old.clone(),
                new: new.clone(),
            }));
            continue;
        }
        // An item without a name is known by its first line: one of the same kind took its place.
        let mut left: Vec<&(String, String)> = from.iter().collect();
        for (name, new) in to {
            let kind = |name: &str| name.split(' ').next().unwrap_or_default().to_owned();
            let old = left.iter().position(|(other, _)| kind(other) == kind(name));
            let old = old.map_or(String::new(), |place| left.remove(place).1.clone());
            parts.push(Part {
                name: name.clone(),
                old,
                new: new.clone(),
            });
        }
        parts.extend(left.into_iter().map(|(name, old)| Part {
            name: name.clone(),
            old: old.clone(),
            new: String::new(),
        }));
    }
    parts
}

/// The items of a text with the comments before each, by their names.
fn cut(text: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut waiting = String::new();
    for line in text.split_inclusive('\n') {
        let begins = line.starts_with(|c: char| c.is_ascii_lowercase());
        let within = line.starts_with([' ', '\t']) && !line.trim().is_empty();
        if begins {
            let text = std::mem::take(&mut waiting) + line;
            all.push((name(line), text));
        } else if within && let Some((_, last)) = all.last_mut() {
            last.push_str(&std::mem::take(&mut waiting));
            last.push_str(line);
        } else {
            waiting.push_str(line);
        }
    }
    if let Some((_, last)) = all.last_mut() {
        last.push_str(&waiting);
    }
    all
}

/// The keyword and the name of an item, or its first line where it has no name.
fn name(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let skipped =
        usize::from(words.first() == Some(&"replace") || words.first() == Some(&"remove"));
    let keyword = words.get(skipped).copied().unwrap_or_default();
    let count = match keyword {
        "facts" | "policy" | "cases" => 1,
        "require" | "assume" | "example" => words.len(),
        _ => 2 + skipped,
    };
    words
        .get(..count.min(words.len()))
        .unwrap_or_default()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_their_items() {
        let old = "# top\npolicy a\n  as of day\n\nwindow w is 1 day after day\n\n# why\nrequire x else no\n";
        let new = old
            .replace("1 day", "2 days")
            .replace("require x", "require y");
        let parts = parts(old, &new);
        let differ: Vec<&str> = parts
            .iter()
            .filter(|part| part.differs())
            .map(|part| part.name.as_str())
            .collect();
        assert_eq!(differ, ["window w", "require y else no"]);
        let whole = |side: fn(&Part) -> &str| parts.iter().map(side).collect::<String>();
        assert_eq!(whole(|part| &part.old), old);
        assert_eq!(whole(|part| &part.new), new);
    }
}

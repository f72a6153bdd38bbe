//! Random layers: a policy is cut into a base and what amends it, so that the two together say what
//! the whole said.

use super::Random;

/// A policy in one piece, and the same in several files, the base first.
pub struct Layered {
    /// In one piece.
    pub whole: String,
    /// The files by name.
    pub files: Vec<(String, String)>,
}

/// What becomes of an item.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    /// It stays in the base.
    Stays,
    /// The base has another one in its place.
    Replaced,
    /// Only the layer has it.
    Moved,
}

/// Cuts a random policy into layers: one upon the base, or two.
pub fn layered(random: &mut Random, text: &str) -> Layered {
    let (header, items) = items(text);
    let name = name_of(&header);
    let base = format!("{name}.base");
    let (whole, lower, layer) = cut(random, &items);
    let (under, over) = headers(random, &header);
    let whole = format!("{header}\n{}", whole.join("\n"));
    let lower = format!("{}\n{}", under.replacen(&name, &base, 1), lower.join("\n"));
    if random.chance(60) {
        let layer = format!(
            "policy {name}\n  amends {base}\n{over}\n{}",
            layer.join("\n")
        );
        let files = vec![
            ("base.bylaw".to_owned(), lower),
            ("layer.bylaw".to_owned(), layer),
        ];
        return Layered { whole, files };
    }
    // A layer upon a layer: the lower one takes away, and changes some of the rest.
    let middle = format!("{name}.middle");
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (place, item) in layer.into_iter().enumerate() {
        let lower = item.starts_with("remove ") || item.starts_with("replace ") && place % 2 == 0;
        if lower { &mut first } else { &mut second }.push(item);
    }
    let files = vec![
        ("base.bylaw".to_owned(), lower),
        (
            "middle.bylaw".to_owned(),
            format!("policy {middle}\n  amends {base}\n\n{}", first.join("\n")),
        ),
        (
            "layer.bylaw".to_owned(),
            format!(
                "policy {name}\n  amends {middle}\n{over}\n{}",
                second.join("\n")
            ),
        ),
    ];
    Layered { whole, files }
}

/// The header and the items of a policy.
fn items(text: &str) -> (String, Vec<String>) {
    let mut parts: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if !line.starts_with(' ') || parts.is_empty() {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    let header = parts.remove(0);
    (header, parts)
}

fn name_of(header: &str) -> String {
    header.split_whitespace().nth(1).unwrap().to_owned()
}

/// The header of the base, which says some things otherwise, and the lines of the layer.
fn headers(random: &mut Random, header: &str) -> (String, String) {
    let (mut under, mut over) = (String::new(), String::new());
    for line in header.lines() {
        let other = match line.trim() {
            "combine latest" | "combine earliest" => Some("  combine first"),
            "combine first" => Some("  combine latest"),
            "money rounds half up" => Some("  money rounds down"),
            words if words.starts_with("money rounds") => Some("  money rounds half up"),
            words if words.starts_with("months end on") && words != "months end on refuse" => {
                Some("  months end on refuse")
            }
            _ => None,
        };
        match other {
            Some(other) if random.chance(50) => {
                under.push_str(&format!("{other}\n"));
                over.push_str(&format!("{line}\n"));
            }
            _ => under.push_str(&format!("{line}\n")),
        }
    }
    (under, over)
}

/// The items of the whole, of the base, and of the layer.
fn cut(random: &mut Random, items: &[String]) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (mut whole, mut base, mut layer) = (Vec::new(), Vec::new(), Vec::new());
    let mut moved = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let item = labelled(item, place);
        match fate(random, &item) {
            Fate::Stays => {
                whole.push(item.clone());
                base.push(item);
            }
            Fate::Replaced => {
                whole.push(item.clone());
                base.push(decoy(&item));
                layer.push(format!("replace {item}"));
            }
            Fate::Moved => moved.push(item),
        }
    }
    if random.chance(50) {
        let decoys = [
            "require no else never \"Never\" as decoy\n",
            "category decoy\n  when no\n",
            "define decoy : integer is 3\n",
            "window decoy_window is 3 days after today\n",
            "facts\n  decoy_fact : boolean\n",
            "assume decoy_fact or not decoy_fact as decoy\n",
            "guarantee decoy_promise decoy > 2\n",
        ];
        base.extend(decoys.map(str::to_owned));
        for name in [
            "require decoy",
            "category decoy",
            "define decoy",
            "window decoy_window",
            "fact decoy_fact",
            "assume decoy",
            "guarantee decoy_promise",
        ] {
            layer.push(format!("remove {name} because \"it was never meant\"\n"));
        }
        random.shuffle(&mut layer);
    }
    whole.extend(moved.iter().cloned());
    layer.extend(moved);
    (whole, base, layer)
}

/// A require or an assumption with a name by which a layer can speak of it.
fn labelled(item: &str, place: usize) -> String {
    if !["require ", "assume "]
        .iter()
        .any(|word| item.starts_with(word))
    {
        return item.to_owned();
    }
    let mut lines: Vec<String> = item.lines().map(str::to_owned).collect();
    lines[0].push_str(&format!(" as label_{place}"));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Only what nothing else names can be missing in the base.
fn fate(random: &mut Random, item: &str) -> Fate {
    let is = |words: &[&str]| {
        words
            .iter()
            .any(|word| item.starts_with(&format!("{word} ")))
    };
    if is(&["require", "category", "assume"]) && random.chance(25) {
        return Fate::Moved;
    }
    let changeable = is(&[
        "define",
        "output",
        "require",
        "category",
        "assume",
        "window",
        "parameter",
    ]);
    match changeable && random.chance(40) {
        true => Fate::Replaced,
        false => Fate::Stays,
    }
}

/// Another item of the same kind, name and type.
fn decoy(item: &str) -> String {
    let first = item.lines().next().unwrap();
    let words: Vec<&str> = first.split_whitespace().collect();
    let two = || {
        item.lines()
            .take(2)
            .map(|line| format!("{line}\n"))
            .collect()
    };
    match words[0] {
        "window" => format!("window {} is 5 days around today\n", words[1]),
        "category" => format!("category {} \"A decoy\"\n  from today\n", words[1]),
        "require" => format!("require yes else decoyed as {}\n", words.last().unwrap()),
        "assume" => format!("assume 1 < 2 as {}\n", words.last().unwrap()),
        // Without the exceptions, or with the first value alone.
        _ => two(),
    }
}

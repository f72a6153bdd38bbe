//! A change applied part by part: the policy after each part, so that what each does can be told
//! apart.

use std::collections::BTreeSet;
use std::sync::Arc;

use bylaws_dsl::SourceMap;
use bylaws_dsl::ir::Policy;
use bylaws_runtime::{Bundle, Program};

use super::chunks::{Part, parts};

/// The policy with some of the parts of a change.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The parts that this stage adds.
    pub name: String,
    /// The policy with them.
    pub program: Arc<Program>,
}

/// So many stages are made; the parts beyond them count as one.
const MOST: usize = 40;

/// The stages from the old version to the new one. Parts that do not make a sound policy without
/// others are one stage with them; the last stage is the new version itself.
pub fn stages(old: &Arc<Program>, new: &Arc<Program>) -> Vec<Stage> {
    let whole = |name: String| Stage {
        name,
        program: Arc::clone(new),
    };
    let (before, after) = (texts(old), texts(new));
    let names: BTreeSet<&String> = before.iter().chain(&after).map(|(name, _)| name).collect();
    let text = |all: &[(String, String)], name: &str| {
        let found = all.iter().find(|(other, _)| other == name);
        found.map_or(String::new(), |(_, text)| text.clone())
    };
    let mut files: Vec<(&String, Vec<Part>)> = names
        .into_iter()
        .map(|name| {
            let (old, new) = (text(&before, name), text(&after, name));
            let parts = match is_data(name) || old.is_empty() || new.is_empty() {
                true => vec![Part {
                    name: name.clone(),
                    old,
                    new,
                }],
                false => parts(&old, &new),
            };
            (name, parts)
        })
        .collect();
    // Examples are of no effect here, and would have to fit every stage.
    for (_, parts) in &mut files {
        parts.retain(|part| !part.is_idle());
    }
    let mut order: Vec<(u8, usize, usize)> = Vec::new();
    for (file, (_, parts)) in files.iter().enumerate() {
        let differing = parts.iter().enumerate().filter(|(_, part)| part.differs());
        order.extend(differing.map(|(place, part)| (part.order(), file, place)));
    }
    order.sort_unstable();
    let mut applied: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut stages: Vec<Stage> = Vec::new();
    let mut waiting: Vec<String> = Vec::new();
    for (done, (_, file, place)) in order.iter().enumerate() {
        applied.insert((*file, *place));
        let part = files.get(*file).and_then(|(_, parts)| parts.get(*place));
        waiting.extend(part.map(|part| part.name.clone()));
        let is_last = done + 1 == order.len();
        if is_last || done >= MOST {
            continue;
        }
        if let Some(program) = compiled(&files, &applied, new) {
            stages.push(Stage {
                name: waiting.join(", "),
                program,
            });
            waiting.clear();
        }
    }
    stages.push(whole(match waiting.is_empty() {
        true => "everything else".to_owned(),
        false => waiting.join(", "),
    }));
    stages
}

/// The policy with the new texts of some parts and the old ones of the others.
fn compiled(
    files: &[(&String, Vec<Part>)],
    applied: &BTreeSet<(usize, usize)>,
    new: &Arc<Program>,
) -> Option<Arc<Program>> {
    let mut sources = SourceMap::default();
    for (file, (name, parts)) in files.iter().enumerate() {
        let text: String = parts
            .iter()
            .enumerate()
            .map(|(place, part)| match applied.contains(&(file, place)) {
                true => part.new.as_str(),
                false => part.old.as_str(),
            })
            .collect();
        if !text.trim().is_empty() {
            sources.add(name.as_str(), text);
        }
    }
    let bundle = Bundle::compile(sources, new.limits()).bundle?;
    let choices = new.choices();
    let policy = &new.policy().name;
    let known = bundle.program(policy)?.policy().clone();
    let chosen: Vec<(String, String)> = choices
        .into_iter()
        .filter(|(name, _)| known.reading_named(name).is_some())
        .collect();
    let bundle = match chosen.is_empty() {
        true => bundle,
        false => bundle.with_readings(policy, &chosen).ok()?,
    };
    bundle.program(policy).cloned()
}

/// The texts that a policy is made of: its layers, the policies that it uses, and the tables
/// beside them.
fn texts(program: &Arc<Program>) -> Vec<(String, String)> {
    let sources = program.sources();
    let mut wanted = BTreeSet::new();
    layers(program.policy(), &mut wanted);
    let folders: BTreeSet<String> = sources
        .iter()
        .filter(|(id, _)| wanted.contains(id))
        .map(|(_, source)| folder(&source.name).to_owned())
        .collect();
    sources
        .iter()
        .filter(|(id, source)| {
            wanted.contains(id)
                || (is_data(&source.name)
                    && folders.iter().any(|f| source.name.starts_with(f.as_str())))
        })
        .map(|(_, source)| (source.name.clone(), source.text.clone()))
        .collect()
}

/// Whether a file holds no policy, but the rows of tables or a script.
fn is_data(name: &str) -> bool {
    name.ends_with(".csv") || name.ends_with(".rhai")
}

fn layers(policy: &Policy, wanted: &mut BTreeSet<bylaws_dsl::SourceId>) {
    wanted.extend(policy.layers.iter().map(|(id, _)| *id));
    for used in policy.uses.values() {
        layers(&used.policy, wanted);
    }
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

//! Items that define each other in a circle.

use indexmap::IndexMap;

use super::checker::Checker;
use super::graph;
use crate::ir::{
    AssumptionId, CategoryId, DefineId, Id, OutputId, PriceId, RequireId, UseId, WindowId,
};
use crate::{Diagnostic, Span, codes};

/// Something that is computed from other things.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Part {
    Define(DefineId),
    Window(WindowId),
    Price(PriceId),
    /// An output that every policy with requires or categories has.
    Output(OutputId),
    Require(RequireId),
    Category(CategoryId),
    Assumption(AssumptionId),
    /// A policy that is used, by way of what its facts are here.
    Use(UseId),
}

/// A part with the name that a message calls it by, and what it uses.
#[derive(Debug, Default)]
struct Usage {
    name: String,
    uses: Vec<(Part, Span)>,
}

/// Which part uses which, noted down while the parts are checked.
#[derive(Debug, Default)]
pub(super) struct Uses {
    current: Option<Part>,
    parts: IndexMap<Part, Usage>,
}

impl Uses {
    /// What is used from here on is used by this part.
    pub(super) fn begin(&mut self, part: Part, name: impl Into<String>) {
        self.parts.entry(part).or_default().name = name.into();
        self.current = Some(part);
    }

    /// What is used from here on is of no part.
    pub(super) fn end(&mut self) {
        self.current = None;
    }

    /// Notes down that the current part uses another at this place.
    pub(super) fn note(&mut self, used: Part, span: Span) {
        if let Some(usage) = self
            .current
            .and_then(|current| self.parts.get_mut(&current))
        {
            usage.uses.push((used, span));
        }
    }

    fn edges(&self) -> Vec<Vec<usize>> {
        let number = |(part, _): &(Part, Span)| self.parts.get_index_of(part);
        self.parts
            .values()
            .map(|usage| usage.uses.iter().filter_map(number).collect())
            .collect()
    }
}

/// More steps of a circle are counted instead of listed.
const LISTED: usize = 12;

impl Checker<'_> {
    /// Tells each circle once.
    pub(super) fn refuse_circles(&mut self) {
        let uses = std::mem::take(&mut self.uses);
        for circle in graph::circles(&uses.edges()) {
            if let Some(diagnostic) = told(&uses, &circle) {
                self.report(diagnostic);
            }
        }
    }

    /// Every built-in output depends on all that decides about coverage.
    pub(super) fn note_outputs(&mut self) {
        let outputs: Vec<(OutputId, String)> = self
            .policy
            .outputs
            .iter()
            .filter(|(_, output)| !is_declared(output.kind))
            .map(|(id, output)| (id, output.name.to_string()))
            .collect();
        let deciding: Vec<(Part, Span)> = self
            .items
            .iter()
            .filter_map(|(span, item)| match item {
                crate::ir::ItemRef::Require(id) => Some((Part::Require(*id), *span)),
                crate::ir::ItemRef::Category(id) => Some((Part::Category(*id), *span)),
                crate::ir::ItemRef::Assumption(id) => Some((Part::Assumption(*id), *span)),
                _ => None,
            })
            .collect();
        for (id, name) in outputs {
            self.uses.begin(Part::Output(id), name);
            for (part, span) in &deciding {
                self.uses.note(*part, *span);
            }
        }
        self.uses.end();
    }
}

/// Whether an item of the text declares the output.
fn is_declared(kind: crate::ir::OutputKind) -> bool {
    use crate::ir::OutputKind::{Define, Price};
    matches!(kind, Define(_) | Price(_))
}

fn told(uses: &Uses, circle: &[usize]) -> Option<Diagnostic> {
    let names: Vec<&str> = circle
        .iter()
        .filter_map(|n| Some(uses.parts.get_index(*n)?.1.name.as_str()))
        .collect();
    let first = *names.first()?;
    let spans = spans(uses, circle);
    let message = match names.len() {
        1 => format!("`{first}` is computed from itself"),
        _ => format!("`{first}` is computed from itself: {}", path(&names)),
    };
    let mut diagnostic = Diagnostic::new(codes::CYCLE, *spans.first()?, message);
    for (span, name) in spans.iter().zip(&names).skip(1).take(LISTED) {
        diagnostic = diagnostic.related(*span, format!("used by `{name}`"));
    }
    Some(diagnostic.help(help(uses, circle)))
}

fn help(uses: &Uses, circle: &[usize]) -> &'static str {
    let any = |is: fn(&Part) -> bool| {
        circle
            .iter()
            .any(|n| uses.parts.get_index(*n).is_some_and(|(p, _)| is(p)))
    };
    if any(|part| matches!(part, Part::Assumption(_))) {
        return "an assumption speaks of facts, before anything is decided: write a `guarantee` for what must come out";
    }
    if any(|part| matches!(part, Part::Output(_))) {
        return "the outputs are there only after every require and category: let one of these use facts instead";
    }
    "let one of them use facts or parameters instead of the others"
}

/// Where each part of the circle uses the next one.
fn spans(uses: &Uses, circle: &[usize]) -> Vec<Span> {
    let nexts = circle.iter().cycle().skip(1);
    let place = |(this, next): (&usize, &usize)| {
        let (_, usage) = uses.parts.get_index(*this)?;
        let (next, _) = uses.parts.get_index(*next)?;
        usage
            .uses
            .iter()
            .find(|(part, _)| part == next)
            .map(|(_, span)| *span)
    };
    circle.iter().zip(nexts).filter_map(place).collect()
}

fn path(names: &[&str]) -> String {
    let mut steps: Vec<String> = names
        .iter()
        .take(LISTED)
        .map(|name| format!("`{name}`"))
        .collect();
    if names.len() > LISTED {
        steps.push(format!("{} more", names.len() - LISTED));
    }
    steps.extend(names.first().map(|first| format!("`{first}`")));
    steps.join(" -> ")
}

/// The number that a message gives to the n-th item of a kind without names.
pub(super) fn numbered(kind: &str, id: impl Id) -> String {
    format!("{kind}.{}", id.index() + 1)
}

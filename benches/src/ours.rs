//! The two policies, compiled, and their requests in the forms that are measured. They are those of
//! the library as they once were: what is measured must not change with what they say.

use std::sync::Arc;

use bylaws_dsl::SourceMap;
use bylaws_runtime::{Bundle, Engine, Facts, Limits, Options, Program, Slots};
use serde::Serialize;

use crate::{care, price};

/// The bundle of both policies.
pub fn bundle() -> Bundle {
    let mut sources = SourceMap::default();
    sources.add(
        "continuity_of_care.bylaw",
        include_str!("../policies/continuity_of_care.bylaw"),
    );
    sources.add("pricing.bylaw", include_str!("../policies/pricing.bylaw"));
    sources.add("bundles.csv", include_str!("../policies/bundles.csv"));
    match Engine::new(Bundle::compile(sources, &Limits::default())) {
        Ok(engine) => engine.bundle(),
        Err(refused) => panic!("{refused}"),
    }
}

/// One policy with requests to decide.
pub struct Work<R> {
    pub program: Arc<Program>,
    /// The same policy with machine code.
    pub native: Arc<Program>,
    pub bundle: String,
    pub typed: Vec<R>,
    pub json: Vec<Vec<u8>>,
}

impl<R: Serialize> Work<R> {
    fn new(bundle: &Bundle, policy: &str, typed: Vec<R>) -> Self {
        let native = Arc::clone(self::bundle().program(policy).expect("the policy"));
        native.compile_native().expect("it has machine code");
        let json = typed.iter().map(serde_json::to_vec);
        Self {
            program: Arc::clone(bundle.program(policy).expect("the policy")),
            native,
            bundle: bundle.hash().to_string(),
            json: json.map(Result::unwrap).collect(),
            typed,
        }
    }

    /// How many of a hundred requests the instructions of the policy tell alone.
    pub fn quick(&self) -> f64 {
        let (mut session, mut out) = (self.program.session(), Vec::new());
        for json in &self.json {
            out.clear();
            session.decide_json(json, &Options::default(), &mut out);
        }
        session.counts().quick as f64 * 100.0 / self.json.len() as f64
    }

    /// The facts of every request, in slots.
    pub fn facts(&self) -> Vec<Facts> {
        let read = |json: &Vec<u8>| self.program.facts(std::str::from_utf8(json).unwrap());
        self.json.iter().map(|json| read(json).unwrap()).collect()
    }

    /// The same as the session takes them.
    pub fn slots(&self, facts: &[Facts]) -> Vec<Slots> {
        let options = Options::default();
        let slots = |facts| self.program.slots(facts, &options).expect("it has code");
        facts.iter().map(slots).collect()
    }

    /// Stops at the first request that the policy and `by_hand` do not decide alike, to the byte.
    ///
    /// # Panics
    /// Where they differ.
    pub fn compare(&self, by_hand: impl Fn(&str, &[u8], &mut Vec<u8>)) {
        let (mut session, mut native) = (self.program.session(), self.native.session());
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        let show = String::from_utf8_lossy;
        for json in &self.json {
            ours.clear();
            theirs.clear();
            session.decide_json(json, &Options::default(), &mut ours);
            by_hand(&self.bundle, json, &mut theirs);
            assert_eq!(show(&ours), show(&theirs), "of {}", show(json));
            ours.clear();
            native.decide_json(json, &Options::default(), &mut ours);
            assert_eq!(
                show(&ours),
                show(&theirs),
                "by machine code of {}",
                show(json)
            );
        }
        assert_eq!(native.counts().native, self.json.len() as u64);
    }
}

pub fn care(bundle: &Bundle, count: usize) -> Work<care::Request> {
    Work::new(bundle, care::POLICY, care::requests(count))
}

pub fn price(bundle: &Bundle, count: usize) -> Work<price::Request> {
    Work::new(bundle, price::POLICY, price::requests(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_way_tells_every_decision_that_is_timed() {
        let bundle = bundle();
        assert_eq!(care(&bundle, 2_000).quick(), 100.0);
        assert_eq!(price(&bundle, 2_000).quick(), 100.0);
    }

    #[test]
    fn the_rules_by_hand_decide_like_the_policies() {
        let bundle = bundle();
        care(&bundle, 5_000).compare(care::by_hand::decide_json);
        price(&bundle, 5_000).compare(price::by_hand::decide_json);
    }
}

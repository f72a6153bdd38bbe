//! Facts from a program's own types, and outputs back into them: no JSON on the way.
//!
//! `cargo run -p bylaws-examples --example typed_facts`

use std::sync::Arc;

use bylaws_dsl::SourceMap;
use bylaws_dsl::ir::FactId;
use bylaws_dsl::value::{Date, Decimal, Money};
use bylaws_runtime::{
    Bundle, Data, DecisionError, Engine, Facts, Limits, Options, Program, Session, Status,
};

/// A claim as the host knows it. What it does not know is none: *unknown* to the policy, which
/// decides without it where it can.
struct Claim {
    service_on: Date,
    covered_lives: Option<u32>,
    service_line: &'static str,
    region: &'static str,
    billed: Money,
    center_of_excellence: bool,
    /// Complications of the provider and of the benchmark, in percent.
    complications: Option<(Decimal, Decimal)>,
}

/// What the host wants to know.
#[derive(Debug, PartialEq)]
enum Answer {
    Priced {
        allowed: Money,
        member_share: Money,
    },
    /// The facts to ask for, the most decisive first.
    Needs(Vec<String>),
    Wrong(Vec<String>),
}

/// The policy with its facts looked up once, and the state to decide on one thread.
struct Pricing {
    session: Session,
    facts: Facts,
    service_on: FactId,
    covered_lives: FactId,
    service_line: FactId,
    region: FactId,
    billed: FactId,
    center_of_excellence: FactId,
    complication_rate: FactId,
    benchmark_rate: FactId,
}

impl Pricing {
    /// Fails where the policy has other facts than this program knows: at the start, or at a swap,
    /// and not in the middle of a request.
    fn new(policy: &Arc<Program>) -> Result<Self, DecisionError> {
        Ok(Self {
            session: policy.session(),
            facts: policy.no_facts(),
            service_on: policy.fact("service_on")?,
            covered_lives: policy.fact("covered_lives")?,
            service_line: policy.fact("service_line")?,
            region: policy.fact("region")?,
            billed: policy.fact("billed")?,
            center_of_excellence: policy.fact("center_of_excellence")?,
            complication_rate: policy.fact("quality.complication_rate")?,
            benchmark_rate: policy.fact("quality.benchmark_rate")?,
        })
    }

    fn fill(&mut self, claim: &Claim) -> Result<(), DecisionError> {
        let policy = Arc::clone(self.session.program());
        let facts = &mut self.facts;
        let percent = |rate: Option<Decimal>| rate.map_or(Data::None, Data::Percent);
        let (rate, benchmark) = claim.complications.unzip();
        policy.put(facts, self.service_on, claim.service_on)?;
        policy.put(facts, self.covered_lives, claim.covered_lives)?;
        policy.put(facts, self.service_line, claim.service_line)?;
        policy.put(facts, self.region, claim.region)?;
        policy.put(facts, self.billed, claim.billed)?;
        policy.put(facts, self.center_of_excellence, claim.center_of_excellence)?;
        policy.put(facts, self.complication_rate, percent(rate))?;
        policy.put(facts, self.benchmark_rate, percent(benchmark))
    }

    fn price(&mut self, claim: &Claim) -> Answer {
        if let Err(error) = self.fill(claim) {
            return Answer::Wrong(vec![error.to_string()]);
        }
        let decision = self.session.decide(&self.facts, &Options::default());
        let outputs = (decision.output("allowed"), decision.output("member_share"));
        match (decision.status, outputs) {
            (Status::Decided, (Some(Data::Money(allowed)), Some(Data::Money(member_share)))) => {
                Answer::Priced {
                    allowed: *allowed,
                    member_share: *member_share,
                }
            }
            (Status::Undetermined, _) => Answer::Needs(decision.needs().collect()),
            _ => Answer::Wrong(decision.errors.iter().map(ToString::to_string).collect()),
        }
    }
}

fn pricing() -> Result<Pricing, Box<dyn std::error::Error>> {
    let mut sources = SourceMap::default();
    let text = include_str!("../policies/alliance/pricing/pricing.bylaw");
    sources.add("pricing.bylaw", text);
    let prices = include_str!("../policies/alliance/pricing/bundles.csv");
    sources.add("bundles.csv", prices);
    let engine = Engine::new(Bundle::compile(sources, &Limits::default()))?;
    let bundle = engine.bundle();
    let policy = bundle.program("alliance.pricing").ok_or("no such policy")?;
    Ok(Pricing::new(policy)?)
}

/// Imaging in the midwest for an alliance of so many lives.
fn imaging(covered_lives: Option<u32>) -> Option<Claim> {
    Some(Claim {
        service_on: Date::from_ymd(2026, 5, 4)?,
        covered_lives,
        service_line: "imaging",
        region: "midwest",
        billed: Money::from_cents(124_050),
        center_of_excellence: false,
        complications: Some((Decimal::from(6), Decimal::from(5))),
    })
}

#[expect(clippy::print_stdout, reason = "an example shows what it does")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut pricing = pricing()?;
    for lives in [Some(600), None] {
        let claim = imaging(lives).ok_or("no such day")?;
        println!("{:?}", pricing.price(&claim));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_priced_to_the_cent() {
        let answer = pricing().unwrap().price(&imaging(Some(600)).unwrap());
        let priced = Answer::Priced {
            allowed: Money::from_cents(108_296),
            member_share: Money::from_cents(21_659),
        };
        assert_eq!(answer, priced);
    }

    #[test]
    fn what_the_host_does_not_know_is_asked_for_where_it_matters() {
        let mut pricing = pricing().unwrap();
        let answer = pricing.price(&imaging(None).unwrap());
        assert_eq!(answer, Answer::Needs(vec!["covered_lives".to_owned()]));
        let preventive = Claim {
            center_of_excellence: true,
            service_line: "joint_replacement",
            complications: Some((Decimal::from(5), Decimal::from(5))),
            ..imaging(None).unwrap()
        };
        assert!(matches!(pricing.price(&preventive), Answer::Priced { .. }));
    }

    #[test]
    fn a_value_that_does_not_fit_is_told_with_what_would() {
        let wrong = Claim {
            region: "midwset",
            ..imaging(None).unwrap()
        };
        let Answer::Wrong(told) = pricing().unwrap().price(&wrong) else {
            panic!("there is no such region");
        };
        assert!(told[0].contains("did you mean `midwest`"), "{told:?}");
    }
}

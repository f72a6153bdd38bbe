//! The questions about two policies, asked one after the other and decided by both.

use super::*;

/// What is asked about two policies.
pub(super) struct Question {
    pub(super) words: String,
    pub(super) goal: T,
    pub(super) check: Check,
}

/// The questions about two policies, one after the other.
pub(super) struct Work<'w> {
    pub(super) sides: (&'w Side, &'w Side),
    pub(super) axes: &'w [Axis],
    pub(super) asking: &'w Asking,
    pub(super) given: T,
    pub(super) bases: Vec<Case>,
    pub(super) answers: Vec<Answer>,
}

impl Work<'_> {
    /// Asks one question; whether the answer is that it does not hold.
    pub(super) fn ask(
        &mut self,
        encoder: &mut Encoder<'_>,
        question: Question,
        kind: Kind,
        host: &mut Host<'_>,
    ) -> bool {
        (host.progress)(&question.words);
        let goal = encoder.terms.and(self.given, question.goal);
        let check = &question.check;
        let asked = put(encoder, goal, (self.axes, &[]), host, &mut |case| {
            self.is(case, check)
        });
        let finding = match asked {
            Ok(None) => Finding::Proved,
            Ok(Some(case)) => Finding::Refuted(self.shown(&question, &case)),
            Err(why) => self.searched(&question, why),
        };
        let is_bad = matches!(finding, Finding::Refuted(_));
        self.answers.push(Answer {
            policy: format!("{} and {}", self.sides.0.words(), self.sides.1.words()),
            kind,
            question: question.words,
            title: None,
            item: None,
            cites: Vec::new(),
            span: None,
            finding,
            within: Vec::new(),
        });
        is_bad
    }

    fn searched(&self, question: &Question, why: Why) -> Finding {
        let mut found = None;
        let programs = [&self.sides.0.program, &self.sides.1.program];
        let cases = search::search(
            &programs,
            self.axes,
            &self.bases,
            self.asking.cases,
            &mut |case| {
                let is = self.is(case, &question.check);
                if is {
                    found = Some(case.clone());
                }
                is
            },
        );
        match found {
            Some(case) => Finding::Refuted(self.shown(question, &case)),
            None => why.finding(cases),
        }
    }

    fn decisions(&self, case: &Case) -> Option<(Decision, Decision)> {
        let first = self.sides.0.decide(self.axes, case, false)?;
        let is_old = !Arc::ptr_eq(&self.sides.0.program, &self.sides.1.program);
        let second = self.sides.1.decide(self.axes, case, is_old)?;
        Some((first, second))
    }

    fn is(&self, case: &Case, check: &Check) -> bool {
        let Some((p, q)) = self.decisions(case) else {
            return false;
        };
        let decided = |decision: &Decision| decision.status == Status::Decided;
        if !decided(&p) || !decided(&q) {
            return false;
        }
        let by = |decision: &Decision| match decision.output("categories") {
            Some(Data::Set(members)) => members.iter().map(ToString::to_string).collect(),
            _ => Vec::<String>::new(),
        };
        let covered = |decision: &Decision| decision.outcome() == Some("covered");
        let not_given = || covered(&q) && !covered(&p);
        let shorter = || {
            covered(&q)
                && covered(&p)
                && (is_before(q.output("covered_from"), p.output("covered_from"))
                    || is_before(p.output("covered_through"), q.output("covered_through")))
        };
        let several = |failing: &[String]| {
            let by = by(&q);
            by.is_empty() || (by.len() > 1 && by.iter().any(|name| !failing.contains(name)))
        };
        match check {
            Check::Differs(name) => sorted(p.output(name)) != sorted(q.output(name)),
            Check::NotGiven(names) => not_given() && by(&q) == *names,
            Check::Shorter(names) => shorter() && by(&q) == *names,
            Check::NotGivenBySeveral(failing) => not_given() && several(failing),
            Check::ShorterBySeveral(failing) => shorter() && several(failing),
            Check::Amount(name, is_higher) => match (p.output(name), q.output(name)) {
                (Some(Data::Money(p)), Some(Data::Money(q))) => match is_higher {
                    true => p > q,
                    false => p < q,
                },
                _ => false,
            },
        }
    }

    /// A case that shows it, as an example of the policy whose facts it gives.
    fn shown(&self, question: &Question, case: &Case) -> Shown {
        let best = least(self.axes, case, &mut |case| self.is(case, &question.check));
        let mut shown = Shown {
            facts: Vec::new(),
            readings: Vec::new(),
            example: String::new(),
            says: Vec::new(),
        };
        let Some((p, q)) = self.decisions(&best) else {
            return shown;
        };
        for (axis, value) in self.axes.iter().zip(&best) {
            if let Some(value) = value.as_ref().filter(|_| !axis.is_reading()) {
                shown.facts.push((axis.name.clone(), data_words(value)));
            }
        }
        for (side, decision) in [(self.sides.0, &p), (self.sides.1, &q)] {
            let outputs = decision
                .outputs
                .iter()
                .filter(|(name, _)| name != "periods")
                .map(|(name, value)| format!("{name} {}", data_words(value)));
            let outputs: Vec<String> = outputs.collect();
            shown
                .says
                .push(format!("{}: {}", side.words(), outputs.join(", ")));
        }
        // Of the first policy; facts that it does not have are none of its example.
        let own: Vec<bool> = self.axes.iter().map(|axis| axis.new.is_some()).collect();
        let request = request(&self.sides.0.program, self.axes, &best, false);
        if let Some((facts, options)) = request {
            let decision = self.sides.0.program.decide(&facts, &options);
            let case: Case = best
                .iter()
                .zip(own)
                .map(|(value, own)| value.clone().filter(|_| own))
                .collect();
            shown.example =
                crate::prove::example::example(self.axes, &case, &question.words, &decision);
        }
        shown
    }
}

fn sorted(data: Option<&Data>) -> Option<String> {
    let data = data?;
    Some(match data {
        Data::Set(members) => {
            let mut members: Vec<&str> = members.iter().map(|member| member.as_str()).collect();
            members.sort_unstable();
            members.join(", ")
        }
        other => literal(other).unwrap_or_else(|| data_words(other)),
    })
}

/// Whether one day lies before another; what begins without a first day begins before every day.
fn is_before(a: Option<&Data>, b: Option<&Data>) -> bool {
    let day = |data: Option<&Data>| match data {
        Some(Data::Date(day)) => (1, day.days()),
        Some(Data::Open) => (2, 0),
        _ => (0, 0),
    };
    day(a) < day(b)
}

/// The examples of both, by the names of facts.
pub(super) fn bases(first: &Side, second: &Side, axes: &[Axis]) -> Vec<Case> {
    let mut all = search::bases(&first.program, axes);
    if !Arc::ptr_eq(&first.program, &second.program) {
        let turned: Vec<Axis> = axes
            .iter()
            .map(|axis| Axis {
                new: axis.old,
                ..axis.clone()
            })
            .collect();
        all.extend(search::bases(&second.program, &turned));
    }
    all
}

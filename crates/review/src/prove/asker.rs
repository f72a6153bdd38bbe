//! The runtime, asked about one case: whether it is one of those that a question looks for. What
//! is shown to anybody has been asked here first.

use std::sync::Arc;

use bylaws_dsl::ir::{DefineId, ExprId, GuaranteeId, Id, OutputId, PriceId, RequireId, TableId};
use bylaws_dsl::value::Value;
use bylaws_dsl::{Code, codes};
use bylaws_runtime::{Data, Decision, Facts, Options, Part, Program, Status, Trace};

use crate::behaviour::axis::{Axis, Of};

/// A case: the value of each axis; none for what the request leaves out.
pub(super) type Case = Vec<Option<Data>>;

/// What a question looks for in a case.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Check {
    /// The guarantee does not hold.
    Breaks(GuaranteeId),
    /// The output fails in this way.
    Fails(OutputId, Way),
    /// Both exceptions count, with different values.
    Clash(DefineId, usize, usize),
    /// The exception counts.
    Counts(DefineId, usize),
    /// The category applies in the decision.
    Applies(usize),
    /// The decision gives this reason.
    Refers(String),
    /// The require does not hold.
    Refuses(RequireId),
    /// The table is asked, and this row answers.
    Hits(TableId, usize, Vec<Vec<ExprId>>),
    /// The step applies.
    Takes(PriceId, usize),
    /// Both categories apply.
    Together(usize, usize),
    /// The choice of a reading matters: it is decided otherwise than by this choice.
    Turns(String, String),
    /// No category is in force on the day.
    NoneInForce,
}

/// Ways to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// For a reason that lies in the policy.
    Bad,
    /// A number or a date leaves what can be written.
    Beyond,
    /// The day lies before the first value of a parameter.
    Early,
}

impl Way {
    fn of(code: Code) -> Self {
        if [codes::OVERFLOW, codes::DATE_OUT_OF_RANGE].contains(&code) {
            Way::Beyond
        } else if code == codes::NO_VALUE_YET {
            Way::Early
        } else {
            Way::Bad
        }
    }
}

/// Asks one program.
pub(super) struct Asker<'a> {
    pub(super) program: &'a Arc<Program>,
    pub(super) axes: &'a [Axis],
    /// How many cases were decided.
    pub(super) decided: u64,
}

/// A case that the runtime was given.
pub(super) struct Loaded {
    facts: Facts,
    options: Options,
    decision: Option<Decision>,
    broken: Option<Vec<GuaranteeId>>,
}

impl<'a> Asker<'a> {
    pub(super) fn new(program: &'a Arc<Program>, axes: &'a [Axis]) -> Self {
        Self {
            program,
            axes,
            decided: 0,
        }
    }

    /// The case as a request; none where a value does not fit its fact.
    pub(super) fn load(&mut self, case: &Case) -> Option<Loaded> {
        self.decided += 1;
        let (facts, options) = request(self.program, self.axes, case, false)?;
        Some(Loaded {
            facts,
            options,
            decision: None,
            broken: None,
        })
    }

    pub(super) fn is(&mut self, case: &Case, check: &Check) -> bool {
        match self.load(case) {
            Some(mut loaded) => self.holds(&mut loaded, check),
            None => false,
        }
    }

    pub(super) fn decision<'l>(&self, loaded: &'l mut Loaded) -> &'l Decision {
        let Loaded {
            facts,
            options,
            decision,
            ..
        } = loaded;
        decision.get_or_insert_with(|| self.program.decide(facts, options))
    }

    /// What parts of the policy come to.
    fn parts(&self, loaded: &Loaded, parts: &[Part]) -> Option<Vec<Option<Value>>> {
        self.program.parts(&loaded.facts, &loaded.options, parts)
    }

    fn truths(&self, loaded: &Loaded, parts: &[Part]) -> Option<Vec<bool>> {
        let values = self.parts(loaded, parts)?;
        values
            .into_iter()
            .map(|value| match value? {
                Value::Boolean(truth) => Some(truth),
                _ => None,
            })
            .collect()
    }

    pub(super) fn holds(&self, loaded: &mut Loaded, check: &Check) -> bool {
        self.answer(loaded, check).unwrap_or(false)
    }

    fn answer(&self, loaded: &mut Loaded, check: &Check) -> Option<bool> {
        let policy = self.program.policy();
        Some(match check {
            Check::Breaks(id) => {
                let Loaded {
                    facts,
                    options,
                    broken,
                    ..
                } = loaded;
                let broken =
                    broken.get_or_insert_with(|| self.program.broken_guarantees(facts, options));
                broken.contains(id)
            }
            Check::Fails(output, way) => {
                let values = self.parts(loaded, &[Part::Failure(*output)])?;
                let code = values.into_iter().next()??;
                matches!(code, Value::Text(id) if Code::find(&id).map(Way::of) == Some(*way))
            }
            Check::Clash(id, a, b) => {
                let define = policy.defines.at(*id);
                let counting = self.counting(loaded, *id)?;
                let values = [define.excepts.get(*a)?, define.excepts.get(*b)?]
                    .map(|except| Part::Expr(except.value));
                let values = self.parts(loaded, &values)?;
                let [Some(x), Some(y)] = values.as_slice() else {
                    return None;
                };
                *counting.get(*a)? && *counting.get(*b)? && x != y
            }
            Check::Counts(id, place) => *self.counting(loaded, *id)?.get(*place)?,
            Check::Applies(place) => self.applying(loaded, *place)?,
            Check::Together(a, b) => self.applying(loaded, *a)? && self.applying(loaded, *b)?,
            Check::Refers(reason) => {
                let decision = self.decision(loaded);
                let given = decision.reasons.iter();
                decision.status == Status::Decided
                    && given.into_iter().any(|given| given.message == *reason)
            }
            Check::Refuses(id) => {
                let require = policy.requires.at(*id);
                let parts = [
                    Part::InForce(require.head.in_force),
                    Part::Expr(require.holds),
                ];
                self.truths(loaded, &parts)? == [true, false]
            }
            Check::Takes(price, step) => {
                let parts = [
                    Part::InForce(policy.prices.at(*price).head.in_force),
                    Part::Step(*price, *step),
                ];
                self.truths(loaded, &parts)? == [true, true]
            }
            Check::Hits(table, row, calls) => {
                let table = policy.tables.at(*table);
                let present = [Part::InForce(table.head.in_force)];
                if self.truths(loaded, &present)? != [true] {
                    return Some(false);
                }
                calls.iter().any(|arguments| {
                    let parts: Vec<Part> = arguments.iter().map(|id| Part::Expr(*id)).collect();
                    let values: Option<Vec<Value>> = self
                        .parts(loaded, &parts)
                        .and_then(|values| values.into_iter().collect());
                    values.is_some_and(|values| super::rows::hits(table, *row, &values))
                })
            }
            Check::Turns(reading, choice) => {
                let one = self.decision(loaded).clone();
                let mut options = loaded.options.clone();
                options.readings.retain(|(name, _)| name != reading);
                options.readings.push((reading.clone(), choice.clone()));
                let other = self.program.decide(&loaded.facts, &options);
                one.status == Status::Decided
                    && other.status == Status::Decided
                    && one.outputs != other.outputs
            }
            Check::NoneInForce => {
                let periods = policy.categories.values();
                let parts: Vec<Part> = periods
                    .map(|category| Part::InForce(category.head.in_force))
                    .collect();
                let present = self.truths(loaded, &parts)?;
                !present.is_empty() && !present.contains(&true)
            }
        })
    }

    fn applying(&self, loaded: &mut Loaded, place: usize) -> Option<bool> {
        let policy = self.program.policy();
        let of = policy.category?;
        let name = policy.member_name(of, place as u16);
        match self.decision(loaded).output("categories")? {
            Data::Set(members) => Some(members.iter().any(|member| member == name)),
            _ => None,
        }
    }

    /// Which exceptions of a define count; none where some condition is not known.
    fn counting(&self, loaded: &Loaded, id: DefineId) -> Option<Vec<bool>> {
        let excepts = &self.program.policy().defines.at(id).excepts;
        let parts: Vec<Part> = excepts
            .iter()
            .map(|except| Part::Expr(except.when))
            .collect();
        let holds = self.truths(loaded, &parts)?;
        let overridden = |place: usize| {
            let others = excepts.iter().zip(&holds);
            others
                .into_iter()
                .any(|(other, holds)| *holds && other.overrides.contains(&place))
        };
        let counting = holds.iter().enumerate();
        Some(
            counting
                .map(|(place, holds)| *holds && !overridden(place))
                .collect(),
        )
    }
}

/// The facts and readings of a case for a program: the newer of the two that the axes are of, or the
/// older one.
pub(super) fn request(
    program: &Arc<Program>,
    axes: &[Axis],
    case: &Case,
    is_old: bool,
) -> Option<(Facts, Options)> {
    let mut facts = program.no_facts();
    let mut options = Options {
        trace: Trace::None,
        ..Options::default()
    };
    for (axis, value) in axes.iter().zip(case) {
        let of = if is_old { axis.old } else { axis.new };
        match (of, value) {
            (Some(Of::Fact(fact)), value) if program.give(&mut facts, fact, value.as_ref()) => {}
            (Some(Of::Fact(_)), _) => return None,
            (Some(Of::Reading), Some(Data::Member(choice))) => options
                .readings
                .push((axis.name.clone(), choice.to_string())),
            _ => {}
        }
    }
    Some((facts, options))
}

/// The number of something, for names of questions.
pub(super) fn ordinal(id: impl Id) -> usize {
    id.index() + 1
}

//! One call of a script: the values in, what is known of the result out.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bylaws_dsl::codes;
use bylaws_dsl::ir::{DefineId, ExprKind, FunctionId, ItemRef, Policy, ReadingId, ScriptId, Type};
use bylaws_dsl::suggest;
use rhai::{CallFnOptions, Dynamic, Map, Scope};

use super::arguments::arguments;
use super::compile::{DECIDE, Ready};
use super::convert::{kind_words, of_type, shown};
use super::failure::{failure, innermost};
use super::record::ALL;
use super::state::{Because, State, put};
use super::watch::{self, Over};
use crate::error::Failure;
use crate::eval::{FactSet, Known, in_item};
use crate::facts::{Facts, SlotId};

/// What a script that decides a policy came to.
#[derive(Clone, Debug)]
pub(crate) struct Decided {
    /// What is known of each output that it gives.
    outputs: Vec<(DefineId, Known)>,
    /// What is known of every other.
    whole: Known,
    /// The reasons that it gave, in order.
    pub(crate) because: Vec<Because>,
    /// The facts that it read, in order.
    pub(crate) read: Vec<SlotId>,
}

impl Decided {
    pub(crate) fn output(&self, define: DefineId) -> Known {
        let found = self.outputs.iter().find(|(id, _)| *id == define);
        found.map_or_else(|| self.whole.clone(), |(_, known)| known.clone())
    }

    /// What hangs on missing facts, or why there is nothing.
    pub(crate) fn whole(&self) -> &Known {
        &self.whole
    }
}

/// What the request says besides its facts.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    pub(crate) as_of: &'a Known,
    pub(crate) readings: &'a [u16],
    /// What [`operations`](super::operations) were when the evaluation began: its calls share a limit.
    pub(crate) since: u64,
}

/// How a call ended.
enum Ended {
    With(Dynamic),
    /// Without these facts it could not go on.
    Needs(FactSet),
    Failed(Failure),
}

/// The value of a function of a script, and the readings that it asked for.
pub(crate) fn call(
    ready: &Arc<Ready>,
    function: FunctionId,
    given: &[Known],
    around: Around<'_>,
) -> (Known, Vec<ReadingId>) {
    let Some(declared) = ready.policy.functions.get(function) else {
        return (Known::unknown(FactSet::default()), Vec::new());
    };
    let arguments = match arguments(given) {
        Ok(arguments) => arguments,
        Err(known) => return (known, Vec::new()),
    };
    let state = state(ready, None, around);
    let (ended, state) = run(ready, declared.script, &declared.name, arguments, state);
    let known = match ended {
        Ended::With(result) => result_of(ready, &declared.name, declared.result, &result),
        Ended::Needs(facts) => Known::unknown(facts.clone()).or_fails(&facts),
        Ended::Failed(failure) => Known::failed(failure),
    };
    (known.failing_with_all(given), state.asked)
}

fn result_of(ready: &Ready, name: &str, ty: Type, result: &Dynamic) -> Known {
    match of_type(&ready.policy, ty, result) {
        Ok(value) => Known::exactly(value),
        Err(words) => {
            let message = format!(
                "`{name}` is to give back {}: {words}",
                ready.policy.type_words(ty)
            );
            Known::failed(Failure::new(codes::WRONG_SCRIPT_RESULT, message))
        }
    }
}

/// What the script that decides a policy gives on these facts.
pub(crate) fn decide(
    ready: &Arc<Ready>,
    facts: &Facts,
    around: Around<'_>,
) -> (Decided, Vec<ReadingId>) {
    let policy = &ready.policy;
    let mut decided = Decided {
        outputs: Vec::new(),
        whole: Known::unknown(FactSet::default()),
        because: Vec::new(),
        read: Vec::new(),
    };
    let Some(script) = policy.decided_by else {
        return (decided, Vec::new());
    };
    let state = state(ready, Some(facts.clone()), around);
    let (ended, state) = run(ready, script, DECIDE, vec![Dynamic::from(ALL)], state);
    decided.because = state.because;
    decided.read = state.read;
    match ended {
        Ended::Needs(facts) => decided.whole = Known::unknown(facts.clone()).or_fails(&facts),
        Ended::Failed(failure) => decided.whole = by_script(script, failure),
        Ended::With(result) => match result.try_cast::<Map>() {
            Some(map) => {
                decided.outputs = outputs(policy, script, &map);
                decided.whole = Known::truth(true);
            }
            None => {
                let message = format!(
                    "`{DECIDE}` is to give back a map with the outputs: `#{{ NAME: VALUE }}`"
                );
                decided.whole =
                    by_script(script, Failure::new(codes::WRONG_SCRIPT_RESULT, message));
            }
        },
    }
    (decided, state.asked)
}

/// A failure of the script as a whole, and not of one output.
fn by_script(script: ScriptId, failure: Failure) -> Known {
    in_item(Known::failed(failure), ItemRef::Script(script))
}

/// The outputs that a policy leaves to its script.
fn wanted(policy: &Policy) -> impl Iterator<Item = DefineId> + '_ {
    let left = |id: &DefineId| {
        let is = policy.defines.at(*id).is;
        policy.exprs.at(is).kind == ExprKind::Decided(*id)
    };
    policy.defines.ids().filter(left)
}

fn outputs(policy: &Policy, script: ScriptId, map: &Map) -> Vec<(DefineId, Known)> {
    let known = |name: &str| {
        policy
            .defines
            .values()
            .any(|define| define.head.name == name)
    };
    let strange = map.keys().find(|name| !known(name)).map(|name| {
        let names = wanted(policy).map(|id| policy.defines.at(id).head.name.as_str());
        let near =
            suggest::did_you_mean(name, names).map_or(String::new(), |near| format!(": {near}"));
        format!(
            "the script gives `{}`, which is no output of the policy{near}",
            shown(name)
        )
    });
    let failed = |message: String| Known::failed(Failure::new(codes::WRONG_SCRIPT_RESULT, message));
    wanted(policy)
        .map(|id| {
            let define = policy.defines.at(id);
            let name = define.head.name.as_str();
            let known = match (map.get(name), &strange) {
                (_, Some(message)) => by_script(
                    script,
                    Failure::new(codes::WRONG_SCRIPT_RESULT, message.clone()),
                ),
                (None, None) => failed(format!("the script gives no `{name}`")),
                (Some(given), None) => match of_type(policy, define.ty, given) {
                    Ok(value) => Known::exactly(value),
                    Err(_) if given.is_unit() => failed(format!(
                        "the script gives {} for `{name}`",
                        kind_words(given)
                    )),
                    Err(words) => failed(format!(
                        "the script gives something else for `{name}`: {words}"
                    )),
                },
            };
            (id, known)
        })
        .collect()
}

fn state(ready: &Arc<Ready>, facts: Option<Facts>, around: Around<'_>) -> State {
    State {
        ready: Arc::clone(ready),
        facts,
        as_of: around.as_of.clone(),
        readings: around.readings.to_vec(),
        since: around.since,
        elements_left: ready.elements(),
        need: None,
        because: Vec::new(),
        read: Vec::new(),
        asked: Vec::new(),
    }
}

/// Runs a function of a script within its limits. Nothing of one call is there in the next.
fn run(
    ready: &Arc<Ready>,
    script: ScriptId,
    name: &str,
    arguments: Vec<Dynamic>,
    state: State,
) -> (Ended, State) {
    let Some(ast) = ready.ast(script) else {
        return (
            Ended::Failed(Failure::new(
                codes::SCRIPT_FAILED,
                "the script was not read",
            )),
            state,
        );
    };
    if watch::is_stopped() {
        return (Ended::Failed(late()), state);
    }
    watch::call(
        ready.limits(),
        watch::operations().saturating_sub(state.since),
    );
    let before = put(Some(state));
    let mut scope = Scope::new();
    let options = CallFnOptions::new()
        .eval_ast(true)
        .rewind_scope(true)
        .in_all_namespaces(false);
    let result = catch_unwind(AssertUnwindSafe(|| {
        ready
            .engine()
            .call_fn_with_options::<Dynamic>(options, &mut scope, ast, name, arguments)
    }));
    let Some(mut state) = put(before) else {
        return (
            Ended::Failed(Failure::new(codes::SCRIPT_FAILED, "the script was stopped")),
            self::state(
                ready,
                None,
                Around {
                    as_of: &Known::truth(true),
                    readings: &[],
                    since: 0,
                },
            ),
        );
    };
    let ended = match result {
        _ if watch::over() == Some(Over::Time) => {
            watch::stop();
            Ended::Failed(late())
        }
        _ if watch::over() == Some(Over::Operations) => {
            let message = "the script takes more operations than its limit";
            Ended::Failed(Failure::new(codes::SCRIPT_LIMIT, message))
        }
        Err(_) => Ended::Failed(Failure::new(
            codes::SCRIPT_FAILED,
            "a function that every script has broke down; please report it",
        )),
        Ok(result) => match (state.need.take(), result) {
            (Some(facts), _) => Ended::Needs(facts),
            (None, Ok(result)) => Ended::With(result.flatten()),
            (None, Err(error)) => {
                let (error, text, at) = innermost(*error);
                let place = ready.place(script, text.as_deref(), at);
                Ended::Failed(failure(error, place))
            }
        },
    };
    (ended, state)
}

fn late() -> Failure {
    Failure::new(
        codes::SCRIPT_TIMEOUT,
        "the script took longer than its limit",
    )
}

//! What a decision tells of what came out: values with their names, reasons, and what failed where.

use bylaws_dsl::codes;
use bylaws_dsl::ir::{Id, ItemRef, UseId};
use bylaws_dsl::value::Value;

use super::Program;
use crate::decision::{Data, Reason, Status};
use crate::error::{DecisionError, Failure};
use crate::eval::{self, Outputs, Result as OutputResult, Run};
use crate::explain;

impl Program {
    pub(super) fn broken_assumptions(&self, run: &mut Run<'_>) -> Vec<DecisionError> {
        let broken = run
            .broken_assumptions()
            .into_iter()
            .map(|eval::Broken { path, id, why }| {
                let item = self.item_name(&path, ItemRef::Assumption(id));
                let policy = &self.behind(&path).policy;
                let message = policy
                    .assumptions
                    .get(id)
                    .map_or("", |a| a.message.as_str());
                let message = match why {
                    Some(why) => format!("{message}: this cannot be computed, {}", why.message),
                    None => message.to_owned(),
                };
                DecisionError {
                    item: Some(item.into()),
                    ..DecisionError::new(codes::BROKEN_ASSUMPTION, message)
                }
            });
        broken.collect()
    }

    /// The name of an item of a policy that is used, with the names of the uses before it.
    pub(super) fn item_name(&self, path: &[UseId], item: ItemRef) -> String {
        let mut name = String::new();
        let mut program = self;
        for id in path {
            if let Some(used) = program.policy.uses.get(*id) {
                name.push_str(&format!("{}.", used.head.name));
            }
            program = program.used(*id).unwrap_or(program);
        }
        name + explain::item_name(&program.policy, item).as_str()
    }

    /// The policy at the end of a chain of uses.
    pub(super) fn behind(&self, path: &[UseId]) -> &Program {
        path.iter()
            .fold(self, |program, id| program.used(*id).unwrap_or(program))
    }

    /// A policy that is used, for what is told of it.
    pub(crate) fn used(&self, id: UseId) -> Option<&Program> {
        self.used.get(id.index())
    }

    pub(super) fn failures(
        &self,
        results: &[(bylaws_dsl::ir::OutputId, OutputResult)],
    ) -> Vec<DecisionError> {
        let mut errors: Vec<DecisionError> = Vec::new();
        for (_, result) in results {
            if let OutputResult::Value(known) = result
                && let Some(failure) = known.failure()
            {
                let error = self.failure(failure);
                if !errors.contains(&error) {
                    errors.push(error);
                }
            }
        }
        errors
    }

    pub(super) fn failure(&self, failure: &Failure) -> DecisionError {
        let item = failure
            .item
            .map(|item| self.item_name(&failure.path, item).into());
        let places = failure.clauses.iter().filter_map(|span| {
            let source = self.sources.get(span.source)?;
            let line = source.position(span.start).line;
            Some(format!("{}:{line}", source.name).into())
        });
        DecisionError {
            item,
            places: places.collect(),
            ..DecisionError::new(failure.code, failure.message.clone())
        }
    }

    pub(super) fn data(&self, result: &OutputResult) -> Option<Data> {
        match result {
            OutputResult::Value(known) => {
                known.settled().map(|value| Data::of(&self.policy, value))
            }
            OutputResult::PeriodsUnknown(_) => None,
            OutputResult::Periods(periods) => {
                let named = periods.iter().filter_map(|(place, from, through)| {
                    let category = self.policy.categories.values().nth(*place)?;
                    let data = |value| Data::of(&self.policy, value);
                    Some((category.head.name.clone(), data(from), data(through)))
                });
                Some(Data::Periods(named.collect()))
            }
        }
    }

    /// The messages that are given whatever the missing facts are. A decided outcome is worth a
    /// search for the messages behind it.
    pub(super) fn reasons(
        &self,
        question: &eval::Question<'_>,
        outputs: &Outputs,
        status: Status,
    ) -> Vec<Reason> {
        let (messages, mut given): (Vec<_>, Vec<_>) =
            eval::reasons(&self.policy, outputs).into_iter().unzip();
        let unknown = |known: &eval::Known| known.settled().is_none() && known.failure().is_none();
        if status == Status::Decided && given.iter().any(unknown) {
            eval::settle_truth(question, &mut given);
        }
        messages
            .into_iter()
            .zip(given)
            .filter(|(_, given)| given.settled() == Some(&Value::Boolean(true)))
            .map(|(message, _)| Reason {
                message: message.clone(),
            })
            .collect()
    }
}

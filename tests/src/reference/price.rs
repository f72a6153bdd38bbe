//! The steps of a price, one after the other, each from the amount that the one before has left.

use bylaws_dsl::Code;
use bylaws_dsl::ast::StepKind;
use bylaws_dsl::ir::{ArithmeticOp, PriceId, PriceStep, Type};
use bylaws_dsl::value::Value;

use super::arithmetic::{arithmetic, order};
use super::{Case, Computed};

impl Case<'_> {
    /// The amount behind the last step.
    pub(super) fn price(&self, id: PriceId) -> Computed {
        let steps = &self.policy.prices.at(id).steps;
        self.amount_after(steps)
    }

    /// Whether the step at a place applied.
    pub(super) fn applied(&self, id: PriceId, place: usize) -> Result<bool, Code> {
        let steps = &self.policy.prices.at(id).steps;
        let step = &steps[place];
        if !self.condition(step)? {
            return Ok(false);
        }
        if !step.kind.is_limit() {
            return Ok(true);
        }
        let (before, limit) = (self.amount_after(&steps[..place])?, self.eval(step.amount)?);
        Ok(match step.kind {
            StepKind::AtMost => order(&before, &limit).is_gt(),
            _ => order(&before, &limit).is_lt(),
        })
    }

    fn amount_after(&self, steps: &[PriceStep]) -> Computed {
        let Some((step, earlier)) = steps.split_last() else {
            panic!("a price without a step");
        };
        if !self.condition(step)? {
            return self.amount_after(earlier);
        }
        let sign = match step.kind {
            // Whatever came before, failures too, is gone.
            StepKind::Start | StepKind::Becomes => return self.eval(step.amount),
            StepKind::Plus => ArithmeticOp::Add,
            StepKind::Less => ArithmeticOp::Subtract,
            StepKind::AtMost | StepKind::AtLeast => {
                let (before, limit) = (self.amount_after(earlier)?, self.eval(step.amount)?);
                let within = match step.kind {
                    StepKind::AtMost => order(&before, &limit).is_le(),
                    _ => order(&before, &limit).is_ge(),
                };
                return Ok(if within { before } else { limit });
            }
        };
        let before = self.amount_after(earlier)?;
        let mode = self.policy.rounding;
        let change = match self.eval(step.amount)? {
            share @ Value::Percent(_) => {
                arithmetic(ArithmeticOp::Of, &share, &before, Type::Money, mode)?
            }
            money => money,
        };
        arithmetic(sign, &before, &change, Type::Money, mode)
    }

    fn condition(&self, step: &PriceStep) -> Result<bool, Code> {
        step.condition.map_or(Ok(true), |when| self.holds(when))
    }
}

//! The messages that a decision gives: those of the requires that fail and, where none does and
//! nothing is covered, those of the referrals that stand.

use bylaws_dsl::ir::Policy;
use smol_str::SmolStr;

use super::Outputs;
use super::expr::{join, not};
use super::known::Known;

/// Every message of the policy in its order, with what is known of whether it is given.
pub(crate) fn reasons<'a>(policy: &'a Policy, outputs: &Outputs) -> Vec<(&'a SmolStr, Known)> {
    let requires = policy.requires.values().zip(&outputs.requires);
    let mut reasons: Vec<_> = requires
        .map(|(require, holds)| (&require.reason, not(holds.clone())))
        .collect();
    let mut nothing_covered = vec![outputs.gate.clone()];
    nothing_covered.extend(outputs.categories.iter().map(|c| not(c.applies.clone())));
    let nothing_covered = join(&nothing_covered, false);
    for (category, result) in policy.categories.values().zip(&outputs.categories) {
        for (refer, stands) in category.refers.iter().zip(&result.referred) {
            let given = join(&[nothing_covered.clone(), stands.clone()], false);
            reasons.push((&refer.reason, given));
        }
    }
    reasons
}

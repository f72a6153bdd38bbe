//! Guarantees: what must hold of every decision.

use crate::ast::{self, Item};
use crate::check::checker::{Checker, next, unless_failed};
use crate::ir::{Guarantee, GuaranteeId, ItemRef};

impl Checker<'_> {
    pub(super) fn guarantee(&mut self, item: &Item, written: &ast::Guarantee) {
        let name = &written.name;
        let head = self.head(item, name.kind.clone(), written.title.as_ref());
        let id: GuaranteeId = next(&mut self.counts.guarantees);
        self.list(item.kind.span, ItemRef::Guarantee(id));
        let when = written.when.as_ref().map(|when| self.condition(when));
        let mark = self.given.mark();
        if let Some(when) = &written.when {
            self.learn(when, true);
        }
        let holds = self.condition(&written.holds);
        self.given.forget(mark);
        if let (Some(holds), Some(when)) = (holds, unless_failed(when)) {
            self.policy.guarantees.push(Guarantee { head, holds, when });
        }
    }
}

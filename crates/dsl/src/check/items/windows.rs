//! Declared windows.

use crate::ast::{Expr, Item, ItemKind, Name, Text};
use crate::check::checker::Checker;
use crate::check::cycles::Part;
use crate::check::names::Named;
use crate::ir::{Id, ItemRef, Window, WindowId};

impl Checker<'_> {
    /// Numbers the windows, so that they can be used before they are checked.
    pub(super) fn declare_windows(&mut self, items: &[Item]) {
        let windows = items.iter().filter_map(|item| match &item.kind.kind {
            ItemKind::Window { name, .. } => Some((item.kind.span, name)),
            _ => None,
        });
        for (place, (span, name)) in windows.enumerate() {
            let id = WindowId::from_index(place);
            self.list(span, ItemRef::Window(id));
            self.names.settle(&name.kind, name.span, Named::Window(id));
        }
    }

    pub(super) fn window_item(&mut self, item: &Item, name: &Name, title: Option<&Text>, is: &Expr) {
        let head = self.head(item, name.kind.clone(), title);
        if let Some(Named::Window(id)) = self.names.get(&name.kind) {
            self.uses.begin(Part::Window(id), name.kind.as_str());
        }
        if let Some(is) = self.window(is, None) {
            self.policy.windows.push(Window { head, is });
        }
        self.uses.end();
    }
}

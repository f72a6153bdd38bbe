//! Random lists of records, and tests and totals over their elements.

use super::expression::{Named, Ty, Writer};

/// A list with the fields of its elements.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) name: String,
    pub(super) fields: Vec<Named>,
    /// Fields that an element may not have.
    pub(super) optional: Vec<Named>,
}

impl Writer {
    /// The declaration of a list, in the block of facts.
    pub(super) fn list(&mut self, name: String) -> String {
        let mut lines = vec![format!("  {name} : list of \"What happened\"")];
        let mut list = List {
            name,
            fields: Vec::new(),
            optional: Vec::new(),
        };
        for place in 0..2 + self.random.below(4) {
            let of = self.random.below(self.enums.len());
            let (ty, word) = match self.random.below(10) {
                0..=2 => (Ty::Boolean, "boolean".to_owned()),
                3 | 4 => (Ty::Integer, "integer 0..3".into()),
                5 => (Ty::Date, "date 2024-01-28..2024-02-02".into()),
                6 => (Ty::Money, "money $0..".into()),
                7 => (Ty::DateOrOpen, "date or open".into()),
                8 => (Ty::Enum(of), self.enums[of].0.clone()),
                _ if self.random.chance(50) => (Ty::Decimal, "decimal".into()),
                _ => (Ty::Set(of), format!("set of {}", self.enums[of].0)),
            };
            let optional = self.random.chance(25) && !matches!(ty, Ty::Set(_));
            let (name, mark) = (format!("field_{place}"), if optional { "?" } else { "" });
            lines.push(format!("    {name} : {word}{mark} \"Field {place}\""));
            let fields = if optional {
                &mut list.optional
            } else {
                &mut list.fields
            };
            fields.push(Named { name, ty });
        }
        self.lists.push(list);
        lines.join("\n")
    }

    /// A value of the type that is made of the elements of a list.
    pub(super) fn of_list(&mut self, ty: Ty, depth: usize) -> Option<String> {
        const NESTED: usize = 2;
        if self.lists.is_empty() || self.inside >= NESTED {
            return None;
        }
        let list = self.random.pick(&self.lists).clone();
        let name = &list.name;
        let v = format!("v{}", self.inside);
        Some(match ty {
            Ty::Boolean if self.random.chance(10) => format!("({name} is empty)"),
            Ty::Boolean => {
                let word = *self.random.pick(&["any", "every"]);
                let holds = self.about(&list, &v, |writer| writer.condition(depth));
                format!("({word} {v} in {name} has {holds})")
            }
            Ty::Integer if self.random.chance(20) => format!("(count of {name})"),
            Ty::Integer if self.random.chance(60) => {
                let filter = self.filter(&list, &v, depth);
                format!("(count of {v} in {name}{filter})")
            }
            Ty::Integer | Ty::Money | Ty::Decimal | Ty::Percent => {
                let value = self.about(&list, &v, |writer| writer.value(ty, depth));
                let filter = self.filter(&list, &v, depth);
                format!("(sum of {value} for {v} in {name}{filter})")
            }
            Ty::Date | Ty::DateOrOpen => {
                let word = *self.random.pick(&["earliest", "latest"]);
                let value = self.about(&list, &v, |writer| writer.value(ty, depth));
                let filter = self.filter(&list, &v, depth);
                let other = self.value(ty, depth);
                format!("(({word} of {value} for {v} in {name}{filter}) otherwise {other})")
            }
            _ => return None,
        })
    }

    fn filter(&mut self, list: &List, variable: &str, depth: usize) -> String {
        if self.random.chance(30) {
            return String::new();
        }
        let filter = self.about(list, variable, |writer| writer.condition(depth));
        format!(" where {filter}")
    }

    /// Writes something about an element. Its own fields are used more than other names.
    fn about(
        &mut self,
        list: &List,
        variable: &str,
        write: impl FnOnce(&mut Self) -> String,
    ) -> String {
        let (names, optional) = (self.names.clone(), self.optional.clone());
        let of_element = |fields: &[Named]| -> Vec<Named> {
            let named = |field: &Named| Named {
                name: format!("{variable}.{}", field.name),
                ty: field.ty,
            };
            fields.iter().map(named).collect()
        };
        let random = &mut self.random;
        self.names.retain(|_| random.chance(40));
        self.optional.retain(|_| random.chance(40));
        self.names.extend(of_element(&list.fields));
        self.optional.extend(of_element(&list.optional));
        self.inside += 1;
        let text = write(self);
        self.inside -= 1;
        (self.names, self.optional) = (names, optional);
        text
    }
}

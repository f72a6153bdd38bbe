//! The clauses of each kind of item, one line each. What only one way of writing has in common
//! (layout, comments, the side on which `member in set` is written) is gone.

use bylaws_dsl::ir::{
    CategoryId, CodesId, DefineId, ExprId, Fact, InForce, ItemRef, ParameterId, PriceId, Range,
    ReadingId, Row, ScriptId, Supplied, TableId, Type, UseId,
};
use bylaws_dsl::value::Value;

use super::expr::{Locals, Writer, number};

/// So many codes stand on a line.
const CODES_PER_LINE: usize = 8;

impl Writer<'_> {
    /// What an item says.
    pub(crate) fn clauses(&self, item: ItemRef) -> Vec<String> {
        let policy = self.policy;
        let mut lines = match item {
            ItemRef::Source(_) | ItemRef::Example(_) => Vec::new(),
            ItemRef::Type(id) => {
                let members = policy.enums.at(id).members.iter();
                members
                    .map(|m| self.titled(&m.name, m.title.as_deref()))
                    .collect()
            }
            ItemRef::Fact(id) => self.fact(policy.facts.at(id)),
            ItemRef::Assumption(id) => {
                let assumption = policy.assumptions.at(id);
                let holds = self.words(assumption.holds);
                vec![format!("{holds} \"{}\"", assumption.message)]
            }
            ItemRef::Reading(id) => self.reading(id),
            ItemRef::Parameter(id) => self.parameter(id),
            ItemRef::Codes(id) => self.codes(id),
            ItemRef::Table(id) => self.table(id),
            ItemRef::Window(id) => vec![format!("is {}", self.words(policy.windows.at(id).is))],
            ItemRef::Define(id) => self.define(id),
            ItemRef::Script(id) => self.script(id),
            ItemRef::Use(id) => self.used(id),
            ItemRef::Require(id) => {
                let require = policy.requires.at(id);
                let outcome = policy
                    .outcome
                    .map_or("", |of| policy.member_name(of, require.outcome));
                let holds = self.words(require.holds);
                vec![holds, format!("else {outcome} \"{}\"", require.reason)]
            }
            ItemRef::Category(id) => self.category(id),
            ItemRef::Price(id) => self.price(id),
            ItemRef::Guarantee(id) => {
                let guarantee = policy.guarantees.at(id);
                let mut lines = vec![self.words(guarantee.holds)];
                lines.extend(self.condition("when", guarantee.when));
                lines
            }
        };
        if let Some(head) = policy.head(item) {
            lines.extend(in_force(head.in_force));
        }
        lines
    }

    fn titled(&self, name: &str, title: Option<&str>) -> String {
        match (self.locals, title) {
            (Locals::Named, Some(title)) => format!("{name} \"{title}\""),
            _ => name.to_owned(),
        }
    }

    fn fact(&self, fact: &Fact) -> Vec<String> {
        let mut lines = vec![format!(": {}", self.declared(fact))];
        if let Type::List(list) = fact.ty {
            let fields = self.policy.lists.at(list).fields.iter();
            lines.extend(fields.map(|field| {
                let declared = format!("{} : {}", field.name, self.declared(field));
                self.titled(&declared, field.title.as_deref())
            }));
        }
        lines
    }

    /// The type of a fact with its range.
    fn declared(&self, fact: &Fact) -> String {
        let end = |end: &Option<Value>| {
            end.as_ref()
                .map_or(String::new(), |value| self.policy.value_words(value))
        };
        let range = match (&fact.low, &fact.high) {
            (None, None) => String::new(),
            (low, high) => format!(" {}..{}", end(low), end(high)),
        };
        let optional = if fact.optional { "?" } else { "" };
        let ty = match fact.ty {
            Type::List(_) => "list of".to_owned(),
            ty => self.policy.type_words(ty),
        };
        format!("{ty}{range}{optional}")
    }

    fn reading(&self, id: ReadingId) -> Vec<String> {
        let reading = self.policy.readings.at(id);
        let choices = &self.policy.enums.at(reading.choices).members;
        let mut lines: Vec<String> = choices
            .iter()
            .map(|choice| self.titled(&choice.name, choice.title.as_deref()))
            .collect();
        lines.push(format!(
            "default {}",
            self.policy.member_name(reading.choices, reading.default)
        ));
        lines
    }

    fn parameter(&self, id: ParameterId) -> Vec<String> {
        let parameter = self.policy.parameters.at(id);
        let mut lines = vec![format!(": {}", self.policy.type_words(parameter.ty))];
        lines.extend(parameter.values.iter().map(|(from, value)| {
            let value = self.policy.value_words(value);
            from.map_or(format!("is {value}"), |from| {
                format!("is {value} from {from}")
            })
        }));
        lines
    }

    fn codes(&self, id: CodesId) -> Vec<String> {
        let codes = self.policy.codes.at(id);
        let ranges = codes.ranges.iter().map(|(low, high)| match low == high {
            true => format!("\"{low}*\""),
            false => format!("\"{low}\"..\"{high}\""),
        });
        let exact = codes.exact.iter().map(|code| format!("\"{code}\""));
        let mut all: Vec<String> = ranges.chain(exact).collect();
        all.sort();
        let mut lines = vec![codes.system.to_string()];
        // One code a line where a hash is made, so that lines have no meaning there.
        let per_line = if self.locals == Locals::Named && all.len() > 400 {
            CODES_PER_LINE
        } else {
            1
        };
        lines.extend(all.chunks(per_line).map(|some| some.join(", ")));
        lines
    }

    fn table(&self, id: TableId) -> Vec<String> {
        let table = self.policy.tables.at(id);
        let columns = |columns: &[bylaws_dsl::ir::Column]| {
            let words: Vec<String> = columns
                .iter()
                .map(|column| match column.name.as_str() {
                    "" => self.policy.type_words(column.ty),
                    name => format!("{name} : {}", self.policy.type_words(column.ty)),
                })
                .collect();
            words.join(", ")
        };
        let (asked, said) = (columns(&table.columns), columns(&table.results));
        let mut lines = vec![format!("by {asked} -> {said} {}", table.hit.words())];
        let mut rows: Vec<String> = table.rows.iter().map(|row| self.row(row)).collect();
        // Where one row fits at most, or all that fit count together, their order says nothing.
        if table.hit != bylaws_dsl::ast::Hit::First && self.locals == Locals::Numbered {
            rows.sort();
        }
        lines.extend(rows);
        if let Some(row) = &table.otherwise {
            lines.push(format!("| otherwise -> {} |", self.values(row)));
        }
        lines
    }

    fn row(&self, row: &Row) -> String {
        let cells: Vec<String> = row.cells.iter().map(|cell| self.cell(cell)).collect();
        format!("| {} -> {} |", cells.join(" | "), self.values(row))
    }

    fn values(&self, row: &Row) -> String {
        let values: Vec<String> = row
            .values
            .iter()
            .map(|value| self.policy.value_words(value))
            .collect();
        values.join(" | ")
    }

    /// What a cell asks for.
    pub(crate) fn cell(&self, cell: &[Range]) -> String {
        if cell.is_empty() {
            return "-".to_owned();
        }
        let end = |end: &Option<Value>| {
            end.as_ref()
                .map_or(String::new(), |value| self.policy.value_words(value))
        };
        let words: Vec<String> = cell
            .iter()
            .map(|range| match (&range.low, &range.high) {
                (Some(low), Some(high)) if low == high && !range.below => {
                    self.policy.value_words(low)
                }
                _ => {
                    let dots = if range.below { "..<" } else { ".." };
                    format!("{}{dots}{}", end(&range.low), end(&range.high))
                }
            })
            .collect();
        words.join(", ")
    }

    fn define(&self, id: DefineId) -> Vec<String> {
        let define = self.policy.defines.at(id);
        let mut lines = vec![
            format!(": {}", self.policy.type_words(define.ty)),
            format!("is {}", self.words(define.is)),
        ];
        for (place, except) in define.excepts.iter().enumerate() {
            let mut line = format!(
                "except {} when {}",
                self.at_least(except.value, 1),
                self.words(except.when)
            );
            if let (Locals::Named, Some(because)) = (self.locals, &except.because) {
                line.push_str(&format!(" because \"{because}\""));
            }
            if let (Locals::Named, Some(label)) = (self.locals, &except.label) {
                line.push_str(&format!(" as {label}"));
            }
            let overridden = except.overrides.iter().map(|other| {
                let label = define.excepts.get(*other).and_then(|e| e.label.as_ref());
                match (self.locals, label) {
                    (Locals::Named, Some(label)) => label.to_string(),
                    _ => format!("#{}", (*other as i64) - (place as i64)),
                }
            });
            let overridden: Vec<String> = overridden.collect();
            if !overridden.is_empty() {
                line.push_str(&format!(" overrides {}", overridden.join(", ")));
            }
            lines.push(line);
        }
        lines
    }

    /// The functions that are called, and the text: nothing looks into it, so all of it counts.
    fn script(&self, id: ScriptId) -> Vec<String> {
        let script = self.policy.scripts.at(id);
        let mut lines: Vec<String> = Vec::new();
        for function in &script.functions {
            let function = self.policy.functions.at(*function);
            let parameters = function
                .parameters
                .iter()
                .map(|(name, ty)| format!("{name}: {}", self.policy.type_words(*ty)));
            let parameters: Vec<String> = parameters.collect();
            let result = self.policy.type_words(function.result);
            lines.push(format!(
                "fn {}({}) -> {result}",
                function.name,
                parameters.join(", ")
            ));
        }
        let text = self
            .sources
            .get(script.source)
            .map_or("", |source| source.text.as_str());
        let text = text
            .lines()
            .map(str::trim_end)
            .filter(|line| !line.is_empty());
        lines.extend(text.map(|line| format!("| {line}")));
        lines
    }

    fn used(&self, id: UseId) -> Vec<String> {
        let used = self.policy.uses.at(id);
        let mut lines = vec![format!("policy {}", used.policy.name)];
        for (fact, supplied) in used.policy.facts.values().zip(&used.facts) {
            match supplied {
                Supplied::Fact(ours) if self.policy.facts.at(*ours).name == fact.name => {}
                Supplied::Fact(ours) => {
                    let ours = &self.policy.facts.at(*ours).name;
                    lines.push(format!("with {} = {ours}", fact.name));
                }
                Supplied::Expr(id) => {
                    lines.push(format!("with {} = {}", fact.name, self.words(*id)));
                }
                Supplied::None => lines.push(format!("with {} = none", fact.name)),
            }
        }
        let inner = super::meaning(&used.policy, self.sources);
        lines.push(format!("meaning {inner}"));
        lines
    }

    fn condition(&self, word: &str, condition: Option<ExprId>) -> Vec<String> {
        let all = condition.map_or_else(Vec::new, |id| self.conjuncts(id));
        let word = |place: usize| if place == 0 { word } else { "and" };
        all.iter()
            .enumerate()
            .map(|(place, one)| format!("{} {one}", word(place)))
            .collect()
    }

    fn category(&self, id: CategoryId) -> Vec<String> {
        let category = self.policy.categories.at(id);
        let mut lines = self.condition("when", category.when);
        lines.extend(
            category
                .from
                .map(|from| format!("from {}", self.words(from))),
        );
        lines.extend(
            category
                .through
                .map(|day| format!("through {}", self.words(day))),
        );
        for cap in &category.caps {
            let mut line = format!("at most {}", self.cap(cap.last_day));
            if let Some(condition) = cap.condition {
                line.push_str(&format!(" if {}", self.words(condition)));
            }
            lines.push(line);
        }
        for refer in &category.refers {
            let outcome = self
                .policy
                .outcome
                .map_or("", |of| self.policy.member_name(of, refer.outcome));
            let when = self.words(refer.when);
            lines.push(format!("refer {outcome} \"{}\" when {when}", refer.reason));
        }
        lines
    }

    fn price(&self, id: PriceId) -> Vec<String> {
        let price = self.policy.prices.at(id);
        let steps = price.steps.iter().enumerate().map(|(place, step)| {
            let mut line = format!("{} {}", step.kind.words(), self.at_least(step.amount, 1));
            if let Some(condition) = step.condition {
                line.push_str(&format!(" when {}", self.words(condition)));
            }
            if self.locals == Locals::Named {
                if let Some(because) = &step.because {
                    line.push_str(&format!(" because \"{because}\""));
                }
                if step.label.is_some() {
                    line.push_str(&format!(" as {}", self.step_label(id, place)));
                }
            }
            line
        });
        steps.collect()
    }

    /// The conventions of the header.
    pub(crate) fn header(&self) -> Vec<String> {
        let policy = self.policy;
        let mut lines = Vec::new();
        let fact = |id| &policy.facts.at(id).name;
        lines.extend(policy.as_of.map(|id| format!("as of {}", fact(id))));
        lines.extend(
            policy
                .covers
                .map(|id| format!("covers services on {}", fact(id))),
        );
        lines.push(format!("months end on {}", policy.months_end.words()));
        lines.push(format!("money rounds {}", policy.rounding.words()));
        if let Some(script) = policy.decided_by {
            let name = &policy.scripts.at(script).head.name;
            lines.push(format!("decided by script \"{name}\""));
        }
        if !policy.categories.is_empty() {
            lines.push(format!("combine {}", policy.combine.words()));
        }
        lines
    }

    /// Where a kind's items have an order, the place of one in it.
    pub(crate) fn place(&self, item: ItemRef) -> usize {
        match item {
            ItemRef::Require(id) => number(id),
            ItemRef::Category(id) => number(id),
            _ => 0,
        }
    }
}

fn in_force(period: InForce) -> Option<String> {
    if period.is_always() {
        return None;
    }
    let from = period
        .from
        .map_or(String::new(), |from| format!(" from {from}"));
    let until = period
        .until
        .map_or(String::new(), |until| format!(" until {until}"));
    Some(format!("in force{from}{until}"))
}

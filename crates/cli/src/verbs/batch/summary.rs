//! What became of a batch, counted.

use std::collections::BTreeMap;
use std::fmt::Write;

use bylaws_runtime::{Data, Decision, Program, Status};
use serde_json::json;

type Counts = BTreeMap<String, u64>;

/// The counts of a batch, or of a piece of it.
#[derive(Default)]
pub(super) struct Summary {
    pub(super) rows: u64,
    statuses: BTreeMap<&'static str, u64>,
    outcomes: Counts,
    /// Undetermined rows by each fact that they need.
    needs: Counts,
    /// Rows by each code among their errors.
    codes: BTreeMap<&'static str, u64>,
    /// The sum of each output of money, in cents.
    money: BTreeMap<String, i128>,
}

impl Summary {
    pub(super) fn count(&mut self, decision: &Decision) {
        self.rows += 1;
        *self.statuses.entry(decision.status.word()).or_default() += 1;
        if let Some(outcome) = decision.outcome() {
            *self.outcomes.entry(outcome.to_owned()).or_default() += 1;
        }
        let mut needs: Vec<String> = decision.needs().map(|name| any_element(&name)).collect();
        needs.sort();
        needs.dedup();
        for need in needs {
            *self.needs.entry(need).or_default() += 1;
        }
        let mut codes: Vec<_> = decision
            .errors
            .iter()
            .map(|error| error.code.id())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            *self.codes.entry(code).or_default() += 1;
        }
        for (name, data) in &decision.outputs {
            if let Data::Money(amount) = data {
                *self.money.entry(name.to_string()).or_default() += i128::from(amount.cents());
            }
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        fn merge<K: Ord, N: std::ops::AddAssign + Default>(
            to: &mut BTreeMap<K, N>,
            from: BTreeMap<K, N>,
        ) {
            for (key, count) in from {
                *to.entry(key).or_default() += count;
            }
        }
        self.rows += other.rows;
        merge(&mut self.statuses, other.statuses);
        merge(&mut self.outcomes, other.outcomes);
        merge(&mut self.needs, other.needs);
        merge(&mut self.codes, other.codes);
        merge(&mut self.money, other.money);
    }

    /// Whether every row could be read and evaluated.
    pub(super) fn is_fine(&self) -> bool {
        [Status::Invalid, Status::Failed]
            .iter()
            .all(|status| !self.statuses.contains_key(status.word()))
    }

    pub(super) fn json(&self, program: &Program) -> String {
        let money = self.money.iter();
        let money: BTreeMap<_, _> = money.map(|(name, cents)| (name, digits(*cents))).collect();
        json!({
            "policy": program.policy().name.as_str(),
            "bundle": program.hash().to_string(),
            "rows": self.rows,
            "statuses": self.statuses,
            "outcomes": self.outcomes,
            "needs": self.needs,
            "codes": self.codes,
            "money": money,
        })
        .to_string()
    }

    pub(super) fn text(&self) -> String {
        let mut text = format!("{} rows\n", self.rows);
        let mut part = |title: &str, lines: Vec<(&str, String)>| {
            if lines.is_empty() {
                return;
            }
            let width = lines.iter().map(|(name, _)| name.chars().count()).max();
            let _ = writeln!(text, "\n{title}");
            for (name, count) in lines {
                let _ = writeln!(
                    text,
                    "  {name:<width$}  {count}",
                    width = width.unwrap_or(0)
                );
            }
        };
        let named = |counts: &Counts| -> Vec<(String, String)> {
            let counts = counts.iter();
            counts
                .map(|(name, n)| (name.clone(), n.to_string()))
                .collect()
        };
        let (outcomes, needs) = (named(&self.outcomes), named(&self.needs));
        let fixed = |counts: &BTreeMap<&'static str, u64>| -> Vec<(&str, String)> {
            counts
                .iter()
                .map(|(name, n)| (*name, n.to_string()))
                .collect()
        };
        fn borrowed(lines: &[(String, String)]) -> Vec<(&str, String)> {
            lines
                .iter()
                .map(|(name, n)| (name.as_str(), n.clone()))
                .collect()
        }
        part("Decisions", fixed(&self.statuses));
        part("Outcomes", borrowed(&outcomes));
        part("Undetermined for want of", borrowed(&needs));
        part("Errors", fixed(&self.codes));
        let money = self.money.iter();
        part(
            "Money in all",
            money
                .map(|(name, cents)| (name.as_str(), digits(*cents)))
                .collect(),
        );
        text
    }
}

/// The name of a need without the number of the element: `visits[].cost`.
fn any_element(name: &str) -> String {
    match (name.find('['), name.find(']')) {
        (Some(from), Some(to)) => {
            let ends = name.get(..=from).zip(name.get(to..));
            ends.map_or_else(|| name.to_owned(), |(a, b)| format!("{a}{b}"))
        }
        _ => name.to_owned(),
    }
}

fn digits(cents: i128) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

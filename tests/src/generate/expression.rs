//! Random expressions of a wanted type, written out. Operands stand in brackets where they are
//! longer than a word, so that no rule of precedence is needed to tell what is meant.

use super::Random;
use super::lists::List;
use super::tables::TableDecl;

/// The types of the language, as the writer of a policy thinks of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ty {
    Boolean,
    Integer,
    Decimal,
    Percent,
    Money,
    Date,
    DateOrOpen,
    Duration,
    Text,
    Enum(usize),
    Set(usize),
}

/// A name that an expression may use.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) ty: Ty,
}

/// Writes expressions over the names that have been declared so far.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    pub(super) random: Random,
    /// The members of each enumeration.
    pub(super) enums: Vec<(String, Vec<String>)>,
    pub(super) names: Vec<Named>,
    /// Facts that may be left out.
    pub(super) optional: Vec<Named>,
    pub(super) windows: Vec<String>,
    /// Readings with their choices.
    pub(super) readings: Vec<(String, Vec<String>)>,
    pub(super) tables: Vec<TableDecl>,
    /// The names of sets of codes.
    pub(super) codes: Vec<String>,
    pub(super) lists: Vec<List>,
    /// Whether the functions of the library of scripts can be called.
    pub(super) scripted: bool,
    /// How many lists are gone through where we write.
    pub(super) inside: usize,
}

const COMPARISONS: [&str; 6] = ["=", "!=", "<", "<=", ">", ">="];

impl Writer {
    pub(super) fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.random.below(of.len())]
    }

    /// An expression of a type, nested to a depth at most.
    pub(super) fn value(&mut self, ty: Ty, depth: usize) -> String {
        if depth == 0 || self.random.chance(12) {
            return self.leaf(ty);
        }
        if self.random.chance(8) {
            let (a, b) = (self.value(ty, depth - 1), self.value(ty, depth - 1));
            return format!("(if {} then {a} else {b})", self.condition(depth - 1));
        }
        if self.random.chance(10)
            && let Some(text) = self.of_optional(ty, depth - 1)
        {
            return text;
        }
        if self.random.chance(12)
            && let Some(text) = self.of_table(ty, depth - 1)
        {
            return text;
        }
        if self.random.chance(15)
            && let Some(text) = self.of_list(ty, depth - 1)
        {
            return text;
        }
        if self.scripted
            && self.random.chance(20)
            && let Some(text) = self.of_script(ty, depth - 1)
        {
            return text;
        }
        let deeper = depth - 1;
        match ty {
            Ty::Boolean => self.condition(depth),
            Ty::Integer => self.integer(deeper),
            Ty::Decimal => self.decimal(deeper),
            Ty::Percent => self.percent(deeper),
            Ty::Money => self.money(deeper),
            Ty::Date | Ty::DateOrOpen => self.date(ty, deeper),
            Ty::Duration if self.random.chance(40) => {
                format!("({} + {})", self.value(ty, deeper), self.value(ty, deeper))
            }
            Ty::Set(of) if self.random.chance(60) => {
                let members: Vec<String> = (0..1 + self.random.below(2))
                    .map(|_| self.value(Ty::Enum(of), deeper))
                    .collect();
                // The first tells which enumeration the set is of, so it must not be bare.
                match self.name(Ty::Enum(of)) {
                    Some(name) => format!("{{{name}, {}}}", members.join(", ")),
                    None => self.leaf(ty),
                }
            }
            Ty::Duration | Ty::Text | Ty::Enum(_) | Ty::Set(_) => self.leaf(ty),
        }
    }

    /// A name of the type, if one is declared.
    pub(super) fn name(&mut self, ty: Ty) -> Option<String> {
        let fit: Vec<&Named> = self.names.iter().filter(|named| named.ty == ty).collect();
        if fit.is_empty() {
            return None;
        }
        Some(fit[self.random.below(fit.len())].name.clone())
    }

    fn leaf(&mut self, ty: Ty) -> String {
        if self.random.chance(75)
            && let Some(name) = self.name(ty)
        {
            return name;
        }
        self.literal(ty)
    }

    pub(super) fn literal(&mut self, ty: Ty) -> String {
        let random = &mut self.random;
        match ty {
            Ty::Boolean => self.one(&["yes", "no"]).into(),
            Ty::Integer if random.chance(3) => "9_000_000_000_000_000_000".into(),
            Ty::Integer => random.between(0, 20).to_string(),
            Ty::Decimal => format!("{}.{}", random.between(0, 9), random.between(0, 99)),
            Ty::Percent => self
                .one(&[
                    "0%", "2%", "12.5%", "33.3%", "50%", "66.67%", "100%", "250%",
                ])
                .into(),
            Ty::Money => match random.below(3) {
                0 => format!("${}", random.between(0, 50)),
                1 => format!("${}.{:02}", random.between(0, 20), random.between(0, 99)),
                _ => format!("${},{:03}.05", random.between(1, 9), random.between(0, 999)),
            },
            Ty::DateOrOpen if random.chance(30) => "open".into(),
            Ty::Date | Ty::DateOrOpen => self.day(),
            Ty::Duration => {
                let unit = self.one(&["days", "weeks", "months", "months", "years"]);
                let most = if unit == "days" { 60 } else { 4 };
                match self.random.between(0, most) {
                    1 => format!("1 {}", unit.trim_end_matches('s')),
                    n => format!("{n} {unit}"),
                }
            }
            Ty::Text => self.one(&["\"north\"", "\"south\"", "\"\""]).into(),
            Ty::Enum(of) => self.enums[of].1[random.below(self.enums[of].1.len())].clone(),
            Ty::Set(of) => {
                let chosen: Vec<String> = self.enums[of]
                    .1
                    .iter()
                    .filter(|_| random.chance(50))
                    .cloned()
                    .collect();
                format!("{{{}}}", chosen.join(", "))
            }
        }
    }

    /// A day near a month's end as often as not.
    pub(super) fn day(&mut self) -> String {
        match self.random.below(8) {
            0 => self
                .one(&["2024-01-31", "2024-02-29", "2025-01-30", "2024-12-31"])
                .into(),
            1 => self.one(&["2024-02-01", "2023-12-31", "2024-03-31"]).into(),
            2 if self.random.chance(10) => self.one(&["9999-12-31", "0001-01-01"]).into(),
            _ => {
                let (month, day) = (self.random.between(1, 3), self.random.between(1, 29));
                format!("2024-{month:02}-{day:02}")
            }
        }
    }

    fn integer(&mut self, depth: usize) -> String {
        let (ty, date) = (Ty::Integer, Ty::Date);
        match self.random.below(9) {
            0..=2 => {
                let sign = self.one(&["+", "-", "*"]);
                format!(
                    "({} {sign} {})",
                    self.value(ty, depth),
                    self.value(ty, depth)
                )
            }
            3 => format!("(-{})", self.value(ty, depth)),
            4 => {
                let name = self.one(&["min", "max"]);
                format!(
                    "{name}({}, {})",
                    self.value(ty, depth),
                    self.value(ty, depth)
                )
            }
            5 | 6 => {
                let unit = self.one(&["days", "months", "years"]);
                format!(
                    "{unit}_between({}, {})",
                    self.value(date, depth),
                    self.value(date, depth)
                )
            }
            7 => {
                let part = self.one(&["day", "month", "year"]);
                format!("{part}({})", self.value(date, depth))
            }
            _ => {
                let name = self.one(&["floor", "ceil"]);
                format!("{name}({})", self.value(Ty::Decimal, depth))
            }
        }
    }

    fn decimal(&mut self, depth: usize) -> String {
        let (ty, integer) = (Ty::Decimal, Ty::Integer);
        match self.random.below(8) {
            0..=2 => {
                let sign = self.one(&["+", "-", "*", "/"]);
                format!(
                    "({} {sign} {})",
                    self.value(ty, depth),
                    self.value(ty, depth)
                )
            }
            3 => format!(
                "({} / {})",
                self.value(integer, depth),
                self.value(integer, depth)
            ),
            4 => format!(
                "({} * {})",
                self.value(integer, depth),
                self.value(ty, depth)
            ),
            5 => {
                let places = self.random.below(4);
                format!("round({}, {places})", self.value(ty, depth))
            }
            6 => {
                let of = *self.random.pick(&[Ty::Percent, Ty::Money, Ty::Integer]);
                format!("decimal({})", self.value(of, depth))
            }
            _ => format!(
                "({} / {})",
                self.value(Ty::Money, depth),
                self.value(Ty::Money, depth)
            ),
        }
    }

    fn percent(&mut self, depth: usize) -> String {
        let ty = Ty::Percent;
        match self.random.below(5) {
            0 | 1 => {
                let sign = self.one(&["+", "-", "of"]);
                format!(
                    "({} {sign} {})",
                    self.value(ty, depth),
                    self.value(ty, depth)
                )
            }
            2 => format!(
                "({} * {})",
                self.value(ty, depth),
                self.value(Ty::Integer, depth)
            ),
            3 => format!("round({}, 1)", self.value(ty, depth)),
            _ => format!("max({}, {})", self.value(ty, depth), self.value(ty, depth)),
        }
    }

    fn money(&mut self, depth: usize) -> String {
        let ty = Ty::Money;
        match self.random.below(8) {
            0 | 1 => {
                let sign = self.one(&["+", "-"]);
                format!(
                    "({} {sign} {})",
                    self.value(ty, depth),
                    self.value(ty, depth)
                )
            }
            2 | 3 => format!(
                "({} of {})",
                self.value(Ty::Percent, depth),
                self.value(ty, depth)
            ),
            4 | 5 => {
                let by = if self.random.chance(50) {
                    Ty::Integer
                } else {
                    Ty::Decimal
                };
                let sign = self.one(&["*", "/"]);
                format!(
                    "({} {sign} {})",
                    self.value(ty, depth),
                    self.value(by, depth)
                )
            }
            6 => {
                let places = self.random.below(3);
                format!("round({}, {places})", self.value(ty, depth))
            }
            _ => {
                let name = self.one(&["min", "max"]);
                format!(
                    "{name}({}, {})",
                    self.value(ty, depth),
                    self.value(ty, depth)
                )
            }
        }
    }

    fn date(&mut self, ty: Ty, depth: usize) -> String {
        match self.random.below(6) {
            0..=2 => {
                let way = self.one(&["after", "before"]);
                let length = self.value(Ty::Duration, depth);
                let ending = self.ending(&length);
                format!("({length} {way} {}{ending})", self.value(ty, depth))
            }
            3 if ty == Ty::Date => {
                let name = self.one(&["first_of_month", "last_of_month"]);
                format!("{name}({})", self.value(ty, depth))
            }
            4 if ty == Ty::Date => {
                format!(
                    "earliest({}, {})",
                    self.value(Ty::DateOrOpen, depth),
                    self.value(ty, depth)
                )
            }
            _ => {
                let name = self.one(&["earliest", "latest", "min", "max"]);
                format!(
                    "{name}({}, {})",
                    self.value(ty, depth),
                    self.value(ty, depth)
                )
            }
        }
    }

    /// A convention of the clause's own, where months are added.
    fn ending(&mut self, length: &str) -> String {
        let months = length.contains("month") || length.contains("year");
        if !months || length.starts_with("0 ") || self.random.chance(60) {
            return String::new();
        }
        format!(
            " ending on {}",
            self.one(&["last day", "next day", "refuse"])
        )
    }

    /// A window, declared or written out.
    pub(super) fn window(&mut self, depth: usize) -> String {
        if !self.windows.is_empty() && self.random.chance(50) {
            return self.random.pick(&self.windows).clone();
        }
        let side = self.one(&["after", "before", "around", "beginning"]);
        let length = self.value(Ty::Duration, depth.min(1));
        let ending = self.ending(&length);
        format!("({length} {side} {}{ending})", self.value(Ty::Date, depth))
    }

    /// A condition.
    pub(super) fn condition(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.leaf(Ty::Boolean);
        }
        let deeper = depth - 1;
        if self.random.chance(8)
            && let Some(text) = self.about_tables(deeper)
        {
            return text;
        }
        if self.random.chance(15)
            && let Some(text) = self.of_list(Ty::Boolean, deeper)
        {
            return text;
        }
        match self.random.below(14) {
            0 => format!("(not {})", self.value(Ty::Boolean, deeper)),
            1..=3 => {
                let word = self.one(&[" and ", " or "]);
                let parts: Vec<String> = (0..2 + self.random.below(2))
                    .map(|_| self.condition(deeper))
                    .collect();
                format!("({})", parts.join(word))
            }
            4 => self
                .of_optional(Ty::Boolean, deeper)
                .unwrap_or_else(|| self.leaf(Ty::Boolean)),
            5 if !self.readings.is_empty() => {
                let (name, choices) = self.random.pick(&self.readings).clone();
                format!("({name} = {})", self.random.pick(&choices))
            }
            6 | 7 => self.about_members(deeper),
            8 => {
                let date = self.value(Ty::DateOrOpen, deeper);
                format!("({date} within {})", self.window(deeper))
            }
            9 if self.random.chance(30) => {
                // Months are seldom compared with days on purpose: one fact, one length.
                let length = self.leaf(Ty::Duration);
                let name = self.name(Ty::Duration).unwrap_or_else(|| "1 month".into());
                let sign = self.one(&COMPARISONS);
                if length == name || !length.starts_with(|c: char| c.is_ascii_digit()) {
                    format!("({name} {sign} {length})")
                } else {
                    format!("({name} + {length} {sign} {name} + {length})")
                }
            }
            10 if self.random.chance(50) => {
                let (a, b) = (self.leaf(Ty::Text), self.literal(Ty::Text));
                format!("({a} {} {b})", self.one(&["=", "!="]))
            }
            _ => {
                let ordered = [
                    Ty::Integer,
                    Ty::Date,
                    Ty::DateOrOpen,
                    Ty::Money,
                    Ty::Decimal,
                    Ty::Percent,
                ];
                let ty = ordered[self.random.below(2 + self.random.clone().below(5)).min(5)];
                let (a, b) = (self.value(ty, deeper), self.value(ty, deeper));
                format!("({a} {} {b})", self.one(&COMPARISONS))
            }
        }
    }

    /// A test of an enumeration or of a set.
    fn about_members(&mut self, depth: usize) -> String {
        let of = self.random.below(self.enums.len());
        let (member, set) = (Ty::Enum(of), Ty::Set(of));
        match (self.random.below(6), self.name(member), self.name(set)) {
            (0, Some(name), _) => {
                let sign = self.one(&["=", "!="]);
                format!("({name} {sign} {})", self.value(member, depth))
            }
            (1 | 2, Some(name), _) => format!("({name} in {})", self.value(set, 0)),
            (3, _, Some(set_name)) => {
                format!("({set_name} includes {})", self.value(member, depth))
            }
            (4, _, Some(set_name)) => {
                let sign = self.one(&["includes", "=", "!="]);
                format!("({set_name} {sign} {})", self.literal(set))
            }
            (_, _, Some(set_name)) => format!("({set_name} is empty)"),
            (_, Some(name), None) => format!("({name} in {})", self.literal(set)),
            (_, None, None) => self.leaf(Ty::Boolean),
        }
    }

    /// A use of an optional fact, with the question that makes it safe.
    fn of_optional(&mut self, ty: Ty, depth: usize) -> Option<String> {
        if self.optional.is_empty() {
            return None;
        }
        let fact = self.random.pick(&self.optional).clone();
        if ty == Ty::Boolean && self.random.chance(50) {
            let given = format!("{} is given", fact.name);
            self.names.push(fact);
            let inner = self.condition(depth);
            self.names.pop();
            return Some(match self.random.below(3) {
                0 => format!("({given} and {inner})"),
                1 => format!("(not ({given}) or {inner})"),
                _ => format!("(if {given} then {inner} else {})", self.condition(depth)),
            });
        }
        if fact.ty != ty {
            return (ty == Ty::Boolean).then(|| format!("({} is given)", fact.name));
        }
        Some(format!(
            "({} otherwise {})",
            fact.name,
            self.value(ty, depth)
        ))
    }
}

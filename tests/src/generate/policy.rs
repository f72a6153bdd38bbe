//! Random small policies as text.

use std::fmt::Write;

use super::Random;
use super::expression::{Named, Ty, Writer};

/// A policy of a few items, from the random numbers alone.
pub fn policy(random: &mut Random) -> String {
    let mut author = Author::new("random.policy", random);
    let text = author.write();
    *random = author.writer.random;
    text
}

/// A policy that uses another: the files of both by name, the user last.
pub fn using(random: &mut Random) -> Vec<(String, String)> {
    let mut used = Author::new("random.used", random);
    let lower = used.write();
    let mut user = Author::new("random.policy", &used.writer.random.clone());
    let upper = user.write_using(&used);
    *random = user.writer.random;
    vec![
        ("used.bylaw".to_owned(), lower),
        ("random.bylaw".to_owned(), upper),
    ]
}

struct Author {
    name: &'static str,
    writer: Writer,
    /// The types and the facts, and what can be written with these alone.
    shared: Option<(Vec<String>, Writer)>,
    /// The items below the header, in the order in which they were thought of.
    items: Vec<String>,
    /// Whether a fact dates the decision.
    dated: bool,
}

const DEPTH: usize = 3;

impl Author {
    fn new(name: &'static str, random: &Random) -> Self {
        Self {
            name,
            writer: Writer {
                random: random.clone(),
                enums: Vec::new(),
                names: Vec::new(),
                optional: Vec::new(),
                windows: Vec::new(),
                readings: Vec::new(),
                tables: Vec::new(),
                codes: Vec::new(),
                lists: Vec::new(),
                scripted: false,
                inside: 0,
            },
            shared: None,
            items: Vec::new(),
            dated: false,
        }
    }

    fn write(&mut self) -> String {
        self.dated = self.chance(75);
        let covers = self.chance(60);
        self.types();
        self.facts();
        self.shared = Some((self.items.clone(), self.writer.clone()));
        self.rules(covers)
    }

    /// A policy with the types and the facts of another, which it uses.
    fn write_using(&mut self, used: &Author) -> String {
        self.dated = self.chance(75);
        let covers = self.chance(60);
        let (items, writer) = used.shared.clone().unwrap();
        let random = self.writer.random.clone();
        self.items = items;
        self.writer = Writer { random, ..writer };
        self.more_fields();
        self.use_of(used);
        self.rules(covers)
    }

    /// Lists here may have fields that those of the used policy have not.
    fn more_fields(&mut self) {
        for place in 0..self.items.len() {
            if self.items[place].starts_with("facts\n") && self.chance(50) {
                let of = " : list of \"What happened\"\n";
                let more = format!("{of}    more : integer 0..3\n");
                self.items[place] = self.items[place].replace(of, &more);
            }
        }
    }

    /// The use, and what expressions can ask of it.
    fn use_of(&mut self, used: &Author) {
        let mut item = format!("use {} as inner \"Another policy\"\n", used.name);
        for fact in self.writer.names.clone() {
            if self.chance(25) {
                let value = self.writer.value(fact.ty, 2);
                writeln!(item, "  with {} = {value}", fact.name).unwrap();
            }
        }
        for fact in self.writer.optional.clone() {
            let value = match self.below(4) {
                0 => "none".to_owned(),
                1 => self.writer.value(fact.ty, 1),
                _ => continue,
            };
            writeln!(item, "  with {} = {value}", fact.name).unwrap();
        }
        self.items.push(item);
        let theirs = |word: &str| used.items.iter().any(|item| item.starts_with(word));
        for output in used
            .writer
            .names
            .iter()
            .filter(|n| n.name.starts_with("output_"))
        {
            self.declare(format!("inner.{}", output.name), output.ty, false);
        }
        for (name, choices) in &used.writer.readings {
            let reading = (format!("inner.{name}"), choices.clone());
            self.writer.readings.push(reading);
        }
        if theirs("category ") || theirs("require ") {
            let is = "inner.outcome = not_covered";
            self.items
                .push(format!("define refused : boolean is {is}\n"));
            self.declare("refused".into(), Ty::Boolean, false);
        }
        if theirs("category category_0") {
            let is = "inner.categories = {category_0}";
            self.items
                .push(format!("define just_one : boolean is {is}\n"));
            self.declare("just_one".into(), Ty::Boolean, false);
        }
    }

    fn rules(&mut self, covers: bool) -> String {
        self.writer.scripted = self.chance(25);
        if self.writer.scripted {
            self.items.push(super::scripts::DECLARED.to_owned());
        }
        if self.chance(50) {
            self.reading();
        }
        for place in 0..self.below(3) {
            self.parameter(place);
        }
        for place in 0..self.below(3) {
            self.window(place);
        }
        for place in 0..self.below(3) {
            let item = self.writer.table(place) + self.in_force(10).as_str();
            self.items.push(item);
        }
        if self.chance(30) {
            let item = self.writer.code_set(0);
            self.items.push(item);
        }
        for place in 0..self.below(4) {
            self.define("define", place);
        }
        for place in 0..self.below(3) {
            self.price(place);
        }
        let categories = if self.chance(70) {
            1 + self.below(4)
        } else {
            0
        };
        for place in 0..self.below(3) {
            self.require(place);
        }
        for place in 0..categories {
            self.category(place);
        }
        let outputs = self.below(3) + usize::from(categories == 0);
        for place in 0..outputs {
            self.define("output", place);
        }
        if self.chance(25) {
            self.assume();
        }
        let header = self.header(covers);
        let mut items = self.items.clone();
        if self.chance(50) {
            // Categories and requires keep their order, which has a meaning; names do not care.
            self.writer.random.shuffle(&mut items);
        }
        format!("{header}\n{}", items.join("\n"))
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.writer.random.chance(percent)
    }

    fn below(&mut self, end: usize) -> usize {
        self.writer.random.below(end)
    }

    fn header(&mut self, covers: bool) -> String {
        let mut header = format!("policy {} \"A policy of chance\"\n", self.name);
        let line = |header: &mut String, line: String| header.push_str(&format!("  {line}\n"));
        if self.dated {
            line(&mut header, "as of today".into());
        }
        if covers {
            line(&mut header, "covers services on service_on".into());
        }
        if self.chance(80) {
            let end = *self.writer.random.pick(&["last day", "next day", "refuse"]);
            line(&mut header, format!("months end on {end}"));
        }
        if self.chance(60) {
            let way = *self
                .writer
                .random
                .pick(&["half up", "half even", "up", "down"]);
            line(&mut header, format!("money rounds {way}"));
        }
        if self.chance(50) {
            let way = *self.writer.random.pick(&["latest", "earliest", "first"]);
            line(&mut header, format!("combine {way}"));
        }
        header
    }

    fn types(&mut self) {
        for (name, most) in [("kind", 3), ("colour", 5)] {
            let members: Vec<String> = (0..2 + self.below(most - 1))
                .map(|i| format!("{name}_{i}"))
                .collect();
            let list = members.join(", ");
            self.items.push(format!("type {name} is one of {list}\n"));
            self.writer.enums.push((name.to_owned(), members));
        }
    }

    fn facts(&mut self) {
        let mut lines = vec![
            format!("  today : date{}", self.range_of_days()),
            format!("  service_on : date{}", self.range_of_days()),
        ];
        for name in ["today", "service_on"] {
            self.declare(name.to_owned(), Ty::Date, false);
        }
        for place in 0..3 + self.below(6) {
            let enums = self.writer.enums.len();
            let of = self.below(enums);
            let (ty, word) = match self.below(14) {
                0..=3 => (Ty::Boolean, "boolean".to_owned()),
                4 | 5 => (Ty::Integer, format!("integer{}", self.range_of_numbers())),
                6 => (Ty::Decimal, "decimal".to_owned()),
                7 => (Ty::Percent, "percent 0%..200%".to_owned()),
                8 => (Ty::Money, "money".to_owned()),
                9 => (Ty::Date, format!("date{}", self.range_of_days())),
                10 => (Ty::DateOrOpen, "date or open".to_owned()),
                11 => (Ty::Duration, "duration".to_owned()),
                12 if self.chance(30) => (Ty::Text, "text".to_owned()),
                12 => (Ty::Enum(of), self.writer.enums[of].0.clone()),
                _ => (Ty::Set(of), format!("set of {}", self.writer.enums[of].0)),
            };
            let optional = self.chance(20) && !matches!(ty, Ty::Set(_));
            let group = *self
                .writer
                .random
                .pick(&["", "", "member.", "member.plan.", "claim."]);
            let name = format!("{group}fact_{place}");
            let mark = if optional { "?" } else { "" };
            lines.push(format!("  {name} : {word}{mark} \"Fact {place}\""));
            self.declare(name, ty, optional);
        }
        let lists = match self.chance(60) {
            true => 1 + self.below(2),
            false => 0,
        };
        for place in 0..lists {
            let group = *self.writer.random.pick(&["", "claim.", "member."]);
            lines.push(self.writer.list(format!("{group}list_{place}")));
        }
        self.items.push(format!("facts\n{}\n", lines.join("\n")));
    }

    fn declare(&mut self, name: String, ty: Ty, optional: bool) {
        let named = Named { name, ty };
        if optional {
            self.writer.optional.push(named);
        } else {
            self.writer.names.push(named);
        }
    }

    fn range_of_days(&mut self) -> String {
        match self.below(4) {
            0 => String::new(),
            1 => " 2024-01-28..2024-02-02".into(),
            2 => " 2024-02-26..2024-03-02".into(),
            _ => " 2023-12-20..2024-02-10".into(),
        }
    }

    fn range_of_numbers(&mut self) -> String {
        match self.below(4) {
            0 => String::new(),
            1 => " 0..3".into(),
            2 => " 1..20".into(),
            _ => " -2..2".into(),
        }
    }

    fn reading(&mut self) {
        let choices = vec![
            "wide".to_owned(),
            "narrow".to_owned(),
            "other_way".to_owned(),
        ];
        let default = self.writer.random.pick(&choices).clone();
        self.items.push(format!(
            "reading passage \"What is meant?\"\n  is one of {}\n  default {default}\n",
            choices.join(", ")
        ));
        self.writer.readings.push(("passage".into(), choices));
    }

    fn parameter(&mut self, place: usize) {
        let kinds = [
            (Ty::Duration, "duration"),
            (Ty::Money, "money"),
            (Ty::Percent, "percent"),
            (Ty::Integer, "integer"),
            (Ty::Boolean, "boolean"),
            (Ty::Date, "date"),
        ];
        let (ty, word) = *self.writer.random.pick(&kinds);
        let name = format!("parameter_{place}");
        let mut item = format!("parameter {name} : {word} \"A value by date\"\n");
        let from = ["2024-02-01", "2024-01-30", "2001-01-01", "2024-03-01"];
        let count = if self.dated { 1 + self.below(3) } else { 1 };
        let always = !self.dated || self.chance(50);
        for i in 0..count {
            let value = self.writer.literal(ty);
            let from = match i == 0 && always {
                true => String::new(),
                false => format!(" from {}", from[i]),
            };
            writeln!(item, "  is {value}{from}").unwrap();
        }
        self.items.push(item);
        self.declare(name, ty, false);
    }

    fn window(&mut self, place: usize) {
        let is = self.writer.window(1);
        let is = is
            .strip_prefix('(')
            .and_then(|t| t.strip_suffix(')'))
            .unwrap_or(&is)
            .to_owned();
        if self.writer.windows.contains(&is) {
            return;
        }
        let name = format!("window_{place}");
        self.items.push(format!("window {name} is {is}\n"));
        self.writer.windows.push(name);
    }

    fn define(&mut self, word: &str, place: usize) {
        let of = self.below(2);
        let name_of_enum = self.writer.enums[of].0.clone();
        let (ty, type_words) = match self.below(12) {
            0..=2 => (Ty::Boolean, "boolean".to_owned()),
            3 | 4 => (Ty::Integer, "integer".into()),
            5 | 6 => (Ty::Money, "money".into()),
            7 => (Ty::Date, "date".into()),
            8 => (Ty::DateOrOpen, "date or open".into()),
            9 => (Ty::Decimal, "decimal".into()),
            10 => (Ty::Percent, "percent".into()),
            _ if self.chance(50) => (Ty::Enum(of), name_of_enum),
            _ => (Ty::Set(of), format!("set of {name_of_enum}")),
        };
        let name = format!("{word}_{place}");
        let is = self.writer.value(ty, DEPTH);
        let mut item = format!("{word} {name} : {type_words}\n  is {is}\n");
        for i in 0..if self.chance(40) {
            1 + self.below(3)
        } else {
            0
        } {
            let value = self.writer.value(ty, 1);
            let when = self.writer.condition(DEPTH - 1);
            write!(
                item,
                "  except {value} when {when} because \"so\" as label_{i}"
            )
            .unwrap();
            if i > 0 && self.chance(60) {
                write!(item, " overrides label_{}", self.below(i)).unwrap();
            }
            item.push('\n');
        }
        if word == "output" {
            item.push_str(&self.in_force(15));
        }
        self.items.push(item);
        self.declare(name, ty, false);
    }

    fn price(&mut self, place: usize) {
        let name = format!("price_{place}");
        let item = super::price::price(&mut self.writer, &name);
        let in_force = self.in_force(15);
        self.items.push(format!("{item}{in_force}"));
        self.declare(name, Ty::Money, false);
    }

    /// The clause that keeps an item to some days, now and then.
    fn in_force(&mut self, percent: u64) -> String {
        if !self.dated || !self.chance(percent) {
            return String::new();
        }
        match self.below(3) {
            0 => "  in force from 2024-01-30\n".into(),
            1 => "  in force until 2024-02-01\n".into(),
            _ => "  in force from 2024-01-31 until 2024-02-28\n".into(),
        }
    }

    fn require(&mut self, place: usize) {
        let holds = self.writer.condition(DEPTH - 1);
        let outcome = *self
            .writer
            .random
            .pick(&["out_of_scope", "not_covered", "too_late"]);
        let in_force = self.in_force(25);
        let item = format!("require {holds} else {outcome} \"Require {place} fails\"\n{in_force}");
        self.items.push(item);
    }

    fn category(&mut self, place: usize) {
        let mut item = format!("category category_{place} \"Category {place}\"\n");
        for word in ["when", "unless"] {
            if self.chance(if word == "when" { 80 } else { 25 }) {
                writeln!(item, "  {word} {}", self.writer.condition(DEPTH - 1)).unwrap();
            }
        }
        if self.chance(25) {
            let outcome = *self.writer.random.pick(&["ask_a_doctor", "ask_the_plan"]);
            let when = self.writer.condition(DEPTH - 1);
            writeln!(item, "  refer {outcome} \"Refer {place}\" when {when}").unwrap();
        }
        if self.chance(70) {
            writeln!(item, "  from {}", self.writer.value(Ty::Date, 1)).unwrap();
        }
        if self.chance(70) {
            let word = *self.writer.random.pick(&["through", "through", "until"]);
            writeln!(item, "  {word} {}", self.writer.value(Ty::DateOrOpen, 2)).unwrap();
        }
        for _ in 0..self.below(3) {
            item.push_str(&self.cap());
        }
        if item.lines().count() == 1 {
            writeln!(item, "  when {}", self.writer.condition(DEPTH)).unwrap();
        }
        item.push_str(&self.in_force(20));
        self.items.push(item);
    }

    fn cap(&mut self) -> String {
        let length = match self.writer.name(Ty::Duration) {
            Some(name) if self.chance(40) => name,
            _ => self.writer.literal(Ty::Duration),
        };
        let way = if self.chance(70) {
            "after"
        } else {
            "beginning"
        };
        let anchor = self.writer.value(Ty::Date, 1);
        let less = if self.chance(30) { " less 1 day" } else { "" };
        let condition = match self.chance(50) {
            true => format!(" if {}", self.writer.condition(1)),
            false => String::new(),
        };
        format!("  at most {length} {way} {anchor}{less}{condition}\n")
    }

    fn assume(&mut self) {
        let facts_only = Writer {
            names: self
                .writer
                .names
                .iter()
                .filter(|n| n.name.contains("fact_"))
                .cloned()
                .collect(),
            windows: Vec::new(),
            readings: Vec::new(),
            ..self.writer.clone()
        };
        let mut writer = facts_only;
        let holds = writer.condition(2);
        self.writer.random = writer.random;
        let in_force = self.in_force(25);
        self.items.push(format!(
            "assume {holds} \"The facts fit together\"\n{in_force}"
        ));
    }
}

//! A checked expression in the words of the language, always in the same way: brackets only where
//! they are needed, literals in one spelling, elements of lists called as the policy does or, for
//! hashing, by their depth.

use bylaws_dsl::SourceMap;
use bylaws_dsl::ast::Quantifier;
use bylaws_dsl::ir::{
    ArithmeticOp, Builtin, ExprId, ExprKind, Id, ItemRef, Policy, ShiftUnit, VariableId, WindowKind,
};
use bylaws_dsl::value::{MonthEnd, Value};
use bylaws_runtime::explain::item_name;

/// What names are given to things that only one item speaks of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locals {
    /// The names that the policy gives them.
    Named,
    /// Numbers, so that another name changes nothing.
    Numbered,
}

/// Writes the expressions of a policy.
#[derive(Clone, Copy)]
pub(crate) struct Writer<'p> {
    pub(crate) policy: &'p Policy,
    /// The texts of scripts.
    pub(crate) sources: &'p SourceMap,
    pub(crate) locals: Locals,
}

/// How tightly the parts of an expression hold together.
const OR: u8 = 0;
const AND: u8 = 1;
const NOT: u8 = 2;
const TEST: u8 = 3;
const SUM: u8 = 4;
const PRODUCT: u8 = 5;
const SIGN: u8 = 6;
const MOVE: u8 = 7;
const OTHERWISE: u8 = 8;
const WHOLE: u8 = 9;

impl Writer<'_> {
    /// The expression alone.
    pub(crate) fn words(&self, id: ExprId) -> String {
        self.write(id).0
    }

    /// The operands of a top-level `and`, or the expression itself.
    pub(crate) fn conjuncts(&self, id: ExprId) -> Vec<String> {
        match &self.policy.exprs.at(id).kind {
            ExprKind::And(all) => all.iter().map(|one| self.at_least(*one, NOT)).collect(),
            _ => vec![self.words(id)],
        }
    }

    /// The expression, in brackets where it would fall apart beside something of this strength.
    pub(crate) fn at_least(&self, id: ExprId, strength: u8) -> String {
        let (words, own) = self.write(id);
        match own < strength {
            true => format!("({words})"),
            false => words,
        }
    }

    fn list(&self, all: &[ExprId]) -> String {
        let words: Vec<String> = all.iter().map(|one| self.words(*one)).collect();
        words.join(", ")
    }

    fn joined(&self, all: &[ExprId], sign: &str, strength: u8) -> String {
        let words: Vec<String> = all
            .iter()
            .map(|one| self.at_least(*one, strength))
            .collect();
        words.join(sign)
    }

    fn variable(&self, id: VariableId) -> String {
        let variable = self.policy.variables.at(id);
        match self.locals {
            Locals::Named => variable.name.to_string(),
            Locals::Numbered => format!("#{}", variable.depth),
        }
    }

    fn named(&self, item: ItemRef) -> String {
        match self.policy.head(item) {
            Some(head) => head.name.to_string(),
            None => item_name(self.policy, item).to_string(),
        }
    }

    fn write(&self, id: ExprId) -> (String, u8) {
        let policy = self.policy;
        let whole = |words: String| (words, WHOLE);
        match &policy.exprs.at(id).kind {
            ExprKind::Constant(value) => constant(policy, value),
            ExprKind::Fact(id) => whole(policy.facts.at(*id).name.to_string()),
            ExprKind::Reading(id) => whole(self.named(ItemRef::Reading(*id))),
            ExprKind::Parameter(id) => whole(self.named(ItemRef::Parameter(*id))),
            ExprKind::Window(id) => whole(self.named(ItemRef::Window(*id))),
            ExprKind::Scripted(id, all) => {
                let name = &policy.functions.at(*id).name;
                whole(format!("{name}({})", self.list(all)))
            }
            ExprKind::Decided(_) => whole("decided by script".to_owned()),
            ExprKind::Define(id) => whole(self.named(ItemRef::Define(*id))),
            ExprKind::Price(id) => whole(self.named(ItemRef::Price(*id))),
            ExprKind::Applied(price, place) => whole(self.step_label(*price, *place)),
            ExprKind::Output(id) => whole(policy.outputs.at(*id).name.to_string()),
            ExprKind::Used(used, output) => {
                whole(policy.uses.at(*used).output_name(*output).to_owned())
            }
            ExprKind::Set(all) => whole(format!("{{{}}}", self.list(all))),
            ExprKind::Not(one) => (format!("not {}", self.at_least(*one, NOT)), NOT),
            ExprKind::And(all) => (self.joined(all, " and ", NOT), AND),
            ExprKind::Or(all) => (self.joined(all, " or ", AND), OR),
            ExprKind::Compare(op, a, b) => self.infix(*a, op.sign(), *b, TEST),
            ExprKind::Includes { set, member } => self.infix(*set, "includes", *member, TEST),
            ExprKind::IncludesAll { set, subset } => self.infix(*set, "includes", *subset, TEST),
            ExprKind::Within { date, window } => self.infix(*date, "within", *window, TEST),
            ExprKind::IsGiven(id) => (format!("{} is given", policy.facts.at(*id).name), TEST),
            ExprKind::IsEmpty(one) => (format!("{} is empty", self.at_least(*one, SUM)), TEST),
            ExprKind::Otherwise(fact, other) => {
                let name = &policy.facts.at(*fact).name;
                let other = self.at_least(*other, WHOLE);
                (format!("{name} otherwise {other}"), OTHERWISE)
            }
            ExprKind::If(test, then, other) => {
                let (test, then) = (self.words(*test), self.words(*then));
                (
                    format!("if {test} then {then} else {}", self.words(*other)),
                    OR,
                )
            }
            ExprKind::Negate(one) => (format!("-{}", self.at_least(*one, MOVE)), SIGN),
            ExprKind::Arithmetic(op, a, b) => {
                let (sign, strength) = arithmetic_sign(*op);
                self.infix(*a, sign, *b, strength)
            }
            ExprKind::Shift {
                date,
                by,
                back,
                month_end,
            } => {
                let word = if *back { "before" } else { "after" };
                self.moved(*by, word, *date, *month_end)
            }
            ExprKind::MakeWindow {
                anchor,
                length,
                kind,
                month_end,
            } => {
                let word = match kind {
                    WindowKind::After => "after",
                    WindowKind::Before => "before",
                    WindowKind::Around => "around",
                    WindowKind::Beginning => "beginning",
                };
                self.moved(*length, word, *anchor, *month_end)
            }
            ExprKind::Call(Builtin::Decimal, all) => {
                let one = all.first().map(|one| self.at_least(*one, OTHERWISE));
                (format!("{} as decimal", one.unwrap_or_default()), MOVE)
            }
            ExprKind::Call(builtin, all) => {
                whole(format!("{}({})", builtin.name(), self.list(all)))
            }
            ExprKind::Lookup {
                table,
                result,
                arguments,
            } => {
                let declared = policy.tables.at(*table);
                let column = declared
                    .results
                    .get(*result)
                    .map_or("", |c| c.name.as_str());
                let dot = if column.is_empty() { "" } else { "." };
                let arguments = self.list(arguments);
                whole(format!("{}({arguments}){dot}{column}", declared.head.name))
            }
            ExprKind::Has { table, arguments } => {
                let name = &policy.tables.at(*table).head.name;
                whole(format!("{name} has ({})", self.list(arguments)))
            }
            ExprKind::InCodes(text, codes) => {
                let name = &policy.codes.at(*codes).head.name;
                (format!("{} in {name}", self.at_least(*text, SUM)), TEST)
            }
            ExprKind::Field(field) => whole(self.field(*field)),
            ExprKind::FieldGiven(field) => (format!("{} is given", self.field(*field)), TEST),
            ExprKind::FieldOtherwise(field, other) => {
                let other = self.at_least(*other, WHOLE);
                (
                    format!("{} otherwise {other}", self.field(*field)),
                    OTHERWISE,
                )
            }
            ExprKind::Quantified {
                quantifier,
                variable,
                holds,
            } => {
                let word = match quantifier {
                    Quantifier::Any => "any",
                    Quantifier::Every => "every",
                };
                let of = &policy.lists.at(policy.variables.at(*variable).list).name;
                let (name, holds) = (self.variable(*variable), self.words(*holds));
                (format!("{word} {name} in {of} has {holds}"), OR)
            }
            ExprKind::Folded {
                fold,
                variable,
                filter,
                value,
                otherwise,
            } => {
                let of = &policy.lists.at(policy.variables.at(*variable).list).name;
                let name = self.variable(*variable);
                let value =
                    value.map_or(String::new(), |value| format!("{} for ", self.words(value)));
                let filter = filter.map_or(String::new(), |filter| {
                    format!(" where {}", self.words(filter))
                });
                let words = format!("{} of {value}{name} in {of}{filter}", fold.word());
                match otherwise {
                    None => (words, OR),
                    Some(other) => {
                        let other = self.at_least(*other, WHOLE);
                        (format!("({words}) otherwise {other}"), OTHERWISE)
                    }
                }
            }
        }
    }

    fn infix(&self, a: ExprId, sign: &str, b: ExprId, strength: u8) -> (String, u8) {
        // Tests are never chained, and sums and products are taken from the left.
        let left = if strength == TEST { SUM } else { strength };
        let (a, b) = (self.at_least(a, left), self.at_least(b, strength + 1));
        (format!("{a} {sign} {b}"), strength)
    }

    fn moved(&self, by: ExprId, word: &str, date: ExprId, end: MonthEnd) -> (String, u8) {
        let words = format!(
            "{} {word} {}",
            self.at_least(by, OTHERWISE),
            self.at_least(date, MOVE)
        );
        let days = |value: &Value| matches!(value, Value::Duration(length) if length.months == 0);
        let only_days =
            matches!(&self.policy.exprs.at(by).kind, ExprKind::Constant(value) if days(value));
        match only_days || end == self.policy.months_end {
            true => (words, MOVE),
            false => (format!("({words} ending on {})", end.words()), WHOLE),
        }
    }

    fn field(&self, field: bylaws_dsl::ir::FieldRef) -> String {
        let name = &self.policy.field(field).name;
        format!("{}.{name}", self.variable(field.variable))
    }

    /// The name by which a step of a price is tested.
    pub(crate) fn step_label(&self, price: bylaws_dsl::ir::PriceId, place: usize) -> String {
        let steps = &self.policy.prices.at(price).steps;
        let label = steps.get(place).and_then(|step| step.label.as_ref());
        match (self.locals, label) {
            (Locals::Named, Some(label)) => label.to_string(),
            _ => format!("#step{place}"),
        }
    }

    /// A cap on the last day of a category: `chronic_cap after enrollment_date less 1 day`.
    pub(crate) fn cap(&self, last_day: ExprId) -> String {
        let exprs = &self.policy.exprs;
        if let ExprKind::Shift {
            date,
            by,
            back: true,
            ..
        } = &exprs.at(last_day).kind
            && matches!(&exprs.at(*date).kind, ExprKind::Shift { back: false, .. })
        {
            return format!(
                "{} less {}",
                self.words(*date),
                self.at_least(*by, OTHERWISE)
            );
        }
        self.words(last_day)
    }
}

fn constant(policy: &Policy, value: &Value) -> (String, u8) {
    let words = policy.value_words(value);
    let strength = if words.starts_with('-') { SIGN } else { WHOLE };
    (words, strength)
}

fn arithmetic_sign(op: ArithmeticOp) -> (&'static str, u8) {
    match op {
        ArithmeticOp::Add => ("+", SUM),
        ArithmeticOp::Subtract => ("-", SUM),
        ArithmeticOp::Multiply => ("*", PRODUCT),
        ArithmeticOp::Divide => ("/", PRODUCT),
        ArithmeticOp::Of => ("of", PRODUCT),
    }
}

/// The unit of a distance between dates, as policies call it.
pub(crate) fn unit_word(unit: ShiftUnit) -> &'static str {
    match unit {
        ShiftUnit::Days => "days",
        ShiftUnit::Months => "months",
        ShiftUnit::Years => "years",
    }
}

/// The number of an id, for sorting.
pub(crate) fn number(id: impl Id) -> usize {
    id.index()
}

//! Examples in a JSON file: a list of objects, each with the facts of a request, the readings
//! among them, `expect` with what must come out, and `name` where it has one.

use super::files::{Case, by_place};
use super::givens::Subject;
use crate::ast::{
    Binding, ElementField, Example, ExpectKey, Expr, ExprKind, Literal, Name, Record, Text,
};
use crate::check::checker::Checker;
use crate::ir::{ListId, OutputKind, Type};
use crate::parse::json::{self, Json, JsonKind, Key};
use crate::value::{Date, DateError, Duration};
use crate::{Diagnostic, Node, Span, codes};

const EXPECT: &str = "write `\"expect\": {…}` with what must come out";

/// The entries of an object.
type Entries<'j, 't> = &'j [(Key<'t>, Json<'t>)];

impl Checker<'_> {
    pub(super) fn cases_of_json(&mut self, from: &Text) -> Option<Vec<Case>> {
        let (id, text) = self.text_of(from)?;
        let read = match json::read(id, text, &self.limits) {
            Ok(read) => read,
            Err(found) => return self.refuse(found),
        };
        let JsonKind::List(elements) = &read.kind else {
            let message = "a file of examples is a list of objects";
            let help = "write the examples between `[` and `]`, with commas between them";
            return self.refuse(wrong(start_of(read.span), message, help));
        };
        let cases = elements.iter().enumerate().filter_map(|(place, element)| {
            let JsonKind::Object(entries) = &element.kind else {
                let message = "each example of the file is an object";
                let help = "write `{` and `}` around the facts and `expect`";
                return self.refuse(wrong(element.span, message, help));
            };
            let name = Node::new(by_place("element", place, from).into(), element.span);
            Some((element.span, self.case_of_json(name, entries, element.span)))
        });
        Some(cases.collect())
    }

    fn case_of_json(&mut self, name: Text, entries: Entries<'_, '_>, span: Span) -> Example {
        let mut example = Example {
            name,
            given: Vec::new(),
            expect: Vec::new(),
        };
        let before = self.found.len();
        let mut expected: Option<Span> = None;
        for ((key, at), value) in entries {
            match (key.as_ref(), &value.kind) {
                ("expect", JsonKind::Object(entries)) => {
                    if let Some(first) = expected.replace(*at) {
                        self.duplicate("the entry", "expect", *at, first);
                    }
                    for (key, value) in entries {
                        example.expect.extend(self.expected_of_json(key, value));
                    }
                }
                ("expect", _) => {
                    let message = "`expect` is an object with what must come out";
                    self.report(wrong(value.span, message, EXPECT));
                }
                ("name", JsonKind::Text(text)) if self.names_cases() => {
                    example.name = Node::new(text.as_ref().into(), value.span);
                }
                ("name", _) if self.names_cases() => {
                    let help = "write what the example shows, in double quotes";
                    self.report(wrong(value.span, "`name` is a text", help));
                }
                _ => self.given_of_json("", (key, *at), value, &mut example.given),
            }
        }
        if example.expect.is_empty() && self.found.len() == before {
            self.refuse_nothing_expected(start_of(span), EXPECT);
        }
        example
    }

    /// A fact, a reading, or a group of facts.
    fn given_of_json(
        &mut self,
        group: &str,
        (key, at): (&str, Span),
        value: &Json<'_>,
        given: &mut Vec<Binding>,
    ) {
        let name = match group {
            "" => key.to_owned(),
            _ => format!("{group}.{key}"),
        };
        if self.names.get(&name).is_none() && self.names.is_group(&name) {
            return match &value.kind {
                JsonKind::Null => {}
                JsonKind::Object(entries) => {
                    for ((key, at), value) in entries {
                        self.given_of_json(&name, (key, *at), value, given);
                    }
                }
                _ => {
                    let message = format!("`{name}` is a group of facts");
                    let help = "write an object with the facts in it";
                    self.report(wrong(value.span, &message, help));
                }
            };
        }
        let name = Name::new(name.into(), at);
        let Some((subject, ty)) = self.subject(&name) else {
            return;
        };
        let null = match (subject, &value.kind) {
            (Subject::Reading(_), JsonKind::Null) => {
                let message = format!("`{}` is a reading, and null chooses none", name.kind);
                let help = "leave it out where the default counts";
                return self.report(wrong(value.span, &message, help));
            }
            (_, JsonKind::Null) => true,
            _ => false,
        };
        let value = match null {
            true => None,
            false => match self.expr_of_json(value, ty) {
                Some(value) => Some(value),
                None => return,
            },
        };
        given.push(Binding { name, value });
    }

    fn expected_of_json(&mut self, (key, at): &Key<'_>, value: &Json<'_>) -> Option<Binding> {
        let name = Name::new(key.as_ref().into(), *at);
        if let Some(key) = ExpectKey::named(&name.kind) {
            let value = Some(self.known_of_json(key, value)?);
            return Some(Binding { name, value });
        }
        let (_, ty, kind) = self.expected_output(&name)?;
        let may_be_none = matches!(kind, OutputKind::CoveredFrom | OutputKind::CoveredThrough);
        let value = match value.kind {
            JsonKind::Null if may_be_none => {
                Some(Expr::new(ExprKind::Literal(Literal::None), value.span))
            }
            JsonKind::Null => None,
            _ => Some(self.expr_of_json(value, ty)?),
        };
        Some(Binding { name, value })
    }

    /// `status`, `needs` and `reasons`, as an example writes them.
    fn known_of_json(&mut self, key: ExpectKey, value: &Json<'_>) -> Option<Expr> {
        let plain = |value: &Json<'_>| match (&value.kind, key) {
            (JsonKind::Text(text), ExpectKey::Reasons) => Some(text_expr(text, value.span)),
            (JsonKind::Text(text), _) => Some(named(text, value.span)),
            _ => None,
        };
        let whole = match &value.kind {
            JsonKind::List(elements) => {
                let parts: Option<Vec<Expr>> = elements.iter().map(plain).collect();
                parts.map(|parts| Expr::new(ExprKind::Set(parts), value.span))
            }
            _ => plain(value),
        };
        match whole {
            Some(whole) => Some(whole),
            None => self.expr_of_json(value, Type::Text),
        }
    }

    /// A value of JSON as the language writes one of this type. One that does not fit is handed
    /// on as it is, so that it is refused like any other.
    fn expr_of_json(&mut self, json: &Json<'_>, ty: Type) -> Option<Expr> {
        let span = json.span;
        let literal = |literal| Some(Expr::new(ExprKind::Literal(literal), span));
        match (&json.kind, ty) {
            (JsonKind::Null, _) => literal(Literal::None),
            (JsonKind::Boolean(truth), _) => literal(Literal::Boolean(*truth)),
            (JsonKind::Number(digits), _) => self.number_of_json(digits, ty, span),
            (JsonKind::Text(text), Type::Money | Type::Decimal) if is_digits(text) => {
                self.number_of_json(text, ty, span)
            }
            (JsonKind::Text(text), Type::Percent)
                if text.strip_suffix('%').is_some_and(is_digits) =>
            {
                self.number_of_json(text, ty, span)
            }
            (JsonKind::Text(text), Type::Enum(_)) => Some(named(text, span)),
            (JsonKind::Text(text), Type::Date | Type::DateOrOpen) => match Date::parse(text) {
                Ok(date) => literal(Literal::Date(date)),
                Err(DateError::NoSuchDay) => {
                    let message = format!("the calendar has no {text}");
                    self.refuse(Diagnostic::new(codes::NO_SUCH_DAY, span, message))
                }
                Err(_) if text == "open" => literal(Literal::Open),
                Err(_) => Some(text_expr(text, span)),
            },
            (JsonKind::Text(text), Type::Duration) => match Duration::parse(text) {
                Some(length) => literal(Literal::Duration(length)),
                None => Some(text_expr(text, span)),
            },
            (JsonKind::Text(text), _) => Some(text_expr(text, span)),
            (JsonKind::List(elements), Type::List(list)) => {
                self.records_of_json(list, elements, span)
            }
            (JsonKind::List(elements), Type::Set(of)) => {
                let members = elements
                    .iter()
                    .map(|member| self.expr_of_json(member, Type::Enum(of)));
                let members: Vec<Option<Expr>> = members.collect();
                let members: Option<Vec<Expr>> = members.into_iter().collect();
                Some(Expr::new(ExprKind::Set(members?), span))
            }
            (JsonKind::List(_) | JsonKind::Object(_), _) => {
                let message = format!("this is no value: {} is wanted", self.phrase(ty));
                let help = "write the value as a request does";
                self.refuse(wrong(start_of(span), &message, help))
            }
        }
    }

    fn number_of_json(&mut self, digits: &str, ty: Type, span: Span) -> Option<Expr> {
        let (negative, digits) = match digits.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, digits),
        };
        let literal = match json::number(digits, ty == Type::Money, span) {
            Ok(literal) => Expr::new(ExprKind::Literal(literal), span),
            Err(found) => return self.refuse(found),
        };
        Some(match negative {
            true => Expr::new(ExprKind::Negate(Box::new(literal)), span),
            false => literal,
        })
    }

    fn records_of_json(&mut self, list: ListId, elements: &[Json<'_>], span: Span) -> Option<Expr> {
        let mut records = Vec::with_capacity(elements.len());
        let mut sound = true;
        for element in elements {
            let JsonKind::Object(entries) = &element.kind else {
                let message = "each element of a list is an object with its fields";
                self.report(wrong(
                    element.span,
                    message,
                    "write the fields between `{` and `}`",
                ));
                sound = false;
                continue;
            };
            let fields: Vec<Option<Binding>> = entries
                .iter()
                .map(|(key, value)| self.field_of_json(list, key, value))
                .collect();
            let fields: Option<Vec<Binding>> = fields.into_iter().collect();
            sound &= fields.is_some();
            records.push(Record {
                fields: fields.unwrap_or_default(),
                span: element.span,
            });
        }
        let kind = match records.is_empty() {
            true => ExprKind::Set(Vec::new()),
            false => ExprKind::Records(records),
        };
        sound.then(|| Expr::new(kind, span))
    }

    fn field_of_json(
        &mut self,
        list: ListId,
        (key, at): &Key<'_>,
        value: &Json<'_>,
    ) -> Option<Binding> {
        let name = Name::new(key.as_ref().into(), *at);
        let Some(field) = self.policy.lists.at(list).index_of(key) else {
            return self.unknown_field(key, list, "", *at);
        };
        let fields = &self.policy.lists.at(list).fields;
        let ty = fields.get(usize::from(field)).map(|field| field.ty)?;
        let value = match value.kind {
            JsonKind::Null => None,
            _ => Some(self.expr_of_json(value, ty)?),
        };
        Some(Binding { name, value })
    }
}

fn wrong(span: Span, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(codes::WRONG_CASE_FILE, span, message.to_owned()).help(help)
}

/// The first sign of what may go over many lines.
fn start_of(span: Span) -> Span {
    Span::new(span.source, span.start, (span.start + 1).min(span.end))
}

fn is_digits(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn text_expr(text: &str, span: Span) -> Expr {
    Expr::new(ExprKind::Literal(Literal::Text(text.into())), span)
}

/// A name, or `LIST[0].FIELD`.
fn named(text: &str, span: Span) -> Expr {
    let element = || {
        let (list, rest) = text.split_once('[')?;
        let (number, field) = rest.split_once("].")?;
        Some(ElementField {
            list: Name::new(list.into(), span),
            element: number.parse().ok()?,
            field: Name::new(field.into(), span),
        })
    };
    let kind = match element() {
        Some(element) => ExprKind::Element(Box::new(element)),
        None => ExprKind::Name(text.into()),
    };
    Expr::new(kind, span)
}

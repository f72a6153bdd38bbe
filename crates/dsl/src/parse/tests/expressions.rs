//! How tightly operators bind, and what literals hold.

use super::{codes, item};
use crate::ast::{Expr, ExprKind, ItemKind, Literal};

/// An expression with every operation in brackets.
fn shape(text: &str) -> String {
    let ItemKind::Assume { holds, .. } = item(&format!("assume {text}")) else {
        panic!("not an assumption")
    };
    written(&holds)
}

fn written(expr: &Expr) -> String {
    let list = |parts: &[Expr]| parts.iter().map(written).collect::<Vec<_>>().join(", ");
    match &expr.kind {
        ExprKind::Literal(Literal::Integer(n)) => n.to_string(),
        ExprKind::Literal(literal) => format!("{literal:?}"),
        ExprKind::Name(name) => name.to_string(),
        ExprKind::Set(parts) => format!("{{{}}}", list(parts)),
        ExprKind::Paren(inner) => format!("[{}]", written(inner)),
        ExprKind::Not(inner) => format!("(not {})", written(inner)),
        ExprKind::Negate(inner) => format!("(- {})", written(inner)),
        ExprKind::Binary(op, left, right) => {
            format!("({} {} {})", written(left), op.kind.words(), written(right))
        }
        ExprKind::Ending(inner, convention) => {
            format!("({} ending on {})", written(inner), convention.kind.words())
        }
        ExprKind::IsGiven(inner) => format!("({} is given)", written(inner)),
        ExprKind::IsEmpty(inner) => format!("({} is empty)", written(inner)),
        ExprKind::If(c, a, b) => format!(
            "(if {} then {} else {})",
            written(c),
            written(a),
            written(b)
        ),
        ExprKind::Call(name, parts) => format!("{}({})", name.kind, list(parts)),
        ExprKind::Result(call, name) => format!("({}.{})", written(call), name.kind),
        ExprKind::Has(name, parts) => format!("({} has ({}))", name.kind, list(parts)),
        ExprKind::Quantified(q) => format!(
            "({} {} {} {})",
            q.quantifier.word(),
            q.variable.kind,
            q.list.kind,
            written(&q.holds)
        ),
        ExprKind::Folded(f) => {
            let part = |e: &Option<Box<Expr>>| e.as_ref().map_or("-".to_owned(), |e| written(e));
            let variable = f.variable.as_ref().map_or("-", |name| name.kind.as_str());
            let (word, list) = (f.fold.word(), &f.list.kind);
            format!(
                "({word} {} {variable} {list} {})",
                part(&f.value),
                part(&f.filter)
            )
        }
        ExprKind::Element(e) => format!("{}[{}].{}", e.list.kind, e.element, e.field.kind),
        ExprKind::Records(records) => format!("{} records", records.len()),
    }
}

#[test]
fn operators_bind_as_the_reference_says() {
    let cases = [
        ("a or b and not c = d", "(a or (b and (not (c = d))))"),
        ("not a and b", "((not a) and b)"),
        ("a + b * c - d", "((a + (b * c)) - d)"),
        ("-a * b", "((- a) * b)"),
        (
            "any v in visits has v.a and b or c",
            "(any v visits ((v.a and b) or c))",
        ),
        (
            "b and every v in visits has not v.a",
            "(b and (every v visits (not v.a)))",
        ),
        (
            "not any v in visits has any w in claims has v.a = w.b",
            "(not (any v visits (any w claims (v.a = w.b))))",
        ),
        (
            "count of v in visits where v.a >= 2",
            "(count - v visits (v.a >= 2))",
        ),
        (
            "(count of v in visits where v.a) >= 2",
            "([(count - v visits v.a)] >= 2)",
        ),
        (
            "2 <= count of visits + 1",
            "(2 <= ((count - - visits -) + 1))",
        ),
        (
            "(latest of v.a for v in visits where b) otherwise c",
            "([(latest v.a v visits b)] otherwise c)",
        ),
        (
            "earliest of v.a for v in visits otherwise c",
            "((earliest v.a v visits -) otherwise c)",
        ),
        (
            "sum of v.a + 1 for v in visits where v.b in {c}",
            "(sum (v.a + 1) v visits (v.b in {c}))",
        ),
        (
            "any + every * count / sum",
            "(any + ((every * count) / sum))",
        ),
        ("a -5", "(a - 5)"),
        (
            "t(a, b).c > 1 and t has (a, b)",
            "(((t(a, b).c) > 1) and (t has (a, b)))",
        ),
        ("70 of b + c", "((70 of b) + c)"),
        ("a + b after c", "(a + (b after c))"),
        ("a after b after c", "(a after (b after c))"),
        (
            "a after b ending on next day",
            "((a after b) ending on next day)",
        ),
        (
            "a after b otherwise c otherwise d",
            "(a after ((b otherwise c) otherwise d))",
        ),
        ("a + b is given", "((a + b) is given)"),
        ("not a is empty", "(not (a is empty))"),
        ("a in {b, c}", "(a in {b, c})"),
        ("(a < b) = c", "([(a < b)] = c)"),
        (
            "if a then b else if c then d else e or f",
            "(if a then b else (if c then d else (e or f)))",
        ),
        ("min(a, b + c) > f()", "(min(a, (b + c)) > f())"),
        ("a and b and c", "((a and b) and c)"),
        ("a and b and c and d", "((a and b) and (c and d))"),
        (
            "a within b\n  or c # note\n  or d",
            "(((a within b) or c) or d)",
        ),
    ];
    for (text, wanted) in cases {
        assert_eq!(shape(text), wanted, "{text}");
    }
}

#[test]
fn an_item_in_force_is_not_a_comparison() {
    let parsed = super::read(
        "policy p\nrequire a else b\n  in force from 2026-01-01\nassume a\n  in force until 2026-01-01\n",
    );
    assert_eq!(parsed.diagnostics, []);
    assert!(parsed.file.items.iter().all(|item| item.in_force.is_some()));
}

#[test]
fn literals_hold_exactly_what_is_written() {
    let cases = [
        ("5_000", "5000"),
        ("0.70", "Decimal(0.70)"),
        ("12.5%", "Percent(12.5)"),
        ("2 weeks", "Duration(Duration { months: 0, days: 14 })"),
        ("1 year", "Duration(Duration { months: 12, days: 0 })"),
        ("yes", "Boolean(true)"),
        ("open", "Open"),
        ("\"a # b\"", "Text(\"a # b\")"),
    ];
    for (text, wanted) in cases {
        assert_eq!(shape(text), wanted, "{text}");
    }
    let ItemKind::Assume { holds, .. } = item("assume $28,500.00") else {
        panic!("not an assumption")
    };
    assert!(matches!(holds.kind, ExprKind::Literal(Literal::Money(m)) if m.cents() == 2_850_000));
}

#[test]
fn numbers_that_are_written_otherwise_are_reported() {
    let bad = [
        "5,000",
        "1.5.2",
        "1,5",
        "$1.234",
        "$1.5",
        "$12,34",
        "$",
        "3months",
        "5k",
        "1__0",
        ".5",
        "99999999999999999999",
        "28/02/2026",
        "2026-2-8",
        "28.02.2026",
        "99999999999 days",
        "1.5 months",
        "$99999999999999999999",
        "5 %",
    ];
    for text in bad {
        assert_eq!(
            codes(&format!("policy p\nassume a = {text}\n")),
            ["E0108"],
            "{text}"
        );
    }
    for text in ["2026-02-30", "2026-13-01", "0000-01-01", "2025-02-29"] {
        assert_eq!(
            codes(&format!("policy p\nassume a = {text}\n")),
            ["E0107"],
            "{text}"
        );
    }
}

#[test]
fn other_spellings_are_reported_once_each() {
    for text in [
        "a == b",
        "a && b",
        "a || b",
        "!a",
        "a <> b",
        "TRUE",
        "a AND b",
        "null",
        "a >= b ; ",
        "a ≤ b",
        "'x' = a",
        "[a]",
        "a // b",
    ] {
        assert_eq!(
            codes(&format!("policy p\nassume {text}\n")),
            ["E0110"],
            "{text}"
        );
    }
    for text in [
        "a < b < c",
        "a = b = c",
        "a in b in c",
        "a is given is given",
        "a = b is given",
        "(a = b = c) and d",
    ] {
        assert_eq!(
            codes(&format!("policy p\nassume {text}\n")),
            ["E0109"],
            "{text}"
        );
    }
    for text in [
        "a\u{a0}= b",
        "a = b \u{0}",
        "“x” = a",
        "a \u{200b}= b",
        "a = \"\u{7}\"",
        "a = b\u{feff}",
        "a = €5",
    ] {
        assert_eq!(
            codes(&format!("policy p\nassume {text}\n")),
            ["E0117"],
            "{text:?}"
        );
    }
}

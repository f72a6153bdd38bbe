//! Prices: what is checked, and what comes of it.

use super::{codes, found, policy};
use crate::ast::StepKind;
use crate::ir::{ExprKind, OutputKind, Type};

const HEAD: &str = "policy demo
  as of served_on
  money rounds half up

type line is one of preventive, imaging, bundled_line

facts
  served_on : date
  line : line
  billed : money $0..
  lives : integer 1..
  rate : percent 0%..100%
  factor : decimal
  extra : money?
  preferred : boolean

";

fn codes_of(price: &str) -> Vec<String> {
    codes(&format!("{HEAD}{price}"))
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn help_of(price: &str) -> String {
    found(&[&format!("{HEAD}{price}")]).join("\n")
}

#[test]
fn a_price_of_every_step() {
    let text = format!(
        "{HEAD}price allowed \"Allowed amount\"
  in force from 2026-01-01
  start   billed
  becomes $500 when preferred unless line = imaging as bundled because \"by contract\"
  less    rate unless bundled as volume
  less    $5 when lives > 500 as fixed
  plus    2% of billed when volume and not fixed
  plus    12.5% because \"the bonus\"
  plus    extra when extra is given
  at least $1
  at most billed as capped

output share : money is 20% of allowed
price rest
  start allowed
  less share
"
    );
    let policy = policy(&text);
    let (_, price) = policy.prices.iter().next().unwrap();
    let kinds: Vec<StepKind> = price.steps.iter().map(|step| step.kind).collect();
    use StepKind::{AtLeast, AtMost, Becomes, Less, Plus, Start};
    assert_eq!(
        kinds,
        [
            Start, Becomes, Less, Less, Plus, Plus, Plus, AtLeast, AtMost
        ]
    );
    let types: Vec<Type> = price
        .steps
        .iter()
        .map(|step| policy.exprs.at(step.amount).ty)
        .collect();
    assert_eq!(types[2], Type::Percent);
    assert_eq!(types[5], Type::Percent);
    assert_eq!(types.iter().filter(|ty| **ty == Type::Money).count(), 7);
    let label = |place: usize| price.steps[place].label.as_deref();
    assert_eq!(
        (label(1), label(2), label(8)),
        (Some("bundled"), Some("volume"), Some("capped"))
    );
    assert_eq!(price.steps[1].because.as_deref(), Some("by contract"));
    let unless = policy.exprs.at(price.steps[2].condition.unwrap());
    let ExprKind::Not(inner) = unless.kind else {
        panic!("{unless:?}")
    };
    assert!(matches!(
        policy.exprs.at(inner).kind,
        ExprKind::Applied(_, 1)
    ));
    let outputs: Vec<&str> = policy
        .outputs
        .values()
        .map(|output| output.name.as_str())
        .collect();
    assert_eq!(outputs, ["allowed", "share", "rest"]);
    let kind = policy.outputs.values().last().unwrap().kind;
    assert!(matches!(kind, OutputKind::Price(_)));
}

#[test]
fn a_label_is_a_name_within_its_price_alone() {
    let other = "price one\n  start billed\n  less $1 when preferred as cheap\n
price two\n  start billed\n  less $2 when preferred as cheap\n  less $3 unless cheap\n";
    assert_eq!(codes_of(other), [""; 0]);
    let outside = "price one\n  start billed\n  less $1 when preferred as cheap\n
output so : boolean is cheap\n";
    assert_eq!(codes_of(outside), ["E0201"]);
    // Where a member of an enumeration is asked for, it is one.
    let member = "price one\n  start billed\n  less $1 as imaging\n  less $2 when line = imaging\n";
    assert_eq!(codes_of(member), [""; 0]);
}

#[test]
fn price_start_and_plus_are_names_elsewhere() {
    let text = "policy demo\n\ntype plan is one of basic, plus\n\nfacts\n  price : money\n  \
                start : money\n  plan : plan\n\nprice due\n  start start\n  plus price when plan = plus\n";
    assert_eq!(codes(text), [""; 0]);
}

#[test]
fn each_mistake_is_told_once() {
    let cases = [
        ("  becomes $5\n", vec!["E0430"]),
        ("  at most $5\n  start billed\n", vec!["E0430"]),
        (
            "  less 5%\n  start billed\n  start $5\n",
            vec!["E0430", "E0431"],
        ),
        (
            "  start billed\n  start $5\n  start $6\n",
            vec!["E0431", "E0431"],
        ),
        ("  start billed unless preferred\n", vec!["E0432"]),
        ("  start billed\n  less $1 as lives\n", vec!["E0433"]),
        ("  start billed\n  less $1 as p\n", vec!["E0433"]),
        (
            "  start billed\n  less $1 as a\n  less $2 as a\n",
            vec!["E0204"],
        ),
        ("  start billed\n  less $1 when a as a\n", vec!["E0434"]),
        (
            "  start billed\n  less $1 when b\n  less $2 as b\n",
            vec!["E0434"],
        ),
        ("  start 20%\n", vec!["E0435"]),
        ("  start 20\n", vec!["E0435"]),
        ("  start billed\n  less 0.05\n", vec!["E0435"]),
        (
            "  start billed\n  at least 5% when preferred\n",
            vec!["E0435"],
        ),
        ("  start billed\n  plus served_on\n", vec!["E0435"]),
        ("  start billed\n  less $1 when lives\n", vec!["E0303"]),
        ("  start billed\n  less extra\n", vec!["E0307"]),
        (
            "  start billed\n  less $1 when preferred when preferred\n",
            vec!["E0114"],
        ),
        ("  start billed\n  less p\n", vec!["E0205"]),
        ("  cites page \"x\"\n  start billed\n", vec!["E0206"]),
        ("  start\n  less $1\n", vec!["E0113"]),
        ("  start billed\n  times 2\n", vec!["E0113"]),
        ("  start billed\n  at once $5\n", vec!["E0113"]),
        ("", vec!["E0115"]),
    ];
    for (steps, expected) in cases {
        assert_eq!(codes_of(&format!("price p\n{steps}")), expected, "{steps}");
    }
    assert_eq!(codes_of("price status\n  start billed\n"), ["E0204"]);
    assert_eq!(codes_of("price billed\n  start $5\n"), ["E0204"]);
}

#[test]
fn a_failed_price_silences_what_uses_it() {
    let text = "price p\n  start 20%\n\noutput q : money is p + $1\n";
    assert_eq!(codes_of(text), ["E0435"]);
}

#[test]
fn the_help_says_what_to_write() {
    let help = help_of("price p\n  start billed\n  less 0.05\n");
    assert!(help.contains("write `5%`, or `$0.05`"), "{help}");
    let help = help_of("price p\n  start billed\n  at most 80%\n");
    assert!(help.contains("at most 80% of X"), "{help}");
    let help = help_of("price p\n  start billed\n  start $5\n");
    assert!(help.contains("becomes $5"), "{help}");
}

#[test]
fn rounding_without_a_mode_is_warned_of_once() {
    let head = "policy demo\n\nfacts\n  billed : money\n  share : percent\n  factor : decimal\n\n";
    let of = |items: &str| codes(&format!("{head}{items}"));
    let places = [
        "output it : money is share of billed",
        "output it : money is billed * factor",
        "output it : money is billed / 3",
        "output it : decimal is round(factor, 2)",
        "price it\n  start billed\n  less share",
        "output it : money is share of billed\noutput too : money is billed / 7",
    ];
    for items in places {
        assert_eq!(of(items), ["W0530"], "{items}");
    }
    let fine = [
        "output it : money is billed * 3",
        "output it : decimal is billed / $3",
        "output it : percent is share of 50%",
        "price it\n  start billed\n  less $5\n  at most $100",
    ];
    for items in fine {
        assert_eq!(of(items), [""; 0], "{items}");
    }
}

//! What a checked policy says: shorthands written out, names resolved, items in order.

use super::{CONTINUITY, FACTS, policy};
use crate::ir::{
    ArithmeticOp, CompareOp, ExprId, ExprKind, ItemRef, OutputKind, Policy, Type, WindowKind,
};
use crate::value::{Duration, MonthEnd, Value};

/// The expression as nested words.
fn told(policy: &Policy, id: ExprId) -> String {
    let say = |id: &ExprId| told(policy, *id);
    let list = |ids: &[ExprId]| ids.iter().map(say).collect::<Vec<_>>().join(" ");
    match &policy.exprs.at(id).kind {
        ExprKind::Constant(value) => policy.value_words(value),
        ExprKind::Fact(id) => policy.facts.at(*id).name.to_string(),
        ExprKind::Reading(id) => policy.readings.at(*id).head.name.to_string(),
        ExprKind::Parameter(id) => policy.parameters.at(*id).head.name.to_string(),
        ExprKind::Window(id) => policy.windows.at(*id).head.name.to_string(),
        ExprKind::Define(id) => policy.defines.at(*id).head.name.to_string(),
        ExprKind::Price(id) => policy.prices.at(*id).head.name.to_string(),
        ExprKind::Applied(id, step) => {
            let label = &policy.prices.at(*id).steps[*step].label;
            format!("(applied {})", label.as_deref().unwrap_or_default())
        }
        ExprKind::Output(id) => policy.outputs.at(*id).name.to_string(),
        ExprKind::Used(used, output) => policy.uses.at(*used).output_name(*output).to_owned(),
        ExprKind::Scripted(id, all) => {
            format!("({} {})", policy.functions.at(*id).name, list(all))
        }
        ExprKind::Decided(id) => format!("(decided {})", policy.defines.at(*id).head.name),
        ExprKind::Set(all) => format!("(set {})", list(all)),
        ExprKind::Not(one) => format!("(not {})", say(one)),
        ExprKind::And(all) => format!("(and {})", list(all)),
        ExprKind::Or(all) => format!("(or {})", list(all)),
        ExprKind::Compare(op, a, b) => format!("({op:?} {} {})", say(a), say(b)),
        ExprKind::Includes { set, member } => format!("(includes {} {})", say(set), say(member)),
        ExprKind::IncludesAll { set, subset } => {
            format!("(includes-all {} {})", say(set), say(subset))
        }
        ExprKind::Within { date, window } => format!("(within {} {})", say(date), say(window)),
        ExprKind::IsGiven(id) => format!("(given {})", policy.facts.at(*id).name),
        ExprKind::IsEmpty(one) => format!("(empty {})", say(one)),
        ExprKind::Otherwise(id, one) => {
            format!("(otherwise {} {})", policy.facts.at(*id).name, say(one))
        }
        ExprKind::If(c, a, b) => format!("(if {} {} {})", say(c), say(a), say(b)),
        ExprKind::Negate(one) => format!("(- {})", say(one)),
        ExprKind::Arithmetic(op, a, b) => format!("({op:?} {} {})", say(a), say(b)),
        ExprKind::Shift { date, by, back, .. } => {
            format!(
                "({} {} {})",
                if *back { "before" } else { "after" },
                say(by),
                say(date)
            )
        }
        ExprKind::MakeWindow {
            anchor,
            length,
            kind,
            ..
        } => {
            format!("(window {kind:?} {} {})", say(length), say(anchor))
        }
        ExprKind::Lookup {
            table,
            result,
            arguments,
        } => {
            let name = &policy.tables.at(*table).head.name;
            format!("(row {name}.{result} {})", list(arguments))
        }
        ExprKind::Has { table, arguments } => {
            format!(
                "(has {} {})",
                policy.tables.at(*table).head.name,
                list(arguments)
            )
        }
        ExprKind::InCodes(one, codes) => {
            format!("(in {} {})", say(one), policy.codes.at(*codes).head.name)
        }
        ExprKind::Call(function, all) => format!("({} {})", function.name(), list(all)),
        ExprKind::Field(field) => policy.field(*field).name.to_string(),
        ExprKind::FieldGiven(field) => format!("(given {})", policy.field(*field).name),
        ExprKind::FieldOtherwise(field, other) => {
            format!("(otherwise {} {})", policy.field(*field).name, say(other))
        }
        ExprKind::Quantified {
            quantifier, holds, ..
        } => format!("({} {})", quantifier.word(), say(holds)),
        ExprKind::Folded {
            fold,
            filter,
            value,
            otherwise,
            ..
        } => {
            let part = |id: &Option<ExprId>| id.as_ref().map_or("-".to_owned(), say);
            let (filter, value, other) = (part(filter), part(value), part(otherwise));
            format!("({} {value} {filter} {other})", fold.word())
        }
    }
}

/// The value of the output `it`.
fn output(is: &str) -> String {
    let policy = policy(&format!("{FACTS}\noutput it : {is}\n"));
    let id = policy.defines.values().last().expect("one output").is;
    told(&policy, id)
}

#[test]
fn rows_of_conditions_are_flat_and_brackets_stay() {
    assert_eq!(
        output("boolean is insured and lives > 1 and (insured and not insured) and region = west"),
        "(and insured (Greater lives 1) (and insured (not insured)) (Equal region west))"
    );
    assert_eq!(
        output("boolean is insured or insured and insured or insured"),
        "(or insured (and insured insured) insured)"
    );
}

#[test]
fn shorthands_are_written_out() {
    assert_eq!(
        output("boolean is region in {west, south}"),
        "(includes {west, south} region)"
    );
    assert_eq!(
        output("boolean is regions includes {west}"),
        "(includes-all regions {west})"
    );
    assert_eq!(
        output("boolean is regions includes west"),
        "(includes regions west)"
    );
    assert_eq!(
        output("boolean is regions = {region, west}"),
        "(Equal regions (set region west))"
    );
    assert_eq!(
        output("date is 30 days before served_on"),
        "(before 30 days served_on)"
    );
    assert_eq!(
        output("boolean is ends within 30 days before served_on"),
        "(within ends (window Before 30 days served_on))"
    );
    assert_eq!(output("money is 2 * billed"), "(Multiply billed 2)");
    assert_eq!(
        output("date is moved_on otherwise moved_on otherwise served_on"),
        "(otherwise moved_on (otherwise moved_on served_on))"
    );
}

#[test]
fn a_whole_number_is_a_decimal_where_one_is_expected() {
    let policy = policy(&format!("{FACTS}\noutput it : boolean is 5 < factor\n"));
    let compare = policy
        .exprs
        .at(policy.defines.values().next().expect("one").is);
    let ExprKind::Compare(CompareOp::Less, five, _) = compare.kind else {
        panic!("{compare:?}")
    };
    assert_eq!(policy.exprs.at(five).ty, Type::Decimal);
    assert_eq!(
        policy.exprs.at(five).kind,
        ExprKind::Constant(Value::Decimal(5.into()))
    );
}

#[test]
fn clauses_of_a_category_become_plain_dates() {
    let items = "category a \"A\"
  when insured
  when lives > 1
  unless region = west
  from served_on until ends
  at most 12 months after served_on less 1 day if insured
  at most 90 days beginning served_on
  refer look \"Look\" when lives > 5
";
    let policy = policy(&format!("{FACTS}\n{items}"));
    let category = policy.categories.values().next().expect("one category");
    let say = |id: Option<ExprId>| id.map(|id| told(&policy, id)).unwrap_or_default();
    assert_eq!(
        say(category.when),
        "(and insured (Greater lives 1) (not (Equal region west)))"
    );
    assert_eq!(say(category.from), "served_on");
    assert_eq!(say(category.through), "(before 1 day ends)");
    let caps: Vec<String> = category
        .caps
        .iter()
        .map(|cap| told(&policy, cap.last_day))
        .collect();
    assert_eq!(
        caps,
        [
            "(before 1 day (after 12 months served_on))",
            "(before 1 day (after 90 days served_on))"
        ]
    );
    assert_eq!(
        say(category.caps.first().and_then(|cap| cap.condition)),
        "insured"
    );
    let refer = category.refers.first().expect("one referral");
    let outcome = policy.enums.at(policy.outcome.expect("outcomes"));
    assert_eq!(
        outcome.member(refer.outcome).map(|m| m.name.as_str()),
        Some("look")
    );
}

#[test]
fn conventions_come_from_the_clause_then_the_header() {
    let text = FACTS.replace("on last day", "on refuse");
    let policy = policy(&format!(
        "{text}\noutput a : date is 1 month after served_on\n\
         output b : date is 1 month after served_on ending on next day\n"
    ));
    let month_end = |id: ExprId| match policy.exprs.at(id).kind {
        ExprKind::Shift { month_end, .. } => Some(month_end),
        _ => None,
    };
    let ends: Vec<_> = policy.defines.values().map(|d| month_end(d.is)).collect();
    assert_eq!(ends, [Some(MonthEnd::Refuse), Some(MonthEnd::NextDay)]);
}

#[test]
fn outcomes_categories_and_outputs_of_the_first_policy() {
    let policy = policy(CONTINUITY);
    let names = |id| {
        policy
            .enums
            .at(id)
            .members
            .iter()
            .map(|m| m.name.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(policy.outcome.expect("outcomes")),
        [
            "covered",
            "not_covered",
            "out_of_scope",
            "not_applicable",
            "needs_clinical_determination"
        ]
    );
    let categories: Vec<_> = policy
        .categories
        .values()
        .map(|c| c.head.name.as_str())
        .collect();
    assert_eq!(names(policy.category.expect("categories")), categories);
    let outputs: Vec<_> = policy.outputs.values().map(|o| o.name.as_str()).collect();
    assert_eq!(
        outputs,
        [
            "outcome",
            "categories",
            "covered_from",
            "covered_through",
            "periods"
        ]
    );
    assert_eq!(policy.as_of, policy.fact_named("service_on"));
    assert_eq!(policy.covers, policy.fact_named("service_on"));
    assert_eq!(
        policy.parameters.values().next().map(|p| p.values.len()),
        Some(1)
    );
    let window = policy.windows.values().next().expect("one window");
    assert!(matches!(
        policy.exprs.at(window.is).kind,
        ExprKind::MakeWindow {
            kind: WindowKind::After,
            ..
        }
    ));
    let requires: Vec<_> = policy
        .requires
        .values()
        .map(|r| r.head.name.as_str())
        .collect();
    assert_eq!(requires, ["require.1", "require.2", "require.3"]);
    assert_eq!(
        policy
            .examples
            .values()
            .map(|e| e.given.len())
            .collect::<Vec<_>>(),
        [11]
    );
}

#[test]
fn items_stand_in_the_order_of_the_text() {
    let policy = policy(CONTINUITY);
    let spans: Vec<_> = policy
        .items
        .iter()
        .filter_map(|item| policy.head(*item))
        .map(|head| head.span)
        .collect();
    assert!(spans.is_sorted());
    assert!(matches!(policy.items.first(), Some(ItemRef::Source(_))));
    assert!(matches!(policy.items.last(), Some(ItemRef::Example(_))));
    assert_eq!(policy.items.len(), 1 + 2 + 21 + 1 + 1 + 1 + 3 + 6 + 1 + 1);
}

#[test]
fn requires_without_categories_are_met() {
    let policy = policy(&format!(
        "{FACTS}\nrequire insured else no_cover \"No\"\noutput fee : money is $5\n"
    ));
    let outcomes = policy.enums.at(policy.outcome.expect("outcomes"));
    assert_eq!(
        outcomes
            .members
            .iter()
            .map(|m| m.name.as_str())
            .collect::<Vec<_>>(),
        ["met", "not_covered", "no_cover"]
    );
    let outputs: Vec<_> = policy
        .outputs
        .values()
        .map(|o| (o.name.as_str(), o.kind))
        .collect();
    assert!(matches!(
        outputs.as_slice(),
        [
            ("outcome", OutputKind::Outcome),
            ("fee", OutputKind::Define(_))
        ]
    ));
    assert_eq!(policy.category, None);
}

#[test]
fn values_of_a_parameter_stand_by_date() {
    let policy = policy(&format!(
        "{FACTS}\nparameter cap : duration is 3 months from 2027-01-01 is 1 month is 2 months from 2026-01-01\n"
    ));
    let values: Vec<_> = policy
        .parameters
        .values()
        .flat_map(|p| p.values.iter().map(|(_, v)| v.clone()))
        .collect();
    assert_eq!(
        values,
        [1, 2, 3].map(|n| Value::Duration(Duration::months(n)))
    );
}

#[test]
fn percentages_are_of_something() {
    let policy = policy(&format!("{FACTS}\noutput it : money is 10% of billed\n"));
    let is = policy
        .exprs
        .at(policy.defines.values().next().expect("one").is);
    assert!(
        matches!(is.kind, ExprKind::Arithmetic(ArithmeticOp::Of, _, _)) && is.ty == Type::Money
    );
}

//! Policies that amend and use others: what comes of it, and what is refused.

use super::{codes_of, found, read_all, says};
use crate::Diagnostic;
use crate::ir::{ItemRef, Policy};

const STATUTE: &str = "policy statute \"The statute\"
  as of served_on
  months end on next day
source act
facts
  served_on : date
  age : integer
  surgery : boolean
define adult : boolean is age >= 18
require adult else too_young \"Too young\" as of_age
require surgery else nothing \"No surgery\"
category first
  from served_on
category second
  from served_on
output fee : money is $5
example \"a child\"
  given
    age 4
  expect
    outcome too_young
";

fn policies(texts: &[&str]) -> Vec<Policy> {
    let (checked, all) = read_all(texts);
    assert!(!all.iter().any(Diagnostic::is_error), "{all:#?}");
    checked.policies
}

/// The items of a policy by name, each with its layer.
fn told(policy: &Policy) -> Vec<String> {
    let name = |item: &ItemRef| match item {
        ItemRef::Type(id) => policy.enums.at(*id).name.to_string(),
        ItemRef::Fact(id) => policy.facts.at(*id).name.to_string(),
        item => policy
            .head(*item)
            .map_or("example".into(), |head| head.name.to_string()),
    };
    let items = policy.items.iter();
    items
        .map(|item| format!("{} {}", name(item), policy.layer(*item)))
        .collect()
}

#[test]
fn a_layer_stands_where_its_base_stood() {
    let plan = "policy plan
  amends statute
  months end on refuse
replace category first
  from served_on
  at most 1 month after served_on
remove require of_age because \"every age\"
replace facts
  age : integer 0..
require age < 100 else too_old \"Too old\" as not_old
facts
  extra : boolean
";
    let group = "policy group \"The group\"
  amends plan
replace require not_old
";
    let all = policies(&[STATUTE, plan]);
    let [statute, plan_policy] = all.as_slice() else {
        panic!("two policies")
    };
    assert_eq!(statute.examples.len(), 1);
    assert_eq!(
        plan_policy.examples.len(),
        0,
        "examples are of the base alone"
    );
    assert_eq!(plan_policy.title.as_deref(), Some("The statute"));
    assert_eq!(plan_policy.months_end, crate::value::MonthEnd::Refuse);
    assert!(plan_policy.as_of.is_some());
    assert_eq!(
        told(plan_policy),
        [
            "act statute",
            "served_on statute",
            "age plan",
            "surgery statute",
            "adult statute",
            "require.1 statute",
            "first plan",
            "second statute",
            "fee statute",
            "require.not_old plan",
            "extra plan",
        ]
    );
    // The order in which the files are read does not matter.
    assert_eq!(policies(&[plan, STATUTE]).len(), 2);
    let missing = found(&[STATUTE, plan, group]);
    assert_eq!(missing.len(), 1, "{missing:#?}");
}

#[test]
fn an_unreadable_base_says_nothing_about_its_layers() {
    let broken = STATUTE.replace("output fee : money is $5", "output fee : money is $");
    let layer = "policy plan\n  amends statute\nreplace output fee : money is $6\noutput twice : money is fee + fee\n";
    let (checked, all) = read_all(&[&broken, layer]);
    assert_eq!(all.len(), 1, "{all:#?}");
    assert!(checked.policies.is_empty());
    let nameless = "polcy statute\n";
    let (_, all) = read_all(&[nameless, layer]);
    assert_eq!(all.len(), 1, "{all:#?}");
}

#[test]
fn a_policy_with_errors_can_be_used_without_more_of_them() {
    let used = "policy used\nfacts\n  a : boolean\noutput b : boolean is aa\n";
    let user =
        "policy user\nfacts\n  a : boolean\nuse used as it\noutput c : boolean is it.b and it.d\n";
    assert_eq!(codes_of(&[used, user]), ["E0201"]);
}

#[test]
fn too_many_layers() {
    let texts: Vec<String> = (0..66)
        .map(|n| match n {
            0 => "policy layer_0\nfacts\n  a : boolean\noutput b : boolean is a\n".to_owned(),
            n => format!("policy layer_{n}\n  amends layer_{}\n", n - 1),
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(codes_of(&texts), ["E0462"]);
}

#[test]
fn uses_that_double_at_every_step() {
    let texts: Vec<String> = (0..40)
        .map(|n| match n {
            0 => "policy p_0\nfacts\n  a : boolean\noutput b : boolean is a\n".to_owned(),
            n => format!(
                "policy p_{n}\nfacts\n  a : boolean\nuse p_{0} as x\nuse p_{0} as y\noutput b : boolean is x.b and y.b\n",
                n - 1
            ),
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    assert_eq!(codes_of(&texts), ["E0462"]);
}

#[test]
fn what_a_used_policy_brings() {
    let used = "policy used
  as of day
source page
type color is one of red, green
type size is one of small, large
facts
  day : date
  color : color
  size : size?
reading choice \"Which?\"
  cites page \"1\"
  is one of wide, narrow
  default wide
output paint : color is color
output both : boolean is choice = wide and size is given
category any
  when color = red
";
    let user = "policy user
  as of today
type color is one of red, green
type size is one of large, small
facts
  today : date
  color : color
use used as it \"It\"
  with day = today, size = none
output same : boolean is it.paint = color and it.choice = narrow and it.outcome = covered
output large : it.size is large
guarantee g it.categories = {any} when it.covered_through = open
example \"e\"
  given
    it.choice narrow
    color red
  expect
    same yes
";
    let all = policies(&[used, user]);
    let user = all.last().expect("the user");
    let brought = user.uses.values().next().expect("a use");
    assert_eq!(brought.head.title.as_deref(), Some("It"));
    assert!(brought.policy.examples.is_empty());
    let names: Vec<&str> = user
        .readings
        .values()
        .map(|r| r.head.name.as_str())
        .collect();
    assert_eq!(names, ["it.choice"]);
    let source = user
        .readings
        .values()
        .next()
        .and_then(|r| r.head.cites.first());
    let source = source.map(|cite| user.sources.at(cite.source).head.name.as_str());
    assert_eq!(source, Some("it.page"));
}

#[test]
fn comparisons_within_a_mapping_are_no_chain() {
    let used = "policy used\nfacts\n  a : boolean\n  b : boolean\noutput c : boolean is a and b\n";
    let user = "policy user\nfacts\n  n : integer\nuse used as it\n  with a = n >= 3, b = n = 4\noutput c : boolean is it.c\n";
    assert_eq!(found(&[used, user]), [""; 0]);
    let chained = user.replace("n >= 3", "0 < n >= 3");
    assert_eq!(codes_of(&[used, &chained]), ["E0109"]);
}

#[test]
fn labels_are_names() {
    let text = "policy demo\nfacts\n  a : boolean\nrequire a else no_a \"A\" as it\nassume a \"A\" as it\nrequire a else no_b as it\n";
    let all = found(&[text]);
    assert_eq!(all.len(), 1);
    says(&all.concat(), &["E0204", "the label `it`"]);
}

#[test]
fn the_mark_of_a_whole_item() {
    let text = "policy demo\nsource page\nfacts\n  a : boolean\ndefine b : boolean is a\n  [unverified]\nrequire b else not_b \"No\"\n  cites page \"1\" [unverified]\n  [unverified]\n";
    let all = policies(&[text]);
    let policy = all.first().expect("a policy");
    assert!(policy.defines.values().all(|d| d.head.unverified));
    assert!(
        policy
            .requires
            .values()
            .all(|r| r.head.unverified && r.head.is_unverified())
    );
    let twice = text.replace(
        "is a\n  [unverified]\n",
        "is a\n  [unverified]\n  [unverified]\n",
    );
    assert_eq!(codes_of(&[&twice]), ["E0114"]);
}

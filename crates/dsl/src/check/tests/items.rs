//! Mistakes in what items declare.

use super::{FACTS, codes, fine, found, only, read_all, says};

#[test]
fn names_that_are_declared_twice() {
    says(
        &only("facts\n  lives : money"),
        &["E0204", "the fact `lives`"],
    );
    says(
        &only("define lives : integer is 5"),
        &["E0204", "the define `lives`"],
    );
    says(
        &only("type region is one of a, b"),
        &["E0204", "the type `region`"],
    );
    says(
        &only("type size is one of a, b, a"),
        &["E0204", "the member `a`"],
    );
    says(
        &only("source page\nsource page"),
        &["E0204", "the source `page`"],
    );
    says(
        &only("guarantee g insured\nwindow g is 30 days after served_on"),
        &["E0204", "the window `g`"],
    );
    says(
        &only("category a\n  through ends\ncategory a\n  through ends"),
        &["E0204", "the category `a`"],
    );
    says(
        &only("facts\n  outcome : boolean\nrequire insured else not_covered \"No\""),
        &["E0204", "an output that this policy has"],
    );
    says(
        &only("type outcome is one of a, b\nrequire insured else not_covered \"No\""),
        &["E0204", "without declaring it"],
    );
    says(
        &only("output status : boolean is insured"),
        &["E0204", "every decision has `status`"],
    );
    says(
        &only("reading r \"R?\"\n  is one of a, a\n  default a"),
        &["E0204", "the choice `a`"],
    );
}

#[test]
fn the_later_declaration_is_told_and_the_first_shown() {
    let text = format!("{FACTS}\nreading lives \"R?\"\n  is one of a, b\n  default a\n");
    let (_, all) = read_all(&[&text]);
    let [only] = all.as_slice() else {
        panic!("{all:#?}")
    };
    assert!(only.span.start > only.related.first().expect("the first place").span.start);
}

#[test]
fn categories_by_date_may_share_a_name() {
    let earlier = "category a\n  through ends\n  in force until 2026-01-01\n";
    let later = "category a\n  through ends\n  in force from 2026-01-01\n";
    fine(&format!("{earlier}{later}"));
    let overlapping = "category a\n  through ends\n  in force from 2025-12-31\n";
    says(
        &only(&format!("{earlier}{overlapping}")),
        &["E0204", "for the same dates"],
    );
}

#[test]
fn a_fact_is_no_group() {
    says(
        &only("facts\n  lives.young : integer"),
        &[
            "E0210",
            "`lives` is a fact and also the group of `lives.young`",
        ],
    );
    says(
        &only("facts\n  a.b.c : integer\n  a.b : integer"),
        &["E0210", "`a.b`"],
    );
    fine("facts\n  livestock : integer\n  lives_lost : integer");
}

#[test]
fn types_that_do_not_exist() {
    says(
        &only("facts\n  a : string"),
        &["E0202", "did you mean `text`?"],
    );
    says(
        &only("facts\n  a : set of regoin"),
        &["E0202", "did you mean `region`?"],
    );
    says(
        &only("facts\n  a : set of integer"),
        &["E0303", "no sets of `integer`"],
    );
    says(
        &only("facts\n  a : set of region?"),
        &["E0303", "a set cannot be optional"],
    );
    says(
        &only("define a : integer? is 5"),
        &["E0303", "only a fact can be optional"],
    );
}

#[test]
fn sets_of_many_members() {
    let members: Vec<String> = (0..65).map(|n| format!("m{n}")).collect();
    let many = format!("type many is one of {}", members.join(", "));
    says(
        &only(&format!("{many}\nfacts\n  a : set of many")),
        &["E0406", "65 members"],
    );
    says(
        &only(&format!(
            "{many}\nfacts\n  a : many\noutput it : boolean is a in {{m1, m2}}"
        )),
        &["E0406"],
    );
    fine(&format!(
        "{many}\nfacts\n  a : many\noutput it : boolean is a = m64"
    ));
    let categories: Vec<String> = (0..65)
        .map(|n| format!("category c{n}\n  through ends\n"))
        .collect();
    says(&only(&categories.concat()), &["E0406", "65 categories"]);
}

#[test]
fn ranges() {
    says(
        &only("facts\n  a : integer 3..1"),
        &["E0402", "write `1..3`"],
    );
    says(
        &only("facts\n  a : money $5..$1.50"),
        &["E0402", "the range is empty"],
    );
    says(&only("facts\n  a : boolean 1..3"), &["E0402", "no order"]);
    says(&only("facts\n  a : money 1.."), &["E0303", "write `$1`"]);
    says(
        &only("define a : integer 1..3 is 2"),
        &["E0402", "only a fact"],
    );
    fine(
        "facts\n  a : decimal 0..1\n  b : integer -5..\n  c : date 2000-01-01..2000-01-01\n  d : percent 0%..100%?",
    );
}

#[test]
fn circles() {
    says(
        &only("define a : boolean is b\ndefine b : boolean is c\ndefine c : boolean is a"),
        &["E0205", "`a` -> `b` -> `c` -> `a`"],
    );
    says(
        &only("define a : boolean is not a"),
        &["E0205", "`a` is computed from itself"],
    );
    says(
        &only(
            "define start : date is if served_on within w then served_on else 2026-01-01\n\
             window w is 5 days after start",
        ),
        &["E0205", "`start` -> `w` -> `start`"],
    );
    says(
        &only("define a : boolean is outcome = met\nrequire a else not_covered \"No\""),
        &["E0205", "every require and category"],
    );
    says(
        &only("assume outcome = met \"odd\"\nrequire insured else not_covered \"No\""),
        &["E0205", "write a `guarantee`"],
    );
    let two = "define a : boolean is b\ndefine b : boolean is a\ndefine c : boolean is c";
    assert_eq!(codes(&format!("{FACTS}\n{two}\n")), ["E0205", "E0205"]);
    fine("output late : boolean is covered_through > served_on\ncategory a\n  through ends");
}

#[test]
fn passages_and_dates_in_force() {
    says(
        &only("source page \"Page\"\nrequire insured else not_covered \"No\"\n  cites pgae \"1\""),
        &["E0206", "did you mean `page`?"],
    );
    says(
        &only(
            "require insured else not_covered \"No\"\n  in force from 2026-01-01 until 2026-01-01",
        ),
        &["E0404", "until 2026-01-01"],
    );
    let undated = FACTS.replace("  as of served_on\n", "");
    let dated = "parameter cap : money\n  is $5 from 2026-01-01\n  is $6 from 2027-01-01\n";
    let told = found(&[&format!("{undated}\n{dated}")]);
    assert_eq!(told.len(), 1, "{told:#?}");
    says(
        told.first().map_or("", String::as_str),
        &["E0401", "write `as of FACT`"],
    );
    assert_eq!(
        codes(&format!("{undated}\nparameter cap : money is $5\n")),
        [""; 0]
    );
}

#[test]
fn header_facts() {
    let header = |line: &str| found(&[&FACTS.replace("as of served_on", line)]).join("\n");
    says(&header("as of billed"), &["E0405", "`billed` is money"]);
    says(&header("as of moved_on"), &["E0405", "optional"]);
    says(
        &header("as of served_no"),
        &["E0405", "did you mean `served_on`?"],
    );
    says(&header("as of month_after"), &["E0405", "names a fact"]);
    says(
        &header("covers services on ends"),
        &["E0405", "a date or open"],
    );
}

#[test]
fn parameters() {
    says(
        &only("parameter cap : money is $5 from 2026-01-01 is $6 from 2026-01-01"),
        &["E0403", "two values from 2026-01-01"],
    );
    says(
        &only("parameter cap : money is $5 is $6"),
        &["E0403", "without a first day"],
    );
    says(
        &only("parameter cap : money is billed"),
        &["E0311", "an amount such as"],
    );
    says(&only("parameter cap : money is $5 + $6"), &["E0311"]);
    says(
        &only("parameter cap : money is 5"),
        &["E0303", "write `$5`"],
    );
    says(
        &only("parameter cap : region is wets"),
        &["E0203", "did you mean `west`?"],
    );
    fine("parameter cap : set of region is {west} is {} from 2026-01-01");
    fine("parameter cap : decimal is -5 is 0.5 from 2026-01-01");
}

#[test]
fn readings() {
    says(
        &only("reading r \"R?\"\n  is one of first, last\n  default lats"),
        &["E0203", "did you mean `last`?"],
    );
    says(
        &only(
            "reading r \"R?\"\n  is one of first, last\n  default first\noutput it : boolean is r = middle",
        ),
        &["E0203", "a member of `r`"],
    );
}

#[test]
fn exceptions() {
    let define = |rest: &str| format!("output fee : money is $5\n  {rest}");
    says(
        &only(&define(
            "except $6 when insured as high overrides low\n  except $7 when lives > 1 as lo",
        )),
        &["E0407", "`low`"],
    );
    says(
        &only(&define(
            "except $6 when insured as a\n  except $7 when lives > 1 as a",
        )),
        &["E0204", "the label `a`"],
    );
    says(
        &only(&define(
            "except $6 when insured as a overrides b\n  except $7 when lives > 1 as b overrides a",
        )),
        &["E0205", "override each other"],
    );
    says(
        &only(&define("except $6 when insured as a overrides a")),
        &["E0205", "overrides itself"],
    );
    says(
        &only(&define("except 6 when insured")),
        &["E0303", "`fee` is money"],
    );
    says(
        &only(&define("except $6 when billed")),
        &["E0303", "a condition"],
    );
    fine(&define(
        "except $6 when insured as a\n  except $7 when lives > 1 as b overrides a",
    ));
}

#[test]
fn categories() {
    let category = |rest: &str| format!("category a\n  {rest}");
    says(
        &only(&category("when served_on")),
        &["E0303", "a condition"],
    );
    says(
        &only(&category("from lives")),
        &["E0303", "the first day of `a`"],
    );
    says(
        &only(&category("through billed")),
        &["E0303", "the last day of `a`"],
    );
    says(
        &only(&category("at most 30 after served_on")),
        &["E0302", "30 days after served_on"],
    );
    says(
        &only(&category("at most 30 days after billed")),
        &["E0303", "what stands behind `after`"],
    );
    says(
        &only(&category("at most 30 days after ends less lives")),
        &["E0303", "behind `less`"],
    );
    says(
        &only(&category("at most 30 days after ends if lives")),
        &["E0303", "a condition"],
    );
    says(
        &only(&category("refer look \"Look\" when lives")),
        &["E0303", "a condition"],
    );
}

#[test]
fn months_need_a_convention() {
    let silent = FACTS.replace("  months end on last day\n", "");
    let told = |items: &str| codes(&format!("{silent}\n{items}\n"));
    for items in [
        "output it : date is 12 months after served_on",
        "output it : date is stay after served_on",
        "window w is 1 month before served_on",
        "category a\n  through ends\n  at most 12 months after served_on less 1 day",
        "parameter cap : duration is 30 days is 1 month from 2026-01-01\noutput it : date is cap after served_on",
        "output it : date is b after served_on\ndefine b : duration is a\ndefine a : duration is 30 days except 1 month when insured",
        "output it : date is (30 days + 1 month) after served_on",
    ] {
        assert_eq!(told(items), ["W0501"], "{items}");
    }
    for items in [
        "output it : date is 30 days after served_on",
        "output it : date is 12 months after served_on ending on refuse",
        "output it : boolean is served_on within 12 months after served_on ending on next day",
        "parameter cap : duration is 30 days\noutput it : date is cap after served_on",
        "output it : date is a after served_on\ndefine a : duration is 30 days",
        "category a\n  until served_on",
    ] {
        assert_eq!(told(items), [""; 0], "{items}");
    }
}

#[test]
fn a_warning_leaves_the_policy_usable() {
    let text = "policy demo\n\nfacts\n  on : date\n\noutput it : date is 1 month after on\n";
    let (checked, all) = read_all(&[text]);
    assert_eq!((checked.policies.len(), all.len()), (1, 1));
}

#[test]
fn what_could_not_be_read_is_not_missed_again() {
    let broken = "define fee : money is $5 +\noutput it : boolean is fee > $3 and insured";
    assert_eq!(codes(&format!("{FACTS}\n{broken}\n")).len(), 1);
    let broken =
        "category a\n  when insured and\nguarantee g covered_through <= ends when categories = {a}";
    assert_eq!(codes(&format!("{FACTS}\n{broken}\n")).len(), 1);
}

#[test]
fn files_of_one_bundle() {
    let policy = "policy demo\n\nfacts\n  insured : boolean\n\noutput it : boolean is insured\n";
    assert_eq!(found(&[policy, &policy.replace("demo", "other")]), [""; 0]);
    let (checked, all) = read_all(&[policy, policy]);
    assert_eq!((checked.policies.len(), all.len()), (0, 1));
    assert_eq!(
        all.first().map(|d| (d.code.id(), d.related.len())),
        Some(("E0806", 1))
    );
    let cases = "cases for dmeo\n\nexample \"a\"\n  given\n    insured yes\n  expect\n    it yes\n";
    says(
        &found(&[policy, cases]).join("\n"),
        &["E0208", "did you mean `demo`?"],
    );
    let (checked, all) = read_all(&[cases.replace("dmeo", "demo").as_str(), policy]);
    assert_eq!((checked.policies.len(), all.len()), (1, 0));
    let (checked, _) = read_all(&[
        policy,
        &cases.replace("dmeo", "demo").replace("it yes", "it 5"),
    ]);
    assert!(
        checked.policies.is_empty(),
        "a policy with wrong cases is not usable"
    );
}

//! Mistakes within expressions.

use super::{condition, fine, only, says};

#[test]
fn names_that_are_not_declared() {
    says(&condition("inured"), &["E0201", "did you mean `insured`?"]);
    says(
        &condition("elsewhere and insured"),
        &["E0201", "`elsewhere` is not declared"],
    );
    says(
        &condition("west"),
        &[
            "E0201",
            "member of `region`",
            "write `regions includes west`",
        ],
    );
    says(
        &condition("red"),
        &["E0201", "member of `color`", "write `color = red`"],
    );
    says(
        &only("guarantee always insured\noutput it : boolean is always"),
        &["E0201", "`always` is a guarantee"],
    );
    says(
        &condition("lives = lifes"),
        &["E0201", "did you mean `lives`?"],
    );
}

#[test]
fn a_forgotten_group_is_found() {
    let found = only("facts\n  provider.contracted : boolean\noutput it : boolean is contracted");
    says(&found, &["E0201", "did you mean `provider.contracted`?"]);
}

#[test]
fn members_that_do_not_exist() {
    says(
        &condition("region = wets"),
        &[
            "E0203",
            "did you mean `west`?",
            "write `west`, `south` or `east`",
        ],
    );
    says(&condition("wets = region"), &["E0203", "`wets`"]);
    says(
        &condition("regions includes nowhere"),
        &["E0203", "`region`"],
    );
    says(&condition("regions = {west, red}"), &["E0203", "`red`"]);
    says(&condition("region in {west, norht}"), &["E0203", "`norht`"]);
}

#[test]
fn a_member_wins_over_a_fact_of_its_name() {
    fine("facts\n  west : region\noutput it : boolean is region = west and west in {south}");
}

#[test]
fn one_mistake_is_told_once() {
    says(
        &condition("regoin = west"),
        &["E0201", "did you mean `region`?"],
    );
    says(&condition("regoins includes west and insured"), &["E0201"]);
    says(&condition("regoin in {west, south}"), &["E0201"]);
    says(&condition("{west, south} includes regoin"), &["E0201"]);
    says(
        &only("define broken : boolan is insured\noutput it : boolean is broken and not broken"),
        &["E0202", "did you mean `boolean`?"],
    );
    says(
        &only("facts\n  extra : regin\noutput it : boolean is extra = west"),
        &["E0202", "did you mean `region`?"],
    );
    says(
        &condition("moved_on is given and inured and moved_on > served_on"),
        &["E0201", "`inured`"],
    );
}

#[test]
fn comparisons_of_different_types() {
    says(
        &condition("served_on > billed"),
        &["E0301", "`served_on` is a date, `billed` is money"],
    );
    says(&condition("billed >= 500"), &["E0301", "write `$500`"]);
    says(&condition("rate > 0.5"), &["E0301", "write `50%`"]);
    says(&condition("factor > 50%"), &["E0301", "write `0.5`"]);
    says(
        &condition("factor = lives"),
        &["E0301", "write `decimal(lives)`"],
    );
    says(
        &condition("region = \"west\""),
        &["E0301", "write `west` without the quotes"],
    );
    says(
        &condition("served_on = \"2026-01-01\""),
        &["E0301", "write `2026-01-01` without the quotes"],
    );
    says(
        &condition("regions = west"),
        &["E0301", "write `regions includes west`"],
    );
    says(
        &condition("region != {west, south}"),
        &["E0301", "write `not (region in {west, south})`"],
    );
    says(&condition("stay > 5"), &["E0301", "write `5 days`"]);
    says(&condition("insured = region"), &["E0301"]);
    says(
        &condition("region = color"),
        &["E0301", "one of `region`", "one of `color`"],
    );
}

#[test]
fn order_of_what_has_none() {
    says(&condition("region < west"), &["E0304", "no order"]);
    says(&condition("regions >= {west}"), &["E0304", "`includes`"]);
    says(&condition("insured > no"), &["E0304"]);
}

#[test]
fn dates_and_bare_numbers() {
    says(
        &only("output it : date is served_on + 30"),
        &["E0302", "write `30 days after served_on`"],
    );
    says(
        &only("output it : date is served_on - 1"),
        &["E0302", "write `1 day before served_on`"],
    );
    says(
        &only("output it : date is served_on + lives"),
        &["E0302", "write `lives after served_on`"],
    );
    says(
        &only("output it : date is 30 after served_on"),
        &["E0302", "write `30 days after served_on`"],
    );
}

#[test]
fn arithmetic_that_does_not_exist() {
    says(
        &only("output it : integer is served_on - served_on"),
        &["E0304", "write `days_between(served_on, served_on)`"],
    );
    says(
        &only("output it : date is served_on + 30 days"),
        &["E0304", "write `30 days after served_on`"],
    );
    says(
        &only("output it : duration is stay * 2"),
        &["E0304", "write the whole length out"],
    );
    says(
        &only("output it : money is rate * billed"),
        &["E0304", "write `rate of billed`"],
    );
    says(
        &only("output it : money is billed - 20%"),
        &["E0304", "write `billed - 20% of billed`"],
    );
    says(
        &only("output it : money is billed + 5"),
        &["E0304", "write `billed + $5`"],
    );
    says(&only("output it : money is billed * billed"), &["E0304"]);
    says(
        &only("output it : percent is rate + factor"),
        &["E0304", "`decimal(…)`"],
    );
    says(
        &only("output it : money is 20 of billed"),
        &["E0304", "10% of billed"],
    );
    says(
        &only("output it : boolean is insured + insured"),
        &["E0304"],
    );
    says(
        &only("output it : duration is -stay"),
        &["E0304", "before DATE"],
    );
}

#[test]
fn arithmetic_that_exists() {
    for is in [
        "integer is lives + 2 * lives - -1",
        "decimal is lives / 2",
        "decimal is factor * lives + 1",
        "money is billed * 2 + 0.5 * billed - billed / 3",
        "decimal is billed / $100",
        "percent is rate + 5% - rate * 0.5",
        "money is 10% of billed",
        "decimal is 10% of lives",
        "percent is rate of rate",
        "duration is stay + 30 days",
        "decimal is if insured then 1 else factor",
        "decimal is 5",
        "decimal is -5",
        "date or open is served_on",
        "date or open is if insured then served_on else ends",
    ] {
        fine(&format!("output it : {is}"));
    }
}

#[test]
fn values_of_the_wrong_type() {
    says(
        &only("output it : boolean is served_on"),
        &["E0303", "`served_on` is a date, but `it` is yes or no"],
    );
    says(&only("output it : money is 5"), &["E0303", "write `$5`"]);
    says(
        &only("output it : integer is factor"),
        &["E0303", "write `floor(factor)`"],
    );
    says(
        &only("output it : decimal is lives"),
        &["E0303", "write `decimal(lives)`"],
    );
    says(
        &only("output it : date is ends"),
        &["E0303", "earliest(ends, DATE)"],
    );
    says(
        &only("output it : set of region is region"),
        &["E0303", "write `{region}`"],
    );
    says(&condition("not served_on"), &["E0303", "what `not` denies"]);
    says(&condition("insured and lives"), &["E0303", "a condition"]);
    says(
        &condition("if lives then insured else no"),
        &["E0303", "the condition of `if`"],
    );
    says(
        &only("output it : money is if insured then billed else 5"),
        &["E0303", "behind `then`", "write `$5`"],
    );
    says(
        &condition("lives in {west}"),
        &["E0303", "`lives` is a whole number"],
    );
    says(
        &condition("insured includes west"),
        &["E0303", "`insured` is yes or no"],
    );
    says(
        &condition("region includes west"),
        &["E0303", "write `region = west`"],
    );
    says(
        &condition("lives is empty"),
        &["E0303", "only a set or a list can be empty"],
    );
    says(
        &condition("region in regions and west in region"),
        &["E0303"],
    );
}

#[test]
fn none_is_asked_for_with_words() {
    says(
        &condition("moved_on = none"),
        &["E0303", "write `not (moved_on is given)`"],
    );
    says(
        &condition("moved_on != none"),
        &["E0303", "write `moved_on is given`"],
    );
    says(&only("output it : date is none"), &["E0303"]);
    let category = "category a\n  through ends\nguarantee g covered_through = none";
    says(&only(category), &["E0303", "write `categories is empty`"]);
}

#[test]
fn sets_whose_enumeration_cannot_be_told() {
    says(&condition("{west} = {west}"), &["E0308"]);
    says(&condition("{} is empty"), &["E0308"]);
    fine("output it : boolean is {region, west} = regions and regions = {}");
    fine("output it : boolean is {region, west} includes south");
    says(&only("output it : date is {west}"), &["E0308"]);
}

#[test]
fn membership() {
    fine(
        "output it : boolean is region in {west, south} and west in regions and regions includes {west, south}",
    );
    says(
        &condition("regions in {west}"),
        &["E0301", "write `{west} includes regions`"],
    );
    says(&condition("color in regions"), &["E0301"]);
}

#[test]
fn windows_and_dates() {
    fine(
        "output it : boolean is served_on within month_after and ends within (30 days around served_on)",
    );
    fine("output it : boolean is served_on within 90 days beginning served_on");
    says(
        &condition("month_after"),
        &["E0306", "DATE within month_after"],
    );
    says(&condition("month_after = served_on"), &["E0306"]);
    says(
        &condition("served_on within served_on"),
        &["E0306", "30 days after served_on"],
    );
    says(&condition("served_on within lives"), &["E0306"]);
    says(
        &only("output it : date is 30 days around served_on"),
        &["E0306", "is a window"],
    );
    says(
        &only("output it : date is 90 days beginning served_on"),
        &["E0306", "its last day is the day before"],
    );
    says(
        &condition("served_on within 30 days after ends"),
        &["E0303", "earliest(ends, DATE)"],
    );
    says(&only("window w is served_on"), &["E0306"]);
    says(
        &condition("served_on after ends"),
        &["E0303", "write `served_on > ends`"],
    );
    says(
        &condition("served_on within 30 after served_on"),
        &["E0302"],
    );
}

#[test]
fn conventions_of_months() {
    fine("output it : date is 12 months after served_on ending on next day");
    says(
        &only("output it : date is 180 days after served_on ending on next day"),
        &["E0303", "leave `ending on next day` out"],
    );
    says(
        &only("output it : date is served_on ending on next day"),
        &["E0303"],
    );
}

#[test]
fn optional_facts() {
    says(
        &condition("moved_on > served_on"),
        &["E0307", "moved_on is given and …"],
    );
    fine("output it : boolean is moved_on is given and moved_on > served_on");
    fine("output it : boolean is not (moved_on is given) or moved_on > served_on");
    fine(
        "output it : boolean is if moved_on is given and insured then moved_on > served_on else no",
    );
    fine("output it : boolean is if not (moved_on is given) then no else moved_on > served_on");
    fine("output it : date is moved_on otherwise served_on");
    fine("output it : boolean is (home otherwise west) = south");
    fine(
        "facts\n  also_on : date?\noutput it : date is moved_on otherwise also_on otherwise served_on",
    );
    fine("output it : date is served_on except moved_on when moved_on is given");
    fine("output it : date or open is moved_on otherwise open");
    says(
        &condition("(moved_on is given or insured) and moved_on > served_on"),
        &["E0307"],
    );
    says(
        &condition("moved_on > served_on and moved_on is given"),
        &["E0307"],
    );
    says(
        &condition("if moved_on is given then insured else moved_on > served_on"),
        &["E0307"],
    );
    says(
        &only("output it : date is moved_on otherwise billed"),
        &["E0303"],
    );
    says(
        &condition("served_on is given"),
        &["E0303", "there is nothing to ask"],
    );
    says(
        &only("output it : date is served_on otherwise served_on"),
        &["E0303", "there is nothing to ask"],
    );
    says(
        &condition("(lives + 1) is given"),
        &["E0303", "only a fact"],
    );
    says(
        &condition("moved_no is given"),
        &["E0201", "did you mean `moved_on`?"],
    );
}

#[test]
fn what_a_category_asks_is_known_in_its_clauses() {
    fine(
        "category a\n  when moved_on is given\n  unless not (home is given)\n  from moved_on through ends\n  \
         at most 30 days after moved_on if home = west\n  refer look \"Look\" when moved_on > served_on",
    );
    fine("category a\n  through ends\n  at most 30 days after moved_on if moved_on is given");
    fine("guarantee g moved_on > served_on when moved_on is given");
    says(
        &only("category a\n  through ends\n  at most 30 days after moved_on if insured"),
        &["E0307"],
    );
}

#[test]
fn functions() {
    fine("output it : money is max(billed, $5) - min(billed)");
    fine("output it : date is earliest(ends, served_on)");
    fine("output it : date or open is latest(ends, served_on, open)");
    fine("output it : decimal is max(1, factor)");
    fine(
        "output it : integer is days_between(served_on, 2026-01-01) + year(served_on) + floor(factor)",
    );
    fine("output it : date is first_of_month(served_on)");
    fine("output it : percent is round(rate, 2)");
    fine("output it : decimal is decimal(rate) + decimal(billed) + decimal(lives)");
    says(
        &only("output it : integer is dayz(served_on)"),
        &["E0207", "did you mean `day`?"],
    );
    says(
        &only("output it : date is today()"),
        &["E0207", "reads no clock"],
    );
    says(
        &only("output it : integer is length_of_stay()"),
        &["E0207", "the functions are `min`"],
    );
    says(
        &only("output it : integer is day()"),
        &["E0305", "takes one value, and 0 stand here"],
    );
    says(
        &only("output it : integer is days_between(served_on)"),
        &["E0305", "takes two values"],
    );
    says(
        &only("output it : integer is day(lives)"),
        &["E0305", "takes dates"],
    );
    says(
        &only("output it : integer is days_between(served_on, ends)"),
        &["E0305", "earliest(ends, DATE)"],
    );
    says(
        &only("output it : money is max()"),
        &["E0305", "none stands here"],
    );
    says(
        &only("output it : money is max(billed, lives)"),
        &["E0305", "the first is money"],
    );
    says(
        &only("output it : boolean is max(insured, yes)"),
        &["E0305"],
    );
    says(
        &only("output it : date or open is latest(served_on, billed)"),
        &["E0305", "takes dates"],
    );
    says(
        &only("output it : money is round(billed, lives)"),
        &["E0305", "how many places"],
    );
    says(&only("output it : integer is round(lives, 2)"), &["E0305"]);
    says(&only("output it : integer is floor(rate)"), &["E0305"]);
    says(&only("output it : decimal is decimal(factor)"), &["E0305"]);
}

#[test]
fn lengths_of_different_units() {
    says(
        &condition("12 months > 365 days"),
        &["E0309", "12 months and 365 days"],
    );
    says(
        &only("parameter cap : duration is 12 months\noutput it : boolean is cap <= 90 days"),
        &["E0309"],
    );
    fine("output it : boolean is stay > 30 days and stay = 1 month");
}

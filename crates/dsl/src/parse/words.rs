//! The rules of the grammar in human words: the one place where the two meet.

use super::grammar::Rule;

/// What a rule stands for in a sentence such as "expected … here". None for rules that are never
/// worth naming.
pub(super) fn words(rule: Rule) -> Option<&'static str> {
    keyword(rule).or_else(|| kind_of_thing(rule))
}

/// A word or sign that can be written as it stands.
pub(super) fn keyword(rule: Rule) -> Option<&'static str> {
    clause_word(rule).or_else(|| other_word(rule))
}

/// The word that begins a clause, as a clause or as its word was missed.
pub(super) fn clause_word(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::when | Rule::word_when => "`when`",
        Rule::unless | Rule::word_unless => "`unless`",
        Rule::from | Rule::word_from | Rule::from_date | Rule::force_from => "`from`",
        Rule::through | Rule::word_through => "`through`",
        Rule::until | Rule::word_until | Rule::force_until => "`until`",
        Rule::cap | Rule::word_at => "`at most`",
        Rule::refer | Rule::word_refer => "`refer`",
        Rule::cites | Rule::word_cites => "`cites`",
        Rule::in_force | Rule::word_in => "`in force`",
        Rule::default | Rule::word_default => "`default`",
        Rule::except | Rule::word_except => "`except`",
        Rule::because | Rule::word_because => "`because`",
        Rule::labelled | Rule::word_as => "`as`",
        Rule::overrides | Rule::word_overrides => "`overrides`",
        Rule::is_value | Rule::value_from | Rule::word_is => "`is`",
        Rule::one_of | Rule::choices => "`is one of`",
        Rule::less | Rule::word_less => "`less`",
        Rule::price_step => "`start`, `becomes`, `less`, `plus`, `at most`, `at least`",
        Rule::step_start => "`start`",
        Rule::step_becomes => "`becomes`",
        Rule::step_less => "`less`",
        Rule::step_plus => "`plus`",
        Rule::step_at_most => "`at most`",
        Rule::step_at_least => "`at least`",
        Rule::provided => "`if`",
        Rule::as_of => "`as of`",
        Rule::covers | Rule::word_covers => "`covers services on`",
        Rule::months_end | Rule::word_months => "`months end on`",
        Rule::money_rounds | Rule::word_money => "`money rounds`",
        Rule::combine | Rule::word_combine => "`combine`",
        Rule::from_file => "`from`",
        Rule::amends | Rule::word_amends => "`amends`",
        Rule::decided_by | Rule::word_decided => "`decided by script`",
        Rule::mappings | Rule::word_with => "`with`",
        _ => return None,
    })
}

fn other_word(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::word_else => "`else`",
        Rule::word_then => "`then`",
        Rule::word_most => "`most`",
        Rule::word_least => "`least`",
        Rule::word_one => "`one`",
        Rule::word_of => "`of`",
        Rule::word_on => "`on`",
        Rule::word_or => "`or`",
        Rule::word_open => "`open`",
        Rule::word_given => "`given`",
        Rule::word_empty => "`empty`",
        Rule::word_expect => "`expect`",
        Rule::word_force => "`force`",
        Rule::word_for => "`for`",
        Rule::filter | Rule::word_where => "`where`",
        Rule::word_services => "`services`",
        Rule::word_end_ => "`end`",
        Rule::word_rounds => "`rounds`",
        Rule::word_ending | Rule::ending => "`ending on`",
        Rule::unverified => "`[unverified]`",
        Rule::comma => "`,`",
        Rule::colon => "`:`",
        Rule::close_bracket => "`)`",
        Rule::close_brace => "`}`",
        Rule::dots => "`..`",
        Rule::optional_mark => "`?`",
        Rule::month_end => "`last day`, `next day` or `refuse`",
        Rule::rounding => "`half up`, `half even`, `up` or `down`",
        Rule::combination => "`latest`, `earliest` or `first`",
        Rule::word_by => "`by`",
        Rule::item_script => "`script`",
        Rule::word_fn => "`fn`",
        Rule::open_bracket => "`(`",
        Rule::word_has | Rule::has => "`has`",
        Rule::arrow => "`->`",
        Rule::bar => "`|`",
        Rule::dots_below => "`..<`",
        Rule::hit_policy | Rule::unique | Rule::collect | Rule::word_collect => {
            "`unique`, `first` or `collect`"
        }
        Rule::aggregate => "`sum`, `min`, `max`, `count` or `set`",
        Rule::is_given => "`is given`",
        Rule::is_empty => "`is empty`",
        _ => return None,
    })
}

/// The operator that a rule stands for, where few of them can stand.
pub(super) fn operator_word(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::op_after => "`after`",
        Rule::op_beginning => "`beginning`",
        Rule::op_and => "`and`",
        Rule::op_or => "`or`",
        _ => return None,
    })
}

/// Whether a rule is one of many things that may stand at a place, and rarely what was meant.
pub(super) fn is_minor(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::cites
            | Rule::in_force
            | Rule::word_cites
            | Rule::word_in
            | Rule::unverified
            | Rule::unit
            | Rule::optional_mark
            | Rule::range
            | Rule::is_given
            | Rule::is_empty
            | Rule::ending
            | Rule::word_ending
            | Rule::hit_policy
            | Rule::dots_below
            | Rule::word_has
            | Rule::has
            | Rule::result_of
    )
}

/// Whether a rule is a value written out; it is not worth naming where any value can stand.
pub(super) fn is_literal(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::word_open
            | Rule::name
            | Rule::text
            | Rule::date
            | Rule::duration
            | Rule::money
            | Rule::percent
            | Rule::decimal
            | Rule::integer
    )
}

fn kind_of_thing(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::expression | Rule::conjunction | Rule::negation | Rule::operation => {
            "a value or a condition"
        }
        Rule::binding_value | Rule::word_unknown => "a value",
        Rule::name | Rule::variable => "a name",
        Rule::list_name => "the name of a list",
        Rule::used_policy => "the name of a policy",
        Rule::mapping => "a fact of the policy that is used",
        Rule::removed_kind => "the kind of what is removed, such as `category`",
        Rule::member | Rule::choice_list => "the name of a member",
        Rule::text => "a text in double quotes",
        Rule::date => "a date such as `2026-02-28`",
        Rule::type_name | Rule::plain_type | Rule::date_or_open | Rule::set_of | Rule::list_of => {
            "a type"
        }
        Rule::length | Rule::duration | Rule::unit => "a length of time",
        Rule::range | Rule::low | Rule::high | Rule::negative => "a number or a date",
        Rule::integer | Rule::decimal | Rule::percent | Rule::money => "a number",
        Rule::cell_values
        | Rule::cell_range
        | Rule::cell_one
        | Rule::cell_any
        | Rule::cell_otherwise
        | Rule::cell_empty => "a cell, such as `5`, `1..50`, `a, b` or `-`",
        Rule::code => "a code in double quotes",
        Rule::given_value => "a name with its type, such as `paid: money`",
        Rule::column | Rule::result | Rule::results => "a column",
        Rule::EOI => "the end of the line",
        rule if is_operator(rule) => "an operator",
        rule if is_value(rule) => "a value or a condition",
        _ => return None,
    })
}

/// Whether a rule is one of the operators between operands.
pub(super) fn is_operator(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::op_or
            | Rule::op_and
            | Rule::op_equal
            | Rule::op_not_equal
            | Rule::op_less
            | Rule::op_less_equal
            | Rule::op_greater
            | Rule::op_greater_equal
            | Rule::op_in
            | Rule::op_includes
            | Rule::op_within
            | Rule::op_add
            | Rule::op_subtract
            | Rule::op_multiply
            | Rule::op_divide
            | Rule::op_of
            | Rule::op_after
            | Rule::op_before
            | Rule::op_beginning
            | Rule::op_around
            | Rule::op_otherwise
    )
}

/// Whether a rule is one of the ways in which a value begins.
pub(super) fn is_value(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::expression
            | Rule::conjunction
            | Rule::negation
            | Rule::operation
            | Rule::op_not
            | Rule::op_minus
            | Rule::conditional
            | Rule::word_if
            | Rule::quantified
            | Rule::counted
            | Rule::folded
            | Rule::element
            | Rule::named
            | Rule::set
            | Rule::brackets
            | Rule::word_yes
            | Rule::word_no
            | Rule::word_none
    )
}

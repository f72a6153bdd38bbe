# The words of notices and interviews that belong to Bylaws and to no policy.
title = Notice of decision
outcome-covered = This is covered
outcome-not_covered = This is not covered
outcome-met = The requirements are met
decided = This was decided
undetermined = We cannot decide yet
invalid = We could not make a decision: something in the request cannot be right
failed = We could not make a decision
row-date = Decided for
row-outcome = Decision
row-categories = Covered as
row-from = Covered from
row-through = Covered through
no-end = No last day is set: it is covered for as long as this goes on
why = Why
needed = What we still need to know
wrong = What has to be looked at
contact = How to reach us
appeal = If you do not agree
footer = This decision follows from what we were told. If something is missing or wrong, tell us: the decision may change.
lasts = Covered { $days }
days = from { $from } through { $through }
days-open = from { $from }, with no last day set
days-through = through { $through }
days-any = on any day
does-not-fit = Not met: { $rule }
none-fits = The service is for none of the conditions that this policy covers.
may-be = It may be: { $what }
told = We were told: { $what }: { $value }.
and = { $one } { $other }
limit-day-at-most = It would have to be { $value } or earlier.
limit-day-at-least = It would have to be { $value } or later.
limit-day-before = It would have to be before { $value }.
limit-day-after = It would have to be after { $value }.
limit-at-most = It would have to be { $value } or less.
limit-at-least = It would have to be { $value } or more.
limit-below = It would have to be less than { $value }.
limit-above = It would have to be more than { $value }.
limit-days = It would have to be a day { $days }.
limit-period = Coverage would be { $days }.
limit-is = It would have to be: { $value }.
cite = Source: { $source }
cite-at = Source: { $source }, “{ $at }”
unconfirmed = { $passage } (nobody has confirmed this passage)
element = { $what } (number { $number })
not-known-what = The request as a whole
code = Code { $code }
yes = yes
no = no
none = none
open = no end date
months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
days-long = { $count ->
    [one] { $count } day
   *[other] { $count } days
}

# The interview.
ask-others = { $count ->
    [0] this is the last question
    [one] one more thing may matter
   *[other] { $count } more things may matter
}
ask-optional = Press Enter if there is none.
ask-boolean = yes or no
ask-integer = a whole number
ask-number = a number such as 0.7
ask-money = an amount such as $28,500.00
ask-percent = a percentage such as 12.5%
ask-date = a date as year-month-day, such as 2026-02-28
ask-open = a date as year-month-day, such as 2026-02-28; or “open” while it goes on
ask-duration = a length such as 180 days or 12 months
ask-one = the number of one of the above
ask-several = the numbers of all that fit, with commas between them; or “none”
ask-list = a list as JSON
ask-text = words
ask-keys = Press Enter if you do not know. “back” goes back, “stop” ends.
ask-wrong = We could not read this answer.
ask-first = This is the first question.
word-yes = yes
word-no = no
word-open = open
word-none = none
word-back = back
word-stop = stop

package rule

import rego.v1

default answer := -1

r := input

blocked if r.contracted
blocked if r.line != "group_care"
blocked if r.day < r.start
blocked if not r.continuing

ends contains r.acute_end if r.has_acute
ends contains r.maternal_end if { r.has_maternal; r.diagnosed }
ends contains r.birth_end if { r.has_pregnancy; r.high_risk }
ends contains r.birth_end if { r.has_pregnancy; r.trimester >= 2 }
ends contains min([r.chronic_end, r.year]) if { r.has_chronic; r.determined }
ends contains r.surgery_day if {
	r.has_surgery
	r.authorized
	r.documented
	r.recommended
	r.recommendation_documented
	r.surgery_day >= r.start
	r.surgery_day <= r.start + 180
}
ends contains r.terminal_end if { r.has_terminal; r.confirmed }

lasting := {end | some end in ends; end >= r.day}

answer := -3 if r.line != "group_care"
else := -4 if r.contracted
else := -1 if blocked
else := max(lasting) if count(lasting) > 0
else := -2 if { r.has_chronic; not r.determined; r.day <= r.year }

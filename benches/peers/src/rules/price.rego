package rule

import rego.v1

r := input

bundles := {
	"joint_replacement": {"west": 2850000, "midwest": 2475000, "south": 2390000, "northeast": 3020000},
	"cardiac_surgery": {"west": 6200000, "midwest": 5430000, "south": 5285000, "northeast": 6640000},
	"cancer_care": {"west": 4125000, "midwest": 3760000, "south": 3690000, "northeast": 4380000},
	"maternity": {"west": 1430000, "midwest": 1195000, "south": 1140000, "northeast": 1570000},
	"imaging": {"west": 65000, "midwest": 65000, "south": 65000, "northeast": 65000},
}

discount := 0 if r.lives <= 50
else := 5 if r.lives <= 500
else := 10 if r.lives <= 5000
else := 15 if r.lives <= 50000
else := 20

percent(amount, rate) := floor(((amount * rate) + 50) / 100)

bundled := bundles[r.service][r.region] if r.center

base := bundled if bundled
else := r.billed - percent(r.billed, discount)

bonus := base + percent(base, 2) if r.rate * 100 <= r.benchmark * 70
else := base

withheld := bonus - percent(bonus, 3) if r.rate > r.benchmark
else := bonus

allowed := min([withheld, r.billed])

share := 0 if r.service == "preventive"
else := min([percent(allowed, 20), 150000])

answer := (allowed * 1000000) + share

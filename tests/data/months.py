"""Writes months.txt: what adding months gives, by python-dateutil, for every day of 1896-01-01 to
2104-12-31 and every count of months from -36 to -1 and from 1 to 36.

    python3 months.py > months.txt

Needs python-dateutil; the committed file was written with version 2.9.0. The library knows one
convention, the last day of a month that has no such day. The others follow from what it gives:
where the day of the month has changed, `next day` is the first of the month behind, which the
library is asked for as well, and `refuse` refuses.

The file has two kinds of line.

`month MM-DD SHORTER YEARS`: for days of these years, SHORTER has a digit for each count, in order:
by how many days the month that is reached is too short for the day. All other days, those up to
the 28th among them, never meet a month that is too short; the script has seen to it.

`year YYYY LAST NEXT REFUSED`: over every day of the year and every count, in order, a sum of the
dates that `last day` and `next day` give, and how often `refuse` refuses. The sum of a list of
dates is s = (s * 1000003 + n) mod 2**64 for each date in turn, where n numbers the dates from
0001-01-01, which is 1, and s is 0 to begin with.
"""

from collections import defaultdict
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

FIRST, LAST = date(1896, 1, 1), date(2104, 12, 31)
COUNTS = [n for n in range(-36, 37) if n != 0]


def added(total, day):
    return (total * 1000003 + day.toordinal()) % 2**64


def runs(years):
    """1896, 1900-1902 for 1896, 1900, 1901, 1902."""
    parts, start = [], years[0]
    for year, following in zip(years, years[1:] + [None]):
        if following != year + 1:
            parts.append(str(year) if start == year else f"{start}-{year}")
            start = following
    return ",".join(parts)


def main():
    month_deltas = [relativedelta(months=n) for n in COUNTS]
    first_deltas = [relativedelta(months=n + 1, day=1) for n in COUNTS]
    patterns, sums = defaultdict(list), defaultdict(lambda: [0, 0, 0])
    day = FIRST
    while day <= LAST:
        shorter = ""
        of_year = sums[day.year]
        for by_months, to_first in zip(month_deltas, first_deltas):
            last = day + by_months
            missing = day.day - last.day
            shorter += str(missing)
            of_year[0] = added(of_year[0], last)
            of_year[1] = added(of_year[1], day + to_first if missing else last)
            of_year[2] += missing > 0
        if set(shorter) != {"0"}:
            assert day.day > 28, day
            patterns[day.strftime("%m-%d"), shorter].append(day.year)
        day += timedelta(days=1)
    for (of, shorter), years in sorted(patterns.items()):
        print("month", of, shorter, runs(years))
    for year, (last, following, refused) in sums.items():
        print("year", year, last, following, refused)


if __name__ == "__main__":
    main()

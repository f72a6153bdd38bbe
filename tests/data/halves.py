"""Writes halves.csv: amounts whose exact value is not a whole number of cents (or of the places
asked for), rounded by each mode of the language, computed with Python's decimal module.

    python3 halves.py > halves.csv

The modes are those of `money rounds`: `half up` is to the nearest, a half away from zero, so that a
credit rounds like the charge that it takes back; `half even` is to the nearest, a half to the even
neighbour; `up` is away from zero; `down` is toward zero. Every mode mirrors a negative amount: the
result of the negative is the negative of the result.

Columns: the calculation as a policy writes it, then the result by each mode. The calculations that
are worked out by hand in the notes stand first.
"""

import csv
import sys
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    getcontext,
)

getcontext().prec = 60

# Python's ROUND_HALF_UP is away from zero, its ROUND_UP too, and its ROUND_DOWN toward zero.
MODES = [ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_UP, ROUND_DOWN]
CENT = Decimal("0.01")

# Hand-computed: share, amount, then the four results. 5% of $0.50 is 2.5 cents, and so on.
BY_HAND = [
    ("5", "0.50", "0.03", "0.02", "0.03", "0.02"),
    ("5", "0.70", "0.04", "0.04", "0.04", "0.03"),
    ("5", "-0.50", "-0.03", "-0.02", "-0.03", "-0.02"),
    ("5", "-0.70", "-0.04", "-0.04", "-0.04", "-0.03"),
    ("12.5", "0.20", "0.03", "0.02", "0.03", "0.02"),
    ("12.5", "0.28", "0.04", "0.04", "0.04", "0.03"),
    ("12.5", "-0.28", "-0.04", "-0.04", "-0.04", "-0.03"),
    ("0.5", "1.00", "0.01", "0.00", "0.01", "0.00"),
    ("0.5", "-1.00", "-0.01", "0.00", "-0.01", "0.00"),
    ("0.5", "3.00", "0.02", "0.02", "0.02", "0.01"),
    ("33.3", "1.00", "0.33", "0.33", "0.34", "0.33"),
    ("33.3", "-1.00", "-0.33", "-0.33", "-0.34", "-0.33"),
    ("66.67", "1.00", "0.67", "0.67", "0.67", "0.66"),
    ("150", "0.01", "0.02", "0.02", "0.02", "0.01"),
    ("250", "0.01", "0.03", "0.02", "0.03", "0.02"),
    ("-5", "0.50", "-0.03", "-0.02", "-0.03", "-0.02"),
    ("-5", "-0.50", "0.03", "0.02", "0.03", "0.02"),
]


def money(amount):
    return f"-${-amount:,.2f}" if amount < 0 else f"${amount:,.2f}"


def places(number, count):
    return format(number, f".{count}f") if number else format(Decimal(0), f".{count}f")


def in_cents(exact):
    return [places(exact.quantize(CENT, rounding=mode), 2) for mode in MODES]


def rows():
    for share, amount, *results in BY_HAND:
        exact = Decimal(share) * Decimal(amount) / 100
        assert in_cents(exact) == results, (share, amount, in_cents(exact))
        yield [f"{share}% of {money(Decimal(amount))}", *results]
    for share in ["1", "2.5", "7.25", "10", "99.5", "100.5", "0.005", "33.333"]:
        for cents in [1, 5, 10, 15, 50, 150, 1050, 12345, 1000000, 99999999999]:
            for sign in (1, -1):
                amount = Decimal(sign * cents) / 100
                exact = Decimal(share) * amount / 100
                yield [f"{share}% of {money(amount)}", *in_cents(exact)]
    for factor in ["0.5", "0.05", "0.005", "1.5", "2.345", "0.333333333333"]:
        for cents in [1, 3, 5, 25, 101, 333, 100010]:
            for sign in (1, -1):
                amount = Decimal(sign * cents) / 100
                yield [f"{money(amount)} * {factor}", *in_cents(amount * Decimal(factor))]
    for divisor in [2, 3, 4, 6, 7, 8, 16, 400]:
        for cents in [1, 2, 3, 5, 7, 10, 25, 1001, 77777]:
            for sign in (1, -1):
                amount = Decimal(sign * cents) / 100
                yield [f"{money(amount)} / {divisor}", *in_cents(amount / divisor)]
    for digits in ["0.5", "1.5", "2.5", "2.45", "2.55", "2.345", "2.355", "0.05", "1.0049", "7.005"]:
        for sign in ("", "-"):
            for count in (0, 1, 2):
                number = Decimal(sign + digits)
                unit = Decimal(1).scaleb(-count)
                results = [number.quantize(unit, rounding=mode) for mode in MODES]
                yield [f"round({sign}{digits}, {count})", *(places(r, count) for r in results)]
    for cents in [50, 150, 250, 149, 151, 4999]:
        for sign in (1, -1):
            amount = Decimal(sign * cents) / 100
            whole = [amount.quantize(Decimal(1), rounding=mode) for mode in MODES]
            yield [f"round({money(amount)}, 0)", *(places(r, 2) for r in whole)]


def main():
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["calculation", "half up", "half even", "up", "down"])
    for row in rows():
        out.writerow(row)


if __name__ == "__main__":
    main()

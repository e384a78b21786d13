"""The carry-over closes: opening + budget − payments.

## What it does

For every project and fund source of the table of carry-over: closing = opening + adjusted budget − payments, where a budget from the
source 上年结转 is the opening itself. The opening is last year's closing. And where scores or indicators are stated, a carry-over rate
of zero does not stand beside a spending rate below 100 %.

## Why it matters

What was given and not spent is still there, or was recalled, and then the budget was cut (X01).

## Example

Spending rate 76 %, carry-over rate 0 %: where are the other 24 %?
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from jixiao.exact import grouped
from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.spending import rate_of
from jixiao.review.stated import Line, Statement, number
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules = ("X01",)
needs: tuple[str, ...] = ()

_CARRIED = "carried_over"
_RATE = "结转结余率"
_WHOLE = 100


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every carry-over that does not follow from what was given and spent."""
    if not claims.dossier.table("carryover").present and not claims.statements:
        return None
    return _all(claims)


def _all(claims: Claims) -> Iterator[Finding]:
    budget, spent = (_by_line(claims, *each) for each in (("budget", "adjusted_yuan"), ("payment", "amount_yuan")))
    is_known = claims.dossier.table("budget").present and claims.dossier.table("payment").present
    for row in claims.dossier.table("carryover"):
        yield from _opening(claims, row)
        opening, closing = number(row, "opening_yuan"), number(row, "closing_yuan")
        line = _line(row)
        if is_known and opening is not None and closing is not None and line in budget:
            due = budget[line] - spent[line] + (Decimal(0) if row["fund_source"] == _CARRIED else opening)
            if due != closing:
                yield _open(claims, row, due, closing)
    for statement in claims.statements:
        for line_ in statement.lines.values():
            yield from _nothing_left(claims, statement, line_)


def _line(row: Row) -> tuple[object, ...]:
    return (row["unit_code"], row["project_code"], row["fund_source"])


def _by_line(claims: Claims, table: str, column: str) -> defaultdict[tuple[object, ...], Decimal]:
    found: defaultdict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for row in claims.dossier.table(table):
        found[_line(row)] += number(row, column) or Decimal(0)
    return found


def _open(claims: Claims, row: Row, due: Decimal, closing: Decimal) -> Finding:
    return Finding(
        "carry-over-closes",
        claims.place(row, "closing_yuan"),
        Text(
            "年初结转加预算减支出得{due}元，相差{off}元", "Opening and budget less payments come to {due} yuan: {off} yuan off"
        ).fill(due=grouped(due, 2), off=grouped(abs(closing - due), 2)),
        rule="X01",
        stated=same(grouped(closing, 2)),
        expected=same(grouped(due, 2)),
        advice=Text(
            "核对支出与结转；已收回的应调减预算", "Compare payments and carry-over; what was recalled is cut from the budget"
        ),
    )


def _opening(claims: Claims, row: Row) -> Iterator[Finding]:
    opening, last = number(row, "opening_yuan"), number(row, "last_closing_yuan")
    if opening is not None and last is not None and opening != last:
        yield Finding(
            "carry-over-closes",
            claims.place(row, "opening_yuan"),
            Text("年初数与上年末数相差{off}元", "The opening differs from last year's closing by {off} yuan").fill(
                off=grouped(abs(opening - last), 2)
            ),
            rule="X01",
            stated=same(grouped(opening, 2)),
            expected=same(grouped(last, 2)),
            advice=Text("按上年决算改正年初数", "Correct the opening by last year's accounts"),
        )


def _nothing_left(claims: Claims, statement: Statement, line: Line) -> Iterator[Finding]:
    rate = rate_of(claims, statement)
    if _RATE not in line.name or line.actual is None or line.actual.value != 0 or rate is None or rate >= _WHOLE:
        return
    yield Finding(
        "carry-over-closes",
        claims.place(line.row, "score"),
        Text("执行率不到100%，结转结余率却为0", "Less than all was spent, yet nothing is carried over"),
        "explain",
        rule="X01",
        stated=same("0%"),
        expected=Text("大于0，或说明余额已收回并调减预算", "above zero, or: the rest was recalled and cut from the budget"),
        advice=Text("核对结转结余数，或写明收回的依据", "Compare the carry-over, or name the document of the recall"),
    )

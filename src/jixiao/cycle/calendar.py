"""The year's deadlines: those of the region, as data with their sources, and those that a dossier's own rows give.

    for deadline in deadlines(read_dossier(Path("office-2023"))):
        print(deadline.day, deadline.label.say("zh"), deadline.state)

A day that depends on holidays which are not announced yet has no date: that is a state of its own (``not_announced``), and nothing is
guessed from weekends. A region's general day gives way to the day that the dossier's own register says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from jixiao.cycle.calendar_rules import CENTRAL, Calendar, DayRule, RowRule, calendars
from jixiao.errors import Misuse
from jixiao.findings import Place
from jixiao.periods import after_working_days, next_working_day
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.measure_text import Fault, parse_conditions
from jixiao.tables.measuring import Undecided, fulfils
from jixiao.wording import Text, joined, same

State = Literal["open", "done", "overdue", "passed", "not_announced"]

STATES: dict[State, Text] = {
    "open": Text("待办", "open"),
    "done": Text("已完成", "done"),
    "overdue": Text("已逾期", "overdue"),
    "passed": Text("已过", "passed"),
    "not_announced": Text("待节假日安排公布", "waits for the holidays to be announced"),
}
_SHORT = 40


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline: when it is, what for, and how sure that is.

    ``nominal`` is the day before it moves for a holiday, or the day from which is counted; ``day`` is None where holidays decide it that
    are not announced. ``done_on`` is when it was done, and ``tells_done`` whether the dossier would say so. ``place`` is the dossier's row,
    None for a region's general day.
    """

    id: str
    label: Text
    nominal: date
    day: date | None
    source: str
    confidence: str
    todo: Text | None = None
    done_on: date | None = None
    tells_done: bool = False
    place: Place | None = None

    def state(self, as_of: date | None = None) -> State:
        """Where it stands; nothing is overdue unless a day is named to look from, and the dossier would say that it was done."""
        if self.done_on is not None:
            return "done"
        if self.day is None:
            return "not_announced"
        if as_of is None or self.day >= as_of:
            return "open"
        return "overdue" if self.tells_done else "passed"


class Region(NamedTuple):
    """Where, and in which year, without a dossier."""

    code: str
    year: int


def deadlines(of: Dossier | Region) -> list[Deadline]:
    """The deadlines of a dossier, or of a region and a year, by day; those without a date stand at the day they are counted from."""
    dossier = of if isinstance(of, Dossier) else None
    year = of.fiscal_year if isinstance(of, Dossier) else of.year
    found = [
        deadline
        for calendar in applying(of)
        if year in calendar.years
        for deadline in (*_days(calendar, year, dossier), *(_rows(calendar, dossier) if dossier else ()))
    ]
    return sorted(found, key=lambda each: (each.day or each.nominal, each.id))


def applying(of: Dossier | Region) -> list[Calendar]:
    """The calendars that hold: the national ones, and those of the region and of what it lies in. ``Misuse`` for an unknown region."""
    if isinstance(of, Region):
        code = next((each.region for each in calendars() if each.id == of.code), of.code)
        found = [each for each in calendars() if code.startswith(each.region)]
        if all(not each.region for each in found):
            known = [_NAMED.fill(id=each.id, code=each.region) for each in calendars() if each.region]
            raise Misuse(_UNKNOWN.fill(code=of.code, known=joined(known, "、", ", ")))
        return found
    unit = of.unit
    code = unit.text("region_code") if unit else ""
    is_central = unit is not None and "中央" in unit.text("budget_level")
    return [each for each in calendars() if (CENTRAL if is_central else code).startswith(each.region)]


_NAMED = Text("{id}（{code}）", "{id} ({code})")
_UNKNOWN = Text("没有“{code}”的日历；有：{known}", "There is no calendar of “{code}”; there are: {known}")


# ---- the region's general days


def _days(calendar: Calendar, year: int, dossier: Dossier | None) -> Iterator[Deadline]:
    for rule in calendar.days:
        if dossier is not None and _is_said(dossier, rule):
            continue
        nominal = date(year + rule.offset, rule.month, rule.day)
        yield Deadline(
            f"{calendar.id}.{rule.id}",
            rule.label,
            nominal,
            next_working_day(nominal) if rule.roll == "next" else nominal,
            rule.source,
            rule.confidence,
            rule.todo,
        )


def _is_said(dossier: Dossier, rule: DayRule) -> bool:
    """Whether the dossier has the day itself."""
    return rule.instead is not None and any(_meant(dossier, rule.instead.table, rule.instead.only))


# ---- the dossier's rows


def _rows(calendar: Calendar, dossier: Dossier) -> Iterator[Deadline]:
    for rule in calendar.rows:
        for row in _meant(dossier, rule.table, rule.only):
            starts_on = row.day(rule.start)
            if starts_on is not None:
                yield _of_row(calendar, rule, dossier, row)


def _of_row(calendar: Calendar, rule: RowRule, dossier: Dossier, row: Row) -> Deadline:
    starts_on = row.day(rule.start)
    assert starts_on is not None
    day = starts_on + timedelta(days=rule.days)
    done_on = row.day(rule.done) if rule.done else None
    names = [same(shown) for name in rule.names if (shown := _short(row.text(name)))]
    label = joined([rule.label, joined(names, " ", " ")], "：", ": ") if names else rule.label
    return Deadline(
        f"{calendar.id}.{rule.id}.{row.text('unit_code')}.{row.key}",
        label,
        day,
        after_working_days(starts_on, rule.workdays) if rule.workdays else day,
        rule.source,
        rule.confidence,
        done_on=done_on,
        tells_done=bool(rule.done),
        place=dossier.table(rule.table).place(row, row.spec.fields[rule.start]),
    )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}……"


def _meant(dossier: Dossier, table: str, only: str) -> Iterator[Row]:
    """The rows that fulfil a condition; one that cannot be decided is not meant."""
    conditions = parse_conditions(only, dossier.schema[table], dossier.schema) if only else ()
    assert not isinstance(conditions, Fault), only
    for row in dossier.table(table):
        try:
            if all(fulfils(dossier, row, condition) for condition in conditions):
                yield row
        except Undecided:
            continue


def waiting(found: Iterable[Deadline]) -> list[Deadline]:
    """Those that have no date yet."""
    return [each for each in found if each.done_on is None and each.day is None]

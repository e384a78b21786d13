"""A change of an indicator's target in mid-year: recorded with the old value that stands there, the reason, who approved it and when.

    change_target(dossier, Wanted("OUT-02", Decimal(80000), "秋季学期学生增加", date(2023, 9, 22), "校务会", "TZ-02"))

The old value is never typed in: it is the target that the table of indicators has. The indicator gets the new one, and so does its
schedule where it ended at the old one, so that the three tables agree.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from jixiao.cycle.recording import Entries, next_code, record
from jixiao.errors import Misuse
from jixiao.exact import Quantity
from jixiao.score.targets_in_force import changes_of_target
from jixiao.tables.dossier import Dossier, Row
from jixiao.wording import Text, same

PREFIX = "MBTZ-"
"""What the codes of changes begin with where the dossier has none yet (目标调整)."""


class Wanted(NamedTuple):
    """A change that is to be recorded: the indicator, its new target, why, from which day, by whom, and the budget change it comes with.

    Who asked for it, and who of the bureau agreed, with the days, where that is known.
    """

    indicator_code: str
    target: Decimal
    reason: str
    changed_on: date
    changed_by: str
    budget_change_code: str | None = None
    asked_by: str | None = None
    asked_on: date | None = None
    agreed_by: str | None = None
    agreed_on: date | None = None


class Changed(NamedTuple):
    """What was recorded, and the dossier as it now stands. ``scheduled`` are the days whose due value followed the target."""

    dossier: Dossier
    code: str
    indicator: Row
    old: Quantity
    new: Quantity
    scheduled: tuple[date, ...] = ()


def change_target(dossier: Dossier, wanted: Wanted) -> Changed:
    """Record a change in the dossier where it stands, folder or workbook.

    ``Misuse`` if the indicator or the budget change is not known, nothing would change, the day is not in the year or lies before the last
    change, or reason or approval are not said; ``Unwritable`` if a file cannot be written. In each case the dossier is as it was.
    """
    indicator, old = can_change(dossier, wanted)
    new = Quantity(wanted.target)
    entries, code = Entries(), next_code(dossier, "target_change", PREFIX)
    entries.set(indicator, target=new)
    entries.add(
        "target_change",
        unit_code=indicator["unit_code"],
        change_code=code,
        indicator_code=indicator["indicator_code"],
        old=old,
        new=new,
        reason=wanted.reason.strip(),
        changed_on=wanted.changed_on,
        changed_by=wanted.changed_by.strip(),
        asked_by=wanted.asked_by,
        asked_on=wanted.asked_on,
        agreed_by=wanted.agreed_by,
        agreed_on=wanted.agreed_on,
        budget_change_code=wanted.budget_change_code,
    )
    moved = [row for row in dossier.table("target_schedule") if _ends_at(dossier, indicator, old, row)]
    for row in moved:
        entries.set(row, target=new)
    after = record(dossier, entries)
    return Changed(after, code, indicator, old, new, tuple(day for row in moved if (day := row.day("due_on"))))


def can_change(dossier: Dossier, wanted: Wanted) -> tuple[Row, Quantity]:
    """The indicator and its target, where the change can be recorded as it is wanted; ``Misuse`` says why it cannot."""
    indicator = _indicator(dossier, wanted)
    old = indicator.quantity("target")
    if old is None:
        raise Misuse(_NO_TARGET.fill(code=wanted.indicator_code))
    _refuse(dossier, indicator, old, wanted)
    return indicator, old


def _indicator(dossier: Dossier, wanted: Wanted) -> Row:
    found = dossier.find("indicator", indicator_code=wanted.indicator_code)
    if found is None:
        known = same(", ".join(row.text("indicator_code") for row in dossier.table("indicator")))
        raise Misuse(_UNKNOWN.fill(code=wanted.indicator_code, known=known))
    return found


def _refuse(dossier: Dossier, indicator: Row, old: Quantity, wanted: Wanted) -> None:
    made, year = changes_of_target(dossier, indicator), dossier.year
    last = made[-1].day("changed_on") if made else None
    if not wanted.reason.strip() or not wanted.changed_by.strip():
        raise Misuse(_UNSAID)
    if wanted.target == old.value:
        raise Misuse(_SAME.fill(code=wanted.indicator_code, old=old.text()))
    if wanted.changed_on not in year:
        raise Misuse(_OUTSIDE.fill(day=wanted.changed_on, first=year.starts_on, last=year.ends_on))
    if last is not None and wanted.changed_on < last:
        raise Misuse(_EARLIER.fill(day=wanted.changed_on, last=last, change=made[-1].key))
    code = wanted.budget_change_code
    if code is not None and dossier.find("budget_change", change_code=code) is None:
        known = same(", ".join(row.text("change_code") for row in dossier.table("budget_change")))
        raise Misuse(_NO_BUDGET_CHANGE.fill(code=code, known=known))


def _ends_at(dossier: Dossier, indicator: Row, old: Quantity, row: Row) -> bool:
    """Whether a row of the schedule says that the indicator is due at its target by the year's end."""
    is_last = row.day("due_on") == dossier.year.ends_on and row["indicator_code"] == indicator["indicator_code"]
    due = row.quantity("target")
    return is_last and row["unit_code"] == indicator["unit_code"] and due is not None and due.value == old.value


_UNKNOWN = Text(
    "绩效指标表中没有“{code}”，没有写入；已有：{known}",
    "There is no indicator “{code}”, so nothing was written; known are: {known}",
)
_NO_TARGET = Text(
    "指标“{code}”还没有指标值，没有写入；年度开始前定的指标值直接填在指标表",
    "The indicator “{code}” has no target yet, so nothing was written; a target that is set before the year stands with the indicator",
)
_UNSAID = Text("没有写入：调整须写明理由和批准人", "Nothing was written: a change says why it was made and who approved it")
_SAME = Text("没有写入：“{code}”的指标值已经是{old}", "Nothing was written: the target of “{code}” is {old} already")
_OUTSIDE = Text(
    "没有写入：{day}不在卷宗的年度内（{first}至{last}）",
    "Nothing was written: {day} is not in the dossier's year ({first} to {last})",
)
_EARLIER = Text(
    "没有写入：{day}早于前一次调整 {change}（{last}），原指标值会对不上",
    "Nothing was written: {day} lies before the last change {change} ({last}), and the old values would not fit",
)
_NO_BUDGET_CHANGE = Text(
    "没有写入：预算调整表中没有“{code}”；已有：{known}",
    "Nothing was written: there is no budget change “{code}”; known are: {known}",
)

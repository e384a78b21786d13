"""What waits for somebody in a dossier, how it stands, and what to be warned of: all of it from the rooms that know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from jixiao.monitor.freshness import Fresh
from jixiao.score.requests import MISSING, OVERDUE
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.tables.schema import TableSpec
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.beginning import decisions
from jixiao.web.dossiers.rows import may_write
from jixiao.web.dossiers.standings import as_it_stands, grade_of
from jixiao.web.dossiers.warned import Warned, warned
from jixiao.web.dossiers.worked_out import asked_for, day_within, fresh_offices, monitored
from jixiao.web.dossiers.writing import Writer
from jixiao.web.models import Dossier, Standing
from jixiao.web.people.policy import GOALS, Person
from jixiao.web.workflow.readiness import errors
from jixiao.web.workflow.running import offered
from jixiao.web.workflow.showing import Shown, shown
from jixiao.web.workflow.states import AWAITED
from jixiao.web.workflow.target_requests import pending
from jixiao.wording import Text

MOST_WARNINGS, MOST_LEDGERS = 6, 6
_TO_MEND = frozenset({"open", "in_hand", "returned"})


class Waiting(NamedTuple):
    """Something that waits: in words, the page where it is done, a part of that page, and whether it is pressing or cannot be done yet."""

    words: Text
    page: str
    part: str = ""
    is_pressing: bool = False
    not_yet: Text | None = None
    number: int = 0
    """The number in the page's address, where it has one."""


class Desk(NamedTuple):
    """A dossier as it lies on somebody's desk."""

    dossier: Dossier
    standing: Standing | None
    grade: Text
    filings: Sequence[Shown]
    waiting: Sequence[Waiting]
    warnings: Sequence[Warned]
    more_warnings: int
    offices: Sequence[Fresh]
    ledgers: Sequence[TableSpec]
    day: date

    @property
    def next(self) -> Shown | None:
        """The filing that is due next: the first that the unit still has, by its deadline."""
        with_unit = [each for each in self.filings if not each.was_handed_in or each.filing.state == "returned"]
        return min(with_unit, key=lambda each: each.due or date.max, default=None)


def desk(dossier: Dossier, writer: Writer) -> Desk:
    """All of it for one dossier."""
    person = writer.person
    assert person is not None
    day = day_within(dossier)
    filings, tables = shown(dossier, writer), assembled(dossier)
    own = person.offices(dossier)
    fresh = [each for each in fresh_offices(dossier, day) if own is None or each.office_code in own]
    warnings = monitored(dossier, day).warnings
    found = [
        *_steps(filings, person, dossier),
        *_remarks(filings, person, dossier),
        *_requests(dossier, writer),
        *_evidence(dossier, day, person, own),
        *_measures(tables, person, dossier, own),
        *_errors(dossier, person),
        *_decisions(filings, person, dossier),
        *_stale(fresh, person, dossier),
    ]
    stands = as_it_stands(dossier)
    return Desk(
        dossier,
        stands,
        grade_of(stands),
        filings,
        sorted(found, key=lambda each: (not each.is_pressing, each.not_yet is not None)),
        [warned(each) for each in warnings[:MOST_WARNINGS]],
        max(0, len(warnings) - MOST_WARNINGS),
        fresh,
        _ledgers(tables, person, dossier, own),
        day,
    )


def _steps(filings: Sequence[Shown], person: Person, dossier: Dossier) -> Iterator[Waiting]:
    """The steps that are for the reader to take; of stages that come later only once they have begun, or their deadline is set."""
    roles = {each.role for each in person.for_unit(dossier.unit, dossier.fiscal_year)}
    for each in filings:
        if not roles & set(AWAITED[each.filing.state]) or (each.filing.version == 1 and not each.due and not each.offices):
            continue
        for offer in each.offers:
            if not offer.action.needs_reason:
                words = _STEP.fill(stage=each.stage, action=offer.action.words)
                yield Waiting(words, "filing", f"stage-{each.filing.stage}", each.is_late, offer.refused)


def _remarks(filings: Sequence[Shown], person: Person, dossier: Dossier) -> Iterator[Waiting]:
    for each in filings:
        if each.open_remarks and person.may("answer", dossier):
            yield Waiting(
                _REMARKS.fill(stage=each.stage, n=each.open_remarks), "filing", f"stage-{each.filing.stage}", is_pressing=True
            )


def _requests(dossier: Dossier, writer: Writer) -> Iterator[Waiting]:
    """The requests to change a target that the reader has to decide."""
    for each in pending(dossier).values():
        for action in offered(dossier, each, writer):
            if not action.needs_reason:
                words = _REQUEST.fill(n=each.number, code=each.indicator_code, action=action.words)
                yield Waiting(words, "target_request", number=each.number)


def _evidence(dossier: Dossier, day: date, person: Person, own: frozenset[str] | None) -> Iterator[Waiting]:
    if not person.may("record", dossier):
        return
    mine = [each for each in asked_for(dossier, day) if own is None or each.office_code in own]
    counts = Counter(each.state for each in mine)
    if counts[OVERDUE]:
        yield Waiting(_OVERDUE.fill(n=counts[OVERDUE]), "proofs", is_pressing=True)
    if counts[MISSING]:
        yield Waiting(_MISSING.fill(n=counts[MISSING]), "proofs")


def _measures(tables: Tables, person: Person, dossier: Dossier, own: frozenset[str] | None) -> Iterator[Waiting]:
    if not person.may("mend", dossier):
        return
    open_ones = [
        row for row in tables.table("rectification") if _is_open(row) and (own is None or row.text("office_code") in own)
    ]
    planned = {row["problem_code"] for row in tables.table("rectification")}
    unplanned = sum(row["problem_code"] not in planned for row in tables.table("problem"))
    if open_ones:
        yield Waiting(_MEND.fill(n=len(open_ones)), "mending")
    if unplanned and own is None:
        yield Waiting(_PLAN.fill(n=unplanned), "mending")


def _is_open(row: Row) -> bool:
    return row["status"] is None or row["status"] in _TO_MEND


def _errors(dossier: Dossier, person: Person) -> Iterator[Waiting]:
    found = len(errors(dossier)) if person.may("check", dossier) else 0
    if found:
        yield Waiting(_ERRORS.fill(n=found), "evaluation", "checks", is_pressing=True)


def _decisions(filings: Sequence[Shown], person: Person, dossier: Dossier) -> Iterator[Waiting]:
    """What was left to be decided when the year began, as long as its goals are being written."""
    is_begun = any(each.filing.stage == GOALS and each.filing.state == "draft" for each in filings)
    if is_begun and person.may("plan", dossier) and decisions(dossier):
        yield Waiting(_DECIDE.fill(year=dossier.fiscal_year), "decisions")


def _ledgers(tables: Tables, person: Person, dossier: Dossier, own: frozenset[str] | None) -> list[TableSpec]:
    """The ledgers in which somebody records, those first in which their offices have the most rows."""
    found = [spec for spec in tables.schema.values() if spec.is_ledger and may_write(person, dossier, spec)]
    rows = {
        spec.name: sum(own is None or row.text_id("office_code") in own for row in tables.table(spec.name))
        for spec in found
        if "office_code" in spec.fields
    }
    used = [spec for spec in found if rows.get(spec.name)] or found
    return sorted(used, key=lambda spec: -rows.get(spec.name, 0))[:MOST_LEDGERS]


def _stale(fresh: Sequence[Fresh], person: Person, dossier: Dossier) -> Iterator[Waiting]:
    if person.may("record", dossier):
        for each in fresh:
            if each.is_stale:
                yield Waiting(_STALE.fill(office=each.name, n=len(each.silent)), "ledgers")


_STEP = Text("{stage}：{action}", "{stage}: {action}")
_REQUEST = Text("第{n}号指标调整申请（{code}）：{action}", "Request no. {n} to change the target of {code}: {action}")
_REMARKS = Text("{stage}有{n}条审核意见待答复", "{stage}: {n} remarks of the bureau to answer")
_OVERDUE = Text("{n}份佐证已逾期未交", "{n} pieces of evidence are overdue")
_MISSING = Text("{n}份佐证待提交", "{n} pieces of evidence are asked for")
_MEND = Text("{n}项整改措施未完成", "{n} measures of rectification are not done")
_PLAN = Text("{n}个问题还没有整改措施", "{n} problems have no measure yet")
_ERRORS = Text("数据中有{n}处错误待改正", "{n} errors in the data to mend")
_DECIDE = Text("{year}年度开始时列出的待定事项", "What was left to be decided when {year} began")
_STALE = Text("{office}有{n}项指标该填未填", "{office}: {n} indicators wait for an entry")

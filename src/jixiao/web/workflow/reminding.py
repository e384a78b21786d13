"""What people are told: a step that makes it their move, a deadline that comes or has passed.

A line is made once for a person (``mark``). It is kept in the database, shown on the page, and mailed from there (``mailing``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from jixiao.web.models import Dossier, Filing, Grant, Notice, Step, TargetRequest, Unit
from jixiao.web.people.policy import STAGES
from jixiao.web.people.roles import ROLES
from jixiao.web.workflow.deadlines import Deadlines
from jixiao.web.workflow.matters import Matter, address_of, filings_address, name_of, way_of
from jixiao.web.workflow.states import AWAITED, STAGE_NAMES, WITH_THE_UNIT
from jixiao.wording import Text

AHEAD = (7, 1)
"""So many days before a deadline people are reminded of it."""
_AT_ONCE = 500


class _Held(NamedTuple):
    """Who holds a role, and where."""

    account: int
    role: str
    path: str | None
    fiscal_year: int | None


class Holders:
    """Who holds which role for which unit, read once for many units."""

    def __init__(self, units: Iterable[Unit] | None = None) -> None:
        grants = Grant.objects.filter(account__is_active=True)
        if units is not None:
            above = {code for unit in units for code in unit.path.split("/") if code}
            grants = grants.filter(Q(unit=None) | Q(unit__code__in=above))
        self._by_path: defaultdict[str | None, list[_Held]] = defaultdict(list)
        for each in grants.values_list("account_id", "role", "unit__path", "fiscal_year"):
            held = _Held(*each)
            self._by_path[held.path].append(held)

    def of(self, roles: Sequence[str], unit: Unit, fiscal_year: int) -> set[int]:
        """The accounts with one of these roles for that unit and year."""
        return {
            each.account
            for path in (None, *_paths(unit.path))
            for each in self._by_path.get(path, ())
            if each.role in roles
            and each.fiscal_year in {None, fiscal_year}
            and (path == unit.path or ROLES[each.role].reach == "tree")
        }


def _paths(path: str) -> Iterator[str]:
    """A unit's path and those of all units above it."""
    parts = [part for part in path.split("/") if part]
    for end in range(len(parts)):
        yield f"/{'/'.join(parts[: end + 1])}/"


def tell_of(step: Step, matter: Matter, dossier: Dossier) -> int:
    """Tell those whose move it is now of a step, in the transaction of the step; how many were told. Whoever took it is not."""
    roles = way_of(matter).awaited[step.to_state]
    if step.to_state == step.from_state:
        return 0
    told = Holders([dossier.unit]).of(roles, dossier.unit, dossier.fiscal_year) if roles else set[int]()
    is_over = isinstance(matter, TargetRequest) and not roles
    if isinstance(matter, TargetRequest) and is_over:
        told = {matter.asked_by_id}
    words = _OVER_NOW if is_over else _RETURNED if step.reason and step.to_state in {"returned", "draft"} else _MOVED
    text = words.fill(
        unit=dossier.unit.name,
        year=dossier.fiscal_year,
        stage=name_of(matter),
        state=way_of(matter).states[step.to_state],
        reason=step.reason or "—",
    )
    return tell(told - {step.account_id}, text, address_of(matter, dossier), f"step {step.pk}")


def tell(accounts: Iterable[int], text: Text, address: str, mark: str) -> int:
    """A line for each of these accounts; who has it already is not told again. How many lines were wanted."""
    made = [
        Notice(account_id=account, zh=text.say("zh"), en=text.say("en"), address=address, mark=mark)
        for account in sorted(accounts)
    ]
    Notice.objects.bulk_create(made, batch_size=_AT_ONCE, ignore_conflicts=True)
    return len(made)


_OVER_NOW = Text("{unit} {year}年度{stage}：{state}。附言：{reason}", "{unit} {year}, {stage}: {state}. Said with it: {reason}")
_MOVED = Text("{unit} {year}年度{stage}：{state}，请您办理", "{unit} {year}, {stage}: {state}; it is your move")
_RETURNED = Text(
    "{unit} {year}年度{stage}：{state}，请您办理。理由：{reason}",
    "{unit} {year}, {stage}: {state}; it is your move. Reason: {reason}",
)
_COMES = Text("{unit} {year}年度{stage}应于{day}前报送", "{unit} {year}: {stage} is to be handed in by {day}")
_OVER = Text("{unit} {year}年度{stage}已过报送期限（{day}）", "{unit} {year}: {stage} should have been handed in by {day}")


def remind(today: date) -> int:
    """Lines for every deadline that comes within days or has passed; how many are new."""
    before = Notice.objects.count()
    holders, deadlines = Holders(), Deadlines()
    years = deadlines.years | set(Filing.objects.exclude(due_on=None).values_list("dossier__fiscal_year", flat=True))
    wanted: list[Notice] = []
    for dossier, filings in _dossiers(years):
        for stage in STAGES:
            filing = filings.get(stage)
            due = (filing.due_on if filing else None) or deadlines.of(dossier.unit.path, dossier.fiscal_year, stage)
            state = filing.state if filing else "draft"
            if due is None or state not in WITH_THE_UNIT:
                continue
            near = _near(due, today)
            if near is None:
                continue
            words = (_OVER if near < 0 else _COMES).fill(
                unit=dossier.unit.name, year=dossier.fiscal_year, stage=STAGE_NAMES[stage], day=due
            )
            wanted += (
                Notice(
                    account_id=account,
                    zh=words.say("zh"),
                    en=words.say("en"),
                    address=filings_address(dossier),
                    mark=f"due {dossier.pk} {stage} {due} {near}",
                )
                for account in sorted(holders.of(AWAITED[state], dossier.unit, dossier.fiscal_year))
            )
    Notice.objects.bulk_create(wanted, batch_size=_AT_ONCE, ignore_conflicts=True)
    return Notice.objects.count() - before


def _near(due: date, today: date) -> int | None:
    """The least of the days ahead that has come, -1 once the deadline has passed; None while it is far."""
    left = (due - today).days
    return -1 if left < 0 else min((each for each in AHEAD if left <= each), default=None)


def _dossiers(years: set[int]) -> Iterator[tuple[Dossier, dict[str, Filing]]]:
    """The dossiers of these years with their filings by stage."""
    listed = Dossier.objects.filter(fiscal_year__in=years).select_related("unit").prefetch_related("filings")
    for dossier in listed.defer("manifest", "counters", "registers").iterator(chunk_size=_AT_ONCE):
        yield dossier, {each.stage: each for each in dossier.filings.all()}

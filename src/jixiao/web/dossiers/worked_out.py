"""What the rooms below work out of a dossier, kept in memory for as long as the dossier stands as it was read.

A page that is looked at again shows what is known; a changed row makes another dossier, of which nothing is known yet.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from threading import Lock
from typing import Any, TypeVar, cast
from weakref import WeakValueDictionary

from jixiao.cycle.goals import GoalReview, review_goals
from jixiao.errors import JixiaoError
from jixiao.findings import Outcome
from jixiao.monitor.freshness import Fresh, freshness
from jixiao.monitor.watching import Asked, Monitoring, monitor
from jixiao.periods import date_of
from jixiao.report.form import Material
from jixiao.review.checking import check
from jixiao.score.requests import Request, requests, today
from jixiao.score.scoring import Score
from jixiao.score.unit_score import framework_of, score_unit
from jixiao.tables.dossier import Dossier as Tables
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.models import Dossier

KEPT = 60
"""How much one process keeps in memory."""

T = TypeVar("T")


class _Kept(OrderedDict[tuple[Hashable, ...], tuple[Tables, Any]]):
    """What was worked out last, each with the very dossier that it was worked out of; and what is being worked out."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = Lock()
        self.at_work: WeakValueDictionary[tuple[Hashable, ...], Lock] = WeakValueDictionary()


_kept = _Kept()


def kept(dossier: Dossier, about: tuple[Hashable, ...], make: Callable[[Tables], T]) -> T:
    """What was worked out of the dossier as it stands, or is worked out now. It is shared: nobody may change it.

    Of several who ask at once, one works and the others wait for it.
    """
    key = (dossier.pk, *about)
    with _kept.lock:
        one = _kept.at_work.setdefault(key, Lock())
    with one:
        tables = assembled(dossier)
        with _kept.lock:
            known = _kept.get(key)
            if known and known[0] is tables:
                _kept.move_to_end(key)
                return cast("T", known[1])
        found = make(tables)
        with _kept.lock:
            for old in [each for each, (of, _) in _kept.items() if each[0] == dossier.pk and of is not tables]:
                del _kept[old]
            _kept[key] = (tables, found)
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found


def day_within(dossier: Dossier, wanted: date | None = None) -> date:
    """The day that is looked at: the one that was asked for, or today, as far as it lies in the dossier's year."""
    year = assembled(dossier).year
    return max(year.starts_on, min(wanted or today(), year.ends_on))


def day_named(dossier: Dossier, text: str) -> tuple[date, bool]:
    """The day that a text names, as far as it lies in the year; and whether it named one, or nothing at all."""
    found = date_of(text) if text.strip() else None
    is_day = isinstance(found, date)
    return day_within(dossier, found if isinstance(found, date) else None), is_day or not text.strip()


def monitored(dossier: Dossier, day: date) -> Monitoring:
    """The year on a day; with last year's profile of spending where that dossier is there as well."""
    before = Dossier.objects.filter(unit=dossier.unit_id, fiscal_year=dossier.fiscal_year - 1).select_related("unit").first()
    last_year = assembled(before) if before else None
    version = before.version if before else None

    def made(tables: Tables) -> Monitoring:
        return monitor(tables, day, Asked(last_year=last_year))

    return kept(dossier, ("monitored", day, version), made)


def fresh_offices(dossier: Dossier, day: date) -> Sequence[Fresh]:
    """What each office recorded by a day."""
    return kept(dossier, ("fresh", day), lambda tables: freshness(tables, day, monitored(dossier, day)))


def asked_for(dossier: Dossier, day: date) -> list[Request]:
    """The evidence that is asked for; nothing where the dossier cannot be scored."""

    def made(tables: Tables) -> list[Request]:
        try:
            return requests(tables, day)
        except JixiaoError:
            return []

    return kept(dossier, ("requests", day), made)


def checked(dossier: Dossier) -> list[Outcome]:
    """What all checks say of the dossier's rows."""
    return kept(dossier, ("checked",), check)


def goals_reviewed(dossier: Dossier) -> GoalReview:
    """The four tests of the goals; with last year's dossier where it is there."""
    before = Dossier.objects.filter(unit=dossier.unit_id, fiscal_year=dossier.fiscal_year - 1).select_related("unit").first()
    earlier = [assembled(before)] if before else []
    return kept(dossier, ("goals", before.version if before else None), lambda tables: review_goals(tables, earlier))


def frameworks_of(dossier: Dossier) -> tuple[str, ...]:
    """The frameworks that the dossier names and that can be read."""

    def made(tables: Tables) -> tuple[str, ...]:
        found = []
        for name in tables.frameworks:
            try:
                framework_of(tables, name)
            except JixiaoError:
                continue
            found.append(name)
        return tuple(found)

    return kept(dossier, ("frameworks",), made)


def score_of(dossier: Dossier, framework: str, project: str | None = None) -> Score:
    """The score by a framework, of a project where it scores projects; ``Misuse`` if it cannot be made."""
    return kept(dossier, ("score", framework, project), lambda tables: score_unit(tables, framework, project_code=project))


def material_of(dossier: Dossier, framework: str, project: str | None = None) -> Material:
    """What papers are made of: the dossier with its score and its figures."""
    made = score_of(dossier, framework, project)
    return kept(dossier, ("material", framework, project), lambda tables: Material(tables, made))

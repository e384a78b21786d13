"""Who has handed in: the units of a year at a stage, as far as somebody oversees them. Scores are those that were kept, none is made here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, DateField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from jixiao.web.bureau.overseeing import overseen
from jixiao.web.models import Dossier, Filing, Remark, Unit
from jixiao.web.people.paths import below
from jixiao.web.people.policy import HANDED_IN, STAGES, YEAR_END, Person
from jixiao.web.workflow.deadlines import Deadlines
from jixiao.web.workflow.states import STATES, WITH_THE_UNIT
from jixiao.wording import Text

NOT_BEGUN = "none"
LATE = "late"
AWAITED = "awaited"
PAGE = 100
SHOWN: Mapping[str, Text] = {NOT_BEGUN: Text("未建卷宗", "Not begun"), **STATES}
"""What is shown of a unit: the state of its filing, or that it has no dossier of the year."""
_STILL_OPEN = (NOT_BEGUN, *WITH_THE_UNIT)
_REGION = 6


@dataclass(frozen=True)
class Wish:
    """What is to be listed: a year and a stage, and of these a state, a region (the first digits of its code), a name or code."""

    year: int
    stage: str = YEAR_END
    state: str = ""
    region: str = ""
    words: str = ""
    page: int = 1


class Row(NamedTuple):
    """A unit in the list. ``total`` is the kept score, of what was handed in only; ``is_old`` says that the rows have moved on since."""

    code: str
    name: str
    region: str
    state: str
    due: date | None
    handed_in_at: datetime | None
    total: str | None
    grade: str
    spent: str
    is_old: bool
    is_open: bool
    """Whether the reader may open it: something of it was handed in."""

    is_late: bool
    remarks: int

    @property
    def handed_in_on(self) -> str:
        """The day on which it was handed in last; empty where it never was."""
        return "" if self.handed_in_at is None else timezone.localdate(self.handed_in_at).isoformat()

    @property
    def words(self) -> Text:
        """The state in words."""
        return SHOWN[self.state]

    @property
    def tone(self) -> str:
        """How the state is coloured."""
        return {"returned": "bad", "accepted": "good", "published": "good", "submitted": "warn"}.get(self.state, "")


class Listed(NamedTuple):
    """A page of the list, and what of the whole is counted."""

    rows: Sequence[Row]
    found: int
    pages: int
    counts: Mapping[str, int]
    """How many units are in which state, whatever state was asked for."""

    late: int
    all: int


def years(person: Person) -> list[int]:
    """The years of which there are dossiers among the units that somebody oversees, the newest first."""
    units = Unit.objects.filter(overseen(person))
    found = Dossier.objects.filter(unit__in=units).order_by("-fiscal_year").values_list("fiscal_year", flat=True).distinct()
    return list(found)


def regions(person: Person) -> list[str]:
    """The regions of the units that somebody oversees, by the first six digits of their codes."""
    units = Unit.objects.filter(overseen(person)).exclude(region_code="").order_by("region_code")
    return sorted({code[:_REGION] for code in units.values_list("region_code", flat=True).distinct()})


def units(person: Person, wish: Wish) -> QuerySet[Any]:
    """The units with ``state``, ``due`` and the rest beside them; those that only stand above others and keep no dossier are left out."""
    year, stage = wish.year, wish.stage if wish.stage in STAGES else YEAR_END
    dossiers = Dossier.objects.filter(unit=OuterRef("pk"), fiscal_year=year)
    filings = Filing.objects.filter(dossier__unit=OuterRef("pk"), dossier__fiscal_year=year, stage=stage)
    state = Coalesce(
        filings.values("state")[:1],
        Case(When(Exists(dossiers), then=Value("draft")), default=Value(NOT_BEGUN), output_field=CharField()),
    )
    own = filings.exclude(due_on=None).values("due_on")[:1]
    listed = (
        Unit.objects.filter(overseen(person, year))
        .annotate(state=state, due=Coalesce(own, _due(year, stage), output_field=DateField()))
        .filter(Exists(dossiers) | ~Exists(Unit.objects.filter(parent=OuterRef("pk"))))
    )
    if wish.region:
        listed = listed.filter(region_code__startswith=wish.region)
    if wish.words:
        listed = listed.filter(Q(name__icontains=wish.words) | Q(code__istartswith=wish.words))
    return listed


def _due(year: int, stage: str) -> Case:
    """The deadline of a unit: that of the nearest path it lies on."""
    known = Deadlines([year]).paths(year, stage)
    cases = [When(below(path), then=Value(day)) for path, day in known]
    return Case(*cases, default=Value(None), output_field=DateField())


def _late(listed: QuerySet[Any], today: date) -> QuerySet[Any]:
    return listed.filter(state__in=_STILL_OPEN, due__lt=today)


def chosen(listed: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Those in a state; ``late`` are those that should have handed in, ``awaited`` all that have not."""
    if state == LATE:
        return _late(listed, timezone.localdate())
    if state == AWAITED:
        return listed.filter(state__in=_STILL_OPEN)
    return listed.filter(state=state) if state in SHOWN else listed


def listing(person: Person, wish: Wish, *, with_rows: bool = True) -> Listed:
    """A page of the units that were asked for; without rows, what is counted alone."""
    listed = units(person, wish)
    is_past = Count("pk", filter=Q(due__lt=timezone.localdate()))
    counted = listed.order_by().values_list("state").annotate(n=Count("pk"), past=is_past)
    found = {state: (n, past) for state, n, past in counted}
    counts = {name: found.get(name, (0, 0))[0] for name in SHOWN}
    late = sum(found.get(name, (0, 0))[1] for name in _STILL_OPEN)
    number = _number(wish.state, counts, late)
    pages = max(1, -(-number // PAGE))
    page = min(max(1, wish.page), pages)
    rows = (
        rows_of(chosen(listed, wish.state).order_by("code")[(page - 1) * PAGE : page * PAGE], wish, person) if with_rows else []
    )
    return Listed(rows, number, pages, counts, late, sum(counts.values()))


def _number(state: str, counts: Mapping[str, int], late: int) -> int:
    """How many units there are in the state that was asked for."""
    if state == LATE:
        return late
    if state == AWAITED:
        return sum(counts[name] for name in _STILL_OPEN)
    return counts[state] if state in counts else sum(counts.values())


def rows_of(found: QuerySet[Any], wish: Wish, person: Person) -> list[Row]:
    """The rows of these units, with what their dossiers have beside."""
    today, units_listed = timezone.localdate(), list(found.values("pk", "code", "name", "region_code", "state", "due"))
    scores: dict[int, dict[str, Any]] = {
        each.pop("unit_id"): each for each in _dossiers(wish, [each["pk"] for each in units_listed])
    }
    sees_drafts = "auditor" in person.roles
    rows = []
    for unit in units_listed:
        beside: dict[str, Any] = scores.get(unit["pk"], {})
        is_handed_in = unit["state"] in HANDED_IN
        shows = is_handed_in and wish.stage == YEAR_END
        rows.append(
            Row(
                unit["code"],
                unit["name"],
                unit["region_code"],
                unit["state"],
                unit["due"],
                beside.get("handed_in_at"),
                beside.get("standings__total") if shows else None,
                (beside.get("standings__grade") or "") if shows else "",
                (beside.get("standings__spent_rate") or "") if shows else "",
                shows and beside.get("standings__dossier_version") not in {None, beside.get("version")},
                bool(beside) and (bool(beside.get("was_handed_in")) or sees_drafts),
                unit["state"] in _STILL_OPEN and unit["due"] is not None and unit["due"] < today,
                beside.get("remarks", 0),
            )
        )
    return rows


def _dossiers(wish: Wish, units_listed: Sequence[int]) -> list[dict[str, Any]]:
    filings = Filing.objects.filter(dossier=OuterRef("pk"))
    remarks = Remark.objects.filter(filing__dossier=OuterRef("pk"), answer="", is_required=True, closed_at=None).order_by()
    counted = remarks.values("filing__dossier").annotate(n=Count("pk")).values("n")
    listed = Dossier.objects.filter(unit__in=units_listed, fiscal_year=wish.year).annotate(
        handed_in_at=filings.filter(stage=wish.stage).values("handed_in_at")[:1],
        was_handed_in=Exists(filings.filter(state__in=HANDED_IN)),
        remarks=Coalesce(counted[:1], 0),
    )
    names = ("unit_id", "version", "handed_in_at", "was_handed_in", "remarks")
    kept = ("standings__total", "standings__grade", "standings__spent_rate", "standings__dossier_version")
    return list(listed.order_by().values(*names, *kept))

"""The history: every change of every record, who made it, from where and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Schema

from jixiao.web.api.operation import OF_DOSSIER, Call, Operation
from jixiao.web.api.shapes import Data, Listed, Number, Slice, Word, listed
from jixiao.web.history.searching import entries_for
from jixiao.web.models import Entry
from jixiao.wording import Text

order = 80
words = Text("历史", "History")


class EntryShape(Schema):
    """One change: the cells that differ, before and after; a new record has no before, a removed one no after."""

    number: int
    at: str
    username: str
    person: str
    origin: str
    request: str
    action: str
    unit: str
    year: int | None
    table: str
    key: str
    about: str
    before: Data | None
    after: Data | None
    reason: str
    seal: str


class Wanted(Slice):
    """Which changes: of a table, of a row (its number), by somebody, of one request, of a kind, from and to a moment."""

    table: Word | None = None
    key: Word | None = None
    username: Word | None = None
    request: Word | None = None
    action: Word | None = None
    since: datetime | None = None
    until: datetime | None = None


class WantedOfAll(Wanted):
    """The same, of a unit and a year."""

    unit: Word | None = None
    year: Number | None = None


def dossier_history(call: Call, wanted: Query[Wanted]) -> dict[str, Any]:
    """The changes of a dossier, the newest first."""
    found = Entry.objects.filter(unit_code=call.about.unit.code, fiscal_year=call.about.fiscal_year)
    return listed(call, _filtered(found, wanted), wanted, _shown)


def whole_history(call: Call, wanted: Query[WantedOfAll]) -> dict[str, Any]:
    """The changes of the whole site, the newest first; for those who watch it. An auditor reads those of the units that are theirs."""
    exact = {"unit_code": wanted.unit, "fiscal_year": wanted.year}
    found = entries_for(call.person).filter(**{name: value for name, value in exact.items() if value is not None})
    return listed(call, _filtered(found, wanted), wanted, _shown)


def _filtered(found: QuerySet[Entry], wanted: Wanted) -> QuerySet[Entry]:
    exact = {name: getattr(wanted, name) for name in ("table", "key", "username", "request", "action")}
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    if wanted.since is not None:
        found = found.filter(at__gte=_moment(wanted.since))
    if wanted.until is not None:
        found = found.filter(at__lte=_moment(wanted.until))
    return found.order_by("-number")


def _moment(moment: datetime) -> str:
    """A moment as entries say it: in UTC, so that texts compare as moments do."""
    try:
        at = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        at = moment.replace(tzinfo=UTC)
    return at.isoformat(timespec="microseconds")


def _shown(entry: Entry) -> Data:
    same = ("number", "at", "username", "person", "origin", "request", "action", "table", "key", "about", "before", "after")
    said = {name: getattr(entry, name) for name in same}
    return {**said, "unit": entry.unit_code, "year": entry.fiscal_year, "reason": entry.reason, "seal": entry.seal}


operations = (
    Operation(
        "GET",
        f"{OF_DOSSIER}/history",
        dossier_history,
        "see_history",
        Text("卷宗的历史", "History of a dossier"),
        Listed[EntryShape],
    ),
    Operation("GET", "history", whole_history, "search_audit", Text("全部历史", "History of the site"), Listed[EntryShape]),
)

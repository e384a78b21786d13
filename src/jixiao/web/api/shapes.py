"""The shapes of what is sent and answered, as the description of the API states them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Schema
from pydantic import Field, StringConstraints

from jixiao.web.api.operation import Call

MOST = 500
Item = TypeVar("Item")
Some = TypeVar("Some", bound=Model)

Word = Annotated[str, StringConstraints(max_length=400)]
Sentence = Annotated[str, StringConstraints(max_length=5_000)]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
Cells = dict[Annotated[str, StringConstraints(max_length=80)], Annotated[str, StringConstraints(max_length=100_000)]]
Data = dict[str, Any]


class Slice(Schema):
    """Which part of a list is wanted."""

    offset: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100


class Listed(Schema, Generic[Item]):
    """A part of a list: how long the whole is, and where the next part is (null: this is the last)."""

    items: list[Item]
    total: int
    offset: int
    limit: int
    next: str | None


class Made(Schema):
    """What was made, by its number."""

    number: int


class Finding(Schema):
    """A fault or a remark with its place."""

    check: str
    rule: str | None
    severity: str
    place: Data
    quote: str
    stated: str | None
    expected: str | None
    because: str
    advice: str | None


def listed(call: Call, found: QuerySet[Some], part: Slice, shown: Callable[[Some], Data]) -> Data:
    """A part of what a query finds."""
    total = found.count()
    return _part(call, [shown(each) for each in found[part.offset : part.offset + part.limit]], total, part)


def listed_of(call: Call, found: Iterable[Data], part: Slice) -> Data:
    """A part of what is at hand."""
    every = list(found)
    return _part(call, every[part.offset : part.offset + part.limit], len(every), part)


def _part(call: Call, items: list[Data], total: int, part: Slice) -> Data:
    rest = part.offset + part.limit
    query = call.request.GET.copy()
    query["offset"], query["limit"] = str(rest), str(part.limit)
    following = f"{call.request.path}?{query.urlencode()}" if rest < total else None
    return {"items": items, "total": total, "offset": part.offset, "limit": part.limit, "next": following}


class StepShape(Schema):
    """A step that a filing or a request has taken."""

    action: str
    before: str
    after: str
    person: str
    reason: str
    dossier_version: int
    at: datetime

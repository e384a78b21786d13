"""Requests to change targets across the units that somebody oversees: those that wait for the bureau, and what became of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from jixiao.web.models import TargetRequest
from jixiao.web.people.policy import Person
from jixiao.web.people.reach import dossiers_of
from jixiao.web.workflow.states import REQUEST_STATES

PAGE = 100
WITH_THE_BUREAU = "approved"


class Listed(NamedTuple):
    """A page of the list."""

    rows: Sequence[TargetRequest]
    found: int
    page: int
    pages: int


def waiting(person: Person) -> QuerySet[TargetRequest]:
    """The requests that wait for the bureau."""
    return _every(person).filter(state=WITH_THE_BUREAU)


def changes(person: Person, state: str, page: int) -> Listed:
    """The requests in a state (of any, if it is none), the oldest first."""
    every = _every(person).order_by("pk")
    every = every.filter(state=state) if state in REQUEST_STATES else every
    found = every.count()
    pages = max(1, -(-found // PAGE))
    at = min(max(1, page), pages)
    shown = every.select_related("dossier__unit", "asked_by", "approved_by")[(at - 1) * PAGE : at * PAGE]
    return Listed(list(shown), found, at, pages)


def _every(person: Person) -> QuerySet[TargetRequest]:
    return TargetRequest.objects.filter(dossier__in=dossiers_of(person).order_by().values("pk"))

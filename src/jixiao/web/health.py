"""Whether the site is well, for a load balancer and whoever watches over it: three words, and nothing else is told.

``/health/`` answers 200 while pages can be answered: the database is there and has the tables of this version; else 503. Without a worker
pages are answered all the same, so that no machine is taken out for it: ``/health/worker/`` answers 503 then.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from http import HTTPStatus

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone

from jixiao.web.rounds.round import is_alive

SITE, WORKER = "/health/", "/health/worker/"


class Health:
    """Answered before all else: who asks comes from within, by whatever name and without HTTPS, and has no session."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer it."""
        if request.path not in {SITE, WORKER}:
            return self.answer(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        said = _health()
        is_well = said["worker"] if request.path == WORKER else said["database"] and said["tables"]
        status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return JsonResponse(said, status=status, headers=headers)


def _health() -> dict[str, bool]:
    said = {"database": False, "tables": False, "worker": False}
    try:
        said["tables"] = has_tables()
        said["database"] = True
        said["worker"] = is_alive(timezone.now())
    except DatabaseError:
        connection.close()
    return said


def has_tables() -> bool:
    """Whether the database has the tables of this version; ``DatabaseError`` if it is away."""
    return MigrationRecorder(connection).applied_migrations().keys() >= _wanted()


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    """The migrations of this version."""
    return frozenset(MigrationLoader(None).disk_migrations)

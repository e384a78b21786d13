"""Where the year stands: score, money, warnings, filings, how fresh each office's data are, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from django.http import HttpResponse

from jixiao.monitor import shown
from jixiao.monitor.rule import percent
from jixiao.score.requests import MISSING, OVERDUE, STATES, Request, today
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.standings import as_it_stands, grade_of
from jixiao.web.dossiers.warned import warned
from jixiao.web.dossiers.worked_out import (
    asked_for,
    checked,
    day_named,
    fresh_offices,
    kept,
    monitored,
)
from jixiao.web.models import Dossier
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.workflow.readiness import without_reason
from jixiao.web.workflow.running import due_on, filings
from jixiao.web.workflow.states import STAGE_NAMES
from jixiao.web.workflow.states import STATES as FILING_STATES
from jixiao.wording import Text

MOST = 8
"""Warnings that stand on the page; all of them stand on that of monitoring."""
SOON = 15
"""So many days before its deadline a filing is marked."""


class Filed(NamedTuple):
    """A filing as the page tells of it: ``left`` are the days until its deadline, below zero once it is over."""

    stage: Text
    state: Text
    is_open: bool
    due: date | None
    left: int | None

    @property
    def is_pressing(self) -> bool:
        """Whether it is late, or nearly."""
        return self.is_open and self.left is not None and self.left <= SOON


class Owing(NamedTuple):
    """What an office still owes: its name, and the proofs."""

    office: str
    requests: list[Request]


def overview(visit: Visit) -> HttpResponse:
    """The page."""
    dossier = visit.about
    day, is_understood = day_named(dossier, visit.request.GET.get("day", ""))
    found = monitored(dossier, day)
    unit, stands = next(iter(found.watch.lines), None), as_it_stands(dossier)
    said: dict[str, Any] = {
        "day": day,
        "is_understood": is_understood,
        "time": percent(found.watch.time),
        "standing": stands,
        "grade": grade_of(stands),
        "estimate": shown.estimate(found),
        "money": shown.line(found, unit) if unit else None,
        "counts": shown.counts(found),
        "indicators": len(found.watch.indicators),
        "warnings": [warned(each) for each in found.warnings[:MOST]],
        "more": max(0, len(found.warnings) - MOST),
        "filings": _filings(dossier),
        "offices": fresh_offices(dossier, day),
        "evidence_states": STATES,
    }
    return visit.show("overview.html", **said, **_missing(dossier, day))


def _filings(dossier: Dossier) -> list[Filed]:
    listed = []
    for each in filings(dossier):
        each.dossier = dossier
        due = due_on(each)
        is_open = each.state not in {"submitted", "accepted", "published"}
        left = (due - today()).days if due else None
        listed.append(Filed(STAGE_NAMES[each.stage], FILING_STATES[each.state], is_open, due, left))
    return listed


def _missing(dossier: Dossier, day: date) -> dict[str, Any]:
    """What is still to be handed in, said or mended."""
    by_office: defaultdict[str, list[Request]] = defaultdict(list)
    asked = asked_for(dossier, day)
    for each in asked:
        if each.state in {MISSING, OVERDUE}:
            by_office[each.office_code].append(each)
    names = {row.text("office_code"): row.text("name") for row in assembled(dossier).table("office")}
    found = [each for outcome in checked(dossier) for each in outcome.findings]
    return {
        "asked": len(asked),
        "owed": sum(map(len, by_office.values())),
        "owing": [
            Owing(names.get(code, code), listed)
            for code, listed in sorted(by_office.items(), key=lambda each: (not each[0], each[0]))
        ],
        "unsaid": kept(dossier, ("unsaid",), without_reason),
        "errors": sum(each.severity == "error" for each in found),
        "questions": sum(each.severity == "explain" for each in found),
    }


pages = (Page("overview", OF_DOSSIER, overview, "see", label=Text("概况", "Overview"), order=0),)

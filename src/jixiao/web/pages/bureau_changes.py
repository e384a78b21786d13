"""Requests to change targets that wait for the bureau, unit by unit."""

from __future__ import annotations

from django.http import HttpResponse

from jixiao.web.bureau.changes import WITH_THE_BUREAU, changes
from jixiao.web.page import Page, Visit
from jixiao.web.workflow.states import REQUEST_STATES

ALL = "all"
_DIGITS = 9


def bureau_changes(visit: Visit) -> HttpResponse:
    """The list; those that wait for the bureau, unless others are asked for."""
    asked = visit.request.GET
    state, page = asked.get("state", WITH_THE_BUREAU), asked.get("page", "")
    state = state if state in {ALL, *REQUEST_STATES} else WITH_THE_BUREAU
    number = int(page) if page.isascii() and page.isdecimal() and len(page) <= _DIGITS else 1
    return visit.show(
        "bureau_changes.html",
        listed=changes(visit.person, state, number),
        state=state,
        states=REQUEST_STATES,
        but_page=f"state={state}",
    )


pages = (Page("bureau_changes", "bureau/changes/", bureau_changes, "oversee"),)

"""Long lists in pages, each of a bounded number of rows."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page as Part
from django.core.paginator import Paginator
from django.db.models import QuerySet

from jixiao.web.page import Visit

ON_A_PAGE = 50


def listed(visit: Visit, found: QuerySet[Any]) -> Part[Any]:
    """The part of a list that the address asks for (``page``); the nearest one where it asks for none that there is."""
    return Paginator(found, ON_A_PAGE).get_page(visit.request.GET.get("page"))

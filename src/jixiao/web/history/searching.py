"""The history of the whole site, for those who watch it: searched, and taken along as a list."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from jixiao.web.history.reading import Looked, narrowed
from jixiao.web.models import Entry, Unit
from jixiao.web.people.paths import below as units_below
from jixiao.web.people.policy import Held, Person

COLUMNS = (
    *("number", "at", "username", "person", "origin", "action", "unit_code", "fiscal_year", "table", "key", "about"),
    *("before", "after", "reason", "request", "previous", "seal"),
)
MOST = 200_000
"""Entries of one list; whoever needs more takes a period at a time."""


def entries_for(person: Person) -> QuerySet[Entry]:
    """The entries that somebody may read: all for who watches the site, those of their own units for an auditor."""
    found = Entry.objects.all()
    return found if "audit_admin" in person.roles else found.filter(_of_own_units(person))


def site_entries(person: Person, what: Looked, unit: str = "", year: str = "", action: str = "") -> QuerySet[Entry]:
    """The same, of a unit, a year, a kind of change, and whatever else is looked for."""
    found = entries_for(person)
    for column, value in (
        ("unit_code", unit),
        ("fiscal_year", year if year.isascii() and year.isdigit() and len(year) <= _DIGITS else ""),
        ("action", action),
    ):
        found = found.filter(**{column: value}) if value else found
    return narrowed(found, what)


def _of_own_units(person: Person) -> Q:
    return reduce(or_, (_of(each) for each in person.held if each.role == "auditor"), Q(pk=None))


def _of(held: Held) -> Q:
    below = Q() if held.path is None else Q(unit_code__in=Unit.objects.filter(units_below(held.path)).values("code"))
    is_all = held.path is None and held.fiscal_year is None
    return ~Q(pk=None) if is_all else below & (Q() if held.fiscal_year is None else Q(fiscal_year=held.fiscal_year))


def as_csv(found: QuerySet[Entry]) -> Iterator[bytes]:
    """Entries as lines of a CSV file, in the order in which they happened; no cell can be taken for a formula."""
    yield "\ufeff".encode() + _line(COLUMNS)
    for row in found.order_by("number").values_list(*COLUMNS)[:MOST].iterator(chunk_size=2000):
        yield _line([_cell(value) for value in row])


def _line(cells: tuple[str, ...] | list[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, (dict, list)) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may take for the beginning of a formula, full-width signs among them."""
_DIGITS = 4

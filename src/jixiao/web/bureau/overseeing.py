"""Which units somebody oversees."""

from __future__ import annotations

from django.db.models import Q

from jixiao.web.people.paths import below
from jixiao.web.people.permissions import PERMISSIONS
from jixiao.web.people.policy import Person

_NONE = Q(pk__in=[])


def overseen(person: Person, year: int | None = None, permission: str = "oversee") -> Q:
    """The condition on units that somebody oversees in a year (None: in any), as the policy says it of each."""
    if not person.may(permission):
        return _NONE
    found = _NONE
    for held in person.held:
        if held.role not in PERMISSIONS[permission] or (year and held.fiscal_year not in {None, year}):
            continue
        if held.path is None:
            return Q()
        found |= below(held.path)
    return found

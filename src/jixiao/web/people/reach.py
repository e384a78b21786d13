"""The units and dossiers that somebody may see, found in the database at once, as the policy would find them one by one."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from jixiao.web.models import Dossier, Filing, Unit
from jixiao.web.people.paths import below
from jixiao.web.people.permissions import PERMISSIONS
from jixiao.web.people.policy import HANDED_IN, Held, Person
from jixiao.web.people.roles import ROLES


def units_of(person: Person) -> QuerySet[Unit]:
    """The units for which somebody holds a role."""
    wanted = Q(pk__in=[])
    for held in _seeing(person):
        wanted |= _of_units(held, "")
    return Unit.objects.filter(wanted).select_related("parent").order_by("code")


def dossiers_of(person: Person) -> QuerySet[Dossier]:
    """The dossiers that somebody may see; a reviewer those that were handed in."""
    handed_in = Exists(Filing.objects.filter(dossier=OuterRef("pk"), state__in=HANDED_IN))
    wanted = Q(pk__in=[])
    for held in _seeing(person):
        those = _of_units(held, "unit__")
        if held.fiscal_year is not None:
            those &= Q(fiscal_year=held.fiscal_year)
        if held.role == "reviewer":
            those &= Q(handed_in)
        wanted |= those
    return Dossier.objects.filter(wanted).select_related("unit").order_by("-fiscal_year", "unit__code")


def _seeing(person: Person) -> list[Held]:
    if person.scopes is not None and "see" not in person.scopes:
        return []
    return [held for held in person.held if held.role in PERMISSIONS["see"]]


def _of_units(held: Held, prefix: str) -> Q:
    if ROLES[held.role].reach != "tree":
        return Q(**{f"{prefix}path": held.path or ""})
    return below(held.path, prefix) if held.path else Q(**{f"{prefix}pk__isnull" if prefix else "pk__isnull": False})

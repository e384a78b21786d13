"""Home: what waits for whoever signs in, their dossiers, and for the bureau how far the units are."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse

from jixiao.web.bureau.changes import waiting as changes_waiting
from jixiao.web.bureau.listing import SHOWN, Wish, listing, years
from jixiao.web.bureau.overseeing import overseen
from jixiao.web.desk.waiting import desk
from jixiao.web.models import Dossier, Filing, Notice, Unit
from jixiao.web.page import SIGNED_IN, Page, Visit
from jixiao.web.people.policy import Person
from jixiao.web.people.roles import ADMINISTRATORS, ROLES
from jixiao.web.workflow.states import STAGE_NAMES
from jixiao.wording import Text

LOOKED_INTO = 3
"""Dossiers that are shown with all that waits in them: the newest; the others are links."""
MOST_LISTED = 60


def home(visit: Visit) -> HttpResponse:
    """What the reader has to do, and where."""
    mine = _mine(visit.person)
    desks = [desk(each, visit.writer()) for each in mine[:LOOKED_INTO]]
    units = _units_without(visit.person, mine)
    return visit.show(
        "home.html",
        desks=desks,
        others=mine[LOOKED_INTO:],
        bureau=_bureau(visit.person) if visit.person.may("oversee") else None,
        states=SHOWN,
        notices=Notice.objects.filter(account=visit.account, read_at=None)[:5],
        units=units,
        is_administrator=bool(visit.person.roles & ADMINISTRATORS),
        greeting=_GREETING.fill(name=visit.account.name),
    )


_GREETING = Text("{name}，您好", "Good day, {name}")


def _mine(person: Person) -> list[Dossier]:
    """The dossiers of the units that somebody works for, the newest year first."""
    wanted = Q(pk__in=[])
    for held in person.held:
        if ROLES[held.role].reach in {"office", "unit"} and held.path:
            wanted |= Q(unit__path=held.path, **({"fiscal_year": held.fiscal_year} if held.fiscal_year else {}))
    listed = Dossier.objects.filter(wanted).select_related("unit").order_by("-fiscal_year", "unit__code")
    return list(listed[:MOST_LISTED])


def _units_without(person: Person, mine: list[Dossier]) -> list[Unit]:
    """The units for which somebody may begin a year."""
    paths = {each.path for each in person.held if each.role == "finance" and each.path}
    known = {each.unit.pk: each.unit for each in mine if each.unit.path in paths}
    listed = Unit.objects.filter(path__in=paths - {each.path for each in known.values()})
    return [*known.values(), *listed[:MOST_LISTED]]


def _bureau(person: Person) -> dict[str, object]:
    """How far the units are that somebody oversees, in the newest year."""
    known = years(person)
    if not known:
        return {"year": None}
    found = listing(person, Wish(known[0]), with_rows=False)
    waiting = Filing.objects.filter(state="submitted", dossier__unit__in=Unit.objects.filter(overseen(person)))
    counted = (
        waiting.order_by("-dossier__fiscal_year", "stage").values_list("dossier__fiscal_year", "stage").annotate(n=Count("pk"))
    )
    requests = changes_waiting(person).count()
    return {
        "year": known[0],
        "listed": found,
        "requests": requests,
        "waiting": [(year, stage, STAGE_NAMES[stage], n) for year, stage, n in counted],
    }


pages = (Page("home", "", home, SIGNED_IN),)

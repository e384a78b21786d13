"""What the signals said of the units that handed in, kept with the versions that it is of, for whoever oversees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from jixiao.portfolio.signal import Seen
from jixiao.web.bureau.listing import Wish, units
from jixiao.web.models import Account, Dossier, Risk
from jixiao.web.people.policy import HANDED_IN, YEAR_END, Person
from jixiao.wording import Text, of_words

_AT_ONCE = 500


class Judged(TypedDict):
    """A dossier as it was judged, as JSON keeps it: of which version, in which stratum, with which signals; or why it was not."""

    dossier: int
    version: int
    framework: str
    stratum: str
    points: int
    seen: list[list[object]]
    because: list[str]


def handed_in(person: Person, year: int) -> QuerySet[Dossier]:
    """The dossiers of a year whose self-evaluation was handed in, of the units that somebody oversees."""
    wish = Wish(year, YEAR_END)
    chosen = units(person, replace(wish, state="")).filter(state__in=HANDED_IN).values("pk")
    return Dossier.objects.filter(fiscal_year=year, unit__in=chosen).order_by("pk")


def keep(account: Account, year: int, made: Sequence[Judged]) -> None:
    """Keep what was found in place of what was kept before for whoever oversees."""
    now = timezone.now()
    standing = set(Dossier.objects.filter(pk__in=[each["dossier"] for each in made]).values_list("pk", flat=True))
    rows = [
        Risk(
            account=account,
            dossier_id=each["dossier"],
            dossier_version=each["version"],
            framework=each["framework"],
            stratum=each["stratum"],
            points=each["points"],
            seen=each["seen"],
            because_zh=each["because"][0] if each["because"] else "",
            because_en=each["because"][1] if each["because"] else "",
            made_at=now,
        )
        for each in made
        if each["dossier"] in standing
    ]
    with transaction.atomic():
        Risk.objects.filter(account=account, dossier__fiscal_year=year).delete()
        Risk.objects.bulk_create(rows, batch_size=_AT_ONCE)


def kept(person: Person, year: int) -> QuerySet[Risk]:
    """What is kept for whoever looks."""
    return Risk.objects.filter(account=person.account, dossier__fiscal_year=year)


def signals_of(risk: Risk) -> list[Seen]:
    """The signals that a dossier gives."""
    return [Seen(*each) for each in risk.seen]


def because_of(risk: Risk) -> Text | None:
    """Why a dossier was not judged."""
    return of_words(risk.because_zh, risk.because_en) if risk.because_zh else None

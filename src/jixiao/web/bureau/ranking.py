"""The units of a year by their kept scores: equal totals share a rank; who has no total, or points out of play, has none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F

from jixiao.portfolio.places import places
from jixiao.web.bureau.listing import Wish, units
from jixiao.web.models import Standing
from jixiao.web.people.policy import HANDED_IN, YEAR_END, Person

PAGE = 100


class Ranked(NamedTuple):
    """A unit with its rank among those of its framework; None where it has none."""

    rank: int | None
    of: int
    code: str
    name: str
    region: str
    framework: str
    total: str | None
    out_of: str
    in_play: str
    grade: str
    spent: str
    is_old: bool


class Ranking(NamedTuple):
    """A page of the ranking."""

    rows: Sequence[Ranked]
    found: int
    pages: int


def everybody(person: Person, wish: Wish) -> list[Ranked]:
    """All units that handed in their self-evaluation, framework by framework, best first."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in _kept(person, wish):
        found[each["framework"]].append(each)
    return [row for name in sorted(found) for row in _of_framework(name, found[name])]


def ranking(person: Person, wish: Wish) -> Ranking:
    """A page of them."""
    rows = everybody(person, wish)
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(1, wish.page), pages)
    return Ranking(rows[(page - 1) * PAGE : page * PAGE], len(rows), pages)


def _kept(person: Person, wish: Wish) -> list[dict[str, Any]]:
    chosen = units(person, replace(wish, stage=YEAR_END)).filter(state__in=HANDED_IN).values("pk")
    kept = Standing.objects.filter(dossier__fiscal_year=wish.year, dossier__unit__in=chosen)
    rows: Iterable[Any] = kept.order_by("dossier__unit__code").values(
        "framework",
        "total",
        "out_of",
        "in_play",
        "grade",
        "spent_rate",
        "dossier_version",
        code=F("dossier__unit__code"),
        name=F("dossier__unit__name"),
        region=F("dossier__unit__region_code"),
        version=F("dossier__version"),
    )
    return [dict(row) for row in rows]


def _of_framework(framework: str, kept: Sequence[dict[str, Any]]) -> list[Ranked]:
    totals = [
        Decimal(each["total"]) if each["total"] is not None and each["in_play"] == each["out_of"] else None for each in kept
    ]
    ranks, of = places(totals), sum(total is not None for total in totals)
    rows = [
        Ranked(
            rank,
            of,
            each["code"],
            each["name"],
            each["region"],
            framework,
            each["total"],
            each["out_of"],
            each["in_play"],
            each["grade"],
            each["spent_rate"],
            each["dossier_version"] != each["version"],
        )
        for each, rank in zip(kept, ranks, strict=True)
    ]
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0, row.code))

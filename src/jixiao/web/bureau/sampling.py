"""A plan for re-checking the self-evaluations that were handed in: drawn from a seed, each unit with the probability that it had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from jixiao.exact import decimal_of, decimal_ratio, plain, unscaled
from jixiao.portfolio.drawing import Unit, plan, points_of_gap, stratum_of
from jixiao.tables.schema import fixed_tables
from jixiao.web.bureau.listing import Wish, units
from jixiao.web.models import Record, Standing
from jixiao.web.people.policy import HANDED_IN, YEAR_END, Person

MOST = 1_000
"""Units that one plan draws at most."""
_PLACES = 4


class Sampled(NamedTuple):
    """A unit that was drawn."""

    code: str
    name: str
    stratum: str
    risk: str
    probability: str


class Sample(NamedTuple):
    """A plan: the units that were drawn, of how many, and by which seed."""

    rows: Sequence[Sampled]
    of: int
    seed: str


def sample(person: Person, wish: Wish, count: int, seed: str) -> Sample:
    """Draw so many units of those that handed in and are overseen."""
    every = population(person, wish)
    drawn = plan(every, min(count, MOST), seed) if every else []
    rows = [
        Sampled(
            each.unit.unit_code,
            each.unit.name,
            each.unit.stratum.strip(),
            plain(unscaled(each.unit.points, 2)),
            plain(decimal_ratio(each.probability.numerator, each.probability.denominator, _PLACES), _PLACES),
        )
        for each in drawn
    ]
    return Sample(rows, len(every), seed)


def population(person: Person, wish: Wish) -> list[Unit]:
    """All that can be drawn, with the points of risk of a stated total above the recomputed one."""
    chosen = units(person, replace(wish, stage=YEAR_END)).filter(state__in=HANDED_IN)
    kept = Standing.objects.filter(dossier__fiscal_year=wish.year, dossier__unit__in=chosen.values("pk"))
    scores = {unit: (framework, total) for unit, framework, total in kept.values_list("dossier__unit_id", "framework", "total")}
    stated = _stated(wish.year, chosen)
    made = []
    for pk, code, name, region, kind in chosen.order_by("code").values_list("pk", "code", "name", "region_code", "kind"):
        framework, total = scores.get(pk, ("", None))
        points = points_of_gap(stated.get((pk, framework)), decimal_of(total) if total else None)
        made.append(Unit(code, stratum_of(framework, region, kind), points, name))
    return made


def _stated(year: int, chosen: Any) -> dict[tuple[int, str], Decimal]:  # noqa: ANN401 - a query
    """The totals that units state, by unit and framework; of several versions the last."""
    labels = fixed_tables()["stated_score"].fields["stage"].choices
    own = {"self", labels["self"].zh} if labels else {"self"}
    rows = Record.objects.filter(table="stated_score", key__contains="/total/", dossier__fiscal_year=year)
    found: dict[tuple[int, str], Decimal] = {}
    for unit, values in (
        rows.filter(dossier__unit__in=chosen.values("pk")).order_by("number").values_list("dossier__unit_id", "values")
    ):
        score = decimal_of(values.get("score", ""))
        if score is not None and values.get("stage") in own and values.get("item_code") == "total":
            found[unit, values.get("framework", "")] = score
    return found

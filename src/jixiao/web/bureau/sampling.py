"""A plan for re-checking the self-evaluations that were handed in: drawn from a seed, each unit with the probability that it had.

Risk is that of the signals, as far as they were worked out (``risks``). A unit of which they were not has the one signal that kept scores
give: a stated total above the recomputed one. Which units those are, and which have changed since, is said with the plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from jixiao.exact import decimal_of, decimal_ratio, plain, unscaled
from jixiao.portfolio import signal as signals
from jixiao.portfolio.drawing import Unit, plan, points_of_gap, stratum_of
from jixiao.portfolio.groups import stratum_name
from jixiao.tables.schema import fixed_tables
from jixiao.web.bureau.listing import Wish, units
from jixiao.web.bureau.risks import because_of, handed_in, kept, signals_of
from jixiao.web.models import Record, Risk, Standing
from jixiao.web.people.policy import HANDED_IN, YEAR_END, Person
from jixiao.wording import Text

MOST = 1_000
"""Units that one plan draws at most."""
_PLACES = 4
_ONLY = "stated_above_recomputed"
CURRENT, CHANGED, NOT_JUDGED, ASIDE = "current", "changed", "not_judged", "aside"
BASIS: dict[str, Text] = {
    CURRENT: Text("最新", "up to date"),
    CHANGED: Text("计算后数据有变化", "changed since"),
    NOT_JUDGED: Text("未计算信号", "not worked out"),
    ASIDE: Text("不能计算", "could not be worked out"),
}
"""What the risk of a unit stands on."""


class Reason(NamedTuple):
    """Why a unit has points of risk: what kind of thing was seen, the sentence of its numbers, and its points."""

    label: Text
    words: Text
    points: str


class Sampled(NamedTuple):
    """A unit that was drawn."""

    code: str
    name: str
    stratum: str
    risk: str
    probability: str
    reasons: Sequence[Reason]
    basis: str

    @property
    def stratum_words(self) -> Text:
        """Its stratum as people read it."""
        return stratum_name(self.stratum)

    @property
    def basis_words(self) -> Text:
        """What its risk stands on."""
        return BASIS[self.basis]


class Stand(NamedTuple):
    """How the signals stand: when they were worked out (None: never), for how many units, how many changed since or have none."""

    made_at: datetime | None
    handed_in: int
    current: int
    changed: int
    not_judged: int
    aside: int

    @property
    def is_current(self) -> bool:
        """Whether nothing has changed since they were worked out."""
        return self.made_at is not None and not self.changed and not self.not_judged


class Sample(NamedTuple):
    """A plan: the units that were drawn, of how many, by which seed, how the signals stood, and how many units each stratum has."""

    rows: Sequence[Sampled]
    of: int
    seed: str
    stand: Stand
    strata: Mapping[str, int]


class Population(NamedTuple):
    """All that can be drawn, what each unit's risk stands on, and how the signals stand."""

    units: Sequence[Unit]
    basis: Mapping[str, str]
    stand: Stand


def stand(person: Person, year: int) -> Stand:
    """How the signals of a year stand for whoever looks."""
    versions = dict(handed_in(person, year).values_list("pk", "version"))
    judged = {pk: (version, because) for pk, version, because in _kept_of(person, year)}
    return _stand(person, year, [_basis(judged.get(pk), version) for pk, version in versions.items()])


def _kept_of(person: Person, year: int) -> Any:  # noqa: ANN401 - a query
    return kept(person, year).values_list("dossier_id", "dossier_version", "because_zh")


def _basis(judged: tuple[int, str] | None, version: int) -> str:
    if judged is None:
        return NOT_JUDGED
    if judged[0] != version:
        return CHANGED
    return ASIDE if judged[1] else CURRENT


def _stand(person: Person, year: int, found: Sequence[str]) -> Stand:
    last = kept(person, year).order_by("-made_at").values_list("made_at", flat=True).first()
    counts = (found.count(name) for name in (CURRENT, CHANGED, NOT_JUDGED, ASIDE))
    return Stand(last, len(found), *counts)


def sample(person: Person, wish: Wish, count: int, seed: str) -> Sample:
    """Draw so many units of those that handed in and are overseen."""
    every = population(person, wish)
    drawn = plan(every.units, min(count, MOST), seed) if every.units else []
    codes = [each.unit.unit_code for each in drawn]
    risks = {each.dossier.unit.code: each for each in _risks(person, wish.year, codes)}
    rows = [
        Sampled(
            each.unit.unit_code,
            each.unit.name,
            each.unit.stratum.strip(),
            plain(unscaled(each.unit.points, 2)),
            plain(decimal_ratio(each.probability.numerator, each.probability.denominator, _PLACES), _PLACES),
            _reasons(each.unit, risks.get(each.unit.unit_code)),
            every.basis[each.unit.unit_code],
        )
        for each in drawn
    ]
    return Sample(rows, len(every.units), seed, every.stand, Counter(each.stratum.strip() for each in every.units))


def _risks(person: Person, year: int, codes: Sequence[str]) -> Any:  # noqa: ANN401 - a query
    return kept(person, year).filter(dossier__unit__code__in=codes).select_related("dossier__unit")


def _reasons(unit: Unit, risk: Risk | None) -> list[Reason]:
    """Why a unit has its points of risk."""
    because = because_of(risk) if risk is not None else None
    if risk is not None and because is None:
        return [Reason(signals.load(each.signal).label, each.words, plain(unscaled(each.points, 2))) for each in signals_of(risk)]
    reasons = [Reason(_ASIDE, because, "—")] if because else []
    if unit.points:
        points = plain(unscaled(unit.points, 2))
        reasons.append(Reason(signals.load(_ONLY).label, _ABOVE, points))
    return reasons


_ASIDE = BASIS[ASIDE]
_ABOVE = Text(
    "自评总分高于重算总分（按保存的得分）", "The stated total lies above the recomputed one, by the scores that are kept"
)


def population(person: Person, wish: Wish) -> Population:
    """All that can be drawn, with their points of risk."""
    chosen = units(person, replace(wish, stage=YEAR_END)).filter(state__in=HANDED_IN)
    versions = dict(handed_in(person, wish.year).values_list("unit_id", "version"))
    known = kept(person, wish.year).values_list("dossier__unit_id", "dossier_version", "because_zh", "stratum", "points")
    judged = {unit: (version, because, stratum, points) for unit, version, because, stratum, points in known}
    made, basis = list[Unit](), dict[str, str]()
    gaps = _gaps(wish, chosen)
    for pk, code, name, region, kind in chosen.order_by("code").values_list("pk", "code", "name", "region_code", "kind"):
        found = judged.get(pk)
        basis[code] = _basis(found[:2] if found else None, versions.get(pk, 0))
        framework, points = gaps.get(pk, ("", 0))
        if found and not found[1]:
            made.append(Unit(code, found[2], found[3], name))
        else:
            made.append(Unit(code, stratum_of(framework, region, kind), points, name))
    return Population(made, basis, _stand(person, wish.year, list(basis.values())))


def _gaps(wish: Wish, chosen: Any) -> Mapping[int, tuple[str, int]]:  # noqa: ANN401 - a query
    """The framework of each unit and its points for a stated total above the recomputed one, by the scores that are kept."""
    scores = Standing.objects.filter(dossier__fiscal_year=wish.year, dossier__unit__in=chosen.values("pk"))
    stated = _stated(wish.year, chosen)
    return {
        unit: (framework, points_of_gap(stated.get((unit, framework)), decimal_of(total) if total else None))
        for unit, framework, total in scores.values_list("dossier__unit_id", "framework", "total")
    }


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

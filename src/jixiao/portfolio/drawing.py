"""A plan for re-checking: units drawn by risk within strata, reproducible from a seed, each with the probability that it was drawn.

Strata are the framework, the region's province and the peer group. A stratum gets units in proportion to its risk (each unit counts one
point and its points of risk), one at least as long as there are any; within it units are drawn systematically, with probabilities in
proportion to their points (Madow 1949), those that would exceed certainty being taken for sure. The probabilities are exact, and their
sum over a stratum is the number drawn, so that what the sample finds can be weighted up to all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from jixiao.errors import Misuse
from jixiao.exact import half_up
from jixiao.portfolio import signal as signals
from jixiao.wording import Text

_SCALE = 2**64
PROVINCE = 2
_BASE = 100
"""One point of risk for everybody, in hundredths, so that nobody is out of reach."""


class Unit(NamedTuple):
    """A unit as the plan sees it: its stratum and its points of risk, in hundredths."""

    unit_code: str
    stratum: str
    points: int
    name: str = ""


class Drawn(NamedTuple):
    """A unit that was drawn, and with which probability."""

    unit: Unit
    probability: Fraction


def plan(units: Sequence[Unit], count: int, seed: str) -> list[Drawn]:
    """Draw so many units (all, if there are no more), in the order of strata and codes. The same seed gives the same units."""
    if count < 1:
        raise Misuse(Text("抽样数应至少为 1，不能是 {count}", "One unit at least should be drawn, not {count}").fill(count=count))
    ordered = sorted(units, key=lambda unit: (unit.stratum, unit.unit_code))
    strata = {stratum: list(group) for stratum, group in groupby(ordered, key=lambda unit: unit.stratum)}
    drawn: list[Drawn] = []
    for stratum, size in _sizes(strata, min(count, len(ordered))).items():
        drawn += _draw(strata[stratum], size, f"{seed} {stratum}")
    return drawn


def _sizes(strata: Mapping[str, Sequence[Unit]], count: int) -> dict[str, int]:
    """How many are drawn of each stratum: one each while there are enough, the rest by weight, nobody more than it has."""
    weights = {stratum: sum(_weight(unit) for unit in units) for stratum, units in strata.items()}
    by_weight = sorted(strata, key=lambda stratum: (-weights[stratum], stratum))
    sizes = dict.fromkeys(strata, 0)
    for stratum in by_weight[:count]:
        sizes[stratum] = 1
    left = count - sum(sizes.values())
    while left:
        room = {stratum: len(strata[stratum]) - size for stratum, size in sizes.items() if size < len(strata[stratum])}
        whole = sum(weights[stratum] for stratum in room)
        shares = {stratum: Fraction(left * weights[stratum], whole) for stratum in room}
        given = {stratum: min(room[stratum], share.__floor__()) for stratum, share in shares.items()}
        if not any(given.values()):  # the rest is less than one each: the largest remainders get it
            for stratum in sorted(shares, key=lambda stratum: (-shares[stratum], stratum))[:left]:
                given[stratum] = 1
        for stratum, more in given.items():
            sizes[stratum] += more
        left -= sum(given.values())
    return sizes


def _weight(unit: Unit) -> int:
    return _BASE + unit.points


def _draw(units: Sequence[Unit], size: int, seed: str) -> Iterator[Drawn]:
    """Systematic drawing in a random order, with probabilities in proportion to weight."""
    if not size:
        return
    probabilities = _probabilities(units, size)
    start, reached, place = Fraction(_dice(seed), _SCALE), Fraction(0), 0
    shuffled = sorted(range(len(units)), key=lambda at: _dice(f"{seed} {units[at].unit_code}"))
    chosen = set[int]()
    for at in shuffled:
        reached += probabilities[at]
        if reached > start + place:
            chosen.add(at)
            place += 1
    yield from (Drawn(units[at], probabilities[at]) for at in sorted(chosen))


def _probabilities(units: Sequence[Unit], size: int) -> list[Fraction]:
    """Size · weight ÷ all weights; whoever would exceed 1 is certain, and the rest share what is left."""
    certain = set[int]()
    while True:
        rest = [at for at in range(len(units)) if at not in certain]
        whole, left = sum(_weight(units[at]) for at in rest), size - len(certain)
        over = [at for at in rest if left * _weight(units[at]) >= whole]
        if not over or not left:
            break
        certain.update(over)
    return [Fraction(1) if at in certain else Fraction(left * _weight(units[at]), whole or 1) for at in range(len(units))]


def _dice(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def stratum_of(framework: str, region_code: str, peers: str) -> str:
    """The stratum of a unit: its framework, its province, and whom it is compared with."""
    return f"{framework} {region_code[:PROVINCE]} {peers}"


def points_of_gap(stated: Decimal | None, recomputed: Decimal | None) -> int:
    """Points of risk, in hundredths, of a stated total above the recomputed one: as the signal of that name gives them."""
    if stated is None or recomputed is None or stated - recomputed <= _NOTHING:
        return 0
    over, under = (stated - recomputed).as_integer_ratio()
    strength = min(signals.FULL_STRENGTH, half_up(over * _BASE, 1, under))
    return strength * signals.load("stated_above_recomputed").weight * _BASE // signals.FULL_STRENGTH


_NOTHING = Decimal("0.5")
"""A difference of no more than this is none."""

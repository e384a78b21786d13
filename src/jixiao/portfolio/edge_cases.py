"""Units made to find a difference between engines, for the tests of parity and the conformance suite.

Every kind of rule, every way to round and divide, and the numbers where engines differ: exact ties, one unit beside a tie, zero,
missing in each of its states, ratios, numbers as large as the lake admits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import product

from jixiao.dice import Dice
from jixiao.exact import SCALE, Missing
from jixiao.framework.model import PART_PLACES, Applied, Framework, Grade, Item, Selection
from jixiao.framework.rule import load, names, read_options
from jixiao.score.facts import Fact, Part
from jixiao.wording import same

OPTIONS: Mapping[str, Sequence[Mapping[str, object]]] = {
    "levels": [{"paid": ["100%", "80%", "60.5%", "0%"]}],
    "over_fulfilment": [{"allowed": "50%"}, {"allowed": "12.34%", "rate": "33.33%", "least": "20%"}],
    "per_case": [{"off": "0.33"}],
    "per_share": [{"step": "5%", "off": "0.7"}, {"step": "0.37%", "off": "0.01", "count": "started", "beyond": "above"}],
    "per_step": [{"step": "5%", "off": "0.5"}, {"step": 3, "off": "0.07", "count": "started", "beyond": "below"}],
    "steps": [{"tiers": [{"reached": "100%", "paid": "100%"}, {"reached": "89.99%", "paid": "66.67%"}]}],
}
INDICATORS = {"ge": "capped_line", "le": "inverse", "eq": "equal", "between": "within_range", "judged": "judged"}
POINTS = ("7", "12.5", "3.35", "0.01", "20")
MEAN = 3
"""Every so many items is a mean of indicators."""


def frameworks() -> list[Framework]:
    """One for every way to round, divide and make up; the rules go round among them."""
    applied = [
        (name, options)
        for name in names()
        if name not in {"weighted_mean", "within_range"}
        for options in OPTIONS.get(name, [{}])
    ]
    made = []
    for number, (round_at, residual, rescale) in enumerate(
        product(("item", "group", "total"), ("spread", "last", "largest"), ("total", "group"))
    ):
        places = 2 if round_at == "item" else PART_PLACES
        rules = [applied[(number * 5 + at) % len(applied)] for at in range(6)]
        items = tuple(_group(f"g{at}", rules[at * 3 : at * 3 + 3], places, number + at) for at in range(2))
        made.append(
            Framework(
                id=f"edge-{number:02}", edition="1", name=same("edge cases"), kind="unit", years=range(2023, 2024), region="",
                points=sum((item.points for item in items), Decimal(0)), round_at=round_at, decimals=2,
                grades=(Grade(same("good"), Decimal("59.99")), Grade(same("fair"), Decimal(40)), Grade(same("poor"), Decimal(0))),
                items=items, indicator_rules={word: Applied(load(name), {}) for word, name in INDICATORS.items()},
                share_decimals=(2, 6)[number % 2], residual=residual, rescale=rescale,
            )
        )  # fmt: skip
    return made


def _group(code: str, rules: Sequence[tuple[str, Mapping[str, object]]], places: int, number: int) -> Item:
    leaves = [
        replace(_leaf(f"{code}-{at}", rule, options, places, number + at), parent=f"{code}-in" if at else code)
        for at, (rule, options) in enumerate(rules)
    ]
    inner = Item(f"{code}-in", same("inner"), sum((item.points for item in leaves[1:]), Decimal(0)), code, tuple(leaves[1:]))
    return Item(code, same("group"), leaves[0].points + inner.points, children=(leaves[0], inner))


def _leaf(code: str, rule: str, options: Mapping[str, object], places: int, number: int) -> Item:
    policy = ("full_points", "rescale")[number % 2]
    points = Decimal(POINTS[number % len(POINTS)])
    if number % MEAN == 0:
        mean = Applied(load("weighted_mean"), {})
        return Item(code, same(code), points, applied=mean, selection=Selection("unit", ("output",)), not_applicable=policy)
    read = read_options(load(rule), options, places)
    assert isinstance(read, dict), read
    target = Decimal(("1", "0.95", "30", "0")[number % 4])
    return Item(
        code, same(code), points, source="register", applied=Applied(load(rule), read), target=target, not_applicable=policy
    )


def facts(framework: Framework, draw: Dice) -> dict[str, Fact]:
    """The facts of one unit."""
    return {item.code: _parts(item, draw) if item.selection else _fact(item.code, item.target, draw) for item in framework.leaves}


def _parts(item: Item, draw: Dice) -> Fact:
    return Fact(item.code, parts=tuple(_part(f"{item.code}-{at}", draw) for at in range(draw.between(1, 5))))


def _part(code: str, draw: Dice) -> Part:
    operator = draw.pick(list(INDICATORS))
    target = None if operator == "judged" else draw.pick([SCALE, draw.between(1, 10**7), draw.between(1, 10**13)])
    high = None if target is None or operator != "between" else target + draw.between(0, target)
    weight = Decimal(draw.pick([0, 1, 1, 2, 3, 7, 33, draw.between(1, 10_000)])).scaleb(-draw.between(0, 4))
    wanted = Decimal(85) if target is None else Decimal(target).scaleb(-4)
    return Part(code, code, operator, weight, target, high, "", _fact(code, wanted, draw))


def _fact(code: str, target: Decimal, draw: Dice) -> Fact:
    make = draw.pick(_NUMBERS)
    return make(code, int(target * SCALE) or SCALE, draw)


def _missing(code: str, _: int, draw: Dice) -> Fact:
    return Fact(code, state=draw.pick(list(Missing)))


def _tie(code: str, goal: int, draw: Dice) -> Fact:
    """A tie of the second decimal, or one unit beside it."""
    half = draw.between(0, 2_000) * 2 + 1
    return Fact(code, half * goal + draw.pick([-1, 0, 0, 1]), draw.pick([2_000, 4_000, 14_000, 25_000]))


def _at_the_target(code: str, goal: int, draw: Dice) -> Fact:
    return Fact(code, draw.pick([0, goal, goal - 1, goal + 1, -goal]))


def _huge(code: str, _: int, draw: Dice) -> Fact:
    return Fact(code, draw.between(0, 10**16), draw.between(1, 10**13))


def _ratio(code: str, _: int, draw: Dice) -> Fact:
    return Fact(code, draw.between(0, 12) * SCALE, draw.between(1, 12) * SCALE)


def _ordinary(code: str, goal: int, draw: Dice) -> Fact:
    return Fact(code, draw.between(0, 2 * goal))


_NUMBERS = (*[_missing] * 12, *[_tie] * 18, *[_at_the_target] * 10, *[_huge] * 10, *[_ratio] * 25, *[_ordinary] * 25)
"""The kinds of numbers, as often as each comes in a hundred."""

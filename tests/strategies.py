"""What Hypothesis draws for the tests of jixiao."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Context, Decimal
from typing import Literal, cast, get_args, get_origin

from hypothesis import strategies as st

from jixiao.exact import Missing, unscaled
from jixiao.framework.model import PART_PLACES, Applied, Framework, Grade, Item, Selection
from jixiao.framework.options import Count, Levels, Points, Rate, Share, Tiers
from jixiao.framework.rule import Inputs, Rule, load, names, read_options
from jixiao.periods import PARTS
from jixiao.score.facts import Fact, Part
from jixiao.tables.measures import (
    COMPARISONS,
    Aggregate,
    Cell,
    Condition,
    Days,
    Function,
    Literal_,
    Measure,
    Term,
    Test,
    Total,
)
from jixiao.tables.schema import NUMERIC, Field, Schema, TableSpec
from jixiao.wording import same

LARGEST = 10**16
"""Ten-thousandths: a trillion yuan."""

WIDE = Context(prec=80)
"""Wide enough for any sum of the tests to be exact."""


def _percent(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda units: f"{units // 100}.{units % 100:02}%")


def _falling(values: list[str]) -> list[str]:
    return sorted(values, key=lambda text: float(text[:-1]), reverse=True)


def _tiers(drawn: tuple[list[str], list[str]]) -> list[dict[str, str]]:
    reached, paid = map(_falling, drawn)
    return [{"reached": one, "paid": two} for one, two in zip(reached, paid, strict=False)]


_KINDS: dict[object, st.SearchStrategy[object]] = {
    Points: st.integers(0, 2_000).map(lambda units: f"{units // 100}.{units % 100:02}"),
    Share: _percent(0, 10_000),
    Rate: _percent(1, 50_000),
    Count: st.one_of(_percent(1, 50_000), st.integers(1, 100)),
    Tiers: st.tuples(
        st.lists(_percent(0, 10_000), min_size=1, max_size=5, unique=True), st.lists(_percent(0, 10_000), min_size=1, max_size=5)
    ).map(_tiers),
    Levels: st.lists(_percent(0, 10_000), min_size=1, max_size=6).map(_falling),
}


def written_options(rule: Rule) -> st.SearchStrategy[Mapping[str, object]]:
    """Valid options of a rule, as a framework's file would give them."""
    required = {name: _drawn(kind) for name, kind in rule.options.items() if name not in rule.defaults}
    optional = {name: _drawn(kind) for name, kind in rule.options.items() if name in rule.defaults}
    return st.fixed_dictionaries(required, optional=optional)


def _drawn(kind: object) -> st.SearchStrategy[object]:
    return st.sampled_from(get_args(kind)) if get_origin(kind) is Literal else _KINDS[kind]


@st.composite
def inputs(draw: st.DrawFn, *, missing: bool = False) -> Inputs:
    """Points and facts of all sizes, often close to their target, sometimes below zero."""
    small, large = st.integers(-30_000, 3_000_000), st.integers(-LARGEST, LARGEST)
    levels = st.integers(0, 7).map(lambda number: number * 10_000)
    points = draw(st.one_of(st.integers(0, 10_000), st.integers(0, 10**8)))
    target = draw(st.one_of(small, levels, large))
    near = st.one_of(st.integers(-10_000, 10_000).map(lambda away: target + away), st.integers(-3, 3).map(lambda n: target * n))
    actual = draw(st.one_of(small, levels, large, near))
    high = target + draw(st.integers(-10, 100_000))
    drawn: list[int | None] = [points, actual, target, high]
    if missing and draw(st.integers(0, 3)) == 0:
        drawn[draw(st.integers(0, 3))] = None
    return Inputs(*drawn)


def decimals(digits: int = 30, places: int = 12) -> st.SearchStrategy[Decimal]:
    """Exact numbers of either sign, often halfway between two that are coarser."""
    whole = st.one_of(st.integers(-(10**6), 10**6), st.integers(-(10**digits), 10**digits))
    ties = whole.map(lambda number: number * 10 + (5 if number >= 0 else -5))
    return st.builds(lambda number, point: Decimal(number).scaleb(-point, WIDE), st.one_of(whole, ties), st.integers(0, places))


@st.composite
def ratios(draw: st.DrawFn) -> tuple[int, int, int]:
    """x, y, d of x·y/d: halves, the nearest neighbours of halves, everyday values and very large ones."""
    x, y, d = draw(st.tuples(st.integers(0, 10**18), st.integers(0, 10**6), st.integers(1, 10**18)))
    kind = draw(st.sampled_from(["any", "everyday", "half", "near"]))
    if kind == "any":
        return x, y, d
    if kind == "everyday":
        return x % 10**7, y % 10**4, d % 10**7 + 1
    many, weight = draw(st.integers(1, 10**13)), y + 1
    away = draw(st.sampled_from([-1, 1])) if kind == "near" else 0
    return (2 * (x % 10**4) + 1) * many + away, weight, 2 * weight * many


def cells() -> st.SearchStrategy[str]:
    """Texts of a cell: quotes, commas, line breaks of every kind, rare and invisible signs."""
    marks = st.sampled_from(",;\"'\r\n\t\ufeff\u2028\x85\x0b\x1c\u3000　，“𠮷龘約约€ \x1a")
    return st.text(st.one_of(marks, st.characters(codec="utf-8", exclude_characters="\0")), max_size=12)


def csv_rows() -> st.SearchStrategy[list[list[str]]]:
    """Rows of cells of any width, empty ones among them."""
    return st.lists(st.lists(cells(), max_size=4), max_size=6)


# ---- frameworks with their facts

INDICATOR_RULES = {"ge": "capped_line", "le": "inverse", "eq": "equal", "between": "within_range", "judged": "judged"}
_STATES = st.sampled_from(list(Missing))
_NAMES = st.integers(0, 10**6).map(lambda number: same(f"item {number}"))


def _item_rules() -> list[Rule]:
    """The rules that score an item from its value and target."""
    return [rule for rule in map(load, names()) if "high" not in rule.inputs and rule.name != "weighted_mean"]


@st.composite
def applied_rules(draw: st.DrawFn, places: int) -> Applied:
    """A rule with valid options."""
    rule = draw(st.sampled_from(_item_rules()))
    options = read_options(rule, draw(written_options(rule)), places)
    assert isinstance(options, dict), options
    return Applied(rule, options)


@st.composite
def parts(draw: st.DrawFn, code: str) -> Part:
    """An indicator with its fact, which may be missing."""
    operator = draw(st.sampled_from(list(INDICATOR_RULES)))
    target = None if operator == "judged" else draw(st.integers(1, 10**7))
    actual = draw(st.integers(-(10**4), 10**6 if operator == "judged" else 2 * 10**7))
    state = draw(st.none() | _STATES)
    fact = Fact(code, state=state) if state else Fact(code, actual, draw(st.sampled_from([10_000, 10_000, 30_000])))
    high = None if target is None or operator != "between" else target + draw(st.integers(0, 10**6))
    return Part(code, code, operator, Decimal(draw(st.integers(0, 60))), target, high, "", fact)


@st.composite
def leaves(draw: st.DrawFn, code: str, places: int) -> tuple[Item, Fact]:
    """An item that is scored, with its fact: a value, a state, or the unit's indicators."""
    points = Decimal(draw(st.integers(0, 60))) / 2
    policy = draw(st.sampled_from(["full_points", "rescale"]))
    if draw(st.integers(0, 2)) == 0:
        applied = Applied(load("weighted_mean"), {})
        item = Item(code, draw(_NAMES), points, applied=applied, selection=Selection("unit", ("output",)), not_applicable=policy)
        listed = [draw(parts(f"{code}-{number}")) for number in range(draw(st.integers(1, 4)))]
        return item, Fact(code, parts=tuple(listed))
    item = Item(code, draw(_NAMES), points, source="register", applied=draw(applied_rules(places)), not_applicable=policy)
    if draw(st.integers(0, 3)) == 0:
        return item, Fact(code, state=draw(_STATES))
    numerator = draw(st.one_of(st.integers(0, 7).map(lambda number: number * 10_000), st.integers(-(10**5), 10**9)))
    return item, Fact(code, numerator, draw(st.sampled_from([10_000, 10_000, 70_000, 123_456])))


@st.composite
def scored_units(draw: st.DrawFn) -> tuple[Framework, dict[str, Fact]]:
    """A framework of groups, groups of groups and single items, with the fact of every item."""
    round_at = draw(st.sampled_from(["item", "group", "total"]))
    places = 2 if round_at == "item" else PART_PLACES
    facts: dict[str, Fact] = {}

    def leaf() -> Item:
        item, fact = draw(leaves(f"i{len(facts)}", places))
        facts[item.code] = fact
        return item

    def group(code: str, depth: int) -> Item:
        count = draw(st.integers(1, 3))
        below = [group(f"{code}-{n}", depth - 1) if depth and draw(st.booleans()) else leaf() for n in range(count)]
        inside = tuple(replace(child, parent=code) for child in below)
        return Item(code, draw(_NAMES), sum((child.points for child in inside), Decimal(0)), children=inside)

    items = tuple(group(f"g{number}", 2) if draw(st.integers(0, 3)) else leaf() for number in range(draw(st.integers(1, 3))))
    framework = Framework(
        id="drawn",
        edition="1",
        name=same("drawn"),
        kind="unit",
        years=range(2023, 2024),
        region="",
        points=sum((item.points for item in items), Decimal(0)),
        round_at=round_at,
        decimals=2,
        grades=(Grade(same("good"), Decimal(60)), Grade(same("poor"), Decimal(0))),
        items=items,
        indicator_rules={operator: Applied(load(name), {}) for operator, name in INDICATOR_RULES.items()},
    )
    return framework, facts


# ---- measures over a schema


def _numbers() -> st.SearchStrategy[Decimal]:
    return st.integers(0, 10**8).map(lambda units: unscaled(units, 4))


def _values(field: Field) -> st.SearchStrategy[Literal_]:
    """What a column can be compared with."""
    if field.type in NUMERIC:
        return st.builds(lambda number, sign: sign * number, _numbers(), st.sampled_from([1, -1]))
    if field.type == "date":
        return st.dates(date(2000, 1, 1), date(2030, 12, 31))
    if field.type == "yes_no":
        return st.booleans()
    if field.choices:
        return st.sampled_from(list(field.choices))
    words = st.sampled_from(["where", "and", "北京", "是", "P01", "30217", "2023-06-30", "境外（港澳）", '说"好"', "“好”", ""])
    return st.one_of(words, st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8).map(str.strip))


@st.composite
def conditions(draw: st.DrawFn, spec: TableSpec, schema: Schema) -> Condition:
    """A condition on the rows of a table."""
    days = [name for name, field in spec.fields.items() if field.type == "date"]
    if len(days) > 1 and draw(st.integers(0, 4)) == 0:
        left = Days(draw(st.sampled_from(days)), draw(st.sampled_from(days)), draw(st.booleans()))
        return Condition(left, draw(st.sampled_from(COMPARISONS)), (draw(_numbers()),))
    path, field = draw(st.sampled_from(list(spec.fields.items())))
    if field.refers and draw(st.booleans()):
        inner, field = draw(st.sampled_from(list(schema[field.refers].fields.items())))
        path = f"{path}.{inner}"
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return Condition(path, draw(st.sampled_from(["given", "missing"])))
    if kind == 1:
        return Condition(path, "in", tuple(draw(st.lists(_values(field), min_size=1, max_size=3))))
    like = [name for name, other in spec.fields.items() if other.type == field.type and "." not in path]
    if kind == 2 and like and field.type in NUMERIC:
        return Condition(path, draw(st.sampled_from(COMPARISONS)), (Cell(draw(st.sampled_from(like)), draw(_numbers())),))
    ordered = field.type in NUMERIC | {"date"}
    operator = draw(st.sampled_from(COMPARISONS if ordered else ("=", "!=")))
    return Condition(path, operator, (draw(_values(field)),))


@st.composite
def aggregates(draw: st.DrawFn, schema: Schema) -> Aggregate:
    """One number from the rows of a table."""
    spec = draw(st.sampled_from(list(schema.values())))
    numbers = [name for name, field in spec.fields.items() if field.type in NUMERIC]
    functions = ["count", "distinct", *(["sum"] if numbers else []), *(["latest"] if numbers and spec.date else [])]
    function = draw(st.sampled_from(functions))
    column = (
        draw(st.sampled_from(numbers if function in {"sum", "latest"} else list(spec.fields))) if function != "count" else None
    )
    where = tuple(draw(st.lists(conditions(spec, schema), max_size=3)))
    during = draw(st.none() | st.sampled_from(list(PARTS))) if spec.date else None
    return Aggregate(cast("Function", function), spec.name, column, where, during)


@st.composite
def totals(draw: st.DrawFn, schema: Schema) -> Total:
    """A sum of terms."""
    signed = st.builds(lambda number, sign: sign * number, _numbers(), st.sampled_from([1, -1]))
    terms = st.builds(Term, st.one_of(signed, st.sampled_from([Decimal(1), Decimal(-1)])), st.none() | aggregates(schema))
    return Total(tuple(draw(st.lists(terms, min_size=1, max_size=3))))


def measures(schema: Schema) -> st.SearchStrategy[Measure]:
    """A total, or one divided by another."""
    return st.builds(Measure, totals(schema), st.none() | totals(schema))


def comparisons(schema: Schema) -> st.SearchStrategy[Test]:
    """A comparison of two totals."""
    return st.builds(Test, totals(schema), st.sampled_from(COMPARISONS), totals(schema))

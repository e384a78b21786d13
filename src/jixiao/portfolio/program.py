"""Frameworks compiled for columns: the second step (facts to scores) as SQL that every engine reads unchanged.

What a framework says in numbers becomes rows of three small tables (``pf_item``, ``pf_operator``, ``pf_grade``); what its rules do
becomes one ``CASE`` (``framework.columns``). The statements then say what ``score.scoring`` does for one unit, for all units at once:

    fact ── shares of indicators ──> asks ── rules ──> answers ── means ──> leaves ── groups, level by level ──> scored ──> totals

Numbers are 64-bit whole numbers: facts in ten-thousandths, scores in 10⁻⁶ point. A ratio that is held against a target other than 1
is compared as a product on the wide side, so nothing is ever divided before the one rounding of ``pf_round``. No text of a user
enters a statement: frameworks and items are numbered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain
from string import Template
from typing import NamedTuple

from jixiao.errors import Misuse
from jixiao.exact import SCALE, half_up, scaled
from jixiao.framework.columns import arm_case, score_case
from jixiao.framework.model import LEFT_OUT, PART_PLACES, SUM, Applied, Framework, Item
from jixiao.wording import Text

MICRO = 10**PART_PLACES
"""Scores are held in 10⁻⁶ point."""

STATES = ("scored", "not_reported", "not_due", "not_applicable")
"""The states by their number; of a group without a score, the least number of its members counts."""

Value = int | str | bool | None


class Table(NamedTuple):
    """A small table that a program needs, with the types of its columns (``bigint``, ``bool`` or ``text``)."""

    name: str
    columns: Mapping[str, str]
    rows: Sequence[tuple[Value, ...]]


class Step(NamedTuple):
    """One statement: the name of what it makes, the SELECT that makes it, and whether that is kept or only named.

    What several steps read is kept: an engine that has no common table expressions of its own would compute it for each of them.
    """

    name: str
    select: str
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class Program:
    """Frameworks as tables and steps; ``frameworks`` are in the order of their numbers."""

    frameworks: tuple[Framework, ...]
    tables: tuple[Table, ...]
    steps: tuple[Step, ...]


class _Node(NamedTuple):
    """An item with its number, its framework's number, its parent's number and its depth."""

    number: int
    framework: int
    item: Item
    parent: int | None
    depth: int


def program(frameworks: Iterable[Framework]) -> Program:
    """The program of these frameworks; one that gives letters in place of points is ``Misuse``, since letters are no columns."""
    listed = tuple(frameworks)
    for each in listed:
        if each.scale is not None or any(item.children and item.aggregate != SUM for item in each.walk()):
            raise Misuse(_LETTERS.fill(framework=each.id))
    nodes = list(chain.from_iterable(_nodes(number, each) for number, each in enumerate(listed)))
    nodes = _with_parents([node._replace(number=at) for at, node in enumerate(nodes)])
    rules: dict[int, Applied] = {}
    tables = (
        _frameworks(listed),
        _items(listed, nodes, rules),
        _operators(listed, rules),
        _grades(listed),
        Table("pf_state", {"state_no": "bigint", "state": "text"}, list(enumerate(STATES))),
    )
    depth = max((node.depth for node in nodes), default=0)
    return Program(listed, tables, (*_scored(listed, rules, depth), Step("pf_total", _TOTALS)))


_LETTERS = Text(
    "指标体系 {framework} 按等级字母评定，没有分数，不能成批计分；请逐个单位用 jixiao score 评定",
    "The framework {framework} gives letters and no points, so it cannot be scored in a batch; use jixiao score for each unit",
)


def _nodes(framework: int, each: Framework) -> Iterator[_Node]:
    def below(items: Iterable[Item], depth: int) -> Iterator[_Node]:
        for item in items:
            yield _Node(0, framework, item, None, depth)
            yield from below(item.children, depth + 1)

    yield from below(each.items, 0)


def _with_parents(nodes: Sequence[_Node]) -> list[_Node]:
    numbers = {(node.framework, node.item.code): node.number for node in nodes}
    return [node._replace(parent=numbers[node.framework, node.item.parent]) if node.item.parent else node for node in nodes]


# ---- the tables


def _frameworks(listed: Sequence[Framework]) -> Table:
    columns = {"framework_no": "bigint", "framework": "text", "out_of": "bigint", "total_unit": "bigint", "has_total": "bool"}
    rows = [
        (number, each.id, scaled(each.points, PART_PLACES), _unit(each), each.why_no_total is None)
        for number, each in enumerate(listed)
    ]
    return Table("pf_framework", columns, rows)


_ITEM = {
    "item_no": "bigint",
    "framework_no": "bigint",
    "item_code": "text",
    "parent_no": "bigint",
    "depth": "bigint",
    "is_leaf": "bool",
    "has_parts": "bool",
    "rule_id": "bigint",
    "scale_free": "bool",
    "points": "bigint",  # in the unit of the item's rule
    "unit": "bigint",  # of the item's rule, in 10⁻⁶ point
    "micro": "bigint",  # the points, in 10⁻⁶ point
    "goal": "bigint",
    "is_full": "bool",  # full points where it does not apply
    "shares": "bigint",  # the points, in the unit of an indicator's share
    "share_unit": "bigint",  # of an indicator's share, in 10⁻⁶ point
    "residual": "bigint",
    "rounds_to": "bigint",  # what a group rounds to, in 10⁻⁶ point
    "makes_up_to": "bigint",  # what a group rounds to that makes up for items left out
    "keeps": "bool",  # whether a group makes up for what is left out below it
}


def _items(frameworks: Sequence[Framework], nodes: Sequence[_Node], rules: dict[int, Applied]) -> Table:
    return Table("pf_item", _ITEM, [tuple(_item(frameworks[node.framework], node, rules).values()) for node in nodes])


def _item(framework: Framework, node: _Node, rules: dict[int, Applied]) -> dict[str, Value]:
    item, is_leaf = node.item, not node.item.children
    places = framework.decimals if framework.round_at == "item" else PART_PLACES
    rounds = framework.round_at == "group" and any(not child.children for child in item.children)
    makes_up = framework.rescale == "group" and framework.missing is None
    micro, share_unit = scaled(item.points, PART_PLACES) or 0, 10 ** (PART_PLACES - framework.share_decimals)
    values: tuple[Value, ...] = (
        node.number,
        node.framework,
        item.code,
        node.parent,
        node.depth,
        is_leaf,
        item.selection is not None,
        _numbered(item.applied, rules) if is_leaf else None,
        item.applied is not None and item.applied.rule.scale_free,
        scaled(item.points, places),
        10 ** (PART_PLACES - places),
        micro,
        scaled(item.target),
        item.not_applicable != LEFT_OUT,
        half_up(micro, 1, share_unit),
        share_unit,
        list(RESIDUALS).index(framework.residual),
        _unit(framework) if rounds else None,
        _unit(framework) if makes_up else None,
        framework.rescale == "group",
    )
    return dict(zip(_ITEM, values, strict=True))


def _unit(framework: Framework) -> int:
    """The smallest score that the framework shows, in 10⁻⁶ point."""
    return int(10 ** (PART_PLACES - framework.decimals))


def _numbered(applied: Applied | None, rules: dict[int, Applied]) -> int | None:
    if applied is None:
        return None
    rules[len(rules)] = applied
    return len(rules) - 1


def _operators(frameworks: Sequence[Framework], rules: dict[int, Applied]) -> Table:
    columns = {"framework_no": "bigint", "operator": "text", "rule_id": "bigint", "scale_free": "bool"}
    rows = [
        (number, operator, _numbered(applied, rules), applied.rule.scale_free)
        for number, framework in enumerate(frameworks)
        for operator, applied in framework.indicator_rules.items()
        if applied is not None
    ]
    return Table("pf_operator", columns, rows)


def _grades(frameworks: Sequence[Framework]) -> Table:
    """Each grade with the least total that gets it and the least that no longer does; both sides of total·100 ≥ least·points."""
    columns = {"framework_no": "bigint", "grade_no": "bigint", "grade": "text", "least": "bigint", "below": "bigint"}
    rows: list[tuple[Value, ...]] = []
    for number, framework in enumerate(frameworks):
        above: int | None = None
        for at, grade in enumerate(framework.grades):
            least = (scaled(grade.least) or 0) * (scaled(framework.points, PART_PLACES) or 0)
            rows.append((number, at, grade.name.say("zh"), least, above))
            above = least if above is None else min(above, least)
    return Table("pf_grade", columns, rows)


# ---- the steps


def _scored(frameworks: Sequence[Framework], rules: Mapping[int, Applied], depth: int) -> Iterator[Step]:
    """The items of all units, then their groups level by level, the deepest first, and all of them together."""
    kinds = {number: (applied.rule, applied.options) for number, applied in rules.items()}
    residuals = {framework.residual for framework in frameworks}
    said = {
        "score": score_case(kinds),
        "arm": arm_case(kinds),
        "shares": _shares(residuals),
        "windows": _windows(residuals),
    }
    yield Step("pf_leaf", Template(f"WITH {_ASKS}, {_ANSWERS}, {_LEAVES}").substitute(said))
    members, made = f"SELECT * FROM pf_leaf WHERE depth = {depth}", ["SELECT * FROM pf_leaf"]
    for level in range(depth - 1, -1, -1):
        yield Step(f"pf_group_{level}", Template(_GROUPS).substitute(members=members))
        made.append(f"SELECT * FROM pf_group_{level}")
        members = f"SELECT * FROM pf_leaf WHERE depth = {level} UNION ALL SELECT * FROM pf_group_{level}"
    yield Step("pf_scored", " UNION ALL ".join(made), is_kept=False)


_BY_ITEM = "PARTITION BY unit_code, item_no"
_EACH = "CASE WHEN whole = 0 THEN 0 ELSE pf_round(shares, weight, whole) END"
_FLOOR = "CASE WHEN whole = 0 THEN 0 ELSE CAST(pf_floor(pf_times(shares, weight), whole) AS BIGINT) END"


class _Residual(NamedTuple):
    """How points are divided (``score.dividing``): the columns that need a window, and the share of a part."""

    windows: str
    share: str


RESIDUALS: Mapping[str, _Residual] = {
    "spread": _Residual("", "pf_round(shares, running, whole) - pf_round(shares, running - weight, whole)"),
    "last": _Residual(
        f", CAST(SUM({_EACH}) OVER ({_BY_ITEM} ORDER BY part_no ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS given",
        f"CASE WHEN weight = 0 THEN 0 WHEN running = whole THEN shares - LEAST(shares, given - {_EACH})"
        f" ELSE LEAST(shares, given) - LEAST(shares, given - {_EACH}) END",
    ),
    "largest": _Residual(
        f", {_FLOOR} AS cut, shares - CAST(SUM({_FLOOR}) OVER ({_BY_ITEM}) AS BIGINT) AS left_over,"
        f" ROW_NUMBER() OVER ({_BY_ITEM} ORDER BY pf_times(shares, weight) - pf_times({_FLOOR}, whole) DESC, part_no) AS place",
        "cut + CASE WHEN place <= left_over THEN 1 ELSE 0 END",
    ),
}


def _windows(used: AbstractSet[str]) -> str:
    return "".join(residual.windows for name, residual in RESIDUALS.items() if name in used)


def _shares(used: AbstractSet[str]) -> str:
    branches = (f"WHEN residual = {at} THEN {each.share}" for at, (name, each) in enumerate(RESIDUALS.items()) if name in used)
    return f"CASE WHEN part_no IS NULL THEN points WHEN whole = 0 THEN 0 {' '.join(branches)} END"


_ASKS = """known AS (
SELECT f.unit_code, i.item_no, f.part_no, i.points, i.shares, i.residual, f.weight, f.running, f.whole, f.numerator,
  CASE WHEN f.operator = 'judged' THEN f.denominator * 100 ELSE f.denominator END AS denominator,
  CASE WHEN f.part_no IS NULL THEN i.goal ELSE f.target END AS goal, f.target_high AS high,
  CASE WHEN f.state IS NULL OR f.state = 'not_reported' THEN 1 WHEN f.state = 'not_due' THEN 2 ELSE 3 END AS without,
  CASE WHEN f.state IS NULL THEN CASE WHEN f.part_no IS NULL THEN i.rule_id ELSE o.rule_id END END AS rule_id,
  CASE WHEN f.part_no IS NULL THEN i.scale_free ELSE COALESCE(o.scale_free, FALSE) END AS scale_free
FROM fact f JOIN pf_item i ON i.framework_no = f.framework_no AND i.item_code = f.item_code AND i.is_leaf
LEFT JOIN pf_operator o ON o.framework_no = f.framework_no AND o.operator = f.operator
), divided AS (
SELECT * $windows FROM known
), ask AS (
SELECT unit_code, item_no, part_no, $shares AS points, numerator, denominator, goal, high, without, rule_id, scale_free FROM divided
)"""

_IS_NARROW = f"(denominator = {SCALE} OR NOT scale_free OR goal IS NULL OR (goal = {SCALE} AND high IS NULL))"

_ANSWERS = f"""answer AS (
SELECT unit_code, item_no, part_no, points, without, $score AS score, CASE WHEN part_no IS NULL THEN $arm END AS arm FROM (
  SELECT unit_code, item_no, part_no, points, without, rule_id,
    CASE WHEN denominator = {SCALE} OR (scale_free AND goal = {SCALE}) THEN numerator
      WHEN numerator < 0 THEN -pf_round(-numerator, {SCALE}, denominator) ELSE pf_round(numerator, {SCALE}, denominator) END AS actual,
    CASE WHEN denominator = {SCALE} OR NOT scale_free OR goal IS NULL THEN goal ELSE denominator END AS target,
    CASE WHEN goal IS NULL THEN NULL ELSE high END AS high
  FROM ask WHERE {_IS_NARROW}
) narrow
UNION ALL
SELECT unit_code, item_no, part_no, points, without, $score AS score, CASE WHEN part_no IS NULL THEN $arm END AS arm FROM (
  SELECT unit_code, item_no, part_no, points, without, rule_id,
    pf_times(numerator, {SCALE}) AS actual, pf_times(goal, denominator) AS target, pf_times(high, denominator) AS high
  FROM ask WHERE NOT {_IS_NARROW}
) wide
)"""

_LEAVES = """added AS (
SELECT unit_code, item_no, CAST(SUM(CASE WHEN score IS NOT NULL THEN points END) AS BIGINT) AS points,
  CAST(SUM(score) AS BIGINT) AS score, MIN(CASE WHEN score IS NULL THEN without ELSE 0 END) AS state_no, MIN(arm) AS arm
FROM answer GROUP BY unit_code, item_no
), mean AS (
SELECT unit_code, item_no, parent_no, depth, micro, unit, is_full, state_no, has_parts,
  CASE WHEN has_parts THEN points ELSE own_points END AS points, CASE WHEN has_parts THEN $score ELSE own_score END AS score,
  CASE WHEN has_parts THEN $arm ELSE own_arm END AS arm FROM (
  SELECT a.unit_code, i.item_no, i.parent_no, i.depth, i.micro, i.unit, i.is_full, i.has_parts, a.state_no, a.points AS own_points,
    a.score AS own_score, a.arm AS own_arm, CASE WHEN i.has_parts THEN i.rule_id END AS rule_id,
    CASE WHEN i.has_parts THEN pf_round(a.points, i.share_unit, i.unit) END AS points,
    a.score * i.share_unit AS actual, a.points * i.share_unit AS target, CAST(NULL AS BIGINT) AS high
  FROM added a JOIN pf_item i ON i.item_no = a.item_no
) asked
)
SELECT unit_code, item_no, parent_no, depth, micro,
  CASE WHEN score IS NOT NULL OR (state_no = 3 AND is_full) THEN 0 WHEN state_no = 0 THEN 1 ELSE state_no END AS state_no,
  CASE WHEN state_no = 3 AND is_full THEN micro ELSE score * unit END AS score,
  CASE WHEN state_no = 3 AND is_full THEN micro WHEN score IS NULL THEN 0 ELSE points * unit END AS in_play,
  CASE WHEN state_no = 3 AND NOT is_full THEN micro ELSE 0 END AS left_out,
  CASE WHEN state_no = 3 AND is_full THEN 'not_applicable' WHEN has_parts AND state_no > 0 THEN 'missing' ELSE COALESCE(arm, 'missing') END AS arm
FROM mean"""

_GROUPS = """WITH added AS (
SELECT unit_code, parent_no, CAST(SUM(score) AS BIGINT) AS score, CAST(SUM(in_play) AS BIGINT) AS in_play,
  CAST(SUM(left_out) AS BIGINT) AS left_out, CAST(SUM(micro) AS BIGINT) AS members, MIN(state_no) AS state_no
FROM ($members) member GROUP BY unit_code, parent_no
), rounded AS (
SELECT a.unit_code, i.item_no, i.parent_no, i.depth, i.micro, i.makes_up_to, i.keeps, a.members, a.left_out, a.state_no,
  CASE WHEN i.rounds_to IS NULL OR a.score IS NULL THEN a.score ELSE pf_round(a.score, 1, i.rounds_to) * i.rounds_to END AS score,
  CASE WHEN i.rounds_to IS NULL OR a.score IS NULL THEN a.in_play ELSE pf_round(a.in_play, 1, i.rounds_to) * i.rounds_to END AS in_play,
  a.score IS NOT NULL AND i.makes_up_to IS NOT NULL AND a.left_out > 0 AND a.left_out < a.members AS makes_up
FROM added a JOIN pf_item i ON i.item_no = a.parent_no
)
SELECT unit_code, item_no, parent_no, depth, micro, state_no,
  CASE WHEN makes_up THEN pf_round(score, members, (members - left_out) * makes_up_to) * makes_up_to ELSE score END AS score,
  CASE WHEN makes_up THEN pf_round(in_play, members, (members - left_out) * makes_up_to) * makes_up_to ELSE in_play END AS in_play,
  CASE WHEN keeps AND left_out < micro THEN 0 ELSE left_out END AS left_out, 'sum' AS arm
FROM rounded"""

_TOTALS = """WITH added AS (
SELECT p.unit_code, i.framework_no, CAST(SUM(p.score) AS BIGINT) AS score, CAST(SUM(p.in_play) AS BIGINT) AS in_play,
  CAST(SUM(p.left_out) AS BIGINT) AS left_out
FROM pf_scored p JOIN pf_item i ON i.item_no = p.item_no WHERE p.parent_no IS NULL GROUP BY p.unit_code, i.framework_no
), made_up AS (
SELECT a.unit_code, a.framework_no, f.out_of, CASE WHEN f.has_total THEN CASE
    WHEN a.left_out >= f.out_of THEN a.score
    WHEN a.left_out = 0 THEN pf_round(a.score, 1, f.total_unit) * f.total_unit
    ELSE pf_round(a.score, f.out_of, (f.out_of - a.left_out) * f.total_unit) * f.total_unit END END AS total,
  CASE WHEN NOT f.has_total OR a.score IS NULL OR a.left_out >= f.out_of THEN a.in_play
    WHEN a.left_out = 0 THEN pf_round(a.in_play, 1, f.total_unit) * f.total_unit
    ELSE pf_round(a.in_play, f.out_of, (f.out_of - a.left_out) * f.total_unit) * f.total_unit END AS in_play
FROM added a JOIN pf_framework f ON f.framework_no = a.framework_no
)
SELECT m.unit_code, m.framework_no, m.out_of, m.total, m.in_play, g.grade
FROM made_up m LEFT JOIN pf_grade g ON g.framework_no = m.framework_no AND m.in_play = m.out_of AND m.out_of > 0
  AND m.total * 1000000 >= g.least AND (g.below IS NULL OR m.total * 1000000 < g.below)"""

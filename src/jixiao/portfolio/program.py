"""Frameworks compiled for columns: the second step (facts to scores) as SQL that every engine reads unchanged.

What a framework says in numbers becomes rows of small tables (``pf_item``, ``pf_operator``, ``pf_arm``, ``pf_grade``); what its rules
do becomes ``CASE`` (``framework.columns``). The statements then say what ``score.scoring`` does for one unit, for all units at once:

    fact ┬─ items ──────────────────────── rules ─────────────────────┬> leaves ── groups, level by level ──> scored ──> totals
         └─ indicators ── shares ── rules ── sums ── rules of means ──┘

Numbers are 64-bit whole numbers: facts in ten-thousandths, scores in 10⁻⁶ point. A ratio that is held against a target other than 1
is compared as a product, in more than 64 bits where it has to be (``size``), so nothing is ever divided before the one rounding of
``pf_round``. No text of a user enters a statement: frameworks, items and arms are numbered.
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
from jixiao.framework.columns import Column, Numbered, Product, Rules, numbered, score_case
from jixiao.framework.model import LEFT_OUT, PART_PLACES, SUM, Applied, Framework, Item
from jixiao.framework.rule import MISSING
from jixiao.wording import Text

MICRO = 10**PART_PLACES
"""Scores are held in 10⁻⁶ point."""

STATES = ("scored", "not_reported", "not_due", "not_applicable")
"""The states by their number; of a group without a score, the least number of its members counts."""

Value = int | str | bool | None

ONCE = "/* once */"
"""Stands in a statement where a named SELECT should be computed once, for engines that would write it wherever it is read."""


class Table(NamedTuple):
    """A small table that a program needs, with the types of its columns.

    They are ``bigint``, ``bool``, ``text``, or ``word``: text of few different values, which an engine may keep as numbers.
    """

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
        Table("pf_state", {"state_no": "bigint", "state": "word"}, list(enumerate(STATES))),
    )
    cases = _cases(listed, rules)
    arms = _arms(cases)
    said = Table("pf_arm", {"arm_no": "bigint", "arm": "word"}, list(arms.names.items()))
    residuals, depth = {framework.residual for framework in listed}, max((node.depth for node in nodes), default=0)
    return Program(listed, (*tables, said), (*_scored(residuals, cases, arms, depth), Step("pf_total", _TOTALS)))


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
    columns = {"framework_no": "bigint", "framework": "word", "out_of": "bigint", "total_unit": "bigint", "has_total": "bool"}
    rows = [
        (number, each.id, scaled(each.points, PART_PLACES), _unit(each), each.why_no_total is None)
        for number, each in enumerate(listed)
    ]
    return Table("pf_framework", columns, rows)


_ITEM = {
    "item_no": "bigint",
    "framework_no": "bigint",
    "item_code": "word",
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
    for number, known in rules.items():
        if known == applied:
            return number
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


class _Cases(NamedTuple):
    """The rules of items, of indicators and of items that are means, by number."""

    items: Rules
    parts: Rules
    means: Rules


class _Arms(NamedTuple):
    """The arms that decide on items and on means, by number."""

    items: Numbered
    means: Numbered

    @property
    def names(self) -> Mapping[int, str]:
        """The name of every number."""
        return {**dict(enumerate(_ARMS)), **self.items.names, **self.means.names}


_ARMS = (MISSING, "not_applicable", "sum")
"""The arms of what no rule decides."""


def _arms(cases: _Cases) -> _Arms:
    items = numbered({Column: cases.items, Product: _ratios(cases.items)}, len(_ARMS))
    return _Arms(items, numbered({Column: cases.means}, len(_ARMS) + len(items.names)))


def _cases(frameworks: Sequence[Framework], rules: Mapping[int, Applied]) -> _Cases:
    leaves = [item for framework in frameworks for item in framework.leaves]
    return _Cases(
        _used(rules, [item.applied for item in leaves if item.selection is None]),
        _used(rules, [applied for framework in frameworks for applied in framework.indicator_rules.values()]),
        _used(rules, [item.applied for item in leaves if item.selection is not None]),
    )


def _used(rules: Mapping[int, Applied], used: Sequence[Applied | None]) -> Rules:
    return {number: (applied.rule, applied.options) for number, applied in rules.items() if applied in used}


def _ratios(rules: Rules) -> Rules:
    """Those that mean the same for any scale, so that products may be larger than 64 bits."""
    return {number: (rule, options) for number, (rule, options) in rules.items() if rule.scale_free}


def _scored(residuals: AbstractSet[str], cases: _Cases, arms: _Arms, depth: int) -> Iterator[Step]:
    """The items of all units, then their groups level by level, the deepest first, and all of them together."""
    yield Step("pf_leaf", _leaves(residuals, cases, arms))
    members, made = "SELECT * FROM pf_leaf", ["SELECT * FROM pf_leaf"]
    for level in range(depth - 1, -1, -1):
        yield Step(f"pf_group_{level}", Template(_GROUPS).substitute(members=members, depth=level + 1))
        made.append(f"SELECT * FROM pf_group_{level}")
        members = f"SELECT * FROM pf_leaf UNION ALL SELECT * FROM pf_group_{level}"
    yield Step("pf_scored", _SCORED.format(made=" UNION ALL ".join(made)), is_kept=False)


def _leaves(residuals: AbstractSet[str], cases: _Cases, arms: _Arms) -> str:
    """Items that have a number of their own, and where there are any, items that are means of indicators."""
    items = Template(_ITEMS).substitute(arm=_sized(arms.items.arms), score=_score(arms.items.score))
    if not cases.means:
        return f"WITH {items} SELECT * FROM item_leaf"
    score = _sized({Column: score_case(cases.parts), Product: score_case(_ratios(cases.parts), Product)})
    parts = Template(_PARTS).substitute(windows=_windows(residuals), share=_shares(residuals), score=_score(score))
    means = Template(_MEANS).substitute(arm=arms.means.arms[Column], score=_score(arms.means.score))
    return f"WITH {items}, {parts}, {means} SELECT * FROM item_leaf UNION ALL SELECT * FROM mean_leaf"


def _sized(printed: Mapping[type[Column], str]) -> str:
    """What is printed for 64 bits, and for products that are larger."""
    return f"CASE WHEN size < {_LARGE} THEN {printed[Column]} ELSE {printed[Product]} END"


def _score(printed: str) -> str:
    """A score has a type even where no rule gives one."""
    return f"CAST({printed} AS BIGINT)"


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
    return f"CASE WHEN whole = 0 THEN 0 {' '.join(branches)} END"


_WITHOUT = "CASE WHEN f.state IS NULL OR f.state = 'not_reported' THEN 1 WHEN f.state = 'not_due' THEN 2 ELSE 3 END"

_LARGE = 3
"""The size of a row: 0 where the target is held against the number as it is, 1 where numerator and denominator are held against each
other, 2 where products fit in 64 bits, 3 where they are larger."""

_FITS = """CASE WHEN denominator <= 100000000 THEN 1000000000 WHEN denominator <= 100000000000 THEN 1000000
    WHEN denominator <= 10000000000000 THEN 10000 ELSE 0 END"""
"""The largest target whose product with the denominator is at most 10¹⁷."""


def _size(high: str = "") -> str:
    """The size of a row, with the column of its upper target."""
    is_one, far = (f" AND {high} IS NULL", f"GREATEST(ABS(goal), ABS({high}))") if high else ("", "ABS(goal)")
    return (
        f"CASE WHEN denominator = {SCALE} THEN 0 WHEN NOT scale_free OR goal IS NULL THEN 0 WHEN goal = {SCALE}{is_one} THEN 1"
        f" WHEN ABS(numerator) <= 10000000000000 AND {far} <= {_FITS} THEN 2 ELSE {_LARGE} END AS size"
    )


_ASKED = f"""CASE WHEN denominator = {SCALE} THEN numerator WHEN size = 2 THEN numerator * {SCALE} WHEN size = 1 THEN numerator
    WHEN numerator < 0 THEN -pf_round(-numerator, {SCALE}, denominator) ELSE pf_round(numerator, {SCALE}, denominator) END AS actual,
  CASE WHEN denominator = {SCALE} THEN goal WHEN size = 0 THEN goal WHEN size = 1 THEN denominator WHEN size = 2 THEN goal * denominator END AS target"""

_ITEMS = f"""item_known AS (
SELECT f.unit_code, i.item_no, i.points, i.unit, i.micro, i.is_full, f.numerator, f.denominator, i.goal, i.scale_free,
  CAST(NULL AS BIGINT) AS goal_high, {_WITHOUT} AS without, CASE WHEN f.state IS NULL THEN i.rule_id END AS rule_id
FROM fact f JOIN pf_item i ON i.framework_no = f.framework_no AND i.item_code = f.item_code AND i.is_leaf WHERE f.part_no IS NULL
), item_sized AS (
SELECT *, {_size()} FROM item_known
), item_asked AS {ONCE} (
SELECT *, {_ASKED}, goal_high AS high FROM item_sized
), item_decided AS {ONCE} (
SELECT *, $arm AS arm_no FROM item_asked
), item_answer AS (
SELECT unit_code, item_no, points, unit, micro, is_full, without, arm_no, $score AS score FROM item_decided
), item_leaf AS (
SELECT unit_code, item_no, CASE WHEN score IS NOT NULL OR (without = 3 AND is_full) THEN 0 ELSE without END AS state_no,
  CASE WHEN without = 3 AND is_full THEN micro ELSE score * unit END AS score,
  CASE WHEN without = 3 AND is_full THEN micro WHEN score IS NULL THEN 0 ELSE points * unit END AS in_play,
  CASE WHEN without = 3 AND NOT is_full THEN micro ELSE 0 END AS left_out,
  CASE WHEN without = 3 AND is_full THEN 1 ELSE arm_no END AS arm_no
FROM item_answer
)"""

_PARTS = f"""part_known AS (
SELECT f.unit_code, i.item_no, f.part_no, i.shares, i.residual, f.weight, f.running, f.whole, f.numerator,
  CASE WHEN f.operator = 'judged' THEN f.denominator * 100 ELSE f.denominator END AS denominator, f.target AS goal,
  f.target_high AS goal_high, {_WITHOUT} AS without, CASE WHEN f.state IS NULL THEN o.rule_id END AS rule_id,
  COALESCE(o.scale_free, FALSE) AS scale_free
FROM fact f JOIN pf_item i ON i.framework_no = f.framework_no AND i.item_code = f.item_code AND i.is_leaf
LEFT JOIN pf_operator o ON o.framework_no = f.framework_no AND o.operator = f.operator WHERE f.part_no IS NOT NULL
), part_divided AS (
SELECT * $windows FROM part_known
), part_sized AS (
SELECT unit_code, item_no, numerator, denominator, goal, goal_high, without, rule_id, scale_free, $share AS points, {_size("goal_high")}
FROM part_divided
), part_asked AS {ONCE} (
SELECT *, {_ASKED}, CASE WHEN size = 2 THEN goal_high * denominator WHEN goal IS NOT NULL THEN goal_high END AS high FROM part_sized
), part_answer AS {ONCE} (
SELECT unit_code, item_no, points, without, $score AS score FROM part_asked
), part_added AS (
SELECT unit_code, item_no, CAST(SUM(CASE WHEN score IS NOT NULL THEN points END) AS BIGINT) AS points,
  CAST(SUM(score) AS BIGINT) AS score, MIN(CASE WHEN score IS NULL THEN without ELSE 0 END) AS without
FROM part_answer GROUP BY unit_code, item_no
)"""

_MEANS = f"""mean_asked AS (
SELECT a.unit_code, a.item_no, a.without, i.unit, i.micro, i.is_full, i.rule_id, pf_round(a.points, i.share_unit, i.unit) AS points,
  a.score * i.share_unit AS actual, a.points * i.share_unit AS target, CAST(NULL AS BIGINT) AS high
FROM part_added a JOIN pf_item i ON i.item_no = a.item_no
), mean_decided AS {ONCE} (
SELECT *, $arm AS arm_no FROM mean_asked
), mean_answer AS (
SELECT unit_code, item_no, points, unit, micro, is_full, without, arm_no, $score AS score FROM mean_decided
), mean_leaf AS (
SELECT unit_code, item_no,
  CASE WHEN score IS NOT NULL OR (without = 3 AND is_full) THEN 0 WHEN without = 0 THEN 1 ELSE without END AS state_no,
  CASE WHEN without = 3 AND is_full THEN micro ELSE score * unit END AS score,
  CASE WHEN without = 3 AND is_full THEN micro WHEN score IS NULL THEN 0 ELSE points * unit END AS in_play,
  CASE WHEN without = 3 AND NOT is_full THEN micro ELSE 0 END AS left_out,
  CASE WHEN without = 3 AND is_full THEN 1 WHEN without > 0 THEN 0 ELSE arm_no END AS arm_no
FROM mean_answer
)"""

_GROUPS = """WITH added AS (
SELECT m.unit_code, i.parent_no, CAST(SUM(m.score) AS BIGINT) AS score, CAST(SUM(m.in_play) AS BIGINT) AS in_play,
  CAST(SUM(m.left_out) AS BIGINT) AS left_out, CAST(SUM(i.micro) AS BIGINT) AS members, MIN(m.state_no) AS state_no
FROM ($members) m JOIN pf_item i ON i.item_no = m.item_no AND i.depth = $depth GROUP BY m.unit_code, i.parent_no
), rounded AS (
SELECT a.unit_code, i.item_no, i.micro, i.makes_up_to, i.keeps, a.members, a.left_out, a.state_no,
  CASE WHEN i.rounds_to IS NULL OR a.score IS NULL THEN a.score ELSE pf_round(a.score, 1, i.rounds_to) * i.rounds_to END AS score,
  CASE WHEN i.rounds_to IS NULL OR a.score IS NULL THEN a.in_play ELSE pf_round(a.in_play, 1, i.rounds_to) * i.rounds_to END AS in_play,
  a.score IS NOT NULL AND i.makes_up_to IS NOT NULL AND a.left_out > 0 AND a.left_out < a.members AS makes_up
FROM added a JOIN pf_item i ON i.item_no = a.parent_no
)
SELECT unit_code, item_no, state_no,
  CASE WHEN makes_up THEN pf_round(score, members, (members - left_out) * makes_up_to) * makes_up_to ELSE score END AS score,
  CASE WHEN makes_up THEN pf_round(in_play, members, (members - left_out) * makes_up_to) * makes_up_to ELSE in_play END AS in_play,
  CASE WHEN keeps AND left_out < micro THEN 0 ELSE left_out END AS left_out, 2 AS arm_no
FROM rounded"""

_SCORED = """SELECT m.unit_code, m.item_no, m.state_no, m.score, m.in_play, m.left_out, a.arm
FROM ({made}) m JOIN pf_arm a ON a.arm_no = m.arm_no"""

_TOTALS = """WITH added AS (
SELECT p.unit_code, i.framework_no, CAST(SUM(p.score) AS BIGINT) AS score, CAST(SUM(p.in_play) AS BIGINT) AS in_play,
  CAST(SUM(p.left_out) AS BIGINT) AS left_out
FROM pf_scored p JOIN pf_item i ON i.item_no = p.item_no AND i.parent_no IS NULL GROUP BY p.unit_code, i.framework_no
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

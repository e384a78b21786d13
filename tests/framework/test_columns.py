"""Rules on columns: what is printed, what is refused, and that nothing is ever rounded wrongly."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from tests.framework import in_duckdb

from jixiao.exact import SCALE, half_up
from jixiao.framework.columns import FUNCTIONS, Column, Product, numbered, printed_arms, score_case, score_sql
from jixiao.framework.compiled import compiled, source
from jixiao.framework.options import Options
from jixiao.framework.rule import Arm, Rule, load, names, read_options

Ratio = tuple[int, int, int]
EACH = 8_000


def adversarial(seed: int) -> list[Ratio]:
    """x·y/d on exact ties, one unit beside a tie with operands of 10¹⁷, and as on any day: x < d throughout."""
    draw = random.Random(seed)
    rows = []
    for away in (0, None, 1):
        for _ in range(EACH):
            y = draw.randint(2, 10_000)
            k = draw.randint(0, y - 1)
            if away == 1:
                d = draw.randint(2, 10**9)
                rows.append((draw.randint(1, d - 1), y, d))
            else:
                m = draw.randint(2, 10**4) if away == 0 and draw.random() < 0.5 else draw.randint(2, 10**13)
                rows.append(((2 * k + 1) * m + (0 if away == 0 else draw.choice((-1, 1))), y, 2 * y * m))
    return rows


def by_decimal(row: Ratio) -> int:
    x, y, d = row
    with localcontext() as context:
        context.prec = 80
        return int((Decimal(x) * y / d).to_integral_value(ROUND_HALF_UP))


ROWS = adversarial(20_231)
EXPECTED = [by_decimal(row) for row in ROWS]


def test_half_up_is_right_on_ties_and_beside_them() -> None:
    assert len(ROWS) >= 20_000
    assert [half_up(*row) for row in ROWS] == EXPECTED


def test_the_compiled_rule_is_right_on_ties_and_beside_them() -> None:
    line = compiled(load("capped_line"), {})
    assert [line(y, x, d)[1] for x, y, d in ROWS] == EXPECTED


def test_the_columns_are_right_on_ties_and_beside_them() -> None:
    x, y, d = zip(*ROWS, strict=True)
    line = score_sql(load("capped_line"), {})
    rows = in_duckdb.over(("actual", "points", "target"), [x, y, d], f"{line}, pf_round(actual, points, target)")
    assert [row[0] for row in rows] == EXPECTED
    assert [row[1] for row in rows] == EXPECTED


@pytest.mark.parametrize(
    "mutant",
    [
        lambda x, y, d: math.floor(float(x) * y / d + 0.5),
        lambda x, y, d: math.floor(x / d * y + 0.5),
        lambda x, y, d: round(x * y / d),
        lambda x, y, d: x * y // d,
        lambda x, y, d: -(-x * y // d),
        lambda x, y, d: (2 * x * y + d - 1) // (2 * d),
    ],
    ids=["float, product first", "float, ratio first", "half to even", "down", "up", "half down"],
)
def test_the_rows_have_teeth(mutant: Callable[[int, int, int], int]) -> None:
    assert [mutant(*row) for row in ROWS] != EXPECTED


@pytest.mark.parametrize(
    "mutant",
    ["floor(x::DOUBLE * y / d + 0.5)", "round(x::DOUBLE / d * y)", "round(x::DECIMAL(38, 0) * y / d)", "x::HUGEINT * y // d"],
)
def test_the_rows_have_teeth_for_columns(mutant: str) -> None:
    columns = zip(*ROWS, strict=True)
    assert [int(row[0]) for row in in_duckdb.over(("x", "y", "d"), [*columns], mutant)] != EXPECTED


@given(st.integers(0, 10**18), st.integers(0, 10**10), st.integers(1, 10**18))
def test_half_up_is_the_rounding_of_decimal(x: int, y: int, d: int) -> None:
    assert half_up(x, y, d) == by_decimal((x, y, d))


# ---------------------------------------------------------------- what is printed

WRITTEN: dict[str, dict[str, Any]] = {
    "steps": {"tiers": [{"reached": "100%", "paid": "100%"}, {"reached": "90%", "paid": "80%"}]},
    "per_step": {"step": 1, "off": "0.5", "count": "started"},
    "per_share": {"step": "5%", "off": 2},
    "per_case": {"off": "0.5"},
    "levels": {"paid": ["100%", "80%", "0%"]},
    "over_fulfilment": {"allowed": "50%", "least": "60%"},
}


def framework() -> dict[int, tuple[Rule, Options]]:
    rules: dict[int, tuple[Rule, Options]] = {}
    for number, name in enumerate(names()):
        options = read_options(load(name), WRITTEN.get(name, {}), 2)
        assert isinstance(options, dict)
        rules[number] = (load(name), options)
    return rules


@pytest.mark.parametrize("dialect", FUNCTIONS)
@pytest.mark.parametrize("world", [Column, Product])
def test_every_engine_reads_the_same_text(dialect: str, world: type[Column]) -> None:
    said = numbered({world: framework()}, 1)
    for text in (score_case(framework(), world), said.arms[world], said.score):
        assert sqlglot.parse_one(text, dialect=dialect).sql(dialect=dialect, normalize_functions=False) == text


def test_a_rule_is_printed_as_one_case() -> None:
    assert score_sql(load("capped_line"), {}) == (
        "CASE WHEN points IS NULL OR actual IS NULL OR target IS NULL THEN NULL WHEN target <= 0 THEN NULL WHEN actual <= 0 THEN 0"
        " WHEN actual >= target THEN points ELSE pf_round(actual, points, target) END"
    )
    assert source(load("all_or_nothing"), {}) == (
        "('missing', None) if (points is None) or (actual is None) or (target is None)"
        " else ('reached', points) if actual >= target else ('missed', 0)"
    )


def test_equal_rules_share_a_branch_and_a_row_of_no_rule_has_no_score() -> None:
    line, other = load("capped_line"), load("equal")
    text = score_case({1: (line, {}), 2: (other, {}), 3: (line, {})})
    assert "rule_id IN (1, 3)" in text
    assert text.count("pf_round") == 1
    assert in_duckdb.over(("points", "actual", "target", "rule_id"), [[100], [1], [1], [4]], text) == [(None,)]


def test_arms_that_pay_alike_have_neighbouring_numbers_and_no_rule_has_the_number_zero() -> None:
    said = numbered({Column: {1: (load("capped_line"), {}), 2: (load("equal"), {})}}, 5)
    assert sorted(said.names) == list(range(5, 5 + len(said.names)))
    assert [said.names[number] for number in (5, 6, 7)] == ["missing", "missing", "no_target"]
    assert said.score == (
        "CASE WHEN arm_no <= 7 THEN NULL WHEN arm_no <= 9 THEN points WHEN arm_no <= 11 THEN 0"
        " WHEN arm_no <= 12 THEN pf_round(actual, points, target) ELSE NULL END"
    )
    columns = [[100], [1], [1], [3]]
    row = in_duckdb.over(("points", "actual", "target", "rule_id"), columns, f"{said.arms[Column]} AS arm_no, {said.score}")
    assert row == [(0, None)]


@given(
    st.sampled_from([name for name in names() if load(name).scale_free]),
    st.lists(
        st.tuples(st.integers(-(10**17), 10**17), st.integers(1, 10**13), st.integers(-(10**5), 10**17)), min_size=1, max_size=20
    ),
)
def test_a_ratio_on_columns_of_products_scores_as_on_whole_numbers(name: str, drawn: list[tuple[int, int, int]]) -> None:
    options = read_options(load(name), WRITTEN.get(name, {}), 2)
    assert isinstance(options, dict)
    said = numbered({Product: {1: (load(name), options)}}, 1)
    listed = {
        "points": [1_000] * len(drawn),
        **dict(zip(("numerator", "denominator", "goal"), ([*each] for each in zip(*drawn, strict=True)), strict=True)),
        "goal_high": [goal + 10 for *_, goal in drawn],
        "rule_id": [1] * len(drawn),
    }
    rows = in_duckdb.over(tuple(listed), [*listed.values()], f"{said.arms[Product]} AS arm_no, {said.score}")
    on_ints = compiled(load(name), options)
    takes = load(name).inputs
    for (over, under, goal), (arm, score) in zip(drawn, rows, strict=True):
        inputs = {"points": 1_000, "actual": over * SCALE, "target": goal * under, "high": (goal + 10) * under}
        assert (said.names[arm], score) == on_ints(*(inputs[each] for each in takes))


def test_scores_are_ordinary_whole_numbers_in_the_engine() -> None:
    numbers = framework()
    columns = [[100], [1], [1], [1], [0]]
    kinds = in_duckdb.over(("points", "actual", "target", "high", "rule_id"), columns, f"typeof({score_case(numbers)})")
    assert kinds == [("BIGINT",)]


a, b = Column("a"), Column("b")


@pytest.mark.parametrize(
    ("built", "text"),
    [
        (lambda: a + b - 1, "a + b - 1"),
        (lambda: a - (b - 1), "a - (b - 1)"),
        (lambda: 1 - a, "1 - a"),
        (lambda: 1 + a, "1 + a"),
        (lambda: a - -1, "a - (-1)"),
        (lambda: 2 * (a - b), "pf_times(2, a - b)"),
        (lambda: (a + 1) // 2, "pf_floor(a + 1, 2)"),
        (lambda: 7 // a, "pf_floor(7, a)"),
        (lambda: (a < 1) | (b >= 2) & (a != b), "a < 1 OR b >= 2 AND a <> b"),
        (lambda: ((a < 1) | (b > 2)) & (a <= b), "(a < 1 OR b > 2) AND a <= b"),
        (lambda: (a * b) > 1, "pf_times(a, b) > 1"),
        (lambda: (a < b) == (b < 1), "(a < b) = (b < 1)"),
        (lambda: a.is_missing() | b.is_missing(), "a IS NULL OR b IS NULL"),
    ],
)
def test_operators_keep_their_order(built: Callable[[], Column], text: str) -> None:
    assert built().text == text


@pytest.mark.parametrize(
    "misused",
    [
        lambda: not a,
        lambda: a and b,
        lambda: a or b,
        lambda: 1 < a < 3,
        lambda: min(a, b),
        lambda: a + 0.5,
        lambda: a * True,
        lambda: a == None,  # noqa: E711 - the point
        lambda: {a: 1},
        lambda: -a,  # type: ignore[operator]
        lambda: a / b,  # type: ignore[operator]
    ],
)
def test_what_no_column_can_do_is_refused(misused: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        misused()


@pytest.mark.parametrize("name", ["score", "points; DROP TABLE facts", "", "分值"])
def test_only_columns_of_facts_are_printed(name: str) -> None:
    with pytest.raises(ValueError, match="no column of facts"):
        Column.named(name)


def made_of(*arms: Arm) -> Any:
    """A rule with these arms; only what the printer needs of it."""

    class Made:
        name = "made"
        inputs = ("points",)

        def arms(self, points: object) -> Iterator[Arm]:
            del points
            yield from arms

    return Made()


def test_a_rule_without_a_last_arm_is_refused() -> None:
    with pytest.raises(TypeError, match="OTHERWISE"):
        list(printed_arms(made_of(Arm("never", holds=False, x=0)), {}, Column))


def test_an_arm_has_a_plain_name() -> None:
    with pytest.raises(ValueError, match="no name for an arm"):
        list(printed_arms(made_of(Arm("it's", holds=True, x=0)), {}, Column))


def test_a_rule_is_compiled_once() -> None:
    rule, options = load("levels"), {"paid": (10_000, 8_000)}
    assert compiled(rule, options) is compiled(rule, dict(options))

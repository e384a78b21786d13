"""Whatever the tree of units, the order of rows and the money inside: consolidated numbers are those of a flat computation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.tables.small import row, trip

from jixiao.exact import unscaled
from jixiao.tables.dossier import Dossier, Table
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measuring import Absent, Measured, measure
from jixiao.tables.schema import Schema, fixed_tables

SCHEMA = Schema(
    {"trip": trip()} | {name: fixed_tables()[name] for name in ("office", "unit", "payment", "income", "project", "task", "duty")}
)


@dataclass(frozen=True)
class Tree:
    """Units by their parents (the first one is the top, later ones hang below earlier ones) and what happened in them."""

    parents: tuple[int | None, ...]
    trips: tuple[tuple[int, int, int], ...]  # unit, persons, days
    payments: tuple[tuple[int, int | None, int], ...]  # unit, to which unit, fen

    def below(self, top: int) -> set[int]:
        """The unit and all units below it."""
        found = {top}
        for unit, parent in enumerate(self.parents):
            if parent in found:
                found.add(unit)
        return found


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    count = draw(st.integers(1, 7))
    chain = draw(st.booleans())
    parents = (None, *(each - 1 if chain else draw(st.integers(0, each - 1)) for each in range(1, count)))
    units = st.integers(0, count - 1)
    trips = draw(st.lists(st.tuples(units, st.integers(0, 10**6), st.integers(0, 400)), max_size=12))
    payments = draw(st.lists(st.tuples(units, st.none() | units, st.integers(-(10**9), 10**12)), max_size=12))
    return Tree(parents, tuple(trips), tuple(payments))


def laid_out(tree: Tree, seed: int) -> Dossier:
    """The dossier of a tree with the rows of every table in some order."""
    tables: dict[str, list[Mapping[str, str]]] = {
        "unit": [
            {"unit_code": f"U{unit}", "name": f"单位{unit}", **({"parent_code": f"U{parent}"} if parent is not None else {})}
            for unit, parent in enumerate(tree.parents)
        ],
        "trip": [
            {"unit_code": f"U{unit}", "row_id": f"R{number}", "persons": str(persons), "days": str(days)}
            for number, (unit, persons, days) in enumerate(tree.trips)
        ],
        "payment": [
            {
                "unit_code": f"U{unit}",
                "payment_id": f"P{number}",
                "amount_yuan": str(unscaled(fen, 2)),
                **({"to_unit_code": f"U{to}"} if to is not None else {}),
            }
            for number, (unit, to, fen) in enumerate(tree.payments)
        ],
    }
    made = Dossier(Path(), "U0", 2023, (), SCHEMA)
    for name, rows in tables.items():
        made.tables[name] = table = Table(SCHEMA[name], f"{name}.csv")
        table.rows = [row(SCHEMA[name], number, cells) for number, cells in enumerate(shuffled(rows, seed), 2)]
    return made


def shuffled(rows: Sequence[Mapping[str, str]], seed: int) -> list[Mapping[str, str]]:
    found = list(rows)
    Random(seed).shuffle(found)
    return found


def number(dossier: Dossier, text: str, unit: int) -> Fraction | None:
    expression = parse_measure(text, dossier.schema)
    assert not isinstance(expression, Fault), expression
    found = measure(dossier, expression, scope=dossier.scope(f"U{unit}"))
    if isinstance(found, Absent):
        return None
    assert isinstance(found, Measured)
    return Fraction(found.numerator, found.denominator)


@given(trees(), st.integers(0, 10**6))
def test_counts_add_over_all_units_below(tree: Tree, seed: int) -> None:
    dossier = laid_out(tree, seed)
    for unit in range(len(tree.parents)):
        within = [each for each in tree.trips if each[0] in tree.below(unit)]
        assert number(dossier, "count(trip)", unit) == len(within)
        assert number(dossier, "sum(trip.persons)", unit) == sum(persons for _, persons, _ in within)


@given(trees(), st.integers(0, 10**6))
def test_ratios_are_by_their_parts(tree: Tree, seed: int) -> None:
    dossier = laid_out(tree, seed)
    for unit in range(len(tree.parents)):
        within = [each for each in tree.trips if each[0] in tree.below(unit)]
        persons, days = sum(each[1] for each in within), sum(each[2] for each in within)
        assert number(dossier, "sum(trip.persons) / sum(trip.days)", unit) == (Fraction(persons, days) if days else None)


@given(trees(), st.integers(0, 10**6))
def test_money_inside_the_tree_is_left_out_and_other_money_is_not(tree: Tree, seed: int) -> None:
    dossier = laid_out(tree, seed)
    for unit in range(len(tree.parents)):
        below = tree.below(unit)
        paid = sum(fen for payer, to, fen in tree.payments if payer in below and to not in below)
        assert number(dossier, "sum(payment.amount_yuan)", unit) == Fraction(paid, 100)


@given(trees(), st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_order_of_rows_does_not_matter(tree: Tree, one: int, two: int) -> None:
    texts = ("sum(trip.persons)", "sum(payment.amount_yuan)", "sum(trip.persons) / sum(trip.days)")
    first, second = (laid_out(tree, seed) for seed in (one, two))
    for unit in range(len(tree.parents)):
        assert [number(first, text, unit) for text in texts] == [number(second, text, unit) for text in texts]


@given(st.integers(1, 30))
def test_a_chain_consolidates_however_deep_it_is(depth: int) -> None:
    tree = Tree((None, *range(depth)), tuple((unit, 1, 1) for unit in range(depth + 1)), ((depth, 0, 500), (0, None, 700)))
    dossier = laid_out(tree, depth)
    assert number(dossier, "sum(trip.persons)", 0) == depth + 1
    assert number(dossier, "sum(payment.amount_yuan)", 0) == Decimal(7)
    assert number(dossier, "sum(payment.amount_yuan)", depth) == Decimal(5)

"""The made-up bureau with a library and a museum: what consolidates, and how, in numbers worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest

from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measuring import Measured, measure

FOLDER = Path(str(files("jixiao.examples"))) / "district-culture-2023"
BUREAU, LIBRARY, MUSEUM = "990002-WHJ", "990002-TSG", "990002-BWG"
SATISFACTION = "sum(survey.satisfied) / sum(survey.valid)"
MINORS = "sum(visit.minors) / sum(visit.visitors)"
OPEN = "sum(visit.open_days) / sum(visit.planned_days)"


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return read_folder(FOLDER)


def number(dossier: Dossier, text: str, unit: str = BUREAU) -> Fraction:
    expression = parse_measure(text, dossier.schema)
    assert not isinstance(expression, Fault), expression
    found = measure(dossier, expression, scope=dossier.scope(unit))
    assert isinstance(found, Measured), found
    return Fraction(found.numerator, found.denominator)


# ---- counts add, ratios go by their parts


@pytest.mark.parametrize(
    ("text", "bureau", "library", "museum"),
    [
        ("sum(visit.visitors)", 322_000, 202_000, 120_000),
        ("sum(loan.volumes)", 176_400, 176_400, 0),
        ("sum(relic.pieces)", 66, 0, 66),
        ("sum(unit.staff_in_post)", 24 + 30 + 20, 30, 20),
        ("count(asset)", 50, 19, 13),
    ],
)
def test_counts_add(dossier: Dossier, text: str, bureau: int, library: int, museum: int) -> None:
    assert [number(dossier, text, unit) for unit in (BUREAU, LIBRARY, MUSEUM)] == [bureau, library, museum]


@pytest.mark.parametrize(
    ("text", "library", "museum"),
    [(SATISFACTION, (376, 400), (168, 200)), (MINORS, (56_600, 202_000), (28_740, 120_000)), (OPEN, (316, 317), (314, 317))],
)
def test_no_ratio_is_averaged(dossier: Dossier, text: str, library: tuple[int, int], museum: tuple[int, int]) -> None:
    one, two = Fraction(*library), Fraction(*museum)
    assert (number(dossier, text, LIBRARY), number(dossier, text, MUSEUM)) == (one, two)
    whole = number(dossier, text)
    assert whole == Fraction(library[0] + museum[0], library[1] + museum[1])
    if library[1] != museum[1]:
        assert whole != (one + two) / 2


def test_two_targets_are_reached_by_parts_and_would_be_missed_by_averages(dossier: Dossier) -> None:
    for text, target in ((SATISFACTION, Fraction(90, 100)), (MINORS, Fraction(26, 100))):
        mean = (number(dossier, text, LIBRARY) + number(dossier, text, MUSEUM)) / 2
        assert mean < target <= number(dossier, text)


# ---- money inside the tree counts once


def test_transfers_are_counted_once(dossier: Dossier) -> None:
    paid = "sum(payment.amount_yuan)"
    # the bureau's own payments, without the 200 000 and 100 000 that it passes on
    assert number(dossier, paid, BUREAU) == 7_306_550 + 7_193_150 + 4_736_300 == 19_236_000
    assert number(dossier, paid, LIBRARY) == 7_193_150
    assert number(dossier, paid, MUSEUM) == 4_736_300
    amounts = [row.quantity("amount_yuan") for row in dossier.table("payment")]
    assert sum(amount.value for amount in amounts if amount) == 19_236_000 + 300_000


def test_money_from_the_bureau_is_income_of_the_library_alone(dossier: Dossier) -> None:
    income = "sum(income.amount_yuan where fund_source = 其他资金)"
    assert number(dossier, income, LIBRARY) == 200_000
    assert number(dossier, income, MUSEUM) == 100_000
    assert number(dossier, income, BUREAU) == 400_000


def test_budgets_of_the_three_add_up_with_their_changes(dossier: Dossier) -> None:
    adjusted = "sum(budget.adjusted_yuan)"
    assert [number(dossier, adjusted, unit) for unit in (BUREAU, LIBRARY, MUSEUM)] == [19_320_000, 7_220_000, 4_760_000]
    assert number(dossier, "sum(budget.initial_yuan)") == 19_320_000 - 60_000 - 40_000
    assert {row.text("fund_source") for row in dossier.table("budget")} == {"一般公共预算", "上年结转", "其他资金"}


def test_consolidation_equals_a_flat_computation(dossier: Dossier) -> None:
    """With the tree taken away, and the transfers with it, the same rows give the same numbers."""
    flat = read_folder(FOLDER)
    for row in flat.table("unit"):
        row.values["parent_code"] = None
    units = (BUREAU, LIBRARY, MUSEUM)
    for text in ("sum(visit.visitors)", "sum(budget.adjusted_yuan)", "sum(activity.participants)", "count(asset)"):
        assert number(dossier, text) == sum(number(flat, text, unit) for unit in units)
    table = flat.table("payment")
    table.rows = [row for row in table if row["to_unit_code"] is None]
    paid = "sum(payment.amount_yuan)"
    assert number(dossier, paid) == sum(number(flat, paid, unit) for unit in units)


# ---- scores


def test_the_bureau_scores_what_is_worked_out_by_hand(dossier: Dossier) -> None:
    made = score_unit(dossier)
    lost = {each.item.code: each.lost for each in made.leaves if each.lost}
    assert lost == {
        "output-targets": Decimal("0.08"),  # loans 176400 / 180000 on 4 of the 20 points
        "spending-rate": Decimal("0.04"),  # 19236 / 19320 x 10 = 9.9565...
        "result-use": Decimal("1.00"),  # not tied to the budget
        "contract-filing": Decimal("0.25"),  # 3 of 4 contracts
    }
    assert made.total == 100 - Decimal("1.37")
    assert made.in_play == 100


@pytest.mark.parametrize(("unit", "rate"), [(LIBRARY, "9.96"), (MUSEUM, "9.95")])
def test_a_subordinate_unit_is_scored_as_far_as_its_data_go(dossier: Dossier, unit: str, rate: str) -> None:
    made = score_unit(dossier, unit_code=unit)
    scores = {each.item.code: each.score for each in made.leaves}
    assert scores["spending-rate"] == Decimal(rate)
    assert scores["benefit-targets"] == 20
    parts = {part.part.code for each in made.leaves for part in each.parts}
    assert parts
    assert all(code.startswith(unit[-3:]) for code in parts)


# ---- rows without names, secrecy, and the files


def test_rows_without_names_count_all_the_same(dossier: Dossier) -> None:
    nameless = [row for row in dossier.table("relic") if row["keeper"] is None]
    assert nameless
    assert all(row["aggregate"] is True for row in nameless)
    assert number(dossier, "sum(relic.pieces where keeper is missing)") == 49
    assert {row.text("secrecy") for row in dossier.table("relic")} == {"公开", "内部"}


def test_the_readme_says_the_numbers_that_come_out() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for said in ("**98.63**", "19,236,000÷19,320,000", "544÷600＝90.67%", "85,340÷322,000＝26.50%", "630÷634＝99.37%"):
        assert said in text

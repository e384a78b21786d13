"""The made-up school: its money, its indicators and its total, all worked out by hand from what stands in its tables."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest

from jixiao.score.scoring import Score
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.folder import read_folder

FOLDER = Path(str(files("jixiao.examples"))) / "rural-school-project-2023"


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return read_folder(FOLDER)


@pytest.fixture(scope="module")
def made(dossier: Dossier) -> Score:
    return score_unit(dossier)


def value(row: Row, column: str) -> Decimal:
    quantity = row.quantity(column)
    assert quantity is not None, (row.key, column)
    return quantity.value


def total(dossier: Dossier, table: str, column: str) -> Decimal:
    return sum((value(row, column) for row in dossier.table(table)), Decimal(0))


# ---- money


def test_the_adjusted_budget_follows_from_the_changes(dossier: Dossier) -> None:
    lines: dict[tuple[str, str], tuple[Decimal | int, Decimal | int]] = {
        (row.text("economic_code"), row.text("fund_source")): (value(row, "initial_yuan"), value(row, "adjusted_yuan"))
        for row in dossier.table("budget")
    }
    assert lines == {
        ("30308", "一般公共预算"): (365_000, 365_000 + 14_000),
        ("30308", "上年结转"): (0, 0 + 17_000),
        ("31003", "一般公共预算"): (36_000, 36_000 - 6_000),
    }
    assert all(row.derived == {"adjusted_yuan"} for row in dossier.table("budget"))
    assert total(dossier, "budget", "adjusted_yuan") == 426_000


def test_a_refund_is_a_payment_below_zero(dossier: Dossier) -> None:
    refunds = [value(row, "amount_yuan") for row in dossier.table("payment") if value(row, "amount_yuan") < 0]
    assert refunds == [-2_400]
    assert total(dossier, "payment", "amount_yuan") == 415_900
    meals = sum(value(row, "amount_yuan") for row in dossier.table("payment") if row["economic_code"] == "30308")
    assert meals == total(dossier, "meal", "cost_yuan") == 386_100 == 78_000 * Decimal("4.95")


# ---- indicators, by hand

BY_HAND = {
    "OUT-01": (Fraction(421), "10.00"),
    "OUT-02": (Fraction(78_000), "9.75"),  # 78000 / 80000 x 10
    "OUT-03": (Fraction(185 * 100, 187), "10.00"),
    "OUT-04": (Fraction(11 * 100, 11), "10.00"),
    "OUT-05": (Fraction("4.95"), "10.00"),  # at most 5: reached
    "BEN-01": (Fraction(202 * 100, 421), "10.00"),
    "BEN-02": (Fraction(85), "8.50"),  # judged 85 %: 0.85 x 10
    "BEN-03": (Fraction(156_800), "10.00"),
    "SAT-01": (Fraction(372 * 100, 400), "5.00"),
    "SAT-02": (Fraction(262 * 100, 285), "5.00"),
}


def test_every_indicator_is_as_worked_out_by_hand(made: Score) -> None:
    parts = {part.part.code: part for each in made.leaves for part in each.parts}
    assert parts.keys() == BY_HAND.keys()
    for code, (actual, score) in BY_HAND.items():
        fact = parts[code].part.fact
        assert fact.numerator is not None
        assert Fraction(fact.numerator, fact.denominator) == actual, code
        assert parts[code].earned == int(Decimal(score) * 10**6), code


def test_the_total_is_as_worked_out_by_hand(made: Score) -> None:
    # 415 900 / 426 000 x 10 = 9.7629...; 40 + 9.75; 20 + 8.5; 5 + 5
    scores = {each.item.code: each.score for each in made.leaves}
    assert scores == {
        "spending-rate": Decimal("9.76"),
        "output": Decimal("49.75"),
        "benefit": Decimal("28.50"),
        "satisfaction": Decimal("10.00"),
    }
    assert made.total == Decimal("98.01")
    assert made.grade is not None
    assert made.grade.zh == "优"


def test_weights_are_the_points_of_their_class(dossier: Dossier) -> None:
    weights: dict[str, Decimal] = {}
    for row in dossier.table("indicator"):
        weights[row.text_id("class")] = weights.get(row.text_id("class"), Decimal(0)) + value(row, "weight")
    assert weights == {"output": 50, "benefit": 30, "satisfaction": 10}


def test_all_points_lost_are_explained(dossier: Dossier, made: Score) -> None:
    lost = {each.item.code for each in made.leaves if each.lost}
    assert lost == {row.text("item_code") for row in dossier.table("deduction_reason")}
    below = {part.part.code for each in made.leaves for part in each.parts if part.earned != part.share}
    assert below == {row.text("indicator_code") for row in dossier.table("deviation")} == {"OUT-02", "BEN-02"}


# ---- the files


def test_it_says_that_it_is_made_up(dossier: Dossier) -> None:
    assert "虚构" in dossier.unit_name
    for name in ("payment", "meal", "delivery", "enrolment"):
        assert all("非真实记录" in row.text("note") for row in dossier.table(name)), name


def test_the_readme_says_the_numbers_that_come_out(made: Score) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for said in (f"**{made.total}**", "415,900÷426,000×10", "78,000÷80,000×10", "185批÷验收187批", "202÷421", "85%×10"):
        assert said in text

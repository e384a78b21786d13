from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import chinese_calendar
import pytest

from jixiao.exact import SCALE, Precision
from jixiao.findings import as_text
from jixiao.framework.load import load
from jixiao.periods import working_days
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.faults import check_tables
from jixiao.tables.folder import read_folder, write_table
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measures import ENTERED
from jixiao.tables.measuring import Measured, Verdict, hold, measure

FOLDER = Path(str(files("jixiao.examples"))) / "beijing-office-2023"
NARRATIVES = ("functions", "year_summary", "overall_goal", "goal_achieved", "management_summary")
EXACT, ABOUT, MORE = Precision.EXACT, Precision.ABOUT, Precision.MORE_THAN

OF_PROJECTS = "project_code.kind = project"

# what the office published about 2023, and how exactly it said so
PUBLISHED = [
    ("sum(unit.staff_in_post)", "28", EXACT),
    ("count(office)", "5", EXACT),
    # money, in yuan
    ("sum(budget.adjusted_yuan)", "21572700", EXACT),
    ("sum(budget.initial_yuan)", "21572700", EXACT),
    ("sum(budget.adjusted_yuan where project_code.kind = project)", "3401500", EXACT),
    ("sum(budget.adjusted_yuan where project_code.kind = basic)", "18171200", EXACT),
    ("sum(payment.amount_yuan)", "21543400", EXACT),
    # receptions
    ("sum(reception.batches)", "457", EXACT),
    ("sum(reception.persons)", "2095", EXACT),
    ("sum(reception.batches where guest_level = 省部级)", "33", EXACT),
    ("sum(reception.persons where guest_level = 省部级)", "80", EXACT),
    ("sum(reception.batches where guest_level = 市领导)", "74", EXACT),
    ("sum(reception.persons where guest_level = 市领导)", "181", EXACT),
    ("sum(reception.batches where guest_level = 市有关单位)", "350", EXACT),
    ("sum(reception.persons where guest_level = 市有关单位)", "1834", EXACT),
    # contacts
    ("sum(contact.times)", "50", MORE),
    ("sum(meeting.times)", "30", EXACT),
    # research and information
    ("sum(research.reports)", "4", EXACT),
    ("distinct(research.place)", "6", EXACT),
    ("sum(visit.visited where counterpart = 高科技企业)", "10", MORE),
    ("sum(visit.visited where counterpart = 智库)", "10", MORE),
    ("sum(information.count where kind = 政策动态)", "320", EXACT),
    ("sum(information.count where kind = 专报)", "53", EXACT),
    ("sum(information.count where kind = 约稿)", "6", EXACT),
    ("sum(information.adopted_city)", "22", EXACT),
    ("sum(information.adopted_central)", "1", EXACT),
    ("sum(information.instructed_city)", "4", EXACT),
    ("sum(information.instructed_central)", "2", EXACT),
    # economic cooperation
    ("sum(event.sessions where kind = 湾区未来)", "6", EXACT),
    ("sum(event.sessions where kind = 京粤风华)", "6", EXACT),
    ("sum(event.sessions where kind = 筑梦南沙)", "2", EXACT),
    ("sum(event.sessions where kind = 青年专访)", "3", EXACT),
    ("sum(event.sessions where kind = 校园招聘)", "2", EXACT),
    ("sum(event.sessions where kind = 招商服务站)", "1", EXACT),
    ("sum(event.enterprises)", "20", EXACT),
    ("sum(visa.batches)", "21", EXACT),
    ("sum(visa.persons)", "72", EXACT),
    ("sum(culture.books)", "300", MORE),
    ("sum(culture.spectators)", "1600", ABOUT),
    ("sum(culture.sessions where kind = 国际性会议)", "2", EXACT),
    # the half-year
    ("sum(payment.amount_yuan during H1) / sum(budget.adjusted_yuan)", "0.60", EXACT),
    (
        f"sum(payment.amount_yuan where {OF_PROJECTS} during H1) / sum(budget.adjusted_yuan where {OF_PROJECTS})",
        "0.6208",
        EXACT,
    ),
]

LOST = {"performance-policies": {"division"}, "asset-allocation": {"desktops"}}


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    dossier = read_folder(FOLDER)
    check_tables(dossier)
    return dossier


def number(dossier: Dossier, text: str) -> tuple[Fraction, Precision]:
    expression = parse_measure(text, dossier.schema)
    assert not isinstance(expression, Fault), expression
    found = measure(dossier, expression)
    assert isinstance(found, Measured), found
    return Fraction(found.numerator, found.denominator), found.precision


def value(row: Row, column: str) -> Decimal:
    quantity = row.quantity(column)
    assert quantity is not None, (row.key, column)
    return quantity.value


def broken_checks(dossier: Dossier) -> dict[str, set[str]]:
    broken: dict[str, set[str]] = {}
    for item in load("guangdong-unit-2022").leaves:
        for check in item.checks:
            verdict = hold(dossier, check.holds)
            assert isinstance(verdict, Verdict), verdict
            if not verdict.holds:
                broken.setdefault(item.code, set()).add(check.code)
    return broken


def narratives(dossier: Dossier) -> dict[str, str]:
    assert dossier.unit
    texts = {name: dossier.unit.text(name) for name in NARRATIVES}
    return texts | {row.key: row.text("narrative") for row in dossier.table("task")}


@pytest.mark.parametrize(("text", "expected", "precision"), PUBLISHED, ids=[text for text, _, _ in PUBLISHED])
def test_totals_are_the_published_ones(dossier: Dossier, text: str, expected: str, precision: Precision) -> None:
    assert number(dossier, text) == (Fraction(Decimal(expected)), precision)


def test_nothing_is_found_in_the_tables(dossier: Dossier) -> None:
    findings = [as_text(finding, "en") for outcome in dossier.outcomes.values() for finding in outcome.findings]
    assert findings == []


def test_files_stand_as_jixiao_writes_them(dossier: Dossier, tmp_path: Path) -> None:
    for name, table in dossier.tables.items():
        write_table(tmp_path / table.file, table.spec, table.rows)
        assert (tmp_path / table.file).read_bytes() == (FOLDER / table.file).read_bytes(), name


@pytest.mark.parametrize("name", ["payment", "reception", "information", "contact", "visit", "event"])
def test_rows_stand_in_order(dossier: Dossier, name: str) -> None:
    table = dossier.table(name)
    days = [(row.text(table.spec.date or ""), row.key) for row in table]
    assert days == sorted(days)


def test_every_ledger_row_says_that_it_is_made_up(dossier: Dossier) -> None:
    ledgers = [table for table in dossier.tables.values() if table.spec.is_ledger]
    assert len(ledgers) == 11
    for table in [*ledgers, dossier.table("payment"), dossier.table("procurement")]:
        assert all("非真实记录" in row.text("note") for row in table), table.file


# ---- money


def test_payments_keep_within_the_budget_and_fall_on_working_days(dossier: Dossier) -> None:
    paid: dict[tuple[str, str], Decimal] = {}
    for row in dossier.table("payment"):
        line = row.text("project_code"), row.text("economic_code")
        paid[line] = paid.get(line, Decimal(0)) + value(row, "amount_yuan")
        day = row.day("paid_on")
        assert day
        assert chinese_calendar.is_workday(day), row.key
    budget = {
        (row.text("project_code"), row.text("economic_code")): value(row, "adjusted_yuan") for row in dossier.table("budget")
    }
    assert paid.keys() == budget.keys()
    assert [line for line, amount in paid.items() if amount > budget[line]] == []


def test_the_cost_of_receptions_is_the_same_in_every_table(dossier: Dossier) -> None:
    ledger = number(dossier, "sum(reception.cost_yuan)")
    assert ledger == number(dossier, "sum(payment.amount_yuan where economic_code = 30217)")
    assert ledger == number(dossier, "sum(running_cost.actual_yuan where kind = reception)")


# ---- indicators


def test_every_indicator_of_the_unit_is_reached(dossier: Dossier) -> None:
    weights: dict[bool, Decimal] = {True: Decimal(0), False: Decimal(0)}
    for row in dossier.table("indicator"):
        if row["level"] != "unit":
            continue
        weights[row["class"] == "output"] += value(row, "weight")
        actual = (
            Fraction(value(survey(dossier), "value")) if row["measure"] == ENTERED else number(dossier, row.text("measure"))[0]
        )
        target = Fraction(value(row, "target"))
        assert actual == target if row["operator"] == "eq" else actual >= target, row.key
        assert actual <= target * Fraction(12, 10), f"{row.key} exceeds its target by far"
    assert weights == {True: 100, False: 100}


def survey(dossier: Dossier) -> Row:
    return dossier.table("actual").rows[-1]


# ---- what the framework asks of the registers


def test_the_registers_fail_the_two_checks_that_the_office_reported(dossier: Dossier) -> None:
    assert broken_checks(dossier) == LOST
    reasons = [row for row in dossier.table("deduction_reason") if row["framework"] == dossier.frameworks[0]]
    assert {row.text("item_code") for row in reasons} == LOST.keys()
    assert {row.text("about_code") for row in dossier.table("problem")} == LOST.keys()
    acted_on = {row.text("problem_code") for row in dossier.table("rectification")}
    assert acted_on == {row.key for row in dossier.table("problem")}


def test_without_the_five_computers_that_have_a_reason_the_assets_keep_to_the_standard() -> None:
    dossier = read_folder(FOLDER)
    table = dossier.table("asset")
    spare = [row for row in table if row["category"] == "desktop" and row["reason"] is not None]
    assert len(spare) == 5
    table.rows = [row for row in table if row not in spare]
    assert "asset-allocation" not in broken_checks(dossier)


@pytest.mark.parametrize("code", ["procurement-intention", "contract-signing", "contract-filing"])
def test_every_procurement_kept_its_terms(dossier: Dossier, code: str) -> None:
    item = load("guangdong-unit-2022").item(code)
    assert item
    assert item.measure
    found = measure(dossier, item.measure)
    assert isinstance(found, Measured)
    assert found.numerator == found.denominator == 6 * SCALE


def test_contracts_are_filed_within_seven_working_days(dossier: Dossier) -> None:
    for row in dossier.table("procurement"):
        signed, published, filed = row.day("signed_on"), row.day("published_on"), row.day("filed_on")
        assert signed
        assert published
        assert filed
        assert (working_days(signed, published) or 99) <= 2
        assert (working_days(signed, filed) or 99) <= 7


def test_every_item_that_is_judged_has_its_judgement(dossier: Dossier) -> None:
    judged = {item.code for item in load("guangdong-unit-2022").leaves if item.source == "judgement"}
    assert {row.text("item_code") for row in dossier.table("judgement")} == judged


def test_the_stocktake_counted_the_assets_there_are(dossier: Dossier) -> None:
    (stocktake,) = dossier.table("stocktake")
    assert value(stocktake, "book_count") == value(stocktake, "found_count") == len(dossier.table("asset").rows)


# ---- narratives and evidence


def test_narratives_hold_no_digits_of_their_own(dossier: Dossier) -> None:
    for name, text in narratives(dossier).items():
        assert text, name
        assert not re.search(r"[0-9０-９]", re.sub(r"\{[^{}]*\}", "", text)), name


def test_figures_are_used_and_bound_ones_exist(dossier: Dossier) -> None:
    bound = {path for text in narratives(dossier).values() for path in re.findall(r"\{([^{}]*)\}", text)}
    assert all(re.fullmatch(r"[a-z0-9.-]{1,40}", path) for path in bound)
    assert {path.removeprefix("figure.") for path in bound if path.startswith("figure.")} == {
        row.text("figure_code") for row in dossier.table("figure")
    }
    indicators = {row.key.lower() for row in dossier.table("indicator")}
    assert {path.split(".")[1] for path in bound if path.startswith("indicator.")} <= indicators
    for path in bound:
        if path.startswith("ledger."):
            _, kind, field = path.replace("-", "_").split(".")
            number(dossier, f"sum({kind}.{field})")


def test_evidence_is_there_and_its_links_lead_to_rows(dossier: Dossier) -> None:
    for row in dossier.table("evidence"):
        content = (FOLDER / row.text("file")).read_bytes()
        assert row.text("digest") == f"sha256:{sha256(content).hexdigest()}"
    for row in dossier.table("evidence_link"):
        assert row.text("row_key") in {other.key for other in dossier.table(row.text("table"))}, row.key

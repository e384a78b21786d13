"""Rows, references between tables, and which rows count for a unit or a project."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.dossiers import read

from jixiao.tables.dossier import Dossier, Scope
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measuring import Absent, measure

UNITS = "unit_code,parent_code,name,kind\n"
TREE = f"{UNITS}U1,,局机关,行政单位\nU2,U1,二级单位,事业单位\nU3,U2,三级单位,事业单位\nU4,U1,另一单位,事业单位\nX1,,外单位,事业单位\n"
PAID = "unit_code,payment_id,paid_on,project_code,fund_source,amount_yuan,to_unit_code\n"
PAYMENTS = (
    f"{PAID}U1,A,2023-05-01,P1,general,100,U2\nU1,B,2023-05-01,P1,general,20,\nU2,C,2023-05-01,P2,general,30,U3\n"
    "U3,D,2023-05-01,P2,general,4,X1\nX1,E,2023-05-01,P1,general,5000,U1\n"
)


@pytest.fixture
def tree(tmp_path: Path) -> Dossier:
    return read(tmp_path, {"unit.csv": TREE, "payment.csv": PAYMENTS})


def total(dossier: Dossier, scope: Scope, text: str = "sum(payment.amount_yuan)") -> int:
    expression = parse_measure(text, dossier.schema)
    assert not isinstance(expression, Fault)
    found = measure(dossier, expression, scope=scope)
    assert not isinstance(found, Absent), found
    return found.numerator // found.denominator


# ---- units


@pytest.mark.parametrize(
    ("unit", "units"), [(None, {"U1", "U2", "U3", "U4"}), ("U1", {"U1", "U2", "U3", "U4"}), ("U2", {"U2", "U3"}), ("U3", {"U3"})]
)
def test_a_unit_comes_with_all_units_below_it(tree: Dossier, unit: str | None, units: set[str]) -> None:
    assert set(tree.scope(unit).units or ()) == units


@pytest.mark.parametrize(
    ("unit", "paid"),
    [
        ("U1", 24),  # what U1 gave U2 and U2 gave U3 stays within the tree
        ("U2", 4),
        ("U3", 4),
        ("U4", 0),
        ("X1", 5000),
    ],
)
def test_money_that_moves_within_the_tree_counts_once(tree: Dossier, unit: str, paid: int) -> None:
    assert total(tree, tree.scope(unit)) == paid


def test_rows_of_units_elsewhere_do_not_count(tree: Dossier) -> None:
    assert total(tree, tree.scope("U1"), "count(unit)") == 4
    assert total(tree, tree.scope("U2"), "count(unit)") == 2


def test_units_that_stand_in_a_circle_end(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"unit.csv": f"{UNITS}U1,U2,甲,行政单位\nU2,U1,乙,行政单位\n"})
    assert dossier.scope("U1").units == dossier.scope("U2").units == frozenset({"U1", "U2"})


def test_without_a_table_of_units_all_rows_are_the_units(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"unit.csv": UNITS, "payment.csv": PAYMENTS})
    assert dossier.scope().units is None
    assert total(dossier, dossier.scope()) == 5154


def test_a_scope_is_a_value_and_holds_nothing_but_rows(tree: Dossier) -> None:
    assert tree.scope("U2") == tree.scope("U2") != tree.scope("U1")
    assert "U2" not in tree.scope("U2")


# ---- projects


def test_a_project_takes_only_its_own_rows_where_a_table_knows_projects(tree: Dossier) -> None:
    assert total(tree, tree.scope("U1", "P1")) == 20
    assert total(tree, tree.scope("U1", "P2")) == 4
    assert total(tree, tree.scope("U1", "P9")) == 0
    assert total(tree, tree.scope("U1", "P1"), "count(unit)") == 4


SAID = "framework,item_code,project_code,reason\n"


def test_what_is_said_of_an_item_is_said_of_the_unit_or_of_its_project(tmp_path: Path) -> None:
    rows = "f,a,,全部\nf,b,P1,项目一\nf,b,P2,项目二\ng,a,,别的体系\n"
    dossier = read(tmp_path, {"unit.csv": UNITS + "U1,,甲,行政单位\n", "deduction_reason.csv": SAID + rows})

    def said(item: str, project: str | None = None, framework: str = "f") -> str | None:
        row = dossier.said_of("deduction_reason", dossier.scope(project_code=project), framework, item)
        return row.text("reason") if row else None

    assert (said("a"), said("a", "P1"), said("a", framework="g")) == ("全部", "全部", "别的体系")
    assert (said("b"), said("b", "P1"), said("b", "P2"), said("b", "P3")) == (None, "项目一", "项目二", None)
    assert dossier.said_of("deduction_reason", dossier.scope("U9"), "f", "a") is None


# ---- references


def test_a_reference_leads_to_the_units_own_row_before_anybody_elses(tmp_path: Path) -> None:
    project = "unit_code,project_code,name,kind\nU2,P1,乙的,project\nU1,P1,甲的,project\nU1,P1,重复的,project\nU1,P2,二,project\n"
    dossier = read(tmp_path, {"unit.csv": TREE, "project.csv": project})

    def name(key: str, unit: str | None = None) -> str | None:
        row = dossier.referred("project", key, unit)
        return row.text("name") if row else None

    assert (name("P1", "U1"), name("P1", "U2")) == ("甲的", "乙的")
    assert (name("P1"), name("P1", "U4")) == ("乙的", "乙的")
    assert name("P2", "U2") == "二"
    assert (name("P9"), dossier.referred("project", None)) == (None, None)
    assert dossier.referred("task", "T1") is None


# ---- tables and rows


def test_an_absent_table_is_not_an_empty_one(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"office.csv": "office_code,name\n"})
    assert (dossier.table("office").present, dossier.table("duty").present) == (True, False)
    assert dossier.table("duty").rows == []


def test_a_unit_without_a_row_is_called_by_its_code(tree: Dossier) -> None:
    assert (tree.unit_name, tree.name_of("U2"), tree.name_of("U9")) == ("局机关", "二级单位", "U9")
    assert tree.unit is not None

"""A score is held against the target that was in force, and says which one that was."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dossiers import laid_out

from jixiao.exact import Quantity
from jixiao.score.explanation import explain
from jixiao.score.facts import View, part_of
from jixiao.score.progress import standing
from jixiao.score.targets_in_force import in_force
from jixiao.score.trace import Figures
from jixiao.score.unit_score import score_unit
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.reading import read_dossier
from jixiao.tables.schema import Schema, fixed_tables

HEAD = "change_code,indicator_code,old,new,reason,changed_on,changed_by,budget_change_code\n"
TABLES = {
    "indicator.csv": "indicator_code,level,class,name,operator,target,measure_unit,weight,measure\n"
    "I1,unit,output,批次,ge,95,批,100,entered\n"
    "I2,unit,benefit,满意率,ge,90,%,100,entered\n",
    "actual.csv": "indicator_code,period_end,value\nI1,2023-05-31,92\nI1,2023-12-31,95\nI2,2023-12-31,91\n",
    "target_change.csv": HEAD + "C1,I1,90,100,追加,2023-06-01,局务会,T1\nC2,I1,100,95,调减,2023-09-10,局务会,T2\n",
}


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    return read_dossier(laid_out(tmp_path / "d", TABLES))


@pytest.mark.parametrize(
    ("day", "target", "change"),
    [
        (date(2023, 5, 31), 90, None),
        (date(2023, 6, 1), 100, "C1"),
        (date(2023, 9, 9), 100, "C1"),
        (date(2023, 9, 10), 95, "C2"),
        (None, 95, "C2"),
    ],
)
def test_a_change_counts_from_its_own_day_on(dossier: Dossier, day: date | None, target: int, change: str | None) -> None:
    indicator = dossier.table("indicator").rows[0]
    found = in_force(dossier, indicator, day)
    assert found.target == Quantity(Decimal(target))
    assert (found.change.key if found.change else None) == change
    view = View(dossier, dossier.scope(), day)
    assert part_of(view, indicator).target == target * 10_000
    assert standing(view, indicator).target == target


def test_the_score_of_may_is_held_against_the_target_of_may(dossier: Dossier) -> None:
    may = score_unit(dossier, until=date(2023, 5, 31))
    parts = next(each.parts for each in may.leaves if any(part.part.code == "I1" for part in each.parts))
    assert next(part for part in parts if part.part.code == "I1").arm == "reached"


def test_the_explanation_says_which_target_was_used_and_where_it_stands(dossier: Dossier) -> None:
    figures = Figures(dossier, score_unit(dossier))
    said = "\n".join(line.say("en") for line in explain(figures, "i1") or [])
    assert "target 95批 (changed on 2023-09-10 from 100批, change C2)" in said
    assert "target_change.csv" in said
    assert "changed" not in "\n".join(line.say("en") for line in explain(figures, "i2") or [])
    both = "\n".join(line.say("zh") for line in explain(figures, "indicator.i1.target") or [])
    assert "2023-06-01 由 90 调整为 100：追加" in both
    assert "2023-09-10 由 100 调整为 95：调减" in both


def test_the_score_names_a_changed_target_even_where_all_points_were_given(dossier: Dossier) -> None:
    because = next(each.because for each in score_unit(dossier).leaves if any(part.part.code == "I1" for part in each.parts))
    assert "目标 95批（2023-09-10 由 100批 调整，C2）" in because.say("zh")


def add(dossier: Dossier, name: str, **values: Value) -> None:
    table = dossier.table(name)
    table.present = True
    table.rows.append(Row(table.spec, len(table.rows) + 2, {"unit_code": "U1", **values}))


def test_a_target_that_is_still_to_be_set_gives_neither_zero_nor_full_marks(tmp_path: Path) -> None:
    awaited = TABLES["indicator.csv"].replace("ge,90,%", "ge,未填报,%")
    score = score_unit(read_dossier(laid_out(tmp_path / "d", {**TABLES, "indicator.csv": awaited})))
    item = next(each for each in score.leaves if any(part.part.code == "I2" for part in each.parts))
    assert (item.score, item.state, item.in_play) == (None, "not_reported", Decimal(0))


@given(st.lists(st.tuples(st.integers(0, 364), st.integers(1, 500)), max_size=6), st.integers(0, 364))
def test_on_any_day_the_target_is_the_last_one_that_was_set(changes: list[tuple[int, int]], on: int) -> None:
    days = sorted(day for day, _ in changes)
    values = [300, *(value for _, value in changes)]
    dossier = Dossier(Path(), "U1", 2023, (), Schema(fixed_tables()))
    start = date(2023, 1, 1).toordinal()
    for number, day in enumerate(days):
        add(
            dossier,
            "target_change",
            change_code=f"C{number}",
            indicator_code="I1",
            old=Quantity(Decimal(values[number])),
            new=Quantity(Decimal(values[number + 1])),
            changed_on=date.fromordinal(start + day),
        )
    add(dossier, "indicator", indicator_code="I1", target=Quantity(Decimal(values[-1])))
    found = in_force(dossier, dossier.table("indicator").rows[0], date.fromordinal(start + on))
    assert found.target == Quantity(Decimal(values[sum(day <= on for day in days)]))

from __future__ import annotations

from datetime import date

from tests.dossiers import EXAMPLE

from jixiao.monitor.watching import monitor
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.goal_tree import Layer, tree
from jixiao.web.dossiers.referring import leaning, row_numbered, why_it_stays

DAY = date(2023, 9, 30)


def test_every_indicator_stands_in_the_tree_once() -> None:
    dossier = read_dossier(EXAMPLE)
    layers = tree(monitor(dossier, DAY))
    codes = [each.code for layer in layers for each in layer.all_indicators()]
    assert sorted(codes) == sorted(row.text("indicator_code") for row in dossier.table("indicator"))
    assert [layer.kind for layer in layers] == ["unit", *["duty"] * 5]


def test_what_names_no_duty_that_is_known_still_stands_there() -> None:
    dossier = read_dossier(EXAMPLE)
    dossier.table("duty").rows = dossier.table("duty").rows[1:]
    layers = tree(monitor(dossier, DAY))
    stray = [layer.code for layer in layers if layer.kind == "task"]
    assert stray == ["T01", "T02", "T03"]
    assert _projects(layers) == {row.text("project_code") for row in dossier.table("project")}


def _projects(layers: list[Layer]) -> set[str]:
    found = {each.code for each in layers if each.kind == "project"}
    return found.union(*(_projects(list(each.below)) for each in layers)) if layers else found


def test_the_worst_light_below_shows_above() -> None:
    layers = tree(monitor(read_dossier(EXAMPLE), DAY))
    duty = next(each for each in layers if each.code == "D3")
    assert duty.worst is not None
    assert duty.worst.light == "yellow"


def test_rows_that_others_name_stay() -> None:
    dossier = read_dossier(EXAMPLE)
    task = dossier.table("task").rows[0]
    assert {name for name, _ in leaning(dossier, task)} >= {"project", "indicator", "task_office"}
    assert why_it_stays(dossier, task) is not None
    link = dossier.table("task_office").rows[0]
    assert why_it_stays(dossier, link) is None
    assert row_numbered(dossier, "task", task.number) is task
    assert row_numbered(dossier, "task", 0) is None
    assert row_numbered(dossier, "nothing", 2) is None

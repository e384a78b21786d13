from __future__ import annotations

import json
from dataclasses import replace

import pytest

from jixiao.cli import main
from jixiao.framework.diff import Difference, diff_text, differences
from jixiao.framework.load import load, shipped
from jixiao.wording import Text, same


def of(found: list[Difference], code: str | None) -> dict[str, tuple[str | None, str | None]]:
    return {
        each.what: (each.left and each.left.say("en"), each.right and each.right.say("en")) for each in found if each.code == code
    }


@pytest.mark.parametrize("framework_id", shipped())
def test_nothing_differs_from_itself(framework_id: str) -> None:
    framework = load(framework_id)
    assert differences(framework, framework) == []
    assert "nothing differs" in diff_text(framework, framework, "en")


@pytest.mark.parametrize("left", shipped())
@pytest.mark.parametrize("right", shipped())
def test_a_difference_seen_from_the_other_side_is_the_same(left: str, right: str) -> None:
    here = {(each.code, each.what, each.left, each.right) for each in differences(load(left), load(right))}
    there = {(each.code, each.what, each.right, each.left) for each in differences(load(right), load(left))}
    assert here == there
    assert diff_text(load(left), load(right), "zh")


def test_the_two_orders_on_projects_differ_in_cost_and_points() -> None:
    found = differences(load("mof-project-2020"), load("mof-project-cost-2021"))
    assert of(found, "cost") == {"item": (None, "Cost")}
    assert of(found, "output") == {"points": ("50", "40"), "indicators": ("project: output cost", "project: output")}
    assert of(found, "benefit") == {"points": ("30", "20")}
    assert "years" in of(found, None)


def test_rules_options_standards_and_grades_are_compared() -> None:
    framework = load("hunan-unit-2022")
    item = framework.item("staff-control")
    assert item is not None
    assert item.applied is not None
    changed = replace(
        item, applied=item.applied._replace(options={**item.applied.options, "off": 100}), basis=Text("另一标准", "another")
    )
    group = framework.items[0]
    other = replace(
        framework, items=(replace(group, children=(changed, *group.children[1:])), *framework.items[1:]), missing=same("?")
    )
    found = differences(framework, other)
    assert of(found, "staff-control")["options"] == (
        "step = 1%; off = 0.5; count = whole; beyond = above",
        "step = 1%; off = 1; count = whole; beyond = above",
    )
    assert of(found, "staff-control")["basis"][1] == "another"
    assert set(of(found, None)) == {"complete"}
    graded = replace(load("mof-project-2020"), grades=load("mof-project-2020").grades[:2])
    assert set(of(differences(load("mof-project-2020"), graded), None)) == {"grades"}


def test_the_command_prints_text_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "framework", "diff", "mof-project-2020", "mof-project-cost-2021"]) == 0
    assert "[cost] Cost: only in mof-project-cost-2021" in capsys.readouterr().out
    assert main(["framework", "diff", "mof-project-2020", "mof-project-cost-2021", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["left"], made["right"]) == ("mof-project-2020", "mof-project-cost-2021")
    assert {"code": "benefit", "what": "points", "left": "30", "right": "20"} in made["differences"]


def test_an_unknown_framework_is_misuse() -> None:
    assert main(["framework", "diff", "mof-project-2020", "nothing"]) == 2

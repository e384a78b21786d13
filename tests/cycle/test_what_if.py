"""What the score would have been under another framework: which item stands for which, what moved and why, what is not known."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE, FRAMEWORK, Copy
from tests.told import untold

from jixiao.cli import main
from jixiao.cycle.what_if import WhatIf, what_if, what_if_json, what_if_text
from jixiao.errors import Misuse
from jixiao.framework.load import shipped_folder
from jixiao.tables.folder import read_folder

NEXT = "next-edition"


def edition(copy: Copy, *changes: tuple[str, str]) -> Path:
    """A new edition of the example's framework in the dossier's own folder, with these changes of its text."""
    text = (shipped_folder(FRAMEWORK) / "framework.yaml").read_text("utf-8").replace(f"id: {FRAMEWORK}", f"id: {NEXT}")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = copy.path / "frameworks" / NEXT / "framework.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return path


def held_against(copy: Copy, *changes: tuple[str, str]) -> WhatIf:
    edition(copy, *changes)
    return what_if(read_folder(copy.path), NEXT)


def test_the_same_framework_moves_nothing(tmp_path: Path) -> None:
    found = held_against(Copy(tmp_path))
    assert {each.matched for each in found.pairs} == {"code"}
    assert not [each for each in found.pairs if each.moved or each.differences]
    assert not found.only_left + found.only_right + found.lacking
    assert found.left.total == found.right.total == Decimal("97.99")


SPENDING_TO_STAND_AT_8 = (
    ("en: Spending rate of the budget}\n            points: 10\n", "en: Spending rate of the budget}\n            points: 8\n"),
    ("en: Benefit targets of the unit}\n            points: 20\n", "en: Benefit targets of the unit}\n            points: 22\n"),
)


def test_points_that_only_shifted_are_told_from_a_rule_that_changed(tmp_path: Path) -> None:
    policies = ("zh: 绩效管理制度建设", "zh: 绩效制度")
    stricter = ("options: {off: 1}\n            basis: {zh: 年中追加", "options: {off: 2}\n            basis: {zh: 年中追加")
    found = {
        each.right.item.code: each for each in held_against(Copy(tmp_path), *SPENDING_TO_STAND_AT_8, policies, stricter).pairs
    }
    spending = found["spending-rate"]
    assert (spending.left.score, spending.right.score, spending.moved) == (Decimal("9.99"), Decimal("7.99"), Decimal("-2.00"))
    assert (spending.by_points, spending.by_rule) == (Decimal("-2.00"), Decimal("0.00"))
    assert [each.what for each in spending.differences] == ["points"]
    assert [each.what for each in found["budget-constraint"].differences] == ["options"]
    assert [each.what for each in found["performance-policies"].differences] == ["name"]
    assert found["performance-policies"].moved == 0


def test_by_points_and_by_rule_add_up_to_the_move(tmp_path: Path) -> None:
    found = held_against(Copy(tmp_path), *SPENDING_TO_STAND_AT_8)
    moves = [(each.moved, each.by_points, each.by_rule) for each in found.pairs if each.by_points is not None]
    assert moves
    assert all(moved == (points or 0) + (rule or 0) for moved, points, rule in moves)


def test_an_item_is_found_again_by_its_name_or_its_measure(tmp_path: Path) -> None:
    new_code = ("code: spending-rate", "code: execution-rate")
    again = ("code: output-targets", "code: outputs"), ("zh: 部门整体绩效目标产出指标完成情况", "zh: 产出完成")
    renamed = ("code: prior-assessment", "code: new-projects"), ("zh: 新增预算入库项目事前绩效评估", "zh: 新项目评估")
    found = held_against(Copy(tmp_path), new_code, *again, *renamed)
    by = {each.right.item.code: (each.matched, each.left.item.code) for each in found.pairs if each.matched != "code"}
    assert by == {
        "execution-rate": ("name", "spending-rate"),
        "new-projects": ("measure", "prior-assessment"),
        "outputs": ("indicators", "output-targets"),
    }
    assert not found.only_left + found.only_right


def test_what_nobody_was_asked_before_is_out_of_play_and_not_zero(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    text = edition(copy).read_text("utf-8")
    head, _, tail = text.partition("          - code: economic-cost\n")
    rest = tail[tail.index("          - code: three-public\n") :]
    new = "          - code: asked\n            name: {zh: 征求意见, en: Asked}\n            points: 2\n            source: judgement\n            rule: judged\n"
    (copy.path / "frameworks" / NEXT / "framework.yaml").write_text(head + new + rest, "utf-8")
    found = what_if(read_folder(copy.path), NEXT)
    assert [each.item.code for each in found.only_left] == ["economic-cost"]
    assert [each.item.code for each in found.only_right] == [each.item.code for each in found.lacking] == ["asked"]
    assert found.right.in_play == Decimal("98.00")
    assert found.right.grade is None
    assert found.lacking[0].score is None
    assert "不是零分" in what_if_text(found, "zh")


def test_a_framework_of_the_other_kind_is_refused() -> None:
    with pytest.raises(Misuse, match="--framework"):
        what_if(read_folder(EXAMPLE), "mof-project-2020")


def test_a_framework_may_be_named_by_its_path(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    path = edition(copy)
    moved = path.parent.rename(tmp_path / NEXT)
    assert what_if(read_folder(copy.path), str(moved)).right.framework.id == NEXT


def test_projects_are_compared_as_well() -> None:
    dossier = read_folder(EXAMPLE.parent / "rural-school-project-2023")
    found = what_if(dossier, "mof-project-cost-2021")
    assert [(each.item.code, each.state) for each in found.lacking] == [("cost", "not_reported")]
    output = next(each for each in found.pairs if each.right.item.code == "output")
    assert (output.moved, output.by_points, output.by_rule) == (Decimal("-9.95"), Decimal("-9.95"), Decimal("0.00"))


def test_programs_get_text_for_numbers_and_null_for_what_is_absent() -> None:
    found = what_if_json(what_if(read_folder(EXAMPLE), "hunan-unit-2022"), "en")
    told = json.loads(json.dumps(found))
    assert told["left"]["total"] == "97.99"
    assert told["right"]["total"] is None
    assert told["right"]["because"]
    pair = next(each for each in told["items"] if each["right"]["code"] == "budget-completion")
    assert (pair["matched_by"], pair["left"]["score"], pair["right"]["score"]) == ("measure", "9.99", "5.00")
    assert pair["moved"] == "-4.99"
    lacking = next(each for each in told["lacking"] if each["code"] == "three-public-change")
    assert (lacking["score"], lacking["state"]) == (None, "not_reported")


def test_a_framework_of_other_years_is_said_to_be_one() -> None:
    said = what_if_text(what_if(read_folder(EXAMPLE), "jiangxi-unit-2021"), "en")
    assert "jiangxi-unit-2021 holds for 2021–2021, the dossier is of 2023" in said


def test_the_command_prints_both_totals(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["framework", "try", str(EXAMPLE), "hunan-unit-2022", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "97.99 / 100.00" in said
    assert "only in hunan-unit-2022 (new): 4" in said
    assert main(["framework", "try", str(EXAMPLE), "hunan-unit-2022", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["left"]["framework"] == FRAMEWORK
    assert not untold(told)

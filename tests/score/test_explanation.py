from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE, Copy

from jixiao.score.explanation import MOST_ROWS, explain, listed
from jixiao.score.trace import Figures
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder


def figures(folder: Path) -> Figures:
    dossier = read_folder(folder)
    return Figures(dossier, score_unit(dossier))


@pytest.fixture(scope="module")
def example() -> Figures:
    return figures(EXAMPLE)


def told(made: Figures, code: str, language: str = "zh") -> list[str]:
    lines = explain(made, code)
    assert lines is not None, code
    return [line.say("zh" if language == "zh" else "en") for line in lines]


def test_an_explanation_goes_from_the_number_to_the_rows_and_their_evidence(example: Figures) -> None:
    lines = told(example, "figure.reception-ministerial-batches")
    assert lines[0].endswith("（figure.reception-ministerial-batches）：33")
    assert "sum(reception.batches where guest_level = ministerial)" in lines[1]
    assert "= 33 → 33" in lines[2]
    assert "依据的数据：" in lines
    (row,) = [line for line in lines if "RC-2023-0003" in line]
    assert row.strip().startswith("第4行 ")
    assert row.endswith("佐证：evidence/reception-approval.txt")


def test_the_arithmetic_of_an_item_is_told_with_its_standard_and_reason(example: Figures) -> None:
    lines = told(example, "performance-policies")
    assert lines[0].endswith("（score.performance-policies）：4.00")
    assert any("“业务与财务分工有制度”不成立（0 < 1），扣1分" in line for line in lines)
    assert any("计分标准：" in line for line in lines)
    assert any(line.strip().startswith("扣分原因：现行办法") for line in lines)


@pytest.mark.parametrize(
    "code", ["performance-policies", "score.performance-policies", "lost.performance-policies", " Performance-Policies "]
)
def test_the_reason_stands_whichever_way_the_item_is_named(example: Figures, code: str) -> None:
    assert any("扣分原因" in line for line in told(example, code))


def test_a_mean_is_told_indicator_by_indicator(example: Figures) -> None:
    lines = told(example, "output-targets")
    for row in example.dossier.table("indicator"):
        if row["level"] == "unit" and row["class"] == "output":
            assert any(line.strip().startswith(f"{row.text('indicator_code')} ") for line in lines)


def test_many_rows_are_listed_to_a_limit_and_then_counted(example: Figures) -> None:
    lines = told(example, "ledger.reception.persons")
    assert sum("RC-2023-" in line for line in lines) == MOST_ROWS
    assert f"……另有{72 - MOST_ROWS}行" in lines[-1]
    assert any("reception.csv（公务接待台账）72行" in line for line in lines)


@pytest.mark.parametrize("code", ["", "nothing", "score.nothing", "OUT-99", "reception"])
def test_what_no_code_means_is_none(example: Figures, code: str) -> None:
    assert explain(example, code) is None


def test_an_indicator_is_named_by_its_code(example: Figures) -> None:
    assert told(example, "OUT-01")[0].endswith("（indicator.out-01.score）：2")
    assert told(example, "tsk-01")[0].endswith("（indicator.tsk-01.actual）：2095")


def test_names_of_persons_are_not_shown(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    (row,) = copy.rows("indicator", "indicator_code", "OUT-01")
    copy.set("indicator", row, owner="张三")
    made = figures(copy.path)
    assert not any("张三" in line for code in ("OUT-01", "indicator.out-01.target") for line in told(made, code))


def test_in_english_only_the_unit_speaks_chinese(example: Figures) -> None:
    lines = told(example, "spending-rate", "en")
    assert lines[0] == "Score of Spending rate of the budget (score.spending-rate): 9.99"
    assert "21,543,400.00 yuan ÷ 21,572,700.00 yuan × 10 points ≈ 9.99 points" in lines[1]
    assert not any(re.search("[\u3400-\u9fff]", line) for line in lines[:5])


def test_all_figures_are_listed_with_text_and_meaning(example: Figures) -> None:
    lines = [line.say("zh") for line in listed(example)]
    assert "score.total  97.99  自评总分" in lines
    assert len(lines) == len(list(example.ids()))

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.dossiers import EXAMPLE, Copy, laid_out

from jixiao.framework.load import load
from jixiao.score.as_json import score_json
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder
from jixiao.wording import Language

CONTRACT = ["unit", "fiscal_year", "framework", "total", "out_of", "in_play", "grade", "scores"]
ITEM = ["code", "name", "parent", "points", "score", "lost", "rule", "state", "because", "reason"]
MORE = {"name", "project", "because"}
MORE_OF_ITEM = {"in_play", "source"}
STATES = {"scored", "not_due", "not_reported", "not_applicable"}
TWO_DECIMALS = re.compile(r"\d+\.\d\d")


def made(folder: Path, language: Language = "zh") -> Any:
    dossier = read_folder(folder)
    return json.loads(json.dumps(score_json(dossier, score_unit(dossier), language), ensure_ascii=False))


def item(data: Any, code: str) -> Any:
    return next(each for each in data["scores"] if each["code"] == code)


@pytest.fixture(scope="module")
def example() -> Any:
    return made(EXAMPLE)


def test_the_keys_are_those_of_the_contract(example: Any) -> None:
    assert example.keys() - MORE == set(CONTRACT)
    for each in example["scores"]:
        assert each.keys() - MORE_OF_ITEM == set(ITEM)


def test_keys_stand_in_the_order_of_the_contract(example: Any) -> None:
    assert [key for key in example if key in CONTRACT] == CONTRACT
    assert [key for key in example["scores"][0] if key in ITEM] == ITEM


def test_numbers_are_texts_with_two_decimals(example: Any) -> None:
    for number in (example["total"], example["out_of"], example["in_play"]):
        assert TWO_DECIMALS.fullmatch(number)
    for each in example["scores"]:
        assert all(TWO_DECIMALS.fullmatch(each[key]) for key in ("points", "in_play", "score", "lost"))
    assert isinstance(example["fiscal_year"], int)


def test_the_example_reads_as_the_contract_shows_it(example: Any) -> None:
    rate = item(example, "spending-rate")
    assert (rate["points"], rate["score"], rate["lost"]) == ("10.00", "9.99", "0.01")
    assert (rate["parent"], rate["rule"], rate["state"]) == ("overall-effectiveness", "capped_line", "scored")
    assert rate["reason"] is None
    top = item(example, "effectiveness")
    assert (top["parent"], top["rule"], top["points"], top["score"], top["lost"]) == (None, None, "50.00", "49.99", "0.01")
    assert item(example, "performance-policies")["reason"].startswith("现行办法")


def test_every_item_stands_after_its_parent_and_once(example: Any) -> None:
    codes = [each["code"] for each in example["scores"]]
    assert codes == [each.code for each in load("guangdong-unit-2022").walk()]
    for place, each in enumerate(example["scores"]):
        assert each["parent"] is None or each["parent"] in codes[:place]


def test_states_are_words_of_the_contract_and_missing_numbers_are_null(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    (copy.path / "result_use.csv").unlink()
    copy.set("asset_report", 2, questions="未到期")
    assert copy.lines("asset_income")[1:] == [], "no income from assets: its share does not apply"
    data = made(copy.path)
    assert {each["state"] for each in data["scores"]} <= STATES
    states = {
        code: (item(data, code)["state"], item(data, code)["score"], item(data, code)["lost"])
        for code in ("result-use", "asset-data", "asset-income")
    }
    assert states == {
        "result-use": ("not_reported", None, None),
        "asset-data": ("not_due", None, None),
        "asset-income": ("scored", "1.00", "0.00"),
    }
    assert (data["total"], data["in_play"], data["out_of"], data["grade"]) == ("92.99", "95.00", "100.00", None)


def test_a_unit_without_any_number_has_null_and_no_zero(tmp_path: Path) -> None:
    data = made(laid_out(tmp_path))
    assert (data["total"], data["grade"], data["in_play"]) == (None, None, "0.00")
    assert {each["score"] for each in data["scores"]} == {None}
    assert {each["state"] for each in data["scores"]} == {"not_reported"}


def test_only_names_and_sentences_change_with_the_language(example: Any) -> None:
    english = made(EXAMPLE, "en")
    assert english["grade"] == "Excellent"
    spoken = {"name", "because"}
    for one, two in zip(example["scores"], english["scores"], strict=True):
        assert {key: one[key] for key in one if key not in spoken} == {key: two[key] for key in two if key not in spoken}

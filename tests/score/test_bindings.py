from __future__ import annotations

from pathlib import Path

import pytest
from tests.dossiers import read

from jixiao.score.bindings import bindings, narratives, quoted


def test_a_binding_knows_its_id_its_place_and_what_is_around_it() -> None:
    (found,) = bindings("本单位全年接待来京公务{ledger.reception.persons}人次。")
    assert (found.id, found.written) == ("ledger.reception.persons", "{ledger.reception.persons}")
    assert found.around == "年接待来京公务"[-8:].rjust(8, "全") + "{ledger.reception.persons}人次。"
    assert "本单位全年接待来京公务"[: found.start] == "本单位全年接待来京公务"


@pytest.mark.parametrize("text", ["{}", "{ score.total }", "a b", "}{", "{a\nb}"])
def test_what_is_no_binding_is_none(text: str) -> None:
    assert not list(bindings(text))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("设2个机构", ["2"]),
        ("支出2,154.34万元，占99.86%", ["2,154.34", "99.86%"]),
        ("共１２项", ["12"]),
        ("{unit.offices}个机构中的1个", ["1"]),
        ("一二三", []),
        ("{figure.no-7}", []),
    ],
)
def test_digits_outside_of_bindings_are_quoted(text: str, numbers: list[str]) -> None:
    assert [each.digits for each in quoted(text)] == numbers


def test_narratives_are_the_long_texts_of_all_tables(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"task.csv": "task_code,duty_code,name,narrative\nT,D,任务,完成\nU,D,任务,\n"})
    assert [(cell.table.file, cell.row.number, cell.column.name, cell.text) for cell in narratives(dossier)] == [
        ("task.csv", 2, "narrative", "完成")
    ]

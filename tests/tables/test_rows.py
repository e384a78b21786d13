from __future__ import annotations

from pathlib import Path

import pytest
from tests.dossiers import findings, laid_out, read

from jixiao.files.delimited import Line
from jixiao.files.sheets import Number, Truth
from jixiao.tables.dossier import Table
from jixiao.tables.folder import read_folder
from jixiao.tables.rows import is_blank, read_header, read_rows
from jixiao.tables.sheet_cells import take
from jixiao.tables.workbook import match


def test_a_row_is_blank_if_nothing_but_spaces_stands_in_it() -> None:
    assert is_blank([])
    assert is_blank(["", " \u3000", "\t"])
    assert not is_blank(["", Number("0")])
    assert not is_blank(["", Truth(value=False, text="FALSE")])


def test_what_stands_below_no_header_is_said_once(tmp_path: Path) -> None:
    dossier = read(tmp_path, {"duty.csv": "duty_code,,name\nD1,,甲\nD2,草稿,乙\nD3,草稿,丙\n"})
    (finding,) = findings(dossier)
    assert finding.check == "columns-have-a-header"
    assert finding.place.say("zh") == "duty.csv 第3行"
    assert [row.text("name") for row in dossier.table("duty")] == ["甲", "乙", "丙"]


def test_lines_from_a_sheet_and_from_a_file_become_the_same_rows(tmp_path: Path) -> None:
    """The same reader serves both; only how a cell is taken differs."""
    folder = read(tmp_path, {"asset.csv": "asset_code,category,price_yuan,in_use\n007,公务用车,1200.50,是\n008,复印机,约5,否\n"})
    scratch = read_folder(laid_out(tmp_path))
    table = Table(scratch.schema["asset"], "x.xlsx", sheet="资产")
    header = read_header(scratch, table, Line(1, ["asset_code", "category", "price_yuan", "in_use"]), match)
    lines = [
        Line(2, ["007", "公务用车", Number("1200.5"), Truth(value=True, text="TRUE")]),  # type: ignore[list-item]
        Line(3, ["008", "复印机", "约5", "否"]),
    ]
    read_rows(scratch, table, header, lines, take)
    assert [row.values for row in table] == [row.values for row in folder.table("asset")]
    assert [row.misread for row in table] == [row.misread for row in folder.table("asset")] == [set(), {"price_yuan"}]
    by_file, by_sheet = (dossier.outcomes[file].findings for dossier, file in ((folder, "asset.csv"), (scratch, "x.xlsx")))
    assert [each.because for each in by_file] == [each.because for each in by_sheet]
    assert [each.place.say("zh") for each in by_sheet] == [
        f"x.xlsx 工作表“资产” 第3行 “{table.spec.fields['price_yuan'].label.zh}”列"
    ]


@pytest.mark.parametrize(
    ("word", "column"),
    [
        ("amount_yuan", "amount_yuan"),
        ("金额", "amount_yuan"),
        ("＊金额：", "amount_yuan"),
        ("金 额\n（元）", "amount_yuan"),
        ("金额(必填)", "amount_yuan"),
        ("金额（万元）", None),
        ("金额（美元）", None),
        ("收款单位（本系统内）", "to_unit_code"),
        ("", None),
    ],
)
def test_which_column_a_header_names(tmp_path: Path, word: str, column: str | None) -> None:
    spec = read_folder(laid_out(tmp_path)).schema["payment"]
    found = match(spec, word)
    assert (found.name if found else None) == column

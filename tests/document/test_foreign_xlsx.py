"""Excel files that others wrote: what people see in them is read, within bounds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from jixiao.document.formats import xlsx
from jixiao.document.model import Document, text_of


def read(folder: Path, book: Workbook) -> Document:
    path = folder / "a.xlsx"
    book.save(path)
    return xlsx.read(path)


def rows(document: Document) -> list[list[str]]:
    return [[text_of(cell.runs) for cell in row] for table in document.tables for row in (*table.header, *table.body)]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.9861, "0.00%", "98.61%"),
        (1, "0%", "100%"),
        (2157.27, "#,##0.00", "2,157.27"),
        (2157.274999, "0.00", "2157.27"),
        (-12.5, "#,##0.00_);(#,##0.00)", "-12.50"),
        (date(2023, 6, 30), "yyyy/m/d", "2023-06-30"),
        (date(2023, 6, 30), 'yyyy"年"m"月"d"日"', "2023-06-30"),
        (date(2023, 6, 1), 'yyyy"年"m"月"', "2023年6月"),
        (date(2023, 6, 1), "yyyy-mm", "2023年6月"),
        (date(2023, 1, 1), "yyyy", "2023年"),
        ("约1600", "General", "约1600"),
        ("=1+1", "0.00", ""),
    ],
)
def test_a_cell_is_read_as_people_see_it(tmp_path: Path, value: object, code: str, shown: str) -> None:
    book = Workbook()
    book.active.append(["名称", value, "元"])
    book.active["B1"].number_format = code
    assert rows(read(tmp_path, book)) == [["名称", shown, "元"]]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_left_out(tmp_path: Path, state: str) -> None:
    book = Workbook()
    book.active.append(["看得见", 1])
    sheet = book.create_sheet("底稿")
    sheet.append(["看不见", 2])
    sheet.sheet_state = state
    assert rows(read(tmp_path, book)) == [["看得见", "1"]]


def test_empty_cells_that_only_have_a_look_are_nothing(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["甲", 1])
    for row in (500_000, 1_048_576):
        book.active.cell(row, 16_384).font = Font(bold=True)
    assert rows(read(tmp_path, book)) == [["甲", "1"]]


def test_a_merged_cell_over_the_whole_sheet_does_no_harm(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["甲", 1])
    book.active.append(["乙"])
    book.active.merge_cells("A2:XFD2")
    assert rows(read(tmp_path, book)) == [["甲", "1"], ["乙"]]

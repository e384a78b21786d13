from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.files.delimited import read_csv
from jixiao.files.delimited_editing import CsvEdit

CELLS = st.text(st.sampled_from('甲a",\r\n \t'), max_size=5)
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5)


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_only_the_changed_cell_changes(tmp_path: Path, encoding: str, end: str) -> None:
    text = end.join(["编号,名称,说明", '"1" ,"甲,乙",', "2,丙,,多", ""])
    path = written(tmp_path / "a.csv", text, encoding)
    edit = CsvEdit(path)
    edit.set(3, 1, "丁")
    assert edit.content() == text.replace("丙", "丁").encode(encoding)


def test_a_changed_cell_keeps_its_quotation_marks_and_gets_them_where_it_needs_them(tmp_path: Path) -> None:
    edit = CsvEdit(written(tmp_path / "a.csv", 'a,"b",c\n'))
    edit.set(1, 1, "x")
    edit.set(1, 2, 'said "so",\nand went')
    assert edit.content() == b'a,"x","said ""so"",\nand went"\n'


def test_a_short_row_is_made_longer(tmp_path: Path) -> None:
    edit = CsvEdit(written(tmp_path / "a.csv", "a,b,c\n1\n"))
    edit.set(2, 2, "3")
    assert edit.content() == b"a,b,c\n1,,3\n"


@pytest.mark.parametrize(
    ("text", "after"), [("a\r\n1", "a\r\n1\r\n2,\r\n"), ("a\n", "a\n2,\n"), ("a", "a\r\n2,\r\n"), ("", "2,\r\n")]
)
def test_a_row_is_added_with_the_line_end_of_the_others(tmp_path: Path, text: str, after: str) -> None:
    edit = CsvEdit(written(tmp_path / "a.csv", text))
    assert edit.append(["2", ""]) == len(edit)
    assert edit.content() == after.encode()


@given(ROWS, st.data())
def test_what_is_set_is_read_and_nothing_else_changes(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    text = io.StringIO(newline="")
    csv.writer(text, quoting=data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))).writerows(rows)
    path.write_bytes(text.getvalue().encode())
    edit = CsvEdit(path)
    assert edit.content() == path.read_bytes()
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(rows[row]) - 1))
    rows[row][column] = data.draw(CELLS)
    edit.set(row + 1, column, rows[row][column])
    rows.append(data.draw(st.lists(CELLS, min_size=2, max_size=3)))
    edit.append(rows[-1])
    path.write_bytes(edit.content())
    assert [line.cells or [""] for line in read_csv(path)] == rows

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from tests import strategies

from jixiao.errors import Unreadable
from jixiao.files import delimited
from jixiao.files.delimited import LONGEST_CELL, WIDEST_ROW, Line, read_csv, write_csv


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "表.csv"


def lines(path: Path, raw: bytes) -> list[Line]:
    path.write_bytes(raw)
    return list(read_csv(path))


def refused(path: Path, raw: bytes) -> tuple[str, str]:
    with pytest.raises(Unreadable) as caught:
        lines(path, raw)
    return caught.value.say("zh"), caught.value.say("en")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_chinese_is_read_in_the_encodings_of_office_programs(encoding: str, path: Path) -> None:
    text = "单位,金额（元）\r\n外事办,约1600\r\n"
    assert lines(path, text.encode(encoding)) == [Line(1, ["单位", "金额（元）"]), Line(2, ["外事办", "约1600"])]


def test_rare_characters_are_read_in_utf_8_and_gb18030(path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        assert lines(path, "𠮷,龘,€,é".encode(encoding)) == [Line(1, ["𠮷", "龘", "€", "é"])]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_ends_a_row(end: str, path: Path) -> None:
    assert lines(path, end.join(["a,b", "", "c,d"]).encode()) == [Line(1, ["a", "b"]), Line(2, []), Line(3, ["c", "d"])]


def test_rows_are_numbered_as_an_office_program_shows_them(path: Path) -> None:
    raw = 'code,name\r\n1,"first\r\nsecond\nthird"\r\n\r\n2,"says ""yes"", really"\r\n'
    assert lines(path, raw.encode()) == [
        Line(1, ["code", "name"]),
        Line(2, ["1", "first\r\nsecond\nthird"]),
        Line(3, []),
        Line(4, ["2", 'says "yes", really']),
    ]


def test_signs_that_only_look_like_line_ends_stay_in_their_cell(path: Path) -> None:
    assert lines(path, "a\u2028b\x85c\x0bd\x1ce,f".encode()) == [Line(1, ["a\u2028b\x85c\x0bd\x1ce", "f"])]


@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf"])
def test_an_empty_file_has_no_rows(raw: bytes, path: Path) -> None:
    assert lines(path, raw) == []


def test_a_quotation_mark_inside_a_word_is_an_ordinary_sign(path: Path) -> None:
    assert lines(path, b'5" pipe,x') == [Line(1, ['5" pipe', "x"])]


# ---- what is refused


def test_an_unmatched_quotation_mark_is_refused_at_the_row_where_it_stands(path: Path) -> None:
    zh, en = refused(path, b'code,name\n1,a\n2,"never ends\n3,b\n')
    assert zh.startswith(f"{path} 第3行：不是可用的 CSV：引号不成对")
    assert en.startswith(f"{path} line 3: this is not usable CSV: a quotation mark is unmatched")


def test_words_after_a_closing_quotation_mark_are_refused(path: Path) -> None:
    assert "line 2" in refused(path, b'a\n"b"c\n')[1]


@pytest.mark.parametrize(
    "raw",
    [
        b"\0",
        b"a,b\n1,\0\n",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"PK\x03\x04\x14\0\x06\0",
        "单位,金额".encode("utf-16"),
        "unit,amount".encode("utf-16-le"),
        b"a,\xff\xff\n",
    ],
)
def test_what_is_no_text_is_refused_with_the_way_out(raw: bytes, path: Path) -> None:
    zh, en = refused(path, raw)
    assert zh == f"文件 {path} 既不是 UTF-8 也不是 GB 18030 文本；请另存为 CSV（UTF-8）"
    assert en.endswith("save it as CSV (UTF-8)")


def test_a_row_that_is_too_wide_is_refused(path: Path) -> None:
    widest = ",".join(["x"] * WIDEST_ROW)
    assert len(lines(path, widest.encode())[0].cells) == WIDEST_ROW
    assert f"第2行：不是可用的 CSV：超过 {WIDEST_ROW} 列" in refused(path, f"a\n{widest},x".encode())[0]


def test_a_cell_that_is_too_long_is_refused(path: Path) -> None:
    assert lines(path, b"x" * LONGEST_CELL) == [Line(1, ["x" * LONGEST_CELL])]
    assert "line 2" in refused(path, b"a\n" + b"x" * (LONGEST_CELL + 1))[1]


def test_a_file_above_the_limit_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LARGEST_CSV", 3)
    assert lines(path, b"a,b") == [Line(1, ["a", "b"])]
    assert "3 bytes" in refused(path, b"a,b\n")[1]


def test_a_file_that_is_not_there_is_refused_before_its_rows_are_asked_for(path: Path) -> None:
    with pytest.raises(Unreadable):
        read_csv(path)


# ---- writing


def test_a_table_is_written_so_that_office_programs_read_its_chinese(path: Path) -> None:
    write_csv(path, [["单位", "说明"], ["外事办", 'a,"b"\n']])
    assert path.read_bytes() == b"\xef\xbb\xbf" + '单位,说明\r\n外事办,"a,""b""\n"\r\n'.encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strategies.csv_rows())
@example([[""], [], ["", ""]])
@example([["\ufeffa"]])
@example([["\r", "\n", "\r\n", '"', "'"]])
def test_what_is_written_is_read_back(path: Path, rows: list[list[str]]) -> None:
    write_csv(path, rows)
    assert list(read_csv(path)) == [Line(number, cells) for number, cells in enumerate(rows, 1)]

"""Files opened by what they are, whatever their name says, and tables of values and old workbooks."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.document import papers
from tests.document.old_workbook import WORKBOOK

from jixiao.document.foreign import csv
from jixiao.document.formats import docx, html, xlsx
from jixiao.document.model import Document, Paragraph, Table, text_of
from jixiao.document.opening import open_pages, open_paper, readable
from jixiao.errors import Unreadable


def lines(document: Document) -> list[str]:
    found = []
    for block in document.blocks:
        if isinstance(block, Table):
            found += [" | ".join(text_of(cell.runs) for cell in row) for row in (*block.header, *block.body)]
        elif isinstance(block, Paragraph):
            found.append(text_of(block.runs))
    return found


def refused(path: Path) -> str:
    with pytest.raises(Unreadable) as error:
        open_paper(path)
    assert error.value.say("en") != error.value.say("zh")
    return error.value.say("zh")


WRITERS = {"docx": docx.write, "xlsx": xlsx.write, "html": html.write}


@pytest.mark.parametrize("content", WRITERS)
@pytest.mark.parametrize(
    "ending", ["wps", "et", "doc", "xls", "htm", "docm", "xlsm", "docx", "xlsx", "pdf", "txt", "csv", "XLS", "dat"]
)
def test_a_file_of_ours_is_opened_whatever_its_name_says(tmp_path: Path, content: str, ending: str) -> None:
    plain, named = tmp_path / f"a.{content}", tmp_path / f"b.{ending}"
    WRITERS[content](papers.report(), plain)
    named.write_bytes(plain.read_bytes())
    assert open_paper(named) == open_paper(plain)


OLD = [
    "2023年度项目支出绩效自评表",
    "项目 | 预算数（万元） | 执行率 | 开始日期 | 备注",
    "河道治理 | 1,234.50 | 98.61% | 2023-03-01 | ",
    "水库 | 340.15 | 50% | 2023年6月 | 甲",
    "合计 | 1574.65 | ",
]


@pytest.mark.parametrize("ending", ["xls", "et", "xlsx", "doc"])
def test_an_old_workbook_shows_what_people_see(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_bytes(WORKBOOK)
    document = open_paper(path)
    assert lines(document) == OLD
    table = document.tables[0]
    assert [cell.kind for cell in table.body[1]] == ["text", "number", "number", "text", "text"]
    assert table.body[-1][-1].across == 3


TEXT = "项目,预算,执行率\n河道治理,120.00,98.50%\n"


@pytest.mark.parametrize(
    ("ending", "text", "first"),
    [
        ("txt", TEXT, "项目,预算,执行率"),
        ("csv", TEXT, "项目 | 预算 | 执行率"),
        ("xls", TEXT, "项目 | 预算 | 执行率"),
        ("doc", TEXT, "项目,预算,执行率"),
    ],
)
def test_plain_text_is_read_as_its_ending_expects(tmp_path: Path, ending: str, text: str, first: str) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_text(text, "utf-8")
    assert lines(open_paper(path))[0] == first


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(50), ".docx"),
        ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + bytes(50), ".docx"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(50), "加密"),
        ("a.doc", b"{\\rtf1 x}", "RTF"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n", "图片"),
        ("a.docx", "只是文字".encode(), "扩展名是 .docx"),
        ("a.docx", b"", "空"),
        ("a.xls", b"\0\1\2\3", "已损坏"),
        ("a.doc", b"\0\1\2\3", "不是 .doc"),
        ("a.xml", b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>", "Office 2003"),
        ("a.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; x", ".mht"),
        ("a.zip", b"PK\x03\x04" + bytes(60), "解压"),
        ("a.ofd", b"PK\x03\x04" + bytes(60) + b"PK\x01\x02 OFD.xml", "OFD"),
        ("a.py", b"print()", "不能读取"),
        ("a", b"text", "不能读取"),
    ],
)
def test_what_cannot_be_read_is_refused_by_what_it_is(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert said in refused(path)


def test_folders_and_missing_files_are_refused(tmp_path: Path) -> None:
    assert "文件夹" in refused(tmp_path)
    assert "没有这个文件" in refused(tmp_path / "a.docx")


def test_the_endings_that_can_be_read() -> None:
    assert {"docx", "xlsx", "pdf", "html", "htm", "txt", "csv", "xls", "et", "wps", "docm"} <= set(readable())


@pytest.mark.parametrize(
    "text",
    [
        '表一\n项目,金额\n甲,"1,200.50"\n',
        "表一\n项目;金额\n甲;1,200.50\n",
        "表一\n项目\t金额\n甲\t1,200.50\n",
        "sep=;\n表一\n项目;金额\n甲;1,200.50\n",
        '\ufeff表一\r\n\r\n项目,金额,,\r\n甲,"1,200.50",,\r\n,,,\r\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_values_are_a_table_whichever_sign_parts_them(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.removeprefix("\ufeff" if encoding != "utf-8" else "").encode(encoding))
    document = csv.read(path)
    assert lines(document) == ["表一", "项目 | 金额", "甲 | 1,200.50"]
    assert document.tables[0].body[1][1].kind == "number"


def test_pages_of_a_format_without_pages_are_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TEXT, "utf-8")
    assert open_pages(path).pages == {}

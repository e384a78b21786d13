"""OpenDocument files: texts and workbooks."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from jixiao.document.foreign import ods, odt
from jixiao.document.model import Document, Heading, Paragraph, Table, text_of
from jixiao.document.opening import open_paper
from jixiao.errors import Unreadable

_NAMES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for name, long in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"))
)


def written(path: Path, kind: str, body: str, styles: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f"<office:document-content{_NAMES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        )
    return path


def lines(document: Document) -> list[str]:
    found = []
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append(f"{block.level} {text_of(block.runs)}")
        elif isinstance(block, Paragraph):
            found.append(text_of(block.runs))
        elif isinstance(block, Table):
            found += [" | ".join(text_of(cell.runs) for cell in row) for row in (*block.header, *block.body)]
    return found


def cell(text: str, more: str = "", value: str = "string") -> str:
    return f'<table:table-cell office:value-type="{value}" {more}><text:p>{text}</text:p></table:table-cell>'


ACROSS, TWICE = 'table:number-columns-spanned="2"', 'table:number-columns-repeated="2"'
SHARE, NINE = 'office:value="0.98612"', 'table:number-columns-repeated="9"'
ENDLESS = 'table:number-columns-repeated="999999999"'
COVERED = "<table:covered-table-cell/>"


def test_a_text_is_read_as_people_see_it(tmp_path: Path) -> None:
    body = (
        '<text:p text:style-name="Title">自评报告</text:p><text:h text:outline-level="1">一、情况</text:h>'
        '<text:section><text:p>支出<text:span>2154.34</text:span>万元<text:s text:c="2"/>整<office:annotation><text:p>批注</text:p>'
        "</office:annotation><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>含结转</text:p></text:note-body>"
        "</text:note>。</text:p></text:section><text:tracked-changes><text:p>删去</text:p></text:tracked-changes>"
        "<text:p>框外<draw:frame><draw:text-box><text:p>框内</text:p></draw:text-box></draw:frame></text:p>"
        "<text:list><text:list-item><text:p>一项</text:p></text:list-item></text:list>"
        f"<table:table><table:table-row>{cell('甲', ACROSS)}{COVERED}</table:table-row>"
        f"<table:table-row>{cell('乙')}{cell('1.5')}</table:table-row></table:table>"
    )
    document = open_paper(written(tmp_path / "a.odt", "text", body))
    assert lines(document) == ["自评报告", "1 情况", "支出2154.34万元  整。", "含结转", "框外", "框内", "一项", "甲", "乙 | 1.5"]
    assert document == odt.read(tmp_path / "a.odt")


def test_a_workbook_shows_what_people_see(tmp_path: Path) -> None:
    style = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    body = (
        f'<table:table table:name="A"><table:table-row>{cell("项目")}{cell("执行率")}</table:table-row>'
        f"<table:table-row>{cell('甲')}{cell('98.61%', SHARE, 'percentage')}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2">{cell("同", TWICE)}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        f'</table:table><table:table table:style-name="h"><table:table-row>{cell("看不见")}</table:table-row></table:table>'
    )
    document = open_paper(written(tmp_path / "a.ods", "spreadsheet", body, style))
    assert lines(document) == ["项目 | 执行率", "甲 | 98.61%", "同 | 同", "同 | 同"]
    assert document.tables[0].body[1][1].kind == "number"
    assert document == ods.read(tmp_path / "a.ods")


@pytest.mark.parametrize(
    "body",
    [
        f'<table:table><table:table-row table:number-rows-repeated="999999999">{cell("甲")}</table:table-row></table:table>',
        f"<table:table><table:table-row>{cell('甲', ENDLESS)}</table:table-row></table:table>",
        f'<table:table><table:table-row table:number-rows-repeated="900000"/><table:table-row>{cell("甲", NINE)}</table:table-row></table:table>',
        "<table:table/>" * 501,
    ],
)
def test_sheets_that_reach_too_far_are_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(Unreadable):
        open_paper(written(tmp_path / "a.ods", "spreadsheet", body))


def test_tables_that_do_not_fit_are_cut(tmp_path: Path) -> None:
    far = 'table:number-columns-spanned="900000000" table:number-rows-spanned="900000000"'
    body = f"<table:table><table:table-row>{cell('甲')}{cell('乙', far)}</table:table-row><table:table-row>{cell('丙', far)}</table:table-row></table:table>"
    assert lines(open_paper(written(tmp_path / "a.odt", "text", body))) == ["甲 | 乙", "丙"]


def test_what_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        ods.read(written(tmp_path / "a.ods", "text", "<text:p>文</text:p>"))

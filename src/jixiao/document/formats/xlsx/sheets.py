"""Which blocks of a document stand on which sheet, and where on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from jixiao.document.model import Chart, Document, Heading, Page, PageBreak, Paragraph, Picture, Runs, Table, runs_of, text_of
from jixiao.document.numbering import with_numbers

TEXT_SHEET = "正文"
SOURCE_SHEET = "数据来源"
SOURCE_COLUMNS = ("数据编号", "数值", "工作表", "单元格", "前文", "后文")
HEADER_NAME, BODY_NAME, CAPTION_NAME, NOTE_NAME, TEXT_NAME = "表头", "表体", "表题", "表注", "文字"
"""Names of ranges on a sheet; they tell a reader, and us, what stands where, and survive other office programs."""

_ABOVE = {"title", "subtitle", "plain", "note"}
_BELOW = {"note", "signature", "plain"}
_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\!'\n\t", " "))


class Line(NamedTuple):
    """A paragraph or heading on a sheet: the style of the layout that it has, and its runs."""

    style: str
    runs: Runs


@dataclass(slots=True)
class Sheet:
    """A sheet: lines, then a table with its caption and note, then lines; the text sheet has no table."""

    name: str
    page: Page
    above: list[Line] = field(default_factory=list)
    table: Table | None = None
    below: list[Line] = field(default_factory=list)


def planned(document: Document) -> list[Sheet]:
    """The sheets of a tidy document: its running text, if it has any, and then one for each table.

    A title stands above the table that follows it, a note or a signature below the table that it follows.
    """
    page = document.page
    text = Sheet(TEXT_SHEET, page)
    sheets: list[Sheet] = []
    waiting: list[Line] = []
    after_table = False
    for number, block in with_numbers(document.blocks):
        if isinstance(block, PageBreak):
            page, after_table = block.page or page, False
        elif isinstance(block, Table):
            sheets.append(Sheet("", page, waiting, block))
            waiting, after_table = [], True
        elif isinstance(block, (Chart, Picture)):
            continue
        elif isinstance(block, Paragraph) and after_table and block.style in _BELOW:
            sheets[-1].below.append(Line(block.style, block.runs))
        elif isinstance(block, Paragraph) and block.style in _ABOVE:
            waiting.append(Line(block.style, block.runs))
        else:
            style = f"heading{block.level}" if isinstance(block, Heading) else block.style
            text.above += [*waiting, Line(style, runs_of(number, *block.runs))]
            waiting, after_table = [], False
    (sheets[-1].below if sheets and not text.above else text.above).extend(waiting)
    _name(sheets)
    return [text, *sheets] if text.above or not sheets else sheets


def _name(sheets: list[Sheet]) -> None:
    taken = {TEXT_SHEET, SOURCE_SHEET, "history"}
    for number, sheet in enumerate(sheets, 1):
        title = text_of(sheet.table.caption) if sheet.table else ""
        title = title or next((text_of(each.runs) for each in sheet.above if each.style == "title"), "")
        sheet.name = next(name for name in _names(title, number) if name.lower() not in taken)
        taken.add(sheet.name.lower())


def _names(title: str, number: int) -> Iterator[str]:
    """Names for a sheet, the best first: its title as far as Excel allows, then with a number."""
    stem = " ".join(title.translate(_NOT_IN_NAMES).split()) or f"表{number}"
    yield _cut(stem, _LONGEST_NAME)
    at = 2
    while True:
        tail = f"（{at}）"
        yield _cut(stem, _LONGEST_NAME - len(tail)) + tail
        at += 1


def _cut(text: str, units: int) -> str:
    """The beginning of a text that fills so many units of UTF-16, as Excel counts."""
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text.strip()

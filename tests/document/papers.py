"""Documents that Hypothesis draws, and one that a unit could have written."""

from __future__ import annotations

import base64
import struct
import zlib
from datetime import date
from typing import get_args

from hypothesis import strategies as st

from jixiao.document.derivations import Derivation, SourceRow, Trace
from jixiao.document.model import (
    Align,
    Block,
    Cell,
    CellKind,
    Chart,
    ChartKind,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Properties,
    Row,
    Run,
    Runs,
    Series,
    Style,
    Table,
    cell,
    heading,
    label,
    number,
    paragraph,
    runs_of,
)
from jixiao.wording import of_words, same

_TELLING = st.sampled_from(
    [
        "=1+1",
        "+86",
        "-3",
        "@SUM(A1)",
        "\t缩进",
        "换\n行",
        "𠮷",
        "㐀",
        "🙂👍🏽",
        "a\x00b\x0bc",
        "_x0041_",
        "<b>&amp;",
        " 前后 ",
        "一、",
        "1.",
        "97.99%",
    ]
)
_TEXTS = st.one_of(st.text(max_size=12), _TELLING, st.text("绩效评价支出，。“”", max_size=300))
_FIGURES = st.from_regex(r"\A[a-z][a-z0-9.-]{0,12}\Z")
_KINDS: st.SearchStrategy[CellKind] = st.sampled_from(("text", "label", "number"))
_ALIGNS: st.SearchStrategy[Align | None] = st.sampled_from(("left", "center", "right", "justify", None))
_RUNS: st.SearchStrategy[Runs] = st.lists(st.builds(Run, _TEXTS, st.none() | _FIGURES, st.booleans()), max_size=3).map(tuple)
_NUMBERS: st.SearchStrategy[Runs] = st.builds(
    lambda value, figure: (Run(f"{value:,.2f}", figure),), st.decimals(-(10**9), 10**9, places=2), st.none() | _FIGURES
)


@st.composite
def rows(draw: st.DrawFn, width: int, height: int) -> tuple[Row, ...]:
    """A part of a table, filled with cells of any reach."""
    taken: set[tuple[int, int]] = set()
    made: list[Row] = []
    for row in range(height):
        cells: list[Cell] = []
        for column in range(width):
            if (row, column) in taken:
                continue
            room = next((at for at in range(column, width) if (row, at) in taken), width) - column
            across = draw(st.integers(1, room)) if draw(st.integers(0, 3)) == 0 else 1
            down = draw(st.integers(1, height - row)) if draw(st.integers(0, 3)) == 0 else 1
            taken |= {(row + y, column + x) for y in range(down) for x in range(across)}
            kind = draw(_KINDS)
            runs = draw(_NUMBERS if kind == "number" else _RUNS)
            cells.append(Cell(runs, across, down, draw(_ALIGNS), kind))
        made.append(tuple(cells))
    return tuple(made)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table with or without header, caption and note."""
    width, header = draw(st.integers(1, 5)), draw(st.integers(0, 2))
    body = draw(st.integers(0 if header else 1, 5))
    columns = tuple(Column(draw(st.integers(1, 50)), draw(st.sampled_from(["left", "center", "right"]))) for _ in range(width))
    return Table(columns, draw(rows(width, header)), draw(rows(width, body)), draw(_RUNS), draw(_RUNS))


_STYLES: st.SearchStrategy[Style] = st.sampled_from(get_args(Style))
_BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.integers(1, 4), _RUNS, st.booleans()),
    st.builds(Paragraph, _RUNS, _STYLES),
    tables(),
    st.builds(PageBreak, st.sampled_from([None, "portrait", "landscape"])),
)
DOCUMENTS = st.builds(
    Document,
    _TEXTS,
    st.lists(_BLOCKS, max_size=8).map(tuple),
    st.sampled_from(["portrait", "landscape"]),
    st.builds(Properties, _TEXTS, _TEXTS, _TEXTS, st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))),
)


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """A chart whose texts may be anything, and of whose numbers some are missing and some are no numbers."""
    categories = draw(st.lists(_TEXTS, min_size=1, max_size=5))
    values = st.lists(st.one_of(_NUMBERS, _NUMBERS, st.just(()), _RUNS), min_size=len(categories), max_size=len(categories))
    series = draw(st.lists(st.builds(Series, _TEXTS, values.map(tuple)), min_size=1, max_size=3))
    return Chart(draw(st.sampled_from(get_args(ChartKind))), draw(_RUNS), tuple(categories), tuple(series), draw(_TEXTS))


def png(width: int, height: int, shade: int = 0x80) -> bytes:
    """A grey PNG picture."""
    lines = (b"\0" + bytes([shade]) * width) * height
    parts = ((b"IHDR", struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////"
    "2wBDAVVaWnhpeOuCguv/////////////////////////////////////////////////////////////////////////wAARCAABAAIDASIAAhEBAxEB/8QA"
    "FQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwT/xAAUEQEAAAAAAAAAAAAAAAAAAAAA"
    "/9oADAMBAAIRAxEAPwCQA1j/2Q=="
)
"""A JPEG picture, two wide and one high."""

CHARTS = charts()
PICTURES = st.one_of(
    st.builds(
        Picture,
        st.builds(png, st.integers(1, 40), st.integers(1, 30), st.integers(0, 255)),
        _TEXTS,
        share=st.integers(1, 100),
    ),
    st.builds(Picture, st.just(JPEG), _TEXTS, st.just("image/jpeg"), st.integers(1, 100)),
)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """A trace whose derivations name rows that it has."""
    rows = tuple(draw(st.lists(st.builds(SourceRow, _TEXTS, _TEXTS, _TEXTS), max_size=6)))
    positions = st.lists(st.integers(0, len(rows) - 1), max_size=6).map(tuple) if rows else st.just(())
    sentences = st.builds(of_words, _TEXTS, _TEXTS) | st.builds(same, _TEXTS)
    derivations = st.builds(Derivation, _FIGURES, sentences, _TEXTS, st.lists(sentences, max_size=3).map(tuple), positions)
    made_of = st.lists(st.tuples(_TEXTS, _TEXTS), max_size=3).map(tuple)
    digests = tuple(draw(st.lists(st.from_regex(r"\A[0-9a-f]{8}\Z"), max_size=3)))
    return Trace(draw(made_of), rows, tuple(draw(st.lists(derivations, max_size=4))), digests)


TRACES = traces()
FULL_DOCUMENTS = st.builds(
    Document,
    _TEXTS,
    st.lists(st.one_of(_BLOCKS, CHARTS, PICTURES), max_size=8).map(tuple),
    st.sampled_from(["portrait", "landscape"]),
    st.builds(Properties, _TEXTS, _TEXTS, _TEXTS, st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))),
    st.none() | TRACES,
)
"""Documents with everything that a paper may hold."""


def score_table() -> Table:
    """A table as the official form has it: the first level merged over its rows."""
    body = tuple(
        (
            *((label(f"一级指标{row // 3 + 1}", down=3),) if row % 3 == 0 else ()),
            cell(f"三级指标{row + 1}：按期完成"),
            number("10.00"),
            number(Run("9.99", f"score.item-{row + 1}")),
        )
        for row in range(9)
    )
    header = (label("一级指标"), label("三级指标"), label("分值"), label("得分"))
    columns = (Column(2), Column(5, "left"), Column(1), Column(1, "right"))
    return Table(columns, (header,), body, runs_of("表1 绩效自评表"), runs_of("单位：分"))


def report() -> Document:
    """A short report with everything that a report has."""
    wide = Table(
        (Column(),) * 8, (tuple(label(f"列{at}") for at in range(8)),), ((cell("甲", across=4), cell("=1+1", across=4)),)
    )
    return Document(
        "2023年度自评报告",
        (
            paragraph("2023年度部门整体支出绩效自评报告", style="title"),
            heading(1, "基本情况"),
            paragraph(
                "全年接待", Run("1,600", "ledger.reception.persons"), "人次，得分", Run("97.99", "score.total", bold=True), "分。"
            ),
            heading(2, "职责"),
            heading(3, "目标"),
            heading(4, "指标"),
            score_table(),
            paragraph("注：得分保留两位小数。", style="note"),
            PageBreak("landscape"),
            wide,
            PageBreak("portrait"),
            heading(1, "问题"),
            paragraph("某某单位", style="signature"),
        ),
        properties=Properties("某某单位", made_on=date(2024, 3, 15)),
    )


def full_report() -> Document:
    """The short report with charts, a picture, an attachment and the trace of its figures."""
    half_years = Chart(
        "column",
        runs_of("图1 上下半年预算执行（", Run("99.86%", "score.rate"), "）"),
        ("上半年", "下半年"),
        (
            Series("预算", ((Run("1,200.00", "budget.h1"),), (Run("957.27", "budget.h2"),))),
            Series("支出", ((Run("1,180.50", "spent.h1"),), ())),
        ),
        "万元",
    )
    progress = Chart(
        "line", (), ("3月", "6月", "9月"), (Series("进度", (runs_of("20.5"), runs_of("45.0"), runs_of("-3.2"))),), "%"
    )
    rows = (SourceRow("payment", "pay-1", "0a1b"), SourceRow("payment", "pay-2", "2c3d"))
    derivation = Derivation("score.total", of_words("总得分", "Total"), "97.99", (of_words("49.99 + 48", "49.99 + 48"),), (0, 1))
    short = report()
    more: tuple[Block, ...] = (
        half_years,
        progress,
        Picture(png(80, 40), "现场照片", share=50),
        PageBreak("portrait"),
        paragraph("附件1", style="attachment"),
        paragraph("绩效目标完成情况", style="title"),
        paragraph("预算执行率为", Run("99.86%", "score.rate"), "，总得分为", Run("97.99", "score.total"), "分，全年接待平稳。"),
    )
    return Document(
        short.title,
        (*short.blocks, *more),
        properties=short.properties,
        trace=Trace((("form", "self_evaluation_report"), ("unit_code", "440100")), rows, (derivation,)),
    )

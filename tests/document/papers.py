"""Documents that Hypothesis draws, and one that a unit could have written."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from jixiao.document.model import (
    Align,
    Block,
    Cell,
    CellKind,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Properties,
    Row,
    Run,
    Runs,
    Table,
    cell,
    heading,
    label,
    number,
    paragraph,
    runs_of,
)

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


_STYLES = st.sampled_from(["body", "title", "subtitle", "plain", "note", "signature"])
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

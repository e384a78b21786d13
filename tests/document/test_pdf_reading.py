from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.document import papers

from jixiao.document.carried import packed, unpacked
from jixiao.document.figures import quotes
from jixiao.document.formats import docx, pdf
from jixiao.document.formats.pdf.held import held
from jixiao.document.formats.pdf.reading import read, read_with_pages
from jixiao.document.formats.pdf.signs import flat, plain_sign
from jixiao.document.model import (
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Series,
    Table,
    heading,
    paragraph,
    runs_in,
    runs_of,
    text_of,
)
from jixiao.document.projection import project
from jixiao.document.typesetting import face
from jixiao.document.typesetting import pdf as typeset
from jixiao.report import making
from jixiao.report.form import Material
from jixiao.score.unit_score import score_unit
from jixiao.tables.reading import read_dossier

EXAMPLES = Path(__file__).parents[2] / "examples"
SONG = face("宋体", system=False).families[0]
LONG = "本单位认真组织开展绩效自评工作，对照年初设定的绩效目标逐项核实完成情况，现将有关情况报告如下，请予审核并提出意见。"


def foreign(path: Path, body: str, page: str = "") -> Path:
    """A PDF that another program could have made: not by our own markup, and without marks."""
    markup = (
        f'#set text(font: "{SONG}", size: 16pt, lang: "zh", region: "cn")\n'
        f'#set page(paper: "a4", margin: (x: 28mm, y: 35mm){", " + page if page else ""})\n'
        "#set par(first-line-indent: (amount: 2em, all: true), justify: true, leading: 13pt, spacing: 13pt)\n" + body
    )
    path.write_bytes(without_marks(typeset(markup, system=False)))
    return path


def without_marks(raw: bytes) -> bytes:
    """The same file without its tree of marks."""
    assert b"/StructTreeRoot" in raw
    return raw.replace(b"/StructTreeRoot", b"/StructTreeXoot")


def lines(document: Document) -> list[str]:
    return project(document).splitlines()[1:]


def words(document: Document) -> list[str]:
    """The text of every heading, paragraph and cell in order, without spaces: what must come out right whatever the setting."""
    return [text for runs in runs_in(document) if (text := re.sub(r"\s", "", text_of(runs)))]


# ---- our own papers


DOSSIERS = sorted(path.parent.name for path in EXAMPLES.glob("*/dossier.yaml"))


@cache
def example_papers(folder: str) -> dict[str, Document]:
    dossier = read_dossier(EXAMPLES / folder)
    material = Material(dossier, score_unit(dossier))
    return {name: making.built(material, name) for name in making.makeable(material)}


def written_papers(folder: str, tmp_path: Path) -> Iterator[tuple[Document, Path]]:
    for name, document in example_papers(folder).items():
        path = tmp_path / f"{name}.pdf"
        pdf.write(document, path)
        yield document, path


def test_there_are_examples() -> None:
    assert DOSSIERS


@pytest.mark.parametrize("folder", DOSSIERS)
def test_what_is_written_reads_back_as_far_as_a_pdf_holds_it(folder: str, tmp_path: Path) -> None:
    for document, path in written_papers(folder, tmp_path):
        found = held(read(path))
        assert project(found, figures=True) == project(held(document), figures=True)
        assert found == held(document)
        assert held(held(document)) == held(document)


@pytest.mark.parametrize("folder", DOSSIERS)
def test_without_its_marks_a_paper_has_the_same_words_in_the_same_places(folder: str, tmp_path: Path) -> None:
    for document, path in written_papers(folder, tmp_path):
        if any(isinstance(block, Chart) for block in document.blocks):
            continue
        marked = read(path)
        path.write_bytes(without_marks(path.read_bytes()))
        plain = read(path)
        assert bare(lines(plain)) == bare(lines(marked))
        assert [shape(table) for table in plain.tables] == [shape(table) for table in marked.tables]


def table_words(block: object) -> list[str]:
    if not isinstance(block, Table):
        return []
    return [text_of(block.caption), text_of(block.note), *(text_of(placed.cell.runs) for placed in block.placed())]


def shape(table: Table) -> list[tuple[int, int, int, int]]:
    return [(row, column, each.down, each.across) for row, column, each in table.placed()]


def test_styles_and_all_else_of_a_plain_report_come_back(tmp_path: Path) -> None:
    pdf.write(papers.report(), tmp_path / "a.pdf")
    assert project(read(tmp_path / "a.pdf"), figures=True) == project(papers.report(), figures=True)
    assert read(tmp_path / "a.pdf").properties == papers.report().properties


_WORDS = st.text("绩效评价预算支出2025年度，。；“”（）A1.%÷ ", max_size=60)
_SOME = st.lists(st.builds(Run, _WORDS, st.none(), st.booleans()), max_size=3).map(tuple)
_SHORT = st.text("绩效评价预算支出2025年度，。A1.%", min_size=1, max_size=25).map(runs_of)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of any shape, every cell of which says something."""
    drawn = draw(papers.tables())

    def filled(rows: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(tuple(replace(each, runs=draw(_SHORT)) for each in row) for row in rows)

    return Table(tuple(Column() for _ in drawn.columns), filled(drawn.header), filled(drawn.body), draw(_SHORT), draw(_SHORT))


_PLAIN = st.builds(
    Document,
    _WORDS,
    st.lists(
        st.one_of(
            st.builds(Heading, st.integers(1, 4), _SOME),
            st.builds(Paragraph, _SOME, st.sampled_from(["body", "title", "plain", "note", "signature"])),
            tables(),
            st.builds(PageBreak, st.sampled_from([None, "portrait", "landscape"])),
        ),
        max_size=6,
    ).map(lambda blocks: (paragraph("前言"), *blocks)),
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(_PLAIN)
def test_any_plain_document_reads_back(tmp_path: Path, document: Document) -> None:
    path = tmp_path / "paper.pdf"
    pdf.write(document, path)
    assert held(read(path)) == held(document)


def test_charts_come_back_with_their_numbers(tmp_path: Path) -> None:
    values = (runs_of(Run("97.99", "score.total")), ())
    chart = Chart("column", runs_of("得分情况"), ("2023", "2024"), (Series("得分", values),), "分")
    document = Document("图", (heading(1, "概况"), paragraph("前"), chart, paragraph("后")))
    pdf.write(document, tmp_path / "a.pdf")
    found = read(tmp_path / "a.pdf")
    assert held(found) == held(document)
    assert chart in found.blocks


def test_a_changed_number_is_no_figure_any_more(tmp_path: Path) -> None:
    document = Document("", (paragraph("得分", Run("97.99", "score.total"), "分，上年", Run("95.00", "score.before"), "分。"),))
    other = Document("", (paragraph("得分98.99分，上年95.00分。"),))
    carried = unpacked(packed(document, quotes(document)))
    assert [quote.figure for quote in carried.quotes] == ["score.total", "score.before"]
    pdf.write(other, tmp_path / "other.pdf")
    assert not [run.figure for runs in runs_in(read(tmp_path / "other.pdf")) for run in runs if run.figure]


def test_carried_quotes_that_are_damaged_carry_nothing() -> None:
    document = Document("", (paragraph(Run("1", "score.total")),))
    text = packed(document, quotes(document))
    assert unpacked(text.replace("score.total", "SCORE TOTAL")).quotes == ()
    assert unpacked(packed(Document("", (), trace=None))).quotes == ()


# ---- the papers of others


def test_lines_become_paragraphs_headings_and_titles(tmp_path: Path) -> None:
    body = (
        "#align(center, text(size: 22pt)[绩效自评报告])\n\n一、基本情况\n\n（一）单位职能\n\n"
        f"{LONG}{LONG}\n\n{LONG}\n\n1.主要做法\n\n（1）组织实施\n\n#align(right)[某某单位]\n"
    )
    document = read(foreign(tmp_path / "a.pdf", body))
    assert lines(document) == [
        *("[title] 绩效自评报告", "# 一、基本情况", "## （一）单位职能", LONG + LONG, LONG),
        *("### 1.主要做法", "#### （1）组织实施", "[signature] 某某单位"),
    ]


def test_a_paragraph_goes_on_over_the_end_of_a_page_and_page_furniture_is_left_out(tmp_path: Path) -> None:
    page = "header: [某某单位2025年度自评报告], footer: context align(center)[— #counter(page).display() —]"
    document = read(foreign(tmp_path / "a.pdf", "\n\n".join([LONG * 9] * 4), page))
    assert lines(document) == [LONG * 9] * 4


def test_page_numbers_in_words_are_left_out(tmp_path: Path) -> None:
    footer = "footer: context align(center)[第#counter(page).display()页 共2页]"
    document = read(foreign(tmp_path / "a.pdf", f"{LONG}\n#pagebreak()\n{LONG}", footer))
    assert words(document) == [LONG, LONG]


def test_no_space_is_made_between_hanzi_and_numbers_and_real_ones_stay(tmp_path: Path) -> None:
    body = f"{LONG}\n\n省财政厅2025年度预算99.86%，共1,234.50万元。\n\nAnnual budget of 2025 was spent\n\n部门 名称：#h(6em)编号"
    document = read(foreign(tmp_path / "a.pdf", body))
    assert lines(document)[1:] == [
        "省财政厅2025年度预算99.86%，共1,234.50万元。",
        "Annual budget of 2025 was spent",
        "部门 名称： 编号",
    ]


def test_words_are_parted_at_the_end_of_a_line_and_hanzi_are_not(tmp_path: Path) -> None:
    english = "performance budgeting " * 12
    document = read(foreign(tmp_path / "a.pdf", f"{english}\n\n{LONG}"))
    assert lines(document) == [english.strip(), LONG]


SCORES = """#table(columns: (3em, 1fr, 5em, 5em), {style}
  table.header([一级], [三级指标], [分值], [得分]),
  ..range(40).map(r => (
    ..if calc.rem(r, 4) == 0 {{ (table.cell(rowspan: 4)[第#(r)组],) }},
    [指标#(r)：按期完成各项重点工作任务并且通过上级部门组织的验收], [1#(r).00], [])).flatten(),
  table.cell(colspan: 2)[合计], [1,000.00], [97.99],
)
"""
RECTANGLES = "stroke: none, fill: (x, y) => if y == 0 { luma(230) }, gutter: 0pt, ..range(0, 5).map(x => table.vline(x: x)), "


@pytest.mark.parametrize("style", ["stroke: 0.5pt,", "stroke: 2pt + gray,", "inset: 2pt,"])
def test_tables_over_pages_are_one_with_their_merged_cells(style: str, tmp_path: Path) -> None:
    (table,) = read(foreign(tmp_path / "a.pdf", SCORES.format(style=style))).tables
    assert [text_of(each.runs) for each in table.header[0]] == ["一级", "三级指标", "分值", "得分"]
    assert len(table.body) == 41
    texts = {(row, column): text_of(each.runs) for row, column, each in table.placed()}
    assert [texts[row + 1, 0] for row in range(0, 40, 4)] == [f"第{row}组" for row in range(0, 40, 4)]
    assert [texts[row + 1, 2] for row in range(40)] == [f"1{row}.00" for row in range(40)]
    assert all(texts[row + 1, 1] == f"指标{row}：按期完成各项重点工作任务并且通过上级部门组织的验收" for row in range(40))
    assert [(text_of(each.runs), each.across) for each in table.body[40]] == [("合计", 2), ("1,000.00", 1), ("97.99", 1)]
    assert [each.down for row in table.body for each in row if each.down > 1] == [4] * 10


def test_a_caption_and_a_unit_belong_to_their_table(tmp_path: Path) -> None:
    body = (
        f"{LONG}\n\n#align(center, text(size: 14pt)[表1 收支情况])\n#align(right, text(size: 10pt)[单位：万元])\n"
        "#table(columns: 3, [项目], [预算], [支出], [基本], [10.00], [9.99], [合计], [10.00], [9.99])\n"
    )
    (table,) = read(foreign(tmp_path / "a.pdf", body)).tables
    assert (text_of(table.caption), text_of(table.note)) == ("表1 收支情况", "单位：万元")
    assert len(table.header) == 1
    assert [each.kind for each in table.body[0]] == ["text", "number", "number"]


def test_blocks_and_rows_know_their_pages(tmp_path: Path) -> None:
    found = read_with_pages(foreign(tmp_path / "a.pdf", f"{LONG}\n#pagebreak()\n{LONG}\n{SCORES.format(style='')}"))
    assert [found.page_of[at] for at in range(3)] == [1, 2, 2]
    pages = [found.row_page_of[2, row] for row in range(42)]
    assert pages == sorted(pages)
    assert (pages[0], pages[-1] > 2) == (2, True)


def test_radicals_are_read_as_the_characters_that_they_look_like() -> None:
    assert "".join(plain_sign(ord(sign)) for sign in "⼀⽉１年\u00a0") == "一月１年 "


def test_lines_are_joined_as_they_were_broken() -> None:
    assert flat("budget\nof 2025 年 度 A1 ，B") == "budget of 2025年度A1，B"


# ---- as another office program prints them


@pytest.mark.heavy
@pytest.mark.parametrize("marks", [False, True])
@pytest.mark.parametrize("folder", DOSSIERS)
def test_what_an_office_program_prints_has_the_same_words_and_cells(folder: str, marks: bool, tmp_path: Path) -> None:  # noqa: FBT001 - drawn
    told = f'pdf:writer_pdf_Export:{{"UseTaggedPDF":{{"type":"boolean","value":"{str(marks).lower()}"}}}}'
    home = f"-env:UserInstallation=file://{tmp_path}/office"
    paths = [tmp_path / f"{name}.docx" for name in example_papers(folder)]
    for path, document in zip(paths, example_papers(folder).values(), strict=True):
        docx.write(document, path)
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", told, "--outdir", tmp_path, *paths], check=True, capture_output=True
    )
    same = []
    for path in paths:
        printed, written = held(read(path.with_suffix(".pdf"))), held(without_charts(docx.read(path)))
        same.append(bare(lines(printed)) == bare(lines(written)))
        assert stated(printed) == stated(written)
        assert same[-1] or not marks, path.stem
    assert sum(same) >= len(same) * 0.8


def without_charts(document: Document) -> Document:
    """The document as others print it: charts are pictures, with their titles above."""
    return replace(
        document, blocks=tuple(Paragraph(block.title) if isinstance(block, Chart) else block for block in document.blocks)
    )


def stated(document: Document) -> list[str]:
    """All text outside of tables, and every text in a cell that states a number."""
    outside = [line for line in lines(document) if not line.startswith("|")]
    return bare([*outside, *(text for table in document.tables for text in table_words(table) if re.search(r"\d", text))])


def bare(texts: list[str]) -> list[str]:
    """Texts without spaces, without the marks of headings, and without signs that the office program loses when they hang in the margin."""
    return [text for each in texts if (text := re.sub(r"[\s⏎#；，]|\[\w+\]|\|[-|]+\|", "", each))]


def test_empty_cells_reach_as_far_as_the_cells_above_them(tmp_path: Path) -> None:
    def row(*cells: tuple[str, int]) -> Row:
        return tuple(Cell(runs_of(text) if text else (), across) for text, across in cells)

    rows = (
        row(("资金来源", 1), ("年初数", 1), ("全年数", 1), ("支出数", 2)),
        row(("上级资金", 1), ("", 1), ("179.25", 1), ("", 2)),
        row(("本级资金", 1), ("", 1), ("59.75", 1), ("", 2)),
    )
    below = row(("说明", 4), ("无", 1))
    pdf.write(Document("", (Table(tuple(Column() for _ in range(5)), (), (*rows, below)),)), tmp_path / "paper.pdf")
    (table,) = read(tmp_path / "paper.pdf").tables
    assert [[(text_of(cell.runs), cell.across) for cell in line] for line in table.body[:3]] == [
        [(text_of(cell.runs), cell.across) for cell in line] for line in rows
    ]

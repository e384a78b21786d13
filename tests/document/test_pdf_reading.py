from __future__ import annotations

import re
import subprocess
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
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
from jixiao.document.formats.pdf import measuring, opening
from jixiao.document.formats.pdf.held import held
from jixiao.document.formats.pdf.reading import Paged, read, read_with_pages
from jixiao.document.formats.pdf.signs import flat, plain_sign
from jixiao.document.model import (
    Chart,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Series,
    Table,
    cell,
    heading,
    paragraph,
    runs_in,
    runs_of,
    text_of,
)
from jixiao.document.projection import project
from jixiao.document.typesetting import face
from jixiao.document.typesetting import pdf as typeset
from jixiao.errors import Unreadable
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
        assert project(held(read(path)), figures=True) == project(held(document), figures=True)
        assert held(read(path)) == held(document)
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
_PLAIN = st.builds(
    Document,
    _WORDS,
    st.lists(
        st.one_of(
            st.builds(Heading, st.integers(1, 4), _SOME),
            st.builds(Paragraph, _SOME, st.sampled_from(["body", "title", "plain", "note", "signature"])),
            papers.tables().map(lambda table: Table(table.columns, (), ((cell("甲", across=len(table.columns)),),))),
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


# ---- PDFs made by hand


def made(objects: list[bytes], trailer: bytes = b"") -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for at, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start))


def stream(content: bytes, said: bytes = b"") -> bytes:
    packed_content = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode%s>>\nstream\n%s\nendstream" % (len(packed_content), said, packed_content)


PICTURE = stream(b"\x80" * 100, b"/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8")
HELLO = b"BT /F 12 Tf 72 700 Td (Score 97.99) Tj ET"
DRAWN = b"q 595 0 0 842 0 0 cm /X Do Q"


def paper(*contents: bytes, box: bytes = b"[0 0 595 842]", said: bytes = b"", other: bytes = PICTURE) -> bytes:
    """Pages with a font F and a picture X."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * at) for at in range(len(contents)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), kids)]
    objects += [b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", other]
    for at, content in enumerate(contents):
        held_by = b"/Resources<</Font<</F 3 0 R>>/XObject<</X 4 0 R>>>>"
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents %d 0 R%s%s>>" % (box, 6 + 2 * at, held_by, said))
        objects.append(stream(content))
    return made(objects)


def of(raw: bytes, tmp_path: Path) -> Paged:
    path = tmp_path / "made.pdf"
    path.write_bytes(raw)
    return read_with_pages(path)


def test_thin_stripes_rule_a_table_as_lines_do(tmp_path: Path) -> None:
    stripes = b"".join(b"72 %d 300.5 0.5 re f " % y for y in (600, 630, 660)) + b"".join(
        b"%d 600 0.5 60.5 re f " % x for x in (72, 172, 372)
    )
    texts = b"".join(
        b"BT /F 12 Tf %d %d Td (%s) Tj ET " % each
        for each in ((80, 640, b"Name"), (180, 640, b"Value"), (80, 610, b"Rate"), (180, 610, b"99.86%"))
    )
    (table,) = of(paper(stripes + texts), tmp_path).document.tables
    assert [[text_of(each.runs) for each in row] for row in table.body] == [["Name", "Value"], ["Rate", "99.86%"]]


def test_a_missing_line_merges_cells(tmp_path: Path) -> None:
    drawn = b"72 600 m 372 600 l 372 660 l 72 660 l h S 172 630 m 372 630 l S 172 600 m 172 660 l S 272 600 m 272 630 l S "
    texts = b"".join(
        b"BT /F 12 Tf %d %d Td (%s) Tj ET " % each
        for each in ((80, 640, b"A"), (180, 640, b"B"), (180, 610, b"C"), (280, 610, b"D"))
    )
    (table,) = of(paper(drawn + texts), tmp_path).document.tables
    assert project(Document("", (table,))).splitlines()[1:] == ["| A | B | < |", "| ^ | C | D |"]


def test_a_frame_without_a_line_inside_is_no_table(tmp_path: Path) -> None:
    assert not of(paper(b"60 690 300 40 re S " + HELLO), tmp_path).document.tables


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_page_is_read_as_it_is_held(turn: int, tmp_path: Path) -> None:
    matrix = {0: b"1 0 0 1 72 700", 90: b"0 1 -1 0 200 72", 180: b"-1 0 0 -1 500 100", 270: b"0 -1 1 0 200 700"}[turn]
    after = {0: b"0 -20", 90: b"0 -20", 180: b"0 -20", 270: b"0 -20"}[turn]
    content = b"BT /F 12 Tf %s Tm (First line 1) Tj %s Td (Second line) Tj ET" % (matrix, after)
    document = of(paper(content, said=b"/Rotate %d" % turn), tmp_path).document
    assert " ".join(words(document)).startswith("Firstline1")
    assert document.page == ("landscape" if turn % 180 else "portrait")


def test_letters_printed_twice_are_read_once(tmp_path: Path) -> None:
    twice = HELLO + b" " + HELLO.replace(b"72 700", b"72.3 700")
    assert words(of(paper(twice), tmp_path).document) == ["Score97.99"]


# ---- what cannot be read


def test_scanned_pages_are_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        of(paper(DRAWN, DRAWN, DRAWN), tmp_path)
    assert "第1—3页是扫描图像" in caught.value.say("zh")
    assert caught.value.say("zh").endswith("。")
    assert of(paper(HELLO, DRAWN, HELLO, DRAWN), tmp_path).unreadable == (2, 4)


ENCRYPTED = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>/ID[<00><00>]" % (b"ab" * 32, b"cd" * 32)


def nested_forms() -> bytes:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 500 500]/Resources<</XObject<</X 4 0 R>>>>"
    return paper(b"/X Do " * 1_000, other=stream(b"/X Do " * 1_000, form))


def hostile(kind: str) -> bytes:
    whole = paper(HELLO)
    kinds: dict[str, Callable[[], bytes]] = {
        "password": lambda: whole.replace(b"/Root 1 0 R", b"/Root 1 0 R" + ENCRYPTED),
        "cut short": lambda: whole[:200],
        "another format": lambda: b"\x89PNG\r\n" + bytes(2_000),
        "garbage": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 100,
        "empty": lambda: b"",
        "no text": lambda: paper(b""),
        "too many pages": lambda: paper(*[b""] * (opening.MOST_PAGES + 1)),
        "bomb": lambda: paper(b" " * (measuring.LARGEST_STREAM + 1)),
        "too much text": lambda: paper(b"BT /F 12 Tf " + b"(aaaaaaaaaa) Tj " * (opening.MOST_GLYPHS // 2) + b"ET"),
        "too many lines": lambda: paper(b"1 1 m 9 9 l S " * (opening.MOST_OBJECTS // 2)),
        "forms in forms": nested_forms,
        "deep": lambda: made(
            [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"[" * 100_000 + b"]" * 100_000]
        ),
        "circle": lambda: made([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"]),
    }
    return kinds[kind]()


@pytest.mark.parametrize(
    "kind",
    [
        *("password", "cut short", "another format", "garbage", "empty", "no text", "too many pages", "bomb"),
        *("too much text", "too many lines", "forms in forms", "deep", "circle"),
    ],
)
def test_broken_and_hostile_files_are_refused_with_a_sentence(kind: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        of(hostile(kind), tmp_path)
    sentence = caught.value.say("zh")
    assert str(tmp_path) in sentence
    assert sentence.endswith("。")
    assert ("密码" in sentence) == (kind == "password")
    assert words(of(paper(HELLO), tmp_path).document) == ["Score97.99"]


@pytest.mark.parametrize(
    "raw",
    [paper(HELLO, box=b"[0 0 1e9 1e9]"), paper(b"q " * 100_000 + HELLO), paper(HELLO, box=b"[0 0 0 0]")],
    ids=["gigantic page", "unclosed states", "page without a size"],
)
def test_strange_files_are_read(raw: bytes, tmp_path: Path) -> None:
    assert words(of(raw, tmp_path).document) == ["Score97.99"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=20))
def test_changed_bytes_never_break_off(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    raw = bytearray(paper(HELLO, DRAWN, b"72 600 300 60 re S 100 600 m 100 660 l S " + HELLO))
    for at, byte in changes:
        raw[at % len(raw)] = byte
    with suppress(Unreadable):
        assert of(bytes(raw), tmp_path).document.blocks


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path / "none.pdf")


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
    """Every text in order that states a number, and all text outside of tables."""
    return bare(
        [
            text
            for block in document.blocks
            for text in (table_words(block) if isinstance(block, Table) else lines(Document("", (block,))))
            if not isinstance(block, Table) or re.search(r"\d", text)
        ]
    )


def bare(texts: list[str]) -> list[str]:
    """Texts without spaces, without the marks of headings, and without signs that the office program loses when they hang in the margin."""
    return [text for each in texts if (text := re.sub(r"[\s#；，]|\[\w+\]|\|[-|]+\|", "", each))]

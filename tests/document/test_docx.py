from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx as independent
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import HealthCheck, given, settings
from lxml import etree
from tests.document import papers

from jixiao.document.formats import docx
from jixiao.document.layout import layout
from jixiao.document.model import Document, paragraph, runs_in
from jixiao.document.projection import project
from jixiao.document.tidy import tidied, without_entries
from jixiao.errors import Unreadable


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "自评报告.docx"
    docx.write(papers.report(), path)
    return path


@pytest.fixture
def full(tmp_path: Path) -> Path:
    path = tmp_path / "完整报告.docx"
    docx.write(papers.full_report(), path)
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(papers.FULL_DOCUMENTS)
def test_what_is_written_reads_back_as_the_same_document(tmp_path: Path, document: Document) -> None:
    path = tmp_path / "paper.docx"
    docx.write(document, path)
    assert docx.read(path) == without_entries(tidied(document))


def test_the_same_document_gives_the_same_bytes(full: Path, tmp_path: Path) -> None:
    docx.write(papers.full_report(), tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == full.read_bytes()


def test_every_part_is_xml_and_has_a_content_type(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        types = archive.read("[Content_Types].xml").decode()
        for name in archive.namelist():
            etree.fromstring(archive.read(name))
            assert name.endswith(".rels") or name in {"[Content_Types].xml", "customXml/item1.xml"} or f'"/{name}"' in types


def test_another_reader_finds_headings_tables_fonts_and_margins(written: Path) -> None:
    read = independent.Document(str(written))
    headings = [each.text for each in read.paragraphs if each.style and each.style.name.startswith("Heading")]
    assert headings == ["一、基本情况", "（一）职责", "1.目标", "（1）指标", "二、问题"]
    assert [(len(table.rows), len(table.columns)) for table in read.tables] == [(10, 4), (2, 8)]
    assert read.tables[0].cell(1, 0).text == read.tables[0].cell(3, 0).text == "一级指标1"
    assert [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in read.tables[0].rows][:2] == [True, False]  # noqa: SLF001
    for style, font in (
        ("Heading 1", "黑体"),
        ("Heading 2", "楷体_GB2312"),
        ("Normal Indent", "仿宋_GB2312"),
        ("Title", "方正小标宋简体"),
    ):
        fonts = read.styles[style].element.rPr.rFonts
        assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))) == (font, "Times New Roman")
    assert read.core_properties.title == "2023年度自评报告"
    sections = read.sections
    assert [section.orientation for section in sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    first = sections[0]
    assert [
        round((side or 0) / 36000) for side in (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    ] == [*(37, 35, 28, 26)]


def test_tables_fill_the_width_of_the_text(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        text = archive.read("word/document.xml").decode()
    grids = [
        [int(width) for width in re.findall(r'gridCol w:w="(\d+)"', grid)]
        for grid in re.findall("<w:tblGrid>.*?</w:tblGrid>", text)
    ]
    assert [sum(grid) for grid in grids] == [8845, 12756]


def test_page_numbers_stand_outside_between_dashes(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        odd, even = (archive.read(f"word/footer{number}.xml").decode() for number in (1, 2))
        assert "evenAndOddHeaders" in archive.read("word/settings.xml").decode()
    assert 'w:jc w:val="right"' in odd
    assert 'w:jc w:val="left"' in even
    assert all("— " in footer and " PAGE " in footer for footer in (odd, even))


def test_turned_pages_have_their_number_at_the_foot_of_the_upright_paper(written: Path) -> None:
    """GB/T 9704-2012, 8: in a frame whose letters lie on their side, 25 mm from the left."""
    with zipfile.ZipFile(written) as archive:
        text = archive.read("word/document.xml").decode()
        related = dict(
            re.findall(r'Id="(rId\d+)" Type="[^"]*/footer" Target="(.*?)"', archive.read("word/_rels/document.xml.rels").decode())
        )
        sections = re.findall("<w:sectPr>.*?</w:sectPr>", text)
        named = [[related[each] for each in re.findall(r'footerReference [^>]*r:id="(rId\d+)"', section)] for section in sections]
        turned = ['w:orient="landscape"' in section for section in sections]
        odd, even = (archive.read(f"word/footer{number}.xml").decode() for number in (3, 4))
    assert True in turned
    assert False in turned
    assert named == [["footer3.xml", "footer4.xml"] if each else ["footer1.xml", "footer2.xml"] for each in turned]
    assert 'w:jc w:val="right"' in odd
    assert 'w:jc w:val="left"' in even
    for footer in (odd, even):
        assert 'vert="vert"' in footer
        assert " PAGE " in footer
        assert int(re.findall(r"<wp:posOffset>(\d+)<", footer)[0]) == pytest.approx(25 * 36_000, abs=1_000)


@pytest.mark.parametrize(
    ("name", "sides", "places"), [("gbt9704", True, ["right", "left"]), ("plain", False, ["center", "center"])]
)
def test_paper_printed_on_both_sides_is_mirrored(name: str, sides: bool, places: list[str], tmp_path: Path) -> None:  # noqa: FBT001 - a case
    docx.write(papers.report(), tmp_path / "a.docx", layout(name))
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        settings_part = archive.read("word/settings.xml").decode()
        footers = [archive.read(f"word/footer{number}.xml").decode() for number in (1, 2)]
    assert [each in settings_part for each in ("mirrorMargins", "evenAndOddHeaders")] == [sides, sides]
    assert [re.findall('w:jc w:val="(.*?)"', footer) for footer in footers] == [[place] for place in places]


def test_fonts_that_a_machine_may_lack_have_another_named(written: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        fonts = archive.read("word/fontTable.xml").decode()
    assert dict(re.findall('w:font w:name="([^"]*)"><w:altName w:val="([^"]*)"', fonts)) == layout().substitutes


def test_an_attachment_has_its_own_style_on_a_page_of_its_own(tmp_path: Path) -> None:
    docx.write(papers.full_report(), tmp_path / "a.docx")
    read = independent.Document(str(tmp_path / "a.docx"))
    mark = next(each for each in read.paragraphs if each.text == "附件1")
    assert mark.paragraph_format.page_break_before
    assert mark.style is not None
    assert mark.style.element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    assert mark.style.font.size == Pt(16)


def figures(document: Document) -> list[str]:
    return [run.figure for runs in runs_in(document) for run in runs if run.figure]


def rewritten(path: Path, part: str = "", changes: tuple[tuple[str, str], ...] = (), without: tuple[str, ...] = ()) -> Path:
    """A copy, one part of which has patterns replaced, and some parts left out."""
    target = path.with_name("rewritten.docx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            for pattern, replacement in changes if name == part else ():
                content = re.sub(pattern, replacement, content.decode()).encode()
            if name not in without:
                archive.writestr(name, content)
    return target


NO_CONTROLS = (r"<w:sdt>.*?<w:sdtContent>(.*?)</w:sdtContent></w:sdt>", r"\1")


def test_figures_survive_the_loss_of_either_mark(written: Path) -> None:
    known = figures(papers.report())
    without_controls = rewritten(written, "word/document.xml", (NO_CONTROLS,))
    assert project(docx.read(without_controls), figures=True) == project(papers.report(), figures=True)
    without_map = rewritten(written, without=("customXml/item1.xml", "customXml/itemProps1.xml"))
    assert figures(docx.read(without_map)) == known


def test_a_figure_is_not_found_where_its_words_were_changed(written: Path) -> None:
    path = rewritten(written, "word/document.xml", (NO_CONTROLS, ("97.99", "98.99")))
    assert "score.total" not in figures(docx.read(path))


def test_the_papers_of_others_are_read_as_far_as_styles_tell(tmp_path: Path) -> None:
    other = independent.Document()
    other.add_heading("一、概况", level=1)
    other.add_paragraph("第一段")
    other.add_paragraph("")
    table = other.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "合并"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "甲\n乙"
    other.add_page_break()  # type: ignore[no-untyped-call]
    other.add_heading("三、跳号", level=1)
    path = tmp_path / "other.docx"
    other.save(str(path))
    lines = project(docx.read(path)).splitlines()[1:]
    assert lines == ["# 一、概况", "第一段", "", "| 合并 | 甲⏎乙 | < |", "| ^ |  |  |", "---- page ----", "# 三、跳号"]


def bomb(name: str, size: int) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w", force_zip64=True) as member:
        for _ in range(size // 1_000_000):
            member.write(b" " * 1_000_000)
    return buffer.getvalue()


def many_members() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(5_000):
            archive.writestr(f"{number}", b"")
    return buffer.getvalue()


def hostile(kind: str, whole: bytes) -> bytes:
    """The bytes of a file that should be refused, some of them made from a good one."""
    if kind == "bomb":
        return bomb("word/document.xml", 300_000_000)
    return {
        "members": many_members(),
        "cut short": whole[: len(whole) // 2],
        "no archive": b"\x89PNG" + whole[4:100],
        "old format": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + whole,
        "empty": b"",
    }[kind]


@pytest.mark.parametrize("kind", ["bomb", "members", "cut short", "no archive", "old format", "empty"])
def test_broken_and_hostile_files_are_refused_with_a_sentence(kind: str, written: Path) -> None:
    written.write_bytes(hostile(kind, written.read_bytes()))
    with pytest.raises(Unreadable) as caught:
        docx.read(written)
    assert str(written) in caught.value.say("zh")
    assert caught.value.say("zh").endswith("。")


@pytest.mark.parametrize(
    ("part", "pattern", "replacement"),
    [
        ("word/document.xml", "</w:body>", ""),
        ("word/document.xml", "<w:document ", '<!DOCTYPE w [<!ENTITY a "b">]><w:document '),
        ("word/styles.xml", "<w:styles", "<w:styles <"),
        ("_rels/.rels", "word/document.xml", "word/styles.xml"),
    ],
)
def test_broken_parts_are_refused_with_a_sentence(part: str, pattern: str, replacement: str, written: Path) -> None:
    with pytest.raises(Unreadable):
        docx.read(rewritten(written, part, ((pattern, replacement),)))


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        docx.read(tmp_path / "none.docx")


def test_a_long_number_is_set_smaller_and_reads_back(tmp_path: Path) -> None:
    document = replace(papers.report(), blocks=(paragraph("x"), papers.score_table()))
    docx.write(document, tmp_path / "a.docx")
    assert docx.read(tmp_path / "a.docx") == tidied(document)


def test_tracked_changes_links_and_hidden_text_are_read_as_a_reader_sees_them(written: Path) -> None:
    word = (
        '<w:p><w:r><w:t>甲</w:t></w:r><w:ins w:id="1" w:author="a"><w:r><w:t>加</w:t></w:r></w:ins><w:del w:id="2" w:author="a"><w:r>'
        "<w:delText>删</w:delText></w:r></w:del><w:hyperlink><w:r><w:t>链</w:t><w:tab/><w:t>接</w:t></w:r></w:hyperlink>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:p>"
    )
    path = rewritten(written, "word/document.xml", (("<w:body>", f"<w:body>{word}"),))
    assert project(docx.read(path)).splitlines()[1] == "甲加链\t接"


def test_ragged_tables_are_filled(written: Path) -> None:
    tc = "<w:tc><w:tcPr>{}</w:tcPr><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    begins = '<w:vMerge w:val="restart"/>'
    ragged = (
        f"<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>{tc.format(begins, '甲')}{tc.format('', '乙')}</w:tr>"
        f"<w:tr>{tc.format('<w:vMerge/>', '')}</w:tr><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{tc.format('', '丙')}</w:tr>"
        f"<w:tr>{tc.format('<w:vMerge/>', '丁')}</w:tr></w:tbl><w:tbl></w:tbl>"
    )
    path = rewritten(written, "word/document.xml", (("<w:body>", f"<w:body>{ragged}"),))
    assert project(docx.read(path)).splitlines()[1:6] == ["| 甲 | 乙 |", "| ^ |  |", "|---|---|", "|  | 丙 |", "| 丁 |  |"]

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
from hypothesis import given, settings
from pypdfium2 import raw
from tests.document import papers

from jixiao.document.carried import packed, unpacked
from jixiao.document.formats.pdf.marking import stands
from jixiao.document.formats.pdf.table_content import column_widths
from jixiao.document.formats.pdf.writing import CARRIED, pages, write
from jixiao.document.layout import layout, names
from jixiao.document.model import (
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    PageBreak,
    Picture,
    Properties,
    Run,
    Series,
    Table,
    cell,
    heading,
    label,
    number,
    paragraph,
    runs_of,
)
from jixiao.document.tidy import tidied

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
HANZI = "绩效评价支出预算管理单位部门整体项目资金使用情况"


class Sign(NamedTuple):
    """A visible sign on a page, in points from its upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Seen(NamedTuple):
    """A page as it was written."""

    width: float
    height: float
    signs: list[Sign]
    text: str

    @property
    def body(self) -> list[Sign]:
        """Without the page number."""
        if self.width > self.height:
            return [sign for sign in self.signs if sign.left > 32 * MM]
        return [sign for sign in self.signs if sign.bottom < self.height - 32 * MM]


def seen(document: Document, name: str = "gbt9704", *, system: bool = True) -> list[Seen]:
    return [*pages_of(pages(document, layout(name), system=system))]


def pages_of(content: bytes) -> Iterator[Seen]:
    with pypdfium2.PdfDocument(content) as opened:
        for number_of_page in range(len(opened)):
            page = opened[number_of_page]
            width, height = page.get_size()
            text = page.get_textpage()
            signs = []
            for at in range(text.count_chars()):
                sign = chr(raw.FPDFText_GetUnicode(text, at))
                left, bottom, right, top = text.get_charbox(at)
                if right - left > 0.01 and not sign.isspace() and sign.isprintable():
                    signs.append(Sign(sign, left, height - top, right, height - bottom))
            yield Seen(width, height, signs, text.get_text_range())


def lines(signs: list[Sign]) -> list[list[Sign]]:
    found: list[list[Sign]] = []
    for sign in signs:
        middle = (sign.top + sign.bottom) / 2
        if found and abs(middle - (found[-1][0].top + found[-1][0].bottom) / 2) < 8:
            found[-1].append(sign)
        else:
            found.append([sign])
    return found


def number_of(page: Seen) -> Sign:
    """The page's number with its dashes, as it lies in the upright paper."""
    found = [sign for sign in page.signs if sign not in page.body]
    left, top = min(sign.left for sign in found), min(sign.top for sign in found)
    right, bottom = max(sign.right for sign in found), max(sign.bottom for sign in found)
    if page.width > page.height:
        left, top, right, bottom = top, page.width - right, bottom, page.width - left
    return Sign("".join(sign.text for sign in found), left, top, right, bottom)


def hanzi(count: int) -> str:
    return (HANZI * (count // len(HANZI) + 1))[:count]


@pytest.fixture(scope="module")
def plain_pages() -> list[Seen]:
    return seen(Document("甲", (paragraph(hanzi(28 * 22 * 2 + 30), style="plain"),)))


def test_a_page_of_hanzi_has_22_lines_of_28(plain_pages: list[Seen]) -> None:
    for page in plain_pages[:2]:
        assert [len(line) for line in lines(page.body)] == [28] * 22
    assert [len(line) for line in lines(plain_pages[2].body)] == [28, 2]


def test_the_text_fills_the_type_area_to_the_millimetre(plain_pages: list[Seen]) -> None:
    """Paper and margins of GB/T 9704-2012: 37 above, 28 at the side where pages are bound, 156 x 225 for the text."""
    for at, page in enumerate(plain_pages[:2]):
        assert (page.width, page.height) == pytest.approx(A4, abs=0.1)
        bound, outside = (28, 26) if at == 0 else (26, 28)
        left, right = min(sign.left for sign in page.body) / MM, (page.width - max(sign.right for sign in page.body)) / MM
        assert left == pytest.approx(bound, abs=0.6)
        assert right == pytest.approx(outside, abs=0.6)
        middles = [(line[0].top + line[0].bottom) / 2 / MM for line in lines(page.body)]
        pitch = 28.95 / MM
        assert all(lower - upper == pytest.approx(pitch, abs=0.9) for upper, lower in pairwise(middles))
        assert middles[0] - pitch / 2 == pytest.approx(37, abs=1)
        assert page.height / MM - middles[-1] - pitch / 2 == pytest.approx(35, abs=1)


def test_a_body_paragraph_is_indented_by_two_characters() -> None:
    page = seen(Document("甲", (paragraph(hanzi(60)),)))[0]
    first, second = lines(page.body)[:2]
    assert len(first) == 26
    assert (first[0].left - second[0].left) / 15.75 == pytest.approx(2, abs=0.1)


def test_page_numbers_stand_outside_between_dashes(plain_pages: list[Seen]) -> None:
    for at, page in enumerate(plain_pages, 1):
        found = [sign for sign in page.signs if sign not in page.body]
        assert "".join(sign.text for sign in found) == f"—{at}—"
        top, side = min(sign.top for sign in found), max if at % 2 else min
        assert 262 < top / MM < 272
        edge = side(sign.right if at % 2 else sign.left for sign in found) / MM
        assert (210 - 26 - edge if at % 2 else edge - 26) == pytest.approx(14 / MM, abs=1.2)


def test_landscape_pages_are_turned_and_have_their_own_margins() -> None:
    wide = Table((Column(),) * 9, (), (tuple(cell(f"列{at}") for at in range(9)),))
    found = seen(Document("甲", (paragraph("前"), PageBreak("landscape"), wide, PageBreak("portrait"), paragraph("后"))))
    assert [page.width > page.height for page in found] == [False, True, False]
    assert (found[1].width, found[1].height) == pytest.approx(A4[::-1], abs=0.1)
    assert min(sign.left for sign in found[1].body) > 34.9 * MM


def test_a_turned_page_has_its_number_where_upright_ones_have_it() -> None:
    """GB/T 9704-2012, 8: laid into the upright paper with its head at the left, a page shows its number at the same place."""
    document = Document(
        "甲",
        tuple(
            block for _ in range(2) for block in (paragraph("前"), PageBreak("landscape"), paragraph("表"), PageBreak("portrait"))
        ),
    )
    upright, turned = (number_of(page) for page in seen(document)[:2])
    again = seen(replace(document, page="landscape", blocks=(paragraph("表"), PageBreak("portrait"), paragraph("后"))))
    turned_first, upright_second = (number_of(page) for page in again)
    for laid, stood in ((turned_first, upright), (turned, upright_second)):
        assert laid.bottom == pytest.approx(stood.bottom, abs=0.7)
        assert (laid.left, laid.right) == pytest.approx((stood.left, stood.right), abs=2.1 * MM)


def test_other_layouts_are_followed() -> None:
    for name in names():
        sides = layout(name).portrait
        page = seen(Document("甲", (paragraph(hanzi(900), style="plain"),)), name)[0]
        top = min(sign.top for sign in page.signs) * 20
        assert min(sign.left for sign in page.signs) * 20 == pytest.approx(sides.left, abs=30)
        assert sides.top < top < sides.top + 300


def test_header_rows_stand_on_every_page_of_a_long_table() -> None:
    body = tuple((cell(f"指标{at}"), number(f"{at}.00")) for at in range(90))
    table = Table((Column(3), Column(1)), ((label("名称"), label("得分")),), body, runs_of("表1"))
    found = seen(Document("甲", (table,)))
    assert len(found) > 2
    for page in found:
        assert page.text.count("名称") == page.text.count("得分") == 1
    shown = re.sub(r"\s", "", "".join(page.text for page in found))
    assert all(f"指标{at}{at}.00" in shown for at in range(90))


def test_of_a_high_header_the_names_of_the_columns_stand_on_every_page() -> None:
    body = tuple((cell(f"指标{at}"), number(f"{at}.00")) for at in range(60))
    header = ((label("目标"), cell(hanzi(900))), (label("名称"), label("得分")))
    found = seen(Document("甲", (Table((Column(1), Column(3)), header, body),)))
    assert len(found) > 1
    assert [page.text.count("名称") for page in found] == [1] * len(found)
    assert [page.text.count("目标") for page in found] == [1] + [0] * (len(found) - 1)


def test_a_row_taller_than_a_page_goes_on_on_the_next() -> None:
    texts = [hanzi(10_000), "短"]
    found = seen(Document("甲", (Table((Column(3), Column(1)), (), (tuple(cell(text) for text in texts),)),)))
    shown = "".join("".join(sign.text for sign in page.body) for page in found)
    assert sum(sign in HANZI for sign in shown) == 10_000
    assert "短" in shown


def test_merged_cells_stay_whole_where_they_find_room() -> None:
    """The label of a group of rows is not cut in two by the page's end."""
    rows = tuple(
        (*((label("效益指标之一", down=3),) if at % 3 == 0 else ()), cell(f"第{at}行"), number("1.00")) for at in range(60)
    )
    for page in seen(Document("甲", (paragraph("引" * 90), Table((Column(1), Column(9), Column(3)), (), rows)))):
        text = re.sub(r"\s", "", page.text)
        assert text.count("效益") == text.count("之一")


def test_a_number_stays_on_one_line_in_a_narrow_column() -> None:
    table = Table((Column(2), Column(11)), (), ((number("12,345,678.90"), cell("甲")),))
    page = seen(Document("甲", (table,)))[0]
    digits = [sign for sign in page.body if sign.text in "0123456789,."]
    assert len(lines(digits)) == 1


def test_columns_fill_the_width_and_none_is_narrower_than_a_character() -> None:
    assert column_widths([2, 5, 1, 1], 9000, 300) == [2000, 5000, 1000, 1000]
    narrow = column_widths([400, 1, 1], 9000, 300)
    assert sum(narrow) == 9000
    assert narrow[1:] == [300, 300]
    assert sum(column_widths([1] * 50, 9000, 300)) == 9000
    assert sum(column_widths([1000, *[1] * 60], 9000, 300)) == 9000


@settings(max_examples=60)
@given(papers.FULL_DOCUMENTS)
def test_nothing_leaves_the_type_area_whatever_the_paper_says(document: Document) -> None:
    for page in seen(document):
        sides = layout().sides("portrait" if page.width < page.height else "landscape")
        narrower = min(sides.left, sides.right) / 20
        assert re.fullmatch(r"(—\d+—)?", "".join(sign.text for sign in page.signs if sign not in page.body))
        for sign in page.body:
            assert sign.left > narrower - 6, sign
            assert sign.right < page.width - narrower + 6, sign
            assert sign.bottom < page.height - sides.footer / 20 + 6, sign


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        "支" * 10_000,
        "，" * 500,
        "（" * 500,
        "—" * 500,
        "\u00a0x" * 400,
        "1,234,567.89" * 100,
        "\n" * 300,
        "😀" * 300,
        "\x00\x01\x1f" * 20 + "尾",
        "#panic() $ \\ ] } \" ' ` @a <b> // /* *c* _d_",
    ],
)
def test_long_and_strange_texts_stay_within_the_margins(text: str) -> None:
    table = Table((Column(1), Column(9)), ((label(text[:200]), label("乙")),), ((cell(text), cell("丙")),), runs_of(text[:300]))
    for page in seen(Document(text[:50], (paragraph(text), Heading(1, runs_of(text[:900])), table))):
        for sign in page.signs:
            assert sign.left > 25 * MM
            assert sign.right < page.width - 25 * MM


def test_markup_in_a_text_is_shown_as_it_stands() -> None:
    text = '#panic()[x]$y$\\z"`*_@<b>//=~{}'
    table = Table((Column(),), (), ((cell(text),),), runs_of(text), runs_of(text))
    chart = Chart("bar", runs_of(text), (text,), (Series(text, (runs_of("1"),)),), text)
    shown = re.sub(r"\s", "", seen(Document(text, (paragraph(text), heading(1, text), table, chart)))[0].text)
    assert shown.count(text) >= 4


def test_headings_are_numbered_and_are_bookmarks() -> None:
    blocks = (
        heading(1, "情况"),
        heading(2, "职责"),
        heading(3, "目标"),
        heading(1, "问题"),
        Heading(2, runs_of("无号"), numbered=False),
    )
    with pypdfium2.PdfDocument(pages(Document("甲", blocks), layout())) as opened:
        marks = [(mark.level, mark.get_title()) for mark in opened.get_toc()]
    assert marks == [(0, "一、情况"), (1, "（一）职责"), (2, "1.目标"), (0, "二、问题"), (1, "无号")]


def test_the_file_says_what_it_is() -> None:
    properties = Properties("某某单位", "自评", "绩效，预算", date(2024, 3, 15))
    content = pages(replace(papers.report(), properties=properties), layout())
    with pypdfium2.PdfDocument(content) as opened:
        said = opened.get_metadata_dict()
        assert raw.FPDFCatalog_IsTagged(opened)
    assert (said["Title"], said["Author"], said["Subject"], said["Keywords"]) == (
        "2023年度自评报告",
        "某某单位",
        "自评",
        "绩效，预算",
    )
    assert said["CreationDate"].startswith("D:20240315")
    assert b"pdfaid:part>3<" in content
    assert b"pdfuaid:part>1<" in content
    assert re.search(rb"/Lang\s?\(zh", content)


def test_a_paper_without_a_day_is_still_one_to_be_read_aloud() -> None:
    content = pages(Document("甲", (paragraph("正文"),)), layout())
    assert b"pdfuaid:part>1<" in content
    assert b"CreationDate" not in content


def test_the_same_paper_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        write(papers.full_report(), tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def attached(content: bytes) -> dict[str, bytes]:
    with pypdfium2.PdfDocument(content) as opened:
        return {
            each.get_name(): bytes(each.get_data())
            for each in (opened.get_attachment(at) for at in range(opened.count_attachments()))
        }


@given(papers.FULL_DOCUMENTS)
@settings(max_examples=20)
def test_what_a_paper_carries_is_attached(document: Document) -> None:
    found = attached(pages(document, layout()))
    expected = packed(tidied(document), stands(tidied(document)))
    assert found == ({CARRIED: expected.encode()} if expected else {})
    if expected:
        assert unpacked(found[CARRIED].decode()) == unpacked(expected)
        assert json.loads(found[CARRIED])


def test_charts_are_drawn_as_lines_and_letters_with_their_title_and_in_words() -> None:
    chart = Chart("column", runs_of("各月支出"), ("一月", "二月"), (Series("支出", (runs_of("1.5"), runs_of("2.5"))),), "万元")
    content = pages(Document("甲", (chart,)), layout())
    text = next(pages_of(content)).text
    assert "各月支出" in text
    assert "一月" in text
    with pypdfium2.PdfDocument(content) as opened:
        assert not [*opened[0].get_objects([raw.FPDF_PAGEOBJ_IMAGE])]
        assert any("二月：2.5" in alt for alt in alternatives(opened[0]))


def test_pictures_have_their_size_and_their_words() -> None:
    content = pages(Document("甲", (Picture(papers.png(40, 30), "一座楼", share=50), Picture(b"broken", "坏图"))), layout())
    with pypdfium2.PdfDocument(content) as opened:
        found = [*opened[0].get_objects([raw.FPDF_PAGEOBJ_IMAGE])]
        left, _, right, _ = found[0].get_bounds()
        assert len(found) == 1
        assert (right - left) / MM == pytest.approx(78, abs=0.5)
        assert "一座楼" in alternatives(opened[0])
    assert "坏图" in next(pages_of(content)).text


def test_a_high_picture_is_made_to_fit() -> None:
    found = seen(Document("甲", (Picture(papers.png(1, 40), "柱"), paragraph("后"))))
    assert len(found) == 1


def alternatives(page: pypdfium2.PdfPage) -> list[str]:
    """The words that stand for pictures."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    found: list[str] = []

    def visit(element: object) -> None:
        length = raw.FPDF_StructElement_GetAltText(element, None, 0)
        if length > 2:
            buffer = raw.ctypes.create_string_buffer(length) if hasattr(raw, "ctypes") else (raw.c_char * length)()
            raw.FPDF_StructElement_GetAltText(element, buffer, length)
            found.append(bytes(buffer)[: length - 2].decode("utf-16-le"))
        for at in range(raw.FPDF_StructElement_CountChildren(element)):
            child = raw.FPDF_StructElement_GetChildAtIndex(element, at)
            if child:
                visit(child)

    for at in range(raw.FPDF_StructTree_CountChildren(tree)):
        visit(raw.FPDF_StructTree_GetChildAtIndex(tree, at))
    raw.FPDF_StructTree_Close(tree)
    return found


def test_bold_letters_are_thicker_with_every_font() -> None:
    for system in (True, False):
        thin, bold = (
            pages(Document("甲", (paragraph(Run("支出", bold=each)),)), layout(), system=system) for each in (False, True)
        )
        assert ink(bold) > ink(thin) * 1.05


def ink(content: bytes) -> int:
    """How much of the first page is black."""
    with pypdfium2.PdfDocument(content) as opened:
        bitmap = opened[0].render(scale=3, grayscale=True)
        return sum(255 - shade for shade in bytes(bitmap.buffer))


def test_a_machine_without_chinese_fonts_writes_every_form_of_type() -> None:
    found = seen(papers.full_report(), system=False)
    assert found
    assert "绩效自评报告" in re.sub(r"\s", "", "".join(page.text for page in found))


def test_signs_without_a_font_are_seen_by_their_number() -> None:
    table = Table((Column(),), (), ((Cell(runs_of("𠮷某")),),))
    shown = seen(Document("甲", (paragraph("张𠮷某"), table)), system=False)[0].text
    assert shown.count("〔U+20BB7〕某") == 2

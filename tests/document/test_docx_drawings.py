"""Charts and pictures in Word files, our own and those of others."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path

import docx as independent
import pytest
from docx.shared import Mm
from tests.document import papers

from jixiao.document import drawing
from jixiao.document.formats import docx
from jixiao.document.formats.docx import pictures
from jixiao.document.images import pixels_of
from jixiao.document.layout import layout
from jixiao.document.model import Block, Chart, Document, Paragraph, Picture, Run, Series, paragraph, runs_of
from jixiao.document.tidy import tidied

CHART = Chart("column", runs_of("图1 得分 ", Run("97.99", "score.total")), ("甲",), (Series("得分", (runs_of("97.99"),)),))
OTHER = Chart("bar", runs_of("图2"), ("乙",), (Series("支出", ((),)),))
TEXT_WIDTH = layout().portrait.text_width * 635


def written(path: Path, *blocks: Block) -> Path:
    docx.write(Document("图", blocks), path)
    return path


def changed(path: Path, *changes: tuple[str, str], part: str = "word/document.xml") -> Path:
    """The file with a pattern replaced in one of its parts."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for pattern, replacement in changes:
        text = parts[part].decode()
        assert re.search(pattern, text)
        parts[part] = re.sub(pattern, replacement, text).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def extents(path: Path) -> list[tuple[int, int]]:
    return [(shape.width, shape.height) for shape in independent.Document(str(path)).inline_shapes]


def test_a_chart_is_a_picture_as_wide_as_the_text_that_says_in_words_what_it_shows(tmp_path: Path) -> None:
    path = written(tmp_path / "a.docx", CHART, OTHER)
    shapes = independent.Document(str(path)).inline_shapes
    assert [shape.width for shape in shapes] == [TEXT_WIDTH] * 2
    names = [shape._inline.docPr for shape in shapes]  # noqa: SLF001
    assert [each.get("name") for each in names] == ["chart-1", "chart-2"]
    assert [each.get("descr") for each in names] == [drawing.words(CHART), drawing.words(OTHER)]


def test_a_title_that_was_edited_is_the_charts_title(tmp_path: Path) -> None:
    path = changed(written(tmp_path / "a.docx", CHART, OTHER), ("97\\.99", "98.00"), ("图2", "图三"))
    first, second = docx.read(path).blocks
    assert isinstance(first, Chart)
    assert isinstance(second, Chart)
    assert first.title == runs_of("图1 得分 ", Run("98.00", "score.total"))
    assert second.title == runs_of("图三")
    assert (first.series, second.series) == (CHART.series, OTHER.series)


def test_the_figure_in_a_title_is_found_again_without_its_mark(tmp_path: Path) -> None:
    path = changed(written(tmp_path / "a.docx", CHART), ("<w:sdt>.*?<w:sdtContent>(.*?)</w:sdtContent></w:sdt>", r"\1"))
    assert docx.read(path).blocks == (CHART,)


def test_charts_keep_their_numbers_when_some_are_deleted_or_pasted_again(tmp_path: Path) -> None:
    path = written(tmp_path / "a.docx", CHART, OTHER)
    first = r'(<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>(?:(?!</w:p>).)*</w:p><w:p>(?:(?!</w:p>).)*chart-1.*?</w:p>)'
    assert docx.read(changed(path, (first, ""))).blocks == (OTHER,)
    path = written(tmp_path / "b.docx", CHART, OTHER)
    assert docx.read(changed(path, (first, r"\1\1"))).blocks == (CHART, CHART, OTHER)


def test_a_chart_whose_numbers_were_dropped_is_a_picture_below_its_title(tmp_path: Path) -> None:
    path = changed(written(tmp_path / "a.docx", CHART), ("<carried>.*</carried>", ""), part="customXml/item1.xml")
    title, shown = docx.read(path).blocks
    assert title == Paragraph(CHART.title, "note")
    assert isinstance(shown, Picture)
    assert (shown.alt, shown.share) == (drawing.words(CHART), 100)


@pytest.mark.parametrize("page", ["portrait", "landscape"])
def test_a_picture_keeps_its_shape_and_fits_on_the_page(page: str, tmp_path: Path) -> None:
    sides = layout().sides("portrait" if page == "portrait" else "landscape")
    wide, tall = Picture(papers.png(40, 20), "宽", share=50), Picture(papers.png(2, 400), "高", share=80)
    path = tmp_path / "a.docx"
    document = Document("图", (wide, tall), "portrait" if page == "portrait" else "landscape")
    docx.write(document, path)
    first, second = extents(path)
    assert first[0] * 2 == pytest.approx(sides.text_width * 635, abs=1)
    assert first[1] * 2 == pytest.approx(first[0], abs=1)
    assert second[1] <= sides.text_height * 635
    assert second[1] == pytest.approx(second[0] * 200, rel=0.01)
    assert docx.read(path) == tidied(document)


def test_a_picture_that_was_made_smaller_has_the_share_that_it_takes_now(tmp_path: Path) -> None:
    path = changed(
        written(tmp_path / "a.docx", Picture(papers.png(40, 20), "照片", share=80)), ('cx="\\d+"', f'cx="{TEXT_WIDTH // 4}"')
    )
    assert docx.read(path).blocks == (Picture(papers.png(40, 20), "照片", share=25),)


def test_a_picture_shown_twice_is_stored_once(tmp_path: Path) -> None:
    path = written(tmp_path / "a.docx", *[Picture(papers.JPEG, f"照片{at}", "image/jpeg") for at in range(3)])
    with zipfile.ZipFile(path) as archive:
        assert [name for name in archive.namelist() if name.startswith("word/media")] == ["word/media/image1.jpeg"]
    assert [block.alt for block in docx.read(path).blocks if isinstance(block, Picture)] == ["照片0", "照片1", "照片2"]


def test_pictures_in_the_papers_of_others_are_read_where_they_stand(tmp_path: Path) -> None:
    other = independent.Document()
    line = other.add_paragraph("前文")
    line.add_run().add_picture(BytesIO(papers.png(10, 5)), width=Mm(40))
    other.add_picture(BytesIO(papers.JPEG), width=Mm(400))
    other.add_paragraph("后文")
    other.save(str(tmp_path / "a.docx"))
    section = other.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    assert docx.read(tmp_path / "a.docx").blocks == (
        paragraph("前文"),
        Picture(papers.png(10, 5), "", share=(Mm(40) * 100 * 2 + room) // (2 * room)),
        Picture(papers.JPEG, "", "image/jpeg", 100),
        paragraph("后文"),
    )


def test_pictures_of_no_use_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Picture(papers.png(4, 4), "图")
    before, after = paragraph("前"), paragraph("后")
    image = "word/media/image1.png"
    huge = papers.png(1, 1).replace((1).to_bytes(4), (60_000).to_bytes(4), 2)
    assert pixels_of(huge) == (60_000, 60_000)
    for at, content in enumerate((b"GIF89a" + b"\0" * 40, b"\x89PNG\r\n\x1a\nIHDR", papers.JPEG[:150], huge, b"")):
        path = written(tmp_path / f"{at}.docx", before, shown, after)
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()} | {image: content}
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        assert docx.read(path).blocks == (before, after)
    path = changed(written(tmp_path / "b.docx", before, shown, after), ('r:embed="rId\\d+"', 'r:link="rId7"'))
    assert docx.read(path).blocks == (before, after)
    monkeypatch.setattr(pictures, "LARGEST_PICTURE", 10)
    assert docx.read(written(tmp_path / "c.docx", before, shown, after)).blocks == (before, after)

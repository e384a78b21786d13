from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.document import papers

from jixiao.document.formats.pdf.writing import pages
from jixiao.document.images import pixels_of
from jixiao.document.layout import layout, names
from jixiao.document.model import Document, paragraph
from jixiao.document.tidy import clean
from jixiao.document.typesetting import Refused, draws, face, named, pdf, png, without_shape
from jixiao.files.yamls import read_yaml

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60" width="200pt" height="60pt">'
    '<text x="10" y="40" font-family="\'黑体\',\'宋体\',sans-serif" font-size="20">{text}</text></svg>'
)
SHOWS_TEXT = '#set page(width: 400pt, height: 900pt)\n#set text(font: "Noto Serif SC")\n#text(read("text.txt"))'


def text_of_pdf(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as opened:
        return "".join(opened[number].get_textpage().get_text_range() for number in range(len(opened)))


def gb2312() -> Iterator[str]:
    """Every sign of GB 2312."""
    for row in range(0xA1, 0xF8):
        for place in range(0xA1, 0xFF):
            sign = bytes((row, place)).decode("gb2312", "ignore")
            if sign:
                yield sign


def test_the_fonts_of_the_package_have_every_sign_of_gb_2312() -> None:
    signs = "".join(gb2312())
    assert len(re.findall(r"[\u4e00-\u9fff]", signs)) == 6763
    assert not without_shape(signs, system=False)
    assert not without_shape("①⑳≥≤√×÷±℃㎡‰—…·“”‘’〔〕【】《》●★☆□■▲△○◎※☑✓㐀", system=False)


def test_a_sign_that_no_font_has_is_named_by_its_number() -> None:
    assert named("𠮷林\U000323af", system=False) == "〔U+20BB7〕林〔U+323AF〕"
    assert without_shape("绩效\n\t 97.99%", system=False) == frozenset()


def test_signs_that_turn_the_direction_of_writing_are_left_out() -> None:
    assert named("支出\u202e123\u2066万元") == "支出123万元"


@given(st.text(max_size=60))
@example('#eval("1")] $x$ *粗* _斜_ `码` @引 <标> \\u{41} // /* = 一')
@example("﷽你\u1f3fd\ue000")
def test_any_text_comes_out_as_that_text(text: str) -> None:
    """Only what stands in the data is shown: nothing of it is markup. Order is not compared, since a reader of PDF has its own."""
    content = pdf(SHOWS_TEXT, {"text.txt": clean(named(text, system=False)).encode()}, system=False)
    shown, meant = (unicodedata.normalize("NFKC", each) for each in (text_of_pdf(content), clean(named(text, system=False))))
    visible = re.compile(r"[^\s\W]|[#$*_`@<>\\=/\[\]{}~\"']")
    if all(unicodedata.bidirectional(sign) not in {"R", "AL", "AN"} for sign in text) and not re.search(
        r"[\u0300-\u036f]", meant
    ):
        assert sorted(visible.findall(shown)) == sorted(visible.findall(meant))


def test_markup_reads_nothing_outside_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    for path in (f"/{tmp_path}/secret", "../secret", "/etc/hostname"):
        with pytest.raises(Refused):
            pdf(f'#read("{path}")')


def test_a_drawing_becomes_a_png_of_the_width_asked_for() -> None:
    for text in ("支出进度", "<tspan>𠮷</tspan>"):
        size = pixels_of(png(SVG.format(text=text), 800))
        assert size is not None
        assert tuple(size) == (800, 240)


def test_the_same_drawing_gives_the_same_bytes_in_every_process() -> None:
    drawn = png(SVG.format(text="支出"), 400)
    code = "import sys; from jixiao.document.typesetting import png; sys.stdout.buffer.write(png(sys.argv[1], 400))"
    other = subprocess.run([sys.executable, "-c", code, SVG.format(text="支出")], capture_output=True, check=True).stdout
    assert drawn == other == png(SVG.format(text="支出"), 400)


def test_a_drawing_without_any_chinese_font_on_the_machine_still_shows_its_text() -> None:
    assert png(SVG.format(text="支出"), 400, system=False) != png(SVG.format(text=""), 400, system=False)


def test_pictures_that_cannot_be_drawn_are_told() -> None:
    whole = papers.png(4, 3)
    assert draws(whole, "png")
    assert draws(papers.JPEG, "jpg")
    assert not draws(whole[:40], "png")
    assert not draws(b"", "jpg")


def test_many_threads_set_at_the_same_time() -> None:
    expected = png(SVG.format(text="甲"), 300)
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(lambda _: png(SVG.format(text="甲"), 300), range(12))) == {expected}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")
def test_a_process_that_was_forked_sets_as_well() -> None:
    code = (
        "import os; from jixiao.document.typesetting import png, draws, pdf, Refused\n"
        'svg = \'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>\'\n'
        "first, child = png(svg, 90), os.fork()\n"
        "if child == 0:\n"
        "    same = png(svg, 90) == first and not draws(b'', 'png')\n"
        "    os._exit(0 if same else 9)\n"
        "raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=100, check=False).returncode == 0


def test_the_command_line_starts_without_the_typesetter() -> None:
    code = "import sys, jixiao.cli; raise SystemExit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_font_of_the_layouts_is_set_by_a_package_that_comes_along() -> None:
    fonts = {kind.font for each in names() for kind in layout(each).styles.values()}
    assert {family for font in fonts for family in face(font, system=False).families} == {"Noto Serif SC", "Noto Sans SC"}
    assert face("黑体", system=False).families[0] == "Noto Sans SC"
    assert face("仿宋_GB2312", system=False).families[0] == "Noto Serif SC"
    assert face("Times New Roman", system=False).families[0] == "Libertinus Serif"


def test_bold_is_drawn_where_a_font_has_none() -> None:
    assert face("方正小标宋简体", system=False).heavy
    assert face("方正小标宋简体", system=False).drawn
    assert not face("Times New Roman", system=False).drawn


def test_every_family_in_the_list_says_whose_it_is() -> None:
    data = read_yaml(Path(pages.__code__.co_filename).parents[2] / "typesetting" / "fonts.yaml").data
    assert isinstance(data, dict)
    fonts, families = data["fonts"], data["families"]
    assert isinstance(fonts, dict)
    assert isinstance(families, dict)
    assert {kind.font for each in names() for kind in layout(each).styles.values()} <= set(fonts)
    named_there = {name for listed in fonts.values() if isinstance(listed, list) for name in listed}
    assert named_there == set(families)
    assert all(isinstance(each, dict) and {"zh", "licence", "source"} == set(each) for each in families.values())


def test_a_paper_is_written_even_where_the_typesetter_breaks_off() -> None:
    """This text once made it break off while it broke a line."""
    text = "".join(map(chr, (0x202E, 0x2611, 0x2714, 0x3000, 0x3400, 0x4F60, 0x597D, 0xA66E, 0xE000, 0xFDFD, 0x1F3FD))) * 9
    content = pages(Document("甲", (paragraph(text, "好"),)), layout())
    assert "好" in text_of_pdf(BytesIO(content).getvalue())

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao.document.formats.pdf import measuring, opening
from jixiao.document.formats.pdf.reading import Paged, read, read_with_pages
from jixiao.document.model import Document, runs_in, text_of
from jixiao.document.projection import project
from jixiao.errors import Unreadable


def words(document: Document) -> list[str]:
    """The text of every heading, paragraph and cell in order, without spaces."""
    return [text for runs in runs_in(document) if (text := re.sub(r"\s", "", text_of(runs)))]


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

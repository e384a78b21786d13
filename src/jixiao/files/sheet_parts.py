"""The XML of one sheet, brought within bounds before a library builds a grid of it.

A library lays out every cell between the first and the last one: a sheet of four rows with one stray cell in row 1,048,576 would
cost minutes and gigabytes. Here such a sheet is cut after its rows, and what a grid no longer tells is noted on the way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from io import BytesIO
from string import ascii_uppercase

from lxml import etree

from jixiao.files.package import Element, Package
from jixiao.wording import Text

MOST_ROWS = 1_048_576
MOST_CELLS = 8_000_000
WIDEST_SHEET = 512
LARGEST_SHEET = 256_000_000
EMPTY_RUN = 10_000
"""After so many rows in which nothing stands, a sheet is taken to have ended."""

_PIECE = 4_000_000
_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ENDS = (b"v>", b"t>", b"f>")
"""What closes a value, an inline text or a formula, with a prefix or without."""
_DATA = re.compile(rb"<(\w{1,40}:)?sheetData\b")
_END_OF_DATA = b"</sheetData></worksheet>"
_LAST_ROW = re.compile(rb'\br="([0-9]{1,9})"')
_CELL = rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*?'
_ERROR = re.compile(_CELL + rb'\bt="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?(?:<v>([^<]*)</v>)?')
_BARE_FORMULA = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?![^>]*\bt="str")[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v></v>|<v ?/>)?</c>'
)
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SKELETON = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s'

Spot = tuple[int, int]
"""Row, as an office program numbers it, and column, counted from zero."""


@dataclass(slots=True)
class SheetPart:
    """A sheet's XML within bounds, and what stands in it that a grid of values does not tell."""

    xml: bytes
    cut_after: int | None = None
    """The row after which nothing was read, because many empty rows follow it."""
    too_large: bool = False
    has_truths: bool = False
    """Whether any cell holds TRUE or FALSE."""
    errors: dict[Spot, str] = field(default_factory=dict)
    bare_formulas: set[Spot] = field(default_factory=set)
    percentages: set[Spot] = field(default_factory=set)
    """The cells whose format shows their number as a percentage."""


def sheet_part(package: Package, name: str, percent_styles: Collection[int] = ()) -> SheetPart:
    """The sheet with that name in the archive; ``too_large`` where it holds more than is safe to open.

    ``percent_styles`` are the numbers of the cell styles that show a percentage.
    """
    raw, is_cut = _unpacked(package, name)
    if raw is None:
        return SheetPart(_SKELETON % _END_OF_DATA, too_large=True)
    part = SheetPart(raw, cut_after=_last_row(raw) if is_cut else None)
    if not _is_plain(raw):
        part = _rewritten(package, name, raw, is_cut=is_cut)
    _note_flaws(part)
    if percent_styles:
        styled = re.compile(_CELL + rb'\bs="(?:%s)"' % b"|".join(b"%d" % style for style in sorted(percent_styles)))
        part.percentages = {_spot(found) for found in styled.finditer(part.xml, *_extent(part.xml))}
    return part


def column_number(letters: str) -> int:
    """The number of a column counted from zero: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * len(ascii_uppercase) + ascii_uppercase.index(letter) + 1
    return number - 1


def _unpacked(package: Package, name: str) -> tuple[bytes | None, bool]:
    """The part up to its last value before a long run of empty rows, and whether it was cut there; None if it is too large."""
    pieces = list[bytes]()
    empty = size = 0
    with package.stream(name) as stream:
        while piece := stream.read(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if any(piece.rfind(end) >= 0 for end in _ENDS):
                empty = 0
            else:
                empty += piece.count(b"row ")
            if empty > EMPTY_RUN:
                return _cut(b"".join(pieces)), True
            if size > LARGEST_SHEET:
                return None, False
    return b"".join(pieces), False


def _cut(kept: bytes) -> bytes:
    """The part up to the row that holds its last value."""
    value = max(kept.rfind(end) for end in _ENDS)
    start = _DATA.search(kept)
    end = kept.find(b"row>", value)
    if start is None or value < start.start() or end < 0:
        return _SKELETON % _END_OF_DATA
    prefix = start[1] or b""
    return kept[: end + len(b"row>")] + b"</%ssheetData></%sworksheet>" % (prefix, prefix)


def _last_row(raw: bytes) -> int:
    found = _LAST_ROW.search(raw, max(0, raw.rfind(b"row ")))
    return int(found[1]) if found else 0


def _is_plain(raw: bytes) -> bool:
    """Whether every cell names its place in the usual way, and none of them stands so far off that a grid would be too large."""
    start, end = _extent(raw)
    if start < 0 or raw.find(b":c", start, end) >= 0:
        return False
    usual = _usual(raw.count(b"<row", start, end))
    return usual is not None and re.compile(b"<c(?! %s)" % usual).search(raw, start, end) is None


def _extent(raw: bytes) -> tuple[int, int]:
    """Where the rows begin and end."""
    return raw.find(b"<sheetData"), max(0, raw.rfind(b"</sheetData>"))


def _usual(rows: int) -> bytes | None:
    """The addresses that cells of a sheet with so many rows may have.

    They lie not far below these rows, nor so far right that a grid would be too large. None if even 26 columns would be.
    """
    bound = str(rows + EMPTY_RUN)
    lead, rest = int(bound[0]), len(bound) - 1
    blocks = min(WIDEST_SHEET, MOST_CELLS // ((lead + 1) * 10**rest)) // len(ascii_uppercase) - 1  # of AA to AZ, after A to Z
    if blocks < 0:
        return None
    columns = "[A-Z]" if blocks == 0 else f"(?:[A-Z]|[A-{ascii_uppercase[blocks - 1]}][A-Z])"
    return f'r="{columns}(?:[1-{lead}][0-9]{{{rest}}}|[0-9]{{1,{rest}}})"'.encode()


# ---- a sheet that is written in an unusual way, or reaches far: it is read exactly, cell by cell, and written anew


def _rewritten(package: Package, name: str, raw: bytes, *, is_cut: bool) -> SheetPart:
    """The sheet with the cells that hold something, each with its address, up to a long run of empty rows."""
    part, rows = SheetPart(b""), list[bytes]()
    last = widest = 0
    try:
        for number, cells in _rows(raw):
            if number - last > EMPTY_RUN:
                part.cut_after = last
                break
            last, widest = number, max(widest, *(column + 1 for column, _ in cells))
            if widest > WIDEST_SHEET or last * widest > MOST_CELLS or last > MOST_ROWS:
                part.too_large = True
                break
            rows.append(b'<row r="%d">%s</row>' % (number, b"".join(cell for _, cell in cells)))
    except etree.XMLSyntaxError as error:
        raise package.fault(Text("{name} 不是完整的 XML", "{name} is no complete XML").fill(name=name)) from error
    if is_cut and part.cut_after is None:
        part.cut_after = last
    part.xml = _SKELETON % b"".join(rows) + b"</sheetData>" + _merges(raw) + b"</worksheet>"
    return part


def _rows(raw: bytes) -> Iterator[tuple[int, list[tuple[int, bytes]]]]:
    """The rows that hold something: their numbers, and their cells with the columns."""
    number = column = -1
    cells: list[tuple[int, bytes]] = []
    for _, element in etree.iterparse(BytesIO(raw), tag=(f"{_M}c", f"{_M}row"), resolve_entities=False, no_network=True):
        if element.tag == f"{_M}c":
            found = _ADDRESS.fullmatch((element.get("r") or "").upper())
            column = column_number(found[1]) if found else column + 1
            cells += [(column, cell) for cell in _cell(element)]
        else:
            said = element.get("r") or ""
            number = int(said) if said.isdecimal() and len(said) <= len(str(MOST_ROWS)) else max(number, 0) + 1
            if cells:
                yield number, [(at, cell % f"{column_letters(at)}{number}".encode()) for at, cell in cells]
            column, cells = -1, []
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _cell(cell: Element) -> Iterator[bytes]:
    """The cell written anew, with a slot for its address, if it holds anything."""
    value = cell.find(f"{_M}v")
    texts = [each.text or "" for path in (f"{_M}is/{_M}t", f"{_M}is/{_M}r/{_M}t") for each in cell.iterfind(path)]
    inner = "<f/>" if cell.find(f"{_M}f") is not None else ""
    if texts:
        inner += f'<is><t xml:space="preserve">{escape("".join(texts))}</t></is>'
    elif value is not None and value.text:
        inner += f"<v>{escape(value.text)}</v>"
    if inner:
        said = "".join(f' {name}="{escape(cell.get(name))}"' for name in ("s", "t") if cell.get(name))
        yield b'<c r="%s"' + f"{said}>{inner}</c>".replace("%", "%%").encode()


def column_letters(column: int) -> str:
    """The letters of a column counted from zero: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, len(ascii_uppercase))
        letters = ascii_uppercase[rest] + letters
    return letters


def _merges(raw: bytes) -> bytes:
    """The merged ranges, which stand after the cells."""
    refs = re.findall(rb'mergeCell\s+ref\s*=\s*["\']([A-Z0-9:]{2,21})["\']', raw[max(0, raw.rfind(b"sheetData")) :])
    inner = b"".join(b'<mergeCell ref="%s"/>' % ref for ref in refs)
    return b'<mergeCells count="%d">%s</mergeCells>' % (len(refs), inner) if refs else b""


# ---- what a grid of values does not tell


def _note_flaws(part: SheetPart) -> None:
    start, end = _extent(part.xml)
    part.has_truths = part.xml.find(b't="b"', start, end) >= 0
    if part.xml.find(b't="e"', start, end) >= 0:
        for found in _ERROR.finditer(part.xml, start, end):
            part.errors[_spot(found)] = unescape((found[3] or b"").decode("utf-8", "replace"))
    if part.xml.find(b"<f", start, end) >= 0:
        part.bare_formulas = {_spot(found) for found in _BARE_FORMULA.finditer(part.xml, start, end)}


def _spot(found: re.Match[bytes]) -> Spot:
    return int(found[2]), column_number(found[1].decode())

"""A page of a PDF as what stands on it: glyphs with their places, and the straight lines that rule tables.

Lengths are points from the upper left corner of the page as a reader holds it: a turned page is turned back here.
"""

from __future__ import annotations

from ctypes import CFUNCTYPE, byref, c_double, c_float, c_int, c_uint, c_ulong, c_ushort, c_void_p, cast
from math import hypot
from typing import NamedTuple

import pypdfium2.raw as pdfium

from jixiao.document.formats.pdf.opening import Handle, Pdf
from jixiao.document.formats.pdf.signs import is_page_number, plain_sign

THIN = 3.0
"""A filled stripe that is no wider is a line."""

UNMARKED, ARTIFACT = -1, -2
"""Instead of the number of marked content: text without any mark, and text that is marked as no part of the paper."""

_DEEPEST_FORM = 6
_MOST_SEGMENTS = 2_000
_MOST_RULES = 20_000
_SLANTED = 0.1
_MOVED = 0.05
_SPACE = 0x20
_FEW = 20
_MOST = 0.4
_UNMAPPED = frozenset((0, 0xFFFE, 0xFFFF, 0xFFFD))
_SIDE = 0.12
"""Part of the page's width at its sides where the number of a turned page may stand."""

_HYPHEN = 2
"""The sign that pdfium gives for a hyphen at the end of a line."""


def _direct(function: Handle, result: type, *given: type) -> Handle:
    """A function that is asked for every glyph, called with plain numbers: the bindings check each argument anew, which takes longer."""
    return CFUNCTYPE(result, *given)(_address(function))


def _address(held: Handle) -> int:
    return cast(held, c_void_p).value or 0


_CODE = _direct(pdfium.FPDFText_GetUnicode, c_uint, c_void_p, c_int)
_MADE_UP = _direct(pdfium.FPDFText_IsGenerated, c_int, c_void_p, c_int)
_OBJECT = _direct(pdfium.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
_BOX = _direct(pdfium.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)

Matrix = tuple[float, float, float, float, float, float]
_SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Glyph(NamedTuple):
    """One sign where it stands; ``mark`` is the number of the marked content that it belongs to."""

    text: str
    left: float
    right: float
    base: float
    size: float
    mark: int


class Rule(NamedTuple):
    """A straight line: upright or level, where it stands, from where to where it reaches."""

    upright: bool
    at: float
    start: float
    end: float


class Sheet(NamedTuple):
    """One page.

    ``unmapped`` counts glyphs of which the file does not say what they mean, ``drawn`` its paths; and ``covered`` is
    the part of the page that pictures take.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Rule]
    unmapped: int = 0
    drawn: int = 0
    covered: float = 0.0

    @property
    def is_picture(self) -> bool:
        """Whether a page shows something, but nearly none of it as text."""
        seen = sum(1 for glyph in self.glyphs if not glyph.text.isspace())
        return self.unmapped > seen or (seen < _FEW and (self.covered > _MOST or (not seen and self.drawn > _FEW)))


class _Kind(NamedTuple):
    """What the glyphs of one text object have in common."""

    mark: int
    size: float
    base: float
    bottom: float
    lies: bool
    slants: bool


def sheet_of(pdf: Pdf, number: int, page: Handle, text: Handle) -> Sheet:
    """What stands on a page."""
    if page is None:
        return Sheet(number, 0.0, 0.0, [], [])
    reader = _Reader(pdf, page)
    reader.walk(page, _SAME, 0)
    glyphs = reader.glyphs(text)
    return Sheet(number, reader.width, reader.height, glyphs, reader.rules, reader.unmapped, reader.drawn, reader.covered)


class _Reader:
    """Walks over one page."""

    def __init__(self, pdf: Pdf, page: Handle) -> None:
        self.pdf = pdf
        self.width, self.height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        self.turn = _turn(page, self.width, self.height)
        self.rules: list[Rule] = []
        self.outer: dict[int, Matrix] = {}
        self.text: Handle = None
        self.kinds: dict[int, _Kind] = {}
        self.unmapped = 0
        self.drawn = 0
        self.covered = 0.0

    def walk(self, holder: Handle, outer: Matrix, depth: int) -> None:
        """Collect rules, and the matrices of the forms that text stands in."""
        count, get = (
            (pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject)
            if depth
            else (pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject)
        )
        total = max(0, count(holder))
        self.pdf.spend(objects=total)
        for number in range(total):
            each = get(holder, number)
            kind = pdfium.FPDFPageObj_GetType(each)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self.drawn += 1
                self._path(each, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.covered += _area(each, outer) / (self.width * self.height or 1.0)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                self.walk(each, _times(_matrix(each), outer), depth + 1)
            elif kind == pdfium.FPDF_PAGEOBJ_TEXT and depth:
                self.outer[_address(each)] = outer

    def glyphs(self, text: Handle) -> list[Glyph]:
        """The glyphs in the order of the file; signs that pdfium makes up (spaces, line ends) are left out."""
        count = max(0, pdfium.FPDFText_CountChars(text))
        self.pdf.spend(glyphs=count)
        self.text = text
        at = _address(text.raw)
        box = pdfium.FS_RECTF()
        at_box = byref(box)
        a, b, c, d, e, f = self.turn
        kinds = self.kinds
        found: list[Glyph] = []
        aside: list[int] = []
        lying = 0
        for number in range(count):
            sign = _CODE(at, number)
            if sign <= _SPACE and _MADE_UP(at, number) == 1:
                continue
            address = _OBJECT(at, number) or 0
            kind = kinds.get(address) or self._kind(number, address)
            if kind.slants or sign in _UNMAPPED:
                self.unmapped += not kind.slants
                continue
            _BOX(at, number, at_box)
            left, bottom, right, top = box.left, box.bottom, box.right, box.top
            x1, x2 = a * left + c * bottom + e, a * right + c * top + e
            shown = "-" if sign == _HYPHEN else plain_sign(sign)
            base = kind.base
            if kind.lies:
                if found and lying == address:
                    shown = found.pop().text + shown
                elif min(x1, x2) < _SIDE * self.width or max(x1, x2) > (1 - _SIDE) * self.width:
                    aside.append(len(found))
                lying = address
                base = max(b * left + d * bottom, b * right + d * top) + f
            elif abs(bottom - kind.bottom) > _MOVED:
                base = self._base(number)
            found.append(
                Glyph(shown, x1, x2, base, kind.size, kind.mark) if x1 <= x2 else Glyph(shown, x2, x1, base, kind.size, kind.mark)
            )
        return _without_number(found, aside)

    def _base(self, number: int) -> float:
        x, y = c_double(), c_double()
        pdfium.FPDFText_GetCharOrigin(self.text, number, x, y)
        return self.turn[1] * x.value + self.turn[3] * y.value + self.turn[5]

    def _kind(self, number: int, address: int) -> _Kind:
        """What is common to the text object of a glyph; it is asked for once."""
        held = pdfium.FPDFText_GetTextObject(self.text, number)
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self.text, number, box)
        size = pdfium.FPDFText_GetFontSize(self.text, number)
        a, b, c, d, *_ = _times(_times(_matrix(held) if held else _SAME, self.outer.get(address, _SAME)), self.turn)
        along = hypot(a, b) or 1.0
        kind = _Kind(
            mark=_mark(held) if held else UNMARKED,
            size=size * hypot(c, d),
            base=self._base(number),
            bottom=box.bottom,
            lies=abs(b) > abs(a) or a < 0,
            slants=min(abs(a), abs(b)) > _SLANTED * along,
        )
        if address:
            self.kinds[address] = kind
        return kind

    def _path(self, path: Handle, outer: Matrix) -> None:
        """The straight lines of a path: thin stripes, and the sides of what is drawn with a pen."""
        count = pdfium.FPDFPath_CountSegments(path)
        if not 1 < count <= _MOST_SEGMENTS or len(self.rules) > _MOST_RULES:
            return
        fill, stroke = c_int(), c_int()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        if not fill.value and not stroke.value:
            return
        self.pdf.spend(objects=count)
        matrix = _times(_times(_matrix(path), outer), self.turn)
        for points in _strokes(path, count, matrix):
            self._stroke(points, drawn=bool(stroke.value))

    def _stroke(self, points: list[tuple[float, float]], *, drawn: bool) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if min(right - left, bottom - top) <= THIN:
            self._rule(left, top, right, bottom)
        elif drawn:
            for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
                if min(abs(x1 - x2), abs(y1 - y2)) < 1:
                    self._rule(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))

    def _rule(self, left: float, top: float, right: float, bottom: float) -> None:
        upright = bottom - top > right - left
        if upright:
            self.rules.append(Rule(upright, (left + right) / 2, top, bottom))
        else:
            self.rules.append(Rule(upright, (top + bottom) / 2, left, right))


def _without_number(glyphs: list[Glyph], aside: list[int]) -> list[Glyph]:
    """The glyphs without those at the sides of the page that lie on their side and are nothing but its number."""
    texts = [glyphs[at].text for at in sorted(aside, key=lambda at: glyphs[at].base)]
    if not texts or not (is_page_number("".join(texts)) or is_page_number("".join(reversed(texts)))):
        return glyphs
    return [glyph for at, glyph in enumerate(glyphs) if at not in {*aside}]


def _strokes(path: Handle, count: int, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """The parts of a path that consist of straight lines, as points on the page."""
    a, b, c, d, e, f = matrix
    x, y = c_float(), c_float()
    strokes: list[list[tuple[float, float]]] = []
    bent: set[int] = set()
    for number in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, number)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not strokes:
            strokes.append([])
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            bent.add(len(strokes) - 1)
        strokes[-1].append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
    return [points for number, points in enumerate(strokes) if number not in bent and len(points) > 1]


def _turn(page: Handle, width: float, height: float) -> Matrix:
    """From the file's own places to those on the page as a reader holds it."""
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    found = pdfium.FPDFPage_GetCropBox(page, left, bottom, right, top) or pdfium.FPDFPage_GetMediaBox(
        page, left, bottom, right, top
    )
    if not found:
        left.value, bottom.value, right.value, top.value = 0.0, 0.0, width, height
    quarter = pdfium.FPDFPage_GetRotation(page)
    x1, y1, x2, y2 = left.value, bottom.value, right.value, top.value
    turns: list[Matrix] = [
        (1.0, 0.0, 0.0, -1.0, -x1, y2),
        (0.0, 1.0, 1.0, 0.0, -y1, -x1),
        (-1.0, 0.0, 0.0, 1.0, x2, -y1),
        (0.0, -1.0, -1.0, 0.0, y2, x2),
    ]
    return turns[int(quarter) % 4]


def _mark(held: Handle) -> int:
    mark: int = pdfium.FPDFPageObj_GetMarkedContentID(held)
    if mark >= 0:
        return mark
    name, length = (c_ushort * _FEW)(), c_ulong()
    for number in range(min(pdfium.FPDFPageObj_CountMarks(held), _FEW)):
        found = pdfium.FPDFPageObjMark_GetName(pdfium.FPDFPageObj_GetMark(held, number), name, 2 * _FEW, length)
        if found and bytes(name)[: length.value].decode("utf-16-le", "replace").rstrip("\0") == "Artifact":
            return ARTIFACT
    return UNMARKED


def _matrix(held: Handle) -> Matrix:
    matrix: Handle = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(held, matrix):
        return _SAME
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _area(held: Handle, outer: Matrix) -> float:
    """How much of the page a picture covers."""
    a, b, c, d, *_ = _times(_matrix(held), outer)
    return abs(a * d - b * c)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    u, v, w, x, y, z = then
    return (a * u + b * w, a * v + b * x, c * u + d * w, c * v + d * x, e * u + f * w + y, e * v + f * x + z)

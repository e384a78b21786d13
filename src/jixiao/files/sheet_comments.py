"""Comments put on cells of an Excel file: texts in one part, the boxes that office programs draw them in in another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from jixiao.files.comments import OFFICE, SPACE, Additions, office_of, parsed, serialized
from jixiao.files.package import Element, Package
from jixiao.files.sheet_parts import column_letters
from jixiao.files.sheets import LARGEST_WORKBOOK, worksheets

_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_KIND = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER = (
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)
"""What stands behind the reference to the boxes in a sheet."""

_BOXES = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_BOX = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" id="{name}" type="#_x0000_t202"'
    ' style="position:absolute;margin-left:60pt;margin-top:1.5pt;width:240pt;height:{height}pt;z-index:1;visibility:hidden"'
    ' fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {row}, 2, {right}, 15, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SIGNS_IN_LINE, _LINE, _WIDE, _LEAST = 22, 15, 4, 4


class Spot(NamedTuple):
    """A cell: its sheet, its row and its column, both counted from zero."""

    sheet: str
    row: int
    column: int


class SheetComments:
    """An Excel file while comments are put on its cells. A cell that has one already keeps it, with the new lines below."""

    def __init__(self, path: Path, author: str) -> None:
        self._path = path
        self._author = author
        self._lines: dict[str, dict[tuple[int, int], list[str]]] = {}

    def add(self, spot: Spot, lines: Sequence[str]) -> None:
        """Put a comment on a cell."""
        found = self._lines.setdefault(spot.sheet, {}).setdefault((spot.row, spot.column), [])
        found += ["", *lines] if found else lines

    def content(self) -> bytes:
        """The bytes of the whole file."""
        with Package(self._path, LARGEST_WORKBOOK) as package:
            _, parts = worksheets(package)
            added = Additions(package)
            for sheet, lines in self._lines.items():
                if sheet not in parts:  # a book of charts alone
                    continue
                _Sheet(package, added, parts[sheet]).write(lines, self._author)
            return package.rewritten(added.all())


class _Sheet:
    """One sheet with its comments and their boxes."""

    def __init__(self, package: Package, added: Additions, part: str) -> None:
        self.package = package
        self.added = added
        self.part = part
        self.root = parsed(package, part)
        self.space = f"{{{etree.QName(self.root).namespace}}}"
        self.folder = part.partition("/")[0]

    def write(self, lines: dict[tuple[int, int], list[str]], author: str) -> None:
        """Write the texts, and a box for each cell that had none."""
        name = self.package.related(self.part, "comments")
        raw = None if name else f'<comments xmlns="{self.space[1:-1]}"><authors/><commentList/></comments>'.encode()
        root = parsed(self.package, name or "", raw)
        if name is None:
            name = self.added.free_name(f"{self.folder}/comments", ".xml")
            self.added.declare(name, _KIND)
            self.added.relate(self.part, "comments", name, office_of(self.root))
        new = [place for place in sorted(lines) if self._text(root, place, lines[place], author)]
        self.added.parts[name] = serialized(root)
        if new:
            self._draw(new, lines)

    def _text(self, root: Element, place: tuple[int, int], lines: list[str], author: str) -> bool:
        """Write a cell's text; whether it had none before."""
        address = f"{column_letters(place[1])}{place[0] + 1}"
        listed = root.find(f"{self.space}commentList")
        known = next((each for each in listed if each.get("ref") == address), None)
        if known is not None:
            self._run(known.find(f"{self.space}text"), "\n\n" + "\n".join(lines))
            return False
        comment = etree.SubElement(listed, f"{self.space}comment", ref=address, authorId=self._author(root, author))
        self._run(etree.SubElement(comment, f"{self.space}text"), "\n".join(lines))
        return True

    def _author(self, root: Element, author: str) -> str:
        authors = root.find(f"{self.space}authors")
        names = [each.text or "" for each in authors]
        if author not in names:
            etree.SubElement(authors, f"{self.space}author").text = author
            names.append(author)
        return str(names.index(author))

    def _run(self, around: Element, words: str) -> None:
        text = etree.SubElement(etree.SubElement(around, f"{self.space}r"), f"{self.space}t")
        text.text = words
        text.set(SPACE, "preserve")

    def _draw(self, places: list[tuple[int, int]], lines: dict[tuple[int, int], list[str]]) -> None:
        drawing = self.root.find(f"{self.space}legacyDrawing")
        name = self.package.related(self.part, "vmlDrawing") if drawing is not None else None
        boxes = self.package.read(name).decode("utf-8", "replace") if name else _BOXES
        made = "".join(_box(number, place, lines[place]) for number, place in enumerate(places, 1))
        if '"_x0000_t202"' not in boxes:
            made = _SHAPE_TYPE + made
        head, end, tail = boxes.rpartition("</xml>")
        if name is None:
            name = self.added.free_name(f"{self.folder}/drawings/vmlDrawing", ".vml")
            self.added.declare_ending("vml", _DRAWING_KIND)
            self._refer(self.added.relate(self.part, "vmlDrawing", name, office_of(self.root)))
            self.added.parts[self.part] = serialized(self.root)
        self.added.parts[name] = (head + made + end + tail).encode()

    def _refer(self, identity: str) -> None:
        space = office_of(self.root) if office_of(self.root) != OFFICE else OFFICE
        made = etree.Element(f"{self.space}legacyDrawing", {f"{{{space}}}id": identity}, nsmap={"r": space})
        following = next((each for each in self.root if _local(each) in _AFTER), None)
        if following is not None:
            following.addprevious(made)
        else:
            self.root.append(made)


def _local(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _box(number: int, place: tuple[int, int], lines: list[str]) -> str:
    row, column = place
    rows = max(_LEAST, sum(1 + len(line) // _SIGNS_IN_LINE for line in lines))
    return _BOX.format(
        name=f"jx{column_letters(column)}{row + 1}_{number}",
        height=rows * _LINE,
        left=column + 1,
        right=column + 1 + _WIDE,
        row=row,
        bottom=row + rows,
        column=column,
    )

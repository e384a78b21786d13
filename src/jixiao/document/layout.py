"""How papers look, as data: paper, margins, grid, and the type of every style. Lengths are whole twentieths of a point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from jixiao.document.model import Align, Page
from jixiao.errors import Misuse, Unreadable
from jixiao.exact import half_up
from jixiao.files.yamls import Data, read_yaml
from jixiao.wording import Text, text_of

TWIPS = 20
"""Twentieths of a point in a point."""

DEFAULT = "gbt9704"
_FOLDER = Path(__file__).parent / "layouts"
STYLES = (
    *("title", "subtitle", "heading1", "heading2", "heading3", "heading4", "body", "plain", "note", "signature"),
    *("attachment", "caption", "unit", "text", "label", "number", "page_number"),
)
_ALIGNS: dict[str, Align] = {"left": "left", "center": "center", "right": "right", "justify": "justify"}


@dataclass(frozen=True, slots=True)
class Type:
    """How the text of one style is set. ``line`` is its pitch; ``exact`` lines never grow; indents count characters."""

    font: str
    latin: str
    half_points: int
    align: Align = "left"
    line: int = 0
    exact: bool = False
    before: int = 0
    after: int = 0
    indent: int = 0
    right: int = 0
    bold: bool = False
    keep: bool = False

    @property
    def height(self) -> int:
        """The height of one character."""
        return self.half_points * TWIPS // 2


@dataclass(frozen=True, slots=True)
class Sides:
    """A sheet of paper as it lies before the reader, with the margins around its text."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    footer: int

    @property
    def text_width(self) -> int:
        """The width between the margins."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        """The height between the margins."""
        return self.height - self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout: where text stands and how it is set.

    ``mirror`` says that paper is printed on both sides: ``left`` is the side where pages are bound, and page numbers stand outside.
    ``substitutes`` name a font that many machines have for one that they may lack.
    """

    id: str
    label: Text
    mirror: bool
    portrait: Sides
    landscape: Sides
    lines: int
    characters: int
    styles: Mapping[str, Type]
    substitutes: Mapping[str, str]
    row_height: int
    cell_side: int
    cell_above: int
    border_eighths: int
    sheet_title: int
    sheet_margin: int

    @property
    def number_aside(self) -> int:
        """How far from the left side of a turned page its number stands: as far as from the foot of an upright one, within the margin."""
        return min(self.portrait.footer, self.landscape.left - self.styles["page_number"].height)

    def is_numbered_aside(self, page: Page) -> bool:
        """Whether the number of a page stands at its left side: bound with upright pages, a turned one has it in the same place."""
        return self.mirror and page == "landscape"

    def sides(self, page: Page) -> Sides:
        """The paper, upright or turned."""
        return self.portrait if page == "portrait" else self.landscape


def layout(name: str = DEFAULT) -> Layout:
    """A shipped layout by its id, or a unit's own by the path of its YAML file.

    ``Misuse`` names the layouts that there are; ``Unreadable`` says what a file lacks.
    """
    if name in names():
        return _shipped(name)
    if Path(name).suffix in {".yaml", ".yml"}:
        return read_layout(Path(name))
    raise Misuse(
        Text(
            "没有名为“{name}”的版式；已有：{known}。也可以写出自己的版式文件（.yaml）的路径。",
            "There is no layout named “{name}”; known are: {known}. The path of a layout file of your own (.yaml) will do as well.",
        ).fill(name=name, known=", ".join(names()))
    )


def names() -> list[str]:
    """The ids of the shipped layouts."""
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


def read_layout(path: Path) -> Layout:
    """The layout in a file, a unit's own for instance; ``Unreadable`` says what it lacks.

    A file with ``like: ID`` holds only what differs from that shipped layout; ``null`` takes away what stands there.
    """
    return _layout(_Source(path, _whole(_Source(path, read_yaml(path).data))))


@cache
def _shipped(name: str) -> Layout:
    return read_layout(_FOLDER / f"{name}.yaml")


def _whole(source: _Source) -> Data:
    """The data of a file together with that of the layout that it is like."""
    like = source.get("like")
    if like is None:
        return source.data
    if like.word() not in names():
        raise like.fault(
            "", Text("应为已有的版式：{known}", "should be a layout that there is: {known}").fill(known=", ".join(names()))
        )
    path = _FOLDER / f"{like.word()}.yaml"
    return _over(_whole(_Source(path, read_yaml(path).data)), source.data)


def _over(base: Data, change: Data) -> Data:
    """The data with what another part of the same place says in its stead."""
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    return {**base, **{key: _over(base.get(key), each) for key, each in change.items()}}


def twips(millimetres: Decimal | int) -> int:
    """A length on paper in twentieths of a point."""
    numerator, denominator = Decimal(millimetres).as_integer_ratio()
    return half_up(numerator, 7200, 127 * denominator)


@dataclass(frozen=True, slots=True)
class _Source:
    """A part of a layout file, with what messages call it."""

    path: Path
    data: Data
    name: str = ""

    def part(self, key: str) -> _Source:
        """A part that must be there."""
        if not isinstance(self.data, dict) or self.data.get(key) is None:
            raise self.fault(key, Text("缺少", "missing"))
        return _Source(self.path, self.data[key], f"{self.name}{key}.")

    def get(self, key: str) -> _Source | None:
        """A part that may be left out."""
        return self.part(key) if isinstance(self.data, dict) and self.data.get(key) is not None else None

    def words(self) -> dict[str, str]:
        """The part as words by their names."""
        if not isinstance(self.data, dict):
            raise self.fault("", Text("应为名称与文字的对照", "should be words by their names"))
        return {name: self.part(name).word() for name in self.data}

    def word(self) -> str:
        """The part as a word."""
        if not isinstance(self.data, str) or not self.data:
            raise self.fault("", Text("应为文字", "should be a word"))
        return self.data

    def number(self) -> Decimal:
        """The part as a number that is not negative."""
        if isinstance(self.data, bool) or not isinstance(self.data, (int, Decimal)) or self.data < 0:
            raise self.fault("", Text("应为不小于零的数", "should be a number, zero or more"))
        return Decimal(self.data)

    def points(self) -> int:
        """The part as points, in twentieths."""
        return half_up(int(self.number() * 100), TWIPS, 100)

    def fault(self, key: str, what: Text) -> Unreadable:
        """What is wrong with the part, as an error."""
        name = f"{self.name}{key}".rstrip(".")
        return Unreadable(
            Text("版式文件 {file} 的 {name}：{what}", "Layout file {file}, {name}: {what}").fill(
                file=self.path, name=name, what=what
            )
        )


def _layout(source: _Source) -> Layout:
    names = source.part("label").data
    label = text_of({**names}) if isinstance(names, dict) else None
    if label is None:
        raise source.fault("label", Text("应有中英文名称", "should have a name in both languages"))
    width, height = (twips(source.part("paper").part(key).number()) for key in ("width", "height"))
    grid, table, sheet = source.part("grid"), source.part("table"), source.part("sheet")
    return Layout(
        id=source.part("id").word(),
        label=label,
        mirror=_truth(source, "mirror"),
        portrait=_sides(source.part("portrait"), width, height),
        landscape=_sides(source.part("landscape"), height, width),
        lines=int(grid.part("lines").number()),
        characters=int(grid.part("characters").number()),
        styles={style: _type(source, source.part("styles").part(style)) for style in STYLES},
        substitutes=substitutes.words() if (substitutes := source.get("substitutes")) else {},
        row_height=twips(table.part("row").number()),
        cell_side=twips(table.part("side").number()),
        cell_above=twips(table.part("above").number()),
        border_eighths=int(table.part("border").number() * 8),
        sheet_title=_half_points(source, sheet.part("title")),
        sheet_margin=twips(sheet.part("margin").number()),
    )


def _sides(source: _Source, width: int, height: int) -> Sides:
    top, bottom, left, right, footer = (twips(source.part(key).number()) for key in ("top", "bottom", "left", "right", "footer"))
    return Sides(width, height, top, bottom, left, right, footer)


def _half_points(source: _Source, size: _Source) -> int:
    """A type size by its name (三号) or in points, as half points."""
    points = source.part("sizes").part(size.word()) if isinstance(size.data, str) else size
    return int(points.number() * 2)


def _type(source: _Source, style: _Source) -> Type:
    fonts = source.part("fonts")
    line, at_least = style.get("line"), style.get("at_least")
    pitch = line or at_least
    latin = style.get("latin")
    align = style.part("align").word()
    if align not in _ALIGNS:
        raise style.fault("align", Text("应为 left、center、right 或 justify", "should be left, center, right or justify"))
    return Type(
        font=fonts.part(style.part("font").word()).word(),
        latin=fonts.part(latin.word() if latin else "latin").word(),
        half_points=_half_points(source, style.part("size")),
        align=_ALIGNS[align],
        line=pitch.points() if pitch else 0,
        exact=line is not None,
        before=_points(style, "before"),
        after=_points(style, "after"),
        indent=_count(style, "indent"),
        right=_count(style, "right"),
        bold=_truth(style, "bold"),
        keep=_truth(style, "keep"),
    )


def _points(style: _Source, key: str) -> int:
    part = style.get(key)
    return part.points() if part else 0


def _count(style: _Source, key: Literal["indent", "right"]) -> int:
    part = style.get(key)
    return int(part.number()) if part else 0


def _truth(style: _Source, key: Literal["bold", "keep", "mirror"]) -> bool:
    part = style.get(key)
    return part is not None and part.data is True

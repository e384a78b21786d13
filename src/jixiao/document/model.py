"""The paper as a value: what a form writes and what a review reads.

Document
└── blocks: Heading · Paragraph · Table · Chart · Picture · PageBreak
            └── runs: Run   │       └── series: for each category the runs that state its number
                            └── header and body: rows of Cell, each with its runs

A ``Run`` is a stretch of text. If it states a number of the score it carries the id of that *figure*, so that the number can be
followed to its formula, its rows and its evidence. Heading numbers are not typed by authors: ``numbering`` makes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from jixiao.document.derivations import Trace
from jixiao.exact import decimal_of

Align = Literal["left", "center", "right", "justify"]
CellKind = Literal["text", "number", "label"]
EntryKind = Literal["text", "number", "whole", "date", "choice"]
ChartKind = Literal["column", "bar", "line"]
Media = Literal["image/png", "image/jpeg"]
Page = Literal["portrait", "landscape"]
Scale = Literal["plain", "wan", "percent"]
Style = Literal["body", "title", "subtitle", "plain", "note", "signature", "attachment"]

DEEPEST_HEADING = 4
_FIGURE = re.compile(r"[a-z0-9.-]{1,40}")
_SHOWN_NUMBER = re.compile(
    r"(?P<sign>-?)(?P<whole>(?:0|[1-9]\d*)|[1-9]\d{0,2}(?P<group>(?:,\d{3})+))(?:\.(?P<part>\d+))?(?P<percent>%?)"
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; ``figure`` is the meaning path of the number that it states, such as ``score.total``."""

    text: str
    figure: str | None = None
    bold: bool = False

    def __post_init__(self) -> None:
        if self.figure is not None and not is_figure_id(self.figure):
            raise ValueError(f"A figure id has 1 to 40 of a-z, 0-9, dot and hyphen, not {self.figure!r}")


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4 (一、 （一） 1. （1）); its number comes from its place unless ``numbered`` is false."""

    level: int
    runs: Runs
    numbered: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.level <= DEEPEST_HEADING:
            raise ValueError(f"A heading has level 1 to {DEEPEST_HEADING}, not {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: ``body`` is indented, ``plain`` is not; ``note`` is small; ``signature`` stands at the right.

    ``attachment`` names an attachment (附件1) above its title; a ``PageBreak`` goes before it.
    """

    runs: Runs
    style: Style = "body"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its share of the width (in proportion to the others) and where its body cells stand."""

    share: int = 1
    align: Align = "center"

    def __post_init__(self) -> None:
        if self.share < 1:
            raise ValueError(f"A column's share of the width is at least 1, not {self.share}")


class ShownNumber(NamedTuple):
    """What a number's text says: its value, its places, thousands marked or not, percent or not."""

    value: Decimal
    places: int
    grouped: bool
    percent: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """The cell of the dossier that a form's cell is filled in for: table, key of the row within its table, and column.

    A key that begins with ``+`` (``+1``, ``+2``) is a row that does not exist yet; all entries with the same one make that row.
    ``scale`` is how a number stands in the form: as in the dossier, in 万元, or as a percentage. ``kind`` and ``choices`` say what is
    expected, so that a workbook can help those who fill it in; they refuse nothing.
    """

    table: str
    key: str
    column: str
    scale: Scale = "plain"
    kind: EntryKind = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; ``across`` and ``down`` say how many columns and rows it covers.

    ``number`` cells show their number as text here and are written as numbers where the format knows numbers; ``label`` cells
    name what stands beside them. ``align`` is the column's unless given; header cells are centred. A cell with an ``entry`` is one
    that people fill in; only workbooks hold entries, and a form that comes back is read by them.
    """

    runs: Runs = ()
    across: int = 1
    down: int = 1
    align: Align | None = None
    kind: CellKind = "text"
    entry: Entry | None = None

    def __post_init__(self) -> None:
        if self.across < 1 or self.down < 1:
            raise ValueError(f"A cell covers at least one column and one row, not {self.across} and {self.down}")

    @property
    def number(self) -> ShownNumber | None:
        """The number that a ``number`` cell states; None for other cells, and for text that is more than digits (约1600)."""
        return shown_number(text_of(self.runs)) if self.kind == "number" else None


Row = tuple[Cell, ...]


class Placed(NamedTuple):
    """A cell with the row and column, counted from zero over header and body, where it begins."""

    row: int
    column: int
    cell: Cell


@dataclass(frozen=True, slots=True)
class Table:
    """A table. A row lists the cells that begin in it; places covered by an earlier cell are left out, as in HTML.

    Header and body each fill their rows exactly; ``header`` repeats on every page. ``caption`` stands above the table and
    ``note`` between both, at the right (单位：万元). A table without any row is refused.
    """

    columns: tuple[Column, ...]
    header: tuple[Row, ...] = ()
    body: tuple[Row, ...] = ()
    caption: Runs = ()
    note: Runs = ()
    _placed: tuple[Placed, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("A table has at least one column")
        if not self.header and not self.body:
            raise ValueError("A table has at least one row")
        width = len(self.columns)
        placed = (*_place(self.header, width, 0), *_place(self.body, width, len(self.header)))
        object.__setattr__(self, "_placed", placed)

    def placed(self) -> tuple[Placed, ...]:
        """All cells with their places, row by row."""
        return self._placed

    def align_of(self, placed: Placed) -> Align:
        """Where the text of a cell stands."""
        if placed.cell.align is not None:
            return placed.cell.align
        return "center" if placed.row < len(self.header) else self.columns[placed.column].align


@dataclass(frozen=True, slots=True)
class Series:
    """One line or colour of a chart: its name, and for each category the runs that state its number; none where it is missing."""

    name: str
    values: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers drawn: columns, bars or lines over categories. ``unit`` says what the numbers count (万元, %)."""

    kind: ChartKind
    title: Runs
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""

    def __post_init__(self) -> None:
        if not self.categories or not self.series:
            raise ValueError("A chart has at least one category and one series")
        for each in self.series:
            if len(each.values) != len(self.categories):
                raise ValueError(f"The series {each.name!r} has {len(each.values)} values for {len(self.categories)} categories")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its bytes, what it shows in words, and its share of the text's width in percent."""

    data: bytes
    alt: str
    media: Media = "image/png"
    share: int = 100

    def __post_init__(self) -> None:
        if not 1 <= self.share <= 100:  # noqa: PLR2004 - percent
            raise ValueError(f"A picture takes 1 to 100 percent of the text's width, not {self.share}")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page, turned to ``page`` if that is given."""

    page: Page | None = None


Block = Heading | Paragraph | Table | Chart | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file says about itself. Nothing is taken from the clock or the machine."""

    author: str = ""
    subject: str = ""
    keywords: str = ""
    made_on: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A paper. ``title`` names it to programs; the title that readers see is a paragraph of style ``title``.

    ``trace`` says how its figures came about; every format carries it beside the text.
    """

    title: str
    blocks: tuple[Block, ...]
    page: Page = "portrait"
    properties: Properties = field(default_factory=Properties)
    trace: Trace | None = None

    @property
    def tables(self) -> list[Table]:
        """The tables in order."""
        return [block for block in self.blocks if isinstance(block, Table)]


def is_figure_id(text: str) -> bool:
    """Whether a text can be the id of a figure."""
    return _FIGURE.fullmatch(text) is not None


def runs_of(*parts: Run | str) -> Runs:
    """Runs from texts and runs; empty texts are left out."""
    return tuple(part if isinstance(part, Run) else Run(part) for part in parts if part)


def text_of(runs: Iterable[Run]) -> str:
    """The text of runs, joined."""
    if isinstance(runs, tuple) and len(runs) == 1:
        return runs[0].text
    return "".join([run.text for run in runs])


def heading(level: int, *parts: Run | str) -> Heading:
    """A numbered heading from texts and runs."""
    return Heading(level, runs_of(*parts))


def paragraph(*parts: Run | str, style: Style = "body") -> Paragraph:
    """A paragraph from texts and runs."""
    return Paragraph(runs_of(*parts), style)


def cell(*parts: Run | str, across: int = 1, down: int = 1) -> Cell:
    """A text cell from texts and runs."""
    return Cell(runs_of(*parts), across, down)


def label(*parts: Run | str, across: int = 1, down: int = 1) -> Cell:
    """A cell that names what stands beside or below it."""
    return Cell(runs_of(*parts), across, down, "center", "label")


def number(*parts: Run | str, across: int = 1, down: int = 1) -> Cell:
    """A cell that states a number, as text already rounded and written the way it is to be shown."""
    return Cell(runs_of(*parts), across, down, None, "number")


@lru_cache(maxsize=4096)
def shown_number(text: str) -> ShownNumber | None:
    """The number that a text such as ``2,157.27`` or ``97.99%`` states, if writing that number would show the same text."""
    found = _SHOWN_NUMBER.fullmatch(text)
    digits = decimal_of(text.removesuffix("%")) if found else None
    if found is None or digits is None or (found["sign"] and not digits):
        return None
    value = digits.scaleb(-2) if found["percent"] else digits
    return ShownNumber(value, len(found["part"] or ""), bool(found["group"]), bool(found["percent"]))


def runs_in(document: Document) -> Iterator[Runs]:
    """The runs of every heading, paragraph, caption, note, cell and chart, in reading order."""
    for block in document.blocks:
        if isinstance(block, (Heading, Paragraph)):
            yield block.runs
        elif isinstance(block, Table):
            yield block.caption
            yield block.note
            for placed in block.placed():
                yield placed.cell.runs
        elif isinstance(block, Chart):
            yield block.title
            for each in block.series:
                yield from each.values


def _place(rows: tuple[Row, ...], width: int, first_row: int) -> list[Placed]:
    """The places of the cells of a header or a body, which must fill it exactly."""
    height = len(rows)
    free_from = [0] * width
    places: list[Placed] = []
    for number_of_row, row in enumerate(rows):
        column = 0
        for each in row:
            while column < width and free_from[column] > number_of_row:
                column += 1
            if column == width:
                raise ValueError(f"Row {number_of_row + 1} has more cells than its {width} columns hold")
            end, below = column + each.across, number_of_row + each.down
            if end > width or below > height or max(free_from[column:end]) > number_of_row:
                raise ValueError(f"A cell of row {number_of_row + 1} reaches out of its table or over another cell")
            free_from[column:end] = [below] * each.across
            places.append(Placed(first_row + number_of_row, column, each))
            column = end
        if min(free_from) <= number_of_row:
            raise ValueError(f"Row {number_of_row + 1} leaves some of its {width} columns without a cell")
    return places

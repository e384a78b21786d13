"""document.xml: the blocks of a document as paragraphs, tables, drawings and sections."""

from __future__ import annotations

from html import escape
from itertools import count, pairwise
from typing import NamedTuple

from jixiao.document import drawing
from jixiao.document.formats.docx.graphics import Drawing, drawing_of_chart, drawing_of_picture, inline_xml, room_of
from jixiao.document.formats.docx.names import GAP, GRAPHIC, MC, PIC, STYLE_NAMES, W15, WP, A, R, W
from jixiao.document.formats.docx.styles import JC, section_xml
from jixiao.document.layout import Layout
from jixiao.document.measure import unbroken
from jixiao.document.model import (
    Align,
    Cell,
    Chart,
    Document,
    Heading,
    Page,
    PageBreak,
    Paragraph,
    Picture,
    Placed,
    Run,
    Runs,
    Table,
    text_of,
)
from jixiao.document.numbering import with_numbers
from jixiao.document.typesetting import png
from jixiao.exact import half_up

_DOTS_PER_INCH = 200
_TWIPS_PER_INCH = 1440


class Media(NamedTuple):
    """A picture's part of the archive, by the id that the main part has for it."""

    relation: str
    name: str
    data: bytes


class Body(NamedTuple):
    """The main part and the pictures that it shows."""

    xml: str
    media: tuple[Media, ...]


def body_of(document: Document, layout: Layout, first_relation: int) -> Body:
    """The main part of a tidy document; relations to its pictures are numbered from the first free one."""
    writer = _Writer(document, layout, first_relation)
    xml = (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="{WP}" xmlns:a="{A}" xmlns:pic="{PIC}" xmlns:w15="{W15}" '
        f'xmlns:mc="{MC}" mc:Ignorable="w15"><w:body>{writer.body()}</w:body></w:document>'
    )
    return Body(xml, tuple(writer.media.values()))


class _Writer:
    """Writes blocks in order; it knows the page that it is on and whether a new one is to begin."""

    def __init__(self, document: Document, layout: Layout, first_relation: int) -> None:
        self.document = document
        self.layout = layout
        self.page: Page = document.page
        self.breaks = False
        self.controls = count(1)
        self.charts = count(1)
        self.drawings = count(1)
        self.relations = count(first_relation)
        self.media: dict[bytes, Media] = {}
        self.size: int | None = None

    def body(self) -> str:
        blocks = [*with_numbers(self.document.blocks)]
        parts: list[str] = []
        previous: object = None
        for at, (number, block) in enumerate(blocks):
            following = blocks[at + 1][1] if at + 1 < len(blocks) else None
            section = self._section_end(following)
            if isinstance(block, PageBreak):
                self.breaks = block.page is None
                self.page = block.page or self.page
            elif isinstance(block, Table):
                parts.append(self._table(block, after_table=isinstance(previous, Table)))
                if section or following is None:
                    parts.append(_paragraph(GAP[0], "", section=section))
            elif isinstance(block, Heading):
                runs = (Run(number), *block.runs) if number else block.runs
                parts.append(self._paragraph(f"heading{block.level}", runs, section))
            elif isinstance(block, Paragraph):
                parts.append(self._paragraph(block.style, block.runs, section))
            else:
                parts.append(self._graphic(block, section))
            previous = block
        return "".join(parts) + section_xml(self.layout, self.page)

    def _section_end(self, following: object) -> str:
        """The section properties that the last paragraph before a turned page carries."""
        turns = isinstance(following, PageBreak) and following.page is not None
        return section_xml(self.layout, self.page) if turns else ""

    def _paragraph(self, style: str, runs: Runs, section: str = "", align: Align | None = None) -> str:
        broken, self.breaks = self.breaks, False
        content = "".join(self._run(run) for run in runs)
        return _paragraph(STYLE_NAMES[style][0], content, broken=broken, section=section, align=align)

    def _graphic(self, block: Chart | Picture, section: str) -> str:
        """A picture in a paragraph of its own, that of a chart below the chart's title."""
        sides = self.layout.sides(self.page)
        number = next(self.drawings)
        if isinstance(block, Picture):
            return self._inline(drawing_of_picture(number, block, room_of(sides)), number, section)
        width = sides.text_width
        data = png(drawing.svg(block, self.layout, width), width * _DOTS_PER_INCH // _TWIPS_PER_INCH)
        caption = self._paragraph("caption", block.title) if block.title else ""
        shown = drawing_of_chart(next(self.charts), drawing.words(block), data, room_of(sides))
        return caption + self._inline(shown, number, section)

    def _inline(self, shown: Drawing, number: int, section: str) -> str:
        broken, self.breaks = self.breaks, False
        media = self.media.get(shown.data)
        if media is None:
            name = f"media/image{len(self.media) + 1}.{shown.extension}"
            media = self.media[shown.data] = Media(f"rId{next(self.relations)}", name, shown.data)
        return _paragraph(GRAPHIC[0], inline_xml(shown, number, media.relation), broken=broken, section=section)

    def _run(self, run: Run) -> str:
        text = _run(run, self.size)
        if run.figure is None:
            return text
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="{run.figure}"/><w:tag w:val="{run.figure}"/><w:id w:val="{next(self.controls)}"/>'
            f'<w15:appearance w15:val="hidden"/><w:text w:multiLine="1"/></w:sdtPr><w:sdtContent>{text}</w:sdtContent></w:sdt>'
        )

    def _table(self, table: Table, *, after_table: bool) -> str:
        before = [self._paragraph(style, runs) for style, runs in (("caption", table.caption), ("unit", table.note)) if runs]
        if not before and (after_table or self.breaks):
            before = [_paragraph(GAP[0], "", broken=self.breaks)]
            self.breaks = False
        widths = self._widths(table)
        lines = "".join(
            f'<w:{side} w:val="single" w:sz="{self.layout.border_eighths}" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        margins = "".join(
            f'<w:{side} w:w="{width}" w:type="dxa"/>'
            for side, width in zip(
                ("top", "left", "bottom", "right"), (self.layout.cell_above, self.layout.cell_side) * 2, strict=True
            )
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        return (
            f'{"".join(before)}<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"{self._rows(table, widths)}</w:tbl>"
        )

    def _widths(self, table: Table) -> list[int]:
        """The columns' widths, which together fill the text's width exactly."""
        total = sum(column.share for column in table.columns)
        width = self.layout.sides(self.page).text_width
        edges = [
            half_up(sum(column.share for column in table.columns[:at]), width, total) for at in range(len(table.columns) + 1)
        ]
        return [right - left for left, right in pairwise(edges)]

    def _rows(self, table: Table, widths: list[int]) -> str:
        height = len(table.header) + len(table.body)
        cells: list[dict[int, str]] = [{} for _ in range(height)]
        for placed in table.placed():
            row, column, cell = placed
            width = sum(widths[column : column + cell.across])
            for below in range(cell.down):
                content = self._cell(table, placed, width) if below == 0 else _paragraph(STYLE_NAMES[cell.kind][0], "")
                cells[row + below][column] = f"<w:tc>{_cell_properties(cell, width, first=below == 0)}{content}</w:tc>"
        rows = []
        for number, row_cells in enumerate(cells):
            header = "<w:tblHeader/>" if number < len(table.header) else ""
            content = "".join(row_cells[column] for column in sorted(row_cells))
            rows.append(
                f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{self.layout.row_height}" w:hRule="atLeast"/>{header}</w:trPr>'
                f"{content}</w:tr>"
            )
        return "".join(rows)

    def _cell(self, table: Table, placed: Placed, width: int) -> str:
        """The paragraph of a cell; a number too long for its column is set smaller, since office programs would cut it in two."""
        cell = placed.cell
        size = self.layout.styles[cell.kind].half_points
        room = width - 2 * self.layout.cell_side
        smaller = unbroken(text_of(cell.runs), size, room) if cell.number else size
        self.size = smaller if smaller < size else None
        content = self._paragraph(cell.kind, cell.runs, align=table.align_of(placed))
        self.size = None
        return content


def _paragraph(style: str, content: str, *, broken: bool = False, section: str = "", align: Align | None = None) -> str:
    place = f'<w:jc w:val="{JC[align]}"/>' if align else ""
    new_page = "<w:pageBreakBefore/>" if broken else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{new_page}{place}{section}</w:pPr>{content}</w:p>'


def _run(run: Run, size: int | None) -> str:
    hint = "" if run.text.isascii() else '<w:rFonts w:hint="eastAsia"/>'
    bold = "<w:b/><w:bCs/>" if run.bold else ""
    sized = f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    properties = f"<w:rPr>{hint}{bold}{sized}</w:rPr>" if hint or bold or sized else ""
    opening = '<w:t xml:space="preserve">'
    text = f"{opening}{escape(run.text)}</w:t>"
    if not run.text or not run.text.isprintable():
        for sign, element in (("\n", "<w:br/>"), ("\t", "<w:tab/>")):
            text = text.replace(sign, f"</w:t>{element}{opening}")
        text = text.replace(f"{opening}</w:t>", "")
    return f"<w:r>{properties}{text}</w:r>"


def _cell_properties(cell: Cell, width: int, *, first: bool) -> str:
    across = f'<w:gridSpan w:val="{cell.across}"/>' if cell.across > 1 else ""
    down = "" if cell.down == 1 else '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    return f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{down}<w:vAlign w:val="center"/></w:tcPr>'

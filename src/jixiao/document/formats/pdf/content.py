"""A document as data that the typesetter reads, with the pictures that stand beside it. Lengths are twentieths of a point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Literal

from jixiao.document import drawing
from jixiao.document.formats.pdf.parting import parted, plain
from jixiao.document.formats.pdf.table_content import Data, table_data
from jixiao.document.images import media_of
from jixiao.document.layout import Layout, Sides, Type
from jixiao.document.model import Block, Chart, Document, Heading, Page, PageBreak, Paragraph, Picture, Run, Runs, Table, text_of
from jixiao.document.numbering import with_numbers as numbered
from jixiao.document.typesetting import drawable, draws, face, with_numbers
from jixiao.exact import half_up

_BELOW = 120
_TALLEST = 90
"""Percent of the text's height that a drawing may take; its caption stands on the same page."""

_MIDDLE = 38
"""Percent of its size by which the middle of a hanzi stands above the line on which letters stand."""

_NO_PITCH = 5, 4


class Content:
    """The data of a tidy document, with the numbers of ``missing`` signs in their place; ``beside`` are the files that it names."""

    def __init__(self, document: Document, layout: Layout, missing: frozenset[str], *, system: bool) -> None:
        self.document = document
        self.layout = layout
        self.missing = missing
        self.system = system
        self.beside: dict[str, bytes] = {}

    def data(self) -> Data:
        """All that the paper says, and how."""
        properties = self.document.properties
        made_on = properties.made_on
        return {
            "title": self.document.title,
            "author": properties.author,
            "subject": properties.subject,
            "keywords": properties.keywords,
            "date": made_on and {"year": made_on.year, "month": made_on.month, "day": made_on.day},
            "mirror": self.layout.mirror,
            "styles": {name: self._style(kind) for name, kind in self.layout.styles.items()},
            "sections": [*self._sections()],
        }

    def _style(self, kind: Type) -> Data:
        body = self.layout.styles["body"]
        spread = self.layout.portrait.text_width // self.layout.characters - body.height if kind.height == body.height else 0
        numerator, denominator = _NO_PITCH
        pitch = max(kind.line, half_up(kind.height, numerator, denominator) if not kind.exact else 0)
        top = pitch // 2 + half_up(kind.height, _MIDDLE, 100)
        shown, latin = face(kind.font, system=self.system), face(kind.latin, system=self.system)
        return {
            "fonts": shown.families,
            "latin": [] if kind.latin == kind.font else latin.families[:1],
            "heavy": shown.heavy or kind.bold,
            "drawn": shown.drawn,
            "size": kind.height,
            "tracking": spread,
            "top": top,
            "bottom": pitch - top,
            "align": kind.align,
            "before": kind.before,
            "after": kind.after,
            "indent": kind.indent * (kind.height + spread),
            "right": kind.right * kind.height,
            "keep": kind.keep,
        }

    def _sections(self) -> Iterator[Data]:
        """The blocks of each stretch of pages that lie the same way."""
        for page, blocks in groupby(self._turned(), key=lambda each: each[0]):
            sides = self.layout.sides(page[1])
            found = [data for _, number, block in blocks for data in self._block(number, block, sides)]
            aside = self.layout.number_aside if self.layout.is_numbered_aside(page[1]) else None
            yield {"sheet": {**asdict(sides), "aside": aside}, "blocks": found}

    def _turned(self) -> Iterator[tuple[tuple[int, Page], str, Block]]:
        """Every block with its number and the page that it stands on, which is counted as often as it turns."""
        turn, page = 0, self.document.page
        for number, block in numbered(self.document.blocks):
            if isinstance(block, PageBreak) and block.page is not None:
                turn, page = turn + 1, block.page
            else:
                yield (turn, page), number, block

    def _block(self, number: str, block: Block, sides: Sides) -> Iterator[Data]:
        if isinstance(block, PageBreak):
            yield {"block": "turn"}
        elif isinstance(block, Heading):
            runs = (Run(number), *block.runs) if number else block.runs
            yield {"block": "heading", "level": block.level, **self._lines(f"heading{block.level}", runs, sides)}
        elif isinstance(block, Paragraph):
            yield {"block": "paragraph", **self._lines(block.style, block.runs, sides)}
        elif isinstance(block, Table):
            for style, runs in (("caption", block.caption), ("unit", block.note)):
                if runs:
                    yield {"block": "paragraph", **self._lines(style, runs, sides)}
            yield table_data(block, self.layout, sides, self.set_runs)
        else:
            yield from self._drawing(block, sides)

    def set_runs(self, runs: Runs, half_points: int, room: int) -> list[Data]:
        """Runs of a size as pieces for lines of that width."""
        shown = tuple(
            Run(plain(with_numbers(text_of(part), self.missing)), bold=bold) for bold, part in groupby(runs, key=_is_bold)
        )
        return [{"pieces": pieces, "bold": bold} for pieces, bold in parted(shown, half_points, room) if pieces]

    def _lines(self, style: str, runs: Runs, sides: Sides) -> Data:
        kind = self.layout.styles[style]
        room = sides.text_width - (kind.indent + kind.right + 1) * kind.height
        return {"style": style, "runs": self.set_runs(runs, kind.half_points, room)}

    def _drawing(self, block: Chart | Picture, sides: Sides) -> Iterator[Data]:
        if isinstance(block, Chart):
            if block.title:
                yield {"block": "paragraph", **self._lines("caption", block.title, sides)}
            svg = drawing.svg(block, self.layout, sides.text_width)
            yield self._drawn(drawable(svg, system=self.system), "svg", drawing.words(block), sides.text_width, sides)
            return
        ending: Literal["png", "jpg"] = "png" if media_of(block.data) == "image/png" else "jpg"
        if draws(block.data, ending):
            yield self._drawn(block.data, ending, block.alt, half_up(block.share, sides.text_width, 100), sides)
        else:
            yield {"block": "paragraph", **self._lines("note", (Run(f"〔图：{block.alt}〕"),), sides)}

    def _drawn(self, content: bytes, ending: str, alt: str, width: int, sides: Sides) -> Data:
        name = f"{len(self.beside) + 1}.{ending}"
        self.beside[name] = content
        return {
            "block": "drawing",
            "file": name,
            "alt": alt or "图",
            "width": width,
            "tallest": half_up(_TALLEST, sides.text_height, 100),
            "below": _BELOW,
        }


def _is_bold(run: Run) -> bool:
    return run.bold

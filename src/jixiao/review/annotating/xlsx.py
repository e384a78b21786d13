"""Excel files: a comment on the cell of each finding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jixiao.document.formats.xlsx.book import opened
from jixiao.files.sheet_comments import SheetComments, Spot
from jixiao.review.annotation import AUTHOR, Remark, spans
from jixiao.review.paper import Paper


def annotated(path: Path, paper: Paper, remarks: Sequence[Remark]) -> bytes:
    """The file with a comment for each remark; those about the whole file stand on its first cell."""
    book = opened(path)
    spots = [(Spot(sheet, *place), text) for sheet, values in book.values.items() for place, text in sorted(values.texts.items())]
    file = SheetComments(path, AUTHOR)
    first = spots[0][0] if spots else Spot(next(iter(book.values), ""), 0, 0)
    for remark, found in zip(remarks, spans(paper, remarks, [text for _, text in spots]), strict=True):
        file.add(spots[found[0].piece][0] if found else first, remark.lines)
    return file.content()

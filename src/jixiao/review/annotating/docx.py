"""Word files: a comment around the words of each finding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jixiao.files.word_comments import Stretch, WordComments
from jixiao.review.annotation import AUTHOR, Remark, spans
from jixiao.review.paper import Paper


def annotated(path: Path, paper: Paper, remarks: Sequence[Remark]) -> bytes:
    """The file with a comment for each remark."""
    file = WordComments(path, AUTHOR)
    for remark, found in zip(remarks, spans(paper, remarks, file.texts), strict=True):
        file.add([Stretch(*span) for span in found], remark.lines)
    return file.content()

"""Annotated copies: the reviewed file beside the original, with the findings at the words they are about.

Files that can hold comments or highlights keep all else as it is; of others (pdf, txt, csv …) the copy is a web page of what was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from jixiao import kinds
from jixiao.document.formats import html
from jixiao.document.opening import open_pages
from jixiao.errors import Misuse
from jixiao.files.contents import content_of
from jixiao.files.writing import make_folder, write_bytes
from jixiao.findings import Finding
from jixiao.review.annotation import FOLDER, Annotator, Remark, remarks_of
from jixiao.review.paper import Paper, paper_of
from jixiao.review.results import Reviewed
from jixiao.wording import Language, Text

_SUFFIX = "（审核意见）"
_FALLBACK = "html"
_OWN = {"docx": ("docm", "dotx", "dotm"), "xlsx": ("xlsm", "xltx", "xltm"), "html": ("htm",)}
"""Endings that stay as they are, for office programs open such a file by them."""


def annotate_all(papers: Sequence[Reviewed], folder: Path, language: Language) -> Iterator[Path]:
    """Write the annotated copies of all papers that could be read. Of two papers with one name, the second has a number behind it."""
    taken: set[Path] = set()
    for paper in papers:
        if not paper.result.is_read:
            continue
        target = target_of(paper.result.path, folder)
        number = 1
        while target in taken:
            number += 1
            target = folder / target_of(paper.result.path, folder).name.replace(_SUFFIX, f"{_SUFFIX}{number}")
        taken.add(target)
        yield annotate(paper.result.path, paper.outcome.findings, target, language)


def target_of(path: Path, folder: Path) -> Path:
    """Where the annotated copy of a paper stands in a folder: under the paper's own ending if its kind can hold remarks."""
    kind, ending = _kind(path), path.suffix.removeprefix(".")
    is_own = kind is not None and (ending.lower() == kind or ending.lower() in _OWN.get(kind, ()))
    return folder / f"{path.stem}{_SUFFIX}.{ending if is_own else f'{ending}.{kind or _FALLBACK}'}"


def annotate(path: Path, findings: Sequence[Finding], target: Path, language: Language) -> Path:
    """Write the annotated copy of a paper; never over the paper itself (``Misuse``). Where it stands comes back."""
    if target.exists() and target.samefile(path):
        raise Misuse(Text("{path} 是原文件，请换一个文件夹", "{path} is the paper itself; name another folder").fill(path=target))
    opened = open_pages(path)
    paper = paper_of(opened.document, str(path), opened.pages)
    remarks = remarks_of(findings, language)
    kind = _kind(path)
    if kind is None:
        content = _as_page(paper, remarks)
    else:
        content = cast("Annotator", kinds.load(FOLDER, kind)).annotated(path, paper, remarks)
    make_folder(target.parent)
    write_bytes(target, content)
    return target


def _kind(path: Path) -> str | None:
    """The kind of annotated copy that a file's content can have; None for a page of what was read."""
    content = content_of(path, path.suffix.lower().removeprefix("."))
    return content if content in kinds.names(FOLDER) else None


def _as_page(paper: Paper, remarks: Sequence[Remark]) -> bytes:
    """A web page of what was read."""
    with TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        html.write(paper.document, page)
        return cast("Annotator", kinds.load(FOLDER, _FALLBACK)).annotated(page, paper, remarks)

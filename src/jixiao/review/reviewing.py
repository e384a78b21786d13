"""The review of a paper that somebody else wrote: opened, read into claims, and every check run on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, cast

from jixiao import kinds
from jixiao.document.opening import Opened, open_pages
from jixiao.errors import Unreadable
from jixiao.findings import Finding, Outcome, Place
from jixiao.review.check import FOLDER, Check, Claims
from jixiao.review.checking import run
from jixiao.review.paper import Paper, paper_of
from jixiao.review.reading_forms import read_forms
from jixiao.tables.dossier import Dossier
from jixiao.wording import Text, joined, same

READABLE = "papers-can-be-read"


@dataclass(frozen=True, slots=True)
class Against:
    """What a paper is held against beside itself: a dossier, and a framework by its id or path."""

    dossier: Dossier | None = None
    framework: str | None = None


class Reviewed(NamedTuple):
    """What came of one paper: the paper as it was read (None if it could not be), its claims and the outcome."""

    path: Path
    outcome: Outcome
    paper: Paper | None = None
    claims: Claims | None = None


def review(path: Path, against: Against | None = None) -> Reviewed:
    """Review one paper. What cannot be read is an outcome with one finding, so that other papers go on."""
    outcome = Outcome(str(path))
    try:
        opened = open_pages(path)
    except Unreadable as error:
        outcome.not_checkable += 1
        outcome.findings.append(Finding(READABLE, Place(str(path)), error.text))
        return Reviewed(path, outcome)
    return reviewed(path, opened, against or Against())


def reviewed(path: Path, opened: Opened, against: Against) -> Reviewed:
    """Review a paper that is open already."""
    paper = paper_of(opened.document, str(path), opened.pages)
    claims = read_forms(paper, against.framework)
    claims = replace(claims, paper=paper, against=against.dossier)
    for name in kinds.names(FOLDER):
        run(cast("Check", kinds.load(FOLDER, name)), claims)
    outcome = _gathered(str(path), claims)
    if opened.unreadable:
        outcome.not_checkable += 1
        outcome.findings.insert(0, _unread(str(path), opened.unreadable))
    return Reviewed(path, outcome, paper, claims)


def _unread(file: str, pages: tuple[int, ...]) -> Finding:
    """What is said of pages that could not be read."""
    because = Text(
        "第{pages}页是扫描图像，没有可读的文字，没有审核", "Pages {pages} are pictures without text and were not reviewed"
    )
    return Finding(
        READABLE,
        Place(file, page=pages[0]),
        because.fill(pages=joined(map(same, pages), "、", ", ")),
        "explain",
        advice=Text("先做文字识别（OCR），或取得原始文件", "Recognise the text first (OCR), or get the original file"),
    )


def _gathered(file: str, claims: Claims) -> Outcome:
    """All outcomes of a paper's claims as one, in the order of the places."""
    whole = Outcome(file)
    cells = (
        {each.place: each.normal.original.strip() for each in claims.paper.passages if each.kind == "cell"}
        if claims.paper
        else {}
    )
    for outcome in claims.dossier.outcomes.values():
        whole.held += outcome.held
        whole.failed += outcome.failed
        whole.not_checkable += outcome.not_checkable
        for each in outcome.findings:
            quote = each.quote or cells.get(each.place, "")
            whole.findings.append(replace(each, place=replace(each.place, file=file), quote=quote))
    whole.findings.sort(key=_order)
    return whole


def _order(finding: Finding) -> tuple[int, int, str, int, str]:
    place = finding.place
    return (place.page or 0, place.paragraph or 0, place.table or "", place.row or 0, finding.check)

"""Papers that were written by hand, each with what is wrong in it beside: ``papers/NAME.txt`` and ``papers/NAME.yaml``.

The YAML has ``errors``, a list of ``rules`` (one of which has to be found) and ``at`` (words of the place: of the quoted words, the
paragraph, or the row of the table), and ``may``, rules that a careful reader could bring forward as well and that count neither way.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jixiao.document.opening import open_pages
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding
from jixiao.review.measuring_itself.intervals import Share
from jixiao.review.paper import Paper
from jixiao.review.reviewing import Against, reviewed

FOLDER = Path(__file__).parent / "papers"
_SHOWN = {"error", "explain"}


class Expected(NamedTuple):
    """One thing that is wrong: rules of which one has to be found, and words of the place."""

    rules: tuple[str, ...]
    at: str


class Remark(NamedTuple):
    """A finding that nothing in the paper accounts for."""

    rule: str | None
    check: str
    severity: str
    quote: str


class Written(NamedTuple):
    """What came of one paper: what was found of what is wrong, and what was found beside."""

    name: str
    found: tuple[Expected, ...]
    missed: tuple[Expected, ...]
    right: int
    wrong: tuple[Remark, ...]


class WrittenPapers(NamedTuple):
    """What came of all of them."""

    papers: tuple[Written, ...]

    @property
    def recall(self) -> Share:
        """How many of the errors were found."""
        found = sum(len(paper.found) for paper in self.papers)
        return Share(found, found + sum(len(paper.missed) for paper in self.papers))

    @property
    def precision(self) -> Share:
        """How many of the findings of severity error or explain tell of an error that is there."""
        right = sum(paper.right for paper in self.papers)
        return Share(right, right + sum(len(paper.wrong) for paper in self.papers))


def review_all() -> WrittenPapers:
    """Review all papers of the folder, in the order of their names."""
    return WrittenPapers(tuple(review_one(path) for path in sorted(FOLDER.glob("*.txt"))))


def review_one(path: Path) -> Written:
    """Review one paper and hold what was found against what is wrong."""
    data = _mapping(read_yaml(path.with_suffix(".yaml")).data)
    expected = tuple(Expected(tuple(map(str, each["rules"])), str(each["at"])) for each in data.get("errors", ()))
    may = set(map(str, data.get("may", ())))
    result = reviewed(path, open_pages(path), Against(None, data.get("framework")))
    paper, found, right, wrong = result.paper, set(), 0, []
    for finding in result.outcome.findings:
        fitting = [each for each in expected if finding.rule in each.rules and _is_at(finding, each.at, paper)]
        found |= set(fitting)
        if finding.severity in _SHOWN and not fitting and finding.rule not in may:
            wrong.append(Remark(finding.rule, finding.check, finding.severity, finding.quote))
        right += bool(fitting) and finding.severity in _SHOWN
    missed = tuple(each for each in expected if each not in found)
    return Written(path.stem, tuple(each for each in expected if each in found), missed, right, tuple(wrong))


def _mapping(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise TypeError("What is expected of a paper is a mapping")
    return data


def _is_at(finding: Finding, words: str, paper: Paper | None) -> bool:
    return any(words in text for text in (finding.quote, *_around(finding, paper)))


def _around(finding: Finding, paper: Paper | None) -> Iterator[str]:
    """The paragraph of a finding, or the row of its table; all rows where it names none."""
    place = finding.place
    for passage in paper.passages if paper else ():
        other = passage.place
        in_row = place.table is not None and other.table == place.table and place.row in {None, other.row}
        if in_row or (place.paragraph is not None and other.paragraph == place.paragraph):
            yield passage.text

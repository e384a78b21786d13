"""The reviewer's workbook: the papers with their scores and grades, every finding with room for a remark, and the passages that are alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jixiao.document.model import (
    Block,
    Cell,
    Column,
    Document,
    Entry,
    PageBreak,
    Row,
    Run,
    Table,
    label,
    number,
    paragraph,
    runs_of,
)
from jixiao.exact import plain
from jixiao.findings import SEVERITIES, Finding, Severity
from jixiao.review.likeness import Copy
from jixiao.review.recomputing import number_and_unit
from jixiao.review.results import Reviewed
from jixiao.wording import Language, Text

TABLE = "review_remark"
"""The table that the reviewer's entries are for; no dossier has it."""

_TITLE = Text("绩效自评审核工作表", "Review of self-evaluations")
_PAPERS = Text("文件汇总", "Papers")
_FINDINGS = Text("问题清单", "Findings")
_COPIES = Text("雷同段落", "Passages that are alike")
_PAPER_COLUMNS = (
    (Text("序号", "No."), 2),
    (Text("文件", "file"), 9),
    (Text("成立", "held"), 2),
    (Text("不成立", "failed"), 2),
    (Text("不可检", "not checkable"), 2),
    (Text("错误", "errors"), 2),
    (Text("需说明", "to explain"), 2),
    (Text("提示", "hints"), 2),
    (Text("不再提示", "suppressed"), 2),
    (Text("自评分", "self score"), 3),
    (Text("重算分", "recomputed"), 3),
    (Text("差异率（%）", "difference (%)"), 3),
    (Text("质量等次", "quality"), 3),
)
_FINDING_COLUMNS = (
    (Text("序号", "No."), 2),
    (Text("文件", "file"), 6),
    (Text("位置", "place"), 5),
    (Text("规则", "rule"), 2),
    (Text("级别", "severity"), 2),
    (Text("公布值", "published"), 5),
    (Text("重算值", "recomputed"), 5),
    (Text("差额", "difference"), 3),
    (Text("问题", "what fails"), 9),
    (Text("建议动作", "action"), 2),
    (Text("复核意见", "reviewer's remark"), 5),
)
_COPY_COLUMNS = (
    (Text("序号", "No."), 2),
    (Text("文件甲", "one paper"), 5),
    (Text("位置", "place"), 3),
    (Text("文字", "words"), 9),
    (Text("文件乙", "other paper"), 5),
    (Text("位置", "place"), 3),
    (Text("文字", "words"), 9),
    (Text("相似（%）", "alike (%)"), 2),
)
_ACTIONS: dict[Severity, Text] = {
    "error": Text("改", "correct"),
    "explain": Text("说明", "explain"),
    "hint": Text("说明", "explain"),
}
_PROVE = Text("补证", "prove")
_ASKS_FOR_PROOF = frozenset({"S06", "S13", "N16", "T08", "M14"})
"""The rules whose findings are answered by evidence."""


def sheet(papers: Sequence[Reviewed], copies: Sequence[Copy], language: Language) -> Document:
    """The workbook as a document: one table on each of its sheets."""
    blocks: list[Block] = [
        paragraph(_TITLE.say(language), style="title"),
        _table(_PAPERS, _PAPER_COLUMNS, _papers(papers, language), language),
    ]
    listed = list(_findings(papers, language))
    if listed:
        blocks += [PageBreak("landscape"), _table(_FINDINGS, _FINDING_COLUMNS, listed, language)]
    if copies:
        blocks += [PageBreak("landscape"), _table(_COPIES, _COPY_COLUMNS, _copies(copies, language), language)]
    return Document(_TITLE.say(language), tuple(blocks), "landscape")


def _table(caption: Text, columns: Sequence[tuple[Text, int]], rows: Iterator[Row] | list[Row], language: Language) -> Table:
    header = tuple(label(name.say(language)) for name, _ in columns)
    shares = tuple(Column(share, "left" if share > 4 else "center") for _, share in columns)  # noqa: PLR2004 - wide columns hold sentences
    return Table(shares, (header,), tuple(rows), (Run(caption.say(language)),))


def _papers(papers: Sequence[Reviewed], language: Language) -> Iterator[Row]:
    for at, paper in enumerate(papers, 1):
        counts = paper.summary
        scores = counts.scores
        yield (
            number(str(at)),
            _text(paper.outcome.file),
            *(number(str(each)) for each in (counts.held, counts.failed, counts.not_checkable)),
            *(number(str(each)) for each in (counts.errors, counts.explains, counts.hints, counts.suppressed)),
            *(_number(each) for each in (scores.stated, scores.recomputed, scores.rate)),
            _text(counts.grade.say(language) if counts.grade else ""),
        )


def _findings(papers: Sequence[Reviewed], language: Language) -> Iterator[Row]:
    at = 0
    for paper in papers:
        for finding in paper.outcome.findings:
            at += 1
            yield _finding(at, paper, finding, language)


def _finding(at: int, paper: Reviewed, finding: Finding, language: Language) -> Row:
    stated = finding.stated.say(language) if finding.stated else " ".join(finding.quote.split())
    expected = finding.expected.say(language) if finding.expected else ""
    because = finding.because.say(language)
    advice = f"\n{finding.advice.say(language)}" if finding.advice else ""
    action = _PROVE if finding.rule in _ASKS_FOR_PROOF else _ACTIONS[finding.severity]
    remark = Entry(TABLE, str(at), "remark")
    return (
        number(str(at)),
        _text(paper.result.path.name),
        _text(finding.place.within(language)),
        _text(finding.rule or finding.check),
        _text(SEVERITIES[finding.severity].say(language)),
        _text(stated),
        _text(expected),
        _number(difference(stated, expected)),
        _text(because + advice),
        _text(action.say(language)),
        Cell(entry=remark),
    )


def _copies(copies: Sequence[Copy], language: Language) -> Iterator[Row]:
    for at, copy in enumerate(copies, 1):
        yield (
            number(str(at)),
            _text(copy.first.path.name),
            _text(copy.here.place.within(language)),
            _text(copy.here.quote),
            _text(copy.second.path.name),
            _text(copy.there.place.within(language)),
            _text(copy.there.quote),
            _number(copy.likeness),
        )


def difference(stated: str, expected: str) -> Decimal | None:
    """The published value without the recomputed one, where both are numbers of the same unit."""
    one, other = number_and_unit(stated), number_and_unit(expected)
    if one is None or other is None or one[1] != other[1]:
        return None
    return one[0] - other[0]


def _number(value: Decimal | None) -> Cell:
    return Cell() if value is None else number(plain(value))


def _text(text: str) -> Cell:
    return Cell(runs_of(text))

"""What came of a review, paper by paper: the findings, those that the reviewer has suppressed, the summary; as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from jixiao import findings
from jixiao.findings import Finding, Outcome, as_remark
from jixiao.review.many import Result
from jixiao.review.summary import Grade, Summary, summed
from jixiao.review.suppressing import Suppression, Suppressions
from jixiao.wording import Language, Text


class Suppressed(NamedTuple):
    """A finding that the reviewer does not want to see again, and the entry that says so."""

    finding: Finding
    entry: Suppression

    @property
    def reason(self) -> str:
        """Why it is not seen again."""
        return self.entry.reason


class Reviewed(NamedTuple):
    """One paper after its review. Suppressed findings are not among those of the outcome."""

    result: Result
    outcome: Outcome
    suppressed: tuple[Suppressed, ...]
    summary: Summary


def reviewed(
    results: Sequence[Result],
    grades: tuple[Grade, ...],
    suppressions: Suppressions | None = None,
    more: Iterable[Finding] | None = None,
) -> list[Reviewed]:
    """The papers with what was suppressed and their summaries.

    ``more`` are findings that only all papers together show; None if they were not compared.
    """
    added: dict[str, list[Finding]] = {}
    for each in results if more is not None else ():
        if each.sentences:
            added[each.outcome.file] = []
    for finding in more or ():
        added.setdefault(finding.place.file, []).append(finding)
    return [_reviewed(each, added.get(each.outcome.file), grades, suppressions) for each in results]


def _reviewed(
    result: Result, more: list[Finding] | None, grades: tuple[Grade, ...], suppressions: Suppressions | None
) -> Reviewed:
    outcome = result.outcome
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in [*outcome.findings, *(more or ())]:
        entry = suppressions.of(finding, result.path, result.digest) if suppressions else None
        if entry is None:
            kept.append(finding)
        else:
            suppressed.append(Suppressed(finding, entry))
    whole = replace(outcome, findings=kept)
    if more is not None:
        whole.failed += bool(more)
        whole.held += not more
    return Reviewed(result, whole, tuple(suppressed), summed(whole, result.scores, grades, len(suppressed)))


def as_json(paper: Reviewed, language: Language) -> dict[str, object]:
    """One paper in the shape that other programs rely on, with its summary and what was suppressed."""
    return {
        **findings.as_json(paper.outcome, language),
        "summary": paper.summary.as_json(language),
        "suppressed": [
            {
                **findings.finding_json(each.finding, language),
                "reason": each.reason,
                "by": each.entry.by or None,
                "on": each.entry.on or None,
            }
            for each in paper.suppressed
        ],
    }


def as_text(paper: Reviewed, language: Language) -> str:
    """One paper as people read it: the file, each finding, what was suppressed, the summary."""
    parts = [paper.outcome.file]
    parts += [as_remark(finding, language) for finding in paper.outcome.findings]
    for each in paper.suppressed:
        text = Text("[不再提示] {what}：{reason}", "[suppressed] {what}: {reason}").fill(
            what=" ".join([each.finding.place.within(language), findings.named(each.finding)]).strip(), reason=each.reason
        )
        parts.append(text.say(language))
    parts.append(paper.summary.as_text(language))
    return "\n".join(parts)


def totals(papers: Sequence[Reviewed]) -> Text:
    """All papers in one line."""
    sums = [paper.summary for paper in papers]
    return Text(
        "共{n}个文件：错误{errors}处，需说明{explains}处，提示{hints}处，不再提示{suppressed}处；有错误的{bad}个，没有读出的{unread}个",
        "{n} papers: {errors} errors, {explains} to explain, {hints} hints, {suppressed} suppressed;"
        " {bad} with errors, {unread} could not be read",
    ).fill(
        n=len(sums),
        errors=sum(each.errors for each in sums),
        explains=sum(each.explains for each in sums),
        hints=sum(each.hints for each in sums),
        suppressed=sum(each.suppressed for each in sums),
        bad=sum(bool(each.errors) for each in sums),
        unread=sum(not paper.result.is_read for paper in papers),
    )

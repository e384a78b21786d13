"""The review of goals as people read it, and as programs do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jixiao.cycle.goals import VERDICTS, GoalReview, Tested
from jixiao.findings import Finding, finding_json
from jixiao.findings import as_text as finding_text
from jixiao.wording import Language, Text, joined, same

_HEAD = Text("{unit} {year}年度 · 绩效目标审核", "{unit} {year} · review of goals")
_LAYERS = Text(
    "三层：职责{duty}项、任务{task}项、支出项目{project}个；绩效指标{indicator}项",
    "Three layers: {duty} duties, {task} tasks, {project} projects; {indicator} indicators",
)
_HELD_AGAINST = Text("对照往年：{years}", "held against: {years}")
_ALONE = Text(
    "没有对照往年的卷宗（--earlier），只用指标表中的上年实际值",
    "no earlier dossier was named (--earlier): only the column of last year's actuals was used",
)
_TEST = Text(
    "{name}  {verdict}（{held}项检查成立，{failed}项不成立，{skipped}项无法检查）{asks}",
    "{name}: {verdict} ({held} checks held, {failed} failed, {skipped} could not be made). {asks}",
)
_GRADE = Text("建议等次：{grade}，{means}", "Proposed grade: {grade}, {means}")
_NO_GRADE = Text("有一项无法检查，不提等次", "One test could not be made, so no grade is proposed")


def as_text(review: GoalReview, language: Language) -> Iterator[str]:
    """The four tests as headings, each with its verdict and what was found."""
    yield _HEAD.fill(unit=review.dossier.unit_name, year=review.dossier.fiscal_year).say(language)
    yield _LAYERS.fill(**review.layers).say(language)
    years = joined([same(each.fiscal_year) for each in review.earlier], "、", ", ")
    yield (_HELD_AGAINST.fill(years=years) if review.earlier else _ALONE).say(language)
    for each in review.tests:
        yield ""
        outcome = each.outcome
        said = {"name": each.test.name, "verdict": VERDICTS[each.verdict], "asks": each.test.asks}
        counted = {"held": outcome.held, "failed": outcome.failed, "skipped": outcome.not_checkable}
        yield _TEST.fill(**said, **counted).say(language)
        for alike in _alike(outcome.findings):
            yield from (
                (finding_text(finding, language) for finding in alike) if len(alike) < _MANY else _together(alike, language)
            )
    yield ""
    grade = review.grade
    yield (_NO_GRADE if grade is None else _GRADE.fill(grade=grade.name, means=grade.means)).say(language)


def _alike(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings of one check in one column together, in the order of the first of them."""
    found: dict[tuple[object, ...], list[Finding]] = {}
    for each in findings:
        found.setdefault((each.check, each.rule, each.severity, each.place.file, each.place.column), []).append(each)
    return list(found.values())


def _together(alike: Sequence[Finding], language: Language) -> Iterator[str]:
    """Many findings of one kind: the rows in one line, and the first of them as it is."""
    rows = joined([same(each) for each in _spans([each.place.row or 0 for each in alike])], "、", ", ")
    said = _TOGETHER.fill(
        file=alike[0].place.file, n=len(alike), column=alike[0].place.column_label or alike[0].place.column, rows=rows
    )
    yield said.say(language)
    yield finding_text(alike[0], language)


def _spans(rows: Sequence[int]) -> list[str]:
    """The numbers of rows, with those that follow one another as one span: 2–8, 10."""
    spans: list[list[int]] = []
    for row in sorted(rows):
        if spans and row <= spans[-1][-1] + 1:
            spans[-1][-1] = row
        else:
            spans.append([row, row])
    return [str(first) if first == last else f"{first}–{last}" for first, last in spans]


_MANY = 6
"""So many findings of one kind are told together: before the year starts every target may still be missing."""

_TOGETHER = Text(
    "{file} “{column}”列有{n}行同样的情况：第{rows}行。其中第一行：",
    "{file} column “{column}”: the same in {n} rows: {rows}. The first of them:",
)


def as_json(review: GoalReview, language: Language) -> dict[str, object]:
    """The four tests for programs; absent is null."""
    grade = review.grade
    return {
        "unit": review.dossier.unit_code,
        "fiscal_year": review.dossier.fiscal_year,
        "earlier": [each.fiscal_year for each in review.earlier],
        "layers": review.layers,
        "grade": grade.name.say(language) if grade else None,
        "means": grade.means.say(language) if grade else None,
        "tests": [_test(each, language) for each in review.tests],
    }


def _test(each: Tested, language: Language) -> dict[str, object]:
    outcome = each.outcome
    return {
        "test": each.test.id,
        "name": each.test.name.say(language),
        "verdict": each.verdict,
        "checked": {"held": outcome.held, "failed": outcome.failed, "not_checkable": outcome.not_checkable},
        "findings": [{"file": finding.place.file, **finding_json(finding, language)} for finding in outcome.findings],
    }

"""What a review comes to: how many checks held, what was found, the stated and the recomputed score, and the grade of the paper.

The bounds of the grades are data (``quality.yaml``): a proposal of this project, which a file of the same shape replaces.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from jixiao.errors import Misuse
from jixiao.exact import decimal_of, plain
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, Outcome, as_text
from jixiao.review.recomputing import Scores
from jixiao.wording import Language, Text, same


class Grade(NamedTuple):
    """A grade of quality: its name, the most errors and the largest difference in per cent; None where there is no bound."""

    name: Text
    errors: int | None
    difference: Decimal | None


class Summary(NamedTuple):
    """What a review of one paper comes to."""

    held: int
    failed: int
    not_checkable: int
    errors: int
    explains: int
    hints: int
    suppressed: int
    scores: Scores
    grade: Text | None

    def as_json(self, language: Language) -> dict[str, object]:
        """The summary for programs."""
        scores = self.scores
        numbers = {
            "self_score": scores.stated,
            "recomputed": scores.recomputed,
            "difference": scores.difference,
            "difference_rate": scores.rate,
        }
        return {
            "errors": self.errors,
            "explains": self.explains,
            "hints": self.hints,
            "suppressed": self.suppressed,
            **{name: None if value is None else f"{value:f}" for name, value in numbers.items()},
            "grade": self.grade.say(language) if self.grade else None,
        }

    def as_text(self, language: Language) -> str:
        """The summary in one line for people."""
        counted = Text(
            "{held}项检查成立，{failed}项不成立，{skipped}项无法检查；错误{errors}处，需说明{explains}处，提示{hints}处",
            "{held} checks held, {failed} failed, {skipped} could not be made; {errors} errors, {explains} to explain, {hints} hints",
        ).fill(
            held=self.held,
            failed=self.failed,
            skipped=self.not_checkable,
            errors=self.errors,
            explains=self.explains,
            hints=self.hints,
        )
        parts = [counted]
        if self.suppressed:
            parts.append(Text("已登记不再提示{n}处", "{n} suppressed").fill(n=self.suppressed))
        if self.scores.stated is not None:
            parts.append(_of_scores(self.scores))
        if self.grade is not None:
            parts.append(Text("质量等次：{grade}", "quality: {grade}").fill(grade=self.grade))
        mark = Text("；", "; ").say(language)
        return mark.join(part.say(language) for part in parts)


def _of_scores(scores: Scores) -> Text:
    assert scores.stated is not None
    stated = Text("自评{stated}分", "self score {stated}").fill(stated=plain(scores.stated))
    if scores.recomputed is None:
        return Text("{stated}，无法重算", "{stated}, which cannot be recomputed").fill(stated=stated)
    rate = same("—") if scores.rate is None else same(f"{scores.rate:f}%")
    return Text("{stated}，重算{recomputed}分，差异率{rate}", "{stated}, recomputed {recomputed}, a difference of {rate}").fill(
        stated=stated, recomputed=plain(scores.recomputed), rate=rate
    )


def summed(outcome: Outcome, scores: Scores, grades: tuple[Grade, ...], suppressed: int = 0) -> Summary:
    """The summary of one paper; suppressed findings are no longer among those of the outcome."""
    severities = [finding.severity for finding in outcome.findings]
    errors = severities.count("error")
    return Summary(
        outcome.held,
        outcome.failed,
        outcome.not_checkable,
        errors,
        severities.count("explain"),
        severities.count("hint"),
        suppressed,
        scores,
        grade_of(errors, scores.rate, grades),
    )


def grade_of(errors: int, rate: Decimal | None, grades: tuple[Grade, ...]) -> Text | None:
    """The first grade whose bounds hold; None where the score cannot be recomputed, since nothing is known of the difference then."""
    if rate is None:
        return None
    for grade in grades:
        if (grade.errors is None or errors <= grade.errors) and (grade.difference is None or rate <= grade.difference):
            return grade.name
    return None


@cache
def shipped_grades() -> tuple[Grade, ...]:
    """The grades of this project. A fault in the shipped file is a programming error (``ValueError``)."""
    with as_file(files("jixiao.review") / "quality.yaml") as path:
        found, findings = _read(path)
    if findings:
        raise ValueError("\n".join(as_text(finding, "en") for finding in findings))
    return found


def grades_in(path: Path) -> tuple[Grade, ...]:
    """The grades of a file of one's own; ``Misuse`` says where it is not of that shape."""
    found, findings = _read(path)
    if findings:
        zh, en = ("\n".join(as_text(finding, language) for finding in findings) for language in ("zh", "en"))
        raise Misuse(Text("等次文件不能用：\n{zh}", "The file of grades cannot be used:\n{en}").fill(zh=zh, en=en))
    return found


def _read(path: Path) -> tuple[tuple[Grade, ...], list[Finding]]:
    findings: list[Finding] = []
    part = Part.top(read_yaml(path), str(path), "quality-grades", findings)
    part.only("grades")
    grades = []
    for each in part.parts("grades"):
        each.only("name", "errors", "difference")
        bound = decimal_of(each.text("difference", "")) if each.has("difference") else None
        if each.has("difference") and bound is None:
            each.fault(Text("“difference”应为数字", "“difference” takes a number"), "difference")
        grades.append(Grade(each.label("name"), each.whole("errors", 0) if each.has("errors") else None, bound))
    if not grades and not findings:
        part.fault(Text("没有写任何等次", "No grade is named"), "grades")
    return tuple(grades), findings

"""What a check says: a fault is a value with a place. This is the only room where a finding becomes text or JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from jixiao.wording import Language, Text

Severity = Literal["error", "explain", "hint"]

SEVERITIES: dict[Severity, Text] = {
    "error": Text("错误", "error"),
    "explain": Text("需说明", "explain"),
    "hint": Text("提示", "hint"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file. Rows are counted as an office program shows them: the header is row 1.

    ``column`` is the id for programs, ``column_label`` what people see above the column, ``sheet`` where in a workbook it is.
    """

    file: str
    table: str | None = None
    row: int | None = None
    column: str | None = None
    column_label: Text | None = None
    page: int | None = None
    paragraph: int | None = None
    sheet: str | None = None

    def say(self, language: Language) -> str:
        """The place in words, as far as it is known."""
        return " ".join([self.file, *self._parts(language, None)])

    def within(self, language: Language) -> str:
        """The place in words as the reader of a paper finds it there, with the name of the table; nothing where it is the whole paper."""
        return " ".join(self._parts(language, self.table))

    def _parts(self, language: Language, table: str | None) -> list[str]:
        parts = []
        for value, text in (
            (self.sheet, Text("工作表“{n}”", "sheet “{n}”")),
            (self.page, Text("第{n}页", "page {n}")),
            (table, Text("表“{n}”", "table “{n}”")),
            (self.paragraph, Text("第{n}段", "paragraph {n}")),
            (self.row, Text("第{n}行", "row {n}")),
            (self.column_label or self.column, Text("“{n}”列", "column “{n}”")),
        ):
            if value is not None:
                parts.append(text.fill(n=value).say(language))
        return parts


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold.

    ``check`` names the truth that is guarded; ``rule`` is its id in the review rules, if it has one. ``stated`` is what stands
    there, ``expected`` what should; ``because`` gives the reason or the arithmetic and ``advice`` what to do.
    """

    check: str
    place: Place
    because: Text
    severity: Severity = "error"
    rule: str | None = None
    quote: str = ""
    stated: Text | None = None
    expected: Text | None = None
    advice: Text | None = None


@dataclass(slots=True)
class Outcome:
    """What came of checking one file. What could not be checked is counted by itself and never counts as held."""

    file: str
    held: int = 0
    failed: int = 0
    not_checkable: int = 0
    findings: list[Finding] = field(default_factory=list)

    def note(self, findings: Iterable[Finding]) -> None:
        """Count one check that was made, with what it found."""
        found = list(findings)
        self.findings.extend(found)
        if found:
            self.failed += 1
        else:
            self.held += 1


def has_errors(outcomes: Iterable[Outcome]) -> bool:
    """Whether any finding is more than a question or a hint."""
    return any(finding.severity == "error" for outcome in outcomes for finding in outcome.findings)


def summary(outcomes: Iterable[Outcome]) -> Text:
    """How many checks held, failed, and could not be made; how many findings of each severity."""
    listed = list(outcomes)
    severities = [finding.severity for outcome in listed for finding in outcome.findings]
    return Text(
        "{held}项检查成立，{failed}项不成立，{skipped}项无法检查；错误{errors}处，需说明{explains}处，提示{hints}处",
        "{held} checks held, {failed} failed, {skipped} could not be made; {errors} errors, {explains} to explain, {hints} hints",
    ).fill(
        held=sum(outcome.held for outcome in listed),
        failed=sum(outcome.failed for outcome in listed),
        skipped=sum(outcome.not_checkable for outcome in listed),
        errors=severities.count("error"),
        explains=severities.count("explain"),
        hints=severities.count("hint"),
    )


def as_text(finding: Finding, language: Language) -> str:
    """A finding as people read it: place first, what stands there, what should, why, what to do."""
    head = f"{finding.place.say(language)} [{SEVERITIES[finding.severity].say(language)} {finding.check}]"
    return "\n".join([head, *_lines(finding, language)])


def as_remark(finding: Finding, language: Language) -> str:
    """A finding as the reader of a paper sees it: where it stands there, the words that it quotes, and the rest as always."""
    place = finding.place.within(language) or Text("全文", "the whole paper").say(language)
    kind = f"{SEVERITIES[finding.severity].say(language)} {named(finding)}"
    quote = [f"  {Text('原文：', 'quoted: ').say(language)}{' '.join(finding.quote.split())}"] if finding.quote.strip() else []
    return "\n".join([f"{place} [{kind}]", *quote, *_lines(finding, language)])


def as_comment(finding: Finding, language: Language) -> list[str]:
    """A finding beside the words that it is about: the lines of a comment."""
    return [
        f"{SEVERITIES[finding.severity].say(language)} {named(finding)}",
        *(line.strip() for line in _lines(finding, language)),
    ]


def named(finding: Finding) -> str:
    """The id of the rule and the name of the check."""
    return f"{finding.rule} {finding.check}" if finding.rule else finding.check


def _lines(finding: Finding, language: Language) -> list[str]:
    """What stands there, what should, why, what to do."""
    lines = []
    for label, value in (
        (Text("现为：", "stands: "), finding.stated),
        (Text("应为：", "expected: "), finding.expected),
        (Text("原因：", "because: "), finding.because),
        (Text("处理：", "do: "), finding.advice),
    ):
        if value is not None:
            lines.append(f"  {label.say(language)}{value.say(language)}")
    return lines


def as_json(outcome: Outcome, language: Language) -> dict[str, object]:
    """One file's outcome in the shape that other programs rely on."""
    return {
        "file": outcome.file,
        "checked": {"held": outcome.held, "failed": outcome.failed, "not_checkable": outcome.not_checkable},
        "findings": [finding_json(finding, language) for finding in outcome.findings],
    }


def finding_json(finding: Finding, language: Language) -> dict[str, object]:
    """One finding in the shape that other programs rely on."""

    def said(text: Text | None) -> str | None:
        return None if text is None else text.say(language)

    place = finding.place
    return {
        "check": finding.check,
        "rule": finding.rule,
        "severity": finding.severity,
        "place": {name: getattr(place, name) for name in ("page", "paragraph", "table", "row", "column")},
        "quote": finding.quote,
        "stated": said(finding.stated),
        "expected": said(finding.expected),
        "because": said(finding.because),
        "advice": said(finding.advice),
    }

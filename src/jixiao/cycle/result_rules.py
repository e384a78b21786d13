"""The rules by which results lead to proposals: data of a YAML file, with the source of each rule and how sure it is."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from jixiao.errors import Misuse
from jixiao.exact import decimal_of
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.wording import Text

CHECK = "rules-of-the-loop-are-sound"
PROPOSALS = ("keep_first", "keep", "reduce", "stop")
"""What can be proposed, the kindest first; of several the hardest counts."""

CONDITIONS = ("grade", "ends", "spent_below", "overdue_at_least", "came_back_at_least")
CONFIDENCE = ("seen", "secondhand", "from memory", "proposal")
UNSPENT = "unspent"
_HUNDRED = 100


class Rule(NamedTuple):
    """One rule: when it holds, what it proposes, by which share (None for what was not spent), why, and where it is from."""

    id: str
    grades: tuple[str, ...]
    ends: bool
    spent_below: Fraction | None
    overdue_at_least: int | None
    came_back_at_least: int | None
    propose: str
    share: Fraction | None
    because: Text
    source: Text
    confidence: str


class TargetRule(NamedTuple):
    """How next year's targets follow from actuals."""

    years: int
    least_share: Fraction
    most_share: Fraction
    keep_reached: bool
    most_percent: Decimal
    source: Text
    confidence: str


class ResultRules(NamedTuple):
    """All of a file."""

    name: Text
    base: str
    rules: tuple[Rule, ...]
    needs: tuple[str, ...]
    targets: TargetRule


@cache
def shipped() -> ResultRules:
    """The rules that come with jixiao."""
    with as_file(files("jixiao.cycle") / "results.yaml") as path:
        return read_rules(path)


def read_rules(path: Path) -> ResultRules:
    """The rules of a file; ``Misuse`` says where one is not of that shape, ``Unreadable`` if the file cannot be read."""
    found: list[Finding] = []
    part = Part.top(read_yaml(path), str(path), CHECK, found)
    part.only("name", "base", "rules", "needs", "targets")
    read = ResultRules(
        part.label("name"),
        part.choice("base", ("initial", "adjusted"), "initial"),
        tuple(_rule(each) for each in part.parts("rules")),
        tuple(part.words("needs")),
        _targets(part.part("targets")),
    )
    if found:
        zh, en = ("\n".join(as_text(each, language) for each in found) for language in ("zh", "en"))
        raise Misuse(_UNSOUND.fill(zh=zh, en=en))
    return read


_UNSOUND = Text("结果应用规则不能用：\n{zh}", "The rules for the use of results cannot be used:\n{en}")
_PERCENT = Text("百分比，如 20%", "a percentage such as 20%")


def _rule(part: Part) -> Rule:
    part.only("id", "when", "propose", "share", "because", "source", "confidence")
    when = part.part("when")
    when.only(*CONDITIONS)
    if not when.data:
        part.fault(Text("规则没有条件", "The rule has no condition"), "when")
    propose = part.choice("propose", PROPOSALS)
    share = Fraction(0)
    if propose == "reduce" and part.text("share") != UNSPENT:
        share = _percent(part, "share")
    return Rule(
        part.text("id"),
        tuple(when.words("grade")),
        when.flag("ends"),
        _percent(when, "spent_below") if when.has("spent_below") else None,
        when.whole("overdue_at_least") if when.has("overdue_at_least") else None,
        when.whole("came_back_at_least") if when.has("came_back_at_least") else None,
        propose,
        None if part.text("share", "") == UNSPENT else share,
        part.label("because"),
        part.label("source"),
        part.choice("confidence", CONFIDENCE),
    )


def _targets(part: Part) -> TargetRule:
    part.only("years", "least_share", "most_share", "keep_reached", "most_percent", "source", "confidence")
    return TargetRule(
        part.whole("years"),
        _percent(part, "least_share"),
        _percent(part, "most_share"),
        part.flag("keep_reached"),
        Decimal(part.whole("most_percent")),
        part.label("source"),
        part.choice("confidence", CONFIDENCE),
    )


def _percent(part: Part, key: str) -> Fraction:
    text = part.text(key)
    number = decimal_of(text.removesuffix("%")) if text.endswith("%") else None
    if number is None or number < 0:
        part.fault(Text("“{key}”应为百分比", "“{key}” has to be a percentage").fill(key=key), key, expected=_PERCENT)
        return Fraction(0)
    return Fraction(number) * Fraction(1, _HUNDRED)

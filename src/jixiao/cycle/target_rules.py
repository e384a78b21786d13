"""Who has to agree to a change of a target, and until when one may be asked for: data of a YAML file, by region."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from jixiao.cycle.calendar_rules import CONFIDENCE
from jixiao.errors import Misuse
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.wording import Text

CHECK = "rules-of-changes-are-sound"
AFTER_GOALS, NEVER = "after_goals", "never"
"""When the finance bureau has to agree: once the goals were handed in to it, or not at all."""


class TargetRule(NamedTuple):
    """The rule of a region. ``month`` and ``day`` are the last day of the year on which a change may be asked for; 0 where none is known."""

    region: str
    label: Text
    bureau: str
    month: int
    day: int
    source: str
    confidence: str

    def until(self, fiscal_year: int) -> date | None:
        """The last day on which a change may be asked for."""
        return date(fiscal_year, self.month, self.day) if self.month else None


def rule_for(region_code: str) -> TargetRule:
    """The rule that holds in a region: that of the longest region which begins its code."""
    return max((each for each in shipped() if region_code.startswith(each.region)), key=lambda each: len(each.region))


@cache
def shipped() -> tuple[TargetRule, ...]:
    """The rules that come with jixiao."""
    with as_file(files("jixiao.cycle") / "target_rules.yaml") as path:
        return read_target_rules(path)


def read_target_rules(path: Path) -> tuple[TargetRule, ...]:
    """The rules of a file; ``Misuse`` says where one is not of that shape, or that none holds everywhere."""
    found: list[Finding] = []
    part = Part.top(read_yaml(path), str(path), CHECK, found)
    part.only("rules")
    rules = tuple(_rule(each) for each in part.parts("rules"))
    if found:
        zh, en = ("\n".join(as_text(each, language) for each in found) for language in ("zh", "en"))
        raise Misuse(_UNSOUND.fill(zh=zh, en=en))
    if not any(each.region == "" for each in rules):
        raise Misuse(_NOWHERE.fill(path=path))
    return rules


def _rule(part: Part) -> TargetRule:
    part.only("region", "label", "bureau", "until", "source", "confidence")
    until = part.part("until")
    month, day = (until.whole("month"), until.whole("day")) if part.has("until") else (0, 0)
    if month and not _is_day(month, day):
        part.fault(_NO_DAY, "until")
    return TargetRule(
        part.text("region", ""),
        part.label("label"),
        part.choice("bureau", (AFTER_GOALS, NEVER)),
        month,
        day,
        part.text("source"),
        part.choice("confidence", CONFIDENCE),
    )


def _is_day(month: int, day: int) -> bool:
    """Whether every year has this day."""
    try:
        date(_SHORT_YEAR, month, day)
    except ValueError:
        return False
    return True


_SHORT_YEAR = 2023
_NO_DAY = Text("应是每年都有的月和日", "It should be a month and a day that every year has")
_UNSOUND = Text("目标调整的规则有误：\n{zh}", "The rules of changes of targets are not sound:\n{en}")
_NOWHERE = Text(
    "{path} 缺少 region 为空的规则（其余地区都按它）", "{path} has no rule with an empty region, which holds everywhere else"
)

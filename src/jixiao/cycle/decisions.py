"""What a new year leaves to a person: each decision with its object and what last year says about it, in groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jixiao.wording import Language, Text

GROUPS: dict[str, Text] = {
    "framework": Text("指标体系", "Scoring framework"),
    "unit": Text("单位情况和年度目标", "The unit and its goal"),
    "project": Text("支出项目", "Projects"),
    "task": Text("职责和任务", "Duties and tasks"),
    "target": Text("绩效指标的指标值", "Targets of the indicators"),
    "name": Text("名称中的旧年份", "Names that tell last year"),
    "carryover": Text("结转结余", "Carry-over"),
    "problem": Text("未销号的问题", "Problems that are still open"),
    "result": Text("上年结果应用的决定", "What was decided from last year's results"),
    "submission": Text("报送日期", "What is to be handed in"),
    "procurement": Text("未完成的采购", "Procurement that is not finished"),
}
"""The groups of decisions, in the order in which they are told."""


class Decision(NamedTuple):
    """One thing that a person decides: its group, the code of what it is about, and a whole sentence."""

    group: str
    code: str
    text: Text


def in_groups(decisions: Sequence[Decision]) -> Iterator[tuple[Text, list[Decision]]]:
    """The groups that have decisions, each with them."""
    for group, label in GROUPS.items():
        found = [each for each in decisions if each.group == group]
        if found:
            yield label, found


def as_markdown(title: Text, decisions: Sequence[Decision], language: Language) -> str:
    """The list as a text with boxes to tick, which any editor shows."""
    lines = [f"# {title.say(language)}", "", _HOW.say(language)]
    for label, found in in_groups(decisions):
        lines += ["", f"## {label.say(language)}", ""]
        lines += [f"- [ ] {each.text.say(language)}" for each in found]
    return "\n".join(lines) + "\n"


_HOW = Text(
    "逐项决定后在方括号内打勾；改动写进卷宗的表里，本清单只作提示。",
    "Tick what is decided. Changes go into the tables; this list only reminds.",
)


def as_json(decisions: Sequence[Decision], language: Language) -> list[dict[str, str]]:
    """The list for programs."""
    return [{"group": each.group, "code": each.code, "text": each.text.say(language)} for each in decisions]

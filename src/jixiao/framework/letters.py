"""Letters in place of points, as a framework's file gives them: the scale, what a judge can answer, and combinations.

scale:
letters: [A, B+, B, C+, C, D+, D]          # all that can come out, best first
answers:                                   # what a judge can say, and what it counts as
- {answer: A, letter: A}
- {answer: D*, letter: D}
conversion:                                # for the aggregate average_table
- {scores: [A, B], gives: B+}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations_with_replacement
from typing import NamedTuple

from jixiao.files.described import Part
from jixiao.framework.model import Item, Scale
from jixiao.wording import Text, same

LOOKED_UP = "average_table"
"""The aggregate that needs every combination of its items' letters."""


class Lettered(NamedTuple):
    """A scale, and the answers of its items with the letter that each counts as."""

    scale: Scale
    answers: tuple[str, ...]
    counts_as: tuple[str, ...]


def read_scale(part: Part) -> Lettered:
    """The scale that stands in a part; its faults go to the part's findings."""
    part.only("letters", "answers", "conversion")
    letters = tuple(part.words("letters"))
    if len(letters) < 2 or len(set(letters)) < len(letters):  # noqa: PLR2004 - one letter tells nothing apart
        part.fault(Text("至少两个互不相同的等级字母", "At least two letters, all different"), "letters")
    answers, counts_as = [], []
    for each in part.parts("answers"):
        each.only("answer", "letter")
        answers.append(each.text("answer"))
        counts_as.append(each.choice("letter", letters))
    if not answers:
        part.fault(Text("没有写明可作的评定", "What a judge can answer is not said"), "answers")
    conversion = _conversion(part, letters)
    return Lettered(Scale(letters, conversion), tuple(answers), tuple(counts_as))


def _conversion(part: Part, letters: Sequence[str]) -> Mapping[tuple[str, ...], str]:
    scale, found = Scale(tuple(letters), {}), dict[tuple[str, ...], str]()
    for each in part.parts("conversion"):
        each.only("scores", "gives")
        scores, gives = each.words("scores"), each.choice("gives", letters)
        if not set(scores) <= set(letters):
            each.fault(
                Text("有不在等级表中的字母", "A letter is not one of the scale"), "scores", expected=same(" ".join(letters))
            )
            continue
        combination = scale.ordered(scores)
        if combination in found:
            each.fault(Text("同一组合出现了两次", "The same combination stands twice"), "scores")
        found[combination] = gives
    return found


def check_lookup(part: Part, scale: Scale, children: Sequence[Item]) -> None:
    """Note at a group every combination of its items' letters that the conversion lacks; items may be left out."""
    letters = scale.ordered({each for child in children for each in (child.letters or scale.letters) if each in scale.letters})
    for many in range(2, len(children) + 1):
        lacking = [each for each in combinations_with_replacement(letters, many) if each not in scale.conversion]
        if lacking:
            because = Text("换算表缺少{n}项指标的{k}种组合", "The conversion lacks {k} combinations of {n} items")
            shown = same("; ".join(" ".join(each) for each in lacking[:3]))
            part.fault(because.fill(n=many, k=len(lacking)), "aggregate", expected=shown)

"""The averaging table (按换算表取平均): what several letters give together is looked up in the framework's own table.

A table, not arithmetic: letters have no distance, so the framework says for each combination what comes out. A single letter is
itself. The order of the items does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from jixiao.exact import Missing
from jixiao.framework.aggregate import Combined, Member, Whole, letter, letters_of, said
from jixiao.wording import Text, same

label = Text("按换算表取平均", "an average by the framework's table")

_ONLY = Text("{members}：只有一项，为{letter}", "{members}: a single item, {letter}")
_FOUND = Text("{members}：按换算表为{letter}", "{members}: {letter} by the conversion table")
_LACKING = Text("换算表没有这一组合：{letters}", "The conversion table lacks this combination: {letters}")


def combined(members: Sequence[Member], whole: Whole) -> Combined:
    """What the table gives for the letters of the items that apply."""
    assert whole.scale
    letters = letters_of(members)
    if isinstance(letters, Combined):
        return letters
    if len(letters) == 1:
        return letter(said(members), letters[0], _ONLY)
    ordered = whole.scale.ordered(letters)
    found = whole.scale.conversion.get(ordered)
    if found is None:
        return Combined(Missing.NOT_REPORTED.value, _LACKING.fill(letters=same(" ".join(ordered))))
    return letter(said(members), found, _FOUND)

"""The weakest link (取最弱项): the worst letter counts, with a plus where another item is better.

For groups in which one weak item undoes what the others achieve. Of B, C and A comes C+; of equal letters comes that letter. Where
the scale has no such letter with a plus, the worst letter stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from jixiao.framework.aggregate import Combined, Member, Whole, letter, letters_of, said
from jixiao.wording import Text

label = Text("取最弱项，其他项更好则加“+”", "the weakest link, with a plus where another item is better")
PLUS = "+"

_ALIKE = Text("{members}：各项相同，为{letter}", "{members}: all alike, {letter}")
_WORST = Text("{members}：取最弱项，为{letter}", "{members}: the weakest link, {letter}")


def combined(members: Sequence[Member], whole: Whole) -> Combined:
    """The worst letter, raised by a plus if any other is better."""
    assert whole.scale
    letters = letters_of(members)
    if isinstance(letters, Combined):
        return letters
    ordered = whole.scale.ordered(letters)
    best, worst = ordered[0], ordered[-1]
    if best == worst:
        return letter(said(members), worst, _ALIKE)
    raised = worst + PLUS
    return letter(said(members), raised if raised in whole.scale.letters else worst, _WORST)

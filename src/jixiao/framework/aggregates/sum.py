"""The sum of points (各项相加): what every group with points does.

Items without a score are out of play. Where the framework rescales within groups, the points of an item that does not apply are
made up for by the others in proportion, rounded half-up once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from jixiao.exact import plain
from jixiao.framework.aggregate import SCORED, Combined, Member, Whole, ratio_of, state_of
from jixiao.wording import Text, joined, same

label = Text("各项相加", "the sum")
_ONE = Decimal(1)


def combined(members: Sequence[Member], whole: Whole) -> Combined:
    """What the items in play earned together."""
    given = [member.score for member in members if member.score is not None]
    value = _sum(given) if given else None
    in_play = _sum(member.in_play for member in members)
    points, left_out = _sum(member.points for member in members), _sum(member.left_out for member in members)
    if value is not None and whole.decimals is not None:
        value, in_play = (ratio_of(each, _ONE, _ONE, whole.decimals) for each in (value, in_play))
    added = Text("{parts} = {total}", "{parts} = {total}").fill(parts=_addends(members), total=_shown(value, whole))
    if value is None or whole.makes_up is None or not 0 < left_out < points:
        state = SCORED if value is not None else state_of([member.state for member in members])
        return Combined(state, added, value, in_play)
    rest = points - left_out
    scaled, in_play = (ratio_of(each, points, rest, whole.makes_up) for each in (value, in_play))
    because = Text(
        "{added}；其中{left_out}分不适用，按比例补足：{value} × {points} ÷ {rest} = {scaled}",
        "{added}; {left_out} points do not apply, the others make up for them: {value} × {points} ÷ {rest} = {scaled}",
    ).fill(
        added=added,
        left_out=plain(left_out),
        value=plain(value),
        points=plain(points),
        rest=plain(rest),
        scaled=plain(scaled, whole.makes_up),
    )
    return Combined(SCORED, because, scaled, in_play)


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _addends(members: Sequence[Member]) -> Text:
    words = (Text("{name} {score}", "{name} {score}").fill(name=member.name, score=member.shown) for member in members)
    return joined(words, " + ", " + ")


def _shown(value: Decimal | None, whole: Whole) -> Text:
    if value is None:
        return same("—")
    return same(plain(value, whole.shown))

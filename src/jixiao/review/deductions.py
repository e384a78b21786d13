"""Rules of deduction as forms put them in words: full marks, and so many points for every step by which a target was missed."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jixiao.exact import decimal_of
from jixiao.review.stated import inverse
from jixiao.review.targets import Met

_FULL = re.compile(
    r"(?:满分(?:为|值为|值|是|计)?|本项(?:指标)?(?:共|计)?|该项(?:指标)?(?:共|计)?|得满分[（(]?|分值(?:为)?)(?P<full>\d+(?:\.\d+)?)分"
)
_GIVEN = re.compile(r"(?<!不)得(?P<given>\d+(?:\.\d+)?)分")
_OF_OTHERS = ("问卷", "测评", "打分表", "百分制")
_STEPPED = re.compile(
    r"每(?P<way>超过|超出|超|高于|高出|高|增加|多|低于|低|少于|少|减少|下降|降低|差|未达到?|偏离)"
    r"(?:目标值|指标值|标准值|标准|目标)?(?P<step>\d+(?:\.\d+)?)(?P<unit>个?百分点|%|个|人次|人|次|项|份|天|日|件|场|元|万元)?"
    r"[,，、]?(?:则)?(?:扣减|扣除|扣|减)(?P<points>\d+(?:\.\d+)?)分?"
)
_OVER = frozenset({"超过", "超出", "超", "高于", "高出", "高", "增加", "多"})
_IN_PROPORTION = ("比例", "完成率×", "×", "乘以")
_HUNDRED = 100


class Stepped(NamedTuple):
    """So many points off for every step above the target (``is_over``) or below it; steps of a share are in its points."""

    step: Decimal
    points: Decimal
    is_over: bool
    is_share: bool
    quote: str


def full_marks(text: str) -> Decimal | None:
    """The full marks that a rule names, if it names one number only."""
    if any(word in text for word in _OF_OTHERS):
        return None
    found = {decimal_of(each["full"]) for each in _FULL.finditer(text)}
    return next(iter(found)) if len(found) == 1 else None


def most_given(text: str) -> Decimal | None:
    """The most points that a rule gives at once."""
    if any(word in text for word in _OF_OTHERS):
        return None
    return max((value for each in _GIVEN.finditer(text) if (value := decimal_of(each["given"])) is not None), default=None)


def stepped(text: str) -> Stepped | None:
    """The rule of steps, if there is one only."""
    found = [*_STEPPED.finditer(text)]
    if len(found) != 1:
        return None
    step, points = decimal_of(found[0]["step"]), decimal_of(found[0]["points"])
    if not step or not points:
        return None
    is_share = found[0]["unit"] in {"%", "百分点", "个百分点"}
    return Stepped(step, points, found[0]["way"] in _OVER, is_share, found[0][0])


def is_in_proportion(text: str) -> bool:
    """Whether a rule says that points follow in proportion; a form without a rule says nothing else."""
    return not text or (any(word in text for word in _IN_PROPORTION) and stepped(text) is None)


def scores(rule: Stepped, found: Met, unit: str, points: Decimal) -> frozenset[Fraction] | None:
    """What a missed target can be worth: with broken steps counted in part, not at all, or in full. None where they cannot be counted.

    A share of a count is one of its target: every 5 % below 200 are 10.
    """
    off = Fraction(found.actual) - Fraction(found.target)
    off = off if rule.is_over else -off
    if off <= 0 or (not rule.is_share and unit == "%"):
        return None
    if rule.is_share and unit != "%":
        if not found.target:
            return None
        off = off * _HUNDRED * inverse(Fraction(found.target))
    steps = off * inverse(Fraction(rule.step))
    whole = steps.numerator // steps.denominator
    counted = {steps, Fraction(whole), Fraction(whole if whole == steps else whole + 1)}
    return frozenset(max(Fraction(points) - each * Fraction(rule.points), Fraction(0)) for each in counted)

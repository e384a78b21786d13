"""The second step: from facts to the scores of items, groups and the whole. Exact, and the same for one unit and for many.

Rounding stands where the framework declares it; below that, parts are kept at 10⁻⁶ point. A state in which there is no number
never becomes one: its points are out of play, unless the framework itself gives full points where an item does not apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from math import gcd

from jixiao import kinds
from jixiao.exact import SCALE, SCALE_DIGITS, Missing, half_up, plain, scaled, unscaled
from jixiao.framework.aggregate import FOLDER as AGGREGATES
from jixiao.framework.aggregate import SCORED, Combined, Member, Whole, ratio_of, state_of
from jixiao.framework.model import LEFT_OUT, PART_PLACES, Applied, Framework, Item
from jixiao.framework.rule import Inputs, decide, explain
from jixiao.score.dividing import shares
from jixiao.score.facts import PERCENT, Fact, Part
from jixiao.score.reasons import named, said_of_item, said_of_part, with_details, with_target
from jixiao.tables.dossier import Scope
from jixiao.wording import Text, same

NOT_APPLICABLE_ARM = "not_applicable"
LETTER_ARM = "letter"


@dataclass(frozen=True, slots=True)
class PartScore:
    """What one indicator earned of its share of the item's points, both in 10⁻⁶ point; None where there is no score."""

    part: Part
    share: int
    earned: int | None
    arm: str
    because: Text


@dataclass(frozen=True, slots=True)
class ItemScore:
    """The score of an item or a group: points, what of them is in play, what was scored, and why.

    ``state`` is *scored* or the reason why there is no score; then ``score`` and ``letter`` are None. Where the framework gives
    letters, a scored item has its ``letter`` and no points.
    """

    item: Item
    points: Decimal
    in_play: Decimal
    score: Decimal | None
    state: str
    arm: str
    because: Text
    fact: Fact | None = None
    parts: tuple[PartScore, ...] = ()
    letter: str | None = None

    @property
    def is_scored(self) -> bool:
        """Whether there is a score, in points or as a letter."""
        return self.state == SCORED

    @property
    def lost(self) -> Decimal | None:
        """The points in play that were not earned."""
        return None if self.score is None else self.in_play - self.score


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a unit under a framework. ``grade`` is None while any points are out of play.

    A framework that is not complete, or gives letters, has no total; ``because`` says so.
    """

    framework: Framework
    items: tuple[ItemScore, ...]
    total: Decimal | None
    in_play: Decimal
    grade: Text | None
    scope: Scope | None = None
    because: Text | None = None

    def of(self, code: str) -> ItemScore | None:
        """The score of the item or group with that code."""
        return next((each for each in self.items if each.item.code == code), None)

    @property
    def leaves(self) -> tuple[ItemScore, ...]:
        """The scores of the items that are scored themselves."""
        return tuple(each for each in self.items if not each.item.children)


def score(framework: Framework, facts: Mapping[str, Fact], scope: Scope | None = None) -> Score:
    """All scores of a unit from its facts; an item without a fact is not reported."""
    places = framework.decimals if framework.round_at == "item" else PART_PLACES
    scored: dict[str, ItemScore] = {}
    for item in framework.leaves:
        fact = facts.get(item.code) or Fact(item.code, state=Missing.NOT_REPORTED, because=_NO_FACT)
        scored[item.code] = _leaf(framework, item, fact, places)
    for item in framework.items:
        _group(framework, item, scored)
    tops = [scored[item.code] for item in framework.items]
    items = tuple(scored[item.code] for item in framework.walk())
    total = _sum(each.score for each in tops)
    in_play = sum((each.in_play for each in tops), Decimal(0))
    if framework.why_no_total is not None:
        return Score(framework, items, None, in_play, None, scope, framework.why_no_total)
    out_of = framework.points
    left_out = sum((_left_out(framework, item, scored) for item in framework.items), Decimal(0))
    if total is not None and left_out < out_of:
        total, in_play = (ratio_of(each, out_of, out_of - left_out, framework.decimals) for each in (total, in_play))
    complete = total is not None and in_play == out_of and bool(out_of)
    grade = framework.grade(total) if complete and total is not None else None
    return Score(framework, items, total, in_play, grade, scope)


_NO_FACT = Text("没有这一项的数据", "There are no data for this item")


def _left_out(framework: Framework, item: Item, scored: Mapping[str, ItemScore]) -> Decimal:
    """The points of an item, or below a group, that do not apply and that nothing below the group has made up for."""
    if not item.children:
        is_out = scored[item.code].state == Missing.NOT_APPLICABLE.value and item.not_applicable == LEFT_OUT
        return item.points if is_out else Decimal(0)
    rest = sum((_left_out(framework, child, scored) for child in item.children), Decimal(0))
    return Decimal(0) if framework.rescale == "group" and rest < item.points else rest


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    given = [value for value in values if value is not None]
    return sum(given, Decimal(0)) if given else None


def _group(framework: Framework, item: Item, scored: dict[str, ItemScore]) -> None:
    """Score a group from the items below it, in the way that it names."""
    if item.code in scored:
        return
    for child in item.children:
        _group(framework, child, scored)
    members = [_member(framework, child, scored) for child in item.children]
    found: Combined = kinds.load(AGGREGATES, item.aggregate).combined(members, _whole(framework, item))
    scored[item.code] = ItemScore(
        item, item.points, found.in_play, found.score, found.state, item.aggregate, found.because, letter=found.letter
    )


def _whole(framework: Framework, item: Item) -> Whole:
    rounds = framework.round_at == "group" and any(not child.children for child in item.children)
    makes_up = framework.rescale == "group" and framework.missing is None
    return Whole(
        framework.decimals,
        decimals=framework.decimals if rounds else None,
        makes_up=framework.decimals if makes_up else None,
        scale=framework.scale,
    )


def _member(framework: Framework, item: Item, scored: Mapping[str, ItemScore]) -> Member:
    """An item as a part of its group; a judge's answer stands for the letter that it counts as."""
    each = scored[item.code]
    letter = item.letters[item.answers.index(each.letter)] if item.letters and each.letter else each.letter
    return Member(
        item.name,
        shown_item(each, framework),
        each.state,
        each.score,
        item.points,
        each.in_play,
        _left_out(framework, item, scored),
        letter,
    )


def shown_item(each: ItemScore, framework: Framework) -> Text:
    """What an item got, as papers show it: its letter, or its points."""
    return same(each.letter) if each.letter is not None else shown(each.score, framework)


def shown(value: Decimal | None, framework: Framework) -> Text:
    """A score as papers show it: with the framework's decimals; a missing one as a dash."""
    return same("—" if value is None else plain(value, framework.decimals))


# ---- one item


def _leaf(framework: Framework, item: Item, fact: Fact, places: int) -> ItemScore:
    if item.selection and fact.state is None:
        return _mean(framework, item, fact, places)
    if fact.state is not None:
        return _without_number(item, fact)
    if framework.scale is not None:
        return _letter(item, fact)
    applied = _rule_of(item)
    inputs = _inputs(applied, scaled(item.points, places) or 0, fact, item.target)
    decided = decide(applied.rule, applied.options, inputs)
    because = explain(applied.rule, applied.options, inputs, places, said_of_item(item, fact))
    because = with_details(item, fact, because)
    if decided.score is None:
        return ItemScore(item, item.points, Decimal(0), None, Missing.NOT_REPORTED.value, decided.arm, because, fact)
    return ItemScore(item, item.points, item.points, unscaled(decided.score, places), "scored", decided.arm, because, fact)


def _without_number(item: Item, fact: Fact) -> ItemScore:
    assert fact.state is not None
    because = fact.because or fact.state.label
    if fact.state is Missing.NOT_APPLICABLE and item.not_applicable == "full_points":
        full = Text("不适用，按规定得满分：{why}", "It does not apply, and full points are given then: {why}").fill(why=because)
        return ItemScore(item, item.points, item.points, item.points, "scored", NOT_APPLICABLE_ARM, full, fact)
    return ItemScore(item, item.points, Decimal(0), None, fact.state.value, "missing", because, fact)


def _letter(item: Item, fact: Fact) -> ItemScore:
    """The letter that a judge gave; the fact has the number of the answer, the best is 1."""
    number = 0 if fact.numerator is None else fact.numerator // fact.denominator
    if not 1 <= number <= len(item.answers):
        return _without_number(item, Fact(item.code, state=Missing.NOT_REPORTED, because=_NO_FACT))
    answer = item.answers[number - 1]
    because = fact.because or Text("评为“{answer}”", "Judged “{answer}”").fill(answer=answer)
    nothing = Decimal(0)
    return ItemScore(item, nothing, nothing, None, SCORED, LETTER_ARM, because, fact, letter=answer)


def _rule_of(item: Item) -> Applied:
    if item.applied is None:
        raise ValueError(f"The item {item.code} has no rule: its framework was not checked")
    return item.applied


def _inputs(applied: Applied, points: int, fact: Fact, target: Decimal, high: int | None = None) -> Inputs:
    """The whole numbers that a rule decides on: value against target, on a common denominator where the rule allows it.

    A rule that is not free of scale gets the value in ten-thousandths, rounded half-up if it is a ratio that is finer.
    """
    top, bottom, goal = fact.numerator, fact.denominator, scaled(target) or 0
    if top is None:
        return Inputs(points, None, goal, high)
    if not applied.rule.scale_free:
        return Inputs(points, _in_scale(top, bottom), goal, high)
    # value = top/bottom and goal/SCALE are compared as whole numbers: top·SCALE against goal·bottom
    actual, wanted, upper = top * SCALE, goal * bottom, None if high is None else high * bottom
    common = gcd(actual, wanted, upper or 0) or 1
    if bottom == SCALE or target == 1:
        common = SCALE
    return Inputs(points, actual // common, wanted // common, None if upper is None else upper // common)


def _in_scale(top: int, bottom: int) -> int:
    """A ratio in ten-thousandths, half away from zero."""
    return (-1 if top < 0 else 1) * half_up(abs(top), SCALE, bottom)


# ---- the mean of the unit's own indicators


def _mean(framework: Framework, item: Item, fact: Fact, places: int) -> ItemScore:
    """An item that is the weighted mean of indicators: each is scored on its share, the shares that are in play are added."""
    applying = [part for part in fact.parts if part.fact.state is not Missing.NOT_APPLICABLE]
    if not applying:
        because = Text("没有适用的绩效指标", "No indicator applies")
        return _without_number(item, Fact(item.code, state=Missing.NOT_APPLICABLE, because=because))
    full = half_up((scaled(item.points, PART_PLACES) or 0), 1, _unit(framework))
    divided = shares(full, [part.weight for part in applying], framework.residual)
    parts = tuple(_part(framework, part, share) for part, share in zip(applying, divided, strict=True))
    scored = [part for part in parts if part.earned is not None]
    noted = [(part.part.name, part.because) for part in parts if part.earned != part.share or part.part.change is not None]
    if not scored:
        state = Missing(state_of([(part.part.fact.state or Missing.NOT_REPORTED).value for part in parts]))
        return replace(_without_number(item, Fact(item.code, state=state, because=named(noted), parts=fact.parts)), parts=parts)
    in_play, earned = sum(part.share for part in scored), sum(part.earned or 0 for part in scored)
    applied = _rule_of(item)
    points = half_up(in_play, 10**places, 10**PART_PLACES)
    inputs = Inputs(points, earned, in_play)
    decided = decide(applied.rule, applied.options, inputs)
    said = {"actual": plain(unscaled(earned, PART_PLACES)), "target": plain(unscaled(in_play, PART_PLACES))}
    because = named(noted, explain(applied.rule, applied.options, inputs, places, said))
    if decided.score is None:  # the indicators in play weigh nothing
        return ItemScore(item, item.points, Decimal(0), None, Missing.NOT_REPORTED.value, decided.arm, because, fact, parts)
    value = unscaled(decided.score, places)
    return ItemScore(item, item.points, unscaled(points, places), value, "scored", decided.arm, because, fact, parts)


def _unit(framework: Framework) -> int:
    """The smallest part of a point that an indicator can have, in 10⁻⁶ point."""
    return int(10 ** (PART_PLACES - framework.share_decimals))


def _part(framework: Framework, part: Part, units: int) -> PartScore:
    """One indicator on its share, which comes in the framework's smallest parts of a point and leaves in 10⁻⁶ point."""
    share = units * _unit(framework)
    if part.fact.state is not None:
        return PartScore(part, share, None, "missing", part.fact.because or part.fact.state.label)
    applied = framework.indicator_rules.get(part.operator)
    if applied is None:
        because = Text("指标体系没有规定“{operator}”类指标如何计分", "The framework does not say how “{operator}” is scored")
        return PartScore(part, share, None, "missing", because.fill(operator=part.operator))
    fact = part.fact
    if part.operator == "judged":  # a judgement of 85 % stands as 85 in its cell
        fact = replace(fact, denominator=fact.denominator * PERCENT)
    target = unscaled(part.target, SCALE_DIGITS) if part.target is not None else None
    inputs = (
        Inputs(units, None if fact.numerator is None else _in_scale(fact.numerator, fact.denominator))
        if target is None
        else _inputs(applied, units, fact, target, part.high)
    )
    decided = decide(applied.rule, applied.options, inputs)
    because = explain(applied.rule, applied.options, inputs, framework.share_decimals, said_of_part(part))
    because = with_target(part, because)
    earned = None if decided.score is None else decided.score * _unit(framework)
    return PartScore(part, share, earned, decided.arm, because)

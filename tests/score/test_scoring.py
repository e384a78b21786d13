from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import strategies

from jixiao.exact import SCALE, Missing, rounded
from jixiao.framework.load import load
from jixiao.framework.model import Framework, Item
from jixiao.framework.rule import direction
from jixiao.score.cases import best
from jixiao.score.dividing import shares
from jixiao.score.facts import Fact, Part
from jixiao.score.scoring import ItemScore, Score, score

Unit = tuple[Framework, dict[str, Fact]]
NO_SCORE = {state.value for state in Missing}
GUANGDONG = load("guangdong-unit-2022")


def of(made: Score, code: str) -> ItemScore:
    found = made.of(code)
    assert found is not None
    return found


def by_hand(facts: Mapping[str, Fact], policy: str = "full_points", code: str = "") -> Score:
    """The score of a unit that meets all but these; one item's policy may be another than the framework's."""

    def changed(item: Item) -> Item:
        kept = replace(item, children=tuple(changed(child) for child in item.children))
        return replace(kept, not_applicable=policy) if item.code == code else kept

    framework = replace(GUANGDONG, items=tuple(changed(item) for item in GUANGDONG.items))
    return score(framework, {item.code: best(item) for item in GUANGDONG.leaves} | dict(facts))


def indicator(number: int, actual: str | None, *, weight: int = 1, target: str = "1", state: Missing | None = None) -> Part:
    def units(text: str) -> int:
        return int(Decimal(text) * SCALE)

    fact = Fact(f"{number}", state=state) if actual is None else Fact(f"{number}", units(actual))
    return Part(f"{number}", f"指标{number}", "ge", Decimal(weight), units(target), None, "", fact)


# ---- what holds for every framework and all facts


@given(strategies.scored_units())
def test_a_score_lies_between_zero_and_the_points_in_play(unit: Unit) -> None:
    made = score(*unit)
    for each in made.items:
        assert 0 <= each.in_play <= each.points
        if each.score is not None:
            assert 0 <= each.score <= each.in_play
            assert each.lost == each.in_play - each.score
    assert 0 <= made.in_play <= unit[0].points
    assert made.total is None or 0 <= made.total <= made.in_play


@given(strategies.scored_units())
def test_what_is_missing_never_becomes_a_number(unit: Unit) -> None:
    framework, facts = unit
    made = score(framework, facts)
    for each in made.items:
        assert (each.score is None) == (each.state in NO_SCORE)
        assert each.score is not None or (each.in_play == 0 and each.lost is None)
    for each in made.leaves:
        state = facts[each.item.code].state
        if state is Missing.NOT_APPLICABLE and each.item.not_applicable == "full_points":
            assert each.score == each.in_play == each.points
        elif state is not None:
            assert (each.score, each.state) == (None, state.value)
    assert (made.total is None) == all(each.score is None for each in made.leaves)


@given(strategies.scored_units())
def test_a_group_is_the_declared_rounding_of_its_parts(unit: Unit) -> None:
    framework, facts = unit
    made = score(framework, facts)
    for each in made.items:
        if framework.round_at == "item" and each.score is not None:
            assert each.score == rounded(each.score, 2)
        if each.item.children:
            below = [of(made, child.code) for child in each.item.children]
            given_scores = [child.score for child in below if child.score is not None]
            whole = sum(given_scores, Decimal(0)) if given_scores else None
            rounds = framework.round_at == "group" and any(not child.item.children for child in below)
            assert each.score == (rounded(whole, 2) if rounds and whole is not None else whole)
            in_play = sum((child.in_play for child in below), Decimal(0))
            assert each.in_play == (rounded(in_play, 2) if rounds and whole is not None else in_play)


@given(strategies.scored_units())
def test_the_total_is_rescaled_by_what_does_not_apply_and_rounded_once(unit: Unit) -> None:
    framework, facts = unit
    made = score(framework, facts)
    tops = [of(made, item.code).score for item in framework.items]
    if made.total is not None:
        out = [each for each in made.leaves if each.state == "not_applicable" and each.item.not_applicable == "rescale"]
        left = framework.points - sum((each.points for each in out), Decimal(0))
        whole = sum((top for top in tops if top is not None), Decimal(0))
        exact = Fraction(whole) * Fraction(framework.points) / Fraction(left) if left else Fraction(whole)
        assert abs(Fraction(made.total) - exact) <= Fraction(1, 200)
        assert made.total == rounded(made.total, 2)
        if not out:
            assert made.total == rounded(whole, 2)


@given(strategies.scored_units())
def test_a_grade_is_given_only_when_all_points_are_in_play(unit: Unit) -> None:
    made = score(*unit)
    complete = made.total is not None and made.in_play == unit[0].points and unit[0].points > 0
    assert (made.grade is not None) == complete
    if made.grade is not None and made.total is not None:
        assert made.grade.say("en") == ("good" if made.total * 100 >= 60 * unit[0].points else "poor")


@settings(max_examples=200)
@given(strategies.scored_units(), st.data())
def test_more_achieved_never_scores_less(unit: Unit, data: st.DataObject) -> None:
    framework, facts = unit
    code = data.draw(st.sampled_from([item.code for item in framework.leaves]))
    more = data.draw(st.integers(1, 10**6))
    item = framework.item(code)
    assert item is not None
    assert item.applied is not None
    fact = facts[code]
    if fact.parts:
        number = data.draw(st.integers(0, len(fact.parts) - 1))
        part = fact.parts[number]
        if part.fact.numerator is None or part.operator not in {"ge", "judged"}:
            return
        raised = replace(part, fact=replace(part.fact, numerator=part.fact.numerator + more))
        better = replace(fact, parts=(*fact.parts[:number], raised, *fact.parts[number + 1 :]))
    else:
        way = direction(item.applied.rule, item.applied.options)
        if fact.numerator is None or way == "none":
            return
        better = replace(fact, numerator=fact.numerator + (more if way == "more" else -more))
    before, after = score(framework, facts), score(framework, {**facts, code: better})
    one, two = of(before, code), of(after, code)
    if one.in_play == two.in_play and one.score is not None and two.score is not None:
        assert two.score >= one.score
        assert before.total is not None
        assert after.total is not None
        assert after.total >= before.total


@given(strategies.scored_units(), st.randoms())
def test_the_order_of_facts_never_matters(unit: Unit, random: Random) -> None:
    framework, facts = unit
    listed = list(facts.items())
    random.shuffle(listed)
    assert score(framework, dict(listed)) == score(framework, facts)


@given(strategies.scored_units())
def test_every_score_says_why_in_both_languages(unit: Unit) -> None:
    for each in score(*unit).items:
        assert each.because.say("zh")
        assert each.because.say("en")


# ---- shares


@given(
    st.integers(0, 10**9), st.lists(st.decimals(-5, 500, places=2), max_size=12), st.sampled_from(["spread", "last", "largest"])
)
def test_shares_add_up_exactly_and_lie_within_one_unit_of_their_due(points: int, weights: list[Decimal], residual: str) -> None:
    divided = shares(points, weights, residual)
    heavy = [max(weight, Decimal(0)) for weight in weights]
    whole = sum(map(Fraction, heavy), Fraction(0))
    assert len(divided) == len(weights)
    assert sum(divided) == (points if whole else 0)
    for share, weight in zip(divided, heavy, strict=True):
        assert share >= 0
        assert share == 0 or weight > 0 or residual == "spread"
        if whole and residual != "last":
            assert abs(share - points * Fraction(weight) / whole) <= 1


@pytest.mark.parametrize(
    ("residual", "divided"),
    [("spread", [667, 666, 667]), ("last", [667, 667, 666]), ("largest", [667, 667, 666])],
)
def test_thirds_of_twenty_points_leave_nothing_over(residual: str, divided: list[int]) -> None:
    assert shares(2_000, [Decimal(1)] * 3, residual) == divided


# ---- the mean of indicators


def test_an_indicator_that_is_not_due_takes_its_share_out_of_play() -> None:
    parts = (indicator(1, "1", weight=3), indicator(2, None, weight=1, state=Missing.NOT_DUE))
    each = of(by_hand({"output-targets": Fact("output-targets", parts=parts)}), "output-targets")
    assert (each.in_play, each.score, each.lost, each.state) == (Decimal("15.00"), Decimal("15.00"), Decimal("0.00"), "scored")


def test_an_indicator_that_does_not_apply_leaves_its_share_to_the_others() -> None:
    parts = (indicator(1, "0.5", weight=3), indicator(2, None, weight=1, state=Missing.NOT_APPLICABLE))
    each = of(by_hand({"output-targets": Fact("output-targets", parts=parts)}), "output-targets")
    assert (each.in_play, each.score) == (Decimal("20.00"), Decimal("10.00"))
    assert [part.share for part in each.parts] == [20_000_000]


@pytest.mark.parametrize(
    ("states", "state", "points"),
    [
        ([Missing.NOT_DUE, Missing.NOT_DUE], "not_due", None),
        ([Missing.NOT_DUE, Missing.NOT_REPORTED], "not_reported", None),
        ([Missing.NOT_DUE, Missing.NOT_APPLICABLE], "not_due", None),
        ([Missing.NOT_APPLICABLE, Missing.NOT_APPLICABLE], "scored", Decimal(20)),
    ],
)
def test_a_mean_without_any_number_has_the_weightiest_state(states: list[Missing], state: str, points: Decimal | None) -> None:
    parts = tuple(indicator(number, None, state=each) for number, each in enumerate(states))
    each = of(by_hand({"output-targets": Fact("output-targets", parts=parts)}), "output-targets")
    assert (each.state, each.score) == (state, points)


def test_indicators_that_weigh_nothing_give_no_score() -> None:
    parts = (indicator(1, "1", weight=0), indicator(2, "1", weight=0))
    each = of(by_hand({"output-targets": Fact("output-targets", parts=parts)}), "output-targets")
    assert (each.score, each.state, each.in_play) == (None, "not_reported", Decimal(0))


def test_an_indicator_without_target_has_no_score_even_below_zero() -> None:
    part = Part("1", "指标", "ge", Decimal(1), None, None, "", Fact("1", -50_000))
    each = of(by_hand({"output-targets": Fact("output-targets", parts=(part, indicator(2, "1")))}), "output-targets")
    assert (each.in_play, each.score) == (Decimal("10.00"), Decimal("10.00"))


def test_an_operator_that_the_framework_does_not_know_gives_no_score() -> None:
    part = replace(indicator(1, "1"), operator="about")
    each = of(by_hand({"output-targets": Fact("output-targets", parts=(part, indicator(2, "1")))}), "output-targets")
    assert each.in_play == 10
    assert "about" in each.parts[0].because.say("zh")


# ---- states of items


def test_what_does_not_apply_gets_full_points_where_the_framework_says_so() -> None:
    made = by_hand({"contract-signing": Fact("contract-signing", state=Missing.NOT_APPLICABLE)})
    each = of(made, "contract-signing")
    assert (each.score, each.state, made.total, made.grade is not None) == (Decimal(3), "scored", Decimal(100), True)
    assert "不适用" in each.because.say("zh")


def test_what_does_not_apply_is_left_out_and_the_others_rescaled_where_the_framework_says_so() -> None:
    facts = {
        "contract-signing": Fact("contract-signing", state=Missing.NOT_APPLICABLE),
        "spending-rate": Fact("spending-rate", 5_000),
    }
    made = by_hand(facts, "rescale", "contract-signing")
    each = of(made, "contract-signing")
    assert (each.score, each.state, each.in_play) == (None, "not_applicable", Decimal(0))
    assert made.in_play == 100
    assert made.total == Decimal("94.85")  # (97 − 5) × 100 ÷ 97 = 94.845…
    assert made.grade is not None


def test_what_is_not_reported_is_out_of_play_and_leaves_the_grade_open() -> None:
    made = by_hand({"spending-rate": Fact("spending-rate", state=Missing.NOT_REPORTED)})
    assert (made.total, made.in_play, made.grade) == (Decimal(90), Decimal(90), None)
    assert of(made, "effectiveness").score == 40


def test_an_item_without_a_fact_is_not_reported() -> None:
    made = score(GUANGDONG, {})
    assert (made.total, made.in_play, made.grade) == (None, Decimal(0), None)
    assert {each.state for each in made.items} == {"not_reported"}


def test_half_a_cent_is_rounded_up_once() -> None:
    made = by_hand({"spending-rate": Fact("spending-rate", 99_850, 100_000)})
    assert of(made, "spending-rate").score == Decimal("9.99")
    parts = tuple(indicator(number, actual) for number, actual in enumerate(["0.9985", "0.9985", "0.9985"]))
    assert of(by_hand({"output-targets": Fact("output-targets", parts=parts)}), "output-targets").score == Decimal("19.97")


def test_a_judged_indicator_takes_the_share_that_its_cell_states() -> None:
    part = Part("1", "指标", "judged", Decimal(1), None, None, "%", Fact("1", 85 * SCALE))
    each = of(by_hand({"benefit-targets": Fact("benefit-targets", parts=(part,))}), "benefit-targets")
    assert each.score == 17

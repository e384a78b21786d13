"""The ways to make a group's score: what holds for each, whatever the letters and their order."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations_with_replacement, permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao import kinds
from jixiao.framework.aggregate import FOLDER as AGGREGATES
from jixiao.framework.aggregate import Combined, Member, Whole
from jixiao.framework.load import load
from jixiao.framework.model import SUM, Scale
from jixiao.wording import same

PEFA = load("pefa-pillar-2016").scale
assert PEFA is not None
SCALE: Scale = PEFA
PLAIN = "ABCD"
LETTERED = [name for name in kinds.names(AGGREGATES) if name != SUM]
groups = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=6)


def member(letter: str | None, state: str = "scored") -> Member:
    return Member(same("维度"), same(letter or "—"), state, letter=letter)


def combined(kind: str, letters: list[str], *more: Member) -> Combined:
    made: Combined = kinds.load(AGGREGATES, kind).combined([*map(member, letters), *more], Whole(scale=SCALE))
    return made


def points(score: str | None, full: str, *, left_out: bool = False) -> Member:
    given_points, earned = Decimal(full), None if score is None else Decimal(score)
    state = "scored" if earned is not None else "not_applicable" if left_out else "not_reported"
    in_play = given_points if earned is not None else Decimal(0)
    return Member(same("项"), same("x"), state, earned, given_points, in_play, given_points if left_out else Decimal(0))


def summed(*members: Member, decimals: int | None = None, makes_up: int | None = None) -> Combined:
    made: Combined = kinds.load(AGGREGATES, SUM).combined(members, Whole(decimals=decimals, makes_up=makes_up))
    return made


# ---- the weakest link


@given(groups)
def test_the_weakest_link_is_never_above_the_best_nor_below_the_worst(letters: list[str]) -> None:
    found = combined("weakest_link", letters).letter
    assert found is not None
    rank = SCALE.letters.index
    best, worst = min(map(rank, letters)), max(map(rank, letters))
    assert best <= rank(found) <= worst


@given(groups)
def test_the_weakest_link_has_a_plus_just_where_another_is_better(letters: list[str]) -> None:
    worst = max(letters)
    assert combined("weakest_link", letters).letter == (worst if len(set(letters)) == 1 else f"{worst}+")


def test_without_such_a_letter_the_worst_stays_as_it_is() -> None:
    whole = Whole(scale=Scale(("A", "B"), {}))
    assert kinds.load(AGGREGATES, "weakest_link").combined([member("A"), member("B")], whole).letter == "B"


# ---- the averaging table


@pytest.mark.parametrize(("letters", "gives"), [(letters, gives) for letters, gives in SCALE.conversion.items()])
def test_the_table_gives_what_it_says_in_any_order(letters: tuple[str, ...], gives: str) -> None:
    for order in permutations(letters):
        assert combined("average_table", list(order)).letter == gives


def test_the_table_of_two_is_the_plain_average_of_the_letters() -> None:
    steps = dict(zip("ABCD", (6, 4, 2, 0), strict=True))
    for pair in combinations_with_replacement(PLAIN, 2):
        half_steps = sum(steps[letter] for letter in pair) // 2
        assert SCALE.conversion[pair] == SCALE.letters[6 - half_steps]


def test_a_combination_that_the_table_lacks_gives_no_letter() -> None:
    found = combined("average_table", ["A", "B", "C"])
    assert (found.letter, found.state) == (None, "not_reported")


# ---- what holds for all ways to combine letters


@pytest.mark.parametrize("kind", LETTERED)
def test_a_single_letter_is_itself(kind: str) -> None:
    assert [combined(kind, [letter]).letter for letter in PLAIN] == list(PLAIN)


@pytest.mark.parametrize("kind", LETTERED)
@given(letters=groups, random=st.randoms())
def test_the_order_of_items_never_matters(kind: str, letters: list[str], random: Random) -> None:
    shuffled = random.sample(letters, len(letters))
    one, two = combined(kind, letters), combined(kind, shuffled)
    assert (one.letter, one.state) == (two.letter, two.state)


@pytest.mark.parametrize("kind", LETTERED)
def test_an_item_that_does_not_apply_is_left_out(kind: str) -> None:
    out = member(None, "not_applicable")
    assert combined(kind, ["B", "C"], out).letter == combined(kind, ["B", "C"]).letter
    assert combined(kind, [], out).state == "not_applicable"


@pytest.mark.parametrize("kind", LETTERED)
@pytest.mark.parametrize("state", ["not_reported", "not_due"])
def test_one_open_item_leaves_the_group_open(kind: str, state: str) -> None:
    found = combined(kind, ["A", "A"], member(None, state), member(None, "not_applicable"))
    assert (found.letter, found.score, found.state) == (None, None, state)


@pytest.mark.parametrize("kind", LETTERED)
def test_every_letter_says_why_in_both_languages(kind: str) -> None:
    because = combined(kind, ["A", "C"]).because
    assert because.say("zh")
    assert because.say("en")


@pytest.mark.parametrize("kind", kinds.names(AGGREGATES))
def test_every_aggregate_has_a_label(kind: str) -> None:
    assert kinds.load(AGGREGATES, kind).label.say("en")


# ---- the sum


def test_points_that_do_not_apply_are_made_up_for_within_the_group() -> None:
    found = summed(points("40", "50"), points("30", "30"), points(None, "10", left_out=True), makes_up=2)
    assert (found.score, found.in_play) == (Decimal("78.75"), Decimal("90.00"))


def test_what_is_only_not_reported_is_not_made_up_for() -> None:
    found = summed(points("40", "50"), points(None, "10"), makes_up=2)
    assert (found.score, found.in_play) == (Decimal(40), Decimal(50))


def test_a_group_that_does_not_apply_at_all_has_no_score() -> None:
    found = summed(points(None, "5", left_out=True), points(None, "5", left_out=True), makes_up=2)
    assert (found.score, found.state, found.in_play) == (None, "not_applicable", Decimal(0))


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000), st.booleans()), min_size=1, max_size=6))
def test_a_group_that_makes_up_never_exceeds_its_points(drawn: list[tuple[int, int, bool]]) -> None:
    members = [points(None if out else str(min(pair)), str(max(pair)), left_out=out) for *pair, out in drawn]
    found, full = summed(*members, makes_up=2), sum((each.points for each in members), Decimal(0))
    assert found.in_play <= full
    assert found.score is None or 0 <= found.score <= found.in_play

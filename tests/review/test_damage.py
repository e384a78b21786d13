"""The damage that other tests rely on: what is said to preserve numbers does, the rest does something."""

from __future__ import annotations

import pytest
from tests.review.damage import CHANGING, KINDS, LOOSE, PRESERVING, damaged

from jixiao.review.lexer import tokens
from jixiao.review.normal import normal

TEXT = (
    "2023年，全年支出2154.34万元，完成预算2157.27万元的99.86%（其中项目支出340.15万元）；累计接待457批2095人次，"
    "其中一季度120批、二季度117批；培训20期、1600人，满意度98.5%，自评得分97.99分。截至2023年6月30日，支出进度60%。"
)


def numbers(text: str) -> list[tuple[str, str]]:
    """The numbers of a text with their units, as the review reads them."""
    return [(str(token.value), token.unit) for token in tokens(normal(text).text)]


@pytest.mark.parametrize("kind", PRESERVING)
def test_kinds_that_preserve_leave_every_number(kind: str) -> None:
    for seed in range(40):
        assert numbers(damaged(TEXT, seed, [kind], 0.5)) == numbers(TEXT), damaged(TEXT, seed, [kind], 0.5)


def test_all_kinds_that_preserve_together_leave_every_number() -> None:
    for seed in range(40):
        assert numbers(damaged(TEXT, seed)) == numbers(TEXT), damaged(TEXT, seed)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_damages_and_does_so_again(kind: str) -> None:
    assert damaged(TEXT, 1, [kind], 0.6) != TEXT
    assert damaged(TEXT, 1, [kind], 0.6) == damaged(TEXT, 1, [kind], 0.6)


@pytest.mark.parametrize("kind", [*LOOSE, *CHANGING])
def test_nothing_is_damaged_at_no_place(kind: str) -> None:
    assert damaged(TEXT, 1, [kind], 0) == TEXT

"""What reads words and cells never breaks off, whatever it is given; and the fuzzer that says so finds what is broken."""

from __future__ import annotations

import pytest
from tests.review.fuzzing import TARGETS, Broken, fuzz


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_reader(name: str) -> None:
    found = fuzz(TARGETS[name], seconds=2, most=40)
    assert found.kept
    assert found.tried > found.kept // 2


@pytest.mark.heavy
@pytest.mark.parametrize("name", TARGETS)
def test_no_input_of_many_breaks_a_reader(name: str) -> None:
    assert fuzz(TARGETS[name], seconds=40, seed=7).lines


def test_an_input_that_breaks_a_reader_is_handed_back() -> None:
    def broken(text: str) -> None:
        if text.count("|") > 40:
            raise ValueError

    with pytest.raises(Broken) as found:
        fuzz(broken, seconds=20)
    assert str(found.value).count("|") > 40

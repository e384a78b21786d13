"""Choices that look like chance and come out the same from the same seed, on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

_T = TypeVar("_T")


class Dice:
    """A source of choices. Whole numbers only."""

    def __init__(self, *seed: object) -> None:
        self._seed = "/".join(map(str, seed)).encode()
        self._thrown = 0

    def below(self, end: int) -> int:
        """A whole number from 0 to end - 1."""
        self._thrown += 1
        digest = sha256(self._seed + self._thrown.to_bytes(8, "big")).digest()
        return int.from_bytes(digest[:16], "big") % end

    def between(self, least: int, most: int) -> int:
        """A whole number from least to most, both possible."""
        return least + self.below(most - least + 1)

    def pick(self, things: Sequence[_T]) -> _T:
        """One of several things."""
        return things[self.below(len(things))]

    def some(self, things: Sequence[_T], count: int) -> list[_T]:
        """So many different ones of several things, in any order."""
        left = list(things)
        return [left.pop(self.below(len(left))) for _ in range(count)]

    def parts(self, whole: int, count: int) -> list[int]:
        """A whole number in so many parts, none of them less than 1."""
        cuts = sorted(self.some(range(1, whole), count - 1)) if whole < _FEW else self._cuts(whole, count)
        return [after - before for before, after in zip([0, *cuts], [*cuts, whole], strict=True)]

    def _cuts(self, whole: int, count: int) -> list[int]:
        share = whole // count
        return [share * at + self.between(-(share // 3), share // 3) for at in range(1, count)]


_FEW = 200

"""Ranks of a few thousand totals in memory, by the same rules as ``ranking`` has for millions: equal totals share a rank, none is no last."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


def places(totals: Sequence[Decimal | None]) -> list[int | None]:
    """The rank of each total, the largest being first; None for what has none."""
    first: dict[Decimal, int] = {}
    for place, total in enumerate(sorted((each for each in totals if each is not None), reverse=True), 1):
        first.setdefault(total, place)
    return [None if total is None else first[total] for total in totals]

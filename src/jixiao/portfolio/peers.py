"""Peers: units of the same kind and of a similar size, which ranks and comparisons are made among. The bands are data."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

UNKNOWN = "unknown"


class Band(NamedTuple):
    """Units with fewer staff than ``below`` (None: all the rest) are in the band."""

    name: str
    below: int | None


@cache
def bands() -> tuple[Band, ...]:
    """The bands of staff, smallest first."""
    told = yaml.safe_load(files(__package__).joinpath("peers.yaml").read_text(encoding="utf-8"))
    return tuple(Band(each["name"], each.get("below")) for each in told["bands"])


def peer_group(kind: str, staff: int | None) -> str:
    """The word for a unit's peers: its kind and its band; unknown staff is a band of its own."""
    band = UNKNOWN if staff is None else next(each.name for each in bands() if each.below is None or staff < each.below)
    return f"{kind or UNKNOWN}-{band}"

"""How people call the groups that units fall into: provinces, peers of a kind and size, strata of a sampling plan."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from jixiao.wording import Text, joined, of_words, same

WORDS = {
    "administrative": Text("行政单位", "administrative"),
    "participating": Text("参公事业单位", "public institution under the civil-service law"),
    "public_institution": Text("事业单位", "public institution"),
    "unknown": Text("未知", "unknown"),
    "small": Text("小型", "small"),
    "medium": Text("中型", "medium"),
    "large": Text("大型", "large"),
}
"""The words of peer groups, by kind and by size."""


@cache
def provinces() -> tuple[Mapping[str, Any], ...]:
    """The provinces by the first two digits of their codes, with their places on the map."""
    told = yaml.safe_load(files(__package__).joinpath("groups.yaml").read_text(encoding="utf-8"))
    return tuple(told["provinces"])


def province_name(region_code: str) -> Text:
    """The name of the province of a code; the code's own two digits where none is known."""
    code = region_code[:2]
    return next((of_words(str(each["zh"]), str(each["en"])) for each in provinces() if each["code"] == code), same(code))


def peers_name(peer_group: str) -> Text:
    """The words of a peer group, such as ``administrative-small``."""
    kind, _, band = peer_group.rpartition("-")
    return joined([WORDS.get(word, same(word)) for word in (kind, band) if word], "", ", ")


def stratum_name(stratum: str) -> Text:
    """A stratum (``drawing.stratum_of``) as people read it: framework, province, peers."""
    framework, province, peers = ["", "", *stratum.rsplit(" ", 2)][-3:]
    said = (same(framework), province_name(province), peers_name(peers))
    return joined([each for each in said if each.say("zh")], "，", ", ")

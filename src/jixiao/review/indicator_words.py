"""What the names of indicators say of themselves: which way is better, and under which heading they do not belong."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.wording import Text


class Misplaced(NamedTuple):
    """A heading, and the words of names and the units of measure that do not belong below it."""

    heading: str
    words: tuple[str, ...]
    rule: str
    because: Text
    units: tuple[str, ...] = ()


class Words(NamedTuple):
    """All of them."""

    lower: tuple[str, ...]
    higher: tuple[str, ...]
    misplaced: tuple[Misplaced, ...]
    explained: Mapping[str, tuple[str, ...]]
    because: tuple[str, ...]
    surveyed: tuple[str, ...]
    undone: tuple[str, ...]
    spent_again: tuple[tuple[str, ...], tuple[str, ...]]
    wages: tuple[str, ...]


@cache
def words() -> Words:
    """The words of the shipped file. A fault in it is a programming error (``ValueError``)."""
    findings = list[Finding]()
    with as_file(files("jixiao.review") / "indicator_words.yaml") as path:
        part = Part.top(read_yaml(path), path.name, "indicator-words", findings)
        part.only("lower", "higher", "misplaced", "explained", "because", "surveyed", "undone", "spent_again", "wages")
        misplaced = tuple(
            Misplaced(
                each.text("heading"),
                tuple(each.words("words")),
                each.text("rule"),
                each.label("because"),
                tuple(each.words("units")),
            )
            for each in part.parts("misplaced")
        )
        explained, again = part.part("explained"), part.part("spent_again")
        found = Words(
            tuple(part.words("lower")),
            tuple(part.words("higher")),
            misplaced,
            {what: tuple(explained.words(what)) for what in explained.data or {}},
            tuple(part.words("because")),
            tuple(part.words("surveyed")),
            tuple(part.words("undone")),
            (tuple(again.words("money")), tuple(again.words("rates"))),
            tuple(part.words("wages")),
        )
    if findings:
        raise ValueError("\n".join(as_text(finding, "en") for finding in findings))
    return found


def operator_by_name(name: str) -> str | None:
    """The operator that a name implies: ``le`` where less is better, ``ge`` where more is; None if it says neither."""
    known = words()
    if any(word in name for word in known.lower):
        return "le"
    return "ge" if any(word in name for word in known.higher) else None

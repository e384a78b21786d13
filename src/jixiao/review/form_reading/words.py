"""What the columns and lines of forms are called: the words of ``words.yaml``, and how a cell's text is compared with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import NamedTuple

from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text

LEVELS = ("first", "second", "third", "fourth", "fifth", "name")
"""The columns that hold the names of a form's tree, from the outermost in; ``name`` stands for whatever level is the last."""

MONEY = ("initial", "adjusted", "executed", "rate")
_BRACKETS = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]]")
_SIGNS = re.compile(r"[\s:：、，,。；;*★▲●“”\"'‘’《》·.．_—–-]+")
_NUMBERED = re.compile(r"^(?:其中[:：]?|[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]\s*|[①-⑳]|第[一二三四五六七八九十]+部分)+")
_LONGEST_HEADER, _LONGEST_LIKE = 30, 14


class Column(NamedTuple):
    """The headers of a column: whole ones, words that a header holds, and what others look like."""

    whole: frozenset[str]
    held: tuple[str, ...]
    like: re.Pattern[str] | None = None


class Words(NamedTuple):
    """All words of forms. Which is which stands in ``words.yaml``."""

    columns: Mapping[str, Column]
    lines: Mapping[str, str]
    keys: Mapping[str, str]
    lists: Mapping[str, frozenset[str]]
    classes: Mapping[str, tuple[str, ...]]
    subclasses: Mapping[str, tuple[str, ...]]
    stages: Mapping[str, tuple[str, ...]]
    depths: Mapping[str, str]

    def column(self, text: str) -> str | None:
        """The column that a header names."""
        return None if len(text) > _LONGEST_HEADER else _column(text)

    def line(self, text: str) -> str | None:
        """The line of money that a label names."""
        return self.lines.get(bare(unnumbered(text)))

    def key(self, text: str) -> str | None:
        """What a label at the left of a value names."""
        return self.keys.get(bare(text))

    def depth(self, text: str) -> int | None:
        """How deep a line stands in the tree, if a cell says it: 1 for 一级指标."""
        found = self.depths.get(bare(text))
        return None if found is None else int(found)

    def is_in(self, name: str, text: str) -> bool:
        """Whether a text is one of the words of a list."""
        return bare(unnumbered(text)) in self.lists[name]

    def holds(self, name: str, text: str) -> bool:
        """Whether a text holds one of the words of a list."""
        return any(word in text for word in self.lists[name])

    def is_blank(self, text: str) -> bool:
        """Whether nothing stands in a cell, or a stroke."""
        return text.strip() in self.lists["blank"]

    def says_nothing(self, text: str) -> bool:
        """Whether a cell says that there is nothing to say."""
        return self.is_blank(text) or text.strip() in self.lists["nothing"]

    def class_of(self, first: str, second: str) -> str | None:
        """The class of indicators that the headings above one name."""
        for known, heading in ((self.classes, first), (self.subclasses, second)):
            for name, held in known.items():
                if any(word in heading for word in held):
                    return name
        return None


@lru_cache(maxsize=4096)
def _column(text: str) -> str | None:
    """The column of the shipped words that a header names; tables repeat their headers, and ask again for every cell."""
    word, columns = bare(text), words().columns
    for role, column in columns.items():
        if word in column.whole:
            return role
    held = next((role for role, column in columns.items() if any(each in word for each in column.held)), None)
    return held or next((role for role, column in columns.items() if column.like and column.like.fullmatch(word)), None)


def bare(text: str) -> str:
    """A label without brackets, spaces and signs; what stands in brackets only, where nothing else does."""
    word = _SIGNS.sub("", _BRACKETS.sub("", text))
    return word or _SIGNS.sub("", text).strip("（）()【】[]")


def unnumbered(text: str) -> str:
    """A label without the number and the 其中 before it."""
    return _NUMBERED.sub("", text.strip())


@cache
def words() -> Words:
    """The words of the shipped file. A fault in it is a programming error (``ValueError``)."""
    findings = list[Finding]()
    with as_file(files("jixiao.review.form_reading") / "words.yaml") as path:
        found = _read(Part.top(read_yaml(path), path.name, "form-words", findings))
    if findings:
        raise ValueError("\n".join(as_text(finding, "en") for finding in findings))
    return found


def _read(part: Part) -> Words:
    columns = {
        role: Column(frozenset(each.words("is")), tuple(each.words("has")), _any_of(each.words("like")))
        for role, each in part.named_parts("columns").items()
    }
    goal = part.part("goal")
    names = ("total", "subtotal", "after", "spending", "unit_forms", "blank", "nothing")
    lists = {name: frozenset(part.words(name)) for name in names}
    lists |= {"plan": frozenset(goal.words("plan")), "done": frozenset(goal.words("done"))}
    return Words(
        columns,
        _by_word(part.part("lines")),
        _by_word(part.part("keys")),
        lists,
        _listed(part.part("classes")),
        _listed(part.part("subclasses")),
        _listed(part.part("stages")),
        _by_word(part.part("depths")),
    )


def _any_of(patterns: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns)) if patterns else None


def _listed(part: Part) -> dict[str, tuple[str, ...]]:
    return {str(name): tuple(part.words(name)) for name in part.data or {}}


def _by_word(part: Part) -> dict[str, str]:
    return {word: name for name, listed in _listed(part).items() for word in listed}

"""The numbers that a paper counts its parts with: 一、 （一） 1. （1） at the head of paragraphs, 一是 二是 within the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jixiao.review.paper import Paper, Passage

_CHINESE = "一二三四五六七八九十"
_HEADS = {
    "一、": re.compile(rf"#*([{_CHINESE}]{{1,3}})、"),
    "（一）": re.compile(rf"#*[（(]([{_CHINESE}]{{1,3}})[）)]"),
    "1.": re.compile(r"#*(\d{1,2})(?:[．、]|\.(?! ?\d)|\.(?= ?20\d\d年))"),
    "（1）": re.compile(r"#*[（(](\d{1,2})[）)]"),
    "①": re.compile(r"([①-⑳])"),
    "第一章": re.compile(rf"#*第([{_CHINESE}]{{1,3}})(?:章|部分)"),
}
_SAID = re.compile(rf"(?:^|(?<=[。；;，,：:、\s（(]))(?:([{_CHINESE}]{{1,3}})是(?![否非])|第([{_CHINESE}]{{1,3}})[，,])")
_FIRST_CIRCLED = ord("①") - 1
_TEN = 10
_CHAPTER = "chapter "
_MOST = 30


class Counted(NamedTuple):
    """A number that counts: its style, its value, and where it stands."""

    style: str
    value: int
    passage: Passage
    start: int
    end: int


class Gap(NamedTuple):
    """A number that does not go on from the one before it; 0 stands for a list that begins with it."""

    found: Counted
    before: int


def chinese_value(text: str) -> int:
    """A Chinese number up to 99; 0 for what is none."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _CHINESE.index(text) + 1 if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_CHINESE.index(tens) + 1 if tens else 1) * _TEN + (_CHINESE.index(ones) + 1 if ones else 0)


def head_of(passage: Passage) -> Counted | None:
    """The number at the head of a heading or a paragraph."""
    for style, pattern in _HEADS.items():
        found = pattern.match(passage.text)
        if found:
            value = _value(found[1])
            return Counted(style, value, passage, found.start(1), found.end()) if value else None
    return None


def _value(text: str) -> int:
    if text.isdigit() and text.isascii():
        return int(text)
    return ord(text) - _FIRST_CIRCLED if "①" <= text <= "⑳" else chinese_value(text)


def gaps_of_heads(paper: Paper) -> Iterator[Gap]:
    """Numbers at heads that repeat or jump. A list may begin anew with 1 anywhere, and go on after lists inside it."""
    open_lists: list[Counted] = []
    latest: dict[str, Counted] = {}
    for passage in paper.texts:
        found = head_of(passage) if passage.kind in {"heading", "paragraph"} else None
        if found is None:
            continue
        if passage.kind == "heading" and passage.level == 1:
            found = found._replace(style=f"{_CHAPTER}{found.style}")
        depth = next((at for at, each in enumerate(open_lists) if each.style == found.style), None)
        before = latest.get(found.style)
        if found.value > 1 and (before is None or found.value != before.value + 1):
            begins = depth is None
            last = open_lists[-1]._replace(value=0) if begins and open_lists else before
            sure = passage.kind == "heading" if begins else depth is not None
            if sure and last is not None and not _stands_between(paper, last, found):
                yield Gap(found, last.value)
        open_lists = [*open_lists[:depth], found] if depth is not None else [*open_lists, found]
        latest[found.style] = found


def _stands_between(paper: Paper, before: Counted, found: Counted) -> bool:
    """Whether the numbers that seem to lack stand somewhere in the text between both, or there is a table or a mere reference."""
    if found.value <= before.value:
        return found.passage.kind != "heading" and before.value != found.value
    lacking = range(before.value + 1, found.value)
    if len(lacking) > _MOST:
        return True
    between = "\n".join(each.text for each in paper.passages[before.passage.number : found.passage.number])
    return all(re.search(_mark(found.style.removeprefix(_CHAPTER), value), between[1:]) for value in lacking)


def _mark(style: str, value: int) -> str:
    """How a number of a style is written, as a pattern."""
    chinese = ("十" if value >= _TEN else "") + (_CHINESE[value % _TEN - 1] if value % _TEN else "")
    return {
        "一、": f"(?<![{_CHINESE}]){chinese}、",
        "（一）": f"[（(]{chinese}|(?<![{_CHINESE}]){chinese}[）)]",
        "1.": rf"(?<![\d.]){value}(?:[、．]|\.(?!\d))",
        "（1）": rf"[（(]{value}[）)]",
        "①": chr(_FIRST_CIRCLED + value),
        "第一章": f"第{chinese}",
    }[style]


def gaps_in_words(paper: Paper) -> Iterator[Gap]:
    """一是 二是 四是: numbers within the text that repeat or jump. A list begins with 一是 and ends with its section."""
    before: Counted | None = None
    section: tuple[str, ...] | None = None
    for passage in paper.passages:
        if passage.kind == "heading" or passage.section != section:
            before, section = None, passage.section
        if passage.kind == "cell":
            before = None
        for found in _SAID.finditer(passage.text):
            style, text = ("一是", found[1]) if found[1] else ("第一", found[2])
            now = Counted(style, chinese_value(text), passage, found.start(), found.end())
            if now.value == 1:
                before = now
            elif before is not None and before.style == style:
                if now.value != before.value + 1 and not _is_said(before, now):
                    yield Gap(now, before.value)
                before = now


def _is_said(before: Counted, now: Counted) -> bool:
    """Whether what lacks is said in another way in between (三要, 三则), or the list runs over paragraphs in between."""
    if now.value < before.value:
        return True
    between = before.passage.text[before.end : now.start]
    if before.passage is not now.passage:
        if now.passage.number != before.passage.number + 1:
            return now.value != before.value
        between = f"{before.passage.text[before.end :]}\n{now.passage.text[: now.start]}"
    return any(
        re.search(
            rf"[。；;，,、：:\s]第?{_CHINESE[value - 1]}(?![个项次方些定般直样家])|{_CHINESE[value - 1]}[是要则为]", between
        )
        for value in range(before.value + 1, min(now.value, _TEN + 1))
    )

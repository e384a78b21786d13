"""The goals of a paper: the services and duties that they list, and goals that are no more than a name or an amount."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from jixiao.findings import Place
from jixiao.review.paper import Grid, Paper, Passage
from jixiao.review.statements.headings import Words, stretches, under
from jixiao.review.statements.vocabulary import any_of, vocabulary

_AND = re.compile(r"、|以及|和|与|及")
_QUOTED = re.compile(r"[“\"「『][^”\"」』]{0,80}[”\"」』]")
_LONGEST_ITEM, _LONGEST_LINK, _FEWEST = 12, 25, 3
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*(?:亿|万|千)?(?:元|年度?|月|日|%)?")
_LONGEST_GOAL = 40
_CLAUSE = re.compile(r"[^，,。；;：:！!？?“”\"（）()\n]{6,150}(?=[，,。；;：:！!？?“”\"（）()\n]|$)")
_SHORTEST_MATTER = 3
_DUTY = re.compile(r"[^。；;！？\n]*(?:负责|承担|职责|职能|主要任务)[^。；;！？\n]*")
_LABEL_LENGTH = 30
_OTHER_LABEL = re.compile(r"完成情况|指标|目标$|分值|得分|年初|全年")


class Service(NamedTuple):
    """Something that the goal lists."""

    passage: Passage
    start: int
    end: int

    @property
    def name(self) -> str:
        """Its name."""
        return self.passage.text[self.start : self.end]

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.passage.place_at(self.start)

    @property
    def core(self) -> str:
        """What it is about: its name without the words that every service has."""
        name = self.name
        while len(name) > 2 and (found := _suffix().search(name)) and found.start() >= 2:  # noqa: PLR2004 - two signs are a word
            name = name[: found.start()]
        return name


@cache
def _suffix() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("goals")["suffix"]) + "$")


@cache
def _list() -> re.Pattern[str]:
    words = vocabulary("goals")
    return re.compile(rf"(?P<items>[^、]{{2,30}}(?:、[^、]{{2,{_LONGEST_LINK}}}?)+)(?P<end>{any_of(words['list-end'])})")


@cache
def _start() -> re.Pattern[str]:
    return re.compile(rf"^.*{any_of(vocabulary('goals')['list-start'])}")


def services(paper: Paper) -> Iterator[tuple[Service, ...]]:
    """The lists of services and duties in the section of the goal; slogans in quotation marks are none."""
    for stretch in under(paper, "goal"):
        for words in stretch.words:
            text = _QUOTED.sub(lambda found: "“" * len(found[0]), words.passage.text)
            for clause in _CLAUSE.finditer(text, words.start):
                if "、" in clause[0] and "《" not in clause[0]:
                    items = _listed(words.passage, clause, text)
                    if len(items) >= _FEWEST:
                        yield items


def _listed(passage: Passage, clause: re.Match[str], text: str) -> tuple[Service, ...]:
    """The list of a clause: one that words of duties close, or one that a verb begins and the clause ends."""
    found = _list().search(text, clause.start(), min(clause.end() + 1, len(text)))
    if found:
        return () if found["items"].endswith("的") else _items(passage, found.start("items"), _end(found), text)
    verb = _verb().match(text, clause.start(), clause.end())
    return (
        _items(passage, clause.start(), clause.end(), text) if verb or text[clause.start() - 1 : clause.start()] in "：:" else ()
    )


@cache
def _verb() -> re.Pattern[str]:
    return re.compile(rf"[^、]{{0,10}}?{any_of(vocabulary('goals')['list-verb'])}")


def _end(found: re.Match[str]) -> int:
    """Where the last item ends: a word such as 服务 that stands right behind it, without 等, belongs to its name."""
    word = _leading().match(found["end"])
    return found.end("items") + (word.end() if word else 0)


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(any_of(word for word in vocabulary("goals")["suffix"] if word != "等"))


def _items(passage: Passage, start: int, end: int, text: str) -> tuple[Service, ...]:
    first = _start().match(text[start : text.index("、", start)])
    start += first.end() if first else 0
    found, at = [], start
    for cut in (*_AND.finditer(text, start, end), None):
        stop = cut.start() if cut else end
        if 2 <= stop - at <= _LONGEST_ITEM:  # noqa: PLR2004 - two signs are a word
            found.append(Service(passage, at, stop))
        at = cut.end() if cut else end
    return tuple(found) if first else ()


def told_of_work(paper: Paper) -> str:
    """The text that may say what was done: all but the sections of duties and goals and sentences of duties, with the forms' cells."""
    parts = [
        (each.heading.text if each.heading is not None else "") + (each.text if each.roles else _DUTY.sub("", each.text))
        for each in stretches(paper)
        if not each.roles & {"goal", "duties"}
    ]
    return "\n".join((*parts, *(cell.text for grid in paper.grids for row in grid.rows for cell in dict.fromkeys(row))))


def is_told(service: Service, text: str, title: str = "", others: tuple[Service, ...] = ()) -> bool:
    """Whether a text takes a service up: by its core, or by signs of it, unless these stand in the title or in other services' names."""
    core = service.core
    parts = {core[:2], core[-2:], *(core[at : at + 3] for at in range(len(core) - 2))} - set(vocabulary("goals")["generic"])
    parts = {part for part in parts if not any(part in other.core for other in others if other is not service)}
    return core in text or any(part in text and part not in title for part in parts)


class Goal(NamedTuple):
    """A goal as it is written."""

    words: Words

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.words.place


def goals(paper: Paper) -> Iterator[Goal]:
    """The goals of the running text, where the section has one paragraph, and those in forms."""
    for stretch in under(paper, "goal"):
        if len(stretch.words) == 1 and stretch.words[0].passage.kind == "paragraph":
            yield Goal(stretch.words[0])
    seen: set[int] = set()
    for grid in paper.grids:
        for passage in _in_forms(grid):
            if passage.number not in seen:
                seen.add(passage.number)
                yield Goal(Words(passage))


@cache
def _label() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("goals")["labels"]) + "$")


def _in_forms(grid: Grid) -> Iterator[Passage]:
    """The cells below a label 预期目标, or beside one."""
    for at, row in enumerate(grid.rows):
        for column, cell in enumerate(row):
            if len(cell.text) > _LABEL_LENGTH or not _label().match(cell.text.strip()):
                continue
            below = next((line[column] for line in grid.rows[at + 1 :] if line[column] is not cell), None)
            beside = next((each for each in row[column + 1 :] if each is not cell), None)
            if beside is not None and not _is_label(beside) and beside.text.strip():
                yield beside
            elif below is not None and not _is_label(below) and below.text.strip() and beside is not None and _is_label(beside):
                yield below


def _is_label(cell: Passage) -> bool:
    text = cell.text.strip()
    if _label().match(text):
        return True
    return len(text) <= _LABEL_LENGTH and _OTHER_LABEL.search(text) is not None and not any(sign.isdigit() for sign in text)


@cache
def _filler() -> re.Pattern[str]:
    return re.compile(any_of(vocabulary("goals")["filler"]))


def names_of_projects(paper: Paper) -> set[str]:
    """The names of projects that the forms give."""
    found = set()
    for grid in paper.grids:
        for row in grid.rows:
            distinct = list(dict.fromkeys(row))
            for one, other in pairwise(distinct):
                if one.text.strip().rstrip("：:") in {"项目名称", "专项名称", "支出项目", "项目"} and other.text.strip():
                    found.add(other.text.strip())
    return found


def is_only_a_name(text: str, names: set[str]) -> bool:
    """Whether a goal says no more than the name of its project, or an amount."""
    if len(text) > _LONGEST_GOAL:
        return False
    rest = text.strip().rstrip("。；;.")
    if re.fullmatch(r"[/／—\-无]*", rest):
        return False
    had_number = _NUMBERS.search(rest) is not None and re.search(r"元|^\d+(?:[.,]\d+)*$", rest) is not None
    had_name = any(name and (name in rest or rest in name) for name in names)
    for name in sorted(names, key=len, reverse=True):
        rest = rest.replace(name, "")
    had_name = had_name and len(_matter(rest)) < len(_matter(text))
    rest = _matter(rest) if rest not in "".join(names) else ""
    return (had_name or had_number) and len(rest) < _SHORTEST_MATTER


def _matter(text: str) -> str:
    return _filler().sub("", _NUMBERS.sub("", text))

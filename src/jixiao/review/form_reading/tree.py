"""The lines of a form's indicators as a tree: what stands under which heading, whether by merged cells or by cells left empty.

Entry: a leaf, a group with points or a score of its own, or the total; its path are the names above it and its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from jixiao.review.form_reading.cells import is_blank, number
from jixiao.review.form_reading.regions import Line, Region, alone, distinct
from jixiao.review.form_reading.words import bare, words
from jixiao.review.paper import Passage

EntryKind = Literal["leaf", "group", "total"]
Path = tuple[str, ...]

_IN_BRACKETS = re.compile(r"^(?P<name>.+?)[（(【\[](?:共|满分|权重|分值)?(?P<points>\d+(?:\.\d+)?)分?[）)】\]]$")
_WITH_UNIT = re.compile(r"^(?P<name>.+?)(?P<points>\d+(?:\.\d+)?)分$")
_COUNTED = re.compile(
    r"^(?:(?:三级)?指标\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[:：、.．]\s*|\d{1,2}[.．、]\s*(?!\d)|[（(]\d{1,2}[）)]\s*|[①-⑳]\s*)"
)
_NOTED = re.compile(
    r"(?:[（(]?注[）)]?|备注|说明|填[表报]说明|填[表报]要求|填[表报]人|联系人|填[表报]日期|审核人|[^，。；]{0,12}(?:负责人|签字|盖章))\d?\s*[:：、.．（(]|\S.*[。；]"
)
_LONGEST_TOTAL = 24
_MARKS = (
    re.compile(r"[一二三四五六七八九十]{1,3}、"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"\d{1,2}[.．、](?!\d)"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
_GRADED = re.compile(r"(?:等次|等级|结论)[:：]?\s*[“\"]?(?P<grade>优秀|良好|优|良|中|差|合格|不合格|较差)")


@dataclass(frozen=True)
class Entry:
    """One line. ``cells`` are its cells by their meaning.

    ``is_carried`` if its place is told by a cell above that is not merged with its own, so that it may stand by itself.
    """

    kind: EntryKind
    path: Path
    label: Passage
    region: Region
    line: Line
    cells: Mapping[str, Passage] = field(default_factory=dict)
    own_points: Decimal | None = None
    is_carried: bool = False

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1] if self.path else ""

    def text(self, role: str) -> str:
        """The text of a cell; empty where there is none."""
        cell = self.cells.get(role)
        return cell.text.strip() if cell is not None else ""

    def number(self, role: str) -> Decimal | None:
        """The number of a cell, if it is one."""
        return number(self.text(role))

    def reason(self) -> str:
        """What is said of points lost or of a deviation; empty where that is nothing."""
        said = self.region.text(self.line, "reason")
        return "" if words().says_nothing(said) else said

    @property
    def points(self) -> Decimal | None:
        """Its points: in a cell of their own, else in brackets behind its name."""
        stated = self.number("points")
        return stated if stated is not None else self.own_points


def _mark(text: str) -> int | None:
    """The kind of number that a name begins with."""
    return next((kind for kind, pattern in enumerate(_MARKS) if pattern.match(text.strip())), None)


def named(text: str) -> tuple[str, Decimal | None]:
    """A name without its number, and the points that stand in brackets behind it: 指标1：维修栋数, 履职效能（50分）."""
    clean = _COUNTED.sub("", text.strip()) or text.strip()
    found = _IN_BRACKETS.match(clean) or _WITH_UNIT.match(clean)
    return (found["name"].strip(), number(found["points"])) if found else (clean, None)


def entries(region: Region) -> list[Entry]:
    """The lines of a region; groups are told from leaves by what stands below them."""
    reading = _Reading(region)
    for _, line in region.rows:
        reading.take(line)
    return _shared(_grouped(reading))


class _Reading:
    """Goes down the lines with the names that are open."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.found: list[Entry] = []
        self.heads: dict[Path, tuple[Decimal, Passage]] = {}
        self.open: Path = ()
        self.is_over = False
        self.is_heading = False
        self.outer: list[tuple[int, str]] = []
        texts = [line[place].text for _, line in region.rows for place in region.levels if place < len(line)]
        found = [kind for text in texts if (kind := _mark(text)) is not None]
        self.marks = list(dict.fromkeys(found)) if len(region.levels) == 1 and found else []

    def take(self, line: Line) -> None:
        levels = [line[place] for place in self.region.levels if place < len(line)]
        first = next((each for each in line if each.text.strip()), None)
        if first is None or not levels or len(distinct(line)) == 1:
            return
        total = next((each for each in (*levels, *line[: self.region.levels[0]], first) if _is_total(each.text)), None)
        if total is not None:
            self.is_over = any(entry.kind == "leaf" for entry in self.found)
            self._add("total", (), total, line)
        elif not self.is_over and not self._is_aside(line, first):
            self._line(line, levels)

    def _is_aside(self, line: Line, first: Passage) -> bool:
        """Whether a line is about the form as a whole."""
        if words().key(first.text) is not None or words().is_in("after", first.text):
            self.is_over = self.is_over or words().is_in("after", first.text)
            return True
        only = alone(line)
        if only is not None and _NOTED.match(only.text.strip()):
            self.is_over = any(entry.kind == "leaf" for entry in self.found)
            return True
        return len(distinct(line)) == len(("label", "value")) and not any(
            number(each.text) is not None for each in distinct(line)[1:]
        )

    def _line(self, line: Line, levels: Sequence[Passage]) -> None:
        told = self.region.cell(line, "depth")
        depth = words().depth(told.text) if told is not None else self._numbered(levels)
        if depth is None:
            self._under(line, levels)
            return
        name, own = named(levels[-1].text)
        self.outer = [*((known, text) for known, text in self.outer if known < depth), (depth, name)]
        self.open = tuple(text for _, text in self.outer)
        self._add("leaf", self.open, levels[-1], line, own)

    def _numbered(self, levels: Sequence[Passage]) -> int | None:
        """How deep a line stands where all names stand in one column and are numbered: 一、 then （一） then 1."""
        kind = _mark(levels[-1].text) if len(levels) == 1 else None
        return None if kind is None or len(self.marks) < len(("outer", "inner")) else self.marks.index(kind) + 1

    def _under(self, line: Line, levels: Sequence[Passage]) -> None:
        """A line whose place in the tree is told by the columns in which names stand."""
        path: list[str] = []
        own: Decimal | None = None
        label = None
        is_same = True
        is_subtotal = is_carried = False
        for depth, cell in enumerate(distinct(levels)):
            text = cell.text.strip()
            if is_blank(text):
                deeper = any(not is_blank(each.text) for each in distinct(levels)[depth + 1 :])
                if deeper and is_same and len(self.open) > len(path) + (not self.is_heading):
                    path.append(self.open[len(path)])
                    is_carried = True
                continue
            if words().is_in("subtotal", text) or bare(text).endswith("小计"):
                is_subtotal, label = True, cell
                path = path or [*self.open[:1]]
                break
            name, own = named(text)
            is_same = is_same and len(self.open) > len(path) and self.open[len(path)] == name
            path.append(name)
            label = cell
            if own is not None:
                self.heads.setdefault(tuple(path), (own, cell))
        if label is None or not path:
            return
        if not is_subtotal:
            self.open = tuple(path)
            self.is_heading = label is not levels[-1]
        self._add("group" if is_subtotal else "leaf", tuple(path), label, line, own)
        self.found[-1] = replace(self.found[-1], is_carried=is_carried)

    def _add(self, kind: EntryKind, path: Path, label: Passage, line: Line, own: Decimal | None = None) -> None:
        roles = (role for role in self.region.columns if role not in {"first", "second", "third", "fourth", "fifth", "name"})
        cells = {role: cell for role in roles if (cell := self.region.cell(line, role)) is not None and cell is not label}
        if "score" in cells and cells["score"] is cells.get("points"):
            gone = {"points"} if kind == "total" else {"points", "score"}
            cells = {role: cell for role, cell in cells.items() if role not in gone}
        self.found.append(Entry(kind, path, label, self.region, line, cells, own))


def _is_total(text: str) -> bool:
    clean = text.strip()
    return len(clean) <= _LONGEST_TOTAL and words().is_in("total", named(clean)[0])


def _grouped(reading: _Reading) -> list[Entry]:
    """Leaves under whose path others stand become groups; groups whose points stand behind their name come as lines, too."""
    above = {entry.path[:depth] for entry in reading.found if entry.kind == "leaf" for depth in range(1, len(entry.path))}
    found = [replace(entry, kind="group") if entry.kind == "leaf" and entry.path in above else entry for entry in reading.found]
    found = [entry for entry in found if entry.kind != "leaf" or entry.own_points is not None or alone(entry.line) is None]
    known = {entry.path for entry in found if entry.kind == "group"}
    first = {path: next(each for each in found if each.path[: len(path)] == path) for path in reading.heads if path in above}
    more = [
        Entry("group", path, label, reading.region, first[path].line, {}, points)
        for path, (points, label) in reading.heads.items()
        if path in above and path not in known
    ]
    return _apart([*more, *found])


def _apart(found: list[Entry]) -> list[Entry]:
    """Lines below a group that the group's points do not count stand by themselves, if nothing but an empty cell puts them there."""
    freed: dict[int, Entry] = {}
    for group in found:
        if group.kind != "group" or group.points is None:
            continue
        below = [entry for entry in found if entry.kind == "leaf" and entry.path[: len(group.path)] == group.path]
        summed = Decimal(0)
        for at, entry in enumerate(below):
            summed += entry.points or Decimal(0)
            rest = below[at + 1 :]
            if summed == group.points and rest and all(each.is_carried for each in rest):
                freed |= {id(each): replace(each, path=each.path[len(group.path) :]) for each in rest}
                break
    return [freed.get(id(entry), entry) for entry in found]


def _shared(found: list[Entry]) -> list[Entry]:
    """Points and scores in a cell that reaches over several leaves are those of the group above them, if they are all of it."""
    leaves = [entry for entry in found if entry.kind == "leaf"]
    used = Counter(id(cell) for entry in leaves for role, cell in entry.cells.items() if role in {"points", "score"})
    merged = [
        entry for entry in leaves if any(used[id(entry.cells[role])] > 1 for role in ("points", "score") if role in entry.cells)
    ]
    if not merged:
        return found
    groups = [*_merged_groups(merged, leaves, used)]
    known = {entry.path for entry in found if entry.kind == "group"}
    gone = {id(entry) for entry in merged}
    kept = [replace(entry, cells=_unmerged(entry, used)) if id(entry) in gone else entry for entry in found]
    return [*(entry for entry in groups if entry.path not in known), *kept]


def _unmerged(entry: Entry, used: Counter[int]) -> Mapping[str, Passage]:
    return {role: cell for role, cell in entry.cells.items() if role not in {"points", "score"} or used[id(cell)] == 1}


def _merged_groups(merged: Iterable[Entry], leaves: Sequence[Entry], used: Counter[int]) -> Iterator[Entry]:
    sharing: dict[int, list[Entry]] = {}
    for entry in merged:
        cell = entry.cells.get("score") or entry.cells.get("points")
        if cell is not None and used[id(cell)] > 1:
            sharing.setdefault(id(cell), []).append(entry)
    for members in sharing.values():
        depth = min(len(entry.path) for entry in members) - 1
        path = members[0].path[:depth]
        below = [entry for entry in leaves if depth and entry.path[:depth] == path]
        if path and {id(entry) for entry in below} == {id(entry) for entry in members}:
            cells = {role: cell for role, cell in members[0].cells.items() if role in {"points", "score"} and used[id(cell)] > 1}
            yield replace(members[0], kind="group", path=path, cells=cells, own_points=None)


def grade_in(line: Line) -> tuple[str, Passage] | None:
    """The grade that a cell of a line names: 等次：优."""
    for cell in distinct(line):
        found = _GRADED.search(cell.text)
        if found is not None:
            return found["grade"], cell
    return None

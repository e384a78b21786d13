"""A form as it was read: what it is about, its stage, its money, and the lines of its indicators, each cell where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from jixiao.review.form_reading.money import AMOUNTS, Given, Money, across, beside, given, money_lines
from jixiao.review.form_reading.regions import Line, Region, alone, distinct, parts, regions
from jixiao.review.form_reading.tree import Entry, entries, grade_in
from jixiao.review.form_reading.words import words
from jixiao.review.paper import Grid, Paper, Passage
from jixiao.review.stated import MID_YEAR

SELF, REVIEWED = "self", "reviewed"
_EVALUATED = ("自评", "评价", "年终", "完成情况", "得分")
_NEAR = 4
_TOLD = re.compile(
    r"(?:[（(]?注?[)）]?(?:备注|注|说明)[:：]?\s*)?(?:本表|本项目|该项目|项目|本部门|部门)?(?:绩效)?(?:自评|评价|综合|最终|合计)?(?:总分|总得分|得分|总分值)(?:合计)?"
    r"\s*(?:为|是|[:：])\s*(?P<score>\d{1,3}(?:\.\d+)?)\s*分?(?:[，,、；; （(][^\d]{0,30})?[。.]?"
)


class Said(NamedTuple):
    """A word about the form as a whole, and where it stands."""

    text: str
    passage: Passage


@dataclass(frozen=True)
class Form:
    """One form. ``keys`` are what it says of itself (project, unit, grade, score, remark); ``money`` its lines of money."""

    number: int
    grid: Grid
    stage: str
    is_project: bool
    keys: Mapping[str, Said] = field(default_factory=dict)
    money: tuple[Money, ...] = ()
    unit: Given | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def leaves(self) -> list[Entry]:
        """The lines that no others stand below."""
        return [entry for entry in self.entries if entry.kind == "leaf"]

    @property
    def groups(self) -> list[Entry]:
        """The lines of headings that have points or scores of their own."""
        return [entry for entry in self.entries if entry.kind == "group"]

    @property
    def total(self) -> Entry | None:
        """The line of the total."""
        return next((entry for entry in self.entries if entry.kind == "total"), None)

    @property
    def is_scored(self) -> bool:
        """Whether it has a column of scores."""
        return any(entry.region.has("score") or entry.region.has("reviewed_score") for entry in self.entries)

    def money_line(self, name: str) -> Money | None:
        """A line of the money by its source."""
        return next((each for each in self.money if each.line == name), None)


def forms(paper: Paper) -> list[Form]:
    """The forms of a paper, in order.

    Money and indicators that stand in two tables one after the other are one form, and so is a table that goes on without a header.
    """
    found: list[Form] = []
    before: tuple[Grid, Sequence[tuple[int, Line]]] | None = None
    for grid in paper.grids:
        for rows in parts(grid):
            last = found[-1] if found else None
            form = _form(paper, grid, rows, len(found) + 1)
            if not (form.money or form.entries):
                if last is not None and before is not None and _goes_on(last, before[1], rows):
                    before = (before[0], [*before[1], *rows])
                    longer = _form(paper, *before, last.number)
                    found[-1] = replace(last, entries=longer.entries, keys={**longer.keys, **last.keys})
                continue
            before = (grid, rows)
            if last is not None and _belongs(last, form):
                found[-1] = replace(last, entries=form.entries, keys={**form.keys, **last.keys}, is_project=_is_one(last, form))
            elif last is not None and _belongs(form, last):
                found[-1] = replace(last, money=form.money, unit=form.unit, keys={**form.keys, **last.keys})
            else:
                found.append(form)
    return found


def _goes_on(last: Form, before: Sequence[tuple[int, Line]], rows: Sequence[tuple[int, Line]]) -> bool:
    """Whether rows without a header go on with the lines of a form that has no total yet."""
    return bool(last.entries) and last.total is None and len(before[0][1]) == len(rows[0][1]) and not regions(rows)


def _belongs(funds: Form, lines: Form) -> bool:
    """Whether two forms that stand next to each other are the money and the indicators of one."""
    is_money_only = bool(funds.money) and not funds.entries and all(each.line for each in funds.money)
    is_beside = lines.grid is funds.grid and not _names_itself(funds)
    names_itself = not is_beside and _names_itself(lines if lines.number > funds.number else funds)
    is_one = bool(lines.entries) and not lines.money and lines.grid.section == funds.grid.section
    return is_money_only and is_one and not names_itself


def _names_itself(form: Form) -> bool:
    return bool({"project", "unit"} & form.keys.keys())


def _is_one(funds: Form, lines: Form) -> bool:
    """Whether a form whose money and indicators were read apart is about a project: the part with its name knows."""
    return funds.is_project if _names_itself(funds) or not _names_itself(lines) else lines.is_project


def _form(paper: Paper, grid: Grid, rows: Sequence[tuple[int, Line]], number: int) -> Form:
    found = regions(rows)
    taken = {at for region in found if region.kind == "indicators" for at, _ in region.rows}
    keys = _keys(rows, taken)
    told = _told(paper, rows)
    if told is not None:
        keys.setdefault("score", told)
    money_regions = [region for region in found if region.kind == "money"]
    around = _around(paper, grid, [each for each in rows if each[0] not in taken])
    aside = [each.text for at, line in rows if at not in taken for each in distinct(line)]
    unit = given(around, _written(money_regions) if money_regions else aside)
    lines = [each for region in money_regions[:1] for each in money_lines(region, unit.factor)]
    if not money_regions:
        free = [each for each in rows if each[0] not in taken]
        lines = across(free, unit.factor) or beside(free, unit.factor)
    lined = [entry for region in found if region.kind == "indicators" for entry in entries(region)]
    titles = [*_titles(paper, grid, rows)]
    is_list = any(region.has("listed") for region in money_regions)
    is_project = "project" in keys or (not is_list and _is_of_project(titles))
    stage = MID_YEAR if _is_of_months(found) else _stage(titles)
    return Form(number, grid, stage, is_project, keys, tuple(lines), unit, tuple(_once(lined)))


def _once(lined: list[Entry]) -> Iterator[Entry]:
    """The entries of all regions; of several totals, the last."""
    last = next((entry for entry in reversed(lined) if entry.kind == "total"), None)
    yield from (entry for entry in lined if entry.kind != "total" or entry is last)


def _keys(rows: Sequence[tuple[int, Line]], taken: set[int]) -> dict[str, Said]:
    """What stands at the right of a word about the form, and a grade wherever it is named."""
    found: dict[str, Said] = {}
    for at, line in rows:
        for left, right in pairwise(distinct(line)):
            key = words().key(left.text)
            if key == "score" and at in taken:
                continue
            is_value = right.text.strip() and words().key(right.text) is None and words().column(right.text) is None
            if key is not None and key not in found and is_value:
                found[key] = Said(right.text.strip(), right)
        graded = grade_in(line)
        if graded is not None and "grade" not in found:
            found["grade"] = Said(*graded)
    found |= _goals(rows, found)
    return found


def _told(paper: Paper, rows: Sequence[tuple[int, Line]]) -> Said | None:
    """A total that a row says by itself, or a line right below the table, such as 注：本表自评总分为98.62分."""
    own = [cell for _, line in rows if (cell := alone(line)) is not None]
    last = max(each.number for _, line in rows for each in line)
    for passage in paper.passages[last + 1 : last + 1 + _NEAR]:
        if passage.kind == "cell":
            break
        own.append(passage)
    found = [(match["score"], passage) for passage in own if (match := _TOLD.fullmatch(passage.text.strip()))]
    return Said(*found[0]) if len(found) == 1 else None


def _goals(rows: Sequence[tuple[int, Line]], known: Mapping[str, Said]) -> Iterator[tuple[str, Said]]:
    """The goal of the year and what came of it, which stand below their headings."""
    for (_, above), (_, below) in pairwise(rows):
        for name in ("plan", "done"):
            places = [place for place, each in enumerate(above) if words().is_in(name, each.text)]
            other = "done" if name == "plan" else "plan"
            if places and name not in known and any(words().is_in(other, each.text) for each in above) and places[0] < len(below):
                cell = below[places[0]]
                if cell.text.strip() and cell is not above[places[0]]:
                    yield name, Said(cell.text.strip(), cell)


def _around(paper: Paper, grid: Grid, rows: Sequence[tuple[int, Line]]) -> Iterator[str]:
    """The texts in which the unit of the amounts may stand, the nearest first."""
    for _, line in rows:
        yield " ".join(each.text for each in distinct(line))
    yield grid.name
    first = grid.rows[0][0].number
    for passage in reversed(paper.passages[max(0, first - _NEAR) : first]):
        if passage.kind != "cell":
            yield passage.text


def _written(found: Sequence[Region]) -> Iterator[str]:
    for region in found:
        for _, line in region.rows:
            for role in AMOUNTS:
                cell = region.cell(line, role)
                if cell is not None:
                    yield cell.text.strip()


def _titles(paper: Paper, grid: Grid, rows: Sequence[tuple[int, Line]]) -> Iterator[str]:
    """The texts that say what a table is, the nearest first."""
    yield grid.name
    if len(distinct(rows[0][1])) == 1:
        yield rows[0][1][0].text
    first = rows[0][1][0].number
    near = [each.text for each in reversed(paper.passages[max(0, first - _NEAR) : first]) if each.kind != "cell"]
    yield from near
    yield from reversed(grid.section)
    yield from (each.text for each in paper.passages if each.kind == "title")
    yield paper.document.title
    yield paper.file


def _is_of_project(titles: Sequence[str]) -> bool:
    """Whether a form is about one project, by the nearest titles."""
    return not any(words().holds("unit_forms", text) for text in titles) and any("项目" in text for text in titles[:2])


def _stage(titles: Sequence[str]) -> str:
    for text in titles:
        for stage, held in words().stages.items():
            if any(word in text for word in held):
                return stage
        if any(word in text for word in _EVALUATED):
            return SELF
    return SELF


def _is_of_months(found: Sequence[Region]) -> bool:
    """Whether a column counts some months of the year only."""
    heads = [text for region in found for text in region.heads.values()]
    return any("月执行" in text or "月完成" in text or "截至期末" in text for text in heads)

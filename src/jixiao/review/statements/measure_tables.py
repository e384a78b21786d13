"""Tables that set measures beside problems, with columns for who takes them and when they are done."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from jixiao.findings import Place
from jixiao.review.paper import Grid, Paper, Passage
from jixiao.review.statements.owners import Names, names
from jixiao.review.statements.vocabulary import pattern

_HEADER_ROWS = 3
_EMPTY = frozenset({"", "无", "/", "／", "-", "—", "——", "待定"})


class Line(NamedTuple):
    """A row of such a table; columns that it does not have are None."""

    problem: Passage | None
    measure: Passage
    owner: Passage | None
    due: Passage | None

    @property
    def place(self) -> Place:
        """Where its measure stands."""
        return self.measure.place

    @property
    def text(self) -> str:
        """Its problem and its measure."""
        return "\n".join(each.text for each in (self.problem, self.measure) if each is not None)

    @property
    def is_measured(self) -> bool:
        """Whether a measure stands in it."""
        return _is_filled(self.measure)

    @property
    def names(self) -> Names:
        """Whether it says who, and by when: in the columns of that name or in the words of the measure."""
        said = names(self.measure.text)
        return Names(said.owner or _is_filled(self.owner), said.due or _is_filled(self.due))


@lru_cache(maxsize=8)
def measure_tables(paper: Paper) -> tuple[tuple[Line, ...], ...]:
    """The tables of measures, each as its rows."""
    found = (tuple(_lines(grid)) for grid in paper.grids)
    return tuple(lines for lines in found if lines)


def _lines(grid: Grid) -> Iterator[Line]:
    for at, row in enumerate(grid.rows[:_HEADER_ROWS]):
        measure = _column(row, "measure")
        others = [_column(row, name) for name in ("problem", "owner", "due")]
        if measure is None or not any(each is not None for each in others):
            continue
        if any(pattern("problems", "column-none").search(cell.text) for cell in row):
            return
        seen: set[tuple[int, ...]] = set()
        for line in grid.rows[at + 1 :]:
            problem, owner, due = (None if each is None else line[each] for each in others)
            same = tuple(cell.number for cell in line)
            if same not in seen and len(set(same)) > 1 and any(cell.text.strip() for cell in line):
                seen.add(same)
                yield Line(problem, line[measure], owner, due)
        return


def _column(row: tuple[Passage, ...], name: str) -> int | None:
    found = (at for at, cell in enumerate(row) if pattern("problems", f"column-{name}").search(cell.text))
    if name != "measure":
        measures = {at for at, cell in enumerate(row) if pattern("problems", "column-measure").search(cell.text)}
        found = (at for at in found if at not in measures)
    return next(found, None)


def _is_filled(cell: Passage | None) -> bool:
    return cell is not None and cell.text.strip() not in _EMPTY

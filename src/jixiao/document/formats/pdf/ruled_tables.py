"""Tables found by the lines that rule them: where a line between two places is missing, the places are one cell."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from jixiao.document.formats.pdf.lines import Line, lines_of
from jixiao.document.formats.pdf.pages import Glyph, Rule, Sheet

_NEAR = 2.0
"""Points by which lines that are meant to be one may stand apart."""

_SHORTEST = 4.0
_MOST_LINES = 600
"""Of one direction on one page; beyond that it is a drawing."""

_MOST_PLACES = 40_000
_LEAST_SAID = 0.15
"""The part of its cells that say something in a table; lines that part hardly any text are a drawing."""


class Spot(NamedTuple):
    """A cell: its row and column, how far it reaches, and its lines of text.

    ``wide`` is the width between its margins, ``room`` the same as far as lines of its column ever filled it.
    """

    row: int
    column: int
    down: int
    across: int
    lines: list[Line]
    room: float = 0.0
    wide: float = 0.0


class Grid(NamedTuple):
    """A ruled table on one page: the places of its upright and level lines, and its cells row by row."""

    page: int
    xs: list[float]
    ys: list[float]
    spots: list[Spot]


def grids_of(sheet: Sheet) -> tuple[list[Grid], list[Glyph]]:
    """The ruled tables of a page, and the glyphs that stand outside of them."""
    level, upright = _drawn_together(sheet.rules, upright=False), _drawn_together(sheet.rules, upright=True)
    if len(level) > _MOST_LINES or len(upright) > _MOST_LINES or not level or not upright:
        return [], sheet.glyphs
    glyphs = sheet.glyphs
    grids = []
    for levels, uprights in _connected(level, upright):
        frame = _frame(levels, uprights)
        if frame is None:
            continue
        xs, ys = frame
        inside, outside = _parted(glyphs, xs, ys)
        owners = _owners(xs, ys, levels, uprights)
        spots = _spots((xs, ys), owners, inside, sheet.number)
        said = sum(bool(spot.lines) for spot in spots)
        if len(spots) > 1 and said >= _LEAST_SAID * len(spots):
            grids.append(Grid(sheet.number, xs, ys, spots))
            glyphs = outside
    return sorted(grids, key=lambda grid: grid.ys[0]), glyphs


def _drawn_together(rules: Iterable[Rule], *, upright: bool) -> list[Rule]:
    """Lines of one direction; pieces that follow each other are one line."""
    wanted = sorted((rule for rule in rules if rule.upright == upright), key=lambda rule: (rule.at, rule.start))
    groups: list[list[Rule]] = []
    for rule in wanted:
        if groups and rule.at - groups[-1][0].at <= _NEAR:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    found: list[Rule] = []
    for group in groups:
        at = sum(rule.at for rule in group) / len(group)
        joined: list[Rule] = []
        for rule in sorted(group, key=lambda rule: rule.start):
            if joined and rule.start - joined[-1].end <= _NEAR:
                joined[-1] = joined[-1]._replace(end=max(joined[-1].end, rule.end))
            else:
                joined.append(Rule(upright, at, rule.start, rule.end))
        found += [rule for rule in joined if rule.end - rule.start >= _SHORTEST]
    return found


def _connected(level: list[Rule], upright: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The lines that meet each other, by groups."""
    parents = list(range(len(level) + len(upright)))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    for row, each in enumerate(level):
        for column, other in enumerate(upright, len(level)):
            meets = each.start - _NEAR <= other.at <= each.end + _NEAR and other.start - _NEAR <= each.at <= other.end + _NEAR
            if meets:
                parents[root(column)] = root(row)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for number, rule in enumerate([*level, *upright]):
        groups[root(number)][rule.upright].append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def _frame(levels: list[Rule], uprights: list[Rule]) -> tuple[list[float], list[float]] | None:
    """The places of a table's lines; a side that is not drawn stands where the lines across it end."""
    xs = _places([rule.at for rule in uprights], min(rule.start for rule in levels), max(rule.end for rule in levels))
    ys = _places([rule.at for rule in levels], min(rule.start for rule in uprights), max(rule.end for rule in uprights))
    places = (len(xs) - 1) * (len(ys) - 1)
    return (xs, ys) if 2 <= places <= _MOST_PLACES else None  # noqa: PLR2004 - one cell is a box


def _places(drawn: list[float], start: float, end: float) -> list[float]:
    found: list[float] = []
    for at in sorted(drawn):
        if not found or at - found[-1] > _NEAR:
            found.append(at)
    if found[0] - start > _SHORTEST:
        found.insert(0, start)
    if end - found[-1] > _SHORTEST:
        found.append(end)
    return found


def _owners(xs: list[float], ys: list[float], levels: list[Rule], uprights: list[Rule]) -> dict[tuple[int, int], tuple[int, int]]:
    """For each place of the grid the place where its cell begins."""
    walls, floors = _edges(uprights, xs, ys), _edges(levels, ys, xs)
    height, width = len(ys) - 1, len(xs) - 1
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(height):
        for column in range(width):
            if (row, column) in owners:
                continue
            right = column + 1
            while right < width and (right, row) not in walls and (row, right) not in owners:
                right += 1
            low = row + 1
            while low < height and _opens(low, range(column, right), floors, walls) and (low, column) not in owners:
                low += 1
            for place in ((y, x) for y in range(row, low) for x in range(column, right)):
                owners[place] = (row, column)
    return owners


def _opens(row: int, columns: range, floors: set[tuple[int, int]], walls: set[tuple[int, int]]) -> bool:
    """Whether nothing parts a row from the one above, and nothing parts its places, over these columns."""
    return not any((row, column) in floors for column in columns) and not any((column, row) in walls for column in columns[1:])


def _edges(rules: list[Rule], across: list[float], along: list[float]) -> set[tuple[int, int]]:
    """Which pieces of the grid's lines are drawn: the number of the line, and the number of the place along it."""
    middles = [(start + end) / 2 for start, end in pairwise(along)]
    drawn: set[tuple[int, int]] = set()
    for rule in rules:
        line = min(range(len(across)), key=lambda number: abs(across[number] - rule.at))
        drawn |= {(line, number) for number, middle in enumerate(middles) if rule.start <= middle <= rule.end}
    return drawn


def _parted(glyphs: list[Glyph], xs: list[float], ys: list[float]) -> tuple[list[Glyph], list[Glyph]]:
    """The glyphs inside and outside of a frame."""
    inside: list[Glyph] = []
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = (glyph.left + glyph.right) / 2, _middle(glyph)
        (inside if xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1] else outside).append(glyph)
    return inside, outside


def _middle(glyph: Glyph) -> float:
    return glyph.base - glyph.size * 0.35


def _spots(
    frame: tuple[list[float], list[float]],
    owners: dict[tuple[int, int], tuple[int, int]],
    inside: list[Glyph],
    page: int,
) -> list[Spot]:
    xs, ys = frame
    texts: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for glyph in inside:
        row = min(len(ys) - 2, bisect_right(ys, _middle(glyph)) - 1)
        column = min(len(xs) - 2, bisect_right(xs, (glyph.left + glyph.right) / 2) - 1)
        texts[owners[row, column]].append(glyph)
    reach: dict[tuple[int, int], tuple[int, int]] = {}
    for (row, column), owner in owners.items():
        down, across = reach.get(owner, (1, 1))
        reach[owner] = (max(down, row - owner[0] + 1), max(across, column - owner[1] + 1))
    return _with_rooms([Spot(*owner, *reach[owner], lines_of(texts.get(owner, ()), page)) for owner in sorted(reach)], xs)


def _with_rooms(spots: list[Spot], xs: list[float]) -> list[Spot]:
    """The cells with their rooms. Lines that begin at one place tell the margin; others are as wide as any other of their column."""
    least = max(0.0, min((line.left - xs[spot.column] for spot in spots for line in spot.lines), default=0.0))
    widest: dict[tuple[int, int], float] = defaultdict(float)
    for spot in spots:
        for line in spot.lines:
            widest[spot.column, spot.across] = max(widest[spot.column, spot.across], line.right - line.left + line.size)
    found: list[Spot] = []
    for spot in spots:
        left, right = xs[spot.column], xs[spot.column + spot.across]
        gaps = [line.left - left for line in spot.lines]
        is_level = len(gaps) > 1 and max(gaps) - min(gaps) < 1
        margin = max(least, min(gaps)) if is_level else least
        room = right - left - 2 * margin
        told = room if is_level else min(room, widest[spot.column, spot.across])
        found.append(spot._replace(room=told, wide=room))
    return found

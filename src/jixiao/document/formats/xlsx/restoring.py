"""What was written and what now stands, put together: texts as they stand, and from what was written all that a sheet cannot show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from jixiao.document.formats.xlsx.anatomy import Range
from jixiao.document.formats.xlsx.cell_values import drawn_as
from jixiao.document.formats.xlsx.number_formats import shown
from jixiao.document.formats.xlsx.regions import Values
from jixiao.document.formats.xlsx.sheets import UNIT_WORD, chart_table
from jixiao.document.model import Block, Cell, Chart, Heading, Paragraph, Picture, Run, Runs, Series, Table, runs_of, text_of

_MOST_COMPARED = 1_000


def pairs(then: Sequence[object], now: Sequence[object]) -> list[tuple[int | None, int | None]]:
    """Which of what was written is which of what stands: the same, or changed in its place; None for what came or went."""
    top = 0
    while top < min(len(then), len(now)) and then[top] == now[top]:
        top += 1
    end = 0
    while end < min(len(then), len(now)) - top and then[-1 - end] == now[-1 - end]:
        end += 1
    found: list[tuple[int | None, int | None]] = [(at, at) for at in range(top)]
    old, new = range(top, len(then) - end), range(top, len(now) - end)
    if max(len(old), len(new)) > _MOST_COMPARED:
        found += _stretch(old, new)
    elif old or new:
        matcher = SequenceMatcher(None, [then[at] for at in old], [now[at] for at in new], autojunk=False)
        for _, first, last, start, stop in matcher.get_opcodes():
            found += _stretch(old[first:last], new[start:stop])
    return [*found, *zip(range(len(then) - end, len(then)), range(len(now) - end, len(now)), strict=True)]


def _stretch(old: range, new: range) -> list[tuple[int | None, int | None]]:
    if len(old) == len(new):
        return [*zip(old, new, strict=True)]
    return [*((at, None) for at in old), *((None, at) for at in new)]


def line(then: Block, sign: str, now: Block) -> Block:
    """A heading or paragraph; ``sign`` is the number that was written before a heading, and is read as typed: it may be no longer due."""
    if not isinstance(then, (Heading, Paragraph)) or not isinstance(now, (Heading, Paragraph)):
        return now
    runs = runs_of(sign, *then.runs) if text_of(now.runs) == sign + text_of(then.runs) else now.runs
    return Heading(then.level, runs, numbered=False) if isinstance(then, Heading) else replace(then, runs=runs)


def table(then: Table, now: Table) -> Table:
    """A table as it stands, with the widths, alignments, kinds and runs of what was written."""
    old, new = _texts(then), _texts(now)
    row_then = {after: before for before, after in pairs(old, new) if before is not None}
    written = {(placed.row, placed.column): placed for placed in then.placed()}
    rows: list[list[Cell]] = [[] for _ in new]
    for row, column, cell in now.placed():
        before = written.get((row_then.get(row, -1), column))
        if before is not None:
            runs = before.cell.runs if text_of(before.cell.runs) == text_of(cell.runs) else cell.runs
            cell = replace(cell, runs=runs, align=then.align_of(before), kind=before.cell.kind)  # noqa: PLW2901 - the same, fuller
        rows[row].append(cell)
    height = len(now.header)
    return Table(
        then.columns if len(then.columns) == len(now.columns) else now.columns,
        tuple(tuple(row) for row in rows[:height]),
        tuple(tuple(row) for row in rows[height:]),
        _runs(then.caption, now.caption),
        _runs(then.note, now.note),
    )


def chart(then: Chart, values: Values, cells: Range) -> Chart:
    """A chart by what its cells say now; what was not edited is as it was."""
    top, left, bottom, right = cells
    texts = chart_table(then)
    now = [[values.texts.get((row, column), "") for column in range(left, right + 1)] for row in range(top, bottom + 1)]
    across = pairs(texts[0][1:], now[0][1:])
    down = [each for each in pairs([row[0] for row in texts[1:]], [row[0] for row in now[1:]]) if each[1] is not None]
    series = []
    for before, after in across:
        if after is None:
            continue
        points = [
            _point(
                then.series[before].values[at] if before is not None and at is not None else (),
                now[1 + row][1 + after],
            )
            for at, row in down
            if row is not None
        ]
        series.append(Series(now[0][1 + after], tuple(points)))
    if not series or not down:
        return then
    unit = then.unit if now[0][0] == texts[0][0] else now[0][0].removeprefix(UNIT_WORD)
    title = _runs(then.title, runs_of(values.texts.get((top - 1, left), ""))) if then.title else ()
    return Chart(then.kind, title, tuple(now[1 + row][0] for _, row in down if row is not None), tuple(series), unit)


def pictures(then: Sequence[Picture], now: Sequence[Picture]) -> list[Picture | None]:
    """For each picture that was written the one that now stands there; None if it is gone."""
    found: list[Picture | None] = [None] * len(then)
    for before, after in pairs([each.alt for each in then], [each.alt for each in now]):
        if before is not None and after is not None:
            found[before] = replace(now[after], share=then[before].share)
    return found


def _texts(whole: Table) -> list[tuple[tuple[int, int, int, str], ...]]:
    rows: list[list[tuple[int, int, int, str]]] = [[] for _ in (*whole.header, *whole.body)]
    for row, column, cell in whole.placed():
        rows[row].append((column, cell.across, cell.down, text_of(cell.runs)))
    return [tuple(row) for row in rows]


def _runs(then: Runs, now: Runs) -> Runs:
    return then if text_of(then) == text_of(now) else now


def _point(then: Runs, now: str) -> Runs:
    """A value of a chart; a number that was written with words around it (约1600) is read without them."""
    text = text_of(then)
    value, code = drawn_as(text)
    same = {text} if value is None else {text, shown(float(value), code)}
    return then if now in same else (Run(now),) if now else ()

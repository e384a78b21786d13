"""The sheet that lists every figure: where it stands, what it means, how it came about, and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from jixiao.document.derivations import Derivation, SourceRow, Trace
from jixiao.document.formats.xlsx.sheets import SOURCE_COLUMNS, TRACE_COLUMNS
from jixiao.tables.schema import fixed_tables

WIDTHS = (22, 12, 18, 8, 16, 16)
TRACE_WIDTHS = (24, 48, 64)
"""Widths of the columns in characters."""

_LONGEST = 300
_LONGEST_CELL = 32_000


def listing(figures: Iterable[tuple[str, ...]], trace: Trace | None) -> list[tuple[str, ...]]:
    """The rows of the sheet, its header first; figures that the trace knows are explained."""
    if trace is None:
        return [SOURCE_COLUMNS, *figures]
    known = {each.figure: each for each in trace.derivations}
    told: dict[str, tuple[str, str, str]] = {}
    behind: dict[tuple[int, ...], str] = {}
    rows: list[tuple[str, ...]] = [(*SOURCE_COLUMNS, *TRACE_COLUMNS)]
    for each in figures:
        figure = each[0]
        if figure not in told:
            told[figure] = _explained(known.get(figure), trace, behind)
        rows.append((*each, *told[figure]))
    return rows


def folded(rows: Iterable[SourceRow]) -> str:
    """The rows behind a figure in a few words: 支出 136行：ZF-001、ZF-002、…、ZF-136."""
    tables = [(name, [row.key for row in part]) for name, part in groupby(sorted(rows, key=_table), key=_table)]
    room = _LONGEST // max(1, len(tables))
    return "\n".join(f"{_label(name)} {len(keys)}行：{_keys(keys, room)}" for name, keys in tables)[:_LONGEST_CELL]


def _explained(derivation: Derivation | None, trace: Trace, behind: dict[tuple[int, ...], str]) -> tuple[str, str, str]:
    """What a figure means, how it came about, and the rows behind it; many figures have the same ones, which ``behind`` remembers."""
    if derivation is None:
        return "", "", ""
    because = "\n".join(line.say("zh") for line in derivation.because)
    if derivation.rows not in behind:
        behind[derivation.rows] = folded(trace.rows[at] for at in derivation.rows if at < len(trace.rows))
    return derivation.label.say("zh")[:_LONGEST_CELL], because[:_LONGEST_CELL], behind[derivation.rows]


def _keys(keys: list[str], room: int) -> str:
    """The keys, or the first and the last of them where all do not find room."""
    whole = "、".join(keys)
    if len(whole) <= room:
        return whole
    kept: list[str] = []
    for key in keys[:-1]:
        if sum(map(len, kept)) + len(kept) + len(key) + len(keys[-1]) > room:
            break
        kept.append(key)
    return "、".join([*kept, "…", keys[-1]])


def _label(table: str) -> str:
    spec = fixed_tables().get(table)
    return spec.label.zh if spec else table


def _table(row: SourceRow) -> str:
    return row.table

"""Rows that somebody offers, held against those that stand: which are new, changed, the same, gone, or were changed by somebody else since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jixiao.web.dossiers.writing import Drop, Put
from jixiao.wording import Text

NEW, CHANGED, SAME, REMOVED, CONFLICT = "new", "changed", "same", "removed", "conflict"
STATES: dict[str, Text] = {
    NEW: Text("新增", "new"),
    CHANGED: Text("修改", "changed"),
    SAME: Text("相同", "the same"),
    REMOVED: Text("删除", "removed"),
    CONFLICT: Text("冲突", "conflict"),
}

Differing = Sequence[tuple[Text, str, str]]


@dataclass(frozen=True)
class Offered:
    """A row of what is handed in: its line, its cells, and how it stands to the row of that number and version; None where there is none."""

    line: int | None
    cells: Mapping[str, str]
    state: str
    number: int | None = None
    version: int | None = None
    differs: Differing = ()

    @property
    def label(self) -> Text:
        """What its state is called."""
        return STATES[self.state]


class Choice(NamedTuple):
    """What somebody decided: whether rows that stand are changed, whether those that are lacking are removed, and which conflicts are theirs."""

    changes: bool = True
    removes: bool = False
    mine: Collection[int] = ()


def wanted(table: str, offered: Sequence[Offered], choice: Choice) -> tuple[list[Put | Drop], list[Offered]]:
    """What has to be written, and the offered row of each."""
    found: list[tuple[Put | Drop, Offered]] = []
    for each in offered:
        is_mine = each.state == CONFLICT and each.line is not None and each.line in choice.mine
        if each.state == REMOVED and choice.removes and each.number is not None:
            found.append((Drop(table, each.number, each.version), each))
        elif each.state == NEW or is_mine or (each.state == CHANGED and choice.changes):
            found.append((Put(table, each.number, each.cells, each.version if each.number is not None else None), each))
    return [put for put, _ in found], [each for _, each in found]


def counted(offered: Sequence[Offered]) -> dict[str, int]:
    """How many rows are in each state."""
    return {state: sum(each.state == state for each in offered) for state in STATES}

"""Entries written: each has a name and help for those who fill it in, and two hidden sheets list what each was written for."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from jixiao.document.formats.xlsx.grid import Grid, Spot
from jixiao.document.formats.xlsx.sheets import CHOICE_SHEET, ENTRY_COLUMNS, ENTRY_SHEET
from jixiao.document.formats.xlsx.straight import Straight, listed
from jixiao.document.model import Entry, text_of

_LONGEST_NEAR = 100
_LONGEST_MESSAGE = 200
_LARGEST = 10**14
_MOST_TOGETHER = 200
_SCALES = {"plain": "", "wan": "（单位：万元）", "percent": "（百分比，如 97.99%）"}
_NUMBER = "请填写数字{scale}。不确定或没有时可填“约1600”“未填报”“不适用”等。"
_WHOLE = "请填写整数{scale}。不确定或没有时可填“约1600”“未填报”“不适用”等。"
_DATE = "请填写日期，如 2023-06-30。"
_CHOICE = "请从下拉列表中选择：{choices}。"


class EntryMarks:
    """Marks the entries of every sheet and remembers them."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - the library has no types
        self._book = book
        self._rows: list[tuple[str, ...]] = []
        self._choices: dict[tuple[str, ...], int] = {}

    def mark(self, page: Any, sheet: str, grid: Grid) -> bool:  # noqa: ANN401 - see above
        """Name the entries of a sheet and help with each; whether there are any."""
        found = [(spot, spot.entry) for spot in grid.spots if spot.entry is not None]
        if not found:
            return False
        words = _Words(grid.spots)
        asked: dict[Entry, list[Spot]] = {}
        for spot, entry in found:
            name = f"jx_{len(self._rows) + 1:04}"
            quoted = sheet.replace("'", "''")
            self._book.define_name(name, f"='{quoted}'!{xl_range_abs(spot.row, spot.column, spot.row, spot.column)}")
            choice = self._list_of(entry)
            asked.setdefault(Entry("", "", "", entry.scale, entry.kind, entry.choices), []).append(spot)
            self._rows.append(
                (
                    *(name, entry.table, entry.key, entry.column, entry.scale, entry.kind, f"{choice or ''}"),
                    *(sheet, xl_rowcol_to_cell(spot.row, spot.column), text_of(spot.runs)),
                    *words.near(spot),
                )
            )
        for entry, spots in asked.items():
            self._help(page, entry, [_cells(spot) for spot in spots])
        return True

    def lists(self) -> None:
        """The hidden sheets, if there is an entry."""
        if not self._rows:
            return
        page = self._book.add_worksheet(ENTRY_SHEET, Straight)
        page.put(listed((ENTRY_COLUMNS, *self._rows)))
        page.very_hidden()
        if self._choices:
            page = self._book.add_worksheet(CHOICE_SHEET)
            for column, choices in enumerate(self._choices):
                for row, text in enumerate((f"{len(choices)}", *choices)):
                    page.write_string(row, column, text)
            page.very_hidden()

    def _help(self, page: Any, entry: Entry, cells: list[list[int]]) -> None:  # noqa: ANN401 - see above
        """Help with all cells in which the same is expected, in portions that every program takes."""
        help_ = _help(entry, self._list_of(entry))
        for at in range(0, len(cells) if help_ else 0, _MOST_TOGETHER):
            part = cells[at : at + _MOST_TOGETHER]
            page.data_validation(*part[0], {"ignore_blank": True, "other_cells": part[1:], **(help_ or {})})

    def _list_of(self, entry: Entry) -> int | None:
        """The number of an entry's list of choices; the same choices share one."""
        return self._choices.setdefault(entry.choices, len(self._choices) + 1) if entry.choices else None


def _help(entry: Entry, choice: int | None) -> dict[str, object] | None:
    """What a cell says to those who fill it in, and what it asks them about: only a choice and a day leave no other way."""
    scale = _SCALES[entry.scale]
    if choice is not None:
        source = f"='{CHOICE_SHEET}'!{xl_range_abs(1, choice - 1, len(entry.choices), choice - 1)}"
        return _said("从列表中选择", _CHOICE.format(choices=_shortened(entry.choices)), validate="list", source=source)
    between: dict[str, object] = {"criteria": "between", "minimum": -_LARGEST, "maximum": _LARGEST}
    if entry.kind == "number":
        return _said("填写数字", _NUMBER.format(scale=scale), validate="decimal", error_type="warning", **between)
    if entry.kind == "whole":
        return _said("填写整数", _WHOLE.format(scale=scale), validate="integer", error_type="warning", **between)
    if entry.kind == "date":
        days: dict[str, object] = {"criteria": "between", "minimum": date(1901, 1, 1), "maximum": date(2099, 12, 31)}
        return _said("填写日期", _DATE, validate="date", **days)
    return None


def _said(title: str, message: str, **rule: object) -> dict[str, object]:
    return {
        **rule,
        "input_title": title,
        "input_message": message,
        "error_title": "内容不符合要求",
        "error_message": message,
    }


def _shortened(choices: tuple[str, ...]) -> str:
    """The choices in words, as far as a message holds them."""
    text = "、".join(" ".join(each.split()) for each in choices)
    return text if len(text.encode("utf-16-le")) <= 2 * _LONGEST_MESSAGE else f"{len(choices)}项之一"


class _Words:
    """The words of a sheet that nobody fills in, by row and by column."""

    def __init__(self, spots: list[Spot]) -> None:
        self._rows: dict[int, list[Spot]] = {}
        self._columns: dict[int, list[Spot]] = {}
        for spot in spots:
            if spot.runs and spot.entry is None:
                for row in range(spot.row, spot.row + spot.down):
                    self._rows.setdefault(row, []).append(spot)
                for column in range(spot.column, spot.column + spot.across):
                    self._columns.setdefault(column, []).append(spot)

    def near(self, spot: Spot) -> tuple[str, str, str, str]:
        """The nearest words to the left and above, with their addresses: by them a cell is known if its name is lost."""
        left = [each for each in self._rows.get(spot.row, []) if each.column < spot.column]
        column = self._columns.get(spot.column, [])
        above = column[: bisect_left(column, spot.row, key=_row)]
        return *_told(max(left, key=_column, default=None)), *_told(above[-1] if above else None)


def _told(spot: Spot | None) -> tuple[str, str]:
    return (xl_rowcol_to_cell(spot.row, spot.column), text_of(spot.runs)[:_LONGEST_NEAR]) if spot else ("", "")


def _cells(spot: Spot) -> list[int]:
    return [spot.row, spot.column, spot.row + spot.down - 1, spot.column + spot.across - 1]


def _row(spot: Spot) -> int:
    return spot.row


def _column(spot: Spot) -> int:
    return spot.column

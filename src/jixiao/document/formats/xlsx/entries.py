"""The cells of a workbook that people fill in: which ones a writer marked, where they stand now, and what stands there.

Every entry has a name of the workbook's own (``jx_0001``), which office programs move along when rows are inserted or sheets renamed;
a hidden sheet lists what each name was written for. A name that somebody's program has dropped is found by its old address, if the
words beside it are still the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, get_args

from xlsxwriter.utility import xl_rowcol_to_cell

from jixiao.document.formats.xlsx.anatomy import position
from jixiao.document.formats.xlsx.book import Book, opened
from jixiao.document.formats.xlsx.regions import Place
from jixiao.document.formats.xlsx.sheets import CHOICE_SHEET, ENTRY_COLUMNS, ENTRY_SHEET
from jixiao.document.model import Entry, EntryKind, Scale

_LONGEST_COUNT = 6
_SCALES: tuple[Scale, ...] = get_args(Scale)
_KINDS: tuple[EntryKind, ...] = get_args(EntryKind)


class Filled(NamedTuple):
    """An entry with its text as it was written and as it stands now.

    ``sheet`` and ``address`` say where it stands now; both are empty if the cell is gone. Texts are as people see them (97.99%,
    1,234.50, 2023-06-30), but no digit that was typed is lost. ``is_formula_error`` is true for a formula whose result is an error
    (which is the text then) or was never worked out (then the text is empty).
    """

    entry: Entry
    sheet: str
    address: str
    written: str
    text: str
    is_formula_error: bool = False


class Listed(NamedTuple):
    """An entry as the hidden sheet has it, with the sheet and place where it stands now; None if it is gone."""

    entry: Entry
    written: str
    sheet: str
    place: Place | None


def filled(path: Path) -> list[Filled]:
    """Every entry of a workbook of ours, in the order in which they were written; none for other workbooks.

    ``Unreadable`` says in a sentence why the file cannot be opened.
    """
    book = opened(path)
    return [_filled(book, each) for each in listed(book)]


def listed(book: Book) -> Iterator[Listed]:
    """Every entry that the hidden sheet lists."""
    choices = _choices(book)
    for name, table, key, column, scale, kind, choice, sheet, address, written, *near in book.listed(ENTRY_SHEET, ENTRY_COLUMNS):
        entry = Entry(
            table,
            key,
            column,
            next((each for each in _SCALES if each == scale), "plain"),
            next((each for each in _KINDS if each == kind), "text"),
            choices.get(choice, ()),
        )
        now, place = _now(book, name, sheet, address, near)
        yield Listed(entry, written, now, place)


def _filled(book: Book, each: Listed) -> Filled:
    if each.place is None:
        return Filled(each.entry, "", "", each.written, "")
    is_error = each.place in book.said[each.sheet].errors
    address, text = xl_rowcol_to_cell(*each.place), book.typed(each.sheet, each.place)
    return Filled(each.entry, each.sheet, address, each.written, text, is_formula_error=is_error)


def _now(book: Book, name: str, sheet: str, address: str, near: list[str]) -> tuple[str, Place | None]:
    """The sheet and place of an entry: where its name stands, or else where it was written if what stood beside it still does."""
    if name in book.names:
        target = book.names[name]
        if target is None or target.sheet not in book.values:
            return "", None
        return target.sheet, target.cells[:2]
    place = position(address)
    values = book.values.get(sheet)
    beside = [(position(at), text) for at, text in zip(near[::2], near[1::2], strict=True) if at]
    if values is None or place is None or not beside:
        return "", None
    fits = all(at is not None and values.texts.get(at, "").startswith(text) for at, text in beside)
    return (sheet, place) if fits else ("", None)


def _choices(book: Book) -> dict[str, tuple[str, ...]]:
    """The lists of choices by their number: each fills a column, under its length."""
    values = book.values.get(CHOICE_SHEET)
    found = {}
    for (row, column), text in values.texts.items() if values else ():
        if values and row == 0 and text.isdecimal() and len(text) <= _LONGEST_COUNT:
            found[f"{column + 1}"] = tuple(values.texts.get((at, column), "") for at in range(1, int(text) + 1))
    return found

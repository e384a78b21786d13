"""What a cell is written as: its number or day with a format that shows the same text, or else its text."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from jixiao.document.formats.xlsx.number_formats import DATE
from jixiao.document.model import Cell, Entry, ShownNumber, shown_number, text_of
from jixiao.exact import quantity_of

TEXT_CODE = "@"
"""The format of cells in which what people type stays as it is."""

_GENERAL = "General"
_MOST_DIGITS = 15
_LONGEST_GENERAL = 10
"""Numbers with more digits before the point are shown with an exponent where no format is given."""

_LONGEST_IN_TEXT_CODE = 200
"""Older programs show no more than signs (####) for longer texts in cells of the text format."""

_FIRST_YEAR = 1901
_MORE_PLACES = 6
_EMPTY = {"text": TEXT_CODE, "choice": TEXT_CODE, "whole": "0", "date": DATE}
_EMPTY_SCALE = {"plain": _GENERAL, "wan": f"#,##0.00{'#' * (_MORE_PLACES - 2)}", "percent": "0.00%"}
_AMONG_WORDS = re.compile(r'(?P<before>[^\d"-]*)(?P<number>-?\d[\d,.]*%?)(?P<after>[^\d"]*)')


def written_as(cell: Cell) -> tuple[Decimal | date | None, str]:
    """The value of a cell and its number format; a text has no value."""
    text, entry = text_of(cell.runs), cell.entry
    is_number = cell.kind == "number" or (entry is not None and entry.kind in {"number", "whole"})
    number = shown_number(text) if is_number else None
    if number is not None and len(number.value.as_tuple().digits) <= _MOST_DIGITS:
        return number.value, number_format(number) if entry is None else _room_for_more(number, entry)
    if entry is None or len(text) > _LONGEST_IN_TEXT_CODE:
        return None, ""
    day = _day(text) if entry.kind == "date" else None
    empty = _EMPTY.get(entry.kind, _EMPTY_SCALE[entry.scale])
    return day, _EMPTY_SCALE[entry.scale] if cell.kind == "number" and entry.kind == "text" else empty


def drawn_as(text: str) -> tuple[Decimal | None, str]:
    """The value of a chart's number and its format; the words around a number (约1600) stand in the format, so that it is drawn."""
    found = _AMONG_WORDS.fullmatch(text)
    number = shown_number(found["number"]) if found else None
    if found is None or number is None or quantity_of(text.removesuffix("%")) is None:
        return None, ""
    if len(number.value.as_tuple().digits) > _MOST_DIGITS:
        return None, ""
    before, after = (f'"{word}"' if word else "" for word in (found["before"], found["after"]))
    return number.value, f"{before}{number_format(number)}{after}"


def number_format(number: ShownNumber, more: int = 0) -> str:
    """The format that shows a number the way its text does, and up to so many more places."""
    places = f".{'0' * number.places}{'#' * more}" if number.places else ""
    return f"{'#,##0' if number.grouped else '0'}{places}{'%' if number.percent else ''}"


def _room_for_more(number: ShownNumber, entry: Entry) -> str:
    """A format for a number that somebody may replace by one with more places."""
    if entry.kind == "whole" or number.percent:
        return number_format(number)
    if not number.places and not number.grouped and number.value.adjusted() < _LONGEST_GENERAL:
        return _GENERAL
    return number_format(number, max(0, _MORE_PLACES - number.places))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= _FIRST_YEAR and day.isoformat() == text else None

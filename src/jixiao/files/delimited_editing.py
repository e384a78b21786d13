"""Single cells of a CSV file changed where they stand: the bytes of all other cells stay as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from jixiao.files.delimited import decoded

_FIELD = re.compile(r'("[^"]*(?:""[^"]*)*"|[^,\r\n]*)(,|\r\n|\r|\n|\Z)')
_NEEDS_QUOTES = re.compile(r'[",\r\n]')
_LINE_END = "\r\n"


class CsvEdit:
    """A CSV file while cells of it are changed. Rows are numbered as in ``read_csv``, columns counted from zero.

    Encoding, byte order mark, line ends and quotation marks stay as they stand; a changed cell keeps its quotation marks if it had any.
    ``Unreadable`` if the file cannot be text.
    """

    def __init__(self, path: Path) -> None:
        text, self._encoding = decoded(path)
        self._rows: list[list[str]] = []
        self._ends: list[str] = []
        at, row = 0, list[str]()
        while at < len(text) or row:
            found = _FIELD.match(text, at)
            assert found  # the second arm of the pattern matches anything up to a delimiter
            at = found.end()
            row.append(found[1])
            if found[2] != ",":
                self._rows.append(row)
                self._ends.append(found[2])
                row = []

    def __len__(self) -> int:
        return len(self._rows)

    def set(self, row: int, column: int, text: str) -> None:
        """Put a text into a cell; a row that ends before it is made longer."""
        cells = self._rows[row - 1]
        cells += [""] * (column + 1 - len(cells))
        cells[column] = _quoted(text, always=cells[column].startswith('"'))

    def append(self, cells: Sequence[str]) -> int:
        """Add a last row; its number comes back."""
        end = next(filter(None, self._ends), _LINE_END)
        if self._ends and not self._ends[-1]:
            self._ends[-1] = end
        self._rows.append([_quoted(text) for text in cells])
        self._ends.append(end)
        return len(self._rows)

    def content(self) -> bytes:
        """The bytes of the whole file."""
        text = "".join(",".join(cells) + end for cells, end in zip(self._rows, self._ends, strict=True))
        return text.encode(self._encoding)


def _quoted(text: str, *, always: bool = False) -> str:
    if not always and not _NEEDS_QUOTES.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'

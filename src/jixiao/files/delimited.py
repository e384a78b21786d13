"""Rows of a CSV file: UTF-8 with or without BOM, or GB 18030 as older office programs save it. Size and width are bounded."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from jixiao.errors import Unreadable
from jixiao.files.reading import read_bounded
from jixiao.files.writing import replacing
from jixiao.wording import Text

LARGEST_CSV = 512 * 1024 * 1024
WIDEST_ROW = 512
LONGEST_CELL = 200_000


class Line(NamedTuple):
    """One row with its number as an office program shows it (the header is 1, a cell with line breaks is one row)."""

    number: int
    cells: list[str]


def read_csv(path: Path) -> Iterator[Line]:
    """The rows of a CSV file, empty ones included; ``Unreadable`` if it cannot be text or is larger than a table can be."""
    return _lines(decoded(path).text, path)


class Decoded(NamedTuple):
    """The text of a CSV file, and the encoding in which the same text gives the same bytes again."""

    text: str
    encoding: str


def decoded(path: Path) -> Decoded:
    """The whole text of a CSV file without its byte order mark; ``Unreadable`` if it cannot be text."""
    raw = read_bounded(path, LARGEST_CSV)
    for encoding in ("utf-8-sig" if raw.startswith(BOM_UTF8) else "utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return Decoded(text, encoding)
    raise Unreadable(
        Text(
            "文件 {file} 既不是 UTF-8 也不是 GB 18030 文本；请另存为 CSV（UTF-8）",
            "The file {file} is neither UTF-8 nor GB 18030 text; save it as CSV (UTF-8)",
        ).fill(file=path)
    )


def _lines(text: str, path: Path) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if len(cells) > WIDEST_ROW:
                raise _refused(path, number, Text("超过 {n} 列", "more than {n} columns").fill(n=WIDEST_ROW))
            yield Line(number, cells)
    except csv.Error as error:
        what = Text("引号不成对或单元格过长（{why}）", "a quotation mark is unmatched or a cell is too long ({why})").fill(
            why=error
        )
        raise _refused(path, number + 1, what) from error


def _refused(path: Path, line: int, what: Text) -> Unreadable:
    return Unreadable(
        Text("{file} 第{line}行：不是可用的 CSV：{what}", "{file} line {line}: this is not usable CSV: {what}").fill(
            file=path, line=line, what=what
        )
    )


def write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write rows as UTF-8 with BOM (so that office programs read the Chinese right), beside and then swapped in."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    with replacing(path) as stream:
        stream.write(text.getvalue().encode("utf-8-sig"))

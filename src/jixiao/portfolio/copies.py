"""Near copies across units and years: the sentences that one unit's texts share with another's (``review.likeness``), as a table.

A copy is symmetric: the table has it for both units, and does not say who wrote it first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from jixiao.exact import plain
from jixiao.files.parquet import read_rows, write_rows
from jixiao.findings import Outcome, Place
from jixiao.portfolio.lake import NARRATIVE, Lake
from jixiao.review.likeness import Copy, copies
from jixiao.review.many import Result, Said

COPY: Mapping[str, str] = {
    "unit_code": "text",
    "fiscal_year": "bigint",
    "other_code": "text",
    "other_year": "bigint",
    "likeness": "text",
    "weight": "bigint",
    "place": "text",
    "words": "text",
    "other_place": "text",
    "other_words": "text",
}
"""The columns of ``copy``: ``likeness`` in per cent, ``weight`` in hundredths of a full sentence that nobody else has."""

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")


def write_copies(lake: Lake, file: Path) -> int:
    """Find the sentences that units share and write them, each for both units; how many rows."""
    return write_rows(file, COPY, (row for each in copies(list(texts(lake))) for row in _both(each)))


def texts(lake: Lake) -> Iterator[Result]:
    """The texts of each unit and year, as the papers that the comparison takes."""
    for path in lake.files("narrative"):
        told: dict[tuple[str, int], list[Said]] = {}
        for unit, year, place, text in read_rows(path, tuple(NARRATIVE)):
            key, where = (str(unit), int(str(year))), str(place)
            own = told.setdefault(key, [])
            own += [
                Said(part.strip(), Place(where, paragraph=len(own) + 1), where)
                for part in _SENTENCE.findall(str(text))
                if part.strip()
            ]
        for (unit, year), said in told.items():
            yield Result(Path(f"{unit} {year}"), "", Outcome(unit), year=year, sentences=tuple(said))


def _both(copy: Copy) -> Iterator[Sequence[object]]:
    for own, other, here, there in (
        (copy.first, copy.second, copy.here, copy.there),
        (copy.second, copy.first, copy.there, copy.here),
    ):
        yield (
            own.outcome.file, own.year, other.outcome.file, other.year, plain(copy.likeness), copy.weight,
            here.quote, here.text, there.quote, there.text,
        )  # fmt: skip

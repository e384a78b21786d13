"""A file of another program as rows of a table: which of its columns is which, what its words mean, and what stands there already.

What can be guessed is guessed from the words of the header; a person corrects it, and what was corrected is kept for the next month.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from typing import NamedTuple

from django.db import transaction

from jixiao.errors import Misuse
from jixiao.tables.cells import Misfit, value_of
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.exported_sheets import PARTED, bare, foreign_words, in_wan
from jixiao.tables.schema import Field, TableSpec
from jixiao.tables.workbook import match
from jixiao.web.dossiers.listing import names_of
from jixiao.web.dossiers.offered import CHANGED, NEW, SAME, Offered
from jixiao.web.dossiers.pasting import Entered, Grid, entered, expected_columns
from jixiao.web.dossiers.rows import differences, normal
from jixiao.web.dossiers.writing import Writer, key_of
from jixiao.web.history.chain import Change, append
from jixiao.web.models import Dossier, Record
from jixiao.web.models import Mapping as SavedMapping
from jixiao.wording import Text

_CODE_AND_NAME = re.compile(r"\s*([0-9A-Za-z]{2,20})\s*[\s\-—_:：/|\[(（]\s*(?=.*[\u4e00-\u9fff])")
MOST_WORDS = 40
"""Different unknown words of a column that are asked about."""


@dataclass(frozen=True)
class Reading:
    """How a file is read: the column of each of its own columns, what words of a column mean, and what stands where nothing does.

    ``wan`` are the words above columns that count in ten thousand yuan.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    wan: Collection[str] = ()

    def as_data(self) -> dict[str, object]:
        """As it is kept."""
        return {"columns": self.columns, "values": self.values, "constants": self.constants, "wan": sorted(self.wan)}

    def wan_places(self, grid: Grid) -> frozenset[int]:
        """The places of the columns that count in ten thousand yuan."""
        return frozenset(at for at, word in enumerate(words_of(grid)) if word in self.wan)


class Heading(NamedTuple):
    """A column of the file: its place, the word above it, a few of its cells, the column that it is taken for, and whether it is in 万元."""

    at: int
    word: str
    examples: Sequence[str]
    column: Field | None
    fault: Text | None
    is_wan: bool = False
    may_be_wan: bool = False


def words_of(grid: Grid) -> list[str]:
    """The words above the columns; where there are none, their places."""
    width = max((len(line.cells) for line in grid.lines[:200]), default=0)
    words = [*grid.words, *[""] * (width - len(grid.words))]
    return [word or f"#{at}" for at, word in enumerate(words, 1)]


def of_data(data: Mapping[str, object]) -> Reading:
    """How it was kept; what is no such thing counts as nothing."""
    columns, values, constants, wan = (data.get(name) for name in ("columns", "values", "constants", "wan"))
    return Reading(
        _words(columns),
        {str(name): _words(each) for name, each in values.items()} if isinstance(values, dict) else {},
        _words(constants),
        frozenset(map(str, wan)) if isinstance(wan, list) else (),
    )


def _words(data: object) -> dict[str, str]:
    return {str(name): str(each) for name, each in data.items()} if isinstance(data, dict) else {}


def unattended(spec: TableSpec, grid: Grid, columns: Mapping[str, str]) -> Reading:
    """How a file is read that nobody looks through: by words that name a column, or that were said to. ``Misuse`` if it has others."""
    found = guessed(spec, grid, Reading(columns), is_bold=False) if grid.has_header else Reading()
    if not any(found.columns.values()):
        raise Misuse(_NO_HEADER.fill(table=spec.label))
    unknown = [word for word in grid.words if word and word not in found.columns]
    if unknown:
        raise Misuse(_UNKNOWN.fill(table=spec.label, words="、".join(unknown)[:200]))
    faults = [each.fault for each in headings(spec, grid, found) if each.fault]
    if faults:
        raise Misuse(faults[0])
    return found


_NO_HEADER = Text(
    "文件开头没有表“{table}”的表头；请在第一行写列名，或说明各列对应什么",
    "The file does not begin with a header of “{table}”. Name the columns in its first row, or say which column is which",
)
_UNKNOWN = Text(
    "不知道文件中这些列是表“{table}”的哪一列：{words}。请改列名，或在“粘贴、导入”页面上指明",
    "These columns of the file are none of “{table}”: {words}. Name them otherwise, or say what they are on the page “Paste, import”",
)


def guessed(spec: TableSpec, grid: Grid, saved: Reading | None, *, is_bold: bool = True) -> Reading:
    """The columns that the header's words name: as they were kept, by our own words, by those of other programs, or (boldly) nearly so."""
    words = words_of(grid)
    if not grid.has_header:
        return Reading({word: column.name for word, column in zip(words, expected_columns(spec), strict=False)})
    found: dict[str, str] = {}
    known = saved.columns if saved else {}
    surely = (known.get, partial(_own, spec), partial(_foreign, spec))
    for how in (*surely, partial(_nearly, spec)) if is_bold else surely:
        for word in words:
            column = how(word)
            if word not in found and column is not None and (not column or column not in found.values()):
                found[word] = column
    counts_in_wan = {word for word in words if in_wan(word) or (grid.says_wan and "元" not in word)}
    wan = frozenset(word for word in counts_in_wan if found.get(word) in spec.fields and spec.fields[found[word]].type == "yuan")
    return Reading(found, saved.values if saved else {}, saved.constants if saved else {}, wan)


def _own(spec: TableSpec, word: str) -> str | None:
    column = match(spec, word)
    return column.name if column else None


def _named_elsewhere(spec: TableSpec) -> dict[str, str]:
    known = {each: column for column, words in foreign_words().items() if column in spec.fields for each in words}
    return known | {column.label.zh: column.name for column in spec.fields.values()}


def _foreign(spec: TableSpec, word: str) -> str | None:
    return _named_elsewhere(spec).get(bare(word))


def _nearly(spec: TableSpec, word: str) -> str | None:
    """What a word comes close to; not one of several parts of a column, of which the others would be lost."""
    known = _named_elsewhere(spec)
    near = [] if PARTED in word else get_close_matches(bare(word), known, 1)
    return known[near[0]] if near else None


def headings(spec: TableSpec, grid: Grid, reading: Reading) -> list[Heading]:
    """The columns of the file with what they are taken for; what cannot be is said."""
    found, used = [], set[str]()
    for at, word in enumerate(words_of(grid)):
        column, is_wan = spec.fields.get(reading.columns.get(word, "")), word in reading.wan
        texts = (str(getattr(line.cells[at], "text", line.cells[at])) for line in grid.lines[:40] if at < len(line.cells))
        examples = list(dict.fromkeys(text for text in texts if text.strip()))[:3]
        fault = None
        if column is not None and column.name in used:
            fault = Text("“{column}”选了两次", "“{column}” was chosen twice").fill(column=column.label)
        elif column is not None and column.type == "yuan" and in_wan(word) and not is_wan:
            fault = _IN_WAN
        if column is not None:
            used.add(column.name)
        may_be_wan = column is not None and column.type == "yuan"
        found.append(Heading(at, word, examples, column, fault, is_wan and may_be_wan, may_be_wan))
    return found


_IN_WAN = Text(
    "这一列的单位是万元，本系统的金额以元计；请勾选“以万元计”，由系统换算成元",
    "This column counts in ten thousand yuan, amounts here in yuan; tick “in 10,000 yuan” to have them turned into yuan",
)


# ---- what its words mean


class Unknown(NamedTuple):
    """Words of a column that mean nothing here yet, with what each of them can mean."""

    column: Field
    words: Sequence[tuple[str, str]]
    options: Sequence[tuple[str, Text]]
    more: int


class Meanings:
    """What the words of a file's cells mean in the columns of a table."""

    def __init__(self, tables: Tables, spec: TableSpec, reading: Reading) -> None:
        self.reading = reading
        self.spec = spec
        self.named = {
            column.name: _by_name(tables, column.refers)
            for column in spec.fields.values()
            if column.refers and column.refers in tables.schema and column.refers != spec.name
        }

    def of(self, column: Field, text: str) -> str:
        """What a text means: as was decided, by the name of what it refers to, or by the code at its front."""
        decided = self.reading.values.get(column.name, {}).get(text)
        if decided:
            return decided
        if column.name in self.named:
            known = self.named[column.name]
            front = _CODE_AND_NAME.match(text)
            return known.get(text) or (known.get(front[1], text) if front else text)
        if column.type == "code" and (front := _CODE_AND_NAME.match(text)):
            return front[1]
        return text

    def is_known(self, column: Field, text: str) -> bool:
        """Whether a text can stand in a column that has only so many words."""
        if column.name in self.named:
            return text in self.named[column.name]
        return column.type != "choice" or not isinstance(value_of(column, text), Misfit)

    def unknown(self, tables: Tables, lines: Iterable[Entered]) -> list[Unknown]:
        """The words that have to be decided on, for each column."""
        strange: dict[str, dict[str, None]] = {}
        for line in lines:
            for name, text in line.cells.items():
                column = self.spec.fields[name]
                if not self.is_known(column, self.of(column, text)):
                    strange.setdefault(name, {})[text] = None
        decided = self.reading.values
        found = []
        for name in dict.fromkeys([*strange, *(each for each in decided if each in self.spec.fields and decided[each])]):
            column = self.spec.fields[name]
            words = dict.fromkeys([*decided.get(name, {}), *strange.get(name, {})])
            pairs = [(word, decided.get(name, {}).get(word, "")) for word in words]
            options = [(label.zh, label) for label in column.choices.values()] if column.choices else []
            options = options or (names_of(tables, column.refers) if column.refers else [])
            found.append(Unknown(column, pairs[:MOST_WORDS], options, max(0, len(pairs) - MOST_WORDS)))
        return found


def _by_name(tables: Tables, table: str) -> dict[str, str]:
    """The codes of a table's rows by themselves and by their names, where a name is one row's alone."""
    spec = tables.schema[table]
    codes = [(row.text(spec.key[-1]), row.text("name") if "name" in spec.fields else "") for row in tables.table(table)]
    names: dict[str, str] = {}
    for code, name in codes:
        names[name] = "" if name in names else code
    return {name: code for name, code in names.items() if name and code} | {code: code for code, _ in codes}


# ---- against what stands there


def offered(dossier: Dossier, tables: Tables, spec: TableSpec, grid: Grid, reading: Reading) -> list[Offered]:
    """The lines of the file as rows, each held against the rows that stand: those of its key, or those that say the same."""
    columns = [each.column for each in headings(spec, grid, reading)]
    meanings = Meanings(tables, spec, reading)
    taken: dict[tuple[str, str], str] = {}

    def meant(name: str, text: str) -> str:
        if (name, text) not in taken:
            column = spec.fields[name]
            taken[name, text] = normal(spec, {name: meanings.of(column, text)}).get(name, text)
        return taken[name, text]

    standing = _Standing(dossier, tables, spec)
    found = []
    for line in entered(grid, columns, reading.wan_places(grid)):
        cells = {name: meant(name, text) for name, text in line.cells.items()}
        for name, text in reading.constants.items():
            if name in spec.fields and text:
                cells.setdefault(name, text)
        found.append(standing.held_against(line.line, cells))
    return found


class _Standing:
    """The rows of a table that stand, to be found by their key and by what they say."""

    def __init__(self, dossier: Dossier, tables: Tables, spec: TableSpec) -> None:
        self.spec = spec
        self.unit_code = tables.unit_code
        self.by_key: dict[str, tuple[int, int, dict[str, str]]] = {}
        records = Record.objects.filter(dossier=dossier, table=spec.name)
        for number, version, values in records.values_list("number", "version", "values"):
            self.by_key[key_of(spec, values)] = number, version, values
        self._by_columns: dict[frozenset[str], dict[frozenset[tuple[str, str]], int]] = {}

    def held_against(self, line: int, cells: dict[str, str]) -> Offered:
        whole = {"unit_code": self.unit_code} | cells
        names = [name for name in self.spec.key if name != "unit_code"]
        if any(cells.get(name) for name in names):
            known = self.by_key.get(key_of(self.spec, whole))
            if known is None:
                return Offered(line, cells, NEW)
            number, version, values = known
            put = values | cells
            differs = list(differences(self.spec, values, put))
            return Offered(line, put if differs else cells, CHANGED if differs else SAME, number, version, differs)
        number = self._saying(cells)
        return Offered(line, cells, SAME if number else NEW, number or None)

    def _saying(self, cells: Mapping[str, str]) -> int:
        """A row that says the very same in the columns that are given."""
        names = frozenset(cells)
        if names not in self._by_columns:
            self._by_columns[names] = {
                frozenset((name, values.get(name, "")) for name in names): number for number, _, values in self.by_key.values()
            }
        return self._by_columns[names].get(frozenset(cells.items()), 0)


# ---- what is kept for the next time


def saved(dossier: Dossier, table: str) -> dict[str, Reading]:
    """The readings that the unit has kept for a table, by their names."""
    kept = SavedMapping.objects.filter(unit=dossier.unit_id, table=table).order_by("name")
    return {each.name: of_data(each.columns) for each in kept}


def best(readings: Mapping[str, Reading], grid: Grid) -> str:
    """The reading that knows the most words of a header; none if it knows less than half of them."""
    words = set(grid.words)
    counts = {name: len(words & reading.columns.keys()) for name, reading in readings.items()}
    name = max(counts, key=lambda each: counts[each], default="")
    return name if name and 2 * counts[name] >= len(words) else ""


def keep(dossier: Dossier, table: str, name: str, reading: Reading, writer: Writer) -> None:
    """Keep a reading under a name, in place of what stood there."""
    with transaction.atomic():
        standing = (
            SavedMapping.objects.select_for_update(no_key=True).filter(unit=dossier.unit_id, table=table, name=name).first()
        )
        before, after = standing.columns if standing else None, reading.as_data()
        if before == after:
            return
        SavedMapping.objects.update_or_create(unit_id=dossier.unit_id, table=table, name=name, defaults={"columns": after})
        change = Change("map", "mapping", f"{table}/{name}"[:400], before, after, dossier.unit.code, dossier.fiscal_year, name)
        append(writer.act, [change])

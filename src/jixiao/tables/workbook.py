"""A dossier as one workbook: a sheet for each table, one for what the dossier says of itself, and one for its ledger kinds."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from jixiao.errors import Unreadable
from jixiao.files.reading import making_many_rows
from jixiao.files.sheet_writing import LISTS_SHEET, write_sheets
from jixiao.files.sheets import Merge, Sheet, SheetLine, cell_text, read_sheets
from jixiao.files.yamls import Data, Yaml, YamlPath
from jixiao.findings import Finding, Place, Severity
from jixiao.tables import ledger_kinds
from jixiao.tables.derived import derive
from jixiao.tables.dossier import Dossier, Table
from jixiao.tables.manifest import manifest
from jixiao.tables.rows import Header, is_blank, read_header, read_rows
from jixiao.tables.schema import Field, Schema, TableSpec, fixed_tables
from jixiao.tables.sheet_cells import take
from jixiao.tables.sheet_names import MANIFEST_SHEET, near_name, sheet_names
from jixiao.tables.workbook_plan import MANIFEST_SPEC, book_plan
from jixiao.wording import Text, same

HEADER_WITHIN = 20
"""Rows, counting those in which something stands, among which a header is looked for."""
LONGEST_HEADER = 200
"""Signs; what is longer is no header."""

_BRACKETS = re.compile(r"(.+?)\(([^()]*)\)")
_MARKS = {"必填", "选填", "可不填"}


def write_workbook(dossier: Dossier, path: Path, *, with_empty_sheets: bool = False) -> None:
    """Write a dossier as a workbook that reads back as the same dossier; the same dossier gives the same bytes.

    A table that was not handed in has no sheet, unless empty ones are asked for, as in a workbook that is to be filled in.
    """
    write_sheets(book_plan(dossier, with_empty_sheets=with_empty_sheets), path)


def read_workbook(path: Path) -> Dossier:
    """Read a dossier. What cannot be taken, and what had to be interpreted, is noted in ``outcomes`` with its place.

    ``Unreadable`` only if the file cannot be opened or is no dossier at all. Evidence is looked for beside the workbook.
    """
    with making_many_rows():
        return _Reading(path, [sheet for sheet in read_sheets(path) if sheet.name != LISTS_SHEET]).dossier()


class _Reading:
    """One workbook while it is read."""

    def __init__(self, path: Path, sheets: Sequence[Sheet]) -> None:
        self.path = path
        self.waiting = list(sheets)
        self.renamed = set[str]()

    def dossier(self) -> Dossier:
        """All that the workbook holds."""
        said = self._sheets_of({MANIFEST_SHEET: MANIFEST_SPEC, ledger_kinds.SHEET: ledger_kinds.SPEC})
        if MANIFEST_SPEC.name not in said:
            raise Unreadable(
                Text("{path} 不是卷宗：其中没有工作表“{sheet}”", "{path} is no dossier: it has no sheet “{sheet}”").fill(
                    path=self.path, sheet=MANIFEST_SHEET
                )
            )
        scratch = Dossier(self.path.parent, "", 0, (), Schema(fixed_tables()), workbook=self.path.name)
        table = self._table(scratch, MANIFEST_SPEC, said[MANIFEST_SPEC.name])
        dossier = manifest(_manifest_source(table), self.path.name, self.path.parent)
        dossier.workbook = self.path.name
        outcome = dossier.outcome(self.path.name)
        outcome.findings = [replace(each, place=replace(each.place, sheet=table.sheet)) for each in outcome.findings]
        outcome.note(scratch.outcome(self.path.name).findings)
        if ledger_kinds.SPEC.name in said:
            ledger_kinds.declare(dossier, self._table(dossier, ledger_kinds.SPEC, said[ledger_kinds.SPEC.name]))
        self._tables(dossier, {row.text("id"): row.text_id("state") for row in table if row["part"] != "dossier"})
        derive(dossier)
        return dossier

    def _tables(self, dossier: Dossier, states: Mapping[str, str]) -> None:
        specs = {name: dossier.schema[table] for table, name in sheet_names(dossier.schema).items()}
        found = self._sheets_of(specs)
        for name, sheet in sorted(found.items(), key=lambda each: each[0] != "unit"):
            table = self._table(dossier, dossier.schema[name], sheet)
            table.present = bool(table.rows) or states.get(name) != "absent"
            dossier.tables[name] = table
        dossier.awaited = tuple(name for name in dossier.schema if name in found and not dossier.tables[name].present)
        file, note = self.path.name, dossier.outcome(self.path.name).note
        note(_lost(file, spec) for name, spec in dossier.schema.items() if states.get(name) == "given" and name not in found)
        for sheet in self.waiting:
            spec = specs.get(near_name(sheet.name, specs) or "")
            if spec is not None and header_of(spec, sheet.lines) is not None:
                note([_second(file, sheet, spec, found[spec.name])])
            elif sheet.lines or sheet.too_large:
                note([_unknown(file, sheet)])

    def _sheets_of(self, specs: Mapping[str, TableSpec]) -> dict[str, Sheet]:
        """The sheets of these tables (by their proper names): those that are named so, then those whose names come close."""
        found: dict[str, Sheet] = {}
        by_word = {word: spec for spec in specs.values() for word in (spec.label.zh, spec.name)} | dict(specs)
        for sheet in list(self.waiting):
            spec = by_word.get(sheet.name.strip())
            if spec is not None and spec.name not in found:
                self._take(found, spec.name, sheet)
        for sheet in list(self.waiting):
            near = near_name(sheet.name, (name for name, spec in specs.items() if spec.name not in found))
            if near is not None and header_of(specs[near], sheet.lines) is not None:
                self._take(found, specs[near].name, sheet)
                self.renamed.add(sheet.name)
        return found

    def _take(self, found: dict[str, Sheet], table: str, sheet: Sheet) -> None:
        found[table] = sheet
        self.waiting.remove(sheet)

    def _table(self, dossier: Dossier, spec: TableSpec, sheet: Sheet) -> Table:
        """The table that a sheet holds."""
        table = Table(spec, self.path.name, sheet=sheet.name)
        note = dossier.outcome(self.path.name).note
        at = header_of(spec, sheet.lines)
        note(_about(table, sheet, is_renamed=sheet.name in self.renamed))
        if at is None:
            note([_headless(table)] if sheet.lines else [])
            return table
        line, below = sheet.lines[at], sheet.lines[at + 1 :]
        note(_above(table, sheet.lines[:at], line))
        header = read_header(dossier, table, line, match)
        note(_loosely(table, header, line))
        note(_merged(table, header, sheet.merges, below))
        read_rows(dossier, table, header, below, take)
        return table


# ---- headers as people leave them


def header_of(spec: TableSpec, lines: Sequence[SheetLine]) -> int | None:
    """Which of a sheet's first lines names the most columns of a table; None if none names at least two."""
    counts = [
        len({field.name for cell in line.cells if (field := match(spec, cell_text(cell).strip()))})
        for line in lines[:HEADER_WITHIN]
    ]
    best = max(counts, default=0)
    return counts.index(best) if best >= min(2, len(spec.fields)) else None


def match(spec: TableSpec, word: str) -> Field | None:
    """The column that a header names: its id or label, perhaps with a star, line breaks, its own unit or 必填 in brackets."""
    if not word or len(word) > LONGEST_HEADER:
        return None
    exact = spec.field_named(word)
    if exact is not None:
        return exact
    labels = {_plain(field.label.zh): field for field in reversed(list(spec.fields.values()))}
    plain = _plain(word)
    if plain in labels:
        return labels[plain]
    found = _BRACKETS.fullmatch(plain)
    field = labels.get(found[1]) if found else None
    if found and field and found[2] in _MARKS | {field.unit, "元" if field.type == "yuan" else field.unit}:
        return field
    return None


@lru_cache(maxsize=4_096)
def _plain(word: str) -> str:
    return "".join(unicodedata.normalize("NFKC", word).split()).strip("*:")


def _hint(table: Table, check: str, because: Text, row: int | None = None, severity: Severity = "hint") -> Finding:
    place = table.place(row) if row is not None else Place(table.file, table=table.spec.name, sheet=table.sheet)
    return Finding(check, place, because, severity)


def _loosely(table: Table, header: Header, line: SheetLine) -> Iterable[Finding]:
    for column, cell in zip(header.columns, line.cells, strict=False):
        word = cell_text(cell).strip()
        if column is not None and table.spec.field_named(word) is None:
            because = Text("表头“{word}”按列“{column}”读取", "The header “{word}” was read as the column “{column}”")
            yield Finding(
                "columns-are-named-exactly",
                table.place(line.number, column),
                because.fill(word=" ".join(word.split()), column=column.label),
                "hint",
                stated=same(word),
            )


def _above(table: Table, lines: Sequence[SheetLine], header: SheetLine) -> Iterable[Finding]:
    if lines:
        because = Text(
            "表头在第{row}行，其上方的内容（“{text}”等）按标题处理，未读入",
            "The header stands in row {row}; what stands above it (“{text}” …) was taken for a title and not read",
        )
        text = next(cell_text(cell) for cell in lines[0].cells if not is_blank([cell]))
        yield _hint(table, "headers-stand-first", because.fill(row=header.number, text=text.strip()[:30]), lines[0].number)


def _headless(table: Table) -> Finding:
    because = Text(
        "前{n}个非空行中没有这张表的表头，工作表未读入",
        "None of the first {n} rows that hold something is this table's header; the sheet was not read",
    )
    return replace(_hint(table, "tables-have-a-header", because.fill(n=HEADER_WITHIN)), severity="error")


# ---- merged cells


def _merged(table: Table, header: Header, merges: Sequence[Merge], lines: Sequence[SheetLine]) -> Iterable[Finding]:
    """Give the value of cells that are merged downwards to every row that holds something else as well."""
    numbers = [line.number for line in lines]
    filled: dict[int, int] = {}
    for merge in sorted(merges):
        first = bisect_left(numbers, merge.top)
        if first == len(lines) or numbers[first] != merge.top or merge.left >= len(header.columns):
            continue
        column, value = header.columns[merge.left], lines[first].cells[merge.left : merge.left + 1]
        if is_blank(value) or merge.top <= filled.get(merge.left, 0):  # no two merged ranges overlap
            continue
        filled[merge.left] = merge.bottom
        for line in lines[first + 1 : bisect_right(numbers, merge.bottom)]:
            line.cells.extend([""] * (merge.left + 1 - len(line.cells)))
            line.cells[merge.left] = value[0]
        because = Text(
            "第{top}行至第{bottom}行合并为一个单元格，各行都按“{text}”读取",
            "Rows {top} to {bottom} are merged into one cell; “{text}” was read for each of them",
        )
        if merge.right > merge.left:
            because = Text(
                "第{top}行至第{bottom}行跨列合并，“{text}”只读入最左边一列",
                "Columns are merged in rows {top} to {bottom}; “{text}” was read for the leftmost one only",
            )
        text = cell_text(value[0]).strip()
        yield Finding(
            "cells-stand-alone",
            table.place(merge.top, column),
            because.fill(top=merge.top, bottom=merge.bottom, text=text[:30]),
            "explain",
            stated=same(text),
        )


# ---- sheets


def _about(table: Table, sheet: Sheet, *, is_renamed: bool) -> Iterable[Finding]:
    """What is to be said of the sheet as a whole."""
    if is_renamed:
        because = Text("工作表“{sheet}”按表“{table}”读取", "The sheet “{sheet}” was read as the table “{table}”")
        yield _hint(table, "sheets-are-named-exactly", because.fill(sheet=sheet.name, table=table.spec.label), severity="explain")
    if sheet.is_hidden:
        yield _hint(
            table, "sheets-are-visible", Text("工作表是隐藏的，已照常读入", "The sheet is hidden; it was read all the same")
        )
    if sheet.cut_after is not None:
        because = Text(
            "第{row}行之后有大量空行，其后未再读取；如其后还有内容，请删除中间的空行",
            "Very many empty rows follow row {row}; nothing was read after them. If something stands there, delete the empty rows",
        )
        yield _hint(table, "sheets-end-where-they-end", because.fill(row=sheet.cut_after), severity="explain")
    if sheet.too_large:
        because = Text("工作表范围过大，未读入", "The sheet reaches too far and was not read")
        yield replace(_hint(table, "sheets-are-of-a-size", because), severity="error")


def _lost(file: str, spec: TableSpec) -> Finding:
    because = Text(
        "“{manifest}”上写明已提供表“{table}”，但没有这张工作表",
        "“{manifest}” says that the table “{table}” was given, but there is no such sheet",
    )
    return Finding("tables-are-there", Place(file, table=spec.name), because.fill(manifest=MANIFEST_SHEET, table=spec.label))


def _second(file: str, sheet: Sheet, spec: TableSpec, first: Sheet) -> Finding:
    because = Text(
        "表“{table}”已由工作表“{first}”给出，“{sheet}”未读入",
        "The table “{table}” was already given by the sheet “{first}”; “{sheet}” was not read",
    ).fill(table=spec.label, first=first.name, sheet=sheet.name)
    advice = Text("把其中的行并入“{first}”，或删去这张工作表", "Move its rows to “{first}”, or delete the sheet")
    return Finding("tables-stand-once", Place(file, sheet=sheet.name), because, "explain", advice=advice.fill(first=first.name))


def _unknown(file: str, sheet: Sheet) -> Finding:
    return Finding(
        "tables-are-known",
        Place(file, sheet=sheet.name),
        Text(
            "没有名为“{name}”的表或台账，工作表未读入", "There is no table or ledger named “{name}”; the sheet was not read"
        ).fill(name=sheet.name),
        "explain",
        advice=Text("把工作表改为表名；如只是说明或草稿，可不理会", "Name the sheet as a table; if it is only notes, leave it"),
    )


def _manifest_source(table: Table) -> Yaml:
    """What the first sheet says, as ``dossier.yaml`` would say it, each part with the number of its row."""
    data: dict[str, Data] = {}
    lines: dict[YamlPath, int] = {}
    frameworks: list[Data] = []
    for row in table:
        key, content = row.text("id"), row.text("content").strip()
        if row["part"] != "dossier" or not content:
            continue
        lines.setdefault((key,), row.number)
        if key == "frameworks":
            frameworks.append(content)
        else:
            is_number = key in {"fiscal_year", "schema_version"} and content.isdecimal()
            data[key] = int(content) if is_number else content
    return Yaml(data | ({"frameworks": frameworks} if frameworks else {}), lines)

"""A dossier as a folder: ``dossier.yaml``, one CSV per table, ``ledgers/`` with the unit's own ledger kinds, ``evidence/``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from jixiao.errors import Unreadable
from jixiao.files.delimited import Line, read_csv, write_csv
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, Place
from jixiao.tables.cells import Misfit, Value, text_of_value, value_of
from jixiao.tables.dossier import Dossier, Row, Table
from jixiao.tables.schema import Field, Schema, TableSpec, fixed_tables, ledger_kind
from jixiao.wording import Text, joined, same

MANIFEST = "dossier.yaml"
SCHEMA_VERSION = 1


def read_folder(path: Path) -> Dossier:
    """Read a dossier. What cannot be taken is noted in ``outcomes`` with its place; the rest is there to work with.

    ``Unreadable`` only if the folder is no dossier at all.
    """
    if not (path / MANIFEST).is_file():
        raise Unreadable(
            Text(
                "{path} 不是卷宗：其中没有 {manifest}。请指明含有该文件的文件夹",
                "{path} is no dossier: it holds no {manifest}. Name the folder that has this file",
            ).fill(path=path, manifest=MANIFEST)
        )
    dossier = _manifest(path)
    _ledger_kinds(dossier)
    for file in sorted(path.glob("*.csv"), key=lambda file: (file.stem not in {"unit", "单位"}, file.name)):
        _read_table(dossier, file)
    return dossier


def _manifest(path: Path) -> Dossier:
    source, findings = read_yaml(path / MANIFEST), list[Finding]()
    part = Part.top(source, MANIFEST, "dossier-is-described", findings)
    part.only("unit_code", "fiscal_year", "frameworks", "starter", "schema_version", "note")
    dossier = Dossier(
        path,
        unit_code=part.text("unit_code"),
        fiscal_year=part.whole("fiscal_year"),
        frameworks=tuple(part.words("frameworks")),
        schema=Schema(fixed_tables()),
    )
    first, last = 2000, 2100
    if not first <= dossier.fiscal_year <= last:
        expected = Text("{first} 至 {last} 之间的年份", "a year from {first} to {last}").fill(first=first, last=last)
        if findings:
            dossier.outcome(MANIFEST).note(findings)
        raise Unreadable(
            Text("{file} 中的 fiscal_year 应为{expected}", "fiscal_year in {file} has to be {expected}").fill(
                file=path / MANIFEST, expected=expected
            )
        )
    if part.whole("schema_version", SCHEMA_VERSION) > SCHEMA_VERSION:
        part.fault(
            Text("卷宗由更新版本的 jixiao 写成", "The dossier was written by a newer jixiao"),
            "schema_version",
            expected=Text("至多 {n}", "at most {n}").fill(n=SCHEMA_VERSION),
            advice=Text("请更新 jixiao", "Update jixiao"),
        )
    dossier.outcome(MANIFEST).note(findings)
    return dossier


def _ledger_kinds(dossier: Dossier) -> None:
    for file in sorted((dossier.path / "ledgers").glob("*.yaml")):
        name, findings = f"ledgers/{file.name}", list[Finding]()
        try:
            spec = ledger_kind(read_yaml(file), Path(name), findings)
        except Unreadable as error:
            dossier.outcome(name).note([_unreadable(name, error)])
            continue
        dossier.outcome(name).note(findings)
        if not findings:
            dossier.schema[spec.name] = spec


def _unreadable(file: str, error: Unreadable) -> Finding:
    return Finding("files-can-be-read", Place(file), error.text)


def _read_table(dossier: Dossier, file: Path) -> None:
    spec = dossier.schema.named(file.stem)
    outcome = dossier.outcome(file.name)
    if spec is None:
        near = get_close_matches(file.stem, [*dossier.schema, *(spec.label.zh for spec in dossier.schema.values())], 1)
        outcome.note([_unknown_table(file, near)])
        return
    if spec.name in dossier.tables:
        because = Text("表“{table}”已由 {other} 给出", "The table “{table}” was already given by {other}")
        other = dossier.tables[spec.name].file
        outcome.note([Finding("tables-stand-once", Place(file.name), because.fill(table=spec.label, other=same(other)))])
        return
    table = dossier.tables[spec.name] = Table(spec, file.name)
    try:
        _fill(dossier, table, read_csv(file))
    except Unreadable as error:
        outcome.note([_unreadable(file.name, error)])


def _unknown_table(file: Path, near: Sequence[str]) -> Finding:
    return Finding(
        "tables-are-known",
        Place(file.name),
        Text("没有名为“{name}”的表或台账", "There is no table or ledger named “{name}”").fill(name=file.stem),
        advice=Text(
            "是不是“{near}”？台账种类须在 ledgers/ 中声明", "Did you mean “{near}”? A ledger kind is declared in ledgers/"
        ).fill(near=near[0])
        if near
        else Text("改为表名，或在 ledgers/ 中声明这种台账", "Use a table's name, or declare the ledger kind in ledgers/"),
    )


def _fill(dossier: Dossier, table: Table, lines: Iterator[Line]) -> None:
    """Read header and rows; each column counts as one check of its cells."""
    header = next((line for line in lines if any(cell.strip() for cell in line.cells)), None)
    outcome = dossier.outcome(table.file)
    if header is None:
        outcome.note(
            [Finding("tables-have-a-header", table.place(1), Text("文件为空，没有表头", "The file is empty: it has no header"))]
        )
        return
    columns = _columns(dossier, table, header)
    misfits: dict[str, list[Finding]] = {column.name: [] for column in columns if column}
    default = dossier.unit_code if table.spec.name == "unit" or len(dossier.table("unit").rows) <= 1 else None
    for line in lines:
        if not any(cell.strip() for cell in line.cells):
            continue
        row = Row(table.spec, line.number, {})
        for column, cell in zip(columns, [*line.cells, *[""] * (len(columns) - len(line.cells))], strict=False):
            if column is not None:
                row.values[column.name] = _cell(table, row, column, cell, misfits[column.name])
        if any(cell.strip() for cell in line.cells[len(columns) :]):
            outcome.note([_too_wide(table, row, len(columns))])
        if row["unit_code"] is None and "unit_code" not in row.misread:
            row.values["unit_code"] = default
        table.rows.append(row)
    for findings in misfits.values():
        outcome.note(findings)


def _columns(dossier: Dossier, table: Table, header: Line) -> list[Field | None]:
    columns: list[Field | None] = []
    findings: list[Finding] = []
    for cell in header.cells:
        word = cell.strip()
        column = table.spec.field_named(word)
        if column is None and word:
            findings.append(_unknown_column(table, header, word))
        if column is not None and column in columns:
            because = Text("列“{name}”出现了两次", "The column “{name}” stands twice").fill(name=column.label)
            findings.append(Finding("columns-stand-once", table.place(header.number, column), because))
            column = None
        columns.append(column)
    given = {column.name for column in columns if column}
    absent = [field for field in table.spec.fields.values() if field.required and field.name not in given | {"unit_code"}]
    findings.extend(
        Finding(
            "required-columns-are-there",
            table.place(header.number, field),
            Text("缺少必需的列“{name}”（{id}）", "The required column “{name}” ({id}) is missing").fill(
                name=field.label, id=field.name
            ),
        )
        for field in absent
    )
    dossier.outcome(table.file).note(findings)
    return columns


def _unknown_column(table: Table, header: Line, word: str) -> Finding:
    known = list(table.spec.fields.values())
    near = get_close_matches(word, [*(field.name for field in known), *(field.label.zh for field in known)], 1)
    return Finding(
        "columns-are-known",
        Place(table.file, table=table.spec.name, row=header.number, column=word),
        Text("表“{table}”没有列“{column}”，其内容未读入", "“{table}” has no column “{column}”; it was not read").fill(
            table=table.spec.label, column=same(word)
        ),
        stated=same(word),
        expected=Text("下列之一：{known}", "one of: {known}").fill(known=joined((field.label for field in known), "、", ", ")),
        advice=Text("是不是“{near}”？", "Did you mean “{near}”?").fill(near=near[0]) if near else None,
    )


def _too_wide(table: Table, row: Row, width: int) -> Finding:
    because = Text(
        "这一行在第{width}列之后还有内容，没有表头对应", "The row goes on after column {width}, where no header stands"
    )
    return Finding("rows-fit-the-header", table.place(row), because.fill(width=width))


def _cell(table: Table, row: Row, column: Field, cell: str, findings: list[Finding]) -> Value:
    value = value_of(column, cell)
    if isinstance(value, Misfit):
        row.misread.add(column.name)
        findings.append(
            Finding(
                value.check,
                table.place(row, column),
                value.because,
                rule="N01" if value.check == "dates-exist" else None,
                quote=cell,
                stated=same(cell.strip()),
                expected=value.expected,
            )
        )
        return None
    return value


def write_table(path: Path, spec: TableSpec, rows: Sequence[Row]) -> None:
    """Write a table as CSV with Chinese headers; it reads back as the same rows."""
    columns = list(spec.fields.values())
    header = [column.label.zh for column in columns]
    write_csv(path, [header, *([text_of_value(column, row[column.name]) for column in columns] for row in rows)])

"""A dossier as a folder: ``dossier.yaml``, one CSV per table, ``ledgers/`` with the unit's own ledger kinds, ``evidence/``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from jixiao.errors import Unreadable
from jixiao.files.delimited import Line, read_csv, write_csv
from jixiao.files.sheets import Cell, cell_text
from jixiao.files.writing import make_folder, remove
from jixiao.files.yaml_writing import write_yaml
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, Place
from jixiao.tables.cells import Misfit, Value, text_of_value, value_of
from jixiao.tables.derived import derive
from jixiao.tables.dossier import Dossier, Row, Table
from jixiao.tables.ledger_kinds import kind_data
from jixiao.tables.manifest import AWAITED, manifest, manifest_data
from jixiao.tables.row_rules import unreadable_rules
from jixiao.tables.rows import is_blank, read_header, read_rows
from jixiao.tables.schema import Field, TableSpec, ledger_kind
from jixiao.wording import Text, same

MANIFEST = "dossier.yaml"
LEDGERS = "ledgers"


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
    dossier = manifest(read_yaml(path / MANIFEST), MANIFEST, path)
    _ledger_kinds(dossier)
    for file in sorted(path.glob("*.csv"), key=lambda file: (file.stem not in {"unit", "单位"}, file.name)):
        _read_table(dossier, file)
    for name in set(dossier.awaited) & dossier.tables.keys():
        dossier.table(name).present = bool(dossier.table(name).rows)
    dossier.outcome(MANIFEST).note(_unknown_words(dossier))
    derive(dossier)
    return dossier


def _unknown_words(dossier: Dossier) -> Iterator[Finding]:
    """The words under ``awaited`` that name no table."""
    for name in dossier.awaited:
        if name not in dossier.schema:
            because = Text("没有名为“{name}”的表或台账", "There is no table or ledger named “{name}”").fill(name=name)
            yield Finding("tables-are-known", Place(MANIFEST, column=AWAITED), because, stated=same(name))


def _ledger_kinds(dossier: Dossier) -> None:
    ruled = dict[str, TableSpec]()
    for file in sorted((dossier.path / LEDGERS).glob("*.yaml")):
        name, findings = f"{LEDGERS}/{file.name}", list[Finding]()
        try:
            spec = ledger_kind(read_yaml(file), Path(name), findings)
        except Unreadable as error:
            dossier.outcome(name).note([_unreadable(name, error)])
            continue
        dossier.outcome(name).note(findings)
        if not findings:
            dossier.schema[spec.name] = spec
            ruled.update({name: spec} if spec.rules else {})
    for name, spec in ruled.items():  # conditions may speak of other kinds, so all of them are read first
        dossier.outcome(name).note(unreadable_rules(spec, dossier.schema, name))


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
    """Read header and rows."""
    header = next((line for line in lines if not is_blank(line.cells)), None)
    if header is None:
        dossier.outcome(table.file).note(
            [Finding("tables-have-a-header", table.place(1), Text("文件为空，没有表头", "The file is empty: it has no header"))]
        )
        return
    read_rows(dossier, table, read_header(dossier, table, header), lines, _taken)


def _taken(column: Field, cell: Cell) -> Value | Misfit:
    """A cell of a CSV file is text, and means what it says."""
    return value_of(column, cell_text(cell))


def write_table(path: Path, spec: TableSpec, rows: Sequence[Row]) -> None:
    """Write a table as CSV with Chinese headers; it reads back as the same rows."""
    columns = list(spec.fields.values())
    header = [column.label.zh for column in columns]
    given = (row.given for row in rows)
    write_csv(path, [header, *([text_of_value(column, values.get(column.name)) for column in columns] for values in given)])


def write_folder(dossier: Dossier, path: Path) -> None:
    """Write a dossier as a folder that reads back as the same dossier: manifest, ledger kinds, and one CSV for each table.

    One that is still to be filled in stands there with its header alone. Tables and ledger kinds that stand in the folder and that
    the dossier lacks are removed, since they would be read as its own; evidence and whatever else stands there is left alone. The
    manifest comes last, so that no folder seems whole too early.
    """
    make_folder(path / LEDGERS)
    kept = set[Path]()
    for spec in dossier.schema.values():
        table = dossier.table(spec.name)
        if spec.is_ledger:
            kept.add(path / LEDGERS / f"{spec.name}.yaml")
            write_yaml(path / LEDGERS / f"{spec.name}.yaml", kind_data(spec))
        if table.present or spec.name in dossier.awaited:
            kept.add(path / f"{spec.name}.csv")
            write_table(path / f"{spec.name}.csv", spec, table.rows)
    for file in [*path.glob("*.csv"), *(path / LEDGERS).glob("*.yaml")]:
        if file not in kept and (file.suffix == ".yaml" or dossier.schema.named(file.stem)):
            remove(file)
    write_yaml(path / MANIFEST, manifest_data(dossier))

"""What the schema alone demands of a dossier: keys that stand once, required cells, references, measures that can be read."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.tables.dossier import Dossier, Row, Table
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measures import ENTERED
from jixiao.tables.row_rules import check_rows
from jixiao.tables.schema import Field
from jixiao.wording import Text, same


def check_tables(dossier: Dossier) -> None:
    """Add to the dossier's outcomes what can be seen once all its tables are read; each check of a column counts once."""
    for table in [*dossier.tables.values()]:
        if not table.present:
            continue
        outcome = dossier.outcome(table.file)
        outcome.note(_repeated_keys(table))
        for column in table.spec.fields.values():
            if column.required:
                outcome.note(_empty_cells(table, column))
            if column.refers:
                outcome.note(_broken_references(dossier, table, column, column.refers))
            if column.type == "measure":
                outcome.note(_unreadable_measures(dossier, table, column))
        check_rows(dossier, table)
        if table.spec.date and (table.spec.is_ledger or table.spec.name == "payment"):
            outcome.note(_days_outside_the_year(dossier, table, table.spec.fields[table.spec.date]))


def _repeated_keys(table: Table) -> Iterator[Finding]:
    seen: dict[tuple[object, ...], Row] = {}
    columns = [table.spec.fields[name] for name in table.spec.key]
    for row in table:
        key = tuple(row[name] for name in table.spec.key)
        if any(row[column.name] is None and (column.required or column.name in row.misread) for column in columns):
            continue  # an empty or unreadable cell is a fault by itself
        first = seen.setdefault(key, row)
        if first is not row:
            label = "、".join(column.label.zh for column in columns), ", ".join(column.label.en for column in columns)
            because = Text("与第{row}行重复：每行的“{key}”不能相同", "It repeats row {row}: no two rows share their “{key}”")
            yield Finding(
                "keys-stand-once",
                table.place(row, next((column for column in reversed(columns) if row[column.name] is not None), columns[-1])),
                because.fill(row=first.number, key=Text(*label)),
                stated=same(row.key),
                advice=Text("改正编号，或删去重复的一行", "Correct the code, or delete the row that repeats"),
            )


def _empty_cells(table: Table, column: Field) -> Iterator[Finding]:
    for row in table:
        if row[column.name] is None and column.name in row.values and column.name not in row.misread:
            yield Finding(
                "required-cells-are-filled",
                table.place(row, column),
                Text("“{column}”必须填写", "“{column}” has to be filled in").fill(column=column.label),
            )


def _broken_references(dossier: Dossier, table: Table, column: Field, target: str) -> Iterator[Finding]:
    other = dossier.table(target)
    key = other.spec.key[-1]
    known = {row[key] for row in other}
    for row in table:
        value = row[column.name]
        if value is not None and value not in known and not (target == "unit" and not other.present):
            because = Text("表“{table}”（{file}）中没有这个{key}", "The table “{table}” ({file}) has no such {key}")
            yield Finding(
                "references-lead-somewhere",
                table.place(row, column),
                because.fill(table=other.spec.label, file=other.file, key=other.spec.fields[key].label),
                stated=same(value),
                expected=Text("“{table}”中已有的{key}", "a {key} that “{table}” has").fill(
                    table=other.spec.label, key=other.spec.fields[key].label
                ),
            )


def _unreadable_measures(dossier: Dossier, table: Table, column: Field) -> Iterator[Finding]:
    for row in table:
        text = row[column.name]
        if not isinstance(text, str) or text == ENTERED:
            continue
        fault = parse_measure(text, dossier.schema)
        if isinstance(fault, Fault):
            because = Text("取数公式第{n}个字符处：{why}", "The measure breaks off at sign {n}: {why}")
            yield Finding(
                "measures-can-be-read",
                table.place(row, column),
                because.fill(n=fault.position, why=fault.because),
                stated=same(text),
                expected=fault.expected,
            )


def _days_outside_the_year(dossier: Dossier, table: Table, column: Field) -> Iterator[Finding]:
    for row in table:
        day = row.day(column.name)
        if day is not None and day not in dossier.year:
            yield Finding(
                "dates-in-the-year",
                table.place(row, column),
                Text("日期不在{year}年度内", "The date is not in the fiscal year {year}").fill(year=dossier.fiscal_year),
                rule="N01",
                stated=same(day),
                expected=Text("{first} 至 {last}", "from {first} to {last}").fill(
                    first=dossier.year.starts_on, last=dossier.year.ends_on
                ),
            )

"""What must hold in every row of a table: conditions that stand as data in the table's or the ledger kind's file.

    rows:
      - check: batches-within-persons
        holds: persons >= batches
        because: {zh: 人次不少于批次, en: There are at least as many persons as batches}

A row in which a compared cell is missing cannot be checked; that is counted, and never counts as held.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from jixiao.exact import Missing
from jixiao.findings import Finding, Place, Severity
from jixiao.tables.dossier import Dossier, Row, Table
from jixiao.tables.measure_text import Fault, parse_conditions
from jixiao.tables.measures import Cell, Condition, Days
from jixiao.tables.measuring import Undecided, fulfils
from jixiao.tables.schema import RowRule, Schema, TableSpec
from jixiao.wording import Text, same


def unreadable_rules(spec: TableSpec, schema: Schema, file: str) -> Iterator[Finding]:
    """The rules of a ledger kind whose conditions cannot be read."""
    for rule in spec.rules:
        for text in (rule.holds, rule.when):
            fault = parse_conditions(text, spec, schema) if text else None
            if isinstance(fault, Fault):
                because = Text("条件第{n}个字符处：{why}", "The condition breaks off at sign {n}: {why}")
                yield Finding(
                    "row-rules-can-be-read",
                    Place(file, row=rule.line, column="rows"),
                    because.fill(n=fault.position, why=fault.because),
                    stated=same(text),
                    expected=fault.expected,
                )


def check_rows(dossier: Dossier, table: Table) -> None:
    """Add to the dossier's outcomes the rows in which a rule of their table does not hold; each rule is one check."""
    outcome = dossier.outcome(table.file)
    for rule in table.spec.rules:
        holds = parse_conditions(rule.holds, table.spec, dossier.schema)
        when = parse_conditions(rule.when, table.spec, dossier.schema) if rule.when else ()
        if isinstance(holds, Fault) or isinstance(when, Fault):
            continue
        concerned = [row for row in table if _holds(dossier, row, when) is not False]
        columns, given = frozenset(_columns(holds)), _given(holds)
        verdicts = [(row, _verdict(dossier, row, (when, holds, given), columns)) for row in concerned]
        if concerned and all(verdict is None for _, verdict in verdicts):
            outcome.not_checkable += 1
            continue
        outcome.note(_broken(table, rule, holds, [row for row, verdict in verdicts if verdict is False]))


def _holds(dossier: Dossier, row: Row, conditions: tuple[Condition, ...]) -> bool | None:
    """Whether a row fulfils all conditions; None where working days decide it and cannot be counted yet."""
    try:
        return all(fulfils(dossier, row, condition) for condition in conditions)
    except Undecided:
        return None


def _broken(table: Table, rule: RowRule, holds: tuple[Condition, ...], rows: list[Row]) -> Iterator[Finding]:
    for row in rows:
        columns = _columns(holds)
        column = table.spec.fields[columns[0]]
        stated = "，".join(f"{table.spec.fields[name].label.zh}={row.text(name) or '（空）'}" for name in columns)
        stated_en = ", ".join(f"{table.spec.fields[name].label.en}={row.text(name) or '(empty)'}" for name in columns)
        yield Finding(
            rule.check,
            table.place(row, column),
            rule.because,
            cast("Severity", rule.severity),
            rule.rule,
            stated=Text("{zh}", "{en}").fill(zh=stated, en=stated_en),
            expected=Text("{holds}", "{holds}").fill(holds=rule.holds),
        )


def _verdict(dossier: Dossier, row: Row, rule: tuple[tuple[Condition, ...], ...], columns: frozenset[str]) -> bool | None:
    """Whether a row that is concerned (``when``) holds; None where a compared cell is missing, could not be read, or cannot be counted.

    A cell that says why nothing stands there yet (未填报) is awaited, so whether it is given cannot be told either. Conditions that hold have
    found their cells; only where they do not is asked whether a cell was ``given``.
    """
    when, holds, given = rule
    if row.misread and not row.misread.isdisjoint(columns):
        return None
    verdict = _holds(dossier, row, holds) if not when or _holds(dossier, row, when) else None
    if verdict is False and (not _holds(dossier, row, given) or any(isinstance(row[name], Missing) for name in columns)):
        return None
    return verdict


def _given(holds: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The conditions that every compared cell is there."""
    compared = tuple(condition for condition in holds if condition.operator not in {"given", "missing"})
    return tuple(Condition(path, "given") for path in dict.fromkeys(_paths(compared)))


def _columns(conditions: tuple[Condition, ...]) -> list[str]:
    """The row's own columns that conditions speak of, in order."""
    return list(dict.fromkeys(path.partition(".")[0] for path in _paths(conditions)))


def _paths(conditions: tuple[Condition, ...]) -> Iterator[str]:
    """The cells that conditions speak of: columns of the row, or of the row that one of them refers to."""
    for condition in conditions:
        left = condition.left
        yield from (left.first, left.second) if isinstance(left, Days) else (left,)
        yield from (value.column for value in condition.values if isinstance(value, Cell))

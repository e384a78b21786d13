"""No state secret stands in a dossier.

## What it does

Looks for markings in every text: 绝密★, 机密★ or 秘密★ within it, or a cell that is nothing but such a level (机密, 绝密级); for a choice of
that name that a ledger kind declares; and for a yes under a ledger's column 涉密. The content is not repeated.

## Why it matters

State secrets may be kept in classified systems only (保守国家秘密法). This system is none, and neither are the workbooks and papers it
writes: such a row has to be taken out, and the person in charge of secrecy has to be told.

## Example

`information.csv` row 9: 密级 机密.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.tables.dossier import Row, Table
from jixiao.tables.schema import Field
from jixiao.tables.secrecy import REFUSED, WITHOUT_SECRETS, is_marking, marking_in
from jixiao.wording import Text, same

rules: tuple[str, ...] = ()
needs: tuple[str, ...] = ()

_TEXTS = frozenset({"text", "long_text", "code"})
_CLASSIFIED = "涉密"


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every cell that bears a marking."""
    for table in [*claims.dossier.tables.values()]:
        for column in table.spec.fields.values():
            if column.type in _TEXTS or column.type == "choice" or _asks(table, column):
                yield from _in_column(table, column)


def _asks(table: Table, column: Field) -> bool:
    return table.spec.is_ledger and column.type == "yes_no" and _CLASSIFIED in column.label.zh


def _in_column(table: Table, column: Field) -> Iterator[Finding]:
    clean: set[object] = {None, False}
    for row in table:
        value = row.values.get(column.name)
        if value in clean:
            continue
        marking = _marking(row, column)
        if marking is None:
            clean.add(value)
            continue
        yield Finding(
            "no-state-secrets",
            table.place(row, column),
            REFUSED,
            stated=same(marking),
            expected=WITHOUT_SECRETS,
            advice=Text(
                "立即删去这一行并报告保密工作负责人，不要转发本文件",
                "Take the row out, tell the person in charge of secrecy, and pass this file on to nobody",
            ),
        )


def _marking(row: Row, column: Field) -> str | None:
    text = row.text(column.name)
    if column.type == "yes_no":
        return f"{column.label.zh}：{text}"
    return text if is_marking(text) else marking_in(text)

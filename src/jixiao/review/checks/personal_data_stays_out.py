"""Personal data stand in personal fields only, and never in an aggregate row.

## What it does

Looks for numbers of identity cards (18 signs whose last one is the right check sign) in every code and text that is not a personal
field, and for mobile phone numbers in texts. In a ledger, an aggregate row (a month's sums without names) has nothing in its personal
fields. The number itself is never repeated. In a paper that somebody else wrote it looks at every sentence and every cell.

## Why it matters

Papers, workbooks and the web pages leave personal fields out; what stands elsewhere is published (N11, 个人信息保护法).

## Example

备注: “联系人王某 138****5678”.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.review.paper import Paper
from jixiao.review.personal import SHORTEST, personal_data
from jixiao.tables.dossier import Table
from jixiao.tables.schema import Field
from jixiao.wording import Text, same

rules = ("N11",)
needs: tuple[str, ...] = ()

_TEXTS = frozenset({"text", "long_text"})


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every cell, and every passage of a paper, that tells what it should not."""
    if claims.paper is not None:
        yield from _in_paper(claims.paper)
        return
    for table in [*claims.dossier.tables.values()]:
        for column in table.spec.fields.values():
            if column.personal:
                yield from _in_aggregates(table, column)
            elif column.type in _TEXTS or column.type == "code":
                yield from _in_public(table, column)


def _in_paper(paper: Paper) -> Iterator[Finding]:
    for passage in paper.passages:
        for kind, shown in personal_data(passage.text):
            yield Finding(
                "personal-data-stays-out",
                passage.place,
                Text("公开的文稿中有{kind}", "A paper that is published holds {kind}").fill(kind=kind),
                rule="N11",
                stated=same(shown),
                expected=Text("没有个人信息的文字", "a text without personal data"),
                advice=Text("删去，或留单位的固定电话", "Remove it, or give the unit's own telephone"),
            )


def _in_public(table: Table, column: Field) -> Iterator[Finding]:
    clean: set[str] = set()
    for row in table:
        text = row.values.get(column.name)
        if not isinstance(text, str) or len(text) < SHORTEST or text in clean:
            continue
        found = list(personal_data(text, with_mobiles=column.type in _TEXTS))
        if not found:
            clean.add(text)
        for kind, shown in found:
            yield Finding(
                "personal-data-stays-out",
                table.place(row, column),
                Text("公开的列中有{kind}", "A public column holds {kind}").fill(kind=kind),
                rule="N11",
                stated=same(shown),
                expected=Text("没有个人信息的文字", "a text without personal data"),
                advice=Text("删去，或登记到标为个人信息的列", "Remove it, or enter it in a column that is marked as personal"),
            )


def _in_aggregates(table: Table, column: Field) -> Iterator[Finding]:
    if not table.spec.is_ledger:
        return
    for row in table:
        if row["aggregate"] is True and row[column.name] is not None:
            yield Finding(
                "personal-data-stays-out",
                table.place(row, column),
                Text("汇总行不写个人信息（“{column}”）", "An aggregate row names nobody (“{column}”)").fill(column=column.label),
                rule="N11",
                stated=Text("已填写", "filled in"),
                expected=Text("空", "nothing"),
                advice=Text("清空这一格，或按单笔登记", "Clear the cell, or enter the single cases"),
            )

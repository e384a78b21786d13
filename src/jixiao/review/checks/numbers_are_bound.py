"""Numbers in narratives are bound to figures.

## What it does

Lists the digits of narrative cells that were typed by hand.

## Why it matters

A bound number follows the registers; a typed one stays as it was on the day it was typed (N02).

## Example

`全年联系50次` where `全年联系{ledger.contact.times}次` would follow the ledger. A number that is part of a name may stay.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.score.bindings import narratives, quoted
from jixiao.wording import Text, same

rules: tuple[str, ...] = ()
needs: tuple[str, ...] = ()


def check(claims: Claims) -> Iterator[Finding] | None:
    """A hint at every number that was typed; without a score there is nothing to bind it to."""
    return _typed(claims) if claims.figures else None


def _typed(claims: Claims) -> Iterator[Finding]:
    for cell in narratives(claims.dossier):
        if cell.column.name == "description" and cell.row["fingerprint"]:
            continue  # what a rule said when it raised the problem stays as it was said
        for found in quoted(cell.text):
            yield Finding(
                "numbers-are-bound",
                cell.table.place(cell.row, cell.column),
                Text(
                    "这个数字是手工填写的，台账变动时不会跟着改", "This number was typed by hand: it will not follow the ledgers"
                ),
                "hint",
                quote=found.around,
                stated=same(found.digits),
                advice=Text("可改为 {数字代码}；若属名称的一部分，可不改", "Bind it as {figure id}, unless it is part of a name"),
            )

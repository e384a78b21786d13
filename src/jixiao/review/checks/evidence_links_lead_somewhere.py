"""Links of evidence lead to a row.

## What it does

Looks up every `table` and `row_key` of the table of evidence links. A row's key is what names it within its table: the cells of its key
without the unit, joined by `/`.

## Why it matters

From a figure one gets to its rows, and from a row to its evidence. A link that leads nowhere breaks that chain without a sound.

## Example

`reception` / `RC-2023-9999`: the ledger has no such row.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.wording import Text, same

rules: tuple[str, ...] = ()
needs = ("evidence_link",)


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every link whose table or row does not exist."""
    keys: dict[str, set[str]] = {}
    for row in claims.dossier.table("evidence_link"):
        spec = claims.dossier.schema.named(row.text("table")) if row["table"] else None
        if spec is None:
            if row["table"]:
                yield Finding(
                    "evidence-links-lead-somewhere",
                    claims.place(row, "table"),
                    Text("没有这张表", "There is no such table"),
                    stated=same(row.text("table")),
                    expected=Text("一张表或台账的名称", "the id of a table or ledger"),
                    advice=Text("改正表名", "Correct the table's name"),
                )
            continue
        if spec.name not in keys:
            keys[spec.name] = {each.key for each in claims.dossier.table(spec.name)}
        if row["row_key"] is not None and row.text("row_key") not in keys[spec.name]:
            yield Finding(
                "evidence-links-lead-somewhere",
                claims.place(row, "row_key"),
                Text("表“{table}”中没有这一行", "The table “{table}” has no such row").fill(table=spec.label),
                stated=same(row.text("row_key")),
                expected=Text("已有的行键（{key}）", "the key of a row ({key})").fill(key=" / ".join(spec.key[1:] or spec.key)),
                advice=Text("改正行键，或删去这条关联", "Correct the key, or remove the link"),
            )

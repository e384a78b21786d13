"""Bindings in narratives lead to a figure.

## What it does

Looks up every `{figure id}` in every narrative cell among the figures of the dossier.

## Why it matters

A binding that leads nowhere stays in the paper as it is written, with its braces, where a number should stand.

## Example

`{ledger.contact.time}`: there is no such figure; the column is called `times`.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.score.bindings import bindings, narratives
from jixiao.wording import Text, same

rules: tuple[str, ...] = ()
needs: tuple[str, ...] = ()


def check(claims: Claims) -> Iterator[Finding] | None:
    """A finding at every binding that names no figure; without a score there are no figures to look among."""
    return _lost(claims) if claims.figures else None


def _lost(claims: Claims) -> Iterator[Finding]:
    assert claims.figures
    for cell in narratives(claims.dossier):
        for binding in bindings(cell.text):
            if claims.figures.find(binding.id) is None:
                yield Finding(
                    "bindings-lead-somewhere",
                    cell.table.place(cell.row, cell.column),
                    Text("没有名为“{id}”的数字", "There is no figure “{id}”").fill(id=binding.id),
                    quote=binding.around,
                    stated=same(binding.written),
                    advice=Text(
                        "用 jixiao explain 卷宗 查看可用的数字代码", "See the ids that can be bound by: jixiao explain DOSSIER"
                    ),
                )

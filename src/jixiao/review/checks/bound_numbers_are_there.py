"""Numbers that narratives bind are there.

## What it does

Asks every figure that a narrative binds whether it has a number, and says why it has none.

## Why it matters

A paper shows the kind of absence (未填报, 未到期, 不适用) where a number was meant to stand. That may be right, but it has to be known.

## Example

`{spending.total}` while `payment.csv` was not handed in.
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
    """A finding at every binding whose figure has no number; without a score there are no figures."""
    return _absent(claims) if claims.figures else None


def _absent(claims: Claims) -> Iterator[Finding]:
    assert claims.figures
    for cell in narratives(claims.dossier):
        for binding in bindings(cell.text):
            figure = claims.figures.find(binding.id)
            if figure is not None and figure.is_missing:
                because = Text("“{label}”没有数：{why}", "“{label}” has no number: {why}").fill(
                    label=figure.label, why=figure.because[-1] if figure.because else figure.text
                )
                yield Finding(
                    "bound-numbers-are-there",
                    cell.table.place(cell.row, cell.column),
                    because,
                    "explain",
                    quote=binding.around,
                    stated=same(binding.written),
                )

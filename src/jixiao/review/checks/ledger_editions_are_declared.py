"""Editions of ledgers that are named are declared.

## What it does

Compares the editions that `dossier.yaml` names under `ledgers:` with those of the files in `ledgers/`, and the column `edition` of a
ledger that has one with the edition of its kind.

## Why it matters

A ledger kind changes from year to year. Rows of one edition, read by another, get columns that mean something else.

## Example

`ledgers: {reception: "2022"}` while `ledgers/reception.yaml` is edition 2023.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding, Place
from jixiao.review.check import Claims
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import MANIFEST
from jixiao.wording import Text, same

rules: tuple[str, ...] = ()
needs: tuple[str, ...] = ()

_EDITION = "edition"


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every edition that no file declares."""
    dossier = claims.dossier
    for name, edition in dossier.ledgers.items():
        spec = dossier.schema.get(name)
        if spec is None or not spec.is_ledger:
            yield _unknown(dossier, name, edition, None)
        elif spec.edition != edition:
            yield _unknown(dossier, name, edition, spec.edition)
    for table in [*dossier.tables.values()]:
        if not table.spec.is_ledger or _EDITION not in table.spec.fields:
            continue
        for row in table:
            if row[_EDITION] is not None and row.text(_EDITION) != table.spec.edition:
                yield Finding(
                    "ledger-editions-are-declared",
                    claims.place(row, _EDITION),
                    Text("没有声明“{ledger}”的这个版本", "This edition of “{ledger}” is declared nowhere").fill(
                        ledger=table.spec.label
                    ),
                    stated=same(row.text(_EDITION)),
                    expected=same(table.spec.edition),
                    advice=Text("按声明的版本登记，或补上这一版的声明", "Enter it by the declared edition, or declare this one"),
                )


def _unknown(dossier: Dossier, name: str, edition: str, declared: str | None) -> Finding:
    return Finding(
        "ledger-editions-are-declared",
        Place(dossier.workbook or MANIFEST, column="ledgers"),
        Text("台账“{name}”没有声明{edition}版", "Edition {edition} of the ledger “{name}” is declared nowhere").fill(
            name=name, edition=edition
        ),
        stated=same(f"{name}: {edition}"),
        expected=same(f"{name}: {declared}")
        if declared
        else Text("ledgers 文件夹中声明的台账", "a ledger that is declared in the folder ledgers"),
        advice=Text("改正版本，或放入这一版的台账声明", "Correct the edition, or put its declaration into the folder"),
    )

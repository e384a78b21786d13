"""What was verified stays verified.

## What it does

Every measure that is marked as verified has a history whose last event verified it, its events carry their seals one after the other, and
its proofs are the files that were verified. A file that was changed, taken away or exchanged is a fault; so is a history that was changed.

## Why it matters

A problem counts as solved because somebody looked at the proof. If the proof is another one now, nobody has looked at it.

## Example

ZG-01 is 已销号. Its proof `evidence/办法.docx` was saved again after it was verified.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.tables.proofs import EVENTS, broken_seals, events, unproved
from jixiao.wording import Text

rules: tuple[str, ...] = ()
needs = ("rectification",)

_NAME = "what-is-verified-stays-so"


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every verified measure that does not stand as verified, and at every event whose seal does not fit."""
    for row in claims.dossier.table("rectification"):
        because = unproved(claims.dossier, row)
        if because is not None:
            has_history = bool(events(claims.dossier, row.text_id("rectification_code")))
            yield Finding(
                _NAME,
                claims.place(row, "status"),
                because,
                "error" if has_history else "explain",
                stated=row.spec.fields["status"].choices["verified"] if row.spec.fields["status"].choices else None,
                expected=Text("核验过的佐证和经过原样存在", "the proofs and the history as they were verified"),
                advice=Text(
                    "找回原件，或重新核验（jixiao rectify verify）",
                    "Find the original, or verify it again (jixiao rectify verify)",
                ),
            )
    for row in broken_seals(claims.dossier):
        yield Finding(
            _NAME,
            claims.place(row, "seal"),
            Text(
                "封签与这一行或上一行不符，整改经过被改动过",
                "The seal fits neither this row nor the one before: the history was changed",
            ),
            advice=Text("从存档或副本恢复 {table} 表", "Restore the table {table} from an archive or a copy").fill(table=EVENTS),
        )

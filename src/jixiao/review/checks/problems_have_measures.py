"""Problems have measures, and measures have somebody who takes them and a day when they are done.

## What it does

Every problem has at least one row of rectification; every such row names an office or a person, and the day when it is due.

## Why it matters

“今后进一步加强” is no measure. Each problem has its measure, its office and its day, one by one (X16).

## Example

WT-02 has no row in `rectification.csv`; ZG-01 has no due date.
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.wording import Text, same

rules = ("X16",)
needs = ("problem", "rectification")


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every problem without a measure, and at every measure without an owner or a day."""
    answered = set(claims.rows_by("rectification", "problem_code"))
    for row in claims.dossier.table("problem"):
        if row["problem_code"] is not None and row["problem_code"] not in answered:
            yield Finding(
                "problems-have-measures",
                claims.place(row, "problem_code"),
                Text("这个问题没有整改措施", "Nothing is done about this problem"),
                "explain",
                rule="X16",
                stated=same(row.text("problem_code")),
                expected=Text("整改表中至少一项措施", "at least one measure in the table of rectification"),
                advice=Text("补一行整改措施，写明责任机构和期限", "Add a measure with its office and its day"),
            )
    for row in claims.dossier.table("rectification"):
        lacking = [] if row["office_code"] or row["responsible"] else ["office_code"]
        lacking += [] if row["due_on"] or "due_on" in row.misread else ["due_on"]
        for column in lacking:
            yield Finding(
                "problems-have-measures",
                claims.place(row, column),
                Text("这项措施没有写明{what}", "This measure does not say: {what}").fill(what=row.spec.fields[column].label),
                "explain",
                rule="X16",
                stated=Text("（空）", "(empty)"),
                expected=row.spec.fields[column].label,
                advice=Text("补填这一格", "Fill in the cell"),
            )

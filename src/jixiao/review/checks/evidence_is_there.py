"""Evidence is there, and is what was registered.

## What it does

Opens every file of the table of evidence within the dossier's folder, and compares its SHA-256 digest with the registered one.

## Why it matters

A score rests on its evidence. A file that is gone proves nothing, and one that was exchanged afterwards proves something else.

## Example

`evidence/survey.pdf` was registered with sha256:fb68…, the file that stands there now has sha256:09ac….
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from jixiao.findings import Finding
from jixiao.review.check import Claims
from jixiao.tables.dossier import Row
from jixiao.wording import Text, same

rules: tuple[str, ...] = ()
needs = ("evidence",)

_ALGORITHM = "sha256"


def check(claims: Claims) -> Iterator[Finding]:
    """A finding at every file that is absent, and at every digest that is not the file's."""
    folder = claims.dossier.path.resolve()
    for row in claims.dossier.table("evidence"):
        if row["file"] is None:
            continue
        path = (folder / row.text("file")).resolve()
        if not path.is_relative_to(folder) or not path.is_file():
            yield _absent(claims, row, is_outside=not path.is_relative_to(folder))
        elif row["digest"] is not None:
            yield from _changed(claims, row, path)


def _absent(claims: Claims, row: Row, *, is_outside: bool) -> Finding:
    because = Text("卷宗中没有这个文件", "The dossier has no such file")
    if is_outside:
        because = Text("这个文件不在卷宗文件夹之内", "This file lies outside of the dossier's folder")
    return Finding(
        "evidence-is-there",
        claims.place(row, "file"),
        because,
        stated=same(row.text("file")),
        expected=Text(
            "卷宗文件夹中的一个文件，如 evidence/问卷汇总.pdf", "a file in the dossier's folder, such as evidence/survey.pdf"
        ),
        advice=Text("把文件放进 evidence 文件夹，或改正文件名", "Put the file into the folder evidence, or correct its name"),
    )


def _changed(claims: Claims, row: Row, path: Path) -> Iterator[Finding]:
    with path.open("rb") as file:
        found = f"{_ALGORITHM}:{file_digest(file, _ALGORITHM).hexdigest()}"
    if row.text("digest").strip().lower() != found:
        yield Finding(
            "evidence-is-there",
            claims.place(row, "digest"),
            Text("文件与登记时不同（摘要值不一致）", "The file is not the one that was registered: its digest differs"),
            stated=same(row.text("digest")),
            expected=same(found),
            advice=Text(
                "找回原件；确需更换的，重新登记并说明", "Find the original; if it was replaced on purpose, register it anew"
            ),
        )

"""What an import would change, in words and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from jixiao.cycle.filled_forms import Source
from jixiao.cycle.importing import Change, Conflict, Plan
from jixiao.findings import Finding, Outcome
from jixiao.findings import as_json as outcome_json
from jixiao.findings import as_text as finding_text
from jixiao.wording import Language, Text, same

_LONGEST = 40
_KEPT = 8
"""Signs of a long text that are shown, and so many of what both texts begin with."""

_EMPTY = Text("（空）", "(empty)")
_HEADER = Text("表  行  列  现在 → 改后  来自", "table  row  column  now → then  from")
_ROW_IS_NEW = Text("（新）", " (new)")
_CONFLICT = Text(
    "冲突：{table}  {key}  {column}：卷宗现为 {ours}，两边不同", "Conflict: {table}  {key}  {column}: the dossier has {ours}"
)
_CLAIM = Text("  {source}：原为 {written}，填成 {text}", "  {source}: was {written}, is now {text}")
_SETTLED = {
    "theirs": Text("  以表中内容为准", "  The form's value is taken"),
    "ours": Text("  以卷宗内容为准", "  The dossier's value is kept"),
}
_UNSETTLED = Text(
    "  用 --theirs 以表中内容为准，或用 --ours 以卷宗内容为准",
    "  Take the form's value with --theirs, or keep the dossier's with --ours",
)
_UNSETTLED_BETWEEN = Text(
    "  几份表填的不同：先在表中改成一致，或用 --ours 都不采用", "  The forms disagree: correct them, or take none with --ours"
)
_SUMMARY = Text(
    "改动{changes}格（其中新增{rows}行），冲突{conflicts}处，错误{faults}处，提示{hints}处",
    "{changes} cells change ({rows} rows are new), {conflicts} conflicts, {faults} faults, {hints} hints",
)
_NOTHING = Text("没有要改动的内容", "There is nothing to change")
_BLOCKED = Text("没有写入：先解决上面的错误和冲突", "Nothing was written: settle the faults and conflicts above first")
_SHOWN = Text("没有写入；加 --apply 写入", "Nothing was written; add --apply to write")
_WRITTEN = Text("已写入 {file}", "Written: {file}")


def as_text(made: Plan, written: Sequence[Path], language: Language, *, is_applying: bool = False) -> Iterator[str]:
    """A plan line by line: changes, conflicts, faults, hints, and what came of it."""
    if made.changes:
        yield _HEADER.say(language)
    for change in made.changes:
        yield _change(change).say(language)
    for conflict in made.conflicts:
        for line in _conflict(conflict):
            yield line.say(language)
    for finding in (*made.findings, *made.hints):
        yield finding_text(finding, language)
    unsettled = sum(conflict.settled is None for conflict in made.conflicts)
    yield _SUMMARY.fill(
        changes=len(made.changes),
        rows=len({(change.spec.name, change.key) for change in made.changes if change.row is None}),
        conflicts=unsettled,
        faults=len(made.findings),
        hints=len(made.hints),
    ).say(language)
    if made.is_blocked:
        yield _BLOCKED.say(language)
    elif not made.after:
        yield _NOTHING.say(language)
    elif not is_applying:
        yield _SHOWN.say(language)
    for path in written:
        yield _WRITTEN.fill(file=path).say(language)


def as_json(made: Plan, written: Sequence[Path], language: Language) -> dict[str, object]:
    """A plan for programs. Values are texts as the dossier's files hold them; an empty cell is an empty text."""
    return {
        "blocked": made.is_blocked,
        "written": [str(path) for path in written],
        "changes": [
            {
                "table": change.spec.name,
                "key": change.key,
                "column": change.column.name,
                "new_row": change.row is None,
                "old": change.old,
                "new": change.new,
                "from": change.source._asdict(),
            }
            for change in made.changes
        ],
        "conflicts": [
            {
                "table": conflict.spec.name,
                "key": conflict.key,
                "column": conflict.column.name,
                "dossier": conflict.ours,
                "forms": [
                    {"from": claim.source._asdict(), "written": claim.written, "now": claim.text} for claim in conflict.claims
                ],
                "settled": conflict.settled,
            }
            for conflict in made.conflicts
        ],
        "faults": [_finding(finding, language) for finding in made.findings],
        "hints": [_finding(finding, language) for finding in made.hints],
    }


def _finding(finding: Finding, language: Language) -> object:
    """A finding as everywhere else, with the file, the sheet and the place in words."""
    listed = outcome_json(Outcome(finding.place.file, findings=[finding]), language)["findings"]
    said = listed[0] if isinstance(listed, list) else {}
    return {"file": finding.place.file, "sheet": finding.place.sheet, "at": finding.place.say(language), **said}


def _change(change: Change) -> Text:
    old, new = _cut(change.old, change.new)
    return Text(
        "{table}  {key}{mark}  {column}  {old} → {new}  {source}", "{table}  {key}{mark}  {column}  {old} → {new}  {source}"
    ).fill(
        table=change.spec.label,
        key=change.key,
        mark=_ROW_IS_NEW if change.row is None else same(""),
        column=change.column.label,
        old=old,
        new=new,
        source=_said(change.source),
    )


def _conflict(conflict: Conflict) -> Iterator[Text]:
    yield _CONFLICT.fill(
        table=conflict.spec.label, key=conflict.key, column=conflict.column.label, ours=_cut(conflict.ours, "")[0]
    )
    for claim in conflict.claims:
        written, text = _cut(claim.written, claim.text)
        yield _CLAIM.fill(source=_said(claim.source), written=written, text=text)
    if conflict.settled:
        yield _SETTLED[conflict.settled]
    else:
        yield _UNSETTLED if len(conflict.claims) == 1 else _UNSETTLED_BETWEEN


def _said(source: Source) -> Text:
    return same(str(source))


def _cut(one: str, other: str) -> tuple[Text, Text]:
    """Two texts on one line each; of long ones the part where they begin to differ."""
    texts = [" ".join(text.split()) for text in (one, other)]
    alike = next((at for at, (a, b) in enumerate(zip(*texts, strict=False)) if a != b), min(map(len, texts)))
    start = max(0, alike - _KEPT) if max(map(len, texts)) > _LONGEST else 0
    shown = []
    for text in texts:
        part = text[start : start + _LONGEST]
        cut = f"{'…' if start else ''}{part}{'…' if start + _LONGEST < len(text) else ''}"
        shown.append(same(cut) if text else _EMPTY)
    return shown[0], shown[1]

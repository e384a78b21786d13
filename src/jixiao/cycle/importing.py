"""Forms come back: what was filled in offline is read into the dossier, after showing what would change, whole or not at all.

    dossier = read_dossier(Path("beijing-office-2023"))
    planned = plan(dossier, [Path("整改台账.xlsx")])
    if not planned.is_blocked:
        apply(planned)

A plan writes nothing. It is made on the files as they stand; ``apply`` refuses if they have changed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from jixiao import kinds
from jixiao.cycle.filled_forms import Form, Source, names_of, read_form
from jixiao.cycle.merging import Change, Claim, Conflict, Merged, Prefer, merge
from jixiao.errors import Misuse
from jixiao.files.writing import write_all
from jixiao.findings import Finding, Place
from jixiao.review.check import FOLDER as CHECKS
from jixiao.review.check import Claims
from jixiao.tables.dossier import Dossier
from jixiao.tables.updating import CellUpdate, NewRow, Refused, new_errors, reread, unexpected, updated
from jixiao.wording import Text

__all__ = ["Change", "Claim", "Conflict", "Plan", "Prefer", "Source", "apply", "plan"]

REFUSING = ("no_state_secrets", "personal_data_stays_out")
"""The checks of the review that keep something out of a dossier altogether."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do.

    ``changes`` are the cells that would change, ``conflicts`` those that both sides changed (``settled`` where a preference decides),
    ``findings`` what cannot be taken, ``hints`` what was interpreted or is worth knowing.
    """

    changes: tuple[Change, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()
    hints: tuple[Finding, ...] = ()
    before: dict[Path, bytes | None] = field(default_factory=dict)
    """The files that would change, as they stand; None for one that does not exist yet."""
    after: dict[Path, bytes] = field(default_factory=dict)
    """What they would become; empty if anything keeps the plan from being applied."""

    @property
    def is_blocked(self) -> bool:
        """Whether a fault, or a conflict that nobody settled, keeps it from being applied."""
        return bool(self.findings) or any(conflict.settled is None for conflict in self.conflicts)


def plan(dossier: Dossier, files: Sequence[Path], prefer: Prefer | None = None) -> Plan:
    """What these forms change in a dossier; ``prefer`` settles conflicts between a form (``theirs``) and the dossier (``ours``).

    ``Unreadable`` only if the dossier's own files cannot be read any more; what is wrong with a form is a finding.
    """
    listed = [Path(file) for file in files]
    unique = list({file.resolve(): file for file in listed}.values())
    read = [read_form(dossier, file, name) for file, name in zip(unique, names_of(unique), strict=True)]
    merged = merge(dossier, [each for each in read if isinstance(each, Form)], prefer)
    merged.findings[:0] = [each for each in read if isinstance(each, Finding)]
    contents = _tried(dossier, merged) if merged.changes else {}
    made = Plan(tuple(merged.changes), tuple(merged.conflicts), tuple(merged.findings), tuple(merged.hints))
    if made.is_blocked or not contents:
        return made
    before = {path: path.read_bytes() if path.is_file() else None for path in contents}
    after = {path: content for path, content in contents.items() if content != before[path]}
    return replace(made, before={path: before[path] for path in after}, after=after)


def apply(made: Plan) -> list[Path]:
    """Write what a plan says; the files that were written come back.

    ``Misuse`` if the plan has faults or unsettled conflicts, or if a file has changed since the plan was made; ``Unwritable`` if one
    cannot be written. In each case the dossier is as it was.
    """
    if made.is_blocked:
        raise Misuse(_BLOCKED)
    for path, content in made.before.items():
        if (path.read_bytes() if path.is_file() else None) != content:
            raise Misuse(_CHANGED.fill(file=path))
    write_all(made.after)
    return list(made.after)


_BLOCKED = Text(
    "有错误或未解决的冲突，没有写入；先在表中改正，或用 --theirs、--ours 选定一方",
    "There are faults or unsettled conflicts, so nothing was written; correct the form, or choose with --theirs or --ours",
)
_CHANGED = Text(
    "{file} 在查看改动之后又变了，没有写入；请重新运行 import",
    "{file} has changed since the changes were shown, so nothing was written; run import again",
)
_FORMULAS = Text(
    "卷宗工作簿含有公式，其结果可能还是改动前的", "The dossier's workbook has formulas; their results may be those from before"
)
_SAVE_ONCE = Text("写入后用 Excel 或 WPS 打开并保存一次", "Once it is written, open and save it in Excel or WPS")
_ELSEWHERE = Text("由导入的改动引起", "It comes of the changes that would be imported")


def _tried(dossier: Dossier, merged: Merged) -> dict[Path, bytes]:
    """The files with all changes, after a scratch copy with them was read; what speaks against it is added to the findings."""
    cells = [CellUpdate(each.spec.name, each.row, each.column.name, each.value) for each in merged.changes if each.row]
    rows = [NewRow(each.spec.name, each.values) for each in merged.additions]
    done = updated(dossier, cells, rows)
    sources = _Sources(merged, done.numbers)
    faults = list(done.refused)
    if not faults:
        after = reread(dossier, done.contents)
        found = [*new_errors(dossier, after), *_kept_out(dossier, after)]
        merged.findings += map(sources.moved, found)
        if not found:
            faults += unexpected(dossier, after, cells, list(zip(done.numbers, rows, strict=True)))
        merged.changes[:] = [each for each in merged.changes if not sources.is_secret(each, found)]
    merged.findings += map(sources.refused, faults)
    if done.has_formulas and dossier.workbook:
        merged.hints.append(Finding("formulas-are-worked-out", Place(dossier.workbook), _FORMULAS, "hint", advice=_SAVE_ONCE))
    return done.contents


def _kept_out(before: Dossier, after: Dossier) -> list[Finding]:
    """What must not stand in a dossier and did not stand in it before."""
    found: list[Finding] = []
    for name in REFUSING:
        check = kinds.load(CHECKS, name).check
        known = {finding.place for finding in check(Claims(before))}
        found += [finding for finding in check(Claims(after)) if finding.place not in known]
    return found


class _Sources:
    """Where in the forms the cells of the changed dossier come from."""

    def __init__(self, merged: Merged, numbers: Sequence[int]) -> None:
        self._cells = {(each.spec.name, each.row, each.column.name): each.source for each in merged.changes if each.row}
        for number, each in zip(numbers, merged.additions, strict=True):
            self._cells |= {(each.spec.name, number, column): source for column, source in each.sources.items()}
        self._rows = {(table, row): source for (table, row, _), source in reversed(self._cells.items())}
        self._specs = {each.spec.name: each.spec for each in merged.changes}

    def moved(self, finding: Finding) -> Finding:
        """A finding about the changed dossier as one about the form's cell that brought it."""
        place = finding.place
        found = self._place(place.table or "", place.row or 0, place.column)
        if found is None:
            return replace(finding, advice=finding.advice or _ELSEWHERE)
        return replace(finding, place=found)

    def refused(self, fault: Refused) -> Finding:
        """A cell that cannot be written, as a finding about the form's cell."""
        place = self._place(fault.table, fault.row, fault.column)
        return Finding("cells-can-be-taken", place or Place(fault.table, table=fault.table, row=fault.row), fault.because)

    def is_secret(self, change: Change, found: Iterable[Finding]) -> bool:
        """Whether a change brings what must not even be shown."""
        place = change.source.place(change.spec.name, change.column)
        return any(self.moved(each).place == place and each.check in _NOT_SHOWN for each in found)

    def _place(self, table: str, row: int, column: str | None) -> Place | None:
        source = self._cells.get((table, row, column or "")) or self._rows.get((table, row))
        spec = self._specs.get(table)
        if source is None or spec is None:
            return None
        named = spec.fields.get(column or "")
        return source.place(table, named or column or spec.name)


_NOT_SHOWN = frozenset(name.replace("_", "-") for name in REFUSING)

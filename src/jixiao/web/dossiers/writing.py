"""Rows written to a dossier: permitted, checked, told in the history, and counted in the dossier's version; all of them or none.

Whoever writes names the version of the row that was looked at. If somebody else has written it since, nothing is overwritten: what they
wrote comes back beside what was wanted (``Conflict``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db import transaction

from jixiao.findings import Finding
from jixiao.tables.cells import text_of_value, value_of
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.tables.faults import check_tables
from jixiao.tables.schema import TableSpec
from jixiao.tables.secrecy import REFUSED, WITHOUT_SECRETS, is_marking, marking_in
from jixiao.web.dossiers.assembling import described, fill, schema_of
from jixiao.web.history.chain import Act, Change, append
from jixiao.web.models import Account, Dossier, Record
from jixiao.web.people.permissions import ASSESS, REVIEWED, permission_for
from jixiao.web.people.policy import Person
from jixiao.wording import Text, same

Cells = Mapping[str, str]
"""The texts of a row's cells by column; an empty one is left out."""


class Put(NamedTuple):
    """A row as it is to be: new if ``number`` is None. ``version`` is that of the row that was looked at (None: whatever stands there)."""

    table: str
    number: int | None
    cells: Cells
    version: int | None = None


class Drop(NamedTuple):
    """A row to be taken out."""

    table: str
    number: int
    version: int | None = None


@dataclass(frozen=True)
class Writer:
    """Who writes: the account, what they may do, and what the history says of the act. ``person`` None is the program itself."""

    act: Act
    account: Account | None
    person: Person | None


class Refusal(Exception):
    """Nothing was written; ``because`` says why."""

    def __init__(self, because: Text) -> None:
        super().__init__(because.say("en"))
        self.because = because


class Forbidden(Refusal):
    """It is not permitted, or not any more."""


class Faulty(Refusal):
    """What was to be written has faults; each knows its table, row and column."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(_FAULTS.fill(n=len(findings)))
        self.findings = findings


class Conflict(Refusal):
    """Somebody else has written the row since: ``theirs`` is how it stands now (None: taken out), ``wanted`` what was to be written."""

    def __init__(self, wanted: Cells | None, theirs: Record | None) -> None:
        super().__init__(_CONFLICT)
        self.wanted = wanted
        self.theirs = theirs


@dataclass
class Written:
    """What was written: the records in the order of what was wanted, and what the rules of their tables remark on them."""

    records: list[Record] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)
    dropped: int = 0


_FAULTS = Text("没有保存：有{n}处需要改正", "Nothing was saved: {n} places have to be mended")
_CONFLICT = Text(
    "没有保存：您打开之后，别人已经改过这一行", "Nothing was saved: somebody else has changed this row since you opened it"
)
_LOCKED = Text(
    "没有保存：您没有权限改动“{table}”的这一行，或者卷宗已经核对、送审而锁定",
    "Nothing was saved: this row of “{table}” is not yours to change, or the dossier is locked because it was checked or handed in",
)
NEW, CHANGED, REMOVED = "add", "change", "remove"


def write(dossier: Dossier, wanted: Iterable[Put | Drop], writer: Writer, *, action: str = "") -> Written:
    """Write rows. ``Forbidden``, ``Faulty`` or ``Conflict`` if not all of them can be; then nothing is.

    ``action`` is what the history calls it, where adding, changing and removing say too little.
    """
    listed = list(wanted)
    with transaction.atomic():
        held = Dossier.objects.select_for_update(no_key=True).select_related("unit").get(pk=dossier.pk)
        if writer.person:
            writer.person.forget(held)
        done, changes = _Writing(held, writer, schema_of(held)).write(listed, action)
        if changes:
            append(writer.act, changes)
            held.version += 1
            held.whole_version = held.version if done.dropped else held.whole_version
            held.save(update_fields=["version", "whole_version", "changed_at", "counters"])
    dossier.version, dossier.whole_version = held.version, held.whole_version
    dossier.changed_at, dossier.counters = held.changed_at, held.counters
    return done


def rehearse(dossier: Dossier, wanted: Iterable[Put | Drop], writer: Writer) -> Written:
    """What writing these rows would come to, with the same refusals; nothing is kept of it."""
    with transaction.atomic():
        held = Dossier.objects.select_for_update(no_key=True).select_related("unit").get(pk=dossier.pk)
        if writer.person:
            writer.person.forget(held)
        act = _Writing(held, writer, schema_of(held))
        act.look_through(list(wanted), "")
        transaction.set_rollback(True)
    return act.done


class _Writing:
    """One act of writing: the dossier is held, so nobody else writes to it meanwhile."""

    def __init__(self, dossier: Dossier, writer: Writer, schema: Mapping[str, TableSpec]) -> None:
        self.dossier = dossier
        self.writer = writer
        self.schema = schema
        self.done = Written()
        self.changes: list[Change] = []
        self.wanted: Sequence[Put | Drop] = ()

    def write(self, wanted: Sequence[Put | Drop], action: str) -> tuple[Written, list[Change]]:
        fresh, changed = self.look_through(wanted, action)
        for record in fresh + changed:
            record.dossier_version = self.dossier.version + 1
        Record.objects.bulk_create(fresh, batch_size=500)
        for record in changed:
            record.save()
        return self.done, self.changes

    def look_through(self, wanted: Sequence[Put | Drop], action: str) -> tuple[list[Record], list[Record]]:
        """The records that are new, and those that are changed, once nothing speaks against them."""
        self.wanted = wanted
        standing = self._standing(wanted)
        fresh, changed = list[Record](), list[Record]()
        for each in wanted:
            record = standing.get((each.table, each.number)) if each.number is not None else None
            if each.number is not None and (record is None or (each.version is not None and record.version != each.version)):
                raise Conflict(each.cells if isinstance(each, Put) else None, record)
            if isinstance(each, Drop):
                self._drop(record, action)
                continue
            made = self._put(each, record, action)
            self.done.records.append(made)
            (changed if record else fresh).append(made)
        touched = fresh + changed
        self.done.remarks = self._checked(touched)
        return fresh, changed

    def _standing(self, wanted: Iterable[Put | Drop]) -> dict[tuple[str, int | None], Record]:
        numbers: dict[str, list[int]] = {}
        for each in wanted:
            if each.number is not None:
                numbers.setdefault(each.table, []).append(each.number)
        found: dict[tuple[str, int | None], Record] = {}
        for table, those in numbers.items():
            some = Record.objects.filter(dossier=self.dossier, table=table)
            for record in some.filter(number__in=those) if len(those) <= _FEW else some:
                found[table, record.number] = record
        return found

    def _permit(self, table: str, office_code: str, cells: Cells, columns: frozenset[str] = frozenset()) -> None:
        spec, person = self.schema.get(table), self.writer.person
        if spec is None:
            raise Forbidden(Text("没有这张表：{table}", "There is no such table: {table}").fill(table=table))
        permission = ASSESS if is_reviewed(spec, cells) else permission_for(table, is_ledger=spec.is_ledger, columns=columns)
        if person and not person.may_write(permission, self.dossier, office_code):
            raise Forbidden(_LOCKED.fill(table=spec.label))

    def _drop(self, record: Record | None, action: str) -> None:
        if record is None:
            return
        self._permit(record.table, record.office_code, record.values)
        self._tell(action or REMOVED, record, record.values, None)
        record.delete()
        self.done.dropped += 1

    def _put(self, put: Put, record: Record | None, action: str) -> Record:
        before = dict(record.values) if record else None
        cells = {name: text.strip() for name, text in put.cells.items() if name in self._fields(put.table) and text.strip()}
        cells.setdefault("unit_code", self.dossier.unit.code)
        changed = frozenset(name for name in {*before, *cells} if before.get(name) != cells.get(name)) if before else frozenset()
        if record:
            self._permit(put.table, record.office_code, record.values, changed)
        number = record.number if record else self._next(put.table)
        record = record or Record(dossier=self.dossier, table=put.table, number=number, version=0)
        if self.schema.get(put.table) and self.schema[put.table].is_ledger:
            cells.setdefault("row_id", f"{put.table.upper()[:12]}-{number:05d}")
        record.values = cells
        if put.table in self.schema:
            place(record, self.schema[put.table])
            if "office_code" not in self.schema[put.table].fields and cells.get("indicator_code"):
                record.office_code = self._responsible.get(cells["indicator_code"], "")
        self._permit(put.table, record.office_code, cells, changed)
        if before != cells:
            record.version += 1
            record.changed_by = self.writer.account
            self._tell(action or (NEW if before is None else CHANGED), record, before, cells)
        return record

    @cached_property
    def _responsible(self) -> dict[str, str]:
        """The office of each indicator: what is entered for an indicator is that office's row."""
        standing = Record.objects.filter(dossier=self.dossier, table="indicator").values_list("values", flat=True)
        written = (each.cells for each in self.wanted if isinstance(each, Put) and each.table == "indicator")
        return {cells.get("indicator_code", ""): cells.get("office_code", "") for cells in (*standing, *written)}

    def _fields(self, table: str) -> Mapping[str, object]:
        spec = self.schema.get(table)
        return spec.fields if spec else {}

    def _next(self, table: str) -> int:
        """The next number of a table; the first row stands below the header, as in a file."""
        self.dossier.counters[table] = self.dossier.counters.get(table, 1) + 1
        return int(self.dossier.counters[table])

    def _tell(self, action: str, record: Record, before: Cells | None, after: Cells | None) -> None:
        names = sorted({*(before or {}), *(after or {})})
        differ = [name for name in names if (before or {}).get(name) != (after or {}).get(name)]
        self.changes.append(
            Change(
                action,
                record.table,
                f"{record.number}",
                {name: before.get(name, "") for name in differ} if before is not None else None,
                {name: after.get(name, "") for name in differ} if after is not None else None,
                self.dossier.unit.code,
                self.dossier.fiscal_year,
                record.key,
            )
        )

    def _checked(self, records: Sequence[Record]) -> list[Finding]:
        """What the rules of the tables remark; ``Faulty`` if a cell cannot stand as it is."""
        touched: dict[str, list[tuple[int, Cells]]] = {}
        for record in records:
            touched.setdefault(record.table, []).append((record.number, record.values))
        tables = self._among_neighbours(touched)
        check_tables(tables)
        remarks = {rule.check for name in touched for rule in self.schema[name].rules}
        written = {(name, number) for name, rows in touched.items() for number, _ in rows}
        every = (each for outcome in tables.outcomes.values() for each in outcome.findings)
        found = [each for each in every if (each.place.table, each.place.row) in written]
        faults = [each for each in found if each.check not in remarks and each.severity == "error"]
        faults += _secrets(tables, written)
        if faults:
            raise Faulty(faults)
        return [each for each in found if each.check in remarks or each.severity != "error"]

    def _among_neighbours(self, touched: Mapping[str, list[tuple[int, Cells]]]) -> Tables:
        """The rows that are written, beside those that they refer to and those that share their key."""
        referred = {column.refers for name in touched for column in self.schema[name].fields.values() if column.refers}
        rows: dict[str, list[tuple[int, Cells]]] = {}
        for name in referred | touched.keys():
            written = touched.get(name, [])
            own = {number for number, _ in written}
            others = Record.objects.filter(dossier=self.dossier, table=name).order_by("number")
            if name not in referred:
                keys = {key_of(self.schema[name], cells) for _, cells in written}
                others = others.filter(key__in=keys) if len(keys) <= _FEW else others
            beside = others.values_list("number", "values")
            rows[name] = [*((number, cells) for number, cells in beside if number not in own), *written]
        tables = described(self.dossier)
        fill(tables, rows)
        for name in referred - touched.keys() - {"unit"}:
            if name in tables.tables:
                tables.tables[name].present = False
        return tables


def _secrets(tables: Tables, written: set[tuple[str, int]]) -> Iterator[Finding]:
    """The texts that bear the marking of a state secret: nothing that does is kept."""
    for name in sorted({name for name, _ in written}):
        table = tables.table(name)
        for row in table:
            for column in table.spec.fields.values() if (name, row.number) in written else ():
                text = row[column.name]
                marking = (
                    text if isinstance(text, str) and is_marking(text) else marking_in(text) if isinstance(text, str) else None
                )
                if marking:
                    yield Finding(
                        "no-state-secrets", table.place(row, column), REFUSED, stated=same(marking), expected=WITHOUT_SECRETS
                    )


_FEW = 500


def is_reviewed(spec: TableSpec, cells: Cells) -> bool:
    """Whether a row is the bureau's word on a score, which it alone writes."""
    table, column, value = REVIEWED
    return spec.name == table and value_of(spec.fields[column], cells.get(column, "")) == value


def key_of(spec: TableSpec, cells: Cells) -> str:
    """The cells of a row's key, with ``/`` between them."""
    return "/".join(cells.get(name, "") for name in spec.key)[:400]


def place(record: Record, spec: TableSpec) -> None:
    """What a row is about, beside its cells: its key, its office, its day."""
    record.key = key_of(spec, record.values)
    record.office_code = record.values.get("office_code", "")
    day = record.values.get(spec.date, "") if spec.date else ""
    try:
        record.occurred_on = date.fromisoformat(day) if day else None
    except ValueError:
        record.occurred_on = None


def cells_of(row: Row) -> dict[str, str]:
    """The cells of a row as texts; those that follow from other rows are left empty."""
    given = row.given
    texts = ((name, text_of_value(column, given.get(name))) for name, column in row.spec.fields.items())
    return {name: text for name, text in texts if text}

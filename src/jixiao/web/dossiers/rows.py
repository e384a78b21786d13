"""One row as somebody looks at it and saves it: with its evidence in the same act, and all that was ever done to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from jixiao.findings import Finding
from jixiao.tables.dossier import Row
from jixiao.tables.schema import TableSpec
from jixiao.web.dossiers import evidence
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.inputs import normal, said_of
from jixiao.web.dossiers.writing import Put, Writer, write
from jixiao.web.models import Dossier, Entry, Record
from jixiao.web.people.permissions import permission_for
from jixiao.web.people.policy import Person
from jixiao.wording import Text, same

MOST_ENTRIES = 100


@dataclass(frozen=True)
class Filled:
    """A row as it was filled in: its number (None: new), the version that was looked at, its cells, and files that prove it."""

    number: int | None
    version: int | None
    cells: Mapping[str, str]
    files: Sequence[UploadedFile[Any]] = ()
    about: evidence.About = evidence.NOTHING_SAID


class Saved(NamedTuple):
    """The row that was written, and what the rules of its table remark on it."""

    record: Record
    remarks: Sequence[Finding]


def save(dossier: Dossier, spec: TableSpec, filled: Filled, writer: Writer) -> Saved:
    """Write a row with its evidence, or nothing of it. ``Refusal`` as with ``write``, ``Unsuitable`` for a file that cannot be taken."""
    with transaction.atomic():
        before = None
        if filled.number is not None:
            standing = Record.objects.filter(dossier=dossier, table=spec.name, number=filled.number).first()
            before = evidence.key_shown(spec, standing) if standing else None
        put = Put(spec.name, filled.number, normal(spec, filled.cells), filled.version)
        done = write(dossier, [put], writer)
        record = done.records[0]
        if before is not None and (moved := evidence.moved_links(dossier, spec, record, before)):
            write(dossier, moved, Writer(writer.act, writer.account, None))
        if filled.files:
            evidence.attach(dossier, record, filled.files, filled.about, writer)
    return Saved(record, done.remarks)


def row_of(dossier: Dossier, table: str, number: int) -> Row | None:
    """A row by its number."""
    return next((row for row in assembled(dossier).table(table) if row.number == number), None)


def may_write(person: Person, dossier: Dossier, spec: TableSpec, office_code: str | None = None) -> bool:
    """Whether somebody may write rows of a table: of an office, or of any of those that they write for."""
    permission = permission_for(spec.name, is_ledger=spec.is_ledger)
    if office_code is not None:
        return person.may_write(permission, dossier, office_code)
    if not person.may(permission, dossier):
        return False
    offices = person.offices(dossier)
    return offices is None or any(person.may_write(permission, dossier, each) for each in offices)


# ---- what was ever done to it


class Told(NamedTuple):
    """One change of a row: when, by whom, why, and column by column what stood there before and after."""

    number: int
    at: datetime
    person: str
    origin: str
    action: Text
    reason: str
    columns: Sequence[tuple[Text, str, str]]


ACTIONS: dict[str, Text] = {
    "add": Text("新增", "Added"),
    "change": Text("修改", "Changed"),
    "remove": Text("删除", "Removed"),
    "import": Text("导入", "Imported"),
    "attach": Text("添加佐证", "Evidence added"),
    "detach": Text("移除佐证", "Evidence removed"),
    "offline": Text("离线填报", "Filled in offline"),
}


def told_of(dossier: Dossier, spec: TableSpec, number: int) -> list[Told]:
    """The changes of a row, the newest first."""
    entries = Entry.objects.filter(
        unit_code=dossier.unit.code, fiscal_year=dossier.fiscal_year, table=spec.name, key=str(number)
    ).order_by("-number")[:MOST_ENTRIES]
    return [
        Told(
            each.number,
            datetime.fromisoformat(each.at),
            each.person,
            each.origin,
            ACTIONS.get(each.action, same(each.action)),
            each.reason,
            list(differences(spec, each.before or {}, each.after or {})),
        )
        for each in entries
    ]


def differences(spec: TableSpec, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[Text, str, str]]:
    """The columns in which two versions of a row differ, in the order of the table, by what people call them."""
    names = [*spec.fields, *sorted({*before, *after} - spec.fields.keys())]
    for name in names:
        one, other = before.get(name, ""), after.get(name, "")
        if one != other:
            yield said_of(name, spec), one, other

"""A dossier out of the database, as the rooms below know it: the same reader as for a folder, the rows' cells as its lines.

What was assembled last is kept in memory by the dossier's version, so that a page that many look at is not read again and again; of a
dossier that has moved on, the rows that were written since are read, and nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from django.db import connection
from django.db.models import QuerySet

from jixiao.tables import records
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.records import complete, fill, kind_of, renewed, schema_with
from jixiao.tables.schema import Schema
from jixiao.web.models import Dossier, LedgerKind, Record

__all__ = ["assembled", "described", "fill", "forget", "fresh", "kind_of", "schema_of"]

KEPT = 12
"""Dossiers that one process keeps in memory."""


class _Kept(OrderedDict[int, tuple[int, Tables]]):
    """The dossiers that were assembled last, by their number, with their versions."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = Lock()


_kept = _Kept()


def assembled(dossier: Dossier) -> Tables:
    """The dossier with all its rows. It is shared by all who look: nobody may change it (``fresh`` gives one of one's own).

    Of one that was assembled before, only the rows that were written since are read. It may be newer than who asks: rows are read as
    they stand, and somebody else may have written meanwhile.
    """
    with _kept.lock:
        known = _kept.get(dossier.pk)
        if known and known[0] >= dossier.version:
            _kept.move_to_end(dossier.pk)
            return known[1]
    version = dossier.version
    tables = (_brought_up(dossier, *known) if known else None) or fresh(dossier)
    if connection.in_atomic_block:  # what is read here may yet be taken back, and its version given to something else
        return tables
    with _kept.lock:
        if version >= _kept.get(dossier.pk, (0, tables))[0]:
            _kept[dossier.pk] = (version, tables)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return tables


def _brought_up(dossier: Dossier, version: int, tables: Tables) -> Tables | None:
    """What was assembled at an earlier version, with the rows that were written since; None if it has to be read as a whole."""
    whole = Dossier.objects.filter(pk=dossier.pk).values_list("whole_version", flat=True).first()
    if whole is None or whole > version:
        return None
    since = Record.objects.filter(dossier=dossier, dossier_version__gt=version).order_by("table", "number")
    return renewed(tables, _by_table(since))


def forget() -> None:
    """Keep nothing in memory: the database behind is another one."""
    with _kept.lock:
        _kept.clear()


def fresh(dossier: Dossier) -> Tables:
    """The dossier with all its rows, read anew."""
    standing = Record.objects.filter(dossier=dossier).order_by("table", "number")
    return complete(described(dossier), _by_table(standing), dossier.registers)


def _by_table(records: QuerySet[Record]) -> dict[str, list[tuple[int, Mapping[str, str]]]]:
    by_table: dict[str, list[tuple[int, Mapping[str, str]]]] = {}
    for table, number, values in records.values_list("table", "number", "values").iterator(chunk_size=2000):
        by_table.setdefault(table, []).append((number, values))
    return by_table


def described(dossier: Dossier) -> Tables:
    """The dossier without rows: what it says of itself, and its ledger kinds."""
    return records.described(dossier.manifest, schema_of(dossier), dossier.folder)


def schema_of(dossier: Dossier) -> Schema:
    """The tables of a dossier: the fixed ones and its ledger kinds."""
    return schema_with(LedgerKind.objects.filter(dossier=dossier).values_list("name", "data"))

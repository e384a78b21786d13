"""A whole dossier taken over: what differs from the rows in the database is written, and nothing else.

What the rooms below do to a dossier in a folder (a measure of rectification, a form that was filled in, next year's dossier) reaches the
database this way, as does a workbook that comes back: the difference is written by ``writing``, with its permissions and its history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from jixiao.files.writing import copy_folder
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.folder import write_folder
from jixiao.tables.ledger_kinds import kind_data
from jixiao.tables.manifest import manifest_data
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.placing import bring, together
from jixiao.web.dossiers.writing import Cells, Drop, Forbidden, Put, Refusal, Writer, Written, cells_of, key_of, write
from jixiao.web.history.chain import Change, append
from jixiao.web.models import Dossier, LedgerKind, Record, Unit
from jixiao.wording import Text

BESIDE = ("evidence", "frameworks", "snapshots")
"""The folders that go along with a dossier's tables."""
_DESCRIBING = ("manifest", "registers", "counters", "version", "whole_version")


def differences(dossier: Dossier, tables: Tables, *, removes: bool = True) -> list[Put | Drop]:
    """What has to be written so that the database holds these rows. Rows are matched by their key, several of one key in their order.

    Without ``removes``, rows that the other side lacks are left where they are.
    """
    standing: defaultdict[str, list[tuple[int, int, Cells, str]]] = defaultdict(list)
    for own, number, version, values, key in Record.objects.filter(dossier=dossier).values_list(
        "table", "number", "version", "values", "key"
    ):
        standing[own].append((number, version, values, key))
    wanted: list[Put | Drop] = []
    for name, table in tables.tables.items():
        wanted += _of_table(tables, name, [cells_of(row) for row in table.rows], standing.pop(name, []), removes=removes)
    if removes:
        wanted += [Drop(name, number, version) for name, those in standing.items() for number, version, _, _ in those]
    return wanted


def _of_table(
    tables: Tables, name: str, rows: list[dict[str, str]], standing: list[tuple[int, int, Cells, str]], *, removes: bool
) -> Iterator[Put | Drop]:
    spec = tables.schema[name]
    by_key: defaultdict[str, list[tuple[int, int, Cells, str]]] = defaultdict(list)
    for each in sorted(standing):
        by_key[each[3]].append(each)
    for cells in rows:
        cells.setdefault("unit_code", tables.unit_code)
        found = by_key[key_of(spec, cells)]
        if not found:
            yield Put(name, None, cells)
            continue
        number, version, values, _ = found.pop(0)
        if dict(values) != cells:
            yield Put(name, number, cells, version)
    if removes:
        yield from (Drop(name, number, version) for those in by_key.values() for number, version, _, _ in those)


def adopt(
    dossier: Dossier, tables: Tables, writer: Writer, *, action: str = "", removes: bool = True, version: int | None = None
) -> Written:
    """Write what differs, and take over the files that stand beside the tables; ``Refusal`` as with ``write``.

    ``version`` is that of the dossier from which the tables were made: if it has moved on since, nothing is taken over, because what
    others wrote meanwhile would be undone.
    """
    with together():
        held = Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
        if version is not None and held.version != version:
            raise Refusal(_MOVED_ON)
        dossier.refresh_from_db(fields=_DESCRIBING)
        _describe(dossier, tables, writer, action or "change")
        done = write(dossier, differences(dossier, tables, removes=removes), writer, action=action)
        if tables.path != dossier.folder:
            bring(dossier, tables.path, BESIDE, writer.act)
    return done


def _describe(dossier: Dossier, tables: Tables, writer: Writer, action: str) -> None:
    """What the dossier says of itself, its ledger kinds, and its empty registers."""
    data = dict(manifest_data(tables))
    registers = sorted(name for name, table in tables.tables.items() if table.present and not table.rows)
    kinds = {name: kind_data(spec) for name, spec in tables.schema.items() if spec.is_ledger}
    known = dict(LedgerKind.objects.filter(dossier=dossier).values_list("name", "data"))
    changes = []
    if (dossier.manifest, dossier.registers) != (data, registers):
        before = {"manifest": dossier.manifest, "registers": dossier.registers}
        changes.append(_change(dossier, action, "dossier", "", before, {"manifest": data, "registers": registers}))
        dossier.manifest, dossier.registers = data, registers
    for name in sorted(kinds.keys() | known.keys()):
        if kinds.get(name) != known.get(name):
            changes.append(_change(dossier, action, "ledger_kind", name, known.get(name), kinds.get(name)))
            LedgerKind.objects.filter(dossier=dossier, name=name).delete()
            if name in kinds:
                LedgerKind.objects.create(dossier=dossier, name=name, data=kinds[name])
    if changes:
        if writer.person and not writer.person.may("plan", dossier):
            raise Forbidden(_NOT_DESCRIBED)
        dossier.version += 1
        dossier.whole_version = dossier.version
        append(writer.act, changes)
        dossier.save()


def _change(
    dossier: Dossier, action: str, table: str, key: str, before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> Change:
    return Change(action, table, key, before, after, dossier.unit.code, dossier.fiscal_year)


def found(tables: Tables, writer: Writer) -> Dossier:
    """A new dossier in the database, with its unit if that is not known yet."""
    with together():
        row = tables.unit
        unit, _ = Unit.objects.get_or_create(code=tables.unit_code, defaults={"name": tables.unit_name})
        if row is not None:
            unit.name = tables.unit_name
            for column in ("kind", "budget_level", "region_code"):
                setattr(unit, column, row.text_id(column))
            unit.save()
        dossier = Dossier.objects.create(unit=unit, fiscal_year=tables.fiscal_year, manifest=manifest_data(tables))
        adopt(dossier, tables, writer, action="import")
    return dossier


_MOVED_ON = Text(
    "没有保存：办理期间别人改过这份卷宗，请再办一次",
    "Nothing was saved: somebody else changed the dossier meanwhile; please do it once more",
)
_NOT_DESCRIBED = Text(
    "没有保存：这样会改变卷宗的台账种类或说明，您没有这项权限",
    "Nothing was saved: it would change the ledger kinds or the description of the dossier, which is not yours to do",
)


@contextmanager
def as_folder(dossier: Dossier) -> Iterator[Path]:
    """The dossier as a folder of its own, with everything that goes along, for as long as it is needed."""
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        folder = Path(scratch) / f"{dossier.unit.code}-{dossier.fiscal_year}"
        export(dossier, folder)
        yield folder


def export(dossier: Dossier, folder: Path) -> None:
    """Write the dossier as a folder that reads back as the same dossier."""
    write_folder(assembled(dossier), folder)
    for name in BESIDE:
        if (dossier.folder / name).is_dir():
            copy_folder(dossier.folder / name, folder / name)


@contextmanager
def working_copy(dossier: Dossier, writer: Writer, *, action: str = "") -> Iterator[Path]:
    """A folder in which a room below may work; what it changed there is written to the database when it is done without an error."""
    dossier.refresh_from_db(fields=_DESCRIBING)
    version = dossier.version
    with as_folder(dossier) as folder:
        yield folder
        adopt(dossier, read_dossier(folder), writer, action=action, version=version)

"""A whole dossier as data: given to other programs, and taken back from them with the same permissions as rows that are typed in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from jixiao.errors import Misuse
from jixiao.files.archives import Archive
from jixiao.files.yamls import Yaml
from jixiao.findings import Finding, has_errors
from jixiao.tables.derived import derive
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Table
from jixiao.tables.folder import MANIFEST
from jixiao.tables.manifest import manifest
from jixiao.tables.reading import read_dossier
from jixiao.tables.schema import ledger_kind
from jixiao.web.dossiers.adopting import adopt
from jixiao.web.dossiers.assembling import fill
from jixiao.web.dossiers.placing import together
from jixiao.web.dossiers.pushed_files import MOST_LINES, looked_through, refuse_large, refuse_long, refuse_unknown_frameworks
from jixiao.web.dossiers.writing import Conflict, Faulty, Writer, Written
from jixiao.web.history.chain import append
from jixiao.web.models import Dossier, LedgerKind, Record
from jixiao.wording import Text

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]{0,99}")
_TAKEN = re.compile(r"(dossier\.yaml|monitoring\.yaml|[^/]+\.csv|ledgers/[^/]+\.yaml|(evidence|frameworks|snapshots)/.+)")
"""What of an archive is taken; anything else that stands in it is left out."""

_BESIDE = ("evidence/", "frameworks/", "snapshots/")
LARGEST_UNPACKED = 500_000_000


class Whole(NamedTuple):
    """A dossier as data: what it says of itself, its ledger kinds, its empty registers, and the cells of its rows by table."""

    manifest: Mapping[str, Any]
    ledger_kinds: Mapping[str, Any]
    registers: Sequence[str]
    tables: Mapping[str, Sequence[Mapping[str, str]]]


def whole(dossier: Dossier) -> Whole:
    """The dossier as it stands."""
    kinds = dict(LedgerKind.objects.filter(dossier=dossier).values_list("name", "data"))
    tables: defaultdict[str, list[Mapping[str, str]]] = defaultdict(list)
    rows = Record.objects.filter(dossier=dossier).order_by("table", "number").values_list("table", "values")
    for table, values in rows.iterator(chunk_size=2_000):
        tables[table].append(values)
    return Whole(dossier.manifest, kinds, dossier.registers, tables)


def push(dossier: Dossier, given: Whole, writer: Writer, version: int | None = None) -> Written:
    """Write what differs, take out what is missing; ``Faulty`` with every place if something cannot stand, and then nothing is written.

    ``version`` is that of the dossier that was pulled; ``Conflict`` if it has moved on since (None: whatever stands there).
    """
    tables = manifest(Yaml({**given.manifest}, {}), MANIFEST, dossier.folder)
    findings: list[Finding] = []
    for name, data in given.ledger_kinds.items():
        if isinstance(data, dict):
            spec = ledger_kind(Yaml({**data}, {}), Path(f"{name}.yaml"), findings)
            tables.schema[spec.name] = spec
    if findings:
        raise Faulty(findings)
    if sum(map(len, given.tables.values())) > MOST_LINES:
        raise Misuse(_MANY.fill(most=MOST_LINES))
    unknown = sorted((given.tables.keys() | set(given.registers)) - tables.schema.keys())
    if unknown:
        raise Misuse(_UNKNOWN.fill(tables=", ".join(unknown)[:200]))
    fill(tables, {name: list(enumerate(rows, 2)) for name, rows in given.tables.items()})
    for name in given.registers:
        tables.tables.setdefault(name, Table(tables.schema[name], f"{name}.csv"))
    derive(tables)
    return _adopted(dossier, tables, writer, version)


def push_archive(
    dossier: Dossier, path: Path, writer: Writer, version: int | None = None, *, is_confirmed: bool = False
) -> Written:
    """The same from an archive of the dossier's folder, with its evidence, which is looked at as if it were handed in."""
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        with Archive(path, LARGEST_UNPACKED) as archive:
            root = next(
                (name.removesuffix(MANIFEST) for name in archive.names if name in {MANIFEST, *_within(archive.names)}), None
            )
            if root is None:
                raise Misuse(_NO_DOSSIER)
            inside = [name for name in archive.names if name.startswith(root) and _TAKEN.fullmatch(name.removeprefix(root))]
            if writer.person and not writer.person.may("plan", dossier):
                inside = [name for name in inside if not name.removeprefix(root).startswith("frameworks/")]
            beside = [name for name in inside if name.removeprefix(root).startswith(_BESIDE)]
            refuse_large(archive, [name for name in inside if name not in beside], beside)
            archive.unpack(inside, Path(scratch))
        refuse_long(Path(scratch, root))
        tables, seen = read_dossier(Path(scratch, root)), dossier.version
        told = looked_through(dossier, tables, is_confirmed=is_confirmed)
        with together():
            done = _adopted(dossier, tables, writer, seen if version is None else version)
            append(writer.act, told)
        return done


def _within(names: Sequence[str]) -> list[str]:
    """A manifest in the one folder of an archive."""
    return [name for name in names if name.count("/") == 1 and name.endswith(f"/{MANIFEST}")]


def _adopted(dossier: Dossier, tables: Tables, writer: Writer, version: int | None) -> Written:
    if (tables.unit_code, tables.fiscal_year) != (dossier.unit.code, dossier.fiscal_year):
        ours = {"unit": dossier.unit.code, "year": dossier.fiscal_year}
        raise Misuse(_OTHER.fill(**ours, their_unit=tables.unit_code, their_year=tables.fiscal_year))
    strange = [each for each in tables.frameworks if not _ID.fullmatch(each)]
    if strange:
        raise Misuse(_NO_ID.fill(id=strange[0][:100]))
    refuse_unknown_frameworks(dossier, tables)
    if has_errors(tables.outcomes.values()):
        raise Faulty([each for outcome in tables.outcomes.values() for each in outcome.findings if each.severity == "error"])
    with together():
        held = Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
        if version is not None and held.version != version:
            raise Conflict(None, None)
        return adopt(dossier, tables, writer, action="push")


_UNKNOWN = Text("没有这些表：{tables}", "There are no such tables: {tables}")
_MANY = Text("各表共有{most}行以上，不能一次写入", "The tables have more than {most} rows together and cannot be written at once")
_NO_DOSSIER = Text("压缩包里没有 dossier.yaml", "There is no dossier.yaml in the archive")
_OTHER = Text(
    "内容是 {their_unit} {their_year} 年度的卷宗，不能写入 {unit} {year} 年度",
    "This is the dossier of {their_unit} for {their_year}; it cannot be written to that of {unit} for {year}",
)
_NO_ID = Text("“{id}”不是指标体系的标识", "“{id}” is no id of a framework")

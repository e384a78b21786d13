"""Dossiers: found, pulled and pushed whole."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpResponse
from ninja import File, Form, Query, Schema
from ninja.files import UploadedFile
from pydantic import Field, StringConstraints

from jixiao.errors import Misuse
from jixiao.files.writing import zipped
from jixiao.findings import finding_json
from jixiao.web.api.operation import OF_DOSSIER, Answer, Call, Operation
from jixiao.web.api.shapes import Cells, Data, Finding, Listed, Number, Slice, listed
from jixiao.web.api.versions import IfMatch, tag, wanted_version
from jixiao.web.dossiers.adopting import as_folder
from jixiao.web.dossiers.pushing import Whole, push, push_archive, whole
from jixiao.web.dossiers.uploads import put
from jixiao.web.dossiers.writing import Written
from jixiao.web.models import Dossier, Filing
from jixiao.web.page import SIGNED_IN
from jixiao.web.people.reach import dossiers_of
from jixiao.wording import Text

order = 20
words = Text("卷宗", "Dossiers")


class DossierShape(Schema):
    """A unit's fiscal year. ``version`` grows with every change of any of its rows."""

    unit: str
    name: str
    year: int
    version: int
    changed_at: str


class DossierWithStates(DossierShape):
    """The same with the state of each filing."""

    states: dict[str, str]


class Wanted(Slice):
    """Which dossiers: of a unit (its code), of a year."""

    unit: str | None = None
    year: Number | None = None


Name = Annotated[str, StringConstraints(max_length=40)]


class WholeShape(Schema):
    """A dossier as data. When it is pushed, ``version`` is that of the dossier that was pulled (left out: whatever stands there)."""

    version: Number | None = None
    manifest: Data
    ledger_kinds: dict[Name, Data] = Field(default_factory=dict)
    registers: list[Name] = Field(default_factory=list)
    tables: dict[Name, list[Cells]]


class Vouched(Schema):
    """``unmarked`` says that somebody has looked at evidence that cannot be searched (pictures, scanned pages): it bears no marking of secrecy."""

    unmarked: bool = False


class Pushed(Schema):
    """What pushing a dossier changed: rows written and taken out, the dossier's version, and what the rules of its tables remark."""

    version: int
    written: int
    dropped: int
    remarks: list[Finding]


def list_dossiers(call: Call, wanted: Query[Wanted]) -> dict[str, Any]:
    """The dossiers that you may see, the newest year first."""
    found = dossiers_of(call.person)
    if wanted.unit is not None:
        found = found.filter(unit__code=wanted.unit)
    if wanted.year is not None:
        found = found.filter(fiscal_year=wanted.year)
    return listed(call, found, wanted, _shown)


def get_dossier(call: Call) -> dict[str, Any]:
    """A dossier and the state of each of its filings."""
    states = dict(Filing.objects.filter(dossier=call.about).order_by("pk").values_list("stage", "state"))
    return {**_shown(call.about), "states": states}


def pull_dossier(call: Call) -> Answer:
    """The whole dossier as data, with its version in ``ETag``."""
    said = whole(call.about)
    return Answer({"version": call.about.version, **said._asdict()}, headers={"ETag": tag(call.about.version)})


def push_dossier(call: Call, given: WholeShape, if_match: IfMatch = None) -> dict[str, Any]:
    """The whole dossier as it is to be: what differs is written, rows that are missing are taken out, all of it or nothing."""
    version = wanted_version(if_match, given.version, is_needed=False)
    made = push(call.about, Whole(given.manifest, given.ledger_kinds, given.registers, given.tables), call.writer(), version)
    return _pushed(call, made)


def pull_dossier_archive(call: Call) -> HttpResponse:
    """The dossier's folder as a zip archive: a CSV file for each table, ledger kinds, evidence. ``jixiao score`` reads it."""
    stem = f"{call.about.unit.code}-{call.about.fiscal_year}"
    with as_folder(call.about) as folder:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        content = zipped((f"{stem}/{path.relative_to(folder).as_posix()}", path.read_bytes()) for path in paths)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{stem}.zip"'
    response["ETag"] = tag(call.about.version)
    return response


def push_dossier_archive(call: Call, file: File[UploadedFile], said: Form[Vouched], if_match: IfMatch = None) -> dict[str, Any]:
    """The dossier's folder as a zip archive, taken over as a whole with its evidence."""
    version = wanted_version(if_match, None, is_needed=False)
    if (file.size or 0) > settings.LARGEST_UPLOAD:
        raise Misuse(_TOO_LARGE.fill(n=settings.LARGEST_UPLOAD // 1_000_000))
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        path = Path(scratch) / "dossier.zip"
        put(file, path)
        made = push_archive(call.about, path, call.writer(), version, is_confirmed=said.unmarked)
    return _pushed(call, made)


def _pushed(call: Call, made: Written) -> dict[str, Any]:
    call.about.refresh_from_db()
    remarks = [finding_json(each, call.language) for each in made.remarks]
    return {"version": call.about.version, "written": len(made.records), "dropped": made.dropped, "remarks": remarks}


def _shown(dossier: Dossier) -> dict[str, Any]:
    said = {"unit": dossier.unit.code, "name": dossier.unit.name, "year": dossier.fiscal_year}
    return {**said, "version": dossier.version, "changed_at": dossier.changed_at.isoformat()}


_TOO_LARGE = Text("文件超过 {n} MB", "The file has more than {n} MB")

operations = (
    Operation("GET", "dossiers", list_dossiers, SIGNED_IN, Text("卷宗一览", "The dossiers"), Listed[DossierShape]),
    Operation("GET", OF_DOSSIER, get_dossier, "see", Text("一个卷宗", "A dossier"), DossierWithStates),
    Operation("GET", f"{OF_DOSSIER}/whole", pull_dossier, "export", Text("取出整个卷宗", "Pull a dossier"), WholeShape),
    Operation("PUT", f"{OF_DOSSIER}/whole", push_dossier, "manage", Text("写入整个卷宗", "Push a dossier"), Pushed),
    Operation("GET", f"{OF_DOSSIER}/archive", pull_dossier_archive, "export", Text("取出卷宗文件夹", "Pull a dossier's folder")),
    Operation(
        "POST", f"{OF_DOSSIER}/archive", push_dossier_archive, "manage", Text("写入卷宗文件夹", "Push a dossier's folder"), Pushed
    ),
)

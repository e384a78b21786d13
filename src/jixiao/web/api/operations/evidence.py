"""Evidence of rows: files handed in with their digests, linked to the rows that they prove."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import FileResponse
from ninja import File, Form, Schema
from ninja.files import UploadedFile

from jixiao.web.api.operation import OF_DOSSIER, Answer, Call, Operation
from jixiao.web.api.problems import missing
from jixiao.web.api.shapes import Data, Word
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.evidence import About, attach, detach, file_of, handed, shown
from jixiao.web.models import Record
from jixiao.wording import Text

order = 50
words = Text("佐证", "Evidence")


class EvidenceShape(Schema):
    """A file of evidence, and how it stands to what was registered."""

    code: str
    name: str
    kind: str
    secrecy: str
    state: str
    is_whole: bool
    digest: str


class Evidence(Schema):
    """All files of a row."""

    items: list[EvidenceShape]


class Said(Schema):
    """What kind of material it is; ``secrecy`` is ``internal`` for what is not for publication.

    ``unmarked`` says that somebody has looked at files that cannot be searched (pictures, scanned pages) and found no marking of secrecy.
    """

    kind: Word = ""
    secrecy: Word = ""
    unmarked: bool = False


class Attached(Schema):
    """The codes of the files."""

    codes: list[str]


def list_evidence(call: Call, table: str, number: int) -> dict[str, Any]:
    """The files that prove a row."""
    _record(call, table, number)
    row = next((each for each in assembled(call.about).table(table) if each.number == number), None)
    return {"items": [_shown(call, each) for each in shown(call.about, row)] if row is not None else []}


def attach_evidence(call: Call, table: str, number: int, files: File[list[UploadedFile]], said: Form[Said]) -> Answer:
    """Hand in files that prove a row; whoever may write the row may prove it."""
    record = _record(call, table, number)
    given = handed(call.account, call.about, files, About(said.kind, said.secrecy, said.unmarked))
    codes = attach(call.about, record, given, call.writer())
    return Answer({"codes": codes}, HTTPStatus.CREATED)


def get_evidence(call: Call, code: str) -> FileResponse:
    """The file."""
    found = file_of(call.about, code)
    if found is None:
        raise missing()
    return FileResponse(found[0].open("rb"), as_attachment=True, filename=found[1])


def detach_evidence(call: Call, table: str, number: int, code: str) -> Answer:
    """Take a file from a row; with its last row the file itself goes."""
    detach(call.about, _record(call, table, number), code, call.writer())
    return Answer(None, HTTPStatus.NO_CONTENT)


def _record(call: Call, table: str, number: int) -> Record:
    record = Record.objects.filter(dossier=call.about, table=table, number=number).first()
    if record is None:
        raise missing()
    return record


def _shown(call: Call, each: Any) -> Data:  # noqa: ANN401 - a named tuple of the room below
    return {**each._asdict(), "state": call.say(each.state)}


_OF_ROW = f"{OF_DOSSIER}/tables/{{table}}/rows/{{int:number}}/evidence"

operations = (
    Operation("GET", _OF_ROW, list_evidence, "see", Text("一行的佐证", "Evidence of a row"), Evidence),
    Operation("POST", _OF_ROW, attach_evidence, "see", Text("添加佐证", "Attach evidence"), Attached, HTTPStatus.CREATED),
    Operation("DELETE", f"{_OF_ROW}/{{code}}", detach_evidence, "see", Text("移除佐证", "Detach"), None, HTTPStatus.NO_CONTENT),
    Operation("GET", f"{OF_DOSSIER}/evidence/{{code}}", get_evidence, "see", Text("佐证文件", "A file of evidence")),
)

"""Papers: which can be made of a dossier, and each of them as a file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from ninja import Schema

from jixiao import kinds
from jixiao.report.form import FOLDER, Material
from jixiao.report.making import FORMATS, make, makeable
from jixiao.web.api.operation import OF_DOSSIER, Call, Operation
from jixiao.web.api.problems import missing
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.standings import scored
from jixiao.wording import Text

order = 60
words = Text("文件", "Papers")


class PaperShape(Schema):
    """A paper: the stage of the year that it belongs to, and the formats in which it can be had."""

    form: str
    title: str
    stage: str
    formats: list[str]


class Papers(Schema):
    """All that the dossier has what it takes for."""

    items: list[PaperShape]


def list_papers(call: Call) -> dict[str, Any]:
    """The papers that can be made now."""
    formats = list(kinds.names(FORMATS))
    forms = ((name, kinds.load(FOLDER, name)) for name in makeable(_material(call)))
    return {
        "items": [{"form": name, "title": call.say(form.title), "stage": form.stage, "formats": formats} for name, form in forms]
    }


def get_paper(call: Call, form: str, ending: str) -> HttpResponse:
    """A paper as it is made from the dossier now; a whole set is made by a job of the kind ``papers``."""
    material = _material(call)
    if ending not in kinds.names(FORMATS) or form not in makeable(material):
        raise missing()
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        made = make(material, Path(scratch), [form], [ending])[0]
        response = HttpResponse(made.path.read_bytes(), content_type=_TYPES.get(ending, "application/octet-stream"))
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=made.path.name) or "attachment"
    return response


def _material(call: Call) -> Material:
    return Material(assembled(call.about), scored(call.about))


_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}

operations = (
    Operation("GET", f"{OF_DOSSIER}/papers", list_papers, "export", Text("可编制的文件", "Papers that can be made"), Papers),
    Operation("GET", f"{OF_DOSSIER}/papers/{{form}}/{{ending}}", get_paper, "export", Text("一个文件", "A paper")),
)

"""Papers that were made: kept as they were that day, known by their digest, told in the history; and whether they still hold."""

from __future__ import annotations

from datetime import datetime
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from django.db import transaction

from jixiao import kinds
from jixiao.document.model import Document
from jixiao.document.opening import open_paper
from jixiao.document.projection import project
from jixiao.document.tidy import tidied
from jixiao.errors import JixiaoError
from jixiao.files.writing import make_folder, write_bytes
from jixiao.findings import Finding, Outcome
from jixiao.report import making
from jixiao.report.form import FOLDER, Material
from jixiao.report.stale import Guard
from jixiao.web.dossiers.worked_out import frameworks_of, kept, material_of
from jixiao.web.dossiers.writing import Writer
from jixiao.web.history.chain import Change, append
from jixiao.web.models import Dossier, Entry
from jixiao.wording import Text

TABLE, ACTION = "paper", "make_paper"
FORMATS: dict[str, tuple[str, Text]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", Text("Word文件", "Word")),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Text("Excel文件", "Excel")),
    "pdf": ("application/pdf", Text("PDF文件", "PDF")),
    "html": ("text/html; charset=utf-8", Text("网页文件", "web page")),
}
"""The formats that papers are downloaded in: what browsers call them, and what people do."""

_CONTEXT = 2


class Form(NamedTuple):
    """An official form that can be made of a dossier."""

    name: str
    title: Text
    stage: str
    is_public: bool


class Made(NamedTuple):
    """A paper that was made, as the history tells it."""

    number: int
    form: str
    format: str
    name: str
    digest: str
    dossier_version: int
    size: int
    at: datetime
    person: str
    path: Path

    @property
    def title(self) -> Text:
        """The title of its form."""
        known = self.form in kinds.names(FOLDER)
        return title_of(self.form) if known else Text("{form}", "{form}").fill(form=self.form)

    @property
    def is_whole(self) -> bool:
        """Whether the file still is what was made."""
        return self.path.is_file() and digest_of(self.path.read_bytes()) == self.digest


def digest_of(content: bytes) -> str:
    """The digest of a paper."""
    return f"sha256:{sha256(content).hexdigest()}"


# ---- what can be made


def material(dossier: Dossier) -> Material | None:
    """What papers are made of, by the first framework of the dossier; None where nothing can be scored."""
    try:
        names = frameworks_of(dossier)
        return material_of(dossier, names[0]) if names else None
    except JixiaoError:
        return None


def forms(dossier: Dossier) -> list[Form]:
    """The forms that can be made, in the order of the year."""
    of = material(dossier)
    return [_form(name) for name in making.makeable(of)] if of else []


def _form(name: str) -> Form:
    form = kinds.load(FOLDER, name)
    return Form(name, form.title, form.stage, bool(getattr(form, "public", False)))


def title_of(form: str) -> Text:
    """What a form is called."""
    return _form(form).title


def file_name(dossier: Dossier, form: str) -> str:
    """The name of the paper's file, without its ending."""
    of = material(dossier)
    assert of is not None
    return "".join("_" if sign in '<>:"/\\|?*' or ord(sign) < ord(" ") else sign for sign in kinds.load(FOLDER, form).name(of))


def paper(dossier: Dossier, form: str) -> Document:
    """The paper as it would be made now."""
    of = material(dossier)
    assert of is not None
    return kept(dossier, ("paper", form), lambda _: making.built(of, form))


def figures_of(dossier: Dossier, form: str) -> Material | None:
    """The material whose figures a paper states: that of the middle of the year for its papers."""
    of = material(dossier)
    if of is None or form not in kinds.names(FOLDER):
        return of
    return kept(dossier, ("mid_year",), lambda _: of.mid_year) if kinds.load(FOLDER, form).stage == "mid_year" else of


def left_out(dossier: Dossier, form: str) -> list[Finding]:
    """What a paper for the public leaves out, with its places, for its author to look at."""
    of = material(dossier)
    return kept(dossier, ("left_out", form), lambda _: list(making.left_out(of, [form])) if of else [])


# ---- made


def written(dossier: Dossier, form: str, ending: str) -> bytes:
    """The bytes of a paper in a format."""
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        path = Path(scratch) / f"paper.{ending}"
        kinds.load(making.FORMATS, ending).write(paper(dossier, form), path)
        return path.read_bytes()


def make(dossier: Dossier, form: str, ending: str, writer: Writer) -> Made:
    """Make a paper and keep it. One that was made before and has not changed by a byte is not kept twice."""
    content, name = written(dossier, form, ending), file_name(dossier, form)
    digest = digest_of(content)
    with transaction.atomic():
        held = Dossier.objects.select_for_update(no_key=True).select_related("unit").get(pk=dossier.pk)
        before = listed(held)
        same = next((each for each in before if (each.form, each.format) == (form, ending)), None)
        if same and same.digest == digest and same.is_whole:
            return same
        number = max((each.number for each in before), default=0) + 1
        path = _path(held, number, ending)
        make_folder(path.parent)
        write_bytes(path, content)
        said = {"form": form, "format": ending, "name": f"{name}.{ending}", "digest": digest, "size": len(content)}
        said["dossier_version"] = dossier.version
        change = Change(ACTION, TABLE, f"{number}", None, said, held.unit.code, held.fiscal_year, f"{name}.{ending}")
        (entry,) = append(writer.act, [change])
    return _of_entry(held, entry)


def listed(dossier: Dossier) -> list[Made]:
    """The papers that were made of a dossier, the newest first."""
    told = Entry.objects.filter(unit_code=dossier.unit.code, fiscal_year=dossier.fiscal_year, table=TABLE, action=ACTION)
    return [_of_entry(dossier, each) for each in told.order_by("-number")]


def found(dossier: Dossier, number: int) -> Made | None:
    """The paper of a number."""
    told = Entry.objects.filter(unit_code=dossier.unit.code, fiscal_year=dossier.fiscal_year, table=TABLE, action=ACTION)
    entry = told.filter(key=f"{number}").first()
    return _of_entry(dossier, entry) if entry else None


def _of_entry(dossier: Dossier, entry: Entry) -> Made:
    said = entry.after or {}
    return Made(
        int(entry.key),
        said["form"],
        said["format"],
        said["name"],
        said["digest"],
        said["dossier_version"],
        said["size"],
        datetime.fromisoformat(entry.at),
        entry.person,
        _path(dossier, int(entry.key), said["format"]),
    )


def _path(dossier: Dossier, number: int, ending: str) -> Path:
    return dossier.folder / "papers" / f"{number:05d}.{ending}"


# ---- whether it still holds, and what differs


def holds(dossier: Dossier, made: Made) -> Outcome:
    """What in a paper that was made earlier no longer holds today."""
    return kept(dossier, ("stale", made.number), lambda tables: Guard(tables).outcome(made.name, open_paper(made.path)))


class Difference(NamedTuple):
    """A line of two papers: ``kind`` is same, gone, new or skipped."""

    kind: str
    text: str


def differences(dossier: Dossier, made: Made, other: Made | None) -> list[Difference]:
    """The lines of text in which a paper differs from another one, or from what would be made now (None)."""
    then = open_paper(other.path) if other else paper(dossier, made.form)
    return _differing(_lines(open_paper(made.path)), _lines(then))


def _lines(document: Document) -> list[str]:
    return project(tidied(document)).splitlines()


def _differing(before: list[str], after: list[str]) -> list[Difference]:
    """The lines that differ, each with a little of what stands around it."""
    found = list[Difference]()
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(_CONTEXT):
        if found:
            found.append(Difference("skipped", ""))
        for word, one, one_end, two, two_end in group:
            if word == "equal":
                found += [Difference("same", line) for line in before[one:one_end]]
            else:
                found += [Difference("gone", line) for line in before[one:one_end]]
                found += [Difference("new", line) for line in after[two:two_end]]
    return found

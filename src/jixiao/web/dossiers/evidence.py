"""Evidence of rows: files that are kept beside a dossier's tables with their digests, and linked to the rows that they prove.

Whoever may write a row may prove it. The files stand in the dossier's folder under names that are safe anywhere; a file that was
handed in twice is kept once. A file is taken away with the last link to it; the history keeps its name and its digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from jixiao.errors import Unreadable, Unwritable
from jixiao.files.contents import Content, content_of
from jixiao.files.package import Package
from jixiao.files.texts import text_of_file
from jixiao.files.writing import remove
from jixiao.tables.cells import Misfit, text_of_value, value_of
from jixiao.tables.dossier import Row
from jixiao.tables.proofs import STATES, digest_of, proofs
from jixiao.tables.schema import TableSpec
from jixiao.tables.secrecy import REFUSED, is_marking, marking_in
from jixiao.web.dossiers.assembling import assembled, schema_of
from jixiao.web.dossiers.inputs import normal
from jixiao.web.dossiers.uploads import Unsuitable, ending_of, held_within, nameless, put
from jixiao.web.dossiers.writing import Drop, Forbidden, Put, Writer, write
from jixiao.web.models import Dossier, Record
from jixiao.web.people.permissions import permission_for
from jixiao.wording import Text

EVIDENCE, LINK = "evidence", "evidence_link"
SUBFOLDER = "evidence"
LARGEST = 20_000_000
"""Bytes of one file of evidence."""
MOST = 20
"""Files that are handed in at once."""

ENDINGS: dict[str, frozenset[Content]] = {
    ".pdf": frozenset({"pdf"}),
    ".ofd": frozenset({"ofd", "packed"}),
    ".jpg": frozenset({"picture"}),
    ".jpeg": frozenset({"picture"}),
    ".png": frozenset({"picture"}),
    ".docx": frozenset({"docx"}),
    ".xlsx": frozenset({"xlsx"}),
    ".doc": frozenset({"doc"}),
    ".xls": frozenset({"xls"}),
    ".wps": frozenset({"doc", "docx"}),
    ".et": frozenset({"xls", "xlsx"}),
    ".txt": frozenset({"text"}),
    ".csv": frozenset({"text"}),
}
"""The kinds of files that are taken as evidence, and what each of them has to be inside."""

_TAGS = re.compile(r"<[^>]*>")
_BODIES = ("word/document.xml", "xl/sharedStrings.xml")
_READ = 400_000


class About(NamedTuple):
    """What is said of the files that are handed in: what kind of material they are, and whether they are internal."""

    kind: str = ""
    secrecy: str = ""


NOTHING_SAID = About()


class Shown(NamedTuple):
    """A file of evidence as a page tells of it."""

    code: str
    name: str
    kind: str
    secrecy: str
    state: Text
    is_whole: bool
    digest: str


def attach(dossier: Dossier, record: Record, uploads: Sequence[UploadedFile[Any]], about: About, writer: Writer) -> list[str]:
    """Keep files as evidence of a row, and say by which codes. ``Unsuitable`` if one of them cannot be taken; then none is.

    Called within a transaction, or makes one; the files are taken away again if it does not end well.
    """
    spec = _permit(dossier, record, writer)
    if len(uploads) > MOST:
        raise Unsuitable(_TOO_MANY.fill(n=len(uploads), most=MOST))
    _refuse_marked(about.kind)
    for each in uploads:
        _refuse_marked((each.name or "").rpartition(".")[0])
    names = [held_within(each, LARGEST, ENDINGS) for each in uploads]
    placed: list[Path] = []
    try:
        with transaction.atomic():
            return _attached(dossier, (record, spec), list(zip(names, uploads, strict=True)), about, writer, placed)
    except BaseException:
        for path in placed:
            with suppress(Unwritable):
                remove(path)
        raise


def _attached(
    dossier: Dossier,
    to: tuple[Record, TableSpec],
    files: Sequence[tuple[str, UploadedFile[Any]]],
    about: About,
    writer: Writer,
    placed: list[Path],
) -> list[str]:
    held = Dossier.objects.select_for_update().get(pk=dossier.pk)
    known = {values.get("digest", ""): values.get("evidence_code", "") for values in _values(dossier, EVIDENCE)}
    spec_of_evidence = schema_of(dossier)[EVIDENCE]
    codes = _free_codes(set(known.values()), held.counters.get(EVIDENCE, 1))
    wanted: list[Put | Drop] = []
    linked = list[str]()
    for name, upload in files:
        code = next(codes)
        path = dossier.folder / SUBFOLDER / f"{code}-{name}"
        put(upload, path)
        placed.append(path)
        examine(path, name)
        digest = digest_of(path)
        if digest in known:
            placed.remove(path)
            remove(path)
            linked.append(known[digest])
            continue
        known[digest] = code
        linked.append(code)
        cells = {"evidence_code": code, "file": f"{SUBFOLDER}/{path.name}", "digest": digest}
        wanted.append(Put(EVIDENCE, None, normal(spec_of_evidence, cells | {"kind": about.kind, "secrecy": about.secrecy})))
    record, spec = to
    key = key_shown(spec, record)
    there = {(each.get("evidence_code"), each.get("table"), each.get("row_key")) for each in _values(dossier, LINK)}
    wanted += [
        Put(LINK, None, {"evidence_code": code, "table": record.table, "row_key": key})
        for code in dict.fromkeys(linked)
        if (code, record.table, key) not in there
    ]
    write(dossier, wanted, Writer(writer.act, writer.account, None), action="attach")
    return linked


def _values(dossier: Dossier, table: str) -> Iterable[dict[str, str]]:
    return Record.objects.filter(dossier=dossier, table=table).values_list("values", flat=True)


def _free_codes(taken: set[str], number: int) -> Iterator[str]:
    while True:
        number += 1
        if (code := f"ZZ-{number:05d}") not in taken:
            yield code


def _permit(dossier: Dossier, record: Record, writer: Writer) -> TableSpec:
    """Whoever may write the row may prove it."""
    spec = schema_of(dossier).get(record.table)
    if spec is None or record.table in {EVIDENCE, LINK}:
        raise Forbidden(_NOT_YOURS)
    permission = permission_for(record.table, is_ledger=spec.is_ledger)
    if writer.person and not writer.person.may_write(permission, dossier, record.office_code):
        raise Forbidden(_NOT_YOURS)
    return spec


def key_shown(spec: TableSpec, record: Record) -> str:
    """What names a row to links of evidence, as ``Row.key`` has it."""
    cells = []
    for name in spec.key[1:] or spec.key:
        value = value_of(spec.fields[name], record.values.get(name, ""))
        cells.append(record.values.get(name, "") if isinstance(value, Misfit) else text_of_value(spec.fields[name], value))
    return "/".join(cells) or f"#{record.number}"


# ---- what is not taken


def examine(path: Path, name: str) -> None:
    """Whether a file is what its name says, and bears no marking of a state secret as far as its text can be read."""
    try:
        content = content_of(path)
        text = _text_in(path, content) if content in ENDINGS[ending_of(name)] else None
    except Unreadable as error:
        raise Unsuitable(_UNREADABLE.fill(name=name, why=nameless(error.text, name))) from error
    if text is None:
        raise Unsuitable(_OTHERWISE.fill(name=name, ending=ending_of(name).removeprefix(".")))
    _refuse_marked(text)


def _text_in(path: Path, content: Content) -> str:
    if content == "text":
        return text_of_file(path)[:_READ]
    if content not in {"docx", "xlsx"}:
        return ""
    with Package(path) as package:
        bodies = [package.read(name) for name in _BODIES if name in package]
    return "".join(_TAGS.sub("", body.decode("utf-8", "replace")) for body in bodies)[:_READ]


def _refuse_marked(text: str) -> None:
    first = next((line for line in text.splitlines() if line.strip()), "")
    if is_marking(first) or marking_in(text):
        raise Unsuitable(REFUSED)


_TOO_MANY = Text("一次最多上传{most}个文件，这里有{n}个", "At most {most} files are taken at once; here are {n}")
_UNREADABLE = Text("不能接收“{name}”：{why}", "“{name}” cannot be taken: {why}")
_OTHERWISE = Text(
    "不能接收“{name}”：它的内容不是 {ending} 文件；请用原来的程序另存后再传",
    "“{name}” cannot be taken: it is no {ending} file inside; save it anew from the program that made it",
)
_NOT_YOURS = Text(
    "没有保存：您没有权限为这一行添加或移除佐证，或者卷宗已经锁定",
    "Nothing was saved: the evidence of this row is not yours to change, or the dossier is locked",
)


# ---- what stands there


def shown(dossier: Dossier, row: Row) -> list[Shown]:
    """The evidence of a row, each file held against what was registered."""
    found = []
    for proof in proofs(assembled(dossier), row):
        name = proof.file.rpartition("/")[2].removeprefix(f"{proof.code}-")
        said = proof.row.text("kind"), proof.row.text("secrecy"), STATES[proof.state]
        found.append(Shown(proof.code, name, *said, proof.state in {"whole", "unregistered"}, proof.row.text("digest")))
    return found


def counts(dossier: Dossier, table: str) -> dict[str, int]:
    """How many files prove each row of a table, by the row's key."""
    found: dict[str, int] = {}
    for link in assembled(dossier).table(LINK):
        if link["table"] == table:
            key = link.text("row_key")
            found[key] = found.get(key, 0) + 1
    return found


def file_of(dossier: Dossier, code: str) -> tuple[Path, str] | None:
    """Where a file of evidence stands and what it is called; None where there is none, or it lies outside of the dossier."""
    row = assembled(dossier).find(EVIDENCE, evidence_code=code)
    if row is None:
        return None
    folder = dossier.folder.resolve()
    path = (folder / row.text("file")).resolve()
    if not path.is_relative_to(folder / SUBFOLDER) or not path.is_file():
        return None
    return path, path.name.removeprefix(f"{code}-")


def detach(dossier: Dossier, record: Record, code: str, writer: Writer) -> None:
    """Take a file from a row; with its last row the file itself goes as well."""
    spec = _permit(dossier, record, writer)
    key = key_shown(spec, record)
    links = [each for each in Record.objects.filter(dossier=dossier, table=LINK) if each.values.get("evidence_code") == code]
    mine = [each for each in links if (each.values.get("table"), each.values.get("row_key")) == (record.table, key)]
    wanted = [Drop(LINK, each.number, each.version) for each in mine]
    place = file_of(dossier, code)
    is_last = bool(mine) and len(links) == len(mine)
    if is_last:
        those = Record.objects.filter(dossier=dossier, table=EVIDENCE)
        wanted += [Drop(EVIDENCE, each.number, each.version) for each in those if each.values.get("evidence_code") == code]
    with transaction.atomic():
        write(dossier, wanted, Writer(writer.act, writer.account, None), action="detach")
        if is_last and place:
            transaction.on_commit(lambda: remove(place[0]))


def moved_links(dossier: Dossier, spec: TableSpec, record: Record, before: str) -> list[Put | Drop] | None:
    """What has to be written so that a row whose key was changed keeps its evidence."""
    key = key_shown(spec, record)
    if key == before:
        return None
    links = Record.objects.filter(dossier=dossier, table=LINK)
    mine = [each for each in links if (each.values.get("table"), each.values.get("row_key")) == (record.table, before)]
    return [Put(LINK, each.number, each.values | {"row_key": key}, each.version) for each in mine]

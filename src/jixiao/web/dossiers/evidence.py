"""Evidence of rows: files that are kept beside a dossier's tables with their digests, and linked to the rows that they prove.

Whoever may write a row may prove it. The files stand in the dossier's folder under names that are safe anywhere; a file that was
handed in twice is kept once. A file is taken away with the last link to it; the history keeps its name and its digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest

from jixiao.errors import Unreadable
from jixiao.files.contents import Content, content_of
from jixiao.files.package import Package
from jixiao.files.writing import remove
from jixiao.review.marked import looked_at, marking_of
from jixiao.tables.cells import Misfit, text_of_value, value_of
from jixiao.tables.dossier import Row
from jixiao.tables.proofs import STATES, digest_of, proofs
from jixiao.tables.schema import TableSpec
from jixiao.tables.secrecy import REFUSED
from jixiao.web.dossiers.assembling import assembled, schema_of
from jixiao.web.dossiers.placing import new_file, together
from jixiao.web.dossiers.rows import normal
from jixiao.web.dossiers.uploads import Unsuitable, Waiting, ending_of, let_go, nameless, received, waiting
from jixiao.web.dossiers.writing import Drop, Forbidden, Put, Writer, Written, write
from jixiao.web.history.chain import Change, append
from jixiao.web.models import Account, Dossier, Record
from jixiao.web.people.permissions import LEDGER, permission_for
from jixiao.wording import Text, joined, settled

EVIDENCE, LINK, INDICATOR = "evidence", "evidence_link", "indicator"
SUBFOLDER = "evidence"
LARGEST = 20_000_000
"""Bytes of one file of evidence."""
WAITING = "evidence_waiting"
"""What names the files in a form that wait since it was shown before."""
CONFIRMED = "confirm_unmarked"
"""What the history calls somebody's word that files bear no marking."""
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


class About(NamedTuple):
    """What is said of the files that are handed in: what kind of material they are, and whether they are internal.

    ``is_confirmed`` says that somebody has looked at those that cannot be searched, and found no marking of a state secret on them.
    """

    kind: str = ""
    secrecy: str = ""
    is_confirmed: bool = False


NOTHING_SAID = About()


class Handed(NamedTuple):
    """Files that were handed in and looked at; ``unsearched`` are those that could not be searched for markings, with the reason."""

    files: Sequence[Waiting] = ()
    about: About = NOTHING_SAID
    unsearched: Mapping[str, Text] = {}


NOTHING_HANDED = Handed()


class Unconfirmed(Unsuitable):
    """Files that cannot be searched, and nobody has said yet that they bear no marking; until then they wait."""

    def __init__(self, files: Sequence[Waiting], unsearched: Mapping[str, Text]) -> None:
        named = [_UNSEARCHED.fill(name=name, why=why) for name, why in unsearched.items()]
        super().__init__(_UNCONFIRMED.fill(files=joined(named, "、", ", ")))
        self.files = files


class Shown(NamedTuple):
    """A file of evidence as a page tells of it."""

    code: str
    name: str
    kind: str
    secrecy: str
    state: Text
    is_whole: bool
    digest: str


def of_form(request: HttpRequest, account: Account, dossier: Dossier) -> Handed:
    """The files of a form (``evidence_input.html``): those that were chosen now, and those that wait since the form was shown again."""
    posted, uploads = request.POST, [each for each in request.FILES.getlist("evidence") if each is not None]
    about = About(posted.get("evidence_kind", "").strip(), posted.get("evidence_secrecy", ""), "evidence_unmarked" in posted)
    return handed(account, dossier, uploads, about, posted.getlist(WAITING))


def asking_for(files: Sequence[Waiting]) -> str:
    """The part of an address that names files that wait."""
    return urlencode({WAITING: [each.token for each in files]}, doseq=True)


def waiting_for(request: HttpRequest, account: Account, dossier: Dossier) -> list[Waiting]:
    """The files that an address names, as far as they wait still."""
    found = []
    for token in request.GET.getlist(WAITING)[:MOST]:
        with suppress(Unreadable):
            found.append(waiting(account, dossier, token))
    return found


def handed(
    account: Account, dossier: Dossier, uploads: Sequence[UploadedFile[Any]], about: About, tokens: Sequence[str] = ()
) -> Handed:
    """Look at files: what they are, and whether they bear a marking of a state secret. ``Unsuitable`` says why one cannot be taken.

    This may take a while, so it comes before the database is held.
    """
    if len(uploads) + len(tokens) > MOST:
        raise Unsuitable(_TOO_MANY.fill(n=len(uploads) + len(tokens), most=MOST))
    _refuse_marked(about.kind)
    for each in uploads:
        _refuse_marked((each.name or "").rpartition(".")[0])
    files: list[Waiting] = []
    try:
        files += [waiting(account, dossier, token) for token in tokens]
        for each in uploads:
            files.append(received(account, dossier, each, LARGEST, ENDINGS))
        unsearched = examined(files)
    except Unreadable as error:
        raise Unsuitable(error.text) from error
    except Unsuitable:
        for file in files:
            let_go(file.path)
        raise
    if unsearched and not about.is_confirmed:
        raise Unconfirmed(files, unsearched)
    return Handed(files, about, unsearched)


def attach(dossier: Dossier, record: Record, given: Handed, writer: Writer) -> list[str]:
    """Keep files as evidence of a row, and say by which codes."""
    spec = _permit(dossier, record, writer)
    with together():
        codes = _attached(dossier, (record, spec), given, writer)
    for file in given.files:
        transaction.on_commit(partial(let_go, file.path), robust=True)
    return list(codes.values())


def keep(dossier: Dossier, given: Handed, writer: Writer) -> list[str]:
    """Keep files as evidence of something that has no row yet, and say by which codes. Whoever calls has asked whether it is permitted."""
    with together():
        codes = _attached(dossier, None, given, writer)
    for file in given.files:
        transaction.on_commit(partial(let_go, file.path), robust=True)
    return list(codes.values())


def _attached(dossier: Dossier, to: tuple[Record, TableSpec] | None, given: Handed, writer: Writer) -> dict[str, str]:
    """The code of each file by its token."""
    held = Dossier.objects.select_for_update(no_key=True).get(pk=dossier.pk)
    known = {values.get("digest", ""): values.get("evidence_code", "") for values in _values(dossier, EVIDENCE)}
    spec_of_evidence = schema_of(dossier)[EVIDENCE]
    fresh = _free_codes(set(known.values()), held.counters.get(EVIDENCE, 1))
    wanted: list[Put | Drop] = []
    codes: dict[str, str] = {}
    for file in given.files:
        digest = digest_of(file.path)
        if digest not in known:
            code = known[digest] = next(fresh)
            path = dossier.folder / SUBFOLDER / f"{code}-{file.name}"
            new_file(file.path, path)
            cells = {"evidence_code": code, "file": f"{SUBFOLDER}/{path.name}", "digest": digest}
            cells |= {"kind": given.about.kind, "secrecy": given.about.secrecy}
            wanted.append(Put(EVIDENCE, None, normal(spec_of_evidence, cells)))
        codes[file.token] = known[digest]
    if to is not None:
        record, spec = to
        key = key_shown(spec, record)
        there = {(each.get("evidence_code"), each.get("table"), each.get("row_key")) for each in _values(dossier, LINK)}
        wanted += [
            Put(LINK, None, {"evidence_code": code, "table": record.table, "row_key": key})
            for code in dict.fromkeys(codes.values())
            if (code, record.table, key) not in there
        ]
    write(dossier, wanted, Writer(writer.act, writer.account, None), action="attach")
    append(
        writer.act, [_confirmed(dossier, each, given, codes[each.token]) for each in given.files if each.name in given.unsearched]
    )
    return codes


def _confirmed(dossier: Dossier, file: Waiting, given: Handed, code: str) -> Change:
    return confirmation(dossier, EVIDENCE, code, {file.name: given.unsearched[file.name]})


def confirmation(dossier: Dossier, table: str, key: str, unsearched: Mapping[str, Text]) -> Change:
    """What the history says of somebody's word that files which cannot be searched bear no marking."""
    said = {name: why.say("zh") for name, why in unsearched.items()}
    return Change(CONFIRMED, table, key, None, said, dossier.unit.code, dossier.fiscal_year, key)


def _values(dossier: Dossier, table: str) -> Iterable[dict[str, str]]:
    return Record.objects.filter(dossier=dossier, table=table).values_list("values", flat=True)


def _free_codes(taken: set[str], number: int) -> Iterator[str]:
    while True:
        number += 1
        if (code := f"ZZ-{number:05d}") not in taken:
            yield code


def _permit(dossier: Dossier, record: Record, writer: Writer) -> TableSpec:
    """Whoever may write the row may prove it; what proves an indicator is handed in by whoever records for its office."""
    spec = schema_of(dossier).get(record.table)
    if spec is None or record.table in {EVIDENCE, LINK}:
        raise Forbidden(_NOT_YOURS)
    permission = LEDGER if record.table == INDICATOR else permission_for(record.table, is_ledger=spec.is_ledger)
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


def examined(files: Sequence[Waiting]) -> dict[str, Text]:
    """The files that cannot be searched for markings, with the reason; ``Unsuitable`` if one is not what its name says, or bears one."""
    for file in files:
        try:
            is_such = content_of(file.path) in ENDINGS[ending_of(file.name)]
            if is_such and content_of(file.path) in _PACKED:
                with Package(file.path):
                    pass
        except Unreadable as error:
            raise Unsuitable(_UNREADABLE.fill(name=file.name, why=nameless(error.text, file.name))) from error
        if not is_such:
            raise Unsuitable(_OTHERWISE.fill(name=file.name, ending=ending_of(file.name).removeprefix(".")))
    unsearched = {}
    for file, came in zip(files, looked_at([file.path for file in files]), strict=True):
        if came.marking:
            raise Unsuitable(_MARKED.fill(name=file.name, where=came.where, marking=came.marking, refused=REFUSED))
        if came.unsearched:
            unsearched[file.name] = _of_owner(file, came.unsearched)
    return unsearched


def _of_owner(file: Waiting, said: Text) -> Text:
    """What is said of a file that waits, by the name that its owner knows."""
    return settled(said, lambda words: words.replace(file.path.name, file.name))


def _refuse_marked(text: str) -> None:
    if marking_of(text):
        raise Unsuitable(REFUSED)


_TOO_MANY = Text("一次最多上传{most}个文件，这里有{n}个", "At most {most} files are taken at once; here are {n}")
_PACKED: frozenset[Content] = frozenset({"docx", "xlsx", "ofd", "packed"})
_MARKED = Text(
    "不能接收“{name}”：{where}标有“{marking}”。{refused}", "“{name}” cannot be taken: {where} bears “{marking}”. {refused}"
)
_UNSEARCHED = Text("“{name}”（{why}）", "“{name}” ({why})")
_UNCONFIRMED = Text(
    "{files}，程序不能检索其中有没有密级标志。请打开核对，没有标密级的，勾选“已逐份核对”后再保存",
    "the program cannot search {files} for markings of state secrets. Look at it yourself, say that it bears none, and save again",
)
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


def write_with_proofs(dossier: Dossier, wanted: Sequence[Put | Drop], writer: Writer) -> Written:
    """Write rows; what proves one of them goes on to, should its key be another one now. ``Refusal`` as with ``write``."""
    changed = [each for each in wanted if isinstance(each, Put) and each.number is not None]
    with together():
        standing = Record.objects.filter(dossier=dossier, table__in={each.table for each in changed})
        own = {(each.table, each.number) for each in changed}
        some = standing.filter(number__in={number for _, number in own}) if own else ()
        before = {(each.table, each.number): each for each in some if (each.table, each.number) in own}
        done = write(dossier, wanted, writer)
        pairs = [(before[at], each) for each in done.records if (at := (each.table, each.number)) in before]
        moved = [link for pair in pairs for link in _moved_links(dossier, *pair)]
        if moved:
            write(dossier, moved, Writer(writer.act, writer.account, None))
    return done


def _moved_links(dossier: Dossier, before: Record, record: Record) -> list[Put | Drop]:
    spec = schema_of(dossier)[record.table]
    was, key = key_shown(spec, before), key_shown(spec, record)
    if was == key:
        return []
    links = Record.objects.filter(dossier=dossier, table=LINK)
    mine = [each for each in links if (each.values.get("table"), each.values.get("row_key")) == (record.table, was)]
    return [Put(LINK, each.number, each.values | {"row_key": key}, each.version) for each in mine]

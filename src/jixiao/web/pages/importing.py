"""Many rows at once: pasted out of an office program, from a file of another program, or from a workbook that was filled in offline.

Whatever comes is shown first, each row with what is wrong with it, and nothing is saved; then all of it is, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from jixiao.errors import Unreadable
from jixiao.findings import Finding
from jixiao.tables.schema import Field, TableSpec
from jixiao.web.dossiers import importing, offline
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.importing import Heading, Meanings, Reading, Unknown
from jixiao.web.dossiers.listing import names_of, options_of
from jixiao.web.dossiers.offered import NEW, REMOVED, STATES, Choice, Offered, counted, wanted
from jixiao.web.dossiers.pasting import ENDINGS, Grid, Tried, entered, expected_columns, grid_of_file, tried
from jixiao.web.dossiers.rows import may_write
from jixiao.web.dossiers.uploads import Unsuitable, keep, keep_text, kept, let_go, nameless
from jixiao.web.dossiers.writing import Conflict, Faulty, Put, write
from jixiao.web.jobs.asking import Upload, ask
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.visiting import refused
from jixiao.wording import Text, joined

SHOWN = 60
"""Rows without a fault that are shown of a preview; and so many with one."""
AT_ONCE = 2_000
"""Rows that are saved while their owner waits; more of them are work for the background."""
LONGEST_SHOWN_PASTE = 200_000
NAME = Text("财务系统", "Finance system")


_NOTHING_CHOSEN, _UNREAD = Choice(), Reading()


@dataclass
class Brought:
    """What was brought, and how it is read so far."""

    token: str
    path: Path
    offered: list[Offered] = field(default_factory=list)
    choice: Choice = _NOTHING_CHOSEN
    grid: Grid | None = None
    reading: Reading = _UNREAD
    name: str = ""
    headings: Sequence[Heading] = ()
    unknown: Sequence[Unknown] = ()
    faults: Sequence[Text] = ()
    is_offline: bool = False


class Line(NamedTuple):
    """A row of the preview: its line, its state, its cells with what is wrong with each, and what is wrong with it as a whole."""

    line: int | None
    offered: Offered
    cells: Sequence[tuple[str, Sequence[Finding]]]
    faults: Sequence[Finding]
    remarks: Sequence[Finding]
    is_mine: bool

    @property
    def is_faulty(self) -> bool:
        """Whether anything is wrong with it."""
        return bool(self.faults) or any(faults for _, faults in self.cells)


class Group(NamedTuple):
    """Some rows of the preview under a title, and how many more there are."""

    title: Text
    lines: Sequence[Line]
    more: int


_FAULTY, _OTHERS = Text("需要改正的行", "Rows that have to be mended"), Text("其余各行", "The other rows")


def table_import(visit: Visit, table: str) -> HttpResponse:
    """The page: the three ways in, then what came, then saved."""
    spec = assembled(visit.about).schema.get(table)
    if spec is None:
        raise Http404
    if not may_write(visit.person, visit.about, spec):
        return refused(visit)
    if not visit.is_post:
        return _ways(visit, spec)
    try:
        brought = _brought(visit, spec)
    except Unsuitable as unsuitable:
        return _ways(visit, spec, unsuitable.because)
    except Unreadable as unreadable:
        return _ways(visit, spec, nameless(unreadable.text, _FILE.say(visit.language)))
    if "save" in visit.request.POST and not brought.faults:
        return _save(visit, spec, brought)
    return _preview(visit, spec, brought)


def _ways(visit: Visit, spec: TableSpec, fault: Text | None = None) -> HttpResponse:
    offices = dict(names_of(assembled(visit.about), "office")) if "office_code" in spec.fields else {}
    mine = visit.person.offices(visit.about)
    said = {
        "spec": spec,
        "fault": fault,
        "columns": expected_columns(spec),
        "offices": {code: name for code, name in offices.items() if mine is None or code in mine},
        "may_all": mine is None,
        "text": visit.request.POST.get("text", "")[:LONGEST_SHOWN_PASTE],
        "accepts": ",".join(ENDINGS),
    }
    return visit.show("import.html", HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK, **said)


# ---- what was brought


def _brought(visit: Visit, spec: TableSpec) -> Brought:
    posted, about = visit.request.POST, visit.about
    upload, text = visit.request.FILES.get("file"), posted.get("text", "")
    if upload is not None:
        token = keep(visit.account, about, upload, ENDINGS)
    elif text.strip() and "token" not in posted:
        token = keep_text(visit.account, about, text)
    else:
        token = posted.get("token", "")
    path = kept(visit.account, about, token)
    known = offline.opened(path)
    found = Brought(token, path, choice=_choice(visit))
    if known is not None:
        found.is_offline = True
        found.choice = found.choice._replace(changes=True)
        found.offered = offline.compared(about, spec, *known)
        return found
    return _read(visit, spec, found)


def _choice(visit: Visit) -> Choice:
    posted = visit.request.POST
    mine = frozenset(int(each) for each in posted.getlist("mine") if each.isdecimal())
    return Choice("change" in posted, "remove" in posted, mine)


def _read(visit: Visit, spec: TableSpec, found: Brought) -> Brought:
    """A file of another program: how it is read was guessed, or comes from the form of the preview."""
    tables = assembled(visit.about)
    found.grid = grid = grid_of_file(found.path, spec)
    readings = importing.saved(visit.about, spec.name)
    posted = visit.request.POST
    if "mapped" in posted:
        found.name = posted.get("name", "").strip()[:80]
        found.reading = _posted_reading(visit, spec, grid)
    else:
        found.name = importing.best(readings, grid)
        found.reading = _with_office(visit, spec, importing.guessed(spec, grid, readings.get(found.name)))
    found.headings = importing.headings(spec, grid, found.reading)
    found.faults = [each.fault for each in found.headings if each.fault]
    columns = [each.column for each in found.headings]
    if not any(columns):
        found.faults = [*found.faults, _NO_COLUMN]
    lines = entered(grid, columns, found.reading.wan_places(grid))
    found.unknown = Meanings(tables, spec, found.reading).unknown(tables, lines)
    found.offered = importing.offered(visit.about, tables, spec, grid, found.reading)
    lacking = _lacking(spec, found)
    if lacking and any(columns):
        found.faults = [*found.faults, _LACKING.fill(columns=joined(lacking, "、", ", "))]
    return found


def _lacking(spec: TableSpec, found: Brought) -> list[Text]:
    """The columns that new rows need and that nothing in the file was taken for."""
    given = (
        {each.column.name for each in found.headings if each.column} | found.reading.constants.keys() | {"unit_code", "row_id"}
    )
    has_new = any(each.state == NEW for each in found.offered)
    return [column.label for column in spec.fields.values() if has_new and column.required and column.name not in given]


_LACKING = Text(
    "文件中没有认出这些必填的列：{columns}。请在下面指明是哪一列，或者统一填写",
    "These columns are required and were not found in the file: {columns}. Say below which columns they are, or fill them in for all rows",
)


_FILE = Text("上传的文件", "that was uploaded")
_NO_COLUMN = Text("请先为各列选择对应的内容", "Choose first what each column is")


def _with_office(visit: Visit, spec: TableSpec, reading: Reading) -> Reading:
    mine = visit.person.offices(visit.about)
    if "office_code" not in spec.fields or mine is None or len(mine) != 1 or "office_code" in reading.columns.values():
        return reading
    return replace(reading, constants={**reading.constants, "office_code": next(iter(mine))})


def _posted_reading(visit: Visit, spec: TableSpec, grid: Grid) -> Reading:
    posted = visit.request.POST
    words = importing.words_of(grid)
    columns = {word: posted.get(f"map-{at}", "") for at, word in enumerate(words)}
    constants = {name: posted.get(f"const-{name}", "").strip() for name in spec.fields}
    values: dict[str, dict[str, str]] = {}
    for name in spec.fields:
        pairs = zip(posted.getlist(f"word-{name}"), posted.getlist(f"means-{name}"), strict=False)
        values[name] = {word: means for word, means in pairs if means}
    return Reading(
        {word: column for word, column in columns.items() if column in spec.fields or not column},
        {name: words for name, words in values.items() if words},
        {name: text for name, text in constants.items() if text},
        frozenset(word for at, word in enumerate(words) if f"wan-{at}" in posted),
    )


# ---- shown, and saved


def _preview(visit: Visit, spec: TableSpec, brought: Brought, refused_by: Conflict | None = None) -> HttpResponse:
    puts, those = wanted(spec.name, brought.offered, brought.choice)
    trial = tried(visit.about, puts, visit.writer()) if puts and not brought.faults else Tried()
    columns = _columns(spec, brought.offered)
    lines = _lines(columns, brought, those, trial)
    faulty = [each for each in lines if each.is_faulty]
    others = [each for each in lines if not each.is_faulty]
    text = brought.path.read_text("utf-8")[:LONGEST_SHOWN_PASTE] if brought.path.suffix == ".tsv" else ""
    said: dict[str, Any] = {
        "spec": spec,
        "brought": brought,
        "columns": columns,
        "faulty": len(faulty),
        "groups": [Group(_FAULTY, faulty[:SHOWN], len(faulty[SHOWN:])), Group(_OTHERS, others[:SHOWN], len(others[SHOWN:]))],
        "counts": [(state, STATES[state], number) for state, number in counted(brought.offered).items() if number],
        "number": len(puts),
        "general": trial.faults.get(-1, ()),
        "conflict": trial.conflict or refused_by,
        "is_ready": bool(puts) and not trial.faults and not trial.conflict and not brought.faults,
        "fields": [column for column in spec.fields.values() if column.name != "unit_code"],
        "constants": _constants(visit, spec, brought),
        "text": text,
        "default_name": NAME,
        "has_removed": any(each.state == REMOVED for each in brought.offered),
    }
    return visit.show("import_preview.html", **said)


def _columns(spec: TableSpec, offered: Sequence[Offered]) -> list[Field]:
    used = {name for each in offered for name in each.cells}
    return [column for column in spec.fields.values() if column.name in used and column.name != "unit_code"]


def _constants(visit: Visit, spec: TableSpec, brought: Brought) -> Sequence[tuple[Field, Sequence[tuple[str, Text]], str]]:
    """The columns that the file lacks and that have to be filled in, or were."""
    if brought.grid is None:
        return []
    used = {each.column.name for each in brought.headings if each.column}
    tables, found = assembled(visit.about), []
    for column in spec.fields.values():
        is_asked = column.required or column.name in {"office_code", *brought.reading.constants}
        if column.name not in used | {"unit_code", "row_id"} and is_asked:
            options = [(label.zh, label) for label in column.choices.values()] if column.choices else []
            options = options or (options_of(tables, column) if column.refers else [])
            found.append((column, options, brought.reading.constants.get(column.name, "")))
    return found


def _lines(columns: Sequence[Field], brought: Brought, those: Sequence[Offered], trial: Tried) -> list[Line]:
    places = {id(each): at for at, each in enumerate(those)}
    found = []
    for each in brought.offered:
        faults = trial.faults.get(places.get(id(each), -2), ())
        of_cells = {column.name: [one for one in faults if one.place.column == column.name] for column in columns}
        found.append(
            Line(
                each.line,
                each,
                [(each.cells.get(column.name, ""), of_cells[column.name]) for column in columns],
                [one for one in faults if one.place.column not in of_cells],
                trial.remarks.get(places.get(id(each), -2), ()),
                each.line in brought.choice.mine,
            )
        )
    return found


def _save(visit: Visit, spec: TableSpec, brought: Brought) -> HttpResponse:
    puts, _ = wanted(spec.name, brought.offered, brought.choice)
    if not puts:
        return _preview(visit, spec, brought)
    _keep(visit, spec, brought)
    if len(puts) > AT_ONCE and brought.grid is not None:
        return _in_background(visit, spec, brought)
    try:
        done = write(visit.about, puts, visit.writer(), action="offline" if brought.is_offline else "import")
    except Faulty:
        return _preview(visit, spec, brought)
    except Conflict as conflict:
        return _preview(visit, spec, brought, conflict)
    let_go(brought.path)
    new = sum(isinstance(each, Put) and each.number is None for each in puts)
    visit.tell(_SAVED.fill(new=new, changed=len(done.records) - new, removed=done.dropped))
    if done.remarks:
        first = done.remarks[0]
        visit.tell(_REMARKED.fill(n=len(done.remarks), why=first.because), is_bad=True)
    return visit.go("table", table=spec.name)


def _keep(visit: Visit, spec: TableSpec, brought: Brought) -> None:
    """How the file is read, for the next one of its kind."""
    if "keep" in visit.request.POST and brought.grid is not None:
        importing.keep(visit.about, spec.name, brought.name or NAME.zh, brought.reading, visit.writer())


def _in_background(visit: Visit, spec: TableSpec, brought: Brought) -> HttpResponse:
    """Very many rows are work for a worker: it says how far it is, and can be called off."""
    said = {"table": spec.name, "reading": brought.reading.as_data(), "changes": brought.choice.changes}
    ask("import", visit.about, visit.writer(), said, Upload(brought.path.suffix, brought.path.read_bytes()))
    let_go(brought.path)
    visit.tell(_ASKED)
    return redirect("jobs")


_ASKED = Text(
    "行数较多，正在后台导入；完成后在这里显示结果，可以先做别的事",
    "There are many rows; they are imported in the background. What came of it will stand here, and you can go on meanwhile",
)
_SAVED = Text(
    "已保存：新增{new}行，修改{changed}行，删除{removed}行", "Saved: {new} new rows, {changed} changed, {removed} removed"
)
_REMARKED = Text("另有{n}处请留意：{why} 等", "{n} things to mind: {why} …")


def table_workbook(visit: Visit, table: str) -> HttpResponse:
    """The workbook to be taken along."""
    tables = assembled(visit.about)
    spec = tables.schema.get(table)
    if spec is None:
        raise Http404
    if not may_write(visit.person, visit.about, spec):
        return refused(visit)
    mine, office = visit.person.offices(visit.about), visit.request.GET.get("office", "")
    if mine is not None and "office_code" in spec.fields and office not in mine:
        office = min(mine)
    response = HttpResponse(
        offline.workbook(visit.about, spec, office),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    name = "-".join(part for part in (spec.label.zh, office, str(visit.about.fiscal_year)) if part)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    return response


_TABLE = f"{OF_DOSSIER}ledgers/<str:table>/"

pages = (
    Page("table_import", f"{_TABLE}import/", table_import, "see", "see"),
    Page("table_workbook", f"{_TABLE}workbook/", table_workbook, "see"),
)

"""Ledgers, and every other table as rows: what is recorded, found, added up, entered, copied, corrected and taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse

from jixiao.findings import Finding
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row, Table
from jixiao.tables.schema import TableSpec
from jixiao.web.dossiers import evidence
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.feeding import ROWS, Fed, fed_by_column, feeding
from jixiao.web.dossiers.filled_in import like, likely, own_rows
from jixiao.web.dossiers.form_saving import Attempt, attempt, opened
from jixiao.web.dossiers.listing import Found, Total, cell_said, choosable, columns_of, find, names_of, options_of, wanted
from jixiao.web.dossiers.row_forms import RowForm
from jixiao.web.dossiers.rows import may_write, row_of, told_of
from jixiao.web.dossiers.writing import Drop, write
from jixiao.web.models import Record
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.visiting import refused
from jixiao.wording import Text, joined, same

_LEDGERS = f"{OF_DOSSIER}ledgers/"
_TABLE = f"{_LEDGERS}<str:table>/"
_ROW = f"{_TABLE}<int:number>/"
_BY_ROWS = frozenset({evidence.EVIDENCE, evidence.LINK})
"""Tables whose rows come with the rows of others."""
_MOST_MOVED = 4


# ---- all of them


class Kept(NamedTuple):
    """A table as the list of them tells of it."""

    spec: TableSpec
    rows: int
    last: date | None
    feeds: Sequence[Fed]
    may_write: bool


def ledgers(visit: Visit) -> HttpResponse:
    """The ledgers with what they feed; below them every other table."""
    tables, feeds = assembled(visit.about), feeding(visit.about)
    listed = []
    for spec in tables.schema.values():
        table = tables.tables.get(spec.name) or Table(spec, "", present=False)
        can = spec.name not in _BY_ROWS and may_write(visit.person, visit.about, spec)
        listed.append(Kept(spec, len(table.rows), _last_day(table), feeds.get(spec.name, ()), can))
    others, own = [each for each in listed if not each.spec.is_ledger], visit.person.offices(visit.about)
    return visit.show(
        "ledgers.html",
        ledgers=sorted((each for each in listed if each.spec.is_ledger), key=lambda each: -_rows_of(tables, each.spec, own)),
        filled=[each for each in others if each.rows],
        empty=[each for each in others if not each.rows],
    )


def _rows_of(tables: Tables, spec: TableSpec, offices: frozenset[str] | None) -> int:
    """How many rows of a ledger belong to these offices; those in which somebody records stand first. None are all: no order."""
    if offices is None or "office_code" not in spec.fields:
        return 0
    return sum(row.text_id("office_code") in offices for row in tables.table(spec.name))


def _last_day(table: Table) -> date | None:
    column = table.spec.date
    return max((day for row in table.rows if column and (day := row.day(column))), default=None)


# ---- one of them


class Line(NamedTuple):
    """A row on the page: its number, its cells with whether they are numbers, how much evidence it has, and whether it may be changed."""

    number: int
    cells: Sequence[tuple[Text, bool]]
    proofs: int
    may_write: bool


def table(visit: Visit, table: str) -> HttpResponse:
    """The rows that are looked for, with their sums and what these feed."""
    spec = _spec(visit, table)
    tables = assembled(visit.about)
    sought = wanted(spec, visit.request.GET)
    found = find(tables.table(table), sought)
    columns = columns_of(tables.table(table), found.rows)
    feeds = feeding(visit.about).get(table, [])
    offices = dict(names_of(tables, "office")) if "office_code" in spec.fields else {}
    filters = [(column, options_of(tables, column), sought.values.get(column.name, "")) for column in choosable(spec)]
    return visit.show(
        "ledger.html",
        spec=spec,
        sought=sought,
        found=found,
        columns=columns,
        lines=_lines(visit, spec, found, columns),
        totals=[(each, list(fed_by_column(feeds, each.column.name))) for each in found.totals if _matters(each, feeds)],
        counted=list(fed_by_column(feeds, ROWS)),
        feeds=feeds,
        offices=offices,
        filters=[each for each in filters if len(each[1]) > 1],
        may_write=spec.name not in _BY_ROWS and may_write(visit.person, visit.about, spec),
        before=sought.query(page=found.page - 1) if found.page > 1 else None,
        after=sought.query(page=found.page + 1) if found.page < found.pages else None,
    )


def _matters(total: Total, feeds: Sequence[Fed]) -> bool:
    return bool(total.text) or any(fed_by_column(feeds, total.column.name))


def _lines(visit: Visit, spec: TableSpec, found: Found, columns: Sequence[Any]) -> list[Line]:
    proved = evidence.counts(visit.about, spec.name)
    numbers = [row.number for row in found.shown]
    records = Record.objects.filter(dossier=visit.about, table=spec.name, number__in=numbers)
    offices = dict(records.values_list("number", "office_code"))
    allowed = {code: may_write(visit.person, visit.about, spec, code) for code in set(offices.values())}
    return [
        Line(
            row.number,
            [(cell_said(row, column), column.type in {"whole", "number", "yuan"}) for column in columns],
            proved.get(row.key, 0),
            row.number in offices and allowed[offices[row.number]],
        )
        for row in found.shown
    ]


def _spec(visit: Visit, table: str) -> TableSpec:
    spec = assembled(visit.about).schema.get(table)
    if spec is None:
        raise Http404
    return spec


def _record(visit: Visit, table: str, number: int | None) -> Record | None:
    found = Record.objects.filter(dossier=visit.about, table=table, number=number) if number else Record.objects.none()
    return found.select_related("changed_by").first()


# ---- a row


def _form(visit: Visit, spec: TableSpec) -> RowForm:
    return RowForm(spec, assembled(visit.about), {}, offices=visit.person.offices(visit.about))


def row_add(visit: Visit, table: str) -> HttpResponse:
    """A new row: empty but for what is most likely, or like one that stands there."""
    spec = _spec(visit, table)
    if not may_write(visit.person, visit.about, spec):
        return refused(visit)
    form = _form(visit, spec)
    if visit.is_post:
        return _save(visit, Attempt(form))
    row = _like(visit, form)
    return _show(visit, Attempt(like(form, row) if row is not None else likely(form)))


def _like(visit: Visit, form: RowForm) -> Row | None:
    """The row to be copied: the one that is named, or the last that somebody of these offices wrote."""
    word = visit.request.GET.get("like", "")
    if word.isascii() and word.isdigit():
        return row_of(visit.about, form.spec.name, int(word[:9]))
    return max(own_rows(form), key=lambda row: row.number, default=None) if word == "last" else None


def row(visit: Visit, table: str, number: int) -> HttpResponse:
    """A row with its evidence and its history; as a form to whoever may change it."""
    spec, record = _spec(visit, table), _record(visit, table, number)
    if record is None and not visit.is_post:
        raise Http404
    asked = opened(_form(visit, spec), record)
    if not visit.is_post:
        return _show(visit, replace(asked, waiting=evidence.waiting_for(visit.request, visit.account, visit.about)))
    if not may_write(visit.person, visit.about, spec, record.office_code if record else None):
        return refused(visit)
    return _save(visit, replace(asked, number=number))


def _show(visit: Visit, asked: Attempt) -> HttpResponse:
    spec, number = asked.form.spec, asked.number
    record = _record(visit, spec.name, number)
    standing = row_of(visit.about, spec.name, number) if number else None
    return visit.show(
        "row.html",
        asked.status if visit.is_post else HTTPStatus.OK,
        spec=spec,
        attempt=asked,
        form=asked.form,
        number=number,
        version=asked.version or 0,
        title=standing.key if standing else "",
        may_write=may_write(visit.person, visit.about, spec, record.office_code if record else None),
        proofs=evidence.shown(visit.about, standing) if standing else (),
        changes=told_of(visit.about, spec, number) if number and visit.may("see_history") else (),
        feeds=feeding(visit.about).get(spec.name, []),
        accepts=",".join(evidence.ENDINGS),
        cells=[(column, cell_said(standing, column)) for column in columns_of(Table(spec, ""), [standing])] if standing else (),
        takes_evidence=spec.name not in _BY_ROWS,
    )


def _save(visit: Visit, asked: Attempt) -> HttpResponse:
    posted, spec = visit.request.POST, asked.form.spec
    before = {each.code: each for each in feeding(visit.about).get(spec.name, [])}
    done = attempt(visit.about, asked, visit.request, visit.writer(posted.get("reason", "").strip()))
    if done.record is None:
        return _show(visit, done)
    _tell(visit, done.record, done.remarks, before)
    if "again" in posted:
        return visit.go("row_add", table=spec.name)
    return visit.go("row", table=spec.name, number=done.record.number) if done.remarks else visit.go("table", table=spec.name)


def _tell(visit: Visit, record: Record, remarks: Sequence[Finding], before: Mapping[str, Fed]) -> None:
    """What was saved, which indicators it moved, and what the rules of the ledger remark."""
    spec, key = _spec(visit, record.table), record.values.get("row_id") or record.key
    visit.tell(Text("已保存：{table} {key}", "Saved: {table} {key}").fill(table=spec.label, key=key))
    moved = {
        each.name: _MOVED.fill(name=each.name, before=before[each.code].value, after=each.value, target=each.target)
        for each in feeding(visit.about).get(spec.name, [])
        if each.code in before and before[each.code].value != each.value
    }
    if moved:
        visit.tell(joined(list(moved.values())[:_MOST_MOVED], "；", "; "))
    for each in remarks:
        visit.tell(_BUT.fill(why=each.because, stated=each.stated or same("")), is_bad=True)


_MOVED = Text("{name}：{before} → {after}（目标 {target}）", "{name}: {before} → {after} (target {target})")
_BUT = Text("已保存，但请留意：{why}（{stated}）", "Saved, but mind: {why} ({stated})")


def row_drop(visit: Visit, table: str, number: int) -> HttpResponse:
    """Take a row out; the history keeps it."""
    version = visit.request.POST.get("version", "")
    spec = _spec(visit, table)
    record = _record(visit, table, number)
    if not may_write(visit.person, visit.about, spec, record.office_code if record else None):
        return refused(visit)
    drop = Drop(table, number, int(version) if version.isdecimal() else None)
    write(visit.about, [drop], visit.writer(visit.request.POST.get("reason", "").strip()))
    visit.tell(_DROPPED.fill(table=spec.label, n=number))
    return visit.go("table", table=table)


_DROPPED = Text("已从“{table}”删去第{n}号记录，可在历史中查到", "Row {n} was taken out of “{table}”; the history keeps it")


pages = (
    Page("ledgers", _LEDGERS, ledgers, "see", label=Text("台账", "Ledgers"), order=20),
    Page("table", _TABLE, table, "see"),
    Page("row_add", f"{_TABLE}new/", row_add, "see", "see"),
    Page("row", _ROW, row, "see", "see"),
    Page("row_drop", f"{_ROW}drop/", row_drop, None, "see"),
)

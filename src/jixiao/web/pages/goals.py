"""Goals: the three layers with their indicators, where each value comes from, requests to change targets, and the review of the goals."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from jixiao.cycle.goals import VERDICTS
from jixiao.monitor import shown
from jixiao.monitor.rule import percent
from jixiao.score.targets_in_force import changes_of_target
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.tables.measure_words import measure_in_words
from jixiao.tables.measures import ENTERED
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.form_saving import Attempt, attempt, opened
from jixiao.web.dossiers.goal_tree import LAYERS, tree
from jixiao.web.dossiers.referring import row_numbered, why_it_stays
from jixiao.web.dossiers.row_forms import RowForm
from jixiao.web.dossiers.rows_behind import groups
from jixiao.web.dossiers.worked_out import day_named, goals_reviewed, kept, monitored
from jixiao.web.dossiers.writing import Drop, Refusal, write
from jixiao.web.models import Record, TargetRequest
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.workflow.states import REQUEST_STATES
from jixiao.web.workflow.target_requests import last_day, pending
from jixiao.wording import Text

EDITED = ("duty", "task", "project", "indicator", "target_schedule", "task_office")
"""The tables that are edited here, as long as the goals are open."""


def goals(visit: Visit) -> HttpResponse:
    """The tree."""
    dossier = visit.about
    day, is_understood = day_named(dossier, visit.request.GET.get("day", ""))
    found = monitored(dossier, day)
    return visit.show(
        "goals.html",
        day=day,
        is_understood=is_understood,
        time=percent(found.watch.time),
        layers=kept(dossier, ("tree", day), lambda _: tree(found)),
        counts=shown.counts(found),
        changes=assembled(dossier).table("target_change").rows,
        pending=pending(dossier),
        requests=TargetRequest.objects.filter(dossier=dossier).select_related("asked_by"),
        request_states=REQUEST_STATES,
        until=last_day(dossier),
    )


def review(visit: Visit) -> HttpResponse:
    """The four tests of the goals."""
    made = goals_reviewed(visit.about)
    return visit.show(
        "goals_review.html",
        review=made,
        verdicts=VERDICTS,
        layers=[(LAYERS.get(name, _INDICATORS), n) for name, n in made.layers.items()],
    )


_INDICATORS = Text("绩效指标", "Indicators")


# ---- one indicator


def indicator(visit: Visit, code: str) -> HttpResponse:
    """One indicator: what it is to reach, where its value comes from, down to the rows; values are entered here."""
    row = _indicator(visit, code)
    form = _actual_form(visit, row)
    return _show_indicator(visit, row, form)


def enter_actual(visit: Visit, code: str) -> HttpResponse:
    """Save a value that people enter."""
    row = _indicator(visit, code)
    done = attempt(
        visit.about, _actual_form(visit, row), visit.request, visit.writer(), {"indicator_code": code, "source": "填报"}
    )
    if done.record is None:
        return _show_indicator(visit, row, done)
    visit.tell(Text("已保存{name}的完成情况", "The value of {name} was saved").fill(name=row.text("name")))
    for remark in done.remarks:
        visit.tell(remark.because)
    return visit.go("indicator", code=code)


def _indicator(visit: Visit, code: str) -> Row:
    row = assembled(visit.about).find("indicator", indicator_code=code)
    if row is None:
        raise Http404
    return row


def _actual_form(visit: Visit, row: Row) -> Attempt:
    """The form of a value: of the one that is named by its number, or of a new one."""
    tables = assembled(visit.about)
    hidden: tuple[str, ...] = ("indicator_code", "source")
    if row["operator"] == "judged":
        hidden = (*hidden, "numerator", "denominator")
    day, _ = day_named(visit.about, visit.request.GET.get("day", ""))
    form = RowForm(tables.schema["actual"], tables, {"period_end": day.isoformat()}, hidden=hidden)
    number = visit.request.POST.get("number") or visit.request.GET.get("edit", "")
    if not (number.isascii() and number.isdigit()):
        return opened(form, None)
    record = _record(visit, "actual", int(number))
    if record.values.get("indicator_code") != row.text("indicator_code"):
        raise Http404
    return opened(form, record)


def _record(visit: Visit, table: str, number: int) -> Record:
    found = Record.objects.filter(dossier=visit.about, table=table, number=number).first()
    if found is None:
        raise Http404
    return found


def _show_indicator(visit: Visit, row: Row, form: Attempt) -> HttpResponse:
    dossier, code = visit.about, row.text("indicator_code")
    tables = assembled(dossier)
    day, is_understood = day_named(dossier, visit.request.GET.get("day", ""))
    found = monitored(dossier, day)
    each = next((one for one in found.watch.indicators if one.spot.code == code), None)
    return visit.show(
        "indicator.html",
        form.status,
        row=row,
        day=day,
        is_understood=is_understood,
        time=percent(found.watch.time),
        shown=shown.indicator(found, each) if each else None,
        target=shown.target_text(row, None),
        words=measure_in_words(row.text("measure"), tables.schema),
        is_entered=row["measure"] == ENTERED,
        may_enter=visit.person.may_write("report", dossier, row.text("office_code")),
        behind=groups(tables, each.standing.fact.rows) if each else [],
        changes=changes_of_target(tables, row),
        schedule=_rows_of(tables, "target_schedule", code),
        actuals=_rows_of(tables, "actual", code),
        deviations=_rows_of(tables, "deviation", code),
        attempt=form,
        form=form.form,
        requests=TargetRequest.objects.filter(dossier=dossier, indicator_code=code).select_related("asked_by"),
        request_states=REQUEST_STATES,
        pending=pending(dossier),
        may_ask=visit.person.may_write("ask_change", dossier, row.text("office_code")),
    )


def _rows_of(tables: Tables, table: str, code: str) -> list[Row]:
    return [row for row in tables.table(table) if row["indicator_code"] == code]


# ---- editing the layers


def edit(visit: Visit, table: str, number: int) -> HttpResponse:
    """Change a row of the goals."""
    if table not in EDITED:
        raise Http404
    return _edit(visit, table, _record(visit, table, number))


def add(visit: Visit, table: str) -> HttpResponse:
    """A new row; what the address says of it is filled in."""
    if table not in EDITED:
        raise Http404
    return _edit(visit, table, None)


def _edit(visit: Visit, table: str, record: Record | None) -> HttpResponse:
    tables = assembled(visit.about)
    spec = tables.schema[table]
    given = {name: text for name, text in visit.request.GET.dict().items() if name in spec.fields and isinstance(text, str)}
    asked = opened(RowForm(spec, tables, given), record)
    if not visit.is_post:
        return visit.show("goal_row.html", attempt=asked, form=asked.form, spec=spec)
    done = attempt(visit.about, asked, visit.request, visit.writer(visit.request.POST.get("reason", "").strip()))
    if done.record is None:
        return visit.show("goal_row.html", done.status, attempt=done, form=done.form, spec=spec)
    visit.tell(
        Text("已保存：{table} {key}", "Saved: {table} {key}").fill(table=spec.label, key=done.record.key.partition("/")[2])
    )
    for remark in done.remarks:
        visit.tell(remark.because)
    return visit.go("goals")


def drop(visit: Visit, table: str, number: int) -> HttpResponse:
    """Take a row of the goals out, if nothing leans on it."""
    if table not in EDITED:
        raise Http404
    tables = assembled(visit.about)
    row, version = row_numbered(tables, table, number), visit.request.POST.get("version", "")
    if row is None:
        raise Http404
    because = why_it_stays(tables, row)
    if because:
        raise Refusal(because)
    write(
        visit.about,
        [Drop(table, number, int(version) if version.isdigit() else None)],
        visit.writer(visit.request.POST.get("reason", "").strip()),
    )
    visit.tell(Text("已删除：{table} {key}", "Taken out: {table} {key}").fill(table=row.spec.label, key=row.key))
    return visit.go("goals")


_AT = f"{OF_DOSSIER}goals/"
pages = (
    Page("goals", _AT, goals, "see", label=Text("目标", "Goals"), order=10),
    Page("goals_review", f"{_AT}review/", review, "see"),
    Page("indicator", f"{_AT}indicator/<str:code>/", indicator, "see"),
    Page("enter_actual", f"{_AT}indicator/<str:code>/value/", enter_actual, None, "report"),
    Page("goal_new", f"{_AT}new/<str:table>/", add, "plan", "plan"),
    Page("goal_row", f"{_AT}<str:table>/<int:number>/", edit, "plan", "plan"),
    Page("goal_drop", f"{_AT}<str:table>/<int:number>/drop/", drop, None, "plan"),
)

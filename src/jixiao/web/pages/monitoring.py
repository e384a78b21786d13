"""Monitoring: the year on a day, deviations with their cause and likelihood, and snapshots of earlier days to hold it against."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from typing import NamedTuple

from django.http import Http404, HttpResponse

from jixiao.errors import JixiaoError
from jixiao.monitor import shown
from jixiao.monitor.comparing import compare
from jixiao.monitor.rule import percent
from jixiao.monitor.shown import ShownIndicator, ShownLine
from jixiao.monitor.snapshots import snapshot
from jixiao.monitor.watch import SPOTS
from jixiao.monitor.watching import Monitoring
from jixiao.periods import date_of
from jixiao.tables.dossier import Row
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.form_saving import Attempt, attempt, opened
from jixiao.web.dossiers.row_forms import RowForm
from jixiao.web.dossiers.snapshots import kept_on, take, taken
from jixiao.web.dossiers.warned import Warned, warned
from jixiao.web.dossiers.worked_out import day_named, kept, monitored
from jixiao.web.models import Dossier, Record
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.workflow.states import REQUEST_STATES
from jixiao.web.workflow.target_requests import pending
from jixiao.wording import Text


class Seen(NamedTuple):
    """A watched year as the page shows it."""

    money: list[tuple[Text, list[ShownLine]]]
    indicators: list[ShownIndicator]
    warnings: list[Warned]


def monitoring(visit: Visit) -> HttpResponse:
    """The year on a day."""
    dossier, asked = visit.about, visit.request.GET
    day, is_understood = day_named(dossier, asked.get("day", ""))
    found = monitored(dossier, day)
    seen = kept(dossier, ("monitoring", day), lambda _: _seen(found))
    is_whole = bool(asked.get("all"))
    against, moved, refused = _against(dossier, found, asked.get("against", ""))
    return visit.show(
        "monitoring.html",
        day=day,
        is_understood=is_understood,
        time=percent(found.watch.time),
        standard=found.standard.name,
        estimate=shown.estimate(found),
        counts=shown.counts(found),
        money=seen.money,
        indicators=[each for each in seen.indicators if is_whole or each.light in {"red", "yellow"}],
        is_whole=is_whole,
        warnings=seen.warnings,
        to_explain=[each for each in seen.indicators if each.lacking],
        explained=[each for each in seen.indicators if each.deviation and not each.lacking],
        taken=taken(dossier),
        pending=pending(dossier),
        request_states=REQUEST_STATES,
        against=against,
        moved=moved,
        refused=refused,
    )


def _seen(found: Monitoring) -> Seen:
    money: defaultdict[str, list[ShownLine]] = defaultdict(list)
    for each in found.watch.lines:
        money["unit" if each.spot.kind == "part" else each.spot.kind].append(shown.line(found, each))
    return Seen(
        [(SPOTS[kind], money[kind]) for kind in SPOTS if money[kind]],
        [shown.indicator(found, each) for each in found.watch.indicators],
        [warned(each) for each in found.warnings],
    )


def _against(dossier: Dossier, found: Monitoring, text: str) -> tuple[date | None, object, Text | None]:
    """The day that is to be held against, what moved since, and why it cannot be told."""
    day = date_of(text) if text else None
    if not isinstance(day, date):
        return None, None, None
    try:
        old = kept_on(dossier, day)
        if old is None:
            return None, None, Text("没有{day}的快照", "There is no snapshot of {day}").fill(day=day)
        return day, shown.moves(compare(old, snapshot(found)), found.dossier), None
    except JixiaoError as error:
        return day, None, error.text


def take_snapshot(visit: Visit) -> HttpResponse:
    """Keep what the day says now."""
    day, _ = day_named(visit.about, visit.request.POST.get("day", ""))
    try:
        is_new = take(visit.about, day, visit.act(visit.request.POST.get("reason", "").strip()))
    except JixiaoError:
        said = Text(
            "没有存：{day}已有快照，与现在的内容不同。当时的记录不改写；请用对照查看差别",
            "Not kept: there is another snapshot of {day}, and what was said then is not rewritten. Compare to see what differs",
        )
        visit.tell(said.fill(day=day), is_bad=True)
    else:
        words = Text("已存{day}的快照", "The snapshot of {day} was kept")
        visit.tell(
            (words if is_new else Text("{day}的快照已经有了，内容相同", "There is the same snapshot of {day} already")).fill(
                day=day
            )
        )
    return _back(visit, day)


def _back(visit: Visit, day: date) -> HttpResponse:
    response = visit.go("monitoring")
    response["Location"] += f"?day={day.isoformat()}"
    return response


# ---- deviations


def deviation(visit: Visit, code: str) -> HttpResponse:
    """Say why an indicator is behind, how likely its target is, and what is done about it."""
    dossier = visit.about
    tables = assembled(dossier)
    row = tables.find("indicator", indicator_code=code)
    if row is None:
        raise Http404
    day, _ = day_named(dossier, visit.request.GET.get("day", ""))
    asked = _form(dossier, row, day)
    if not visit.is_post:
        return _show(visit, row, day, asked)
    done = attempt(dossier, asked, visit.request, visit.writer(), {"indicator_code": code})
    if done.record is None:
        return _show(visit, row, day, done)
    visit.tell(Text("已保存{name}的偏差说明", "What was said of {name} was saved").fill(name=row.text("name")))
    lacking = _lacking(dossier, code, day)
    if lacking:
        visit.tell(_LACKING.fill(name=row.text("name"), what=lacking), is_bad=True)
    return _back(visit, day)


_LACKING = Text("{name}还缺：{what}", "{name} still lacks: {what}")


def _lacking(dossier: Dossier, code: str, day: date) -> Text | None:
    """What has still to be said of an indicator."""
    found = monitored(dossier, day)
    each = next((one for one in found.watch.indicators if one.spot.code == code), None)
    return shown.indicator(found, each).lacking if each else None


def _form(dossier: Dossier, row: Row, day: date) -> Attempt:
    """The form of what was said for the day, or for the first time."""
    tables, code = assembled(dossier), row.text("indicator_code")
    form = RowForm(tables.schema["deviation"], tables, {"period_end": day.isoformat()}, hidden=("indicator_code",))
    said = next(
        (each for each in tables.table("deviation") if each["indicator_code"] == code and each["period_end"] == day), None
    )
    record = Record.objects.filter(dossier=dossier, table="deviation", number=said.number).first() if said else None
    return replace(opened(form, record), form=form if record is None else replace(form, values=record.values))


def _show(visit: Visit, row: Row, day: date, form: Attempt) -> HttpResponse:
    found = monitored(visit.about, day)
    each = next((one for one in found.watch.indicators if one.spot.code == row["indicator_code"]), None)
    status = form.status if visit.is_post else HTTPStatus.OK
    return visit.show(
        "deviation.html",
        status,
        shown_name=row.text("name"),
        day=day,
        shown=shown.indicator(found, each) if each else None,
        attempt=form,
        form=form.form,
    )


_AT = f"{OF_DOSSIER}monitoring/"
pages = (
    Page("monitoring", _AT, monitoring, "see", label=Text("监控", "Monitoring"), order=40),
    Page("take_snapshot", f"{_AT}snapshot/", take_snapshot, None, "snapshot"),
    Page("deviation", f"{_AT}deviation/<str:code>/", deviation, "report", "report"),
)

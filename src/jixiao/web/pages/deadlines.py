"""By when each stage of a year is to be handed in, and changes of targets to be asked for: for all units, or for a unit and those below it."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import NamedTuple

from django.http import HttpResponse, HttpResponseBase

from jixiao.periods import date_of
from jixiao.web.bureau.overseeing import overseen
from jixiao.web.dossiers.writing import Refusal
from jixiao.web.models import Deadline, Unit
from jixiao.web.page import Page, Visit
from jixiao.web.people.permissions import PERMISSIONS
from jixiao.web.workflow.deadlines import set_deadline
from jixiao.web.workflow.states import DUE_NAMES
from jixiao.wording import Text

SET = "set_deadlines"
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Shown(NamedTuple):
    """A deadline, and whether the reader may change it."""

    deadline: Deadline
    stage: Text
    may_set: bool


def deadlines(visit: Visit) -> HttpResponseBase:
    """All deadlines that hold for units which the reader oversees, and the form to set one."""
    if visit.is_post:
        return _set(visit)
    return _page(visit)


def _page(visit: Visit, fault: Text | None = None, column: str = "") -> HttpResponse:
    own = set(Unit.objects.filter(overseen(visit.person)).values_list("pk", flat=True)) if not _everywhere(visit) else None
    may_set = visit.person.may(SET)
    listed = [
        Shown(each, DUE_NAMES.get(each.stage, Text("—", "—")), may_set and (own is None or each.unit_id in own))
        for each in Deadline.objects.select_related("unit").order_by("-fiscal_year", "stage", "unit__path")
        if own is None or each.unit_id is None or each.unit_id in own
    ]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    return visit.show(
        "deadlines.html",
        status,
        deadlines=listed,
        stages=DUE_NAMES,
        fault=fault,
        column=column,
        asked=visit.request.POST,
        may_set=may_set,
        everywhere=_everywhere(visit),
    )


def _everywhere(visit: Visit) -> bool:
    return any(each.path is None and each.role in PERMISSIONS[SET] for each in visit.person.held)


def _set(visit: Visit) -> HttpResponse:
    asked = visit.request.POST
    stage, year, code = asked.get("stage", ""), asked.get("year", "").strip(), asked.get("unit", "").strip()
    if stage not in DUE_NAMES:
        return _page(visit, Text("请选择阶段", "Choose a stage"), "stage")
    if not (year.isascii() and year.isdecimal() and FIRST_YEAR <= int(year[:9]) <= LAST_YEAR):
        return _page(
            visit,
            Text("年度“{year}”应为四位数字，如 2023", "The year “{year}” should have four digits, as 2023").fill(year=year),
            "year",
        )
    try:
        unit = _unit(visit, code)
    except Refusal as refused:
        return _page(visit, refused.because, "unit")
    named = date_of(asked.get("due_on", ""))
    due = named if isinstance(named, date) and "remove" not in asked else None
    if due is None and "remove" not in asked:
        return _page(visit, _NO_DAY.fill(day=asked.get("due_on", "")), "due_on")
    set_deadline(int(year), stage, unit, due, visit.act())
    visit.tell(Text("期限已取消", "The deadline was taken out") if due is None else Text("期限已保存", "The deadline was saved"))
    return visit.go("deadlines")


def _unit(visit: Visit, code: str) -> Unit | None:
    """The unit that a deadline is for; None for all units, which only whoever oversees all may set."""
    if not code:
        if not _everywhere(visit):
            raise Refusal(Text("请填单位代码：您只能为所辖单位设期限", "Name a unit: you set deadlines for those you oversee"))
        return None
    found = Unit.objects.filter(overseen(visit.person, permission=SET), code=code).first()
    if found is None:
        raise Refusal(Text("没有代码为“{code}”的所辖单位", "You oversee no unit with the code “{code}”").fill(code=code))
    return found


_NO_DAY = Text("“{day}”不是日期，应如 2024-03-31", "“{day}” is no date; write it as 2024-03-31")

pages = (Page("deadlines", "bureau/deadlines/", deadlines, "oversee", SET),)

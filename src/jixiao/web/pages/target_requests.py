"""Requests to change a target: asked for with their reason and what they rest on, decided step by step, shown with the way they came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import NamedTuple

from django.http import Http404, HttpResponse

from jixiao.exact import decimal_of, scaled
from jixiao.periods import date_of
from jixiao.tables.dossier import Row
from jixiao.web.dossiers import evidence
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.uploads import Unsuitable, Waiting
from jixiao.web.dossiers.worked_out import day_within
from jixiao.web.dossiers.writing import Conflict, Forbidden, Refusal
from jixiao.web.models import Step, TargetRequest
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.visiting import missing
from jixiao.web.workflow.action import actions, words
from jixiao.web.workflow.matters import REQUEST
from jixiao.web.workflow.running import decide, offers
from jixiao.web.workflow.states import PENDING, REQUEST_STATES
from jixiao.web.workflow.target_requests import Asking, ask, last_day, locked, needs_bureau, prove
from jixiao.wording import Text

ACCEPTS = ",".join(evidence.ENDINGS)


class Typed(NamedTuple):
    """The form as it comes back: why nothing was saved, and files that need not be chosen again."""

    because: Text | None = None
    waiting: Sequence[Waiting] = ()


# ---- asking


def ask_change(visit: Visit, code: str) -> HttpResponse:
    """The form, and what it brings back."""
    row = assembled(visit.about).find("indicator", indicator_code=code)
    if row is None:
        raise Http404
    if not visit.person.may_write("ask_change", visit.about, row.text("office_code")):
        raise Forbidden(_NOT_YOURS)
    if not visit.is_post:
        return _form(visit, row, Typed(locked(visit.about)), HTTPStatus.OK)
    try:
        given = evidence.of_form(visit.request, visit.account, visit.about)
    except evidence.Unconfirmed as unconfirmed:
        return _form(visit, row, Typed(unconfirmed.because, unconfirmed.files))
    except Unsuitable as unsuitable:
        return _form(visit, row, Typed(unsuitable.because))
    try:
        made = ask(visit.about, _asking(visit, code, given), visit.writer(visit.request.POST.get("reason", "").strip()))
    except Refusal as refusal:
        return _form(visit, row, Typed(refusal.because, given.files))
    visit.tell(_ASKED.fill(n=made.number, name=row.text("name")))
    return visit.go("target_request", number=made.number)


def _asking(visit: Visit, code: str, given: evidence.Handed) -> Asking:
    asked = visit.request.POST
    target, day = decimal_of(asked.get("target", "").strip()), date_of(asked.get("wanted_on", ""))
    if target is None or scaled(target) is None or not isinstance(day, date):
        raise Refusal(_UNREADABLE)
    budget_change, basis = asked.get("budget_change_code", ""), tuple(dict.fromkeys(asked.getlist("basis")))
    return Asking(code, target, asked.get("reason", ""), day, budget_change, basis, given)


def _form(visit: Visit, row: Row, typed: Typed, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY) -> HttpResponse:
    dossier, tables = visit.about, assembled(visit.about)
    return visit.show(
        "ask_change.html",
        status,
        row=row,
        attempt=typed,
        because=typed.because,
        is_unreadable=typed.because == _UNREADABLE,
        asked=visit.request.POST,
        basis=visit.request.POST.getlist("basis"),
        day=day_within(dossier),
        until=last_day(dossier),
        with_bureau=needs_bureau(dossier),
        budget_changes=tables.table("budget_change").rows,
        known=tables.table("evidence").rows,
        accepts=ACCEPTS,
    )


# ---- one request


def target_request(visit: Visit, number: int) -> HttpResponse:
    """Where it stands, the way it came, and what may be done with it."""
    return _page(visit, _found(visit, number))


def _found(visit: Visit, number: int) -> TargetRequest:
    people = ("asked_by", "checked_by", "approved_by", "dossier__unit")
    found = TargetRequest.objects.filter(dossier=visit.about, number=number).select_related(*people).first()
    if found is None:
        raise Http404
    return found


def _page(visit: Visit, request: TargetRequest, refusal: Refusal | None = None, **typed: str) -> HttpResponse:
    status = HTTPStatus.OK
    if refusal is not None:
        status = HTTPStatus.FORBIDDEN if isinstance(refusal, Forbidden) else HTTPStatus.CONFLICT
    tables = assembled(visit.about)
    may_prove = request.state in PENDING and visit.person.may_write("ask_change", visit.about, request.office_code)
    return visit.show(
        "target_request.html",
        status,
        request_=request,
        row=tables.find("indicator", indicator_code=request.indicator_code),
        office=tables.find("office", office_code=request.office_code),
        state=REQUEST_STATES[request.state],
        is_pending=request.state in PENDING,
        steps=Step.objects.filter(request=request).select_related("account"),
        offers=offers(visit.about, request, visit.writer()),
        basis=[(code, evidence.file_of(visit.about, code)) for code in request.basis],
        change=tables.find("target_change", change_code=request.change_code) if request.change_code else None,
        refusal=refusal,
        typed=typed,
        words=words(),
        states=REQUEST_STATES,
        may_prove=may_prove,
        accepts=ACCEPTS,
        attempt=Typed(None, evidence.waiting_for(visit.request, visit.account, visit.about)) if may_prove else None,
    )


def step(visit: Visit, number: int, action: str) -> HttpResponse:
    """Take an action on it. What refuses it is said on its page."""
    request = _found(visit, number)
    known = {each.name: each.words for each in actions(REQUEST)}
    if action not in known:
        return missing(visit.request)
    reason, version = visit.request.POST.get("reason", ""), visit.request.POST.get("version", "")
    looked_at = int(version) if version.isascii() and version.isdecimal() and len(version) <= _DIGITS else None
    try:
        done = decide(request, action, visit.writer(reason), reason=reason, version=looked_at)
    except Conflict:
        return _page(visit, _found(visit, number), Refusal(_MOVED_ON), action=action, reason=reason)
    except Refusal as refusal:
        return _page(visit, request, refusal, action=action, reason=reason)
    visit.tell(_DONE.fill(action=known[action], state=REQUEST_STATES[done.state]))
    return visit.go("target_request", number=number)


_DIGITS = 9


def add_basis(visit: Visit, number: int) -> HttpResponse:
    """More of what it rests on."""
    request, response = _found(visit, number), visit.go("target_request", number=number)
    try:
        given = evidence.of_form(visit.request, visit.account, visit.about)
        if given.files:
            prove(request, given, visit.writer())
    except Unsuitable as unsuitable:
        if isinstance(unsuitable, evidence.Unconfirmed):
            response["Location"] += f"?{evidence.asking_for(unsuitable.files)}#basis"
        visit.tell(unsuitable.because, is_bad=True)
    except Refusal as refusal:
        return _page(visit, request, refusal)
    else:
        visit.tell(_PROVED.fill(n=len(given.files)) if given.files else _NO_FILE, is_bad=not given.files)
    return response


_ASKED = Text("已提出第{n}号申请，调整“{name}”", "Request no. {n} to change “{name}” was made")
_UNREADABLE = Text(
    "没有保存：新指标值应为数字，日期应如 2023-09-22",
    "Nothing was saved: the new target is a number, and the day is written as 2023-09-22",
)
_NOT_YOURS = Text(
    "这项指标不由您的科室负责，不能申请调整",
    "Another office is responsible for this indicator, so its target is not yours to ask about",
)
_DONE = Text("已办理：{action}。现在是“{state}”。", "Done: {action}. It is “{state}” now.")
_MOVED_ON = Text(
    "没有办理：您打开之后，别人已经办理过这一步。请看现在的状态，再决定怎么办。",
    "Nothing was done: somebody else has moved it on since you opened it. Look where it stands now, then decide.",
)
_PROVED = Text("已补交{n}份依据", "{n} files were added")
_NO_FILE = Text("没有选择文件", "No file was chosen")

_AT = f"{OF_DOSSIER}goals/requests/no-<int:number>/"
pages = (
    Page("ask_change", f"{OF_DOSSIER}goals/indicator/<str:code>/change/", ask_change, "ask_change", "ask_change"),
    Page("target_request", _AT, target_request, "see"),
    Page("target_request_step", f"{_AT}take/<str:action>/", step, None, "see"),
    Page("target_request_prove", f"{_AT}evidence/", add_basis, None, "ask_change"),
)

"""The way of what is filed: where it stands, who did what and why, what may be done next, and what stands against it."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from jixiao.web.bureau.assessing import seen
from jixiao.web.dossiers.standings import as_it_stands
from jixiao.web.dossiers.writing import Conflict, Forbidden, Refusal
from jixiao.web.models import Filing, Remark
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.people.policy import STAGES
from jixiao.web.visiting import missing
from jixiao.web.workflow import remarks
from jixiao.web.workflow.action import actions
from jixiao.web.workflow.running import take
from jixiao.web.workflow.showing import shown
from jixiao.web.workflow.states import STATES
from jixiao.wording import Text

LABEL = Text("报送", "Filing")


def filing(visit: Visit) -> HttpResponse:
    """All stages of the year."""
    return _page(visit)


def _page(visit: Visit, refusal: Refusal | None = None, stage: str = "", **typed: str) -> HttpResponse:
    """The page; after a refusal with what was typed, so that nobody types it again."""
    known = as_it_stands(visit.about)
    names = {each["code"]: each["name"] for each in known.scores} if known else {}
    status = HTTPStatus.OK
    if refusal is not None:
        status = HTTPStatus.FORBIDDEN if isinstance(refusal, Forbidden) else HTTPStatus.CONFLICT
    reviewed = [each.side for each in seen(visit.about) if each.side.reviewed is not None]
    listed = shown(visit.about, visit.writer())
    return visit.show(
        "filing.html",
        status,
        filings=listed,
        item_names=names,
        refusal=refusal,
        refused_stage=stage,
        typed=typed,
        words=_WORDS,
        states=STATES,
        reviewed=reviewed,
    )


_WORDS = {each.name: each.words for each in actions()}


def step(visit: Visit, stage: str, action: str) -> HttpResponse:
    """Take an action. What refuses it is said on the page from which it was taken."""
    if stage not in STAGES or action not in _WORDS:
        return missing(visit.request)
    reason, version = visit.request.POST.get("reason", ""), visit.request.POST.get("version", "")
    try:
        done = take(
            visit.about, stage, action, visit.writer(reason), reason=reason, version=int(version) if version.isdecimal() else None
        )
    except Conflict:
        return _page(visit, Refusal(_MOVED_ON), stage, action=action, reason=reason)
    except Refusal as refusal:
        return _page(visit, refusal, stage, action=action, reason=reason)
    visit.tell(_DONE.fill(action=_WORDS[action], state=STATES[done.state]))
    return _back(visit)


_DONE = Text("已办理：{action}。现在是“{state}”。", "Done: {action}. It is “{state}” now.")
_MOVED_ON = Text(
    "没有办理：您打开之后，别人已经办理过这一步。请看现在的状态，再决定怎么办。",
    "Nothing was done: somebody else has moved it on since you opened it. Look where it stands now, then decide.",
)


def _back(visit: Visit) -> HttpResponse:
    wanted = visit.request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {visit.request.get_host()}, require_https=visit.request.is_secure()):
        return redirect(wanted)
    return visit.go("filing")


def remark(visit: Visit, stage: str) -> HttpResponse:
    """A remark of the bureau, on an item or on the whole."""
    found = Filing.objects.filter(dossier=visit.about, stage=stage).first()
    if found is None:
        return missing(visit.request)
    text, item = visit.request.POST.get("text", ""), visit.request.POST.get("item", "")[:100]
    try:
        remarks.remark(visit.about, found, item, text, visit.writer(), is_required="hint" not in visit.request.POST)
    except Refusal as refusal:
        return _page(visit, refusal, stage, remark=text, item=item)
    visit.tell(Text("意见已附上", "The remark was added"))
    return _back(visit)


def answer(visit: Visit, number: int) -> HttpResponse:
    """The unit's answer to a remark."""
    found = Remark.objects.filter(filing__dossier=visit.about, pk=number).select_related("filing").first()
    if found is None:
        return missing(visit.request)
    text = visit.request.POST.get("text", "")
    try:
        remarks.answer(visit.about, found, text, visit.writer())
    except Refusal as refusal:
        return _page(visit, refusal, found.filing.stage, answer=text, number=f"{number}")
    visit.tell(Text("已答复", "The answer was saved"))
    return _back(visit)


def close(visit: Visit, number: int) -> HttpResponse:
    """The bureau is done with a remark, or asks again."""
    found = Remark.objects.filter(filing__dossier=visit.about, pk=number).select_related("filing").first()
    if found is None:
        return missing(visit.request)
    asks_again = "again" in visit.request.POST
    more = visit.request.POST.get("text", "") if asks_again else ""
    if asks_again and not more.strip():
        because = Text("请写明还要说明什么", "Say what is still to be explained")
        return _page(visit, Refusal(because), found.filing.stage, number=f"{number}")
    try:
        remarks.close(visit.about, found, visit.writer(), more)
    except Refusal as refusal:
        return _page(visit, refusal, found.filing.stage, answer=more, number=f"{number}")
    visit.tell(Text("已再次提出", "It was asked again") if more else Text("意见已办结", "The remark is closed"))
    return _back(visit)


pages = (
    Page("filing", f"{OF_DOSSIER}filing/", filing, "see", None, LABEL, 70),
    Page("filing_step", f"{OF_DOSSIER}filing/<str:stage>/take/<str:action>/", step, None, "see"),
    Page("filing_remark", f"{OF_DOSSIER}filing/<str:stage>/remark/", remark, None, "review"),
    Page("filing_close", f"{OF_DOSSIER}filing/close/<int:number>/", close, None, "review"),
    Page("filing_answer", f"{OF_DOSSIER}filing/answer/<int:number>/", answer, None, "answer"),
)

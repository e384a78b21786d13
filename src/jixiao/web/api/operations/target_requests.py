"""Requests to change a target on their way: asked for, checked, approved, agreed to by the bureau; only then the target changes."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from ninja import File, Form, Query, Schema
from ninja.files import UploadedFile

from jixiao.exact import decimal_of, scaled
from jixiao.web.api.operation import OF_DOSSIER, Answer, Call, Operation
from jixiao.web.api.problems import Problem, missing
from jixiao.web.api.shapes import Data, Listed, Number, Sentence, Slice, StepShape, Word, listed
from jixiao.web.api.versions import IfMatch, tag, wanted_version
from jixiao.web.dossiers.evidence import About, handed
from jixiao.web.models import Step, TargetRequest
from jixiao.web.workflow.action import actions
from jixiao.web.workflow.matters import REQUEST
from jixiao.web.workflow.running import decide, offers
from jixiao.web.workflow.states import REQUEST_STATES
from jixiao.web.workflow.target_requests import Asking, ask, prove
from jixiao.wording import Text

order = 71
words = Text("指标调整", "Changes of targets")


class RequestShape(Schema):
    """A request to change a target; ``change_code`` names the row that came of it, once the target was changed."""

    number: int
    indicator_code: str
    office_code: str
    old: str
    new: str
    reason: str
    wanted_on: date
    budget_change_code: str
    basis: list[str]
    state: str
    state_name: str
    version: int
    asked_by: str
    asked_at: datetime
    change_code: str


class RequestOffer(Schema):
    """An action that you may take now; ``refused`` says what stands against it (null: nothing)."""

    action: str
    label: str
    needs_reason: bool
    refused: str | None


class RequestWithSteps(RequestShape):
    """The same with its way so far, and what you may do."""

    steps: list[StepShape]
    offered: list[RequestOffer]


class WantedTarget(Schema):
    """A change that is asked for; ``basis`` are codes of evidence that is there already."""

    indicator_code: Word
    target: Word
    reason: Sentence
    wanted_on: date
    budget_change_code: Word = ""
    basis: tuple[Word, ...] = ()


class RequestDecision(Schema):
    """Why, where a reason is asked for; ``version`` is that of the request that was looked at and can stand in ``If-Match`` instead."""

    reason: Sentence = ""
    version: Number | None = None


class RequestBasis(Schema):
    """What kind of material it is; ``secrecy`` is ``internal`` for what is not for publication, ``unmarked`` as with evidence of rows."""

    kind: Word = ""
    secrecy: Word = ""
    unmarked: bool = False


def list_target_requests(call: Call, part: Query[Slice]) -> Data:
    """All requests to change targets of a dossier."""
    found = TargetRequest.objects.filter(dossier=call.about).select_related("asked_by")
    return listed(call, found, part, lambda each: _shown(call, each))


def get_target_request(call: Call, number: int) -> Answer:
    """A request with its steps, and its version in ``ETag``."""
    return _whole(call, _found(call, number))


def ask_for_target(call: Call, given: WantedTarget) -> Answer:
    """Ask for a change of a target."""
    target = decimal_of(given.target.strip())
    if target is None or scaled(target) is None:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _NO_NUMBER.fill(text=given.target))
    asking = Asking(
        given.indicator_code, target, given.reason, given.wanted_on, given.budget_change_code, tuple(dict.fromkeys(given.basis))
    )
    made = ask(call.about, asking, call.writer(given.reason))
    return Answer(_shown(call, made), HTTPStatus.CREATED, {"ETag": tag(made.version)})


def decide_target(call: Call, number: int, action: str, given: RequestDecision, if_match: IfMatch = None) -> Answer:
    """Take an action on a request."""
    request = _found(call, number)
    if action not in {each.name for each in actions(REQUEST)}:
        raise missing()
    version = wanted_version(if_match, given.version, is_needed=False)
    done = decide(request, action, call.writer(given.reason), reason=given.reason, version=version)
    return Answer(_shown(call, done), headers={"ETag": tag(done.version)})


def prove_target_request(call: Call, number: int, files: File[list[UploadedFile]], said: Form[RequestBasis]) -> Answer:
    """Hand in what a request rests on."""
    request = _found(call, number)
    given = handed(call.account, call.about, files, About(said.kind, said.secrecy, said.unmarked))
    done = prove(request, given, call.writer())
    return Answer(_shown(call, done), HTTPStatus.CREATED, {"ETag": tag(done.version)})


def _found(call: Call, number: int) -> TargetRequest:
    found = TargetRequest.objects.filter(dossier=call.about, number=number).select_related("asked_by", "dossier__unit").first()
    if found is None:
        raise missing()
    return found


def _shown(call: Call, each: TargetRequest) -> Data:
    names = ("number", "indicator_code", "office_code", "old", "new", "reason", "wanted_on", "budget_change_code", "basis")
    more = {name: getattr(each, name) for name in ("state", "version", "asked_at", "change_code")}
    said = {name: getattr(each, name) for name in names} | more
    return {**said, "state_name": call.say(REQUEST_STATES[each.state]), "asked_by": each.asked_by.name}


def _whole(call: Call, each: TargetRequest) -> Answer:
    steps = Step.objects.filter(request=each).select_related("account")
    data: dict[str, Any] = {
        **_shown(call, each),
        "steps": [
            {
                "action": step.action,
                "before": step.from_state,
                "after": step.to_state,
                "person": step.account.name,
                "reason": step.reason,
                "dossier_version": step.dossier_version,
                "at": step.at,
            }
            for step in steps
        ],
        "offered": [
            {
                "action": offer.action.name,
                "label": call.say(offer.action.words),
                "needs_reason": offer.action.needs_reason,
                "refused": None if offer.refused is None else call.say(offer.refused),
            }
            for offer in offers(call.about, each, call.writer())
        ],
    }
    return Answer(data, headers={"ETag": tag(each.version)})


_NO_NUMBER = Text("“{text}”不是数字（至多四位小数）", "“{text}” is no number with at most four decimals")
_ALL = f"{OF_DOSSIER}/target-requests"
_ONE = f"{_ALL}/{{int:number}}"

operations = (
    Operation("GET", _ALL, list_target_requests, "see", Text("指标调整申请", "Requests to change targets"), Listed[RequestShape]),
    Operation(
        "POST",
        _ALL,
        ask_for_target,
        "ask_change",
        Text("申请调整指标值", "Ask for a change of a target"),
        RequestShape,
        HTTPStatus.CREATED,
    ),
    Operation("GET", _ONE, get_target_request, "see", Text("一份申请", "A request to change a target"), RequestWithSteps),
    Operation("POST", f"{_ONE}/actions/{{action}}", decide_target, "see", Text("办理申请", "Decide a request"), RequestShape),
    Operation(
        "POST",
        f"{_ONE}/evidence",
        prove_target_request,
        "ask_change",
        Text("补交依据", "Hand in what it rests on"),
        RequestShape,
        HTTPStatus.CREATED,
    ),
)

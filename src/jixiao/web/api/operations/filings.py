"""Filings on their way from draft to publication: where they stand, what may be done now, and what the bureau remarks."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from ninja import Schema

from jixiao.web.api.operation import OF_DOSSIER, Answer, Call, Operation
from jixiao.web.api.problems import Problem, missing
from jixiao.web.api.shapes import Data, Number, Sentence, StepShape, Word
from jixiao.web.api.versions import IfMatch, tag, wanted_version
from jixiao.web.models import Filing, Remark, Step
from jixiao.web.people.policy import STAGES
from jixiao.web.workflow.action import actions
from jixiao.web.workflow.remarks import answer, close, remark
from jixiao.web.workflow.running import due_on, filings, offers, take
from jixiao.web.workflow.states import STAGE_NAMES, STATES
from jixiao.wording import Text

order = 70
words = Text("报送", "Filings")


class OfferShape(Schema):
    """An action that you may take now; ``refused`` says what stands against it (null: nothing)."""

    action: str
    label: str
    needs_reason: bool
    refused: str | None


class FilingShape(Schema):
    """A filing, its version, and the actions that you may take."""

    stage: str
    name: str
    state: str
    state_name: str
    version: int
    due_on: date | None
    handed_in_at: datetime | None
    offered: list[OfferShape]


class FilingWithSteps(FilingShape):
    """The same with its way so far."""

    steps: list[StepShape]


class Filings(Schema):
    """The filings of a dossier."""

    items: list[FilingShape]


class Taken(Schema):
    """Why, where a reason is asked for; ``version`` is that of the filing that was looked at and can stand in ``If-Match`` instead."""

    reason: Sentence = ""
    version: Number | None = None


class RemarkShape(Schema):
    """What the bureau remarks on an item (empty: on the whole filing), and the unit's answer."""

    number: int
    item_code: str
    text: str
    person: str
    at: datetime
    is_required: bool
    follows: int | None
    answer: str
    answered_by: str | None
    answered_at: datetime | None
    closed_by: str | None
    closed_at: datetime | None


class Remarks(Schema):
    """All remarks."""

    items: list[RemarkShape]


class Remarked(Schema):
    """A remark; one that is not required is a hint that needs no answer."""

    item_code: Word = ""
    text: Sentence
    is_required: bool = True


class Closing(Schema):
    """What is asked again, if the answer does not do; empty if it does."""

    again: Sentence = ""


class Answered(Schema):
    """An answer."""

    text: Sentence


def list_filings(call: Call) -> dict[str, Any]:
    """The filings of a dossier."""
    return {"items": [_shown(call, each) for each in filings(call.about)]}


def get_filing(call: Call, stage: str) -> Answer:
    """A filing with its steps, and its version in ``ETag``."""
    filing = _filing(call, stage)
    steps = [
        _step(each) for each in Step.objects.filter(filing__dossier=call.about, filing__stage=stage).select_related("account")
    ]
    return Answer({**_shown(call, filing), "steps": steps}, headers={"ETag": tag(filing.version)})


def take_action(call: Call, stage: str, action: str, given: Taken, if_match: IfMatch = None) -> Answer:
    """Take an action of the workflow."""
    _filing(call, stage)
    if action not in {each.name for each in actions()}:
        raise missing()
    version = wanted_version(if_match, given.version, is_needed=False)
    filing = take(call.about, stage, action, call.writer(given.reason), reason=given.reason, version=version)
    return Answer(_shown(call, filing), headers={"ETag": tag(filing.version)})


def list_remarks(call: Call, stage: str) -> dict[str, Any]:
    """What was remarked on a filing."""
    _filing(call, stage)
    found = Remark.objects.filter(filing__dossier=call.about, filing__stage=stage).select_related(
        "account", "answered_by", "closed_by"
    )
    return {"items": [_remark(each) for each in found]}


def add_remark(call: Call, stage: str, given: Remarked) -> Answer:
    """Remark on an item or on the whole filing."""
    made = remark(call.about, _filing(call, stage), given.item_code, given.text, call.writer(), is_required=given.is_required)
    return Answer(_remark(made), HTTPStatus.CREATED)


def answer_remark(call: Call, stage: str, number: int, given: Answered) -> dict[str, Any]:
    """The unit's answer to a remark."""
    answer(call.about, _remark_of(call, stage, number), given.text, call.writer())
    return _remark(_remark_of(call, stage, number))


def close_remark(call: Call, stage: str, number: int, given: Closing) -> dict[str, Any]:
    """The bureau is done with a remark, or asks again."""
    close(call.about, _remark_of(call, stage, number), call.writer(), given.again)
    return _remark(_remark_of(call, stage, number))


def _remark_of(call: Call, stage: str, number: int) -> Remark:
    _filing(call, stage)
    known = Remark.objects.filter(filing__dossier=call.about, filing__stage=stage, pk=number)
    found = known.select_related("account", "answered_by", "closed_by").first()
    if found is None:
        raise missing()
    return found


def _filing(call: Call, stage: str) -> Filing:
    if stage not in STAGES:
        raise Problem(HTTPStatus.NOT_FOUND, _NO_STAGE.fill(known=", ".join(STAGES)))
    return next(each for each in filings(call.about) if each.stage == stage)


def _shown(call: Call, filing: Filing) -> Data:
    found = offers(call.about, filing, call.writer())
    return {
        "stage": filing.stage,
        "name": call.say(STAGE_NAMES[filing.stage]),
        "state": filing.state,
        "state_name": call.say(STATES[filing.state]),
        "version": filing.version,
        "due_on": due_on(filing),
        "handed_in_at": filing.handed_in_at,
        "offered": [
            {
                "action": each.action.name,
                "label": call.say(each.action.words),
                "needs_reason": each.action.needs_reason,
                "refused": None if each.refused is None else call.say(each.refused),
            }
            for each in found
        ],
    }


def _step(step: Step) -> Data:
    said = {"action": step.action, "before": step.from_state, "after": step.to_state, "person": step.account.name}
    return {**said, "reason": step.reason, "dossier_version": step.dossier_version, "at": step.at}


def _remark(each: Remark) -> Data:
    said = {"number": each.pk, "item_code": each.item_code, "text": each.text, "person": each.account.name, "at": each.at}
    asked = {"is_required": each.is_required, "follows": each.follows_id, "closed_at": each.closed_at}
    people = {name: who.name if who else None for name, who in (("answered_by", each.answered_by), ("closed_by", each.closed_by))}
    return {**said, **asked, **people, "answer": each.answer, "answered_at": each.answered_at}


_NO_STAGE = Text("没有这个环节，可用：{known}", "There is no such stage; known are: {known}")
_ONE = f"{OF_DOSSIER}/filings/{{stage}}"

operations = (
    Operation("GET", f"{OF_DOSSIER}/filings", list_filings, "see", Text("各环节", "The filings"), Filings),
    Operation("GET", _ONE, get_filing, "see", Text("一个环节", "A filing"), FilingWithSteps),
    Operation("POST", f"{_ONE}/actions/{{action}}", take_action, "see", Text("办理", "Take an action"), FilingShape),
    Operation("GET", f"{_ONE}/remarks", list_remarks, "see", Text("审核意见", "Remarks"), Remarks),
    Operation("POST", f"{_ONE}/remarks", add_remark, "review", Text("附意见", "Remark"), RemarkShape, HTTPStatus.CREATED),
    Operation(
        "PUT", f"{_ONE}/remarks/{{int:number}}/answer", answer_remark, "answer", Text("答复意见", "Answer a remark"), RemarkShape
    ),
    Operation(
        "PUT", f"{_ONE}/remarks/{{int:number}}/closed", close_remark, "review", Text("办结意见", "Close a remark"), RemarkShape
    ),
)

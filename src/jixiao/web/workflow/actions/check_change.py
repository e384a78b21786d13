"""Finance checks a request to change a target: what it rests on is there, and it fits what stands there."""

from __future__ import annotations

from jixiao.web.workflow.action import At
from jixiao.web.workflow.target_requests import stands_against
from jixiao.wording import Text

order = 210
matter = "target_request"
words = Text("核对通过，送领导审批", "pass it on to the head")
from_states = ("asked",)
to_state = "checked"
permission = "check_change"


def refuses(at: At) -> Text | None:
    """Without evidence it rests on nothing."""
    if not at.request.basis:
        return Text(
            "还没有调整依据（如会议纪要、批复文件），请先补交", "What it rests on (minutes, a decision) was not handed in yet"
        )
    return stands_against(at)


def effect(at: At) -> None:
    """Note who checked: somebody else has to approve."""
    at.request.checked_by = at.writer.account

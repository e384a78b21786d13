"""The bureau agrees to a change of a target that it was handed in: it changes now."""

from __future__ import annotations

from jixiao.web.workflow.action import At
from jixiao.web.workflow.target_requests import carry_out, same_person, stands_against
from jixiao.wording import Text

order = 230
matter = "target_request"
words = Text("财政部门审核同意", "agree for the bureau")
from_states = ("approved",)
to_state = "changed"
permission = "agree_change"


def refuses(at: At) -> Text | None:
    """Whoever had a part in it before does not agree as well."""
    request = at.request
    return same_person(at, request.asked_by_id, request.checked_by_id, request.approved_by_id) or stands_against(at)


def effect(at: At) -> None:
    """Change the target."""
    carry_out(at, by_bureau=True)

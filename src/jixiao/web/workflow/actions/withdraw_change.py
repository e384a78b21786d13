"""Whoever asked for a change of a target takes the request back, or finance does."""

from __future__ import annotations

from jixiao.web.workflow.action import At
from jixiao.wording import Text

order = 250
matter = "target_request"
words = Text("撤回申请", "take the request back")
from_states = ("asked", "checked", "approved")
to_state = "taken_back"
permission = "withdraw_change"
reason = True


def refuses(at: At) -> Text | None:
    """Others of the unit do not take back what is not theirs."""
    person, request = at.writer.person, at.request
    if at.account.pk == request.asked_by_id or (person and person.may("check_change", at.dossier)):
        return None
    return Text("只有申请人和财务人员可以撤回", "Only whoever asked, and finance, can take it back")

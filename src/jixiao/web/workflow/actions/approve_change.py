"""The head approves a change of a target; where the bureau need not agree, the target changes now."""

from __future__ import annotations

from jixiao.web.workflow.action import At
from jixiao.web.workflow.target_requests import carry_out, needs_bureau, same_person, stands_against
from jixiao.wording import Text

order = 220
matter = "target_request"
words = Text("同意调整", "approve the change")
from_states = ("checked",)
to_state = "approved"
permission = "approve_change"


def refuses(at: At) -> Text | None:
    """Whoever asked or checked does not approve as well."""
    return same_person(at, at.request.asked_by_id, at.request.checked_by_id) or stands_against(at)


def effect(at: At) -> None:
    """Note who approved, and change the target where nobody else has to agree."""
    at.request.approved_by = at.account
    if not needs_bureau(at.dossier):
        carry_out(at)


def next_state(at: At) -> str:
    """On to the bureau where it has to agree."""
    return to_state if needs_bureau(at.dossier) else "changed"

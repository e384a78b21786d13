"""The head approves what finance has checked."""

from __future__ import annotations

from jixiao.web.workflow.action import At
from jixiao.wording import Text

order = 30
words = Text("审批同意", "approve")
from_states = ("finance_checked",)
to_state = "head_approved"
permission = "approve"


def refuses(at: At) -> Text | None:
    """Whoever prepared it does not approve it as well."""
    if at.writer.account is not None and at.filing.checked_by_id == at.writer.account.pk:
        return Text("编制核对与审批不能是同一个人", "Whoever checked it cannot approve it as well")
    return None

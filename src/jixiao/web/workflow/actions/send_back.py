"""Somebody in the unit sends it back to be worked on, before it is handed in."""

from __future__ import annotations

from jixiao.web.workflow.action import At
from jixiao.web.workflow.readiness import open_again
from jixiao.wording import Text

order = 40
words = Text("退回修改", "send back to be mended")
from_states = ("office_confirmed", "finance_checked", "head_approved")
to_state = "draft"
permission = "send_back"
reason = True


def effect(at: At) -> None:
    """The offices confirm anew what is mended, and finance checks it anew."""
    open_again(at.filing)

"""The bureau opens again what it had accepted."""

from __future__ import annotations

from jixiao.web.workflow.action import At
from jixiao.web.workflow.readiness import open_again
from jixiao.wording import Text

order = 90
words = Text("重新打开", "open it again")
from_states = ("accepted", "published")
to_state = "returned"
permission = "reopen"
reason = True


def effect(at: At) -> None:
    """It is open again, and its offices confirm anew."""
    open_again(at.filing)

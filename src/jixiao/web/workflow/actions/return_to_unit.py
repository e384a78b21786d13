"""The bureau returns it, with remarks."""

from __future__ import annotations

from jixiao.web.workflow.action import At
from jixiao.web.workflow.readiness import open_again
from jixiao.wording import Text

order = 80
words = Text("退回并附意见", "return with remarks")
from_states = ("submitted",)
to_state = "returned"
permission = "return"
reason = True


def effect(at: At) -> None:
    """It is open again, and its offices confirm anew."""
    open_again(at.filing)

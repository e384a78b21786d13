"""Take back what was handed in, before the bureau has decided."""

from __future__ import annotations

from jixiao.web.workflow.action import At
from jixiao.web.workflow.readiness import open_again
from jixiao.wording import Text

order = 60
words = Text("撤回", "take it back")
from_states = ("submitted",)
to_state = "returned"
permission = "withdraw"
reason = True


def effect(at: At) -> None:
    """It is open again."""
    open_again(at.filing)

"""The bureau accepts what was handed in."""

from __future__ import annotations

from jixiao.web.workflow.action import At
from jixiao.web.workflow.remarks import answers_awaited, close_answered
from jixiao.wording import Text

order = 70
words = Text("审核通过", "accept")
from_states = ("submitted",)
to_state = "accepted"
permission = "accept"


def refuses(at: At) -> Text | None:
    """What was asked is answered first, or closed without an answer."""
    return answers_awaited(at.filing)


def effect(at: At) -> None:
    """With the whole, all answers are accepted."""
    close_answered(at.dossier, at.filing, at.writer)

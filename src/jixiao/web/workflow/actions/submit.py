"""Hand it in to the bureau."""

from __future__ import annotations

from jixiao.web.workflow.action import At
from jixiao.web.workflow.readiness import now_handed_in
from jixiao.web.workflow.remarks import answers_awaited
from jixiao.wording import Text

order = 50
words = Text("报送财政部门", "hand it in to the bureau")
from_states = ("head_approved",)
to_state = "submitted"
permission = "submit"


def refuses(at: At) -> Text | None:
    """What the bureau asked has to be answered first."""
    return answers_awaited(at.filing)


def effect(at: At) -> None:
    """Note which version was handed in."""
    now_handed_in(at.filing, at.dossier)

"""Publish what was accepted: what everybody may read, as it stands this day."""

from __future__ import annotations

from jixiao.web.people.policy import YEAR_END
from jixiao.web.workflow.action import At
from jixiao.web.workflow.publishing import publish
from jixiao.wording import Text

order = 100
words = Text("向社会公开", "publish")
from_states = ("accepted",)
to_state = "published"
permission = "publish"
stages = (YEAR_END,)


def effect(at: At) -> None:
    """Keep what is published."""
    publish(at)

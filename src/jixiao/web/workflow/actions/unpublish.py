"""Take back what was published, with a reason that is kept."""

from __future__ import annotations

from django.utils import timezone

from jixiao.web.models import Publication
from jixiao.web.people.policy import YEAR_END
from jixiao.web.workflow.action import At
from jixiao.wording import Text

order = 110
words = Text("撤下公开内容", "take back what was published")
from_states = ("published",)
to_state = "accepted"
permission = "unpublish"
stages = (YEAR_END,)
reason = True


def effect(at: At) -> None:
    """It is no longer shown."""
    Publication.objects.filter(filing=at.filing, withdrawn_at=None).update(withdrawn_at=timezone.now())

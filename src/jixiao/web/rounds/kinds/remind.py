"""Once a day, at the hour that is set: lines for deadlines that come or have passed."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from jixiao.web.rounds.round import Done, Turn
from jixiao.web.workflow.reminding import remind

order = 10


def is_due(now: datetime, done_at: datetime | None) -> bool:
    """From that hour on, once a day; a site that was off at that hour makes up for it when it is on again."""
    here = timezone.localtime(now)
    is_done = done_at is not None and timezone.localdate(done_at) >= here.date()
    return here.hour >= settings.REMIND_HOUR and not is_done


def run(turn: Turn) -> Done:
    """Every line has a mark: one that was said before is not said again."""
    return {"lines": remind(timezone.localdate(turn.clock()))}

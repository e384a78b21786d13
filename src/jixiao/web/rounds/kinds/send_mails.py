"""Every quarter of an hour: the lines that wait to be mailed."""

from __future__ import annotations

from datetime import datetime, timedelta

from jixiao.web.rounds.round import Done, Turn
from jixiao.web.workflow.mailing import has_mail, send_mails

order = 20
EVERY = timedelta(minutes=15)


def is_due(now: datetime, done_at: datetime | None) -> bool:
    """Where there is a mail server."""
    return has_mail() and (done_at is None or now - done_at >= EVERY)


def run(turn: Turn) -> Done:
    """What could not be sent goes out with the next round."""
    sent = send_mails(turn.clock, turn.go_on)
    return {"mailed": sent.people, "failed": sent.failed}

"""Every hour: files whose days are over go, and what broke off halfway is brought to its end."""

from __future__ import annotations

from datetime import datetime, timedelta

from jixiao.web.dossiers import placing, uploads
from jixiao.web.jobs import keeping
from jixiao.web.rounds.round import Done, Turn

order = 30
EVERY = timedelta(hours=1)


def is_due(now: datetime, done_at: datetime | None) -> bool:
    """On any site; the first worker that starts does it at once."""
    return done_at is None or now - done_at >= EVERY


def run(turn: Turn) -> Done:
    """Files of jobs, uploads that nobody took, files that wait for rows."""
    uploads.sweep()
    placing.settle()
    return {"jobs": keeping.sweep(turn.clock())}

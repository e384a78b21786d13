"""What the site does by itself: one file of ``kinds/`` for each, done by whichever worker is there when it falls due.

A kind's file has ``order``, ``is_due(now, done_at)``, where ``done_at`` is when it was last done (None: never), and ``run(turn)``, which does it
and comes back with numbers that say what was done. The database knows when it was last done and who is at it: two workers do not do it at the
same time, and one that was restarted does not do it again. One that died over it loses it after ``HELD``; another then begins it anew, so that
``run`` has to bear that. The clock is a value: what a round does depends on no other.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType
from typing import cast

from django.db import DatabaseError, connection
from django.db.models import Q
from django.utils import timezone

from jixiao.kinds import load, names
from jixiao.web.models import Round

FOLDER = "jixiao.web.rounds.kinds"
HELD = timedelta(minutes=5)
"""So long a round is its holder's without a word from it."""
TICK = 10
"""Seconds between two looks at what is due, each a sign of life."""
SEEN_WITHIN = timedelta(minutes=1)
"""A worker that gave no sign of life for longer is not there."""
LIFE = "worker"
"""The name under which the signs of life stand, beside the rounds themselves."""

Clock = Callable[[], datetime]
Done = Mapping[str, int]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """A round while it is gone: the clock, and who goes it."""

    name: str
    holder: str
    clock: Clock

    def go_on(self) -> bool:
        """Say that it is still being gone; False if it has become somebody else's, who does what is left."""
        now = self.clock()
        show_life(now)
        held = Round.objects.filter(name=self.name, holder=self.holder, held_until__gt=now)
        return held.update(held_until=now + HELD) == 1


@dataclass(frozen=True)
class Kind:
    """A kind of round as its file describes it."""

    name: str
    module: ModuleType

    @property
    def order(self) -> int:
        """Its place among its like."""
        return cast("int", self.module.order)

    def is_due(self, now: datetime, done_at: datetime | None) -> bool:
        """Whether it is time."""
        return bool(self.module.is_due(now, done_at))

    def run(self, turn: Turn) -> Done:
        """Do it."""
        return cast("Done", self.module.run(turn))


def kinds() -> tuple[Kind, ...]:
    """All kinds in their order."""
    return tuple(sorted((_kind(name) for name in names(FOLDER)), key=lambda each: each.order))


def _kind(name: str) -> Kind:
    return Kind(name, load(FOLDER, name))


def do_due(holder: str, clock: Clock = timezone.now) -> dict[str, Done]:
    """Do what is due and nobody else is at; what was done, by the name of the round."""
    done_at = dict(Round.objects.values_list("name", "done_at"))
    due = [each.name for each in kinds() if each.is_due(clock(), done_at.get(each.name))]
    done = ((name, do(name, holder, clock, only_due=True)) for name in due)
    return {name: said for name, said in done if said is not None}


def do(name: str, holder: str, clock: Clock = timezone.now, *, only_due: bool = False) -> Done | None:
    """Do one round now; None if somebody else is at it, or with ``only_due`` has done it meanwhile."""
    now, wanted = clock(), _kind(name)
    Round.objects.get_or_create(name=name)
    free = Round.objects.filter(name=name).filter(Q(held_until=None) | Q(held_until__lte=now))
    if not free.update(holder=holder, held_until=now + HELD):
        return None
    mine = Round.objects.filter(name=name, holder=holder)
    if only_due and not wanted.is_due(now, mine.values_list("done_at", flat=True).first()):
        mine.update(held_until=None)
        return None
    said = wanted.run(Turn(name, holder, clock))
    mine.update(done_at=now, held_until=None)
    return said


def show_life(now: datetime) -> None:
    """A sign of life of a worker."""
    Round.objects.update_or_create(name=LIFE, defaults={"done_at": now})


def is_alive(now: datetime) -> bool:
    """Whether some worker gave a sign of life lately."""
    return Round.objects.filter(name=LIFE, done_at__gt=now - SEEN_WITHIN).exists()


class Rounds:
    """A thread that goes the rounds while its block runs, beside whatever long work the worker does meanwhile."""

    def __init__(self, holder: str, clock: Clock = timezone.now) -> None:
        self._holder = holder
        self._clock = clock
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(TICK)

    def _go(self) -> None:
        while not self._over.is_set():
            try:
                show_life(self._clock())
                do_due(self._holder, self._clock)
            except Exception:  # noqa: BLE001 - one round must not end the others; it is held until it may be tried again
                _log.exception("a round broke")
                with suppress(DatabaseError):
                    connection.close()
            self._over.wait(TICK)
        connection.close()

"""How often one may call: counted by token, account or address in the memory of the process, bounded however many call."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from django.http import HttpRequest

from jixiao.web.api.problems import TOO_MANY, Problem
from jixiao.wording import Text

_KNOWN = 10_000
"""Callers that are remembered; the one that called longest ago is forgotten first."""


@dataclass
class Limit:
    """So many calls in so many seconds, in windows that begin with the first call."""

    calls: int
    seconds: int = 60
    _seen: OrderedDict[str, tuple[int, int]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, who: str) -> None:
        """One more call; ``Problem`` (429) with the seconds to wait if that is too many."""
        now = time.monotonic_ns() // 1_000_000_000
        with self._lock:
            begun, calls = self._seen.pop(who, (now, 0))
            if now - begun >= self.seconds:
                begun, calls = now, 0
            self._seen[who] = begun, calls + 1
            while len(self._seen) > _KNOWN:
                self._seen.popitem(last=False)
        if calls >= self.calls:
            wait = max(begun + self.seconds - now, 1)
            problem = Problem(TOO_MANY, _TOO_OFTEN.fill(calls=self.calls, seconds=self.seconds, wait=wait))
            problem.headers["Retry-After"] = str(wait)
            raise problem

    def forget(self) -> None:
        """Begin anew with everybody."""
        with self._lock:
            self._seen.clear()


KNOWN_CALLERS = Limit(1_200)
UNKNOWN_CALLERS = Limit(300)
GUESSES = Limit(30)
"""Wrong tokens from one address."""


def address_of(request: HttpRequest) -> str:
    """Where a call comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


_TOO_OFTEN = Text(
    "{seconds}秒内最多{calls}次请求，请{wait}秒后再试", "At most {calls} calls in {seconds} seconds; try again in {wait} seconds"
)

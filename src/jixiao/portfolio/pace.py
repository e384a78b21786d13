"""How far a long run is, for the one who waits: done, failed, how many a minute, how much longer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

from jixiao.wording import Language, Text

_OFTEN, _SELDOM = 1, 30
"""Seconds between two lines, on a screen and in a log."""

_MINUTE = 60


class Pace:
    """Says how far it is on a stream: on a screen in one line that changes, elsewhere in a line now and then."""

    def __init__(self, total: int, stream: TextIO, language: Language, clock: Callable[[], float] = time.monotonic) -> None:
        self.total, self.stream, self.language, self.clock = total, stream, language, clock
        self.done = self.passed = self.failed = 0
        self.is_screen = stream.isatty()
        self.begun = self.said = clock()

    def tell(self, became: str) -> None:
        """One more is done: *unchanged* ones take no time and do not count for the pace."""
        self.done += 1
        self.passed += became == "unchanged"
        self.failed += became == "failed"
        if self.clock() - self.said >= (_OFTEN if self.is_screen else _SELDOM):
            self.said = self.clock()
            self._say()

    def close(self) -> None:
        """The last line."""
        if self.done:
            self._say()
            if self.is_screen:
                self.stream.write("\n")

    @property
    def per_minute(self) -> int:
        """How many were made or failed in a minute so far."""
        return int((self.done - self.passed) * _MINUTE // max(self.clock() - self.begun, 1))

    def _say(self) -> None:
        pace = self.per_minute
        text = _LINE.fill(done=self.done, total=self.total, failed=self.failed, pace=pace)
        line = text.say(self.language)
        if pace and self.done < self.total:
            line += _REST.fill(minutes=-(-(self.total - self.done) // pace)).say(self.language)
        self.stream.write(f"\r{line:<70}" if self.is_screen else f"{line}\n")
        self.stream.flush()


_LINE = Text(
    "已完成 {done}/{total}，未写出 {failed}，每分钟 {pace} 个", "{done} of {total} done, {failed} failed, {pace} a minute"
)
_REST = Text("，约剩 {minutes} 分钟", ", some {minutes} minutes left")

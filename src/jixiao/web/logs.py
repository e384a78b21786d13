"""Lines of the log: what broke and where in the program, never what it broke over."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Lines(logging.Formatter):
    """A line that tells of an exception names its kind and the places it came through. Its message is left out: it quotes names, amounts, addresses."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatException(self, ei: Raised) -> str:  # noqa: N802 - as logging calls it
        """The exception, and those that it came of."""
        error, told = ei[1], list[str]()
        while error is not None and len(told) < _MOST:
            places = "".join(traceback.format_tb(error.__traceback__))
            told.append(f"{places}{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\nit came of:\n".join(told)


_MOST = 10

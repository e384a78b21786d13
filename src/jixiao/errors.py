"""What can be raised. Faults in data are findings, not exceptions; only these stop a command.

JixiaoError
├── Misuse         the command, its arguments or the call do not make sense
├── Unreadable     a file cannot be opened as what it claims to be, or exceeds what is safe to open
└── Unwritable     a file cannot be written; what stood there before still stands
"""

from __future__ import annotations

from jixiao.wording import Language, Text


class JixiaoError(Exception):
    """The base of all: one clear sentence in both languages."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.say("en"))

    def say(self, language: Language) -> str:
        """The sentence for the reader of that language."""
        return self.text.say(language)


class Misuse(JixiaoError):
    """The command, its arguments or the call do not make sense."""


class Unreadable(JixiaoError):
    """A file cannot be opened as what it claims to be, or exceeds what is safe to open."""


class Unwritable(JixiaoError):
    """A file cannot be written; what stood there before still stands."""

"""Passwords that others would guess first: common ones with a year or a sign added, runs of the keyboard, repetitions, words of this place."""

from __future__ import annotations

import re
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from jixiao.web.models import Account, Unit

WORDS = frozenset(
    {
        "jixiao",
        "绩效",
        "绩效评价",
        "预算绩效",
        "财政局",
        "caizheng",
        "yusuan",
        "admin",
        "administrator",
        "mima",
        "password",
        "woaini",
    }
)
"""Words of this place, and what passwords are made of everywhere in it; the names and codes of the site's units are added to them."""

_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb")
_READ_AS = str.maketrans("@0$531!", "aosseli")
_ROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LEAST_SIGNS, _LEAST_RUN, _LEFT_OVER = 5, 3, 4


class Guessable:
    """A validator as Django has them."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """``ValidationError`` if it would be guessed."""
        del user
        said = password.casefold()
        if _is_poor(said) or _bare(said) & (_common() | WORDS | _units()):
            raise ValidationError(self.get_help_text(), "password_guessable")

    def get_help_text(self) -> str:
        """What Django would show; the site says it in its own words."""
        return "guessable"


def _bare(said: str) -> set[str]:
    """The password without the digits and signs that people put around a word, as it stands and with signs read as letters."""
    return {_ROUND.sub("", said), _ROUND.sub("", said.translate(_READ_AS)), _ROUND.sub("", said).translate(_READ_AS)}


def _is_poor(said: str) -> bool:
    """Few signs, one piece again and again, or hardly more than runs."""
    return len(set(said)) < _LEAST_SIGNS or said in (said + said)[1:-1] or len(_without_runs(said)) < _LEFT_OVER


def _without_runs(said: str) -> str:
    left, at = "", 0
    while at < len(said):
        length = _run_at(said, at)
        left += "" if length >= _LEAST_RUN else said[at]
        at += length if length >= _LEAST_RUN else 1
    return left


def _run_at(said: str, at: int) -> int:
    """How many signs from here on follow each other on the keyboard, in the alphabet or in counting, forwards or backwards."""
    length = _LEAST_RUN
    while at + length <= len(said) and any(said[at : at + length] in way for run in _RUNS for way in (run, run[::-1])):
        length += 1
    return length - 1


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _units() -> set[str]:
    return {word.casefold() for pair in Unit.objects.values_list("code", "name")[:_MANY] for word in pair}


_MANY = 5_000

"""Versions in headers: what was looked at is named in ``If-Match``, so that nobody overwrites what somebody else has written since."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated

from ninja.params.models import Header

from jixiao.web.api.problems import PRECONDITION_REQUIRED, Problem
from jixiao.wording import Text

IfMatch = Annotated[str | None, Header(None, alias="If-Match")]
"""The header of a request that says which version was looked at."""

_TAG = re.compile(r'(?:W/)?"?([0-9]{1,18})"?')


def tag(version: int) -> str:
    """A version as an ``ETag``."""
    return f'"{version}"'


def wanted_version(if_match: str | None, said: int | None, *, is_needed: bool = True) -> int | None:
    """The version that was looked at: of ``If-Match``, else of the content; None for ``*``, whatever stands there.

    ``Problem`` (428) if it has to be said and is not.
    """
    if if_match is not None:
        if if_match.strip() == "*":
            return None
        found = _TAG.fullmatch(if_match.strip())
        if found is None:
            raise Problem(HTTPStatus.BAD_REQUEST, _NO_TAG.fill(said=if_match[:60]))
        return int(found[1])
    if said is None and is_needed:
        raise Problem(PRECONDITION_REQUIRED, _NEEDED)
    return said


_NO_TAG = Text(
    'If-Match 写的是“{said}”，应为 ETag 里的版本，如 "3"，或者 *',
    'If-Match says “{said}”; expected is the version of an ETag such as "3", or *',
)
_NEEDED = Text(
    "请在 If-Match 中写明您看到的版本（读取时 ETag 给出），不管现状用 *",
    "Say in If-Match which version you looked at (ETag gave it when you read), or * for whatever stands there",
)

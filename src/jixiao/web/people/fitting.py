"""Whether what somebody typed fits its columns: the embedded database takes any length, one of a server would break over it."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Field, Model

from jixiao.web.dossiers.writing import Refusal
from jixiao.wording import Text


def refuse_long(row: Model, *columns: str) -> None:
    """``Refusal`` names the first text that is longer than its column."""
    for column in columns:
        text, most = f"{getattr(row, column)}", cast("Field[Any, Any]", row._meta.get_field(column)).max_length  # noqa: SLF001 - Django's own
        if most is not None and len(text) > most:
            raise Refusal(_LONG.fill(text=text[:_SHOWN], most=most))


_SHOWN = 40
_LONG = Text("“{text}…”太长，最多{most}个字符", "“{text}…” is too long: it has {most} signs at most")

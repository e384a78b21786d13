"""The units below one, asked of the database."""

from __future__ import annotations

from django.db.models import F, Q, Value
from django.db.models.functions import Left
from django.db.models.lookups import Exact


def below(path: str, prefix: str = "") -> Q:
    """The condition on units (on what refers to them, by a prefix) that they stand at a path or below it.

    The embedded database takes large and small letters for the same where it looks at beginnings; the second half does not.
    """
    name = f"{prefix}path"
    begins = Q(**{f"{name}__startswith": path})
    return begins & Q(Exact(Left(F(name), len(path)), Value(path))) if path else begins

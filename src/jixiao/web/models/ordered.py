"""Data kept as a text of JSON, in the order in which they were given: PostgreSQL's own JSON sorts the keys, and the columns of a ledger with them."""

from __future__ import annotations

import json

from django.db import models


class OrderedJSON(models.JSONField):
    """A value of JSON whose order says something; the database keeps it as a text."""

    def get_internal_type(self) -> str:
        """The kind of its column."""
        return "TextField"

    def from_db_value(self, value: str | None, *_: object) -> object:
        """As it was given."""
        return None if value is None else json.loads(value)

    def get_db_prep_value(self, value: object, *_: object, **__: object) -> str | None:
        """As a text."""
        return None if value is None else json.dumps(value, ensure_ascii=False)

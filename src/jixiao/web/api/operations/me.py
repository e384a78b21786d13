"""Who calls, and what they may do."""

from __future__ import annotations

from typing import Any

from ninja import Schema

from jixiao.web.api.operation import Call, Operation
from jixiao.web.page import SIGNED_IN
from jixiao.wording import Text

order = 0
words = Text("调用者", "Caller")


class Granted(Schema):
    """A role and where it holds: for a unit (null: all, or the site itself), an office, a year (null: all)."""

    role: str
    unit: str | None
    office: str
    year: int | None


class Caller(Schema):
    """An account, and the scopes of the token that it came with (null: a session, which has none)."""

    username: str
    name: str
    scopes: list[str] | None
    grants: list[Granted]


def get_caller(call: Call) -> dict[str, Any]:
    """The account, its grants, and the scopes of the token."""
    grants = call.account.grants.select_related("unit").order_by("pk")
    scopes = call.person.scopes
    return {
        "username": call.account.username,
        "name": call.account.name,
        "scopes": None if scopes is None else sorted(scopes),
        "grants": [
            {
                "role": each.role,
                "unit": each.unit.code if each.unit else None,
                "office": each.office_code,
                "year": each.fiscal_year,
            }
            for each in grants
        ],
    }


operations = (Operation("GET", "me", get_caller, SIGNED_IN, Text("调用者是谁", "Who calls"), Caller),)

"""Looking changes nothing: a page that is read writes to no table, but for what tells that somebody was there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from tests.web.addresses import every_page, where
from tests.web.test_access import visitor

from jixiao.web.models import Dossier, Filing
from jixiao.web.page import EVERYBODY, SIGNED_IN
from jixiao.web.people.roles import ROLES

PRESENCE = {"django_session"}
"""Tables that tell only that somebody was there."""
TOLD = {"administration_audit_export": {"web_entry"}, "notices": {"web_notice"}}
"""What is taken out of the house is told in the history, and notices that were looked at count as read: nothing else is written."""
_WRITES = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE)


class Written:
    """The tables that are written to."""

    def __init__(self) -> None:
        self.tables = set[str]()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        """Let a statement through and note what it writes to."""
        found = _WRITES.match(sql)
        if found:
            self.tables.add(found[1])
        return execute(sql, params, many, context)


@pytest.mark.parametrize("state", ["", "submitted", "published"])
def test_a_page_that_is_looked_at_writes_to_no_table(dossier: Dossier, state: str) -> None:
    if state:
        Filing.objects.create(dossier=dossier, stage="year_end", state=state)
    visitors = [visitor(role, None if ROLES[role].reach == "site" else dossier.unit) for role in ROLES]
    seen, wrong = 0, []
    for page in every_page():
        about = dossier if page.of_dossier else dossier.unit if page.of_unit else None
        written = Written()
        with connection.execute_wrapper(written):
            for client, person in visitors:
                if page.see and (page.see in {EVERYBODY, SIGNED_IN} or person.may(page.see, about)):
                    seen += client.get(where(page, dossier)).status_code == 200
        if written.tables - PRESENCE - TOLD.get(page.name, set()):
            wrong.append((page.name, written.tables - PRESENCE))
    assert not wrong
    assert seen > 100


def test_what_a_page_writes_is_noticed() -> None:
    """The test above would see it."""
    for sql in ('INSERT INTO "a" VALUES (1)', 'UPDATE "a" SET b = 1', 'DELETE FROM "a"', "insert or ignore into a values (1)"):
        found = _WRITES.match(sql)
        assert found
        assert found[1] == "a"

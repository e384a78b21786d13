from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from tests.web.who import Who

from jixiao.web.dossiers.writing import Put, write
from jixiao.web.history.chain import FIRST, Change, append, sealed, verify
from jixiao.web.models import Dossier, Entry

pytestmark = pytest.mark.usefixtures("site")

NOTE = {"office_code": "JDC", "occurred_on": "2023-11-08", "guest_level": "省部级", "batches": "1", "persons": "4"}


def raw(statement: str, *values: str | int) -> None:
    """What somebody does who has got at the database itself."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def without_guard() -> None:
    for name in ("web_entry_no_update", "web_entry_no_delete"):
        raw(f"DROP TRIGGER {name}")


def test_a_history_that_nobody_touched_holds(dossier: Dossier, writer: Who) -> None:
    write(dossier, [Put("reception", None, NOTE)], writer("clerk"))
    found = verify()
    assert found.breaks == []
    assert found.entries == Entry.objects.count() > 800
    assert Entry.objects.order_by("number")[0].previous == FIRST
    assert found.head == Entry.objects.order_by("-number")[0].seal


@pytest.mark.parametrize(
    "statement", ["UPDATE web_entry SET person = 'x' WHERE number = 3", "DELETE FROM web_entry WHERE number = 3"]
)
def test_the_database_refuses_to_rewrite_it(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        raw(statement)
    assert verify().breaks == []


@pytest.mark.parametrize(
    "column", ["at", "username", "person", "origin", "request", "action", "unit_code", "fiscal_year", "key", "about", "reason"]
)
def test_a_changed_entry_is_noticed_whatever_was_changed(column: str) -> None:
    without_guard()
    raw(f'UPDATE web_entry SET "{column}" = %s WHERE number = 5', 1999 if column == "fiscal_year" else "someone else")
    assert [(each.number, each.kind) for each in verify().breaks] == [(5, "changed")]


def test_an_entry_that_was_taken_out_is_noticed() -> None:
    without_guard()
    raw("DELETE FROM web_entry WHERE number = 7")
    assert [(each.number, each.kind) for each in verify().breaks] == [(7, "missing")]


def test_an_entry_that_was_sealed_anew_breaks_the_one_after_it() -> None:
    without_guard()
    entry = Entry.objects.get(number=9)
    entry.person = "someone else"
    raw("UPDATE web_entry SET person = %s, seal = %s WHERE number = 9", entry.person, sealed(entry))
    assert [(each.number, each.kind) for each in verify().breaks] == [(10, "broken")]


def test_an_end_that_was_cut_off_is_noticed_by_a_head_that_was_noted() -> None:
    head = verify().head
    without_guard()
    raw("DELETE FROM web_entry WHERE number > (SELECT MAX(number) - 3 FROM web_entry)")
    assert verify().breaks == []
    assert [each.kind for each in verify(head).breaks] == ["ahead"]


def test_history_is_written_together_with_what_it_tells_of(writer: Who) -> None:
    change = Change("note", "x", "1", {"a": 1}, {"a": 2})
    with pytest.raises(transaction.TransactionManagementError):
        append(writer("finance").act, [change])
    count = Entry.objects.count()
    with transaction.atomic():
        append(writer("finance").act, [change])
        transaction.set_rollback(True)
    assert Entry.objects.count() == count


def test_a_change_that_changes_nothing_is_not_told(writer: Who) -> None:
    with transaction.atomic():
        assert append(writer("finance").act, [Change("note", "x", "1", {"a": 1}, {"a": 1})]) == []

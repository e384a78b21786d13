from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests.web.who import Who

from jixiao.errors import Unreadable
from jixiao.web.dossiers.writing import Put, write
from jixiao.web.history.anchors import note, noted
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


@pytest.mark.parametrize("number", [3, 0, -1])
@pytest.mark.parametrize("insert", ["INSERT", "INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
def test_nothing_is_put_in_the_place_of_an_entry_or_between_two(insert: str, number: int) -> None:
    columns = ", ".join(f'"{each.column}"' for each in Entry._meta.concrete_fields if each.column != "number")  # noqa: SLF001 - as the table has them
    with pytest.raises(DatabaseError, match="append-only"):
        raw(f"{insert} INTO web_entry (number, {columns}) SELECT {number}, {columns} FROM web_entry WHERE number = 5")
    assert verify().breaks == []


def test_an_update_by_way_of_an_insert_is_refused() -> None:
    entry = Entry.objects.get(number=5)
    entry.person = "someone else"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.bulk_create([entry], update_conflicts=True, update_fields=["person"], unique_fields=["number"])
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


def test_every_head_in_the_file_of_anchors_has_to_stand_in_the_chain(tmp_path: Path, writer: Who) -> None:
    file = tmp_path / "heads.txt"
    note(file, verify())
    for _ in range(2):
        with transaction.atomic():
            append(writer("finance").act, [Change("note", "x", "1", {"a": 1}, {"a": 2})])
        note(file, verify(*noted(file)))
        note(file, verify(*noted(file)))
    assert len(noted(file)) == 3
    without_guard()
    raw("DELETE FROM web_entry WHERE number = (SELECT MAX(number) FROM web_entry)")
    found = verify(*noted(file))
    assert [each.kind for each in found.breaks] == ["ahead"]
    note(file, found)
    assert len(noted(file)) == 3, "the head of a chain that is broken is not noted"


def test_a_file_of_anchors_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "heads.txt"
    file.write_text("2026-01-01 12 sha256:short\n")
    with pytest.raises(Unreadable, match="line 1"):
        noted(file)


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

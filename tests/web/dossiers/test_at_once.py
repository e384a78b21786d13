"""Many who write at once: nothing is lost, nothing is written over, and the history stays one chain."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from tests.web.who import Who

from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Conflict, Put, write
from jixiao.web.history.chain import verify
from jixiao.web.models import Dossier, Entry, Record

NOTE = {"office_code": "JDC", "occurred_on": "2023-11-08", "guest_level": "省部级", "batches": "1", "persons": "4"}
WRITERS, EACH = 8, 5


def test_rows_of_many_writers_all_stand_and_each_has_its_own_number(dossier: Dossier, writer: Who) -> None:
    before, told, version = Record.objects.filter(table="reception").count(), Entry.objects.count(), dossier.version
    clerk = writer("clerk")

    def record(who: int) -> list[int]:
        try:
            mine = Dossier.objects.select_related("unit").get(pk=dossier.pk)
            return [
                write(mine, [Put("reception", None, {**NOTE, "note": f"{who}/{at}"})], clerk).records[0].number
                for at in range(EACH)
            ]
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        numbers = [number for those in pool.map(record, range(WRITERS)) for number in those]
    assert len(set(numbers)) == WRITERS * EACH
    assert Record.objects.filter(table="reception").count() == before + WRITERS * EACH
    assert Entry.objects.count() == told + WRITERS * EACH
    assert verify().breaks == []
    dossier.refresh_from_db()
    assert dossier.version == version + WRITERS * EACH
    assert len(assembled(dossier).table("reception").rows) == before + WRITERS * EACH


def test_of_many_who_change_one_row_one_succeeds_and_the_others_are_told(dossier: Dossier, writer: Who) -> None:
    row = Record.objects.filter(table="reception", office_code="JDC")[0]
    clerk = writer("clerk")

    def change(who: int) -> str:
        try:
            mine = Dossier.objects.select_related("unit").get(pk=dossier.pk)
            write(mine, [Put("reception", row.number, {**row.values, "note": f"{who}"}, row.version)], clerk)
        except Conflict as conflict:
            return f"lost to {conflict.theirs.values['note'] if conflict.theirs else 'nobody'}"
        finally:
            connection.close()
        return f"{who}"

    with ThreadPoolExecutor(WRITERS) as pool:
        said = list(pool.map(change, range(WRITERS)))
    row.refresh_from_db()
    assert sorted(said) == sorted([row.values["note"], *[f"lost to {row.values['note']}"] * (WRITERS - 1)])
    assert verify().breaks == []

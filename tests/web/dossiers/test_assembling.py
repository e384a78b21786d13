"""What is kept in memory is what stands in the database, whichever rows were written meanwhile."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from tests.web.dossiers.edits import apply, edits
from tests.web.who import Who

from jixiao.tables.dossier import Dossier as Tables
from jixiao.web.dossiers.adopting import adopt
from jixiao.web.dossiers.assembling import assembled, forget, fresh
from jixiao.web.dossiers.writing import Drop, Put, Writer, write
from jixiao.web.history.chain import Act
from jixiao.web.models import Dossier, Record

PROGRAM = Writer(Act("", "test", "test", "1"), None, None)
VISIT = {
    "office_code": "JDC",
    "guest_level": "市领导",
    "batches": "1",
    "persons": "3",
    "cost_yuan": "512.00",
    "occurred_on": "2023-06-01",
}


def said(tables: Tables) -> object:
    """All that a dossier says: its rows, what could not be read of them, what follows from others, and what was remarked."""
    rows = {
        name: (table.present, [(row.number, row.values, row.misread, row.derived) for row in table.rows])
        for name, table in tables.tables.items()
        if table.present or table.rows
    }
    remarked = {
        file: (each.held, each.failed, [(one.check, one.place, one.because) for one in each.findings])
        for file, each in tables.outcomes.items()
        if each != type(each)(file)
    }
    return rows, remarked, tables.frameworks, list(tables.schema)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edited=edits())
def test_a_dossier_brought_up_to_date_is_the_one_that_is_read_anew(
    dossier: Dossier, writer: Who, edited: list[tuple[str, int, str, str | None]]
) -> None:
    for each in edited:
        before = assembled(dossier)
        kept = said(before)
        apply(dossier, [each], writer)
        assert said(assembled(dossier)) == said(fresh(dossier))
        assert said(before) == kept, "what others may be looking at has changed under them"


def test_a_new_row_is_read_and_no_other(dossier: Dossier) -> None:
    before = assembled(dossier)
    made = write(dossier, [Put("reception", None, VISIT)], PROGRAM).records[0]
    with CaptureQueriesContext(connection) as asked:
        after = assembled(dossier)
    assert len(asked) == 2
    assert [row.number for row in after.table("reception") if row not in before.table("reception").rows] == [made.number]
    assert after.table("payment") is before.table("payment")
    assert said(after) == said(fresh(dossier))


def test_a_row_that_others_follow_from_has_the_whole_read_anew(dossier: Dossier) -> None:
    before = assembled(dossier)
    line = {**Record.objects.filter(table="budget")[0].values}
    change = {"change_code": "T1", "changed_on": "2023-06-01", "amount_yuan": "1.00", "kind": "addition"}
    columns = ("unit_code", "project_code", "economic_code", "fund_source")
    write(dossier, [Put("budget_change", None, change | {name: line[name] for name in columns if name in line})], PROGRAM)
    after = assembled(dossier)
    assert after.table("payment") is not before.table("payment")
    assert said(after) == said(fresh(dossier))


def test_rows_that_were_taken_out_are_gone_also_for_who_missed_the_moment(dossier: Dossier) -> None:
    assembled(dossier)
    earlier = Dossier.objects.select_related("unit").get(pk=dossier.pk)
    rows = [each.number for each in Record.objects.filter(table="reception")[:2]]
    write(dossier, [Drop("reception", rows[0])], PROGRAM)
    write(dossier, [Put("reception", None, VISIT)], PROGRAM)
    assert said(assembled(dossier)) == said(fresh(dossier))
    assert said(assembled(earlier)) == said(fresh(dossier))


def test_what_the_dossier_says_of_itself_is_read_anew(dossier: Dossier) -> None:
    tables = fresh(dossier)
    tables.note = "另一种说明"
    assembled(dossier)
    adopt(dossier, tables, PROGRAM)
    assert assembled(dossier).note == "另一种说明"


def test_a_row_written_by_another_process_is_seen(dossier: Dossier) -> None:
    known = said(assembled(dossier))
    other = Dossier.objects.select_related("unit").get(pk=dossier.pk)
    write(other, [Put("reception", None, VISIT)], PROGRAM)
    assert said(assembled(Dossier.objects.select_related("unit").get(pk=dossier.pk))) != known
    forget()
    assert said(assembled(other)) == said(fresh(other))

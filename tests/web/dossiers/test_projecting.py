from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection

from jixiao.tables.schema import fixed_tables
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.projecting import project
from jixiao.web.models import Dossier


def rows(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def test_every_table_has_its_view_and_says_what_its_rows_say(dossier: Dossier) -> None:
    made = project()
    assert {f"dossier_{name}" for name in fixed_tables()} <= set(made)
    tables = assembled(dossier)
    for name in fixed_tables():
        assert rows(f'SELECT COUNT(*) FROM "dossier_{name}"') == [(len(tables.table(name).rows),)]
    known = [(row.text("payment_id"), row.text("paid_on"), Decimal(row.text("amount_yuan"))) for row in tables.table("payment")]
    said = rows("SELECT payment_id, paid_on, amount_yuan FROM dossier_payment ORDER BY row_number")
    assert [(code, str(day), Decimal(str(amount))) for code, day, amount in said] == known


def test_a_ledger_kind_has_a_view_with_its_edition(dossier: Dossier) -> None:
    assert "ledger_reception" in project()
    said = rows("SELECT dossier_unit, fiscal_year, edition, SUM(CAST(persons AS INTEGER)) FROM ledger_reception GROUP BY 1, 2, 3")
    persons = sum(int(row.text("persons")) for row in assembled(dossier).table("reception"))
    assert said == [(dossier.unit.code, 2023, "2023", persons)]


@pytest.mark.usefixtures("site")
def test_made_anew_they_are_the_same() -> None:
    assert project() == project()

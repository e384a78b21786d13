from __future__ import annotations

from datetime import date

from tests.dossiers import EXAMPLE

from jixiao.monitor.freshness import Fresh, freshness
from jixiao.tables.reading import read_dossier


def by_office(day: date) -> dict[str, Fresh]:
    return {each.office_code: each for each in freshness(read_dossier(EXAMPLE), day)}


def test_each_office_tells_when_it_recorded_last_and_how_much_this_month() -> None:
    found = by_office(date(2023, 9, 30))
    assert list(found) == ["BGS", "JDC", "XXC", "JJC", "XFC"]
    assert (found["JDC"].last_on, found["JDC"].this_month, found["JDC"].rows) == (date(2023, 9, 21), 7, 64)
    assert (found["XFC"].last_on, found["XFC"].this_month) == (date(2023, 5, 6), 0)
    assert found["XFC"].silent == ("OUT-11", "PRJ-31")
    assert found["XFC"].is_stale
    assert not found["JDC"].is_stale


def test_nothing_counts_that_came_after_the_day() -> None:
    early, late = by_office(date(2023, 3, 31)), by_office(date(2023, 12, 31))
    for code, each in early.items():
        assert each.rows <= late[code].rows
        assert each.last_on is None or each.last_on <= date(2023, 3, 31)


def test_an_office_that_never_recorded_says_so() -> None:
    dossier = read_dossier(EXAMPLE)
    for name, spec in dossier.schema.items():
        if spec.is_ledger:
            dossier.table(name).rows = [row for row in dossier.table(name) if row["office_code"] != "XFC"]
    found = {each.office_code: each for each in freshness(dossier, date(2023, 9, 30))}
    assert (found["XFC"].last_on, found["XFC"].rows) == (None, 0)

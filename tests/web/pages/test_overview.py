from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.pages.reading import BASE, state, text_of
from tests.web.who import Browser, Who

from jixiao.score.as_json import score_json
from jixiao.score.unit_score import score_unit
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import as_folder
from jixiao.web.dossiers.writing import Put, write
from jixiao.web.models import Deadline, Dossier, Record

PAGES = ("", "goals/", "goals/review/", "monitoring/", "evaluation/", "evaluation/review/", "history/")
INSIDERS = ("clerk", "office", "finance", "head", "auditor")
OUTSIDERS = ("reviewer", "system", "security", "audit")


@pytest.mark.parametrize("page", PAGES)
def test_who_takes_part_sees_the_page_and_outsiders_find_nothing(browser: Browser, page: str) -> None:
    for role in INSIDERS:
        assert browser(role).get(BASE + page).status_code == 200, role
    for role in OUTSIDERS:
        assert browser(role).get(BASE + page).status_code == 404, role
    assert browser("").get(BASE + page).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_each_page_reads_in_english_as_well(browser: Browser, page: str) -> None:
    client = browser("finance")
    client.cookies["jixiao_language"] = "en"
    said = text_of(client.get(BASE + page))
    assert 'lang="en"' in said
    assert "<h1>" in said


def test_a_reviewer_sees_what_was_handed_in_but_not_its_history(browser: Browser, dossier: Dossier) -> None:
    state(dossier, "year_end", "submitted")
    client = browser("reviewer")
    assert client.get(BASE + "evaluation/").status_code == 200
    assert client.get(BASE + "history/").status_code == 403
    number = Record.objects.filter(table="reception")[0].number
    assert "变更记录" not in text_of(client.get(f"{BASE}rows/reception/{number}/")).split("<h1>")[1]


def test_the_score_is_that_of_the_exported_dossier(browser: Browser, dossier: Dossier) -> None:
    with as_folder(dossier) as folder:
        tables = read_dossier(folder)
        said = score_json(tables, score_unit(tables), "zh")
    assert f">{said['total']} <" in text_of(browser("head").get(BASE))


@pytest.mark.parametrize("page", ["", "goals/", "monitoring/", "evaluation/", "history/", "goals/indicator/OUT-01/"])
def test_a_page_asks_the_database_a_bounded_number_of_times(browser: Browser, dossier: Dossier, page: str) -> None:
    client = browser("finance")
    client.get(BASE + page)
    with CaptureQueriesContext(connection) as few:
        client.get(BASE + page)
    Record.objects.bulk_create(
        Record(
            dossier=dossier,
            table="reception",
            number=10_000 + n,
            key=f"x/{n}",
            office_code="JDC",
            values={"row_id": f"R{n}", "occurred_on": "2023-03-01", "batches": "1", "persons": "1", "guest_level": "省部级"},
        )
        for n in range(300)
    )
    dossier.version += 1
    dossier.save()
    with CaptureQueriesContext(connection) as many:
        client.get(BASE + page)
    assert len(few) <= 22
    assert len(many) <= len(few) + 12


def test_what_an_office_recorded_shows_at_once(browser: Browser, dossier: Dossier, writer: Who) -> None:
    client = browser("head")
    assert "2023-12-31</td>" not in text_of(client.get(BASE))
    reception = {"office_code": "JDC", "occurred_on": "2023-12-31", "guest_level": "省部级", "batches": "1", "persons": "4"}
    write(dossier, [Put("reception", None, reception)], writer("clerk"))
    assert "2023-12-31</td>" in text_of(client.get(BASE))


def test_a_deadline_is_told_with_the_days_that_are_left(browser: Browser, dossier: Dossier) -> None:
    due = date.today() + timedelta(days=5)  # noqa: DTZ011 - by the clock of the site, as people read it
    Deadline.objects.create(fiscal_year=dossier.fiscal_year, stage="year_end", due_on=due)
    page = text_of(browser("finance").get(BASE))
    assert due.isoformat() in page
    assert "天</span>" in page
    state(dossier, "year_end", "submitted")
    assert "天</span>" not in text_of(browser("finance").get(BASE))


def test_who_owes_evidence_and_whose_data_are_stale_is_told_as_of_a_day(browser: Browser) -> None:
    page = text_of(browser("finance").get(BASE + "?day=2023-09-30"))
    assert "OUT-11、PRJ-31" in page
    assert "信访协调处：7项" in page

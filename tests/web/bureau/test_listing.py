from __future__ import annotations

from collections import Counter
from datetime import date
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.bureau.many import STATES, YEAR, many
from tests.web.who import Browser, Who

from jixiao.web.bureau.listing import NOT_BEGUN, PAGE, Wish, listing, units
from jixiao.web.models import Account, Deadline, Dossier, Filing, Grant, Unit
from jixiao.web.people.policy import HANDED_IN, Person

MANY = 5_000
MOST_QUERIES = 25


def test_who_has_handed_in_is_counted_and_found(dossier: Dossier, writer: Who) -> None:
    many(100)
    person = writer("reviewer").person
    assert person
    found = listing(person, Wish(YEAR))
    assert found.all == 101
    assert found.counts == Counter(dict.fromkeys(STATES, 18)) | {NOT_BEGUN: 10, "draft": 19} | dict.fromkeys(
        ("office_confirmed", "finance_checked", "head_approved"), 0
    )
    assert found.rows[0].code == dossier.unit.code
    only = listing(person, Wish(YEAR, state="submitted", region="440101"))
    assert {each.state for each in only.rows} == {"submitted"}
    assert {each.region for each in only.rows} == {"440101"}
    assert [each.name for each in listing(person, Wish(YEAR, words="第77单位")).rows] == ["第77单位"]
    assert listing(person, Wish(YEAR, words="M0007")).found == 10


def test_scores_are_shown_of_what_was_handed_in_and_say_when_they_are_old(dossier: Dossier, writer: Who) -> None:
    many(20)
    person = writer("reviewer").person
    assert person
    rows = {each.state: each for each in listing(person, Wish(YEAR)).rows}
    assert rows["accepted"].total
    assert rows["accepted"].is_open
    assert rows["draft"].total is None
    assert not rows["draft"].is_open
    assert not rows["accepted"].is_old
    Dossier.objects.exclude(pk=dossier.pk).update(version=2)
    assert {each.is_old for each in listing(person, Wish(YEAR)).rows if each.state in HANDED_IN} == {True}


def test_the_late_are_those_whose_nearest_deadline_has_passed(dossier: Dossier, writer: Who) -> None:
    many(50)
    person = writer("reviewer").person
    assert person
    city = Unit.objects.get(code="CITY")
    Deadline.objects.create(fiscal_year=YEAR, stage="year_end", due_on=date(2024, 3, 1))
    Deadline.objects.create(fiscal_year=YEAR, stage="year_end", due_on=date(2999, 3, 1), unit=city)
    assert dossier.pk
    found = listing(person, Wish(YEAR, state="late"))
    assert [each.code for each in found.rows] == ["440100-ZJB"]
    assert found.late == 1
    Deadline.objects.filter(unit=city).update(due_on=date(2024, 4, 1))
    late = listing(person, Wish(YEAR, state="late"))
    assert {each.state for each in late.rows} == {"draft", "returned", NOT_BEGUN}
    assert late.late == late.found == 24
    one = Filing.objects.filter(state="draft")[0]
    Filing.objects.filter(pk=one.pk).update(due_on=date(2999, 1, 1))
    assert listing(person, Wish(YEAR)).late == 23


@pytest.mark.parametrize("role", ["reviewer", "auditor"])
def test_nobody_sees_units_beyond_those_that_are_overseen(dossier: Dossier, role: str) -> None:
    many(30)
    account = Account.objects.create_user("one", None, "一区")
    Grant.objects.create(account=account, role=role, unit=dossier.unit, fiscal_year=YEAR)
    assert [each.code for each in listing(Person(account), Wish(YEAR)).rows] == [dossier.unit.code]
    assert listing(Person(account), Wish(YEAR - 1)).found == 0
    assert not units(Person(Account.objects.get(username="finance")), Wish(YEAR)).exists()


def test_the_page_filters_and_turns(site: object, browser: Browser) -> None:
    assert site
    many(PAGE + 60)
    reviewer = browser("reviewer")
    page = reviewer.get("/bureau/", {"year": "2023", "page": "2"}).content.decode()
    assert "第150单位" in page
    assert "第30单位" not in page
    page = reviewer.get("/bureau/", {"year": "2023", "state": "none"}).content.decode()
    assert "未建卷宗" in page
    for bad in (
        {"year": "x"},
        {"page": "-3"},
        {"page": "99999999999999999999"},
        {"stage": "x"},
        {"state": "x"},
        {"year": "9" * 30},
    ):
        assert reviewer.get("/bureau/", bad).status_code == HTTPStatus.OK
    assert browser("finance").get("/bureau/").status_code == HTTPStatus.NOT_FOUND
    assert browser("auditor").get("/bureau/").status_code == HTTPStatus.OK


ADDRESSES = (
    "/bureau/",
    "/bureau/?state=late&words=1",
    "/bureau/ranking/",
    "/bureau/sample/?count=50&seed=1",
    "/bureau/deadlines/",
    "/",
)


def test_with_five_thousand_units_a_page_asks_no_more_of_the_database(site: object, browser: Browser) -> None:
    assert site
    reviewer = browser("reviewer")

    def asked() -> list[int]:
        counts = []
        for address in ADDRESSES:
            with CaptureQueriesContext(connection) as queries:
                assert reviewer.get(address).status_code == HTTPStatus.OK
            counts.append(len(queries))
        return counts

    Deadline.objects.create(fiscal_year=YEAR, stage="year_end", due_on=date(2024, 3, 1))
    many(100)
    asked()
    few = asked()
    many(MANY, start=100)
    assert asked() == few
    assert max(few) <= MOST_QUERIES

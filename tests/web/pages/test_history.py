from __future__ import annotations

import re

import pytest
from tests.web.pages.reading import BASE, first, text_of
from tests.web.who import Browser, Who

from jixiao.web.dossiers.writing import Drop, Put, write
from jixiao.web.models import Dossier, Entry
from jixiao.web.workflow.running import take


def test_it_is_read_with_labels_by_table_person_and_row(browser: Browser, dossier: Dossier, writer: Who) -> None:
    row = first(table="reception", office_code="JDC")
    write(dossier, [Put("reception", row.number, row.values | {"persons": "77"})], writer("clerk"))
    client = browser("finance")
    page = text_of(client.get(BASE + "history/?table=reception&person=clerk"))
    assert "人次" in page
    assert "77" in page
    assert page.count("<article") == 1
    assert "没有记录" in text_of(client.get(BASE + "history/?person=head"))
    assert "没有记录" in text_of(client.get(BASE + "history/?to=2020-01-01"))
    assert text_of(client.get(BASE + "history/?person=clerk&from=2020-01-01")).count("<article") == 1
    assert "没有记录" in text_of(client.get(BASE + "history/?person=clerk&from=2999-01-01&to=9999-12-31"))


def test_a_row_that_was_taken_out_still_has_its_history(browser: Browser, dossier: Dossier, writer: Who) -> None:
    row = first(table="reception", office_code="JDC")
    write(dossier, [Put("reception", row.number, row.values | {"persons": "77"})], writer("clerk"))
    write(dossier, [Drop("reception", row.number)], writer("clerk"))
    client = browser("finance")
    gone = text_of(client.get(f"{BASE}rows/reception/{row.number}/"))
    assert "这一行已经删除" in gone
    assert "77" in gone
    assert client.get(f"{BASE}rows/reception/999999/").status_code == 404
    assert client.get(f"{BASE}rows/none/1/").status_code == 404


def test_it_is_turned_page_by_page_without_a_gap(browser: Browser, dossier: Dossier) -> None:
    client, seen, query = browser("auditor"), list[int](), "?table=payment"
    told = Entry.objects.filter(unit_code=dossier.unit.code, table="payment").order_by("-number")
    while query:
        page = text_of(client.get(BASE + "history/" + query))
        seen += [int(number) for number in re.findall(r'id="entry-(\d+)"', page)]
        older = re.search(r"below=(\d+)", page)
        query = f"?table=payment&below={older[1]}" if older else ""
    assert seen == list(told.values_list("number", flat=True))


@pytest.mark.parametrize("page", ["", "goals/", "monitoring/?all=1", "history/", "rows/task/{number}/", "goals/task/{number}/"])
def test_nothing_that_was_typed_becomes_markup(browser: Browser, dossier: Dossier, writer: Who, page: str) -> None:
    record = first(table="task")
    write(dossier, [Put("task", record.number, record.values | {"name": "<script>alert(1)</script>"})], writer("finance"))
    assert b"<script>alert" not in browser("finance").get(BASE + page.format(number=record.number)).content


def test_a_step_of_the_workflow_is_said_in_words(browser: Browser, dossier: Dossier, writer: Who) -> None:
    take(dossier, "goals", "confirm_office", writer("office"))
    page = text_of(browser("auditor").get(f"{BASE}history/?table=filing"))
    assert "目标申报" in page
    assert "科室已确认" in page
    assert "office_confirmed" not in re.sub(r"<option[^>]*>|href=\"[^\"]*\"", "", page)

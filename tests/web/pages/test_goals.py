from __future__ import annotations

import pytest
from tests.web.pages.reading import BASE, first, state, text_of
from tests.web.who import Browser

from jixiao.web.dossiers.assembling import assembled
from jixiao.web.models import Dossier, Entry, Record


def test_the_tree_has_all_three_layers_and_every_indicator(browser: Browser, dossier: Dossier) -> None:
    page = text_of(browser("clerk").get(BASE + "goals/"))
    tables = assembled(dossier)
    for table in ("duty", "task", "project"):
        assert all(row.text("name") in page for row in tables.table(table))
    assert all(f"/goals/indicator/{row.text('indicator_code')}/" in page for row in tables.table("indicator"))


def test_an_indicator_says_where_its_value_comes_from_down_to_rows(browser: Browser, dossier: Dossier) -> None:
    page = text_of(browser("clerk").get(BASE + "goals/indicator/OUT-01/"))
    assert "“公务接待台账”的“批次”合计" in page
    assert f"{BASE}rows/reception/{assembled(dossier).table('reception').rows[0].number}/" in page
    assert browser("clerk").get(BASE + "goals/indicator/NONE/").status_code == 404


def test_finance_adds_edits_and_takes_out_a_task(browser: Browser) -> None:
    client = browser("finance")
    sent = {"f-task_code": "T90", "f-duty_code": "D1", "f-name": "测试任务", "reason": "新增职能"}
    assert client.post(BASE + "goals/new/task/", sent).status_code == 302
    record = Record.objects.get(table="task", key__endswith="/T90")
    assert Entry.objects.order_by("-number")[0].reason == "新增职能"
    edit = f"{BASE}goals/task/{record.number}/"
    assert client.post(edit, {**sent, "f-name": "改了名的任务", "version": str(record.version)}).status_code == 302
    assert "改了名的任务" in text_of(client.get(BASE + "goals/"))
    record.refresh_from_db()
    assert client.post(f"{edit}drop/", {"version": record.version, "reason": "撤销"}).status_code == 302
    assert not Record.objects.filter(pk=record.pk).exists()


def test_what_other_rows_name_is_not_taken_out(browser: Browser) -> None:
    record = first(table="duty")
    response = browser("finance").post(f"{BASE}goals/duty/{record.number}/drop/", {"version": record.version, "reason": "x"})
    assert response.status_code == 409
    assert "还有别的行用到它" in text_of(response)
    assert Record.objects.filter(pk=record.pk).exists()


def test_a_fault_stands_beside_its_input(browser: Browser) -> None:
    sent = {"f-task_code": "T91", "f-duty_code": "D1", "f-due_on": "2023-06-31"}
    response = browser("finance").post(BASE + "goals/new/task/", sent)
    page = text_of(response)
    assert response.status_code == 422
    assert 'aria-describedby="f-due_on-fault"' in page
    assert 'id="f-name-fault"' in page
    assert 'value="2023-06-31"' in page


def test_two_who_edit_the_same_goal_do_not_overwrite_each_other(browser: Browser) -> None:
    client, record = browser("finance"), first(table="task")
    address = f"{BASE}goals/task/{record.number}/"
    cells = {f"f-{name}": text for name, text in record.values.items()}
    assert client.post(address, {**cells, "f-name": "甲", "version": record.version}).status_code == 302
    second = client.post(address, {**cells, "f-name": "乙", "version": record.version})
    assert second.status_code == 409
    assert "甲" in text_of(second)
    assert "乙" in text_of(second)
    assert client.post(address, {**cells, "f-name": "乙", "version": record.version + 1}).status_code == 302
    record.refresh_from_db()
    assert record.values["name"] == "乙"


@pytest.mark.parametrize("role", ["clerk", "office", "head", "auditor"])
def test_only_finance_sets_goals(browser: Browser, role: str) -> None:
    client, number = browser(role), first(table="task").number
    assert client.get(BASE + "goals/new/task/").status_code == 403
    assert client.post(BASE + "goals/new/task/", {"f-name": "x"}).status_code == 403
    assert client.post(f"{BASE}goals/task/{number}/drop/").status_code == 403
    assert "新增任务" not in text_of(client.get(BASE + "goals/"))


def test_tables_that_are_no_goals_are_not_edited_as_goals(browser: Browser) -> None:
    client, number = browser("finance"), first(table="payment").number
    assert client.get(BASE + "goals/new/payment/").status_code == 404
    assert client.post(f"{BASE}goals/payment/{number}/", {}).status_code == 404
    assert client.post(f"{BASE}goals/payment/{number}/drop/", {}).status_code == 404


def test_confirmed_goals_are_not_edited(browser: Browser, dossier: Dossier) -> None:
    state(dossier, "goals", "accepted")
    client = browser("finance")
    assert client.get(f"{BASE}goals/task/{first(table='task').number}/").status_code == 403
    assert "申请调整指标值" in text_of(client.get(f"{BASE}goals/indicator/OUT-01/"))


def test_the_office_that_is_responsible_enters_a_value_and_no_other(browser: Browser) -> None:
    sent = {"f-period_end": "2023-09-30", "f-value": "96", "f-text": "三季度问卷"}
    client = browser("clerk")
    assert "填报完成值" in text_of(client.get(BASE + "goals/indicator/PRJ-10/"))
    assert client.post(BASE + "goals/indicator/PRJ-10/value/", sent).status_code == 302
    made = Record.objects.get(table="actual", key__endswith="/PRJ-10/2023-09-30")
    assert (made.values["value"], made.values["source"], made.office_code) == ("96", "填报", "JDC")
    assert "96%" in text_of(client.get(BASE + "goals/indicator/PRJ-10/?day=2023-09-30"))
    assert "填报完成值" not in text_of(client.get(BASE + "goals/indicator/PRJ-16/"))
    assert client.post(BASE + "goals/indicator/PRJ-16/value/", sent).status_code == 403
    assert browser("finance").post(BASE + "goals/indicator/PRJ-16/value/", sent).status_code == 302


def test_a_value_is_edited_where_it_stands_and_only_once_for_a_day(browser: Browser) -> None:
    client, address = browser("clerk"), BASE + "goals/indicator/PRJ-10/"
    record = Record.objects.get(table="actual", key__endswith="/PRJ-10/2023-12-31")
    assert f'name="number" value="{record.number}"' in text_of(client.get(f"{address}?edit={record.number}"))
    cells = {f"f-{name}": text for name, text in record.values.items()}
    sent = {**cells, "number": record.number, "version": record.version, "f-text": "已复核"}
    assert client.post(f"{address}value/", sent).status_code == 302
    record.refresh_from_db()
    assert record.values["text"] == "已复核"
    twice = client.post(f"{address}value/", {"f-period_end": "2023-12-31", "f-value": "1"})
    assert twice.status_code == 422
    other = Record.objects.get(table="actual", key__endswith="/PRJ-16/2023-12-31")
    assert client.get(f"{address}?edit={other.number}").status_code == 404


def test_the_review_of_the_goals_tells_its_four_tests(browser: Browser) -> None:
    page = text_of(browser("finance").get(BASE + "goals/review/"))
    assert page.count('<section class="panel"') == 4
    assert "建议等次" in page or "不提等次" in page

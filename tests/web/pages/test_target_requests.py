"""Requests to change a target as people meet them: the form, the page of a request, and where it is shown beside its indicator."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.pages.reading import BASE, state, text_of
from tests.web.who import Browser

from jixiao.web.models import Deadline, Dossier, Entry, Record, TargetRequest

ASK = BASE + "goals/indicator/PRJ-10/change/"
ONE = BASE + "goals/requests/no-1/"
WANTED = {"target": "97", "wanted_on": "2023-09-22", "reason": "来京任务增加"}
MOST_QUERIES = 40


def minutes() -> SimpleUploadedFile:
    return SimpleUploadedFile("会议纪要.txt", "主任办公会同意调整".encode())


def asked(browser: Browser, who: str = "clerk", **more: Any) -> Any:
    return browser(who).post(ASK, {**WANTED, "evidence": minutes(), **more})


def test_from_the_form_to_the_new_target(browser: Browser, dossier: Dossier) -> None:
    state(dossier, "goals", "accepted")
    assert "报财政部门审核" in text_of(browser("clerk").get(ASK))
    assert asked(browser)["Location"] == ONE
    page = text_of(browser("finance").get("/"))
    assert ONE in page
    assert "核对通过，送领导审批" in page
    assert browser("finance").post(f"{ONE}take/check_change/", {"version": "1"}).status_code == 302
    assert ONE in text_of(browser("head").get("/"))
    assert browser("head").post(f"{ONE}take/approve_change/").status_code == 302
    assert "待财政部门审核" in text_of(browser("clerk").get(BASE + "goals/"))
    assert ONE in text_of(browser("reviewer").get("/bureau/changes/"))
    assert browser("reviewer").post(f"{ONE}take/agree_change/", {"reason": "同意"}).status_code == 302
    assert Record.objects.get(table="indicator", key__endswith="/PRJ-10").values["target"] == "97"
    shown = text_of(browser("clerk").get(ONE))
    assert "会议纪要.txt" in shown
    assert "财政局审核员" in shown
    assert Record.objects.get(table="target_change").values["change_code"] in shown
    entries = Entry.objects.filter(table="target_request").order_by("number")
    assert [each.action for each in entries] == ["ask_change", "check_change", "approve_change", "agree_change"]
    assert {each.table for each in Entry.objects.filter(action="change_target")} == {
        "indicator",
        "target_change",
        "evidence_link",
    }
    history = text_of(browser("clerk").get(BASE + "history/"))
    assert "指标调整申请" in history
    assert "财政部门审核同意" in history


def test_a_pending_request_stands_beside_its_indicator(browser: Browser) -> None:
    asked(browser)
    for address in ("goals/", "goals/indicator/PRJ-10/", "monitoring/?all=1"):
        page = text_of(browser("finance").get(BASE + address))
        assert ONE in page, address
        assert "待财务核对" in page, address
    assert ASK not in text_of(browser("clerk").get(BASE + "goals/indicator/PRJ-10/")), "one at a time"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"target": "viel"}, "新指标值应为数字"),
        ({"target": "0.00001"}, "新指标值应为数字"),
        ({"target": "95"}, "已经是95"),
        ({"reason": " "}, "调整须写明理由"),
        ({"wanted_on": "2024-01-01"}, "不在卷宗的年度内"),
        ({"budget_change_code": "NONE"}, "预算调整表中没有"),
        ({"basis": "NONE"}, "没有编号为“NONE”的佐证"),
        ({"evidence": SimpleUploadedFile("x.exe", b"MZ")}, "不能接收"),
    ],
)
def test_what_makes_no_sense_is_said_and_what_was_typed_is_kept(browser: Browser, wrong: dict[str, Any], said: str) -> None:
    response = browser("clerk").post(ASK, {**WANTED, **wrong})
    page = text_of(response)
    assert response.status_code == 422
    assert said in page
    assert wrong.get("reason", "来京任务增加") in page
    assert not TargetRequest.objects.exists()


def test_files_that_came_with_a_refused_form_need_not_be_chosen_again(browser: Browser) -> None:
    page = text_of(asked(browser, target="95"))
    token = page.partition('name="evidence_waiting" value="')[2].partition('"')[0]
    assert token
    assert browser("clerk").post(ASK, {**WANTED, "evidence_waiting": token}).status_code == 302
    assert len(TargetRequest.objects.get().basis) == 1


def test_without_a_basis_finance_does_not_pass_it_on_and_it_can_be_brought_later(browser: Browser) -> None:
    browser("clerk").post(ASK, WANTED)
    assert "还没有调整依据" in text_of(browser("finance").get(ONE))
    assert browser("finance").post(f"{ONE}take/check_change/").status_code == 409
    assert browser("clerk").post(f"{ONE}evidence/", {"evidence": minutes()}).status_code == 302
    assert browser("finance").post(f"{ONE}take/check_change/").status_code == 302
    assert browser("clerk").post(f"{ONE}evidence/", {}).status_code == 302
    assert len(TargetRequest.objects.get().basis) == 1


def test_after_its_last_day_nobody_asks_any_more(browser: Browser, dossier: Dossier) -> None:
    Deadline.objects.create(fiscal_year=2023, stage="target_changes", due_on="2023-08-31")
    response = asked(browser)
    assert response.status_code == 422
    assert "应在2023-08-31前提出" in text_of(response)
    Deadline.objects.create(fiscal_year=2023, stage="target_changes", due_on="2999-08-31", unit=dossier.unit)
    assert asked(browser).status_code == 302


def test_two_who_decide_at_once_do_not_both_do_it(browser: Browser) -> None:
    asked(browser)
    assert browser("finance").post(f"{ONE}take/check_change/", {"version": "1"}).status_code == 302
    late = browser("finance").post(f"{ONE}take/withdraw_change/", {"version": "1", "reason": "不妥"})
    assert late.status_code == 409
    assert "别人已经办理过" in text_of(late)
    assert TargetRequest.objects.get().state == "checked"


def test_what_is_not_there_is_not_found(browser: Browser) -> None:
    asked(browser)
    assert browser("clerk").get(BASE + "goals/requests/no-2/").status_code == 404
    assert browser("clerk").get(BASE + "goals/indicator/NONE/change/").status_code == 404
    assert browser("finance").post(f"{ONE}take/accept/").status_code == 404
    assert browser("reviewer").get(ONE).status_code == 404, "nothing was handed in yet"
    assert browser("clerk").get(BASE + "goals/indicator/PRJ-16/change/").status_code == 403


def test_the_pages_ask_no_more_of_the_database_with_many_requests(browser: Browser, dossier: Dossier) -> None:
    asked(browser)
    client = browser("finance")

    def counted() -> list[int]:
        found = []
        for address in (BASE + "goals/", ONE, "/"):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        return found

    few = counted()
    first = TargetRequest.objects.get()
    for number in range(2, 30):
        TargetRequest.objects.create(
            dossier=dossier,
            number=number,
            indicator_code=f"X-{number}",
            old="1",
            new="2",
            reason="x",
            wanted_on="2023-09-01",
            asked_by=first.asked_by,
        )
    assert counted() == few
    assert max(few) <= MOST_QUERIES + 20

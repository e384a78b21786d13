from __future__ import annotations

from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.who import Browser, Who

from jixiao.web.models import Confirmation, Dossier, Entry, Filing, Notice, Remark, Step
from jixiao.web.workflow.running import take

HERE = "/u/440100-ZJB/2023/filing/"
MOST_QUERIES = 40


def filed(dossier: Dossier, writer: Who, *, stage: str = "goals") -> Filing:
    """A stage on its way to the bureau."""
    take(dossier, stage, "confirm_office", writer("office"))
    take(dossier, stage, "check", writer("finance"))
    take(dossier, stage, "approve", writer("head"))
    return take(dossier, stage, "submit", writer("finance"))


def test_the_page_says_where_each_stage_stands_and_whom_it_awaits(dossier: Dossier, browser: Browser) -> None:
    page = browser("finance").get(HERE).content.decode()
    assert "目标申报" in page
    assert "年终自评" in page
    assert "等待确认" in page
    assert "这些科室尚未确认" in page
    assert not Filing.objects.filter(dossier=dossier).exists(), "a filing is kept from its first step on"


def test_a_step_is_taken_by_the_button_and_told_to_who_is_next(dossier: Dossier, browser: Browser) -> None:
    browser("office").post(f"{HERE}goals/take/confirm_office/", {"version": "1"})
    filing = Filing.objects.get(dossier=dossier, stage="goals")
    assert filing.state == "office_confirmed"
    assert [each.account.username for each in Confirmation.objects.filter(filing=filing)] == ["office"]
    assert {each.account.username for each in Notice.objects.all()} == {"finance"}
    assert "已确认" in browser("finance").get(HERE).content.decode()


def test_two_at_once_do_not_both_go_on(dossier: Dossier, browser: Browser, writer: Who) -> None:
    filing = filed(dossier, writer)
    version = f"{filing.version}"
    assert browser("reviewer").post(f"{HERE}goals/take/accept/", {"version": version}).status_code == HTTPStatus.FOUND
    late = browser("reviewer").post(f"{HERE}goals/take/return_to_unit/", {"version": version, "reason": "缺佐证"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert "别人已经办理过" in late.content.decode()
    assert Filing.objects.get(pk=filing.pk).state == "accepted"


def test_what_is_refused_is_said_and_what_was_typed_is_kept(dossier: Dossier, browser: Browser, writer: Who) -> None:
    filed(dossier, writer)
    answer = browser("reviewer").post(f"{HERE}goals/take/return_to_unit/", {"reason": "  "})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "须写明理由" in answer.content.decode()
    assert browser("finance").post(f"{HERE}goals/take/accept/").status_code == HTTPStatus.FORBIDDEN
    assert browser("finance").post(f"{HERE}goals/take/nothing/").status_code == HTTPStatus.NOT_FOUND
    assert Step.objects.count() == 4


def test_who_may_not_see_the_dossier_finds_nothing_there(browser: Browser, dossier: Dossier) -> None:
    assert dossier.pk
    for name in ("system", "security", "audit", "reviewer"):
        assert browser(name).get(HERE).status_code == HTTPStatus.NOT_FOUND
        assert browser(name).post(f"{HERE}goals/take/accept/").status_code == HTTPStatus.NOT_FOUND


def test_a_remark_goes_to_the_unit_and_its_answer_comes_back(dossier: Dossier, browser: Browser, writer: Who) -> None:
    filed(dossier, writer)
    reviewer = browser("reviewer")
    reviewer.post(f"{HERE}goals/remark/", {"item": "effectiveness", "text": "目标偏低 <b>请调整</b>"})
    reviewer.post(f"{HERE}goals/take/return_to_unit/", {"reason": "见意见"})
    said = Remark.objects.get()
    page = browser("finance").get(HERE).content.decode()
    assert "目标偏低 &lt;b&gt;" in page
    assert "履职效能" in page
    assert browser("finance").post(f"{HERE}answer/{said.pk}/", {"text": "已上调"}).status_code == HTTPStatus.FOUND
    assert browser("reviewer").post(f"{HERE}answer/{said.pk}/", {"text": "x"}).status_code == HTTPStatus.FORBIDDEN
    assert browser("finance").post(f"{HERE}goals/remark/", {"text": "x"}).status_code == HTTPStatus.FORBIDDEN
    assert "已上调" in reviewer.get(HERE).content.decode()
    told = [(each.action, each.table) for each in Entry.objects.filter(table="remark").order_by("number")]
    assert told == [("remark", "remark"), ("answer", "remark")]
    notices = {(each.account.username, each.mark) for each in Notice.objects.select_related("account")}
    assert {("finance", f"remark {said.pk}"), ("reviewer", f"answer {said.pk}")} <= notices


def test_the_unit_reads_the_scores_that_the_bureau_entered(dossier: Dossier, browser: Browser) -> None:
    Filing.objects.create(dossier=dossier, stage="year_end", state="submitted")
    browser("reviewer").post("/u/440100-ZJB/2023/review/scores/", {"score-total": "96.25", "reason-total": "一份佐证不合格"})
    page = browser("clerk").get(HERE).content.decode()
    assert "96.25" in page
    assert "一份佐证不合格" in page


@pytest.mark.parametrize("text", ["", "  ", "长" * 5001])
def test_an_empty_or_endless_remark_is_refused(dossier: Dossier, browser: Browser, writer: Who, text: str) -> None:
    filed(dossier, writer)
    assert browser("reviewer").post(f"{HERE}goals/remark/", {"text": text}).status_code == HTTPStatus.CONFLICT
    assert not Remark.objects.exists()


def test_nothing_is_remarked_on_what_is_still_being_written(dossier: Dossier, browser: Browser, writer: Who) -> None:
    filed(dossier, writer)
    browser("reviewer").get(HERE)
    refused = browser("reviewer").post(f"{HERE}year_end/remark/", {"text": "早了"})
    assert refused.status_code in {HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND}
    assert not Remark.objects.exists()


def test_queries_do_not_grow_with_remarks_and_steps(dossier: Dossier, browser: Browser, writer: Who) -> None:
    filing = filed(dossier, writer)
    finance = browser("finance")
    finance.get(HERE)
    with CaptureQueriesContext(connection) as few:
        finance.get(HERE)
    account = writer("reviewer").account
    assert account
    Remark.objects.bulk_create(Remark(filing=filing, text=f"{n}", account=account) for n in range(100))
    Step.objects.bulk_create(
        Step(filing=filing, action="accept", from_state="a", to_state="accepted", account=account, dossier_version=1)
        for _ in range(100)
    )
    with CaptureQueriesContext(connection) as many:
        finance.get(HERE)
    assert len(many) == len(few) <= MOST_QUERIES

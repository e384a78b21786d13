"""A remark of the bureau and back: answered by the unit, closed by the bureau, or asked again."""

from __future__ import annotations

import pytest
from tests.web.who import Browser, Who

from jixiao.web.dossiers.writing import Forbidden, Refusal
from jixiao.web.models import Dossier, Entry, Filing, Remark, Step
from jixiao.web.workflow.remarks import answer, close, remark
from jixiao.web.workflow.running import take

HERE = "/u/440100-ZJB/2023/filing/"


def stand(dossier: Dossier, state: str) -> Filing:
    filing, _ = Filing.objects.update_or_create(dossier=dossier, stage="goals", defaults={"state": state})
    return filing


def test_nothing_is_handed_in_before_what_was_asked_is_answered(dossier: Dossier, writer: Who) -> None:
    filing = stand(dossier, "submitted")
    made = remark(dossier, filing, "effectiveness", "目标偏低", writer("reviewer"))
    remark(dossier, filing, "", "格式可以更统一", writer("reviewer"), is_required=False)
    take(dossier, "goals", "return_to_unit", writer("reviewer"), reason="见意见")
    stand(dossier, "head_approved")
    with pytest.raises(Refusal, match="1 remarks of the bureau are not answered yet: effectiveness"):
        take(dossier, "goals", "submit", writer("finance"))
    answer(dossier, made, "已上调", writer("clerk"))
    assert take(dossier, "goals", "submit", writer("finance")).state == "submitted"


def test_accepting_closes_what_was_answered_and_waits_for_what_was_not(dossier: Dossier, writer: Who) -> None:
    filing = stand(dossier, "submitted")
    first, second = (remark(dossier, filing, "", text, writer("reviewer")) for text in ("一", "二"))
    answer(dossier, first, "已改", writer("finance"))
    with pytest.raises(Refusal, match="not answered yet: the whole"):
        take(dossier, "goals", "accept", writer("reviewer"))
    close(dossier, second, writer("reviewer"))
    assert take(dossier, "goals", "accept", writer("reviewer")).state == "accepted"
    assert not Remark.objects.filter(closed_at=None).exists()
    assert Entry.objects.filter(action="close_remark").count() == 2


def test_an_answer_that_does_not_do_is_followed_by_another_question(dossier: Dossier, writer: Who) -> None:
    filing = stand(dossier, "returned")
    made = remark(dossier, filing, "effectiveness", "目标偏低", writer("reviewer"))
    answer(dossier, made, "已改", writer("finance"))
    close(dossier, made, writer("reviewer"), "改在哪里")
    again = Remark.objects.get(follows=made)
    assert (again.item_code, again.text, again.awaits_answer) == ("effectiveness", "改在哪里", True)
    with pytest.raises(Refusal, match="closed already"):
        answer(dossier, made, "又改", writer("finance"))
    with pytest.raises(Refusal, match="closed already"):
        close(dossier, made, writer("reviewer"))
    stand(dossier, "head_approved")
    with pytest.raises(Refusal, match="not answered yet"):
        take(dossier, "goals", "submit", writer("finance"))
    assert not Step.objects.exists()


def test_only_the_bureau_closes_and_only_the_unit_answers(dossier: Dossier, writer: Who) -> None:
    made = remark(dossier, stand(dossier, "returned"), "", "缺佐证", writer("reviewer"))
    for username in ("finance", "head", "auditor"):
        with pytest.raises(Forbidden):
            close(dossier, made, writer(username))
    with pytest.raises(Forbidden):
        answer(dossier, made, "x", writer("reviewer"))


def test_the_pages_close_it_or_ask_again(dossier: Dossier, browser: Browser, writer: Who) -> None:
    made = remark(dossier, stand(dossier, "returned"), "", "缺佐证", writer("reviewer"))
    assert "须答复" in browser("finance").get(HERE).content.decode()
    browser("finance").post(f"{HERE}answer/{made.pk}/", {"text": "已补"})
    reviewer = browser("reviewer")
    assert "待财政办结" in reviewer.get(HERE).content.decode()
    assert reviewer.post(f"{HERE}close/{made.pk}/", {"again": "1", "text": " "}).status_code == 409
    assert reviewer.post(f"{HERE}close/{made.pk}/", {"again": "1", "text": "补在哪里"}).status_code == 302
    page = browser("finance").get(HERE).content.decode()
    assert "已办结" in page
    assert "补在哪里" in page
    assert browser("finance").post(f"{HERE}close/{made.pk}/").status_code == 403
    assert reviewer.post(f"{HERE}close/999/").status_code == 404


def test_a_hint_needs_no_answer(dossier: Dossier, browser: Browser) -> None:
    stand(dossier, "submitted")
    browser("reviewer").post(f"{HERE}goals/remark/", {"text": "建议细化", "hint": "1"})
    assert "可不答复" in browser("finance").get(HERE).content.decode()
    assert "条审核意见待答复" not in browser("finance").get("/").content.decode()

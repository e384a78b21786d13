from __future__ import annotations

import pytest
from tests.web.who import Browser

from jixiao.web.dossiers.assembling import assembled
from jixiao.web.models import Dossier, Entry, Filing, Record

HERE = "/u/440100-ZJB/2023/papers/words/"
SUMMARY = f"{HERE}unit/2/year_summary/"


def text_of(dossier: Dossier) -> str:
    dossier.refresh_from_db()
    unit = assembled(dossier).unit
    assert unit is not None
    return unit.text("year_summary")


def test_every_narrative_is_listed_with_what_is_bound_and_what_is_not(browser: Browser) -> None:
    page = browser("clerk").get(HERE).content.decode()
    for name in ("year_summary", "goal_achieved", "narrative", "duties", "whole_goal"):
        assert f"/{name}/" in page


def test_a_text_is_saved_with_its_figures_bound_and_the_paper_says_their_values(dossier: Dossier, browser: Browser) -> None:
    client = browser("finance")
    version = Record.objects.get(table="unit").version
    answer = client.post(SUMMARY, {"text": "预算执行率{spending.rate}。\r\n另有3件事。", "version": version, "reason": "改写"})
    assert answer.status_code == 302
    assert text_of(dossier) == "预算执行率{spending.rate}。\n另有3件事。"
    told = Entry.objects.order_by("-number").first()
    assert told is not None
    assert (told.action, told.table, told.reason) == ("write", "unit", "改写")
    paper = client.get("/u/440100-ZJB/2023/papers/forms/self_evaluation_report/").content.decode()
    assert '预算执行率<a class="stated"' in paper
    page = client.get(SUMMARY).content.decode()
    assert "99.86%" in page
    assert "<b>3</b>" in page


def test_a_binding_that_names_nothing_is_refused_and_the_text_stays_in_the_form(dossier: Dossier, browser: Browser) -> None:
    before = text_of(dossier)
    version = Record.objects.get(table="unit").version
    answer = browser("finance").post(SUMMARY, {"text": "执行率{spending.rat}，<script>", "version": version})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert "{spending.rat}，&lt;script&gt;" in page
    assert "<script>" not in page.replace("<script src", "")
    assert text_of(dossier) == before


def test_what_somebody_else_wrote_since_is_not_overwritten(dossier: Dossier, browser: Browser) -> None:
    client = browser("finance")
    version = Record.objects.get(table="unit").version
    client.post(SUMMARY, {"text": "甲", "version": version})
    answer = client.post(SUMMARY, {"text": "乙", "version": version})
    assert answer.status_code == 409
    assert "甲" in answer.content.decode()
    assert text_of(dossier) == "甲"


def test_while_one_writes_the_figures_are_filled_in_and_nothing_is_saved(dossier: Dossier, browser: Browser) -> None:
    before = text_of(dossier)
    page = browser("finance").post(f"{SUMMARY}shown/", {"text": "{budget.adjusted}万元，{nothing}，7"}).content.decode()
    assert "2,157.27" in page or "2157.27" in page
    assert "{nothing}" in page
    assert "<b>7</b>" in page
    assert text_of(dossier) == before


def test_figures_are_found_by_their_meaning_and_their_id(browser: Browser) -> None:
    client = browser("finance")
    assert 'data-inserts="spending.rate"' in client.get(f"{SUMMARY}?q=预算完成率").content.decode()
    assert 'data-inserts="spending.rate"' in client.get(f"{SUMMARY}?q=SPENDING.RATE").content.decode()
    assert "data-inserts" not in client.get(f"{SUMMARY}?q=没有这种东西").content.decode()


def test_a_projects_text_states_the_projects_own_figures(browser: Browser) -> None:
    record = Record.objects.get(table="project", values__project_code="P01")
    page = browser("finance").post(f"{HERE}project/{record.number}/goal_achieved/shown/", {"text": "{spending.rate}"})
    unit = browser("finance").post(f"{SUMMARY}shown/", {"text": "{spending.rate}"})
    assert "p.p01.spending.rate" in page.content.decode()
    assert page.content != unit.content


@pytest.mark.parametrize("state", ["office_confirmed", "finance_checked", "submitted", "accepted"])
def test_the_report_is_written_until_it_is_checked_and_goals_that_stand_fast_do_not_keep_anybody_from_it(
    dossier: Dossier, browser: Browser, state: str
) -> None:
    Filing.objects.update_or_create(dossier=dossier, stage="goals", defaults={"state": "accepted"})
    Filing.objects.update_or_create(dossier=dossier, stage="year_end", defaults={"state": state})
    version = Record.objects.get(table="unit").version
    answer = browser("finance").post(SUMMARY, {"text": "新的总结", "version": version})
    assert answer.status_code == (302 if state == "office_confirmed" else 403)
    version = Record.objects.get(table="unit").version
    goal = browser("finance").post(f"{HERE}unit/2/overall_goal/", {"text": "改目标", "version": version})
    assert goal.status_code == 403


def test_only_finance_writes(browser: Browser) -> None:
    for name, status in (("clerk", 403), ("head", 403), ("auditor", 403), ("system", 404)):
        assert browser(name).post(SUMMARY, {"text": "x", "version": "1"}).status_code == status
        assert browser(name).post(f"{SUMMARY}shown/", {"text": "x"}).status_code == status
    assert browser("clerk").get(SUMMARY).status_code == 200
    assert browser("clerk").get(f"{HERE}payment/2/note/").status_code == 404
    assert browser("clerk").get(f"{HERE}unit/2/name/").status_code == 404

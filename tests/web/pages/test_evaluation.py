from __future__ import annotations

from tests.web.pages.reading import BASE, first, state, text_of
from tests.web.who import Browser, Who

from jixiao.score.unit_score import score_unit
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Drop, write
from jixiao.web.models import Dossier, Record

UNIT = BASE + "evaluation/items/guangdong-unit-2022/"
PROJECT = BASE + "evaluation/items/mof-project-2020/"
LOST = f"{UNIT}asset-allocation/reason/"


def test_every_item_stands_there_with_its_why(browser: Browser, dossier: Dossier) -> None:
    page = text_of(browser("finance").get(BASE + "evaluation/"))
    for each in score_unit(assembled(dossier)).items:
        assert each.item.name.zh in page
        assert each.because.say("zh") in page


def test_an_item_is_explained_down_to_its_rows(browser: Browser) -> None:
    page = text_of(browser("auditor").get(f"{UNIT}spending-rate/"))
    assert "21,543,400.00元" in page
    assert "/rows/payment/" in page
    assert browser("auditor").get(f"{UNIT}none/").status_code == 404
    assert browser("auditor").get(BASE + "evaluation/items/none/spending-rate/").status_code == 404
    assert browser("auditor").get(BASE + "evaluation/?framework=none").status_code == 404


def test_points_lost_without_a_reason_are_marked_until_it_is_given(browser: Browser, dossier: Dossier, writer: Who) -> None:
    row = first(table="deduction_reason", values__item_code="asset-allocation")
    write(dossier, [Drop("deduction_reason", row.number)], writer("finance"))
    client = browser("finance")
    before = text_of(client.get(BASE + "evaluation/")).count("还没有写原因，报送前必须写")
    assert client.post(LOST, {"deduction_reason-reason": ""}).status_code == 422
    sent = {"deduction_reason-reason": "历史形成，逐步消化", "deduction_reason-office_code": "BGS"}
    assert client.post(LOST, sent).status_code == 302
    page = text_of(client.get(BASE + "evaluation/"))
    assert "历史形成，逐步消化" in page
    assert page.count("还没有写原因，报送前必须写") == before - 1


def test_a_project_is_looked_at_by_its_own_framework(browser: Browser) -> None:
    page = text_of(browser("finance").get(BASE + "evaluation/?framework=mof-project-2020&project=P02"))
    assert '<option value="P02" selected>' in page
    assert f"{PROJECT}output/?project=P02" in page
    assert browser("clerk").post(f"{PROJECT}output/judge/", {}).status_code == 403
    assert browser("finance").post(f"{PROJECT}output/judge/", {}).status_code == 404, "it is no item that people judge"


def test_the_reason_for_a_project_is_kept_for_that_project(browser: Browser) -> None:
    client = browser("finance")
    sent = {"deduction_reason-reason": "转到下半年举办"}
    response = client.post(f"{PROJECT}benefit/reason/?project=P04", sent)
    assert response.status_code == 302
    assert response["Location"].endswith("?project=P04")
    made = Record.objects.get(table="deduction_reason", values__reason="转到下半年举办")
    assert (made.values["project_code"], made.values["framework"]) == ("P04", "mof-project-2020")


def test_nobody_writes_to_what_was_handed_in(browser: Browser, dossier: Dossier) -> None:
    state(dossier, "year_end", "submitted")
    client = browser("finance")
    assert client.post(LOST, {"deduction_reason-reason": "x"}).status_code == 403
    assert client.post(BASE + "goals/indicator/PRJ-10/value/", {}).status_code == 403
    assert client.post(BASE + "monitoring/deviation/OUT-01/", {}).status_code == 403
    assert "保存原因" not in text_of(client.get(f"{UNIT}asset-allocation/"))


def test_our_own_papers_are_reviewed_before_the_bureau_does(browser: Browser) -> None:
    client, paper = browser("finance"), BASE + "evaluation/review/project_self_evaluation_form/"
    assert paper in text_of(client.get(BASE + "evaluation/review/"))
    assert "没有说明" in text_of(client.get(paper))
    part = text_of(client.get(paper, headers={"HX-Request": "true"}))
    assert "没有说明" in part
    assert "<html" not in part
    assert client.get(BASE + "evaluation/review/none/").status_code == 404


def test_what_the_checks_find_leads_to_its_row(browser: Browser, dossier: Dossier) -> None:
    row = first(table="reception", office_code="JDC")
    row.values["persons"] = "0"
    row.save()
    dossier.version += 1
    dossier.save()
    page = text_of(browser("finance").get(BASE + "evaluation/"))
    assert f"{BASE}rows/reception/{row.number}/" in page


def by(dossier: Dossier, *frameworks: str) -> None:
    dossier.manifest = {**dossier.manifest, "frameworks": list(frameworks)}
    dossier.version += 1
    dossier.save()


def test_an_item_is_judged_with_its_reason_and_shows_both(browser: Browser, dossier: Dossier) -> None:
    by(dossier, "hunan-unit-2022", "pefa-pillar-2016")
    client, address = browser("finance"), BASE + "evaluation/items/hunan-unit-2022/building-area/"
    assert 'href="#unjudged"' in text_of(client.get(BASE + "evaluation/"))
    page = text_of(client.get(address))
    assert 'value="超5%至不足10%"' in page
    answer = {"judgement-answer": "超5%至不足10%"}
    assert client.post(f"{address}judge/", answer).status_code == 422, "without a reason"
    assert client.post(f"{address}judge/", {**answer, "judgement-reason": "按测绘面积"}).status_code == 302
    made = Record.objects.get(table="judgement").values
    assert (made["framework"], made["item_code"], made["answer"]) == ("hunan-unit-2022", "building-area", "超5%至不足10%")
    page = text_of(client.get(BASE + "evaluation/"))
    assert "按测绘面积" in page
    assert 'href="#unjudged"' not in page
    assert "按测绘面积" in text_of(browser("auditor").get(address))
    assert browser("clerk").post(f"{address}judge/", answer).status_code == 403


def test_a_framework_of_letters_is_shown_without_points(browser: Browser, dossier: Dossier) -> None:
    by(dossier, "pefa-pillar-2016")
    client = browser("finance")
    assert "没有总分" in text_of(client.get(BASE + "evaluation/"))
    assert 'value="D*"' in text_of(client.get(BASE + "evaluation/items/pefa-pillar-2016/pi-1-1/"))


def test_a_dossier_without_a_framework_still_has_its_pages(browser: Browser, dossier: Dossier) -> None:
    by(dossier)
    client = browser("finance")
    for page in ("", "goals/", "monitoring/", "evaluation/", "evaluation/review/", "history/"):
        assert client.get(BASE + page).status_code == 200, page
    assert "没有写明能用的指标体系" in text_of(client.get(BASE + "evaluation/"))

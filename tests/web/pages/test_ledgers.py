from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.who import Browser, Who

from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Put, write
from jixiao.web.models import Dossier, Entry, Record

ROOT = "/u/440100-ZJB/2023/"
RECEPTIONS = f"{ROOT}ledgers/reception/"
RECEPTION = {
    "f-office_code": "JDC",
    "f-occurred_on": "2023-11-08",
    "f-guest_level": "省部级",
    "f-batches": "1",
    "f-persons": "4",
}


def last() -> Record:
    return Record.objects.filter(table="reception").order_by("-number")[0]


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_the_ledgers_are_listed_with_the_indicators_that_they_feed(browser: Browser) -> None:
    page = text(browser("clerk").get(f"{ROOT}ledgers/"))
    assert "公务接待台账" in page
    assert f'href="{RECEPTIONS}new/"' in page
    assert "影响" in page
    assert f'href="{ROOT}ledgers/payment/new/"' not in page, "a clerk does not record payments"
    assert f'href="{ROOT}ledgers/payment/new/"' in text(browser("finance").get(f"{ROOT}ledgers/"))


def test_totals_over_the_filter_say_what_they_feed(browser: Browser, dossier: Dossier) -> None:
    rows = [row for row in assembled(dossier).table("reception") if row["guest_level"] == "ministerial"]
    persons = sum(int(number.value) for row in rows if (number := row.quantity("persons")))
    page = text(browser("clerk").get(RECEPTIONS, {"guest_level": "ministerial"}))
    assert f"所筛选的{len(rows)}条" in page
    assert f'<p class="figure">{persons}' in page
    assert "→ " in page
    assert "没有符合条件的记录" in text(browser("clerk").get(RECEPTIONS, {"q": "没有这样的文字"}))


@pytest.mark.parametrize("query", ["page=99999999", "page=-1", "from=x&to=2023-99-99", "guest_level=' OR 1=1"])
def test_a_filter_that_makes_no_sense_does_no_harm(browser: Browser, query: str) -> None:
    assert browser("clerk").get(f"{RECEPTIONS}?{query}").status_code == 200


def test_a_sign_that_no_text_holds_is_refused(browser: Browser) -> None:
    assert browser("clerk").get(f"{RECEPTIONS}?office=%00").status_code == 400


def test_a_first_entry_needs_what_the_kind_asks_for_and_no_more(browser: Browser) -> None:
    clerk = browser("clerk")
    form = text(clerk.get(f"{RECEPTIONS}new/"))
    assert 'value="JDC" selected' in form, "one's own office stands there already"
    assert 'min="2023-01-01" max="2023-12-31"' in form
    assert form.count(" required") > 4
    before = Record.objects.filter(table="reception").count()
    assert clerk.post(f"{RECEPTIONS}new/", RECEPTION).status_code == 302
    assert Record.objects.filter(table="reception").count() == before + 1
    assert last().values["persons"] == "4"
    page = text(clerk.get(RECEPTIONS))
    assert "已保存" in page
    assert " → " in page, "which indicators moved is told"


def test_faults_stand_beside_their_inputs_and_nothing_is_lost(browser: Browser) -> None:
    clerk, before = browser("clerk"), Record.objects.count()
    answer = clerk.post(f"{RECEPTIONS}new/", RECEPTION | {"f-persons": "很多", "f-occurred_on": "2023-06-31", "f-note": "保留"})
    page = text(answer)
    assert answer.status_code == 422
    assert 'id="f-persons-fault"' in page
    assert 'id="f-occurred_on-fault"' in page
    assert "该月最后一天" in page
    assert 'value="保留"' in page
    assert Record.objects.count() == before


def test_what_the_ledgers_rules_remark_is_told_after_saving(browser: Browser) -> None:
    clerk = browser("clerk")
    answer = clerk.post(f"{RECEPTIONS}new/", RECEPTION | {"f-batches": "5"}, follow=True)
    assert "已保存，但请留意：人次不少于批次" in text(answer)


def test_the_last_entry_is_copied_without_its_day_and_its_number(browser: Browser) -> None:
    clerk = browser("clerk")
    clerk.post(f"{RECEPTIONS}new/", RECEPTION | {"f-note": "抄这一条"}, follow=True)
    form = text(clerk.get(f"{RECEPTIONS}new/?like=last"))
    assert 'value="抄这一条"' in form
    assert 'value="2023-11-08"' not in form
    assert last().values["row_id"] not in form


def test_two_who_change_a_row_both_see_it(browser: Browser) -> None:
    clerk, finance = browser("clerk"), browser("finance")
    clerk.post(f"{RECEPTIONS}new/", RECEPTION)
    address = f"{RECEPTIONS}{last().number}/"
    assert clerk.post(address, RECEPTION | {"f-persons": "5", "version": "1"}).status_code == 302
    answer = finance.post(address, RECEPTION | {"f-persons": "6", "version": "1"})
    page = text(answer)
    assert answer.status_code == 409
    assert "别人已经改过" in page
    assert "<td>5</td><td>6</td>" in page
    assert 'name="version" value="2"' in page
    assert last().values["persons"] == "5"
    assert finance.post(address, RECEPTION | {"f-persons": "6", "version": "2"}).status_code == 302
    assert last().values["persons"] == "6"
    history = text(finance.get(address))
    assert "<td>5</td><td>6</td>" in history


def test_a_row_that_was_taken_out_meanwhile_can_be_saved_as_a_new_one(browser: Browser) -> None:
    clerk = browser("clerk")
    clerk.post(f"{RECEPTIONS}new/", RECEPTION)
    number = last().number
    assert clerk.post(f"{RECEPTIONS}{number}/drop/", {"version": "1"}).status_code == 302
    page = text(clerk.post(f"{RECEPTIONS}{number}/", RECEPTION | {"f-persons": "7", "version": "1"}))
    assert "已被删除" in page
    assert f'action="{RECEPTIONS}new/"' in page
    assert 'value="7"' in page


def test_an_office_changes_its_own_rows_only(browser: Browser, dossier: Dossier, writer: Who) -> None:
    cells = {name.removeprefix("f-"): value for name, value in RECEPTION.items()} | {"office_code": "BGS"}
    foreign = write(dossier, [Put("reception", None, cells)], writer("finance")).records[0]
    clerk = browser("clerk")
    page = text(clerk.get(f"{RECEPTIONS}{foreign.number}/"))
    assert '<form method="post" enctype' not in page
    assert clerk.post(f"{RECEPTIONS}{foreign.number}/", RECEPTION | {"version": "1"}).status_code == 403
    assert clerk.post(f"{RECEPTIONS}{foreign.number}/drop/").status_code == 403
    assert clerk.post(f"{RECEPTIONS}new/", RECEPTION | {"f-office_code": "BGS"}).status_code == 403
    assert Record.objects.get(pk=foreign.pk).values["persons"] == "4"


@pytest.mark.parametrize("who", ["head", "auditor"])
def test_who_only_looks_cannot_write(browser: Browser, who: str) -> None:
    assert browser(who).get(RECEPTIONS).status_code == 200
    assert browser(who).get(f"{RECEPTIONS}new/").status_code == 403
    assert browser(who).post(f"{RECEPTIONS}new/", RECEPTION).status_code == 403


@pytest.mark.parametrize("who", ["system", "security", "reviewer"])
def test_outsiders_see_nothing(browser: Browser, who: str) -> None:
    for address in (f"{ROOT}ledgers/", RECEPTIONS, f"{RECEPTIONS}new/"):
        assert browser(who).get(address).status_code == 404


def test_a_table_or_a_row_that_is_not_there(browser: Browser) -> None:
    for address in (f"{ROOT}ledgers/nothing/", f"{RECEPTIONS}999999/", f"{ROOT}ledgers/nothing/new/"):
        assert browser("finance").get(address).status_code == 404


def test_every_table_has_a_page_and_a_form(browser: Browser, dossier: Dossier) -> None:
    finance = browser("finance")
    for name in assembled(dossier).schema:
        assert finance.get(f"{ROOT}ledgers/{name}/").status_code == 200, name
    for name in ("payment", "indicator", "survey", "budget", "unit"):
        assert finance.get(f"{ROOT}ledgers/{name}/new/").status_code == 200, name


def test_what_was_typed_is_shown_as_text(browser: Browser) -> None:
    clerk = browser("clerk")
    clerk.post(f"{RECEPTIONS}new/", RECEPTION | {"f-note": "<script>alert(1)</script>"})
    for address in (RECEPTIONS, f"{RECEPTIONS}{last().number}/"):
        assert "<script>alert" not in text(clerk.get(address))


def test_the_rest_of_a_row_survives_a_form_that_does_not_show_it(browser: Browser) -> None:
    record = Record.objects.filter(table="reception", office_code="JDC")[0]
    posted = {f"f-{name}": value for name, value in record.values.items() if name not in {"row_id", "unit_code"}}
    browser("clerk").post(f"{RECEPTIONS}{record.number}/", posted | {"f-note": "改过", "version": str(record.version)})
    changed = Record.objects.get(pk=record.pk)
    assert changed.values == record.values | {"note": "改过"}


def test_the_number_of_queries_does_not_grow_with_the_rows(browser: Browser, dossier: Dossier, writer: Who) -> None:
    clerk = browser("clerk")
    cells = {name.removeprefix("f-"): value for name, value in RECEPTION.items()}

    def queries(client: Client) -> int:
        client.get(RECEPTIONS)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(RECEPTIONS).status_code == 200
        return len(seen)

    before = queries(clerk)
    write(dossier, [Put("reception", None, cells)] * 200, writer("clerk"))
    assert queries(clerk) == before
    assert before < 16


def test_evidence_comes_with_the_row(browser: Browser, dossier: Dossier) -> None:
    clerk = browser("clerk")
    file = SimpleUploadedFile("公函 第1号.pdf", b"%PDF-1.7 letter")
    assert clerk.post(f"{RECEPTIONS}new/", RECEPTION | {"evidence": file, "evidence_unmarked": "1"}).status_code == 302
    row = last()
    dossier.refresh_from_db()
    link = assembled(dossier).find("evidence_link", row_key=row.values["row_id"])
    assert link
    page = text(clerk.get(f"{RECEPTIONS}{row.number}/"))
    assert "公函_第1号.pdf" in page
    assert "与登记时一致" in page
    assert "sha256:" in page


def test_a_row_is_not_saved_without_the_evidence_that_was_to_prove_it(browser: Browser) -> None:
    clerk = browser("clerk")
    before = Record.objects.count(), Entry.objects.count()
    file = SimpleUploadedFile("a.exe", b"MZ")
    answer = clerk.post(f"{RECEPTIONS}new/", RECEPTION | {"evidence": file})
    assert answer.status_code == 422
    assert "不能接收" in text(answer)
    assert (Record.objects.count(), Entry.objects.count()) == before

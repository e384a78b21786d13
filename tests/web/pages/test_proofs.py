"""The evidence that is asked for: listed for each office, and handed in where it is asked for."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.who import Browser

from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.worked_out import asked_for, day_within
from jixiao.web.models import Dossier, Entry, Filing

HERE = "/u/440100-ZJB/2023/proofs/"
LETTER = "接待台账 2023年11月".encode()
MOST_QUERIES = 30


def handed_in(browser: Browser, who: str, code: str, content: bytes = LETTER, **more: str) -> Any:
    file = SimpleUploadedFile("台账.txt", content)
    return browser(who).post(f"{HERE}{code}/", {"evidence": file, "evidence_kind": "接待台账", **more})


def test_each_sees_what_is_asked_of_their_office_and_finance_all_of_it(browser: Browser) -> None:
    clerk, finance = browser("clerk").get(HERE).content.decode(), browser("finance").get(HERE).content.decode()
    assert "接待处" in clerk
    assert "应交12项" in clerk
    assert "经济协作处" not in clerk
    assert "经济协作处" in finance
    assert "未指定科室" in finance


def test_what_is_handed_in_is_received(browser: Browser, dossier: Dossier) -> None:
    answer = handed_in(browser, "clerk", "OUT-01")
    assert answer.status_code == 302
    dossier.refresh_from_db()
    states = {each.about_code: each.state for each in asked_for(dossier, day_within(dossier)) if each.about_code == "OUT-01"}
    assert states == {"OUT-01": "received"}
    proof = assembled(dossier).table("evidence").rows[-1]
    assert proof.text("kind") == "接待台账"
    assert Entry.objects.filter(username="clerk", table="evidence").exists()
    assert "台账.txt" in browser("clerk").get(f"{HERE}OUT-01/").content.decode()


def test_every_request_leads_to_a_page_that_opens(browser: Browser) -> None:
    finance = browser("finance")
    page = finance.get(f"{HERE}?all=1").content.decode()
    addresses = set(re.findall(r'class="button" href="([^"#]+)', page))
    assert len(addresses) > 50
    assert any("/evaluation/items/" in each for each in addresses)
    for each in sorted(addresses)[::9]:
        assert finance.get(each).status_code == 200, each


def test_only_whoever_records_for_the_office_hands_in(browser: Browser, dossier: Dossier) -> None:
    assert handed_in(browser, "head", "OUT-01").status_code == 403
    other = next(row for row in assembled(dossier).table("indicator") if row["office_code"] not in {None, "JDC"})
    assert handed_in(browser, "clerk", other.text("indicator_code")).status_code == 403
    assert "由负责这项指标的科室提交" in browser("clerk").get(f"{HERE}{other.text('indicator_code')}/").content.decode()
    assert browser("clerk").get(f"{HERE}nothing/").status_code == 404
    Filing.objects.create(dossier=dossier, stage="year_end", state="submitted")
    assert handed_in(browser, "clerk", "OUT-01").status_code == 403


def test_a_file_that_will_not_do_is_refused_where_it_was_chosen(browser: Browser) -> None:
    answer: Any = browser("clerk").post(f"{HERE}OUT-01/", {"evidence_kind": "接待台账"})
    assert answer.status_code == 422
    assert "没有选择文件" in answer.content.decode()
    answer = handed_in(browser, "clerk", "OUT-01", "秘密★10年".encode())
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_the_list_asks_the_database_a_bounded_number_of_times(browser: Browser) -> None:
    finance = browser("finance")
    finance.get(HERE)
    with CaptureQueriesContext(connection) as queries:
        finance.get(f"{HERE}?all=1")
    assert len(queries) <= MOST_QUERIES

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.web.who import Browser, Who

from jixiao.tables.dossier import Row
from jixiao.tables.proofs import events, last_seal, proofs
from jixiao.web.dossiers import loop
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Conflict, Put, Writer, write
from jixiao.web.history.chain import verify
from jixiao.web.models import Dossier, Entry, Filing, Record
from jixiao.web.people.demonstration import program

HERE = "/u/440100-ZJB/2023/mending/"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
MOST_QUERIES = 20


def proof(name: str = "notice.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _program() -> Writer:
    return Writer(program("test"), None, None)


def measure(dossier: Dossier, code: str) -> Row:
    dossier.refresh_from_db()
    row = assembled(dossier).find("rectification", rectification_code=code)
    assert row is not None
    return row


def planned(client: Client, dossier: Dossier, problem: str = "WT-01", **said: str) -> str:
    answer = client.post(f"{HERE}problems/{problem}/plan/", {"action": "修订办法", "due_on": "2024-06-30", **said})
    assert answer.status_code == 302
    dossier.refresh_from_db()
    return assembled(dossier).table("rectification").rows[-1].text("rectification_code")


def test_every_problem_is_listed_with_its_state_and_what_is_overdue(browser: Browser) -> None:
    page = browser("clerk").get(HERE).content.decode()
    for code in ("WT-01", "WT-02", "WT-03"):
        assert code in page
    assert browser("clerk").get(f"{HERE}?state=nothing").content.decode().count("WT-0") == 0


def test_what_lost_points_becomes_a_problem_once(dossier: Dossier, browser: Browser) -> None:
    client = browser("finance")
    found = [each for each in loop.candidates_of(dossier, assembled(dossier), ["score"]) if not each.known]
    assert found
    page = client.get(f"{HERE}found/?from=score").content.decode()
    assert found[0].raised.fingerprint in page
    before = Record.objects.filter(table="problem").count()
    answer = client.post(f"{HERE}found/register/", {"from": "score", "picked": found[0].raised.fingerprint})
    assert answer.status_code == 302
    assert Record.objects.filter(table="problem").count() == before + 1
    told = Entry.objects.filter(action="raise", table="problem").get()
    assert told.username == "finance"
    assert f'value="{found[0].raised.fingerprint}"' not in client.get(f"{HERE}found/?from=score").content.decode()
    assert client.post(f"{HERE}found/register/", {"from": "score"}).status_code == 422
    assert client.post(f"{HERE}found/register/", {"from": "score", "picked": "0000000000000000"}).status_code == 422


def test_a_problem_goes_the_whole_way_and_two_people_are_needed(dossier: Dossier, browser: Browser) -> None:
    finance, office = browser("finance"), browser("clerk")
    code = planned(finance, dossier, "WT-03", office_code="JDC")
    assert measure(dossier, code)["status"] == "open"
    assert office.post(f"{HERE}measures/{code}/take/").status_code == 302
    assert measure(dossier, code)["status"] == "in_hand"
    assert office.post(f"{HERE}measures/{code}/finish/").status_code == 422
    assert office.post(f"{HERE}measures/{code}/finish/", {"proof": proof(), "evidence_unmarked": "1"}).status_code == 302
    row = measure(dossier, code)
    assert row["status"] == "done"
    (shown,) = proofs(assembled(dossier), row)
    assert shown.state == "whole"
    assert (dossier.folder / shown.file).read_bytes() == PDF
    assert [(each["to_state"], each.text("who")) for each in events(assembled(dossier), code)] == [
        ("in_hand", "接待处经办"),
        ("done", "接待处经办"),
    ]
    assert finance.post(f"{HERE}measures/{code}/return/").status_code == 422
    assert finance.post(f"{HERE}measures/{code}/return/", {"why": "材料不全"}).status_code == 302
    assert measure(dossier, code)["status"] == "returned"
    assert Entry.objects.filter(action="send_back", reason="材料不全").exists()
    assert verify().breaks == []
    assert last_seal(assembled(dossier))


def done_by(client: Client, code: str) -> None:
    assert client.post(f"{HERE}measures/{code}/take/").status_code == 302
    assert (
        client.post(
            f"{HERE}measures/{code}/finish/", {"proof": proof(f"{code}.pdf", PDF + code.encode()), "evidence_unmarked": "1"}
        ).status_code
        == 302
    )


def test_whoever_did_it_cannot_verify_it(dossier: Dossier, browser: Browser) -> None:
    finance = browser("finance")
    done_by(finance, "ZG-03")
    page = finance.post(f"{HERE}problems/WT-03/verify/")
    assert page.status_code == 422
    assert "另一人" in page.content.decode()
    assert measure(dossier, "ZG-03")["status"] == "done"


def test_a_problem_whose_rule_still_speaks_is_not_verified(dossier: Dossier, browser: Browser) -> None:
    finance = browser("finance")
    office = Record.objects.get(table="rectification", key__endswith="ZG-03")
    write(dossier, [Put("rectification", office.number, office.values | {"office_code": "JDC"})], _program())
    done_by(browser("clerk"), "ZG-03")
    assert "未销号" in finance.post(f"{HERE}problems/WT-03/verify/", follow=True).content.decode()
    assert measure(dossier, "ZG-03")["status"] == "done"


def test_what_people_raised_is_verified_by_what_they_wrote_and_by_somebody_else(dossier: Dossier, browser: Browser) -> None:
    said = {"problem_code": "WT-50", "about_kind": "bureau", "about_code": "CZ-1", "description": "财政意见：目标偏低"}
    write(dossier, [Put("problem", None, said)], _program())
    finance = browser("finance")
    code = planned(finance, dossier, "WT-50", office_code="JDC")
    done_by(browser("clerk"), code)
    told = finance.post(f"{HERE}problems/WT-50/verify/", follow=True).content.decode()
    assert "未销号" in told
    assert measure(dossier, code)["status"] == "done"
    answer = finance.post(
        f"{HERE}problems/WT-50/verify/", {"accepted": proof("letter.pdf", PDF + b"letter"), "evidence_unmarked": "1"}, follow=True
    )
    assert "已销号" in answer.content.decode()
    row = measure(dossier, code)
    assert (row["status"], row.text("verified_by")) == ("verified", "财务人员")
    assert "verified" in [each["to_state"] for each in events(assembled(dossier), code)]
    path = dossier.folder / proofs(assembled(dossier), row)[0].file
    path.write_bytes(b"%PDF-1.4 changed")
    assert 'role="alert"' in finance.get(f"{HERE}problems/WT-50/").content.decode()


def test_files_that_cannot_be_taken_are_refused_and_nothing_is_written(dossier: Dossier, browser: Browser) -> None:
    client = browser("finance")
    code = planned(client, dossier)
    client.post(f"{HERE}measures/{code}/take/")
    version = Dossier.objects.get().version
    for file in (proof("a.exe"), proof("a.pdf", b"MZ not a pdf"), proof("empty.pdf", b"")):
        assert client.post(f"{HERE}measures/{code}/finish/", {"proof": file}).status_code == 422
    assert Dossier.objects.get().version == version
    assert measure(dossier, code)["status"] == "in_hand"


def test_a_plan_needs_words_and_a_day_that_exists_and_keeps_what_was_typed(browser: Browser) -> None:
    client = browser("finance")
    assert client.post(f"{HERE}problems/WT-01/plan/", {"action": " "}).status_code == 422
    answer = client.post(f"{HERE}problems/WT-01/plan/", {"action": "<b>措施</b>", "due_on": "2024-02-31"})
    assert answer.status_code == 422
    assert "&lt;b&gt;措施&lt;/b&gt;" in answer.content.decode()
    assert client.post(f"{HERE}problems/WT-01/plan/", {"action": "措施", "office_code": "XX"}).status_code == 422
    assert client.post(f"{HERE}problems/WT-99/plan/", {"action": "措施"}).status_code in {404, 422}


@pytest.mark.parametrize("state", ["finance_checked", "published"])
def test_what_went_wrong_is_mended_at_any_time(dossier: Dossier, browser: Browser, state: str) -> None:
    Filing.objects.update_or_create(dossier=dossier, stage="year_end", defaults={"state": state})
    client = browser("finance")
    code = planned(client, dossier)
    assert client.post(f"{HERE}measures/{code}/take/").status_code == 302
    assert client.post(f"{HERE}measures/{code}/finish/", {"proof": proof(), "evidence_unmarked": "1"}).status_code == 302
    assert measure(dossier, code)["status"] == "done"


def test_an_office_carries_out_its_own_measures_only(dossier: Dossier, browser: Browser) -> None:
    clerk = browser("clerk")
    code = planned(browser("finance"), dossier, office_code="BGS")
    assert clerk.post(f"{HERE}measures/{code}/take/").status_code == 403
    assert clerk.post(f"{HERE}problems/WT-01/plan/", {"action": "x"}).status_code == 403
    assert clerk.post(f"{HERE}problems/WT-01/verify/").status_code == 403
    assert clerk.post(f"{HERE}found/register/", {"picked": "00000000"}).status_code in {403, 422}
    assert measure(dossier, code)["status"] == "open"
    page = clerk.get(f"{HERE}problems/WT-01/").content.decode()
    assert "/take/" not in page
    assert "/plan/" not in page


def test_those_who_only_look_change_nothing(browser: Browser) -> None:
    for name, status in (("auditor", 403), ("head", 403), ("system", 404), ("reviewer", 404)):
        for path in ("problems/WT-01/plan/", "problems/WT-01/verify/", "measures/ZG-01/take/", "found/register/"):
            assert browser(name).post(HERE + path, {"action": "x"}).status_code == status
    assert browser("auditor").get(f"{HERE}problems/WT-01/").status_code == 200
    assert browser("finance").get(f"{HERE}problems/WT-99/").status_code == 404
    assert browser("finance").post(f"{HERE}measures/ZG-99/take/").status_code == 404


def test_what_somebody_else_changes_meanwhile_is_not_undone(dossier: Dossier, writer: Who) -> None:
    stale = Dossier.objects.select_related("unit").get()
    reception = Record.objects.filter(table="reception").first()
    assert reception is not None
    write(dossier, [Put("reception", reception.number, reception.values | {"persons": "9"})], writer("finance"))
    with pytest.raises(Conflict):
        loop.take(stale, writer("finance"), "ZG-01")
    assert Record.objects.get(pk=reception.pk).values["persons"] == "9"


def test_the_number_of_queries_is_bounded(browser: Browser) -> None:
    client = browser("finance")
    for path in ("", "found/", "problems/WT-01/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(HERE + path).status_code == 200
        assert len(queries) <= MOST_QUERIES, path


def test_a_problem_leads_to_what_it_is_about(browser: Browser) -> None:
    finance = browser("finance")
    page = finance.get("/u/440100-ZJB/2023/mending/problems/WT-01/").content.decode()
    address = re.search(r'href="([^"]*/evaluation/items/[^"]*/performance-policies/)">绩效管理制度建设<', page)
    assert address
    assert finance.get(address[1]).status_code == 200

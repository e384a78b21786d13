from __future__ import annotations

import csv
import io
from http import HTTPStatus
from typing import cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import FileResponse
from django.test.utils import CaptureQueriesContext
from tests.web.bureau.many import many
from tests.web.who import Browser, Who

from jixiao.web.bureau.listing import Wish
from jixiao.web.bureau.sampling import sample
from jixiao.web.jobs.working import Worker
from jixiao.web.models import Account, Deadline, Dossier, Entry, Filing, Grant, Job, Record, Unit
from jixiao.web.workflow.running import take

REVIEW = "/u/440100-ZJB/2023/review/"
MOST_QUERIES = 45
PAPER = "某局2023年部门整体支出绩效自评报告\n\n年初预算1000万元，实际支出900万元，预算执行率95%。\n"


@pytest.fixture
def submitted(dossier: Dossier) -> Dossier:
    """The self-evaluation lies with the bureau."""
    Filing.objects.create(dossier=dossier, stage="year_end", state="submitted")
    return dossier


def test_the_bureau_sees_three_scores_and_enters_its_own(submitted: Dossier, browser: Browser) -> None:
    reviewer = browser("reviewer")
    page = reviewer.get(REVIEW).content.decode()
    assert "97.99" in page
    assert 'name="score-total"' in page
    answer = reviewer.post(f"{REVIEW}scores/", {"score-total": "96.5", "reason-total": "台账缺三条", "version-total": ""})
    assert answer.status_code == HTTPStatus.FOUND
    record = Record.objects.get(dossier=submitted, table="stated_score", values__stage="复核")
    assert (record.values["score"], record.values["reason"]) == ("96.5", "台账缺三条")
    assert Entry.objects.order_by("-number")[0].action == "assess"
    page = reviewer.get(REVIEW).content.decode()
    assert 'value="96.5"' in page
    assert 'value="台账缺三条"' in page
    reviewer.post(f"{REVIEW}scores/", {"score-total": "", "reason-total": "", "version-total": "1"})
    assert not Record.objects.filter(pk=record.pk).exists()


def test_an_entry_that_is_no_number_is_refused_and_kept(submitted: Dossier, browser: Browser) -> None:
    answer = browser("reviewer").post(f"{REVIEW}scores/", {"score-total": "九十", "reason-total": "x"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="九十"' in answer.content.decode()
    assert not Record.objects.filter(dossier=submitted, values__stage="复核").exists()


def test_two_reviewers_do_not_overwrite_each_other(submitted: Dossier, browser: Browser) -> None:
    reviewer = browser("reviewer")
    reviewer.post(f"{REVIEW}scores/", {"score-total": "96", "version-total": ""})
    reviewer.post(f"{REVIEW}scores/", {"score-total": "95", "version-total": "1"})
    late = reviewer.post(f"{REVIEW}scores/", {"score-total": "90", "version-total": "1"})
    assert late.status_code == HTTPStatus.CONFLICT
    assert Record.objects.get(dossier=submitted, values__stage="复核").values["score"] == "95"


@pytest.mark.parametrize(("who", "sees", "writes"), [("auditor", 200, 403), ("finance", 403, 403), ("system", 404, 404)])
def test_others_do_not_enter_reviewed_scores(submitted: Dossier, browser: Browser, who: str, sees: int, writes: int) -> None:
    assert submitted.pk
    assert browser(who).get(REVIEW).status_code == sees
    assert browser(who).post(f"{REVIEW}scores/", {"score-total": "1"}).status_code == writes


def test_once_accepted_the_reviewed_scores_stand(submitted: Dossier, browser: Browser) -> None:
    reviewer = browser("reviewer")
    reviewer.post(f"{REVIEW}scores/", {"score-total": "96", "version-total": ""})
    reviewer.post("/u/440100-ZJB/2023/filing/year_end/take/accept/", {"next": REVIEW})
    assert reviewer.post(f"{REVIEW}scores/", {"score-total": "95", "version-total": "1"}).status_code == HTTPStatus.FORBIDDEN
    assert 'name="score-total"' not in reviewer.get(REVIEW).content.decode()
    assert submitted.pk


def test_queries_of_the_review_page_are_bounded(submitted: Dossier, browser: Browser) -> None:
    assert submitted.pk
    reviewer = browser("reviewer")
    reviewer.get(REVIEW)
    with CaptureQueriesContext(connection) as queries:
        reviewer.get(REVIEW)
    assert len(queries) <= MOST_QUERIES


# ---- lists as files


def _taken(answer: object) -> bytes:
    return b"".join(cast("FileResponse", answer).streaming_content)  # type: ignore[arg-type]


@pytest.mark.parametrize("what", ["list", "ranking", "scores", "sample"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_every_list_can_be_taken_along(site: object, browser: Browser, tmp_path: object, what: str, ending: str) -> None:
    assert site
    many(30)
    Unit.objects.filter(code="M00001").update(name="=HYPERLINK(1)")
    answer = browser("reviewer").get(f"/bureau/export/{what}.{ending}", {"count": "200", "seed": "7"})
    assert answer.status_code == HTTPStatus.OK
    content = _taken(answer)
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert len(rows) > 10
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell.startswith("=")]
        assert any(cell == "'=HYPERLINK(1)" for row in rows for cell in row)
    else:
        assert content[:2] == b"PK"
        assert tmp_path
    assert browser("finance").get(f"/bureau/export/{what}.{ending}").status_code == HTTPStatus.NOT_FOUND
    assert browser("reviewer").get(f"/bureau/export/{what}.exe").status_code == HTTPStatus.NOT_FOUND


def test_a_sample_is_drawn_again_from_its_seed_and_its_probabilities_make_its_number(site: object, writer: Who) -> None:
    assert site
    many(100)
    person = writer("reviewer").person
    assert person
    one, again, other = (sample(person, Wish(2023), 12, seed) for seed in ("甲", "甲", "乙"))
    assert one == again
    assert {each.code for each in one.rows} != {each.code for each in other.rows}
    assert len(one.rows) == 12
    assert one.of == 72


# ---- papers from outside


def _hand_in(browser: Browser, name: str, content: bytes, **more: str) -> Job:
    answer = browser("reviewer").post("/bureau/papers/", {"file": SimpleUploadedFile(name, content), **more})
    assert answer.status_code == HTTPStatus.FOUND, answer.content.decode()
    Worker().work(is_once=True)
    return Job.objects.get()


@pytest.mark.heavy
def test_a_paper_is_reviewed_and_what_was_found_is_shown_by_place(site: object, browser: Browser) -> None:
    assert site
    job = _hand_in(browser, "某局自评报告.txt", PAPER.encode())
    assert job.state == "done", (job.zh, job.result)
    page = browser("reviewer").get(f"/bureau/papers/{job.pk}/").content.decode()
    assert "95%" in page
    assert "某局自评报告.txt" in page
    assert browser("auditor").get(f"/bureau/papers/{job.pk}/").status_code == HTTPStatus.NOT_FOUND
    assert Entry.objects.filter(table="job").exists()


@pytest.mark.heavy
def test_a_file_that_is_no_paper_is_said_to_be_none(site: object, browser: Browser) -> None:
    assert site
    job = _hand_in(browser, "坏.docx", b"PK\x03\x04 not a paper at all")
    assert job.state == "done"
    assert job.result["is_read"] is False
    assert browser("reviewer").get(f"/bureau/papers/{job.pk}/").status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("name", "content", "more"),
    [
        ("x.exe", b"x", {}),
        ("x.txt", b"", {}),
        ("x.txt", b"x", {"unit": "NOPE", "year": "2023"}),
        ("x.txt", b"x", {"unit": "440100-ZJB", "year": "2023"}),
        ("x.txt", b"x", {"unit": "440100-ZJB", "year": "99999999999"}),
    ],
)
def test_what_cannot_be_reviewed_is_refused_at_once(
    site: object, browser: Browser, name: str, content: bytes, more: dict[str, str]
) -> None:
    assert site
    answer = browser("reviewer").post("/bureau/papers/", {"file": SimpleUploadedFile(name, content), **more})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Job.objects.exists()


# ---- deadlines

WHERE = "/bureau/deadlines/"


def test_a_deadline_is_set_changed_and_taken_out_and_each_is_told(dossier: Dossier, browser: Browser) -> None:
    reviewer = browser("reviewer")
    wanted = {"year": "2023", "stage": "year_end", "unit": dossier.unit.code, "due_on": "2024-03-31"}
    assert reviewer.post(WHERE, wanted).status_code == HTTPStatus.FOUND
    assert reviewer.post(WHERE, wanted | {"due_on": "2024-04-30"}).status_code == HTTPStatus.FOUND
    assert f"{Deadline.objects.get().due_on}" == "2024-04-30"
    assert "2024-04-30" in reviewer.get(WHERE).content.decode()
    assert reviewer.post(WHERE, wanted | {"remove": "1"}).status_code == HTTPStatus.FOUND
    assert not Deadline.objects.exists()
    told = Entry.objects.filter(table="deadline").order_by("number").values_list("action", flat=True)
    assert list(told) == ["add", "change", "remove"]
    assert browser("auditor").get(WHERE).status_code == HTTPStatus.OK
    assert browser("auditor").post(WHERE, wanted).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "change", [{"year": "23"}, {"year": ""}, {"stage": "x"}, {"due_on": "2024-02-30"}, {"due_on": ""}, {"unit": "NOPE"}]
)
def test_a_deadline_that_makes_no_sense_is_refused(dossier: Dossier, browser: Browser, change: dict[str, str]) -> None:
    wanted = {"year": "2023", "stage": "year_end", "unit": dossier.unit.code, "due_on": "2024-03-31"}
    assert browser("reviewer").post(WHERE, wanted | change).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Deadline.objects.exists()


def test_who_oversees_some_units_sets_deadlines_for_those(dossier: Dossier, browser: Browser) -> None:
    account = Account.objects.create_user("district", None, "区财政")
    Grant.objects.create(account=account, role="reviewer", unit=Unit.objects.create(code="D", name="区"))
    client = browser("")
    client.force_login(account, backend="jixiao.web.people.signing_in.LocalAccounts")
    wanted = {"year": "2023", "stage": "year_end", "due_on": "2024-03-31"}
    assert client.post(WHERE, wanted | {"unit": "D"}).status_code == HTTPStatus.FOUND
    for unit in ("", dossier.unit.code):
        assert client.post(WHERE, wanted | {"unit": unit}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    Deadline.objects.create(fiscal_year=2023, stage="goals", due_on="2023-03-01")
    page = client.get(WHERE).content.decode()
    assert page.count('name="remove"') == 1


def test_the_list_shows_the_score_as_soon_as_it_is_handed_in_and_after_the_bureau_entered_its_own(
    dossier: Dossier, browser: Browser, writer: Who
) -> None:
    Filing.objects.create(dossier=dossier, stage="year_end", state="head_approved")
    take(dossier, "year_end", "submit", writer("head"))
    reviewer = browser("reviewer")
    assert "97.99" in reviewer.get("/bureau/").content.decode()
    reviewer.post(f"{REVIEW}scores/", {"score-total": "96", "version-total": ""})
    assert "待更新" not in reviewer.get("/bureau/ranking/").content.decode()

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.who import Browser

from jixiao.web.jobs.working import Worker
from jixiao.web.models import Dossier, Job


def of(dossier: Dossier, page: str = "") -> str:
    return f"/u/{dossier.unit.code}/{dossier.fiscal_year}/jobs/{page}"


def test_an_export_is_asked_for_made_and_taken(dossier: Dossier, browser: Browser) -> None:
    finance = browser("finance")
    assert finance.post(of(dossier, "export/"), {"as": "folder"}).status_code == 302
    waiting = finance.get("/jobs/").content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    Worker().work(is_once=True)
    listed = finance.get("/jobs/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-trigger" not in listed
    assert "<html" not in listed
    job = Job.objects.get()
    file = finance.get(f"/jobs/{job.pk}/file/")
    assert b"".join(file)[:2] == b"PK"
    assert file["Content-Disposition"].startswith("attachment")


def test_jobs_of_others_are_not_there(dossier: Dossier, browser: Browser) -> None:
    browser("finance").post(of(dossier, "export/"))
    job = Job.objects.get()
    head = browser("head")
    assert head.post(f"/jobs/{job.pk}/cancel/").status_code == 404
    assert head.get(f"/jobs/{job.pk}/file/").status_code == 404
    assert "导出整个卷宗" not in head.get("/jobs/").content.decode()
    assert browser("finance").post(f"/jobs/{job.pk}/cancel/").status_code == 302
    assert Job.objects.get().state == "cancelled"


def test_a_clerk_may_import_a_ledger_and_export_nothing(dossier: Dossier, browser: Browser) -> None:
    clerk = browser("clerk")
    page = clerk.get(of(dossier)).content.decode()
    assert 'value="reception"' in page
    assert 'value="payment"' not in page
    assert "job_export" not in page
    assert clerk.post(of(dossier, "export/")).status_code == 403
    assert browser("").get(of(dossier)).status_code == 302
    assert browser("system").get(of(dossier)).status_code == 404


def test_what_is_no_table_of_a_file_is_said_at_once(dossier: Dossier, browser: Browser) -> None:
    finance = browser("finance")
    assert finance.post(of(dossier, "import/"), {"table": "payment"}).status_code == 422
    wrong = SimpleUploadedFile("a.exe", b"MZ")
    assert finance.post(of(dossier, "import/"), {"table": "payment", "file": wrong}).status_code == 422
    empty = SimpleUploadedFile("a.csv", b"\n")
    assert finance.post(of(dossier, "import/"), {"table": "payment", "file": empty}).status_code == 302
    Worker().work(is_once=True)
    page = finance.get("/jobs/").content.decode()
    assert "没有内容" in page


def test_the_list_asks_the_database_as_often_for_many_jobs_as_for_one(dossier: Dossier, browser: Browser) -> None:
    finance = browser("finance")
    finance.post(of(dossier, "export/"))
    finance.get("/jobs/")
    with CaptureQueriesContext(connection) as one:
        finance.get("/jobs/")
    for _ in range(8):
        finance.post(of(dossier, "export/"))
    finance.get("/jobs/")
    with CaptureQueriesContext(connection) as many:
        finance.get("/jobs/")
    assert len(many) == len(one) <= 12

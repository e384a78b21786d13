from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.who import Browser, Who

from jixiao.tables.starting import Wanted, start
from jixiao.web.desk.waiting import desk
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.models import Account, Deadline, Dossier, Entry, Filing, Record, Remark
from jixiao.web.workflow.running import take

MOST_QUERIES = 60


def pages_of(dossier: Dossier, who: object) -> list[str]:
    return [each.page for each in desk(dossier, who).waiting]  # type: ignore[arg-type]


def test_each_finds_what_is_for_them_to_do(dossier: Dossier, writer: Who, browser: Browser) -> None:
    assert "filing" in pages_of(dossier, writer("office"))
    assert "filing" not in pages_of(dossier, writer("clerk"))
    assert "filing" not in pages_of(dossier, writer("head"))
    take(dossier, "goals", "confirm_office", writer("office"))
    take(dossier, "goals", "check", writer("finance"))
    waiting = [each for each in desk(dossier, writer("head")).waiting if each.page == "filing"]
    assert [
        each.words.zh.format(**{name: getattr(value, "zh", value) for name, value in each.words.values}) for each in waiting
    ] == ["目标申报：审批同意"]
    page = browser("head").get("/").content.decode()
    assert "目标申报：审批同意" in page


def test_a_remark_waits_for_its_answer_and_what_is_late_is_pressing(dossier: Dossier, writer: Who, browser: Browser) -> None:
    Deadline.objects.create(fiscal_year=2023, stage="year_end", due_on="2024-03-31")
    filing = Filing.objects.create(dossier=dossier, stage="year_end", state="returned")
    account = Account.objects.get(username="reviewer")
    Remark.objects.create(filing=filing, text="缺佐证", account=account)
    page = browser("finance").get("/").content.decode()
    assert "1条审核意见待答复" in page
    assert "已过期限" in page
    assert desk(dossier, writer("finance")).next is not None


@pytest.mark.parametrize("name", ["clerk", "office", "finance", "head", "reviewer", "auditor", "system", "security", "audit"])
def test_everybody_has_a_home_of_bounded_queries(dossier: Dossier, browser: Browser, name: str) -> None:
    assert dossier.pk
    client = browser(name)
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == HTTPStatus.OK
    assert len(queries) <= MOST_QUERIES


def test_a_new_year_begins_from_the_last_and_says_what_is_to_be_decided(dossier: Dossier, browser: Browser) -> None:
    finance = browser("finance")
    where = f"/u/{dossier.unit.code}/start/"
    assert "2023年度卷宗" in finance.get(where).content.decode()
    answer = finance.post(where, {"year": "2024", "source": "2023"})
    assert answer["Location"] == f"/u/{dossier.unit.code}/2024/decisions/"
    made = Dossier.objects.select_related("unit").get(fiscal_year=2024)
    tables = assembled(made)
    assert len(tables.table("office").rows) == len(assembled(dossier).table("office").rows)
    assert not tables.table("payment").rows
    assert "待定" in finance.get(answer["Location"]).content.decode()
    assert Entry.objects.filter(action="start_year", fiscal_year=2024).count() == 1
    assert finance.post(where, {"year": "2024", "source": "2023"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert browser("finance").get("/").status_code == HTTPStatus.OK


def test_a_new_year_begins_from_a_starter(dossier: Dossier, browser: Browser) -> None:
    answer = browser("finance").post(f"/u/{dossier.unit.code}/start/", {"year": "2025", "source": "government-office"})
    assert answer["Location"] == f"/u/{dossier.unit.code}/2025/"
    made = Dossier.objects.select_related("unit").get(fiscal_year=2025)
    assert assembled(made).unit_name == dossier.unit.name
    assert Record.objects.filter(dossier=made).exists()
    dossier.unit.refresh_from_db()
    assert dossier.unit.kind


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"year": "24"},
        {"year": "1900", "source": "empty"},
        {"year": "2024", "source": "x"},
        {"year": "2022", "source": "2023"},
        {"year": "2024", "source": "2020"},
    ],
)
def test_a_year_that_cannot_begin_is_refused(dossier: Dossier, browser: Browser, asked: dict[str, str]) -> None:
    answer = browser("finance").post(f"/u/{dossier.unit.code}/start/", asked)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(("name", "status"), [("clerk", 403), ("head", 403), ("reviewer", 403), ("system", 404)])
def test_finance_alone_begins_a_year(dossier: Dossier, browser: Browser, name: str, status: int) -> None:
    answer = browser(name).post(f"/u/{dossier.unit.code}/start/", {"year": "2024", "source": "2023"})
    assert answer.status_code == status
    assert Dossier.objects.count() == 1


def test_the_bureau_finds_what_waits_for_its_review(dossier: Dossier, browser: Browser) -> None:
    Filing.objects.create(dossier=dossier, stage="mid_year", state="submitted")
    page = browser("reviewer").get("/").content.decode()
    assert "等待审核" in page
    assert "stage=mid_year&amp;state=submitted" in page


def test_a_dossier_comes_in_as_a_workbook(dossier: Dossier, browser: Browser, tmp_path: Path) -> None:
    started = start(tmp_path / "new", Wanted(unit_code=dossier.unit.code, unit_name="驻京办", year=2026), as_workbook=True)
    content = started.path.read_bytes()
    where, finance = f"/u/{dossier.unit.code}/start/", browser("finance")

    def sent(year: str, content: bytes, name: str = "卷宗.xlsx") -> int:
        file = SimpleUploadedFile(name, content)
        return int(finance.post(where, {"year": year, "source": "workbook", "file": file}).status_code)

    assert sent("2027", content) == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sent("2026", b"PK nothing") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sent("2026", content, "x.exe") == HTTPStatus.UNPROCESSABLE_ENTITY
    assert finance.post(where, {"year": "2026", "source": "workbook"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Dossier.objects.count() == 1
    assert sent("2026", content) == HTTPStatus.FOUND
    assert Dossier.objects.filter(fiscal_year=2026).exists()

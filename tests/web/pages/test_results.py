from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.who import Browser

from jixiao.cycle.results import proposals
from jixiao.score.requests import today
from jixiao.tables.dossier import Row
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import export, found
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Writer
from jixiao.web.history.chain import verify
from jixiao.web.models import Dossier, Entry, Filing
from jixiao.web.people.demonstration import program

HERE = "/u/440100-ZJB/2023/results/"
MOST_QUERIES = 20


def decided(dossier: Dossier) -> list[Row]:
    dossier.refresh_from_db()
    return [row for row in assembled(dossier).table("result_use") if row["decision"] is not None]


def test_every_project_has_its_proposal_with_the_rule_and_its_source(dossier: Dossier, browser: Browser) -> None:
    page = browser("clerk").get(HERE).content.decode()
    for each in proposals(assembled(dossier), today()):
        assert each.project.text("name") in page
        for fired in each.fired:
            assert fired.because.say("zh") in page
    assert "/decide/" not in page
    assert "YY-2023-01" in page


def test_a_decision_as_proposed_needs_no_reason_and_is_told(dossier: Dossier, browser: Browser) -> None:
    (first, *_) = proposals(assembled(dossier), today())
    code = first.project.text_id("project_code")
    answer = browser("finance").post(f"{HERE}projects/{code}/decide/", {"decision": first.proposal or "keep"})
    assert answer.status_code == 302
    (row,) = decided(dossier)
    assert (row["decision"], row.text("decided_by"), row["project_code"]) == (first.proposal, "财务人员", code)
    told = Entry.objects.get(action="decide")
    assert (told.username, told.table) == ("finance", "result_use")
    assert verify().breaks == []
    again = browser("finance").post(f"{HERE}projects/{code}/decide/", {"decision": first.proposal or "keep"})
    assert again.status_code == 422


def test_a_decision_that_departs_says_why_and_keeps_what_was_typed(dossier: Dossier, browser: Browser) -> None:
    client = browser("finance")
    code = proposals(assembled(dossier), today())[0].project.text_id("project_code")
    said = {"decision": "reduce", "yuan": "1000.50", "document": "<会议纪要>"}
    answer = client.post(f"{HERE}projects/{code}/decide/", said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert "&lt;会议纪要&gt;" in page
    assert decided(dossier) == []
    assert client.post(f"{HERE}projects/{code}/decide/", said | {"why": "压缩规模"}).status_code == 302
    amount = decided(dossier)[0].quantity("amount_yuan")
    assert amount is not None
    assert amount.value == Decimal("1000.50")


@pytest.mark.parametrize(
    "said", [{"decision": "double"}, {"decision": "reduce", "yuan": "-1"}, {"decision": "reduce", "yuan": "1.234"}]
)
def test_what_is_no_decision_is_refused(dossier: Dossier, browser: Browser, said: dict[str, str]) -> None:
    assert browser("finance").post(f"{HERE}projects/P01/decide/", said).status_code == 422
    assert browser("finance").post(f"{HERE}projects/P99/decide/", {"decision": "keep"}).status_code == 422
    assert decided(dossier) == []


def test_what_became_of_a_decision_is_read_from_next_years_budget(dossier: Dossier, browser: Browser, tmp_path: Path) -> None:
    client = browser("finance")
    assert client.post(f"{HERE}settle/").status_code == 422
    client.post(f"{HERE}projects/P01/decide/", {"decision": "reduce", "yuan": "100.00", "why": "压缩"})
    dossier.refresh_from_db()
    export(dossier, tmp_path / "next")
    for path in (tmp_path / "next").rglob("*.csv"):
        if path.name not in {"unit.csv", "office.csv", "duty.csv", "task.csv", "project.csv", "budget.csv"}:
            path.unlink()
    manifest = tmp_path / "next" / "dossier.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("2023", "2024"), "utf-8")
    found(read_dossier(tmp_path / "next"), Writer(program("test"), None, None))
    assert "P01" in client.get(HERE).content.decode()
    assert client.post(f"{HERE}settle/").status_code == 302
    (row,) = decided(dossier)
    assert row.text("outcome").startswith("多于决定")


def test_finance_decides_at_any_time_and_nobody_else(dossier: Dossier, browser: Browser) -> None:
    Filing.objects.update_or_create(dossier=dossier, stage="year_end", defaults={"state": "published"})
    for name, status in (("clerk", 403), ("head", 403), ("auditor", 403), ("reviewer", 403), ("system", 404)):
        assert browser(name).post(f"{HERE}projects/P01/decide/", {"decision": "keep", "why": "x"}).status_code == status
        assert browser(name).post(f"{HERE}settle/").status_code in {status, 422}
    assert browser("finance").post(f"{HERE}projects/P01/decide/", {"decision": "keep", "why": "x"}).status_code == 302


def test_the_number_of_queries_is_bounded(browser: Browser) -> None:
    client = browser("finance")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(HERE).status_code == 200
    assert len(queries) <= MOST_QUERIES

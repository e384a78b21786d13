from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.api.program import Program, Programs
from tests.web.letters import letter, scanned
from tests.web.who import Browser

from jixiao.cli import main
from jixiao.web.api import limiting
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.jobs.working import Worker
from jixiao.web.models import Dossier, Entry, Publication, Record
from jixiao.web.workflow.readiness import without_reason

RECEPTION = {"office_code": "JDC", "recorded_on": "2023-11-09", "guest_level": "省部级"}


@pytest.fixture
def of(dossier: Dossier) -> str:
    return f"dossiers/{dossier.unit.code}/{dossier.fiscal_year}"


def unpacked(caller: Program, of: str, out: Path) -> Path:
    response: Any = caller.call("GET", f"{of}/archive")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        archive.extractall(out)
        return out / archive.namelist()[0].partition("/")[0]


def scored(folder: Path, capsys: pytest.CaptureFixture[str]) -> object:
    capsys.readouterr()
    assert main(["--lang", "en", "score", str(folder), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_score_is_that_of_the_exported_dossier(
    program: Programs, of: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    caller = program("finance")
    assert caller.get(f"{of}/score") == scored(unpacked(caller, of, tmp_path), capsys)


@pytest.mark.heavy
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.dates(), st.integers(-3, 60), st.integers(0, 900), st.integers(2, 60), st.booleans()), min_size=1, max_size=6
    )
)
def test_after_any_edits_the_score_is_that_of_the_exported_dossier(
    program: Programs, of: str, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], edits: Any
) -> None:
    limiting.KNOWN_CALLERS.forget()
    caller = program("finance")
    for day, batches, persons, number, is_new in edits:
        cells = RECEPTION | {"occurred_on": f"2023-{day:%m-%d}", "batches": f"{batches}", "persons": f"{persons}"}
        rows = f"{of}/tables/reception/rows"
        if is_new:
            caller.call("POST", rows, {"cells": cells})
        elif persons % 3:
            caller.call("PATCH", f"{rows}/{number}", {"cells": cells}, {"If-Match": "*"})
        else:
            caller.call("DELETE", f"{rows}/{number}", headers={"If-Match": "*"})
    folder = unpacked(caller, of, tmp_path_factory.mktemp("out"))
    assert caller.get(f"{of}/score") == scored(folder, capsys)


def test_what_was_pulled_and_pushed_again_changes_nothing(program: Programs, of: str, dossier: Dossier) -> None:
    caller = program("finance")
    pulled: Any = caller.call("GET", f"{of}/whole")
    count = Entry.objects.filter(table__in=["dossier", *{each["table"] for each in Record.objects.values("table")}]).count()
    pushed: Any = caller.call("PUT", f"{of}/whole", pulled.json(), {"If-Match": pulled["ETag"]})
    assert (pushed.status_code, pushed.json()["written"], pushed.json()["version"]) == (200, 0, dossier.version), pushed.content
    response: Any = caller.call("GET", f"{of}/archive")
    file = SimpleUploadedFile("d.zip", response.content)
    again: Any = caller.call("POST", f"{of}/archive", files={"file": file})
    assert (again.status_code, again.json()["written"], again.json()["dropped"]) == (200, 0, 0)
    assert Entry.objects.exclude(table="token").filter(origin__startswith="api").count() == 0
    assert count


def test_a_pushed_dossier_is_taken_over_whole(program: Programs, of: str) -> None:
    caller = program("finance")
    data = caller.get(f"{of}/whole")
    gone = data["tables"]["reception"].pop(3)
    data["tables"]["reception"][0]["persons"] = "99"
    made: Any = caller.call("PUT", f"{of}/whole", data)
    assert (made.json()["written"], made.json()["dropped"]) == (1, 1)
    assert not Record.objects.filter(table="reception", values__row_id=gone["row_id"]).exists()
    late: Any = caller.call("PUT", f"{of}/whole", data)
    assert late.status_code == 409
    faulty = caller.get(f"{of}/whole")
    faulty["tables"]["reception"][0]["persons"] = "many"
    refused: Any = caller.call("PUT", f"{of}/whole", faulty)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["place"]["column"] == "persons"


@pytest.mark.parametrize(
    "manifest", [{}, {"fiscal_year": 2023, "unit_code": "X"}, {"fiscal_year": "soon"}, {"frameworks": [["../../x"]]}, {"a": 1}]
)
def test_what_is_no_dossier_is_refused(program: Programs, of: str, manifest: dict[str, Any]) -> None:
    caller = program("finance")
    response = caller.call("PUT", f"{of}/whole", {"manifest": manifest, "tables": {}})
    assert response.status_code == 422, response


def test_no_file_of_the_server_is_read_by_the_name_of_a_framework(program: Programs, of: str) -> None:
    caller = program("finance")
    data = caller.get(f"{of}/whole")
    data["manifest"]["frameworks"] = ["../../../../etc"]
    assert caller.call("PUT", f"{of}/whole", data).status_code == 422
    assert caller.call("GET", f"{of}/score?framework=../../etc").status_code == 422


def test_evidence_goes_up_and_comes_down(program: Programs, of: str) -> None:
    clerk = program("clerk")
    record = Record.objects.filter(table="reception", office_code="JDC")[0]
    row = f"{of}/tables/reception/rows/{record.number}/evidence"
    file = SimpleUploadedFile("接待清单.txt", "四人，两桌".encode())
    made: Any = clerk.call("POST", row, files={"files": file, "kind": "清单"})
    assert made.status_code == 201, made.content
    code = made.json()["codes"][0]
    assert code in [each["code"] for each in clerk.get(row)["items"]]
    taken: Any = clerk.call("GET", f"{of}/evidence/{code}")
    assert b"".join(taken) == "四人，两桌".encode()
    moved: Any = clerk.call("PATCH", row.removesuffix("/evidence"), {"cells": {"row_id": "RC-NEW"}}, {"If-Match": "*"})
    assert moved.status_code == 200, moved.content
    assert code in [each["code"] for each in clerk.get(row)["items"]], "a row that is called otherwise keeps what proves it"
    assert clerk.call("DELETE", f"{row}/{code}").status_code == 204
    assert clerk.call("GET", f"{of}/evidence/{code}").status_code == 404
    program_file = SimpleUploadedFile("a.txt", b"MZ\x90\x00")
    assert clerk.call("POST", row, files={"files": program_file}).status_code in {201, 422}
    assert clerk.call("POST", row, files={"files": SimpleUploadedFile("a.exe", b"MZ")}).status_code == 422
    marked: Any = clerk.call("POST", row, files={"files": SimpleUploadedFile("a.pdf", letter("请予接待", "机密★"))})
    assert marked.status_code == 422
    assert "page 2" in marked.json()["detail"]
    scan = SimpleUploadedFile("a.pdf", scanned())
    assert clerk.call("POST", row, files={"files": scan}).status_code == 422
    scan.seek(0)
    assert clerk.call("POST", row, files={"files": scan, "unmarked": "true"}).status_code == 201


def test_a_job_is_asked_for_watched_and_taken(program: Programs, of: str) -> None:
    finance = program("finance")
    asked: Any = finance.call("POST", f"{of}/jobs", {"kind": "export", "form": "workbook"})
    assert asked.status_code == 202
    assert finance.get(asked["Location"])["state"] == "queued"
    Worker().work(is_once=True)
    job = finance.get(asked["Location"])
    assert (job["state"], job["said"]) == ("done", "The dossier was exported")
    file: Any = finance.call("GET", job["file"])
    assert b"".join(file)[:2] == b"PK"
    assert program("head").call("GET", asked["Location"]).status_code == 404
    again: Any = finance.call("POST", f"{of}/jobs", {"kind": "papers"})
    assert finance.call("DELETE", again["Location"]).status_code == 204
    assert finance.get(again["Location"])["state"] == "cancelled"


def test_the_way_of_a_filing_goes_by_api_from_draft_to_published(
    program: Programs, of: str, browser: Browser, dossier: Dossier
) -> None:
    office, finance, head, reviewer = (program(each) for each in ("office", "finance", "head", "reviewer"))
    one = f"{of}/filings/year_end"

    def take(caller: Program, action: str, reason: str = "") -> str:
        response: Any = caller.call("POST", f"{one}/actions/{action}", {"reason": reason})
        assert response.status_code == 200, (action, response.content.decode())
        return str(response.json()["state"])

    for each in without_reason(assembled(dossier)):
        cells = {"framework": "guangdong-unit-2022", "item_code": each.item.code, "reason": "年末集中支付未完成"}
        made = finance.call("POST", f"{of}/tables/deduction_reason/rows", {"cells": cells})
        assert made.status_code == 201
    assert take(office, "confirm_office") == "office_confirmed"
    assert finance.call("POST", f"{one}/actions/accept", {}).status_code == 403
    assert finance.call("POST", f"{one}/actions/nonsense", {}).status_code == 404
    assert take(finance, "check") == "finance_checked"
    assert take(head, "approve") == "head_approved"
    stale = finance.call("POST", f"{one}/actions/submit", {}, {"If-Match": '"1"'})
    assert stale.status_code == 412
    assert take(finance, "submit") == "submitted"
    assert reviewer.call("POST", f"{one}/remarks", {"item_code": "", "text": "why"}).status_code == 201
    number = finance.get(f"{one}/remarks")["items"][0]["number"]
    answered: Any = finance.call("PUT", f"{one}/remarks/{number}/answer", {"text": "because"})
    assert answered.json()["answer"] == "because"
    item = next(each for each in reviewer.get(f"{of}/reviewed-scores")["items"] if each["is_item"])
    scores = [{"code": item["code"], "score": "1", "reason": "no proof", "version": item["version"]}]
    assert finance.call("PUT", f"{of}/reviewed-scores", {"scores": scores}).status_code == 403
    saved: Any = reviewer.call("PUT", f"{of}/reviewed-scores", {"scores": scores})
    assert (saved.status_code, saved.json()["saved"]) == (200, 1), saved.content
    assert take(reviewer, "accept") == "accepted"
    assert take(head, "publish") == "published"
    published = browser("").get("/api/v1/publications").json()["items"]
    assert [each["number"] for each in published] == [Publication.objects.get().pk]
    assert browser("").get(f"/api/v1/publications/{published[0]['number']}").json()["data"]
    assert [each["action"] for each in finance.get(one)["steps"]][-1] == "publish"

"""Requests to change a target by program."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.api.program import Programs

from jixiao.web.models import Dossier, Filing, Record, TargetRequest

WANTED = {"indicator_code": "PRJ-10", "target": "97", "reason": "来京任务增加", "wanted_on": "2023-09-22"}


def test_a_target_is_changed_by_those_who_have_to_agree(dossier: Dossier, program: Programs) -> None:
    Filing.objects.create(dossier=dossier, stage="goals", state="accepted")
    of = f"dossiers/{dossier.unit.code}/{dossier.fiscal_year}/target-requests"
    clerk = program("clerk")
    made: Any = clerk.call("POST", of, WANTED)
    assert (made.status_code, made["ETag"], made.json()["state"]) == (201, '"1"', "asked")
    files = {"files": SimpleUploadedFile("会议纪要.txt", "主任办公会同意".encode()), "kind": "会议纪要"}
    proved: Any = clerk.call("POST", f"{of}/1/evidence", files=files)
    assert (proved.status_code, len(proved.json()["basis"])) == (201, 1)
    finance = program("finance")
    stale: Any = finance.call("POST", f"{of}/1/actions/check_change", {}, {"If-Match": '"1"'})
    assert stale.status_code in {409, 412}
    assert finance.call("POST", f"{of}/1/actions/check_change", {}, {"If-Match": '"2"'}).status_code == 200
    assert finance.call("POST", f"{of}/1/actions/approve_change", {}).status_code == 403
    assert program("head").call("POST", f"{of}/1/actions/approve_change", {}).status_code == 200
    reviewer = program("reviewer")
    assert [each["action"] for each in reviewer.get(f"{of}/1")["offered"]] == ["agree_change", "refuse_change"]
    assert reviewer.call("POST", f"{of}/1/actions/agree_change", {}).status_code == 200
    whole = clerk.get(f"{of}/1")
    assert [each["action"] for each in whole["steps"]][-2:] == ["approve_change", "agree_change"]
    assert Record.objects.get(table="target_change").values["change_code"] == whole["change_code"]
    assert Record.objects.get(table="indicator", key__endswith="/PRJ-10").values["target"] == "97"
    assert clerk.get(of)["total"] == 1


def test_what_cannot_be_asked_for_is_a_problem_with_its_reason(dossier: Dossier, program: Programs) -> None:
    of = f"dossiers/{dossier.unit.code}/{dossier.fiscal_year}/target-requests"
    clerk = program("clerk")
    for wrong, status in (({"target": "viel"}, 422), ({"target": "95"}, 409), ({"indicator_code": "PRJ-16"}, 403)):
        response: Any = clerk.call("POST", of, WANTED | wrong)
        assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json"), wrong
    assert clerk.call("POST", f"{of}/1/actions/check_change", {}).status_code == 404
    assert not TargetRequest.objects.exists()

"""Every operation is asked what it lets through: each account, each scope, from within and from outside."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from tests.web.api.program import Program, Programs
from tests.web.who import Browser

from jixiao.web.api.operation import Operation, operations
from jixiao.web.models import Account, Dossier, Filing, Grant, Unit
from jixiao.web.page import EVERYBODY, SIGNED_IN
from jixiao.web.people.permissions import PERMISSIONS
from jixiao.web.people.policy import Person

OPERATIONS = [each for _, each in operations()]
PARTS = {
    "table": "reception",
    "int:number": "2",
    "code": "score.total",
    "form": "self_evaluation_form",
    "ending": "html",
    "stage": "year_end",
    "action": "submit",
    "framework": "mof-project-2020",
}
BODIES: dict[str, object] = {
    "push_dossier": {"manifest": {}, "tables": {}},
    "write_rows": {"acts": []},
    "add_row": {"cells": {}},
    "replace_row": {"cells": {}, "version": 1},
    "change_row": {"cells": {}, "version": 1},
    "add_remark": {"text": "x"},
    "answer_remark": {"text": "x"},
    "close_remark": {},
    "ask_for_target": {"indicator_code": "PRJ-10", "target": "97", "reason": "x", "wanted_on": "2023-09-22"},
    "decide_target": {},
    "take_action": {},
    "ask_of_dossier": {"kind": "export"},
    "save_reviewed": {"scores": []},
    "ask_of_many": {"kind": "recompute"},
}
QUERIES = {"monitor_dossier": "?as_of=2023-06-30", "draw_sample": "?year=2023&count=1&seed=7"}
FILES = {"push_dossier_archive", "attach_evidence", "ask_import", "prove_target_request"}
"""They take files: their shape is asked before anything else, so they are tried by the tests of their own."""

ASKED = [each for each in OPERATIONS if each.name not in FILES]


def sent(caller: Program, operation: Operation, unit: str, year: int) -> Any:
    path = operation.path.replace("{unit}", unit).replace("{int:year}", f"{year}")
    for name, value in PARTS.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, path
    headers = {"If-Match": "*"} if operation.method == "DELETE" else {}
    with transaction.atomic():
        response = caller.call(operation.method, path + QUERIES.get(operation.name, ""), BODIES.get(operation.name), headers)
        response.close()
        transaction.set_rollback(True)
    return response


def test_every_operation_has_a_name_and_a_permission_of_its_own() -> None:
    assert len({each.name for each in OPERATIONS}) == len(OPERATIONS) > 45
    assert not [each.name for each in OPERATIONS if each.permission not in {*PERMISSIONS, EVERYBODY, SIGNED_IN}]
    assert not [each.name for each in OPERATIONS if each.permission == EVERYBODY and "publications" not in each.path]
    about = [each for each in OPERATIONS if each.of_dossier or each.of_unit]
    assert not [each.name for each in about if each.permission in {EVERYBODY, SIGNED_IN}]


def test_nobody_reads_what_is_published_and_nothing_else(dossier: Dossier, browser: Browser) -> None:
    nobody = Program(browser(""))
    for each in ASKED:
        status = sent(nobody, each, dossier.unit.code, dossier.fiscal_year).status_code
        assert (status == 401) == (each.permission != EVERYBODY), (each.name, status)


@pytest.mark.parametrize("username", ["system", "security", "audit", "reviewer"])
def test_to_outsiders_a_dossier_is_not_there(dossier: Dossier, program: Programs, username: str) -> None:
    Filing.objects.all().delete()
    caller = program(username)
    for each in ASKED:
        if each.of_dossier:
            there = sent(caller, each, dossier.unit.code, dossier.fiscal_year)
            elsewhere = sent(caller, each, "NOWHERE", 2023)
            assert (there.status_code, elsewhere.status_code) == (404, 404), each.name
            assert _bare(there) == _bare(elsewhere)


def _bare(response: Any) -> dict[str, object]:
    return {name: value for name, value in response.json().items() if name != "instance"}


def test_the_finance_officer_of_another_unit_is_an_outsider(dossier: Dossier, program: Programs) -> None:
    other = Unit.objects.create(code="OTHER", name="Other")
    Grant.objects.filter(account__username="finance").update(unit=other)
    caller = program("finance")
    for each in ASKED:
        if each.of_dossier or each.of_unit:
            assert sent(caller, each, dossier.unit.code, dossier.fiscal_year).status_code == 404, each.name
    assert caller.get("dossiers")["items"] == []
    assert [each["code"] for each in caller.get("units")["items"]] == ["OTHER"]


@pytest.mark.parametrize(
    ("username", "state"),
    [
        ("clerk", "draft"),
        ("office", "submitted"),
        ("finance", "draft"),
        ("finance", "submitted"),
        ("head", "draft"),
        ("auditor", "submitted"),
    ],
)
def test_within_the_policy_answers_as_it_does_to_pages(dossier: Dossier, program: Programs, username: str, state: str) -> None:
    Filing.objects.filter(dossier=dossier).delete()
    Filing.objects.create(dossier=dossier, stage="year_end", state=state)
    caller = program(username)
    person = Person(Account.objects.get(username=username))
    for each in ASKED:
        if not each.of_dossier:
            continue
        status = sent(caller, each, dossier.unit.code, dossier.fiscal_year).status_code
        if not person.may(each.permission, dossier):
            assert status == 403, (each.name, status)
        elif each.method == "GET" and each.name not in {"get_evidence", "get_target_request"}:
            assert status == 200, (each.name, status)
        else:
            assert status != 401, each.name


@pytest.mark.parametrize("state", ["submitted", "returned", "accepted"])
def test_what_was_handed_in_is_seen_by_the_bureau(dossier: Dossier, program: Programs, state: str) -> None:
    reviewer = program("reviewer")
    assert reviewer.get("dossiers")["items"] == []
    Filing.objects.filter(dossier=dossier).delete()
    Filing.objects.create(dossier=dossier, stage="year_end", state=state)
    assert [each["year"] for each in reviewer.get("dossiers")["items"]] == [dossier.fiscal_year]
    of = f"dossiers/{dossier.unit.code}/{dossier.fiscal_year}"
    assert reviewer.get(of)["states"]["year_end"] == state
    assert reviewer.call("GET", f"{of}/history").status_code == 403


def test_lists_of_many_are_what_the_policy_says_of_each(dossier: Dossier, program: Programs) -> None:
    top = dossier.unit
    for number in range(4):
        unit = Unit.objects.create(code=f"U{number}", name=f"U{number}", parent=top if number % 2 else None)
        made = Dossier.objects.create(unit=unit, fiscal_year=2022 + number % 2)
        Filing.objects.create(dossier=made, stage="goals", state="submitted" if number > 1 else "draft")
    Grant.objects.filter(account__username="auditor").update(unit=top)
    Grant.objects.filter(account__username="reviewer").update(fiscal_year=2023)
    for username in ("clerk", "finance", "auditor", "reviewer", "system"):
        person = Person(Account.objects.get(username=username))
        seen = {each.pk for each in Dossier.objects.all() if person.may("see", each)}
        listed = program(username).get("dossiers")["items"]
        assert {(each["unit"], each["year"]) for each in listed} == {
            (each.unit.code, each.fiscal_year) for each in Dossier.objects.filter(pk__in=seen)
        }, username

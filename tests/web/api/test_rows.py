from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.web.api.program import Program, Programs
from tests.web.who import Browser

from jixiao.web.models import Answer, Dossier, Entry, Record

RECEPTION = {
    "office_code": "JDC",
    "occurred_on": "2023-11-08",
    "recorded_on": "2023-11-09",
    "guest_level": "省部级",
    "batches": "1",
    "persons": "4",
}


@pytest.fixture
def of(dossier: Dossier) -> str:
    return f"dossiers/{dossier.unit.code}/{dossier.fiscal_year}"


def rows(of: str, table: str = "reception") -> str:
    return f"{of}/tables/{table}/rows"


def test_a_row_is_added_read_changed_and_removed(program: Programs, of: str) -> None:
    clerk = program("clerk")
    made: Any = clerk.call("POST", rows(of), {"cells": RECEPTION, "reason": "from the gate"})
    assert made.status_code == 201
    row = made.json()["row"]
    address = made["Location"]
    assert made["ETag"] == '"1"'
    assert clerk.get(address)["cells"] == row["cells"]
    changed: Any = clerk.call("PATCH", address, {"cells": {"persons": "5", "note": "x"}}, {"If-Match": made["ETag"]})
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert changed.json()["row"]["cells"] == row["cells"] | {"persons": "5", "note": "x"}
    emptied: Any = clerk.call("PATCH", address, {"cells": {"note": None}, "version": 2})
    assert "note" not in emptied.json()["row"]["cells"]
    assert clerk.call("DELETE", address, headers={"If-Match": '"2"'}).status_code == 412
    assert clerk.call("DELETE", address, headers={"If-Match": '"3"'}).status_code == 204
    assert clerk.call("GET", address).status_code == 404
    last = Entry.objects.order_by("-number")[0]
    assert (last.username, last.action, last.table) == ("clerk", "remove", "reception")
    first = Entry.objects.filter(table="reception", action="add").order_by("-number")[0]
    assert (first.origin, first.reason) == ("api 127.0.0.1 test", "from the gate")


def test_nobody_overwrites_and_the_difference_is_told(program: Programs, of: str) -> None:
    clerk = program("clerk")
    record = Record.objects.filter(table="reception", office_code="JDC")[0]
    address = f"{rows(of)}/{record.number}"
    clerk.call("PATCH", address, {"cells": {"persons": "6"}, "version": 1})
    mine = {"cells": {"persons": "7"}}
    late: Any = program("finance").call("PATCH", address, mine, {"If-Match": '"1"'})
    assert late.status_code == 412
    assert late["Content-Type"] == "application/problem+json"
    assert late.json()["differing"] == [{"column": "persons", "theirs": "6", "wanted": "7"}]
    assert late.json()["theirs"]["version"] == 2
    assert program("finance").call("PATCH", address, mine | {"version": 1}).status_code == 409
    assert program("finance").call("PATCH", address, mine).status_code == 428
    assert program("finance").call("PATCH", address, mine, {"If-Match": "*"}).status_code == 200


def test_faults_come_with_their_places_in_both_languages(program: Programs, of: str) -> None:
    clerk = program("clerk")
    wrong = {"cells": RECEPTION | {"persons": "四"}}
    english: Any = clerk.call("POST", rows(of), wrong)
    assert english.status_code == 422
    assert [(each["check"], each["place"]["column"]) for each in english.json()["errors"]] == [
        ("cells-fit-their-type", "persons")
    ]
    chinese: Any = clerk.call("POST", rows(of), wrong, {"Accept-Language": "zh-CN,en;q=0.5"})
    assert "没有保存" in chinese.json()["detail"]
    assert (english["Content-Language"], chinese["Content-Language"]) == ("en", "zh")


def test_many_rows_are_written_whole_or_not_at_all(program: Programs, of: str) -> None:
    finance = program("finance")
    before = Record.objects.count()
    acts = [{"do": "add", "table": "reception", "cells": RECEPTION} for _ in range(3)]
    faulty = [*acts, {"do": "add", "table": "reception", "cells": RECEPTION | {"persons": "x"}}]
    assert finance.call("POST", f"{of}/rows", {"acts": faulty}).status_code == 422
    assert Record.objects.count() == before
    made: Any = finance.call("POST", f"{of}/rows", {"acts": acts})
    numbers = [each["number"] for each in made.json()["rows"]]
    gone = [{"do": "remove", "table": "reception", "number": number, "version": 1} for number in numbers]
    assert finance.call("POST", f"{of}/rows", {"acts": gone}).json()["removed"] == 3  # type: ignore[attr-defined]
    unsaid = [{"do": "remove", "table": "reception", "number": 2}]
    assert finance.call("POST", f"{of}/rows", {"acts": unsaid}).status_code == 428


def test_rows_are_found_by_filters_and_paged(program: Programs, of: str) -> None:
    finance = program("finance")
    every = finance.get(f"{rows(of)}?limit=500")
    assert every["total"] == len(every["items"]) == Record.objects.filter(table="reception").count()
    page = finance.get(f"{rows(of)}?limit=7&since=2023-03-01")
    seen = list(page["items"])
    while page["next"]:
        page = finance.get(page["next"])
        seen += page["items"]
    assert [each["number"] for each in seen] == [each["number"] for each in every["items"] if each["occurred_on"] >= "2023-03-01"]
    level = every["items"][0]["cells"]["guest_level"]
    found = finance.get(f"{rows(of)}?where=guest_level:{level}&limit=500")["items"]
    assert found == [each for each in every["items"] if each["cells"]["guest_level"] == level]
    assert finance.call("GET", f"{rows(of)}?limit=501").status_code == 422
    assert finance.call("GET", f"{rows(of)}?where=values__x:1").status_code == 422


def test_the_same_write_sent_twice_happens_once(program: Programs, of: str) -> None:
    clerk = program("clerk")
    before = Record.objects.count()
    key = {"Idempotency-Key": "abc"}
    first: Any = clerk.call("POST", rows(of), {"cells": RECEPTION}, key)
    again: Any = clerk.call("POST", rows(of), {"cells": RECEPTION}, key)
    assert (again.status_code, again.content, again["Location"]) == (201, first.content, first["Location"])
    assert again["Idempotent-Replayed"] == "true"
    other = clerk.call("POST", rows(of), {"cells": RECEPTION | {"persons": "9"}}, key)
    assert other.status_code == 422
    assert Record.objects.count() == before + 1
    assert program("finance").call("POST", rows(of), {"cells": RECEPTION}, key).status_code == 201


def test_the_same_write_sent_at_the_same_time_happens_once(program: Programs, of: str) -> None:
    before = Record.objects.count()
    clerk = program("clerk")
    connection.close()

    def send(_: int) -> tuple[int, bytes]:
        try:
            response: Any = Program(Client(headers=clerk.headers), clerk.headers).call(
                "POST", rows(of), {"cells": RECEPTION}, {"Idempotency-Key": "one"}
            )
            return response.status_code, response.content
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(send, range(4)))
    assert [status for status, _ in answers] == [201]
    assert Record.objects.count() == before + 1


def test_a_refused_write_leaves_its_key_free(program: Programs, of: str) -> None:
    clerk = program("clerk")
    key = {"Idempotency-Key": "abc"}
    assert clerk.call("POST", rows(of), {"cells": RECEPTION | {"persons": "x"}}, key).status_code == 422
    assert not Answer.objects.exists()
    assert clerk.call("POST", rows(of), {"cells": RECEPTION}, key).status_code == 201


def test_a_page_of_the_site_calls_with_its_session_and_csrf_token(browser: Browser, of: str) -> None:
    client = browser("clerk")
    client.handler.enforce_csrf_checks = True
    body = {"data": {"cells": RECEPTION}, "content_type": "application/json"}
    assert client.post(f"/api/v1/{rows(of)}", **body).status_code == 403  # type: ignore[arg-type]
    client.get("/account/")
    token = client.cookies["csrftoken"].value
    made = client.post(f"/api/v1/{rows(of)}", **body, headers={"X-CSRFToken": token})  # type: ignore[arg-type]
    assert made.status_code == 201
    assert client.get("/api/v1/me").json()["scopes"] is None


def test_content_that_no_database_keeps_is_refused(program: Programs, of: str) -> None:
    clerk = program("clerk")
    for bad in (b'{"cells": {"note": "\\u0000"}}', b'{"cells": {"note": "\\ud800"}}', b'{"cells": NaN}', b"\xff", b"{", b""):
        response = clerk.client.generic("POST", f"/api/v1/{rows(of)}", bad, "application/json")
        assert response.status_code in {400, 422}
    assert clerk.call("GET", f"{rows(of)}?key=%00").status_code == 400
    assert clerk.call("GET", f"{rows(of, 'a%00b')}").status_code == 404

"""What stands in the log of a server: what broke and where, and nobody's name, address, password or cells."""

from __future__ import annotations

import logging
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections
from tests.web.served import PASSWORD, served, visitor

from jixiao.web.logs import Lines

SECRETS = ("张三丰", "13800138000", "44010019900101123X", "a-password-typed-as-a-name", PASSWORD, "jx_token_of_somebody")


FORM = "/u/440100-ZJB/2023/ledgers/reception/new/"


def broken(name: str) -> None:
    """An exception whose message quotes what it broke over, and that came of another of this kind."""
    try:
        int(name)
    except ValueError as error:
        raise LookupError(f"duplicate key: {name}") from error


NAME = "张三" + "丰"


def test_a_line_says_what_broke_and_where_and_not_over_what() -> None:
    try:
        broken(NAME)
    except LookupError as error:
        found = (type(error), error, error.__traceback__)
    said = Lines().format(logging.LogRecord("jixiao", logging.ERROR, __file__, 1, "job %s broke", (7,), found))
    assert "ERROR jixiao job 7 broke" in said
    assert "ValueError" in said
    assert "LookupError" in said
    assert "in broken" in said
    assert NAME not in said


def test_a_circle_of_causes_has_an_end() -> None:
    error = ValueError("x")
    error.__context__ = KeyError("y")
    error.__context__.__context__ = error
    assert Lines().formatException((ValueError, error, None)).count("it came of") < 20


@pytest.mark.heavy
def test_a_server_keeps_what_people_send_out_of_its_log(site: Path) -> None:
    connections.close_all()
    with served(site) as running:
        somebody = visitor(running.port)
        for _ in range(7):
            somebody.sign_in("finance", "44010019900101123X")
        somebody.sign_in("a-password-typed-as-a-name", "13800138000")
        somebody.ask("/u/nowhere/2023/?q=13800138000")
        somebody.ask("/api/v1/me", Authorization="Bearer jx_token_of_somebody")
        clerk = visitor(running.port)
        assert clerk.sign_in("clerk") == 302
        _, form = clerk.ask(FORM)
        found = re.search(r'name="([^"]*)occurred_on"', form)
        before = found[1] if found else ""
        row = {f"{before}office_code": "JDC", f"{before}occurred_on": "张三丰", f"{before}guest_level": "13800138000"}
        assert clerk.ask(FORM, row)[0].status == 422
        assert clerk.ask(FORM, body=b"x=44010019900101123X")[0].status == 403
        with closing(sqlite3.connect(site / "jixiao.sqlite3")) as database:
            database.execute("ALTER TABLE web_notice RENAME TO web_gone")
        assert clerk.ask("/notices/?q=44010019900101123X")[0].status == 500
        assert running.stopped() == 0
        said = running.said()
    assert "OperationalError" in said, "what broke is told"
    assert "in notices" in said or "visiting.py" in said, "and where"
    assert [each for each in SECRETS if each in said] == []
    assert "finance" not in said

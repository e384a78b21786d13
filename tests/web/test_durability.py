"""The server is killed at random moments under load: what it acknowledged stands, nothing stands by half, the history holds.

``JIXIAO_KILLS=200 pytest tests/web/test_durability.py`` kills it that many times; unless told, fewer, so that the tests stay within their time.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from jixiao.web.dossiers.inputs import PREFIX
from jixiao.web.dossiers.standings import drifts
from jixiao.web.history.chain import verify
from jixiao.web.models import Account, Dossier, Entry, Filing, Record, Step

KILLS = int(os.environ.get("JIXIAO_KILLS", "15"))
WRITERS = 3
TOKEN = "a" * 32
AT = "/u/440100-ZJB/2023"
ROUND = ("confirm_office", "check", "approve", "submit", "withdraw")
"""A filing goes round: each step is taken by somebody, over and over."""
BY = {"confirm_office": "office", "check": "finance", "approve": "head", "submit": "finance", "withdraw": "head"}

pytestmark = pytest.mark.heavy


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def signed_in(username: str) -> dict[str, str]:
    """The headers of somebody's browser."""
    account, session = Account.objects.get(username=username), SessionStore()
    session["_auth_user_id"] = str(account.pk)
    session["_auth_user_backend"] = "jixiao.web.people.signing_in.LocalAccounts"
    session["_auth_user_hash"] = account.get_session_auth_hash()
    session.create()
    cookies = f"sessionid={session.session_key}; csrftoken={TOKEN}"
    return {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Load:
    """Who writes while the server dies: what was sent, and what the server said it has."""

    port: int
    people: dict[str, dict[str, str]]
    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    steps: int = 0
    over: Event = field(default_factory=Event)

    def post(self, path: str, who: str, form: dict[str, str]) -> tuple[int, str]:
        """Send a form; the status and where it leads. 0 if no answer came."""
        try:
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            asked.request("POST", path, urlencode(form), self.people[who])
            with closing(asked), asked.getresponse() as answer:
                answer.read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            return 0, ""
        return answer.status, answer.headers.get("Location", "")

    def write(self, who: int) -> None:
        """Note problems, each with a code of its own."""
        number = 0
        while not self.over.is_set():
            number += 1
            code = f"K{who}-{number}"
            self.sent.add(code)
            form = {"problem_code": code, "description": "问题", "about_kind": "check", "about_code": "x"}
            status, to = self.post(f"{AT}/ledgers/problem/new/", "finance", {PREFIX + name: text for name, text in form.items()})
            assert "sign-in" not in to
            if status == http.HTTPStatus.FOUND:
                self.acknowledged.add(code)

    def go_round(self) -> None:
        """Take the filing from step to step."""
        at = 0
        while not self.over.is_set():
            action = ROUND[at % len(ROUND)]
            form = {"reason": "再核一遍"}
            status, _ = self.post(f"{AT}/filing/goals/take/{action}/", BY[action], form)
            self.steps += status == http.HTTPStatus.FOUND
            at += status in {http.HTTPStatus.FOUND, http.HTTPStatus.CONFLICT}


def start(port: int, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """The server, as a group of processes that dies as one."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "critical", "jixiao.web.wsgi:application"]
    return subprocess.Popen(
        command, env={**os.environ, **environment}, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def awake(port: int) -> None:
    """Wait until it answers."""
    for _ in range(300):
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", "/sign-in/")
            with closing(asked), asked.getresponse() as answer:
                answer.read()
            if answer.status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the server does not come back")


def whole(load: Load) -> None:
    """What has to hold after every death."""
    stand = {values["problem_code"] for values in Record.objects.filter(table="problem").values_list("values", flat=True)}
    assert load.acknowledged <= stand, "an acknowledged write is lost"
    after = Entry.objects.filter(table="problem", action="add").values_list("after", flat=True)
    told = {each["problem_code"] for each in after if each}
    assert {code for code in stand if code.startswith("K")} == {code for code in told if code.startswith("K")}
    for filing in Filing.objects.all():
        last = Step.objects.filter(filing=filing).order_by("-pk").first()
        assert filing.state == (last.to_state if last else "draft"), "a step stands by half"
        assert filing.version == 1 + Step.objects.filter(filing=filing).count()
        assert Entry.objects.filter(table="filing", key=filing.stage).count() == Step.objects.filter(filing=filing).count()


def answered(load: Load) -> None:
    """Wait until two more writes are acknowledged: every second death meets a server that has begun to answer, however slow the machine."""
    until, wanted = time.monotonic() + 60, len(load.acknowledged) + 2
    while len(load.acknowledged) < wanted:
        assert time.monotonic() < until, "the server is up, and writes nothing"
        time.sleep(0.01)


def killed_again_and_again(environment: dict[str, str]) -> Load:
    """Let them write while the server is killed."""
    port, dice = free_port(), random.Random(7)
    load = Load(port, {name: signed_in(name) for name in ("finance", "office", "head")})
    threads = [Thread(target=load.write, args=(who,)) for who in range(WRITERS)] + [Thread(target=load.go_round)]
    running = start(port, environment)
    awake(port)
    for thread in threads:
        thread.start()
    try:
        for number in range(KILLS):
            if number % 2:
                answered(load)
            time.sleep(dice.uniform(0.05, 0.8))
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            whole(load)
            running = start(port, environment)
            awake(port)
    finally:
        load.over.set()
        for thread in threads:
            thread.join()
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    whole(load)
    return load


def judged(load: Load) -> None:
    assert len(load.acknowledged) >= KILLS - 1, "there was no load to speak of"
    assert load.steps > 0
    assert verify().breaks == []
    assert drifts() == []
    dossier = Dossier.objects.get()
    own = Entry.objects.exclude(table__in=["filing"]).values("request").distinct().count()
    assert dossier.version >= own


def test_on_the_embedded_database(site: Path) -> None:
    load = killed_again_and_again({"JIXIAO_DATA": str(site)})
    judged(load)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone() == ("ok",)


def test_on_a_postgresql_server(on_postgres: dict[str, str]) -> None:
    judged(killed_again_and_again(on_postgres))

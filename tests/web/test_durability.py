"""Server and worker are killed at random moments under load: what was acknowledged stands, nothing stands by half, the history holds.

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
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction

from jixiao.web.dossiers.row_forms import PREFIX
from jixiao.web.dossiers.standings import drifts
from jixiao.web.history.chain import verify
from jixiao.web.jobs.job import DONE, FAILED
from jixiao.web.jobs.working import MOST_ATTEMPTS
from jixiao.web.models import Account, Dossier, Entry, Filing, Job, Record, Step

KILLS = int(os.environ.get("JIXIAO_KILLS", "15"))
WRITERS = 3
TOKEN = "a" * 32
AT = "/u/440100-ZJB/2023"
ROUND = ("confirm_office", "check", "approve", "submit", "withdraw")
"""A filing goes round: each step is taken by somebody, over and over."""
BATCH = 12
"""Payments in each file that is handed in for the worker."""
BOUNDARY = "a-line-between-the-parts"
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
    return {"Cookie": cookies, "X-CSRFToken": TOKEN}


@dataclass
class Load:
    """Who writes while the server dies: what was sent, and what the server said it has."""

    port: int
    people: dict[str, dict[str, str]]
    payment: dict[str, str]
    """The cells of a payment as they stand in the dossier."""
    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    handed_in: set[int] = field(default_factory=set)
    steps: int = 0
    over: Event = field(default_factory=Event)

    def post(self, path: str, who: str, form: dict[str, str] | str) -> tuple[int, str]:
        """Send a form, or one that is written out with its file; the status and where it leads. 0 if no answer came."""
        body = form if isinstance(form, str) else urlencode(form)
        kind = f"multipart/form-data; boundary={BOUNDARY}" if isinstance(form, str) else "application/x-www-form-urlencoded"
        try:
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            asked.request("POST", path, body.encode(), self.people[who] | {"Content-Type": kind})
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
            form = {"problem_code": code, "description": "问题", "about_kind": "check", "about_code": "keys-stand-once"}
            status, to = self.post(f"{AT}/ledgers/problem/new/", "finance", {PREFIX + name: text for name, text in form.items()})
            assert "sign-in" not in to
            if status == http.HTTPStatus.FOUND:
                self.acknowledged.add(code)

    def hand_in(self) -> None:
        """Hand in files of payments, for the worker to write."""
        number = 0
        while not self.over.is_set():
            number += 1
            status, to = self.post(f"{AT}/jobs/import/", "finance", file_of(self.payment, number))
            if status == http.HTTPStatus.FOUND and to == "/jobs/":
                self.handed_in.add(number)
            self.over.wait(2)

    def go_round(self) -> None:
        """Take the filing from step to step."""
        at = 0
        while not self.over.is_set():
            action = ROUND[at % len(ROUND)]
            form = {"reason": "再核一遍"}
            status, _ = self.post(f"{AT}/filing/goals/take/{action}/", BY[action], form)
            self.steps += status == http.HTTPStatus.FOUND
            at += status in {http.HTTPStatus.FOUND, http.HTTPStatus.CONFLICT}


def file_of(payment: dict[str, str], number: int) -> str:
    """A form with a file of payments, each with a number that tells the file."""
    lines = [{**payment, "payment_id": f"FILE-{number}-{at}", "amount_yuan": "0.00"} for at in range(BATCH)]
    names = sorted(lines[0])
    content = "\r\n".join([",".join(names), *(",".join(line[name] for name in names) for line in lines)])
    table = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="table"\r\n\r\npayment\r\n'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="f.csv"\r\nContent-Type: text/csv\r\n\r\n'
    return f"{table}{head}{content}\r\n--{BOUNDARY}--\r\n"


def work(data: str, environment: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
    """A worker of background jobs."""
    command = [sys.executable, "-m", "jixiao.cli", "work", "--data", data, *options]
    return subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True, stdout=subprocess.DEVNULL)


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
    """What has to hold after every death, seen at one moment: whoever did not die goes on writing."""
    acknowledged = set(load.acknowledged)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        holds(acknowledged)


def holds(acknowledged: set[str]) -> None:
    stand = {values["problem_code"] for values in Record.objects.filter(table="problem").values_list("values", flat=True)}
    assert acknowledged <= stand, "an acknowledged write is lost"
    after = Entry.objects.filter(table="problem", action="add").values_list("after", flat=True)
    told = {each["problem_code"] for each in after if each}
    assert {code for code in stand if code.startswith("K")} == {code for code in told if code.startswith("K")}
    written = Counter(key.split("-")[1] for key in _payments() if key.startswith("FILE-"))
    assert set(written.values()) <= {BATCH}, "a file stands by half, or twice"
    for filing in Filing.objects.all():
        last = Step.objects.filter(filing=filing).order_by("-pk").first()
        assert filing.state == (last.to_state if last else "draft"), "a step stands by half"
        assert filing.version == 1 + Step.objects.filter(filing=filing).count()
        assert Entry.objects.filter(table="filing", key=filing.stage).count() == Step.objects.filter(filing=filing).count()


def _payments() -> list[str]:
    return [values["payment_id"] for values in Record.objects.filter(table="payment").values_list("values", flat=True)]


def answered(load: Load) -> None:
    """Wait for two more writes and a step that are acknowledged: every second death meets a server at work, however slow the machine."""
    until, writes, steps = time.monotonic() + 60, len(load.acknowledged) + 2, load.steps + 1
    while len(load.acknowledged) < writes or load.steps < steps:
        assert time.monotonic() < until, "the server is up, and writes nothing"
        time.sleep(0.01)


def die(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def killed_again_and_again(environment: dict[str, str]) -> Load:
    """Let them write while server and worker are killed, one or the other or both."""
    port, dice = free_port(), random.Random(7)
    payment = Record.objects.filter(table="payment").order_by("number")[0].values
    load = Load(port, {name: signed_in(name) for name in ("finance", "office", "head")}, payment)
    threads = [Thread(target=load.write, args=(who,)) for who in range(WRITERS)]
    threads += [Thread(target=load.go_round), Thread(target=load.hand_in)]
    server, worker = start(port, environment), work(environment["JIXIAO_DATA"], environment)
    awake(port)
    for thread in threads:
        thread.start()
    try:
        for number in range(KILLS):
            if number % 2:
                answered(load)
            time.sleep(dice.uniform(0.05, 0.8))
            dies = dice.choice(("server", "server", "worker", "both"))
            if dies != "server":
                die(worker)
            if dies != "worker":
                die(server)
            whole(load)
            worker = worker if dies == "server" else work(environment["JIXIAO_DATA"], environment)
            server = server if dies == "worker" else start(port, environment)
            awake(port)
    finally:
        load.over.set()
        for thread in threads:
            thread.join()
        die(server)
        die(worker)
    assert work(environment["JIXIAO_DATA"], environment, "--once").wait(300) == 0
    whole(load)
    return load


def judged(load: Load) -> None:
    assert len(load.acknowledged) >= KILLS - 1, "there was no load to speak of"
    assert load.steps >= KILLS // 2
    done_with(load)
    assert verify().breaks == []
    assert drifts() == []
    dossier = Dossier.objects.get()
    own = Entry.objects.exclude(table__in=["filing", "job"]).values("request").distinct().count()
    assert dossier.version >= own


def done_with(load: Load) -> None:
    """Every file that was taken in is written once, or was begun so often that it was given up, with nothing written."""
    jobs = list(Job.objects.filter(kind="import"))
    assert len(jobs) >= len(load.handed_in) > 0, "an acknowledged job is lost"
    written = 0
    for job in jobs:
        assert job.state == DONE or (job.state == FAILED and job.attempts == MOST_ATTEMPTS), (job.state, job.zh)
        told = Entry.objects.filter(request=f"job-{job.pk}", table="payment").count()
        assert told == (BATCH if job.state == DONE else 0)
        written += told
    assert written == sum(key.startswith("FILE-") for key in _payments()) > 0


def test_on_the_embedded_database(site: Path) -> None:
    load = killed_again_and_again({"JIXIAO_DATA": str(site)})
    judged(load)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone() == ("ok",)


def test_on_a_postgresql_server(on_postgres: dict[str, str]) -> None:
    judged(killed_again_and_again(on_postgres))

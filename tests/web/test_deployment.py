"""What an office puts on its server: settings behind HTTPS, headers, limits, and files that say what is true."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from tests.web.served import answered, below, clean, free_port, jixiao, served
from tests.web.who import Browser

from jixiao.web.models import Dossier
from jixiao.web.settings import database

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
HTTPS = {
    "JIXIAO_HTTPS": "1",
    "JIXIAO_PROXIES": "1",
    "JIXIAO_HOSTS": "jixiao.example.gov.cn",
    "JIXIAO_KEY": "a key of a test 0123456789 that is long enough, and opens nothing",
}


def test_django_has_nothing_to_say_of_the_settings_behind_https(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "jixiao.web", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=clean(JIXIAO_DATA=str(tmp_path), **HTTPS))
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_every_page_has_its_headers(browser: Browser, dossier: Dossier) -> None:
    for path in ("/", f"/u/{dossier.unit.code}/2023/", "/administration/", "/nowhere/"):
        answer = browser("finance").get(path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http:" not in policy
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "no-store"
        page = answer.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page)
        assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)


def test_cookies_are_out_of_reach_of_scripts(browser: Browser) -> None:
    client = browser("")
    client.post("/sign-in/", {"username": "finance", "password": "jixiao-demo-2023"})
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies.get(name)
        if cookie is not None:
            assert cookie["httponly"]
            assert cookie["samesite"] == "Lax"
    assert "sessionid" in client.cookies


def test_a_form_from_elsewhere_changes_nothing(site: Path) -> None:
    assert site.is_dir()
    from django.test import Client  # noqa: PLC0415 - one that checks what others are spared

    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in/", {"username": "finance", "password": "jixiao-demo-2023"}).status_code == 403


def test_a_request_that_is_too_large_is_refused_before_it_is_read(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 2_000)
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_NUMBER_FIELDS", 50)
    system = browser("system")
    assert system.post("/administration/units/", {"name": "x" * 5_000}).status_code == 400
    assert system.post("/administration/units/", {f"n{n}": "" for n in range(60)}).status_code == 400


def test_a_rule_file_that_is_too_large_is_refused(browser: Browser) -> None:
    file = SimpleUploadedFile("framework.yaml", b"#" * 1_100_000)
    answer = browser("system").post("/administration/rules/", {"what": "framework", "file": file})
    assert answer.status_code == 422
    assert "1 MB" in answer.content.decode()


def test_the_embedded_database_waits_and_keeps_what_was_written(dossier: Dossier) -> None:
    assert dossier.pk
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
    with connection.cursor() as cursor:
        for name, value in wanted.items():
            cursor.execute(f"PRAGMA {name}")
            assert cursor.fetchone() == (value,), name
    options = database("")["OPTIONS"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"


def test_the_address_of_a_server_is_read_whole() -> None:
    said = database("postgresql://a%40b:p%2Fw@db.example:5433/name")
    assert (said["USER"], said["PASSWORD"], said["HOST"], said["PORT"], said["NAME"]) == (
        "a@b",
        "p/w",
        "db.example",
        "5433",
        "name",
    )


def test_every_setting_is_in_the_guide_and_no_other() -> None:
    known = set(re.findall(r"JIXIAO_[A-Z_]+", (ROOT / "src/jixiao/web/settings.py").read_text(encoding="utf-8")))
    guide = (ROOT / "docs/how-to/run-a-server.md").read_text(encoding="utf-8")
    offered = set(re.findall(r"JIXIAO_[A-Z_]+", guide + (DEPLOY / "jixiao.env").read_text(encoding="utf-8")))
    assert offered == known


# ---- starting


def test_a_port_that_is_taken_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = jixiao("serve", "--no-open", "--data", str(tmp_path / "d"), "--port", port)
    assert done.returncode == 2
    assert (
        done.stderr.strip()
        == f"Cannot listen on 127.0.0.1:{port}: another program uses this port; stop it, or take another: --port N"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--demo", "--host", "0.0.0.0"), "for this machine only"),
        (("--host", "192.0.2.1"), "no address of this machine"),
        (("--port", "99999"), "Cannot listen"),
        (("--port", "many"), "--port"),
    ],
)
def test_what_cannot_be_started_is_refused_in_a_sentence(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = jixiao("serve", "--no-open", "--data", str(tmp_path / "d"), *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("JIXIAO_REMIND", "24", "JIXIAO_REMIND is a number from 0 to 23, not “24”"),
        ("JIXIAO_IDLE", "an hour", "JIXIAO_IDLE is a number"),
        ("JIXIAO_PROXIES", "-1", "JIXIAO_PROXIES is a number"),
        ("JIXIAO_HTTPS", "1", "needs a proxy"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_in_a_sentence(tmp_path: Path, name: str, value: str, said: str) -> None:
    done = jixiao("serve", "--no-open", "--data", str(tmp_path / "d"), **{name: value})
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.heavy
def test_it_starts_answers_and_stops_when_told_and_writes_no_password_to_its_log(tmp_path: Path) -> None:
    data = tmp_path / "d"
    with served(data) as running:
        assert 'name="username"' in answered(f"http://127.0.0.1:{running.port}/sign-in/")
        assert jixiao("serve", "--no-open", "--data", str(data), "--port", str(free_port())).returncode == 2
        assert running.stopped() == 0
        assert "First accounts: system, security, audit. No password" in running.said()
        assert not re.search(PASSWORD, running.said())
    assert jixiao("audit", "verify", "--data", str(data)).returncode == 0


PASSWORD = r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b"


@pytest.mark.heavy
def test_who_sits_before_the_screen_is_shown_the_first_passwords_once(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "jixiao.cli", "--lang", "en", "serve", "--no-open", "--data", str(tmp_path / "d")]
    with subprocess.Popen(
        [*command, "--port", str(free_port())], stdin=theirs, stdout=theirs, stderr=theirs, env=clean()
    ) as server:
        said = ""
        while "run jixiao serve --demo" not in said:
            said += os.read(ours, 10_000).decode()
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    os.close(ours)
    os.close(theirs)
    assert len(re.findall(rf"First account \w+, one-time password {PASSWORD}", said)) == 3


@pytest.mark.heavy
def test_without_a_worker_of_its_own_there_is_none(site: Path) -> None:
    connections.close_all()
    with served(site, "--no-worker") as running:
        time.sleep(1)
        commands = [Path(f"/proc/{each}/cmdline").read_bytes() for each in below(running.process.pid)]
        assert len(commands) == 1
        assert b"work" not in commands[0].split(b"\0")

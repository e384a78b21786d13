"""What an office puts on its server: settings behind HTTPS, headers, limits, and files that say what is true."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from tests.web.who import Browser

from jixiao.cli import parser
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


def clean(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DJANGO_"))} | more


def jixiao(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "jixiao.cli", "--lang", "en", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=clean(**more), timeout=60)


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


@pytest.mark.parametrize("unit", ["jixiao.service", "jixiao-worker.service"])
def test_the_services_call_commands_that_there_are(unit: str) -> None:
    text = (DEPLOY / unit).read_text(encoding="utf-8")
    command = next(line.partition("=")[2] for line in text.splitlines() if line.startswith("ExecStart="))
    program, *words = shlex.split(command)
    assert program.endswith("/bin/jixiao")
    assert parser("en").parse_args(words).data == "/var/lib/jixiao"


def test_every_setting_is_in_the_guide_and_no_other() -> None:
    known = set(re.findall(r"JIXIAO_[A-Z_]+", (ROOT / "src/jixiao/web/settings.py").read_text(encoding="utf-8")))
    guide = (ROOT / "docs/how-to/run-a-server.md").read_text(encoding="utf-8")
    offered = set(re.findall(r"JIXIAO_[A-Z_]+", guide + (DEPLOY / "jixiao.env").read_text(encoding="utf-8")))
    assert offered == known


# ---- starting


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


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


@pytest.mark.heavy
def test_it_starts_answers_and_stops_when_told(tmp_path: Path) -> None:
    port, data = free_port(), tmp_path / "d"
    command = [sys.executable, "-m", "jixiao.cli", "--lang", "en", "serve", "--no-open", "--data", str(data), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=clean()) as server:
        try:
            assert 'name="username"' in answered(f"http://127.0.0.1:{port}/sign-in/")
            twice = jixiao("serve", "--no-open", "--data", str(data), "--port", str(free_port()))
            assert twice.returncode == 2
        finally:
            server.send_signal(signal.SIGTERM)
            said, _ = server.communicate(timeout=30)
    assert server.returncode == 0, said
    assert len(re.findall(r"First account (\w+), one-time password", said)) == 3
    again = jixiao("audit", "verify", "--data", str(data))
    assert again.returncode == 0


def answered(address: str) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            return str(answer.read().decode())
        time.sleep(0.3)
    pytest.fail("the site did not answer")

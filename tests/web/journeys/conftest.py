"""A running site and browsers that look at it: Chromium as Debian has it, on the embedded database and on PostgreSQL."""

from __future__ import annotations

import http.client
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.web.journeys.visitors import Site


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; the test is skipped where there is none."""
    found = _chromium()
    if found is None:
        pytest.skip("Chromium is not installed (make test-all brings it)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def _served(environment: dict[str, str]) -> Iterator[int]:
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    command += ["--blocking-threads", "4", "--no-ws", "--log-level", "error", "jixiao.web.wsgi:application"]
    running = subprocess.Popen(command, env={**os.environ, **environment}, start_new_session=True)
    try:
        _answers(port)
        yield port
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def _answers(port: int) -> None:
    """Wait until a site answers."""
    for _ in range(300):
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            asked.request("GET", "/sign-in/")
            with closing(asked), asked.getresponse() as answer:
                answer.read()
        except OSError:
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def served(site: Path, chromium: Browser) -> Iterator[Site]:
    """The demonstration on the embedded database, running."""
    for port in _served({"JIXIAO_DATA": str(site)}):
        yield from _visited(chromium, port)


@pytest.fixture
def served_on_postgres(on_postgres: dict[str, str], chromium: Browser) -> Iterator[Site]:
    """The demonstration on a PostgreSQL server, running."""
    for port in _served(on_postgres):
        yield from _visited(chromium, port)


class Begun(NamedTuple):
    """A site that was started on an empty folder: where it answers, and the one-time passwords of its first accounts."""

    address: str
    passwords: dict[str, str]


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Begun]:
    """A new site as ``jixiao serve`` makes it before somebody's screen, with what it says there."""
    port = _free_port()
    command = [sys.executable, "-m", "jixiao.cli", "serve", "--no-open", "--data", str(tmp_path / "new"), "--port", str(port)]
    starting = {name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DJANGO_"))}
    screen, inner = os.openpty()
    with subprocess.Popen(command, env=starting, stdout=inner, start_new_session=True) as running:
        os.close(inner)
        try:
            passwords = _first_passwords(screen)
            _answers(port)
            yield Begun(f"http://127.0.0.1:{port}", passwords)
        finally:
            os.killpg(running.pid, signal.SIGKILL)
            os.close(screen)


def _first_passwords(screen: int) -> dict[str, str]:
    """The one-time passwords as they are shown; the test fails if they are not within a minute."""
    shown, ends = "", time.monotonic() + 60
    while True:
        found = dict(re.findall(r"首个账号 (\w+)，一次性密码 ([^\s（]+)", shown))
        if len(found) == ADMINISTRATORS:
            return found
        assert time.monotonic() < ends, shown
        if select.select([screen], [], [], 1)[0]:
            shown += os.read(screen, 65536).decode("utf-8", "replace")


ADMINISTRATORS = 3


def _visited(chromium: Browser, port: int) -> Iterator[Site]:
    visited = Site(chromium, f"http://127.0.0.1:{port}")
    yield visited
    visited.close()
    assert visited.complaints == []
    assert visited.outside == set()

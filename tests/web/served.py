"""The site as an office runs it: a server in processes of its own, and somebody who asks it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

PASSWORD = "jixiao-demo-2023"


def clean(**more: str) -> dict[str, str]:
    """The environment without what this run of the tests has set for the site."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DJANGO_"))} | more


def jixiao(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command of the program in a process of its own."""
    command = [sys.executable, "-m", "jixiao.cli", "--lang", "en", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=clean(**more), timeout=120)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(holds: Callable[[], bool], seconds: int, what: str) -> None:
    """Wait until something holds, so many seconds at most."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def answered(address: str) -> str:
    """What an address answers, as soon as it does."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            return str(answer.read().decode())
        time.sleep(0.2)
    pytest.fail("the site did not answer")


def is_well(port: int) -> bool:
    """Whether a site answers on this machine."""
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5):
        return True
    return False


def below(number: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    found = []
    for file in Path(f"/proc/{number}/task").glob("*/children"):
        for child in file.read_text().split():
            found += [int(child), *below(int(child))]
    return found


@dataclass
class Served:
    """A server that runs: where it answers, and all that it says."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stopped(self) -> int:
        """Stop it as systemd does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


@contextmanager
def served(data: Path, *words: str, port: int = 0, settings: Mapping[str, str] | None = None) -> Iterator[Served]:
    """``jixiao serve`` on a data folder, from its first answer on."""
    port = port or free_port()
    command = [sys.executable, "-m", "jixiao.cli", "--lang", "en", "serve", "--no-open", "--data", str(data), "--port", str(port)]
    log = data.with_name(f"{data.name}-{port}.log")
    with log.open("ab") as stream:
        process = subprocess.Popen(
            [*command, *words], stdout=stream, stderr=stream, env=clean(**settings or {}), start_new_session=True
        )
    running = Served(process, port, log)
    try:
        wait_for(lambda: process.poll() is not None or is_well(port), 120, "the site answers")
        assert process.poll() is None, running.said()
        yield running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Visitor:
    """Somebody with a browser that keeps its cookies, whatever way leads to the site."""

    def __init__(self, connect: Callable[[], http.client.HTTPConnection], **headers: str) -> None:
        self._connect = connect
        self._headers = headers
        self.cookies: SimpleCookie = SimpleCookie()

    def ask(
        self, path: str, form: dict[str, str] | None = None, body: bytes | None = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        """One request; the answer and its text."""
        said = {**self._headers, "Cookie": "; ".join(f"{each.key}={each.value}" for each in self.cookies.values())}
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": self._token}).encode()
            said["Content-Type"] = "application/x-www-form-urlencoded"
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = self._connect()
        with closing(connection):
            connection.request("GET" if body is None else "POST", path, body, said)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.load(cookie)
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        self._token = found[1] if found else self._token
        return answer, text

    _token = ""

    def sign_in(self, username: str, password: str = PASSWORD) -> int:
        """Sign in; the status of the answer."""
        self.ask("/sign-in/")
        return self.ask("/sign-in/", {"username": username, "password": password})[0].status


def visitor(port: int) -> Visitor:
    """Somebody who comes straight to a server on this machine."""
    return Visitor(lambda: http.client.HTTPConnection("127.0.0.1", port, timeout=60))

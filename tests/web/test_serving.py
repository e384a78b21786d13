"""How the server starts, ends and says whether it is well: in processes of its own, killed and stopped as it happens to a machine."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from django.db import connections
from tests.web.served import answered, below, free_port, served, visitor, wait_for

from jixiao.web.parents import end_with

WITHIN = 5
CHILD = """
import os, subprocess, sys, time
program = (
    "import os, time; from jixiao.web import parents;"
    "%s"
    "parents.end_with(int(os.environ['PARENT'])); print(os.getpid(), flush=True); time.sleep(60)"
)
subprocess.run([sys.executable, "-c", program], env={**os.environ, "PARENT": str(os.getpid())})
"""


def is_gone(number: int) -> bool:
    """Whether a process has ended; one that nobody has asked after yet has."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def can_listen(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@pytest.mark.parametrize("how", ["the kernel tells", "a thread looks"])
def test_a_process_ends_when_its_parent_is_killed(how: str) -> None:
    without = "" if how == "the kernel tells" else "parents._kernel_tells = lambda how: False;"
    with subprocess.Popen([sys.executable, "-c", CHILD % without], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert not is_gone(child)
        parent.kill()
        wait_for(lambda: is_gone(child), WITHIN, "the child of a killed process ends")


def test_a_process_whose_parent_is_gone_already_ends_at_once() -> None:
    program = f"from jixiao.web.parents import end_with; end_with({os.getpid() + 10_000_000}); print('it lives')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, b"")


def test_a_process_whose_parent_lives_goes_on() -> None:
    program = f"from jixiao.web.parents import end_with; end_with({os.getpid()}); print('it lives')"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == b"it lives\n"
    assert callable(end_with)


@pytest.mark.heavy
def test_a_killed_server_leaves_nothing_behind_and_starts_again_at_once(site: Path) -> None:
    connections.close_all()
    port = free_port()
    with served(site, "--workers", "2", port=port) as running:
        wait_for(lambda: len(below(running.process.pid)) >= 3, 20, "two processes answer and one works")
        started = below(running.process.pid)
        running.process.kill()
        running.process.wait()
        wait_for(lambda: can_listen(port), WITHIN, "the port is free")
        wait_for(lambda: all(map(is_gone, started)), 30, "the worker has given back what it worked on, and nothing is left")
        with served(site, port=port) as again:
            assert 'name="username"' in answered(f"http://127.0.0.1:{port}/sign-in/")
            assert again.stopped() == 0


@pytest.mark.heavy
def test_what_is_being_answered_is_answered_before_the_server_stops(site: Path) -> None:
    connections.close_all()
    with served(site) as running, closing(sqlite3.connect(site / "jixiao.sqlite3", isolation_level=None)) as other:
        somebody = visitor(running.port)
        somebody.ask("/sign-in/")
        other.execute("BEGIN IMMEDIATE")
        form = {"username": "finance", "password": "jixiao-demo-2023"}
        found: list[int] = []
        asking = Thread(target=lambda: found.append(somebody.ask("/sign-in/", form)[0].status))
        asking.start()
        time.sleep(2)
        assert not found, "it waits for the other who writes"
        running.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert running.process.poll() is None, "it does not leave while it answers"
        other.execute("ROLLBACK")
        asking.join(30)
        assert found == [302]
        assert running.process.wait(20) == 0
        said = other.execute("SELECT action, username FROM web_entry ORDER BY number DESC LIMIT 1").fetchone()
    assert said == ("sign_in", "finance")
    assert "Traceback" not in running.said()

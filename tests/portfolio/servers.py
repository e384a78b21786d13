"""A PostgreSQL server of its own for the tests: made in a folder, started on a free port, stopped and forgotten afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _tool(name: str) -> str | None:
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(places[0]) if places else shutil.which(name)


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of a server that runs in this folder; the test is skipped where PostgreSQL is not installed."""
    initdb, control = _tool("initdb"), _tool("pg_ctl")
    if initdb is None or control is None:
        pytest.skip("PostgreSQL is not installed (make test-all brings it)")
    as_user: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        for each in (folder, *folder.parents):
            if each == Path("/tmp"):
                break
            each.chmod(each.stat().st_mode | 0o755)
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    made = [*as_user, initdb, "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8"]
    subprocess.run(made, check=True, capture_output=True)
    options = f"-k {folder} -p {port} -c fsync=off -c listen_addresses=127.0.0.1"
    start = [*as_user, control, "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*as_user, control, "-D", str(data), "-m", "immediate", "stop"], check=True, capture_output=True)

"""Servers of their own for the tests: made in a folder, started on free ports, stopped and forgotten afterwards."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
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
    port = _free_port()
    data = folder / "data"
    made = [*as_user, initdb, "-D", str(data), "-A", "trust", "-U", "postgres", "-E", "UTF8"]
    subprocess.run(made, check=True, capture_output=True)
    options = f"-k {folder} -p {port} -c fsync=off -c listen_addresses=127.0.0.1"
    start = [*as_user, control, "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start"]
    subprocess.run(start, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*as_user, control, "-D", str(data), "-m", "immediate", "stop"], check=False, capture_output=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def spark_cluster(folder: Path, workers: int = 2) -> Iterator[str]:
    """The address of a standalone Spark cluster: a master and its workers, each a process of its own; skipped without Java or Spark."""
    found = importlib.util.find_spec("pyspark")
    if found is None or not found.submodule_search_locations or shutil.which("java") is None:
        pytest.skip("Spark needs pyspark and Java (make test-all brings them)")
    home = Path(found.submodule_search_locations[0])
    port = _free_port()
    address = f"spark://127.0.0.1:{port}"
    environment = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    deploy = [str(home / "bin" / "spark-class")]
    running: list[subprocess.Popen[bytes]] = []

    def start(name: str, *words: str) -> Path:
        log = folder / f"{name}.log"
        with log.open("wb") as stream:
            running.append(subprocess.Popen([*deploy, *words], env=environment, stdout=stream, stderr=stream, cwd=folder))
        return log

    try:
        master = start(
            "master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"
        )
        _until(master, "New state: ALIVE")
        for number in range(workers):
            place = folder / f"worker-{number}"
            said = ("--host", "127.0.0.1", "--cores", "1", "--memory", "1500m", "--webui-port", "0", "--work-dir", str(place))
            _until(
                start(f"worker-{number}", "org.apache.spark.deploy.worker.Worker", *said, address),
                "Successfully registered with master",
            )
        yield address
    finally:
        for each in reversed(running):
            each.terminate()
        for each in running:
            each.wait(30)


def _until(log: Path, words: str, seconds: int = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if words in log.read_text(encoding="utf-8", errors="replace"):
            return
        time.sleep(0.2)
    pytest.fail(f"{words!r} did not come in {seconds} s: {log.read_text(encoding='utf-8', errors='replace')[-500:]}")

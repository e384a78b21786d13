"""A worker beside the server: a process of its own, started again if it dies, ended with the server however that ends."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_AGAIN = 2
"""Seconds before one that died is started again."""


@contextmanager
def worker_beside(data: Path) -> Iterator[None]:
    """Keep a worker running on a data folder while the block runs."""
    stopping = threading.Event()
    running: list[subprocess.Popen[bytes]] = []

    def keep() -> None:
        while not stopping.is_set():
            command = [sys.executable, "-m", "jixiao.cli", "work", "--beside", "--data", str(data)]
            with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:  # noqa: S603 - our own program
                running[:] = [process]
                process.wait()
            stopping.wait(_AGAIN)

    thread = threading.Thread(target=keep, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        for process in running:
            process.terminate()
        thread.join(_AGAIN * 5)

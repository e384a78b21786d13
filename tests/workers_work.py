"""What other processes are given to do in the tests of ``jixiao.workers``."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def done(task: str) -> str | None:
    """Do what the task says."""
    word, _, rest = task.partition(" ")
    if word == "sleep":
        time.sleep(float(rest))
    elif word == "swell":
        return str(len(bytearray(10**10)))
    elif word == "raise":
        raise ValueError(rest)
    elif word == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "die-once":
        with Path(rest).open("a+") as seen:
            if not seen.tell():
                seen.write("x")
                seen.flush()
                os.kill(os.getpid(), signal.SIGKILL)
    elif word == "nothing":
        return None
    elif word == "who":
        Path(rest).write_text(str(os.getpid()))
        time.sleep(100)
    return task

"""How long a cold `jixiao --help` takes beside a bare `python -c pass`, both started in turn.

Prints the median of each and their ratio (aim: under 5). The same interpreter runs all; the console script is timed where there is one.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS, WARM_UP, AIM = 21, 2, 5
BARE = "python -c pass"


def commands() -> dict[str, list[str]]:
    """What is started, by the name that is printed."""
    found = {BARE: [sys.executable, "-c", "pass"], "python -m jixiao.cli --help": [sys.executable, "-m", "jixiao.cli", "--help"]}
    script = Path(sys.executable).with_name("jixiao.exe" if sys.platform == "win32" else "jixiao")
    if script.exists():
        found["jixiao --help"] = [str(script), "--help"]
    return found


def seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    started = commands()
    times: dict[str, list[float]] = {name: [] for name in started}
    for number in range(WARM_UP + ROUNDS):
        for name, command in started.items():
            taken = seconds(command)
            if number >= WARM_UP:
                times[name].append(taken)
    bare = statistics.median(times[BARE])
    print(f"median of {ROUNDS} starts each, in turn")
    for name, each in times.items():
        median = statistics.median(each)
        ratio = "" if name == BARE else f"  {median / bare:.2f} times the bare start (aim: under {AIM})"
        print(f"{name:28} {median * 1000:6.1f} ms{ratio}")


if __name__ == "__main__":
    main()

"""How many units' complete papers the batch makes in a minute, beside a loop that starts `jixiao report` for each of them.

Units are made from the three examples, each with a name, a code and amounts of its own: two small ones and a large one in three. Prints
units a minute on as many processes as there are cores, the peak memory of a process, how long the run takes once nothing has changed,
and what a run loses that is killed half-way: the seconds of both halves beside those of a whole run, and whether all bytes are the same.

    python benchmarks/batch_papers.py [UNITS [FORMATS [FORMS]]]     (24 units, all formats, all forms; separated by commas)

With more than 100 units only the first 24 of them go into the loop and the killed run.
"""

from __future__ import annotations

import os
import runpy
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from jixiao.portfolio.incoming import STATE
from jixiao.report.record import FILE

MAKER = runpy.run_path(str(Path(__file__).parents[1] / "tests" / "many_dossiers.py"))
PROGRAM = str(Path(sys.executable).with_name("jixiao"))
PART, MANY = 24, 100
MINUTE = 60


def batch(incoming: Path, out: Path, options: list[str], stop_at: int = 0) -> tuple[float, int]:
    """Seconds and the peak memory of a process (MB); killed once so many sets stand."""
    command = [PROGRAM, "portfolio", "papers", str(incoming), "--out", str(out), *options]
    started, peak = time.perf_counter(), 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        peak = max([peak, *memory(process.pid)])
        if stop_at and sets(out) >= stop_at:
            os.kill(process.pid, signal.SIGKILL)
        time.sleep(0.2)
    return time.perf_counter() - started, peak


def memory(parent: int) -> Iterator[int]:
    """The peak memory of a process and of those that it started, in MB."""
    with suppress(OSError):
        for pid in (parent, *map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            yield from (int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def sets(out: Path) -> int:
    return sum(1 for _ in out.glob(f"[0-9]*/*/{FILE}"))


def contents(out: Path) -> str:
    digest = sha256()
    for path in sorted(out.rglob("*")):
        if path.is_file() and path.name != FILE and STATE not in path.parts:
            digest.update(path.relative_to(out).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def one_by_one(incoming: Path, out: Path, options: list[str]) -> float:
    """Seconds of a loop of commands, on one core as such loops are."""
    started = time.perf_counter()
    for dossier in sorted(incoming.glob("*/*")):
        command = [PROGRAM, "report", str(dossier), "--out", str(out / dossier.name), *options]
        subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    asked, formats, forms, *_ = *sys.argv[1:], *("", "", "")[len(sys.argv) - 1 :]
    units = int(asked or PART)
    options = ["--format", formats] if formats not in {"", "all"} else []
    for form in filter(None, forms.split(",")):
        options += ["--only", form]
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        MAKER["make_dossiers"](work / "in", units)
        seconds, peak = batch(work / "in", work / "out", options)
        papers = sum(len(files) - 1 for path, _, files in os.walk(work / "out") if FILE in files and STATE not in path)
        made = sets(work / "out")
        print(
            f"{made} of {units} units, {papers} papers in {seconds:.0f} s: {made * MINUTE / seconds:.0f} units a minute, "
            f"peak {peak} MB a process"
        )
        again, _ = batch(work / "in", work / "out", options)
        print(f"again with nothing changed: {again:.1f} s, {again * 1000 / units:.1f} ms a unit")
        incoming, whole = work / "in", seconds
        if units > MANY:
            shutil.rmtree(work / "out")
            incoming = work / "part"
            MAKER["make_dossiers"](incoming, PART)
            units = PART
            whole, _ = batch(incoming, work / "out", options)
        loop = one_by_one(incoming, work / "loop", options)
        print(f"a loop of `jixiao report` over {units} of them: {loop:.0f} s, {loop / whole:.1f} times as long")
        killed, _ = batch(incoming, work / "killed", options, units // 2)
        stood = sets(work / "killed")
        rest, _ = batch(incoming, work / "killed", options)
        same = contents(work / "killed") == contents(work / "out")
        print(
            f"killed after {killed:.1f} s with {stood} sets, then {rest:.1f} s: together {(killed + rest) / whole:.2f} of a whole run; "
            f"the same bytes: {'yes' if same else 'NO'}"
        )


if __name__ == "__main__":
    main()

"""How many units' complete papers the batch makes in a minute; what a kill in the middle costs; and that nothing is lost or twice.

Units are made from the three examples, each with a name, a code and amounts of its own: two small ones and a large one in three. Prints
units a minute on as many processes as there are cores, the peak memory of a process, and how long the run takes once nothing has changed.

    python benchmarks/papers_of_many.py [--units 24] [--formats docx,pdf] [--forms evidence_list] [--kill] [--loop] [--beside TREE]

``--kill`` makes the same papers again, with kill -9 at half of them, and starts once more: it prints the seconds of both beside those of
the whole run, and holds every set, every paper's bytes and the journal against the run that nothing happened to; the exit code is 1 if
anything is lost, half, different, or was made twice. ``--loop`` starts ``jixiao report`` for each of the first 24 units, as a shell script
would. ``--beside`` makes the papers with another tree of the sources too (``git archive``), and prints the ratio and whether all bytes are
the same. Without any of them, ``--kill`` and ``--loop`` are done. For 5,000 units: ``--units 5000 --kill`` (twice the time of one run).
"""

from __future__ import annotations

import argparse
import json
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from jixiao.portfolio.incoming import STATE
from jixiao.portfolio.papers import JOURNAL
from jixiao.report.record import FILE, Record

MAKER = runpy.run_path(str(Path(__file__).parents[1] / "tests" / "many_dossiers.py"))
PROGRAM = "import sys; from jixiao.cli import main; sys.exit(main(sys.argv[1:]))"
PART = 24
MINUTE = 60


class Run(NamedTuple):
    """What a run took: seconds by the clock, seconds of all its processors, and the peak memory of a process in MB."""

    seconds: float
    processors: float
    peak: int


class Asked(NamedTuple):
    """The dossiers, and the options of the command."""

    incoming: Path
    options: list[str]


def command(tree: Path | None, *words: str) -> tuple[list[str], dict[str, str]]:
    """A command of ours, by the sources that are installed or by those of another tree."""
    path = {} if tree is None else {"PYTHONPATH": str(tree / "src")}
    return [sys.executable, "-c", PROGRAM, *words], os.environ | path


def batch(asked: Asked, out: Path, kill_at: int = 0, tree: Path | None = None) -> Run:
    """Make the papers; killed once so many sets stand."""
    words, environment = command(tree, "portfolio", "papers", str(asked.incoming), "--out", str(out), *asked.options)
    before, started, peak = os.times(), time.perf_counter(), 0
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    while process.poll() is None:
        peak = max([peak, *memory(process.pid)])
        if kill_at and noted(out) >= kill_at:
            os.kill(process.pid, signal.SIGKILL)
        time.sleep(0.2)
    seconds, after = time.perf_counter() - started, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, spent, peak)


def memory(parent: int) -> Iterator[int]:
    """The peak memory of a process and of those that it started, in MB."""
    with suppress(OSError):
        for pid in (parent, *map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            yield from (int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))


def noted(out: Path) -> int:
    """How many sets the journal has noted."""
    try:
        return (out / STATE / JOURNAL).read_bytes().count(b"\n")
    except OSError:
        return 0


def sets(out: Path) -> dict[str, Path]:
    """The sets that stand, by their names."""
    found = {}
    for path, folders, files in os.walk(out):
        folders[:] = [each for each in folders if each != STATE]
        if FILE in files:
            found[Path(path).relative_to(out).as_posix()] = Path(path)
    return found


def contents(out: Path) -> dict[str, str]:
    """The digest of every paper."""
    return {
        f"{name}/{path.name}": sha256(path.read_bytes()).hexdigest()
        for name, folder in sets(out).items()
        for path in sorted(folder.iterdir())
        if path.name != FILE
    }


def half(out: Path) -> int:
    """How many sets are not as their record says."""
    records = [Record.read(folder) for folder in sets(out).values()]
    return sum(not (each.runs and all(each.holds(digest) for digest in each.runs)) for each in records)


def made_twice(out: Path) -> int:
    """How many sets the journal says were made again from the same inputs."""
    said = [json.loads(line) for line in (out / STATE / JOURNAL).read_text("utf-8").splitlines() if line]
    counts = Counter((each["name"], each["inputs"]) for each in said if each["became"] == "made")
    return sum(count - 1 for count in counts.values())


def killed(asked: Asked, work: Path, whole: Run, units: int) -> bool:
    """Kill a run in the middle, go on, and hold what stands against the run that nothing happened to."""
    out = work / "killed"
    first = batch(asked, out, kill_at=units // 2)
    stood, broken = len(sets(out)), half(out)
    rest = batch(asked, out)
    whole_one, this = contents(work / "out"), contents(out)
    lost, more = len(whole_one.keys() - this.keys()), len(this.keys() - whole_one.keys())
    other = sum(this[name] != digest for name, digest in whole_one.items() if name in this)
    twice = made_twice(out)
    left = sum(1 for _ in (out / STATE).iterdir()) - 2
    together = (first.seconds + rest.seconds) / whole.seconds
    print(
        f"kill -9 after {first.seconds:.0f} s with {stood} sets, {broken} of them not whole; then {rest.seconds:.0f} s: together"
        f" {together:.2f} of a whole run. Of {len(whole_one)} papers {lost} lost, {more} too many, {other} with other bytes;"
        f" {half(out)} sets not whole, {twice} made twice (at most one for a kill between note and move), {left} leftovers"
    )
    return not (broken or lost or more or other or half(out) or twice > 1 or left)


def looped(asked: Asked, work: Path, whole: Run, units: int) -> None:
    """A loop of commands over the first units, on one core as such loops are."""
    started = time.perf_counter()
    dossiers = sorted(asked.incoming.glob("*/*"))[:PART]
    for dossier in dossiers:
        words, environment = command(None, "report", str(dossier), "--out", str(work / "loop" / dossier.name), *asked.options)
        subprocess.run(words, check=True, capture_output=True, env=environment)
    each = (time.perf_counter() - started) / len(dossiers)
    print(f"a loop of `jixiao report` over {len(dossiers)} of them: {each / (whole.seconds / units):.1f} times as long for each")


def beside(asked: Asked, work: Path, whole: Run, tree: Path) -> bool:
    """The same by another tree of the sources, in the same run."""
    other = batch(asked, work / "beside", tree=tree)
    same = contents(work / "beside") == contents(work / "out")
    print(
        f"by {tree}: {other.seconds:.0f} s, {other.processors:.0f} s of processors: {other.seconds / whole.seconds:.2f} times as long,"
        f" {other.processors / whole.processors:.2f} times the processors; the same bytes: {'yes' if same else 'NO'}"
    )
    return same


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--units", type=int, default=PART)
    parser.add_argument("--formats", default="")
    parser.add_argument("--forms", default="")
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--loop", action="store_true")
    parser.add_argument("--beside", type=Path)
    parser.add_argument(
        "--place", type=Path, help="where the papers are made (some 4 MB a unit and run); the system's place for temporary files"
    )
    given = parser.parse_args()
    if not (given.kill or given.loop or given.beside):
        given.kill = given.loop = True
    return given


def main() -> int:
    given = options()
    words = ["--format", given.formats] if given.formats else []
    for form in filter(None, given.forms.split(",")):
        words += ["--only", form]
    with tempfile.TemporaryDirectory(dir=given.place) as place:
        work = Path(place)
        MAKER["make_dossiers"](work / "in", given.units)
        asked, out = Asked(work / "in", words), work / "out"
        whole = batch(asked, out)
        made, papers = len(sets(out)), len(contents(out))
        print(
            f"{made} of {given.units} units, {papers} papers in {whole.seconds:.0f} s: {made * MINUTE / whole.seconds:.0f} units a minute,"
            f" {whole.processors / made:.2f} s of processors a unit, peak {whole.peak} MB a process",
            flush=True,
        )
        again = batch(asked, out)
        print(f"again with nothing changed: {again.seconds:.1f} s, {again.seconds * 1000 / made:.1f} ms a unit", flush=True)
        good = made == given.units
        if given.beside:
            good &= beside(asked, work, whole, given.beside)
        if given.kill:
            good &= killed(asked, work, whole, given.units)
        if given.loop:
            looped(asked, work, whole, made)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

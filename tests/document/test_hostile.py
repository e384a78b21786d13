"""Files that were made to do harm: each reader gives a document or says in a sentence why not, within seconds and bounded memory."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.document import papers
from tests.document.fuzzing import FORMATS, mutated, seed
from tests.document.hostile import FILES

from jixiao.document.formats import docx
from jixiao.document.opening import open_paper
from jixiao.errors import Unreadable

SECONDS = 60
"""What one file may take on a slow and busy machine; most take less than one second."""

MEMORY = 1_500_000_000
SLOW = {
    "numbers.docx",
    "merged.docx",
    "full.xlsx",
    "styled.xlsx",
    "many.html",
    "long.txt",
    "tabs.txt",
    "spaces.txt",
    "endless.pdf",
}

PROGRAM = """
import json, resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
from jixiao.document.opening import open_paper
from jixiao.errors import Unreadable
for name in sys.argv[2:]:
    start = time.monotonic()
    try:
        said = f"document of {len(open_paper(Path(name)).blocks)}"
    except Unreadable as error:
        said = error.say("zh")
    print(json.dumps([Path(name).name, said, time.monotonic() - start]), flush=True)
"""


def opened(paths: list[Path]) -> dict[str, tuple[str, float]]:
    """What a process of its own, with bounded memory, says of files that it opens one after the other, and how long each took."""
    command = [sys.executable, "-c", PROGRAM, str(MEMORY), *map(str, paths)]
    process = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS * (len(paths) + 1), check=False)
    assert process.returncode == 0, process.stderr[-2000:]
    answers: list[list[Any]] = [json.loads(line) for line in process.stdout.splitlines()]
    return {name: (said, seconds) for name, said, seconds in answers}


def test_hostile_files_are_refused_or_read_and_the_next_goes_on(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in FILES if name not in SLOW]
    for path in paths:
        FILES[path.name](path)
    good = tmp_path / "good.docx"
    docx.write(papers.report(), good)
    found = opened([*paths, tmp_path, good])
    assert found["good.docx"][0].startswith("document")
    assert found.keys() == {*(path.name for path in paths), tmp_path.name, "good.docx"}
    assert not {name: seconds for name, (_, seconds) in found.items() if seconds > SECONDS}
    assert not [said for said, _ in found.values() if "Error" in said or "Traceback" in said]


@pytest.mark.heavy
@pytest.mark.parametrize("name", sorted(SLOW))
def test_large_files_take_seconds(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    FILES[name](path)
    assert opened([path])[name][1] < SECONDS


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bomb.docx", "过大"),
        ("liar.docx", "已损坏"),
        ("encrypted.docx", "加密"),
        ("laughs.docx", "XML"),
        ("before.docx", "格"),
        ("stray.xlsx", "范围过大"),
        ("deep.html", "层"),
        ("lines.txt", "行"),
        ("empty.wps", "空"),
    ],
)
def test_the_reason_is_said(tmp_path: Path, name: str, said: str) -> None:
    path = tmp_path / name
    FILES[name](path)
    with pytest.raises(Unreadable) as refused:
        open_paper(path)
    assert said in refused.value.say("zh")


# ---- anything at all


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Stop what takes longer, so that a hang is a failure."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@cache
def seed_of(ending: str, folder: Path) -> bytes:
    return seed(ending, folder)


def tried(path: Path, content: bytes) -> None:
    """Open a file with this content: a document comes out, or ``Unreadable`` with a sentence."""
    path.write_bytes(content)
    try:
        with within(SECONDS):
            open_paper(path)
    except Unreadable:
        return


ANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(ANY, max_examples=1500)


@pytest.mark.parametrize("ending", [*FORMATS, "doc", "odt", "ods"])
@ANY
@given(st.binary(max_size=2000) | st.text(max_size=500).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_read_or_refused(tmp_path: Path, ending: str, content: bytes) -> None:
    tried(tmp_path / f"a.{ending}", content)


@pytest.mark.parametrize("ending", FORMATS)
@ANY
@given(st.data())
def test_damaged_files_are_read_or_refused(tmp_path: Path, ending: str, data: st.DataObject) -> None:
    tried(tmp_path / f"a.{ending}", data.draw(mutated(seed_of(ending, tmp_path))))


@pytest.mark.heavy
@pytest.mark.parametrize("ending", FORMATS)
@MANY
@given(st.data())
def test_many_damaged_files_are_read_or_refused(tmp_path: Path, ending: str, data: st.DataObject) -> None:
    tried(tmp_path / f"a.{ending}", data.draw(mutated(seed_of(ending, tmp_path))))

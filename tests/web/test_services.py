"""The services of systemd that are shipped: they call commands that there are, and systemd understands all of them."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jixiao.cli import parser

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))
PROGRAM = "/opt/jixiao/venv/bin/jixiao"
LEAST_OPEN = 25
"""Tenths of systemd's own measure of what a service could do if somebody took it over; 100 is a service without any bounds."""


def called(unit: str) -> list[list[str]]:
    """The commands of ours that a service calls, those within a shell included."""
    lines = re.findall(r"^ExecStart=(.+)$", (DEPLOY / unit).read_text(encoding="utf-8"), re.MULTILINE)
    words = [shlex.split(line) for line in lines]
    inner = [
        shlex.split(re.sub(r"\$\([^)]*\)", "day", each[2]).removeprefix("exec ")) if each[:2] == ["/bin/sh", "-c"] else each
        for each in words
    ]
    assert all(each[0] == PROGRAM for each in inner), inner
    return [each[1:] for each in inner]


@pytest.mark.parametrize("unit", UNITS)
def test_the_services_call_commands_that_there_are(unit: str) -> None:
    assert called(unit)
    for words in called(unit):
        assert parser("en").parse_args(words).data == "/var/lib/jixiao"


def test_every_file_that_is_shipped_is_told_of_in_the_guide() -> None:
    guide = (ROOT / "docs/how-to/run-a-server.md").read_text(encoding="utf-8")
    for path in DEPLOY.iterdir():
        assert path.name in guide, f"{path.name} is not named in the guide"


def with_our_program(unit: Path, folder: Path) -> Path:
    """A unit with the program of this environment, which is there."""
    made = folder / unit.name
    here = Path(sys.executable).parent / "jixiao"
    made.write_text(unit.read_text(encoding="utf-8").replace(PROGRAM, str(here)), encoding="utf-8")
    return made


@pytest.mark.heavy
def test_systemd_understands_every_line(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    units = [with_our_program(path, tmp_path) for path in sorted(DEPLOY.glob("jixiao*.[st][ei]*"))]
    assert {each.suffix for each in units} == {".service", ".timer"}
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, units)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.heavy
@pytest.mark.parametrize("unit", UNITS)
def test_a_service_that_is_taken_over_can_do_little(unit: str, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    path = with_our_program(DEPLOY / unit, tmp_path)
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={LEAST_OPEN}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-200:]

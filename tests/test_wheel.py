"""The wheel alone, installed in a fresh environment, runs the main job in an empty directory with an empty home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*words: str | Path, cwd: Path, home: Path | None = None) -> str:
    """Run a program; with a home of its own it sees nothing else of this environment (the index settings are for installing)."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"} if home else dict(os.environ)
    done = subprocess.run(list(map(str, words)), cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.heavy
def test_an_installed_wheel_runs_the_demo_in_an_empty_directory(tmp_path: Path) -> None:
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=ROOT)
    wheel = next(tmp_path.glob("*.whl"))
    uv = Path(sys.executable).parent / "uv"
    run(uv, "venv", "--quiet", "--python", sys.executable, tmp_path / "venv", cwd=here)
    python = tmp_path / "venv" / "bin" / "python"
    lock = ROOT / "requirements" / "dev.txt"
    run(uv, "pip", "install", "--quiet", "--python", python, "--constraint", _plain(lock, tmp_path), wheel, cwd=here)
    screen = run(tmp_path / "venv" / "bin" / "jixiao", "demo", "--no-open", cwd=here, home=home)
    assert "97.99 / 100.00" in screen
    made = {path.suffix for path in (here / "jixiao-demo").iterdir() if path.is_file()}
    assert made == {".docx", ".html", ".json", ".pdf", ".xlsx"}
    assert not list(home.glob("*jixiao*"))


def _plain(lock: Path, folder: Path) -> Path:
    """The locked versions without their hashes, which a wheel of our own has none of."""
    versions = [line.split(";")[0].rstrip(" \\\n") for line in lock.read_text().splitlines() if "==" in line]
    plain = folder / "constraints.txt"
    plain.write_text("\n".join(versions))
    return plain

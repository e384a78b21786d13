"""The framework whose items people judge, and dossiers that use it; the framework of the example is scored from registers alone."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.dossiers import laid_out

from jixiao.framework.load import load_file

ID = "judged-unit"
FILE = Path(__file__).parent / "frameworks" / ID / "framework.yaml"
JUDGED = load_file(FILE)
HEADER = "framework,item_code,answer,reason\n"


def use(folder: Path) -> Path:
    """Let a dossier use the framework as well, from its own ``frameworks/`` folder."""
    shutil.copytree(FILE.parent, folder / "frameworks" / ID)
    manifest = folder / "dossier.yaml"
    text = manifest.read_text("utf-8")
    assert text.count("\nframeworks: [") == 1
    manifest.write_text(text.replace("\nframeworks: [", f"\nframeworks: [{ID}, "), "utf-8")
    return folder


def judged(folder: Path, *rows: str) -> Path:
    """A dossier that is scored by the framework first, with these rows of judgements, each without its framework."""
    text = HEADER + "".join(f"{ID},{row}\n" for row in rows)
    return use(laid_out(folder, {"judgement.csv": text}))

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.dossiers import laid_out

from jixiao.cli import main
from jixiao.files.yamls import read_yaml
from jixiao.tables.proofs import digest_of

STORIES: Any = read_yaml(Path(__file__).parent / "rectifying.yaml").data


def steps(listed: Any) -> Iterator[Any]:
    """The steps of a story; one that begins like others has their steps first."""
    for each in listed:
        if "begin" in each:
            yield from steps(STORIES["beginnings"][each["begin"]])
        else:
            yield each


def is_said(line: str, printed: list[str]) -> bool:
    pattern = re.escape(line).replace("…", ".*")
    return any(re.fullmatch(pattern, each) for each in printed)


def do(step: Any, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prepare(step, folder, capsys)
    if "run" in step:
        run(step, folder, capsys)


def prepare(step: Any, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What happens outside of the console: files come and go, others print something."""
    for name, text in step.get("write", {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(STORIES["texts"][text[1:]] if text.startswith("=") else text, "utf-8")
    if "without" in step:
        (folder / step["without"]).unlink()
    for name, (old, new) in step.get("replace", {}).items():
        text = (folder / name).read_text("utf-8")
        assert str(old) in text
        (folder / name).write_text(text.replace(str(old), str(new)), "utf-8")
    if "redigest" in step:
        path = folder / "evidence.csv"
        path.write_text(re.sub(r"sha256:[0-9a-f]+", digest_of(folder / step["redigest"]), path.read_text("utf-8")), "utf-8")
    if "review" in step:
        main(["review", str(folder / step["review"]), "--json"])
        (folder / "review.json").write_text(capsys.readouterr().out, "utf-8")
    if "print" in step:
        main([str(folder) if word == "D" else word for word in step["print"]] + ["--json"])
        (folder.parent / "o").mkdir(exist_ok=True)
        (folder.parent / "o" / step["into"]).write_text(capsys.readouterr().out, "utf-8")
    if "other" in step:
        told = step["other"]
        manifest = f"unit_code: {told['unit_code']}\nfiscal_year: {told['fiscal_year']}\nframeworks: []\n"
        laid_out(folder.parent / "o", {"unit.csv": f"unit_code,name,kind\n{told['unit_code']},某局,行政单位\n"}, manifest)


def run(step: Any, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = {"D": str(folder), "O": str(folder.parent / "o")}
    words = [re.sub(r"^[DO](?=/|$)", lambda found: places[found[0]], word) for word in shlex.split(step["run"])]
    code = main(words)
    told = capsys.readouterr()
    printed = (told.out + told.err).splitlines()
    assert code == step.get("code", 0), (step["run"], printed)
    for line in step.get("says", []):
        assert is_said(line, printed), (step["run"], line, printed)


@pytest.mark.parametrize("name", STORIES["stories"])
def test_a_story_of_the_loop(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JIXIAO_LANG", raising=False)
    folder = laid_out(tmp_path / "d", STORIES["tables"], "unit_code: U1\nfiscal_year: 2023\nframeworks: []\n")
    for step in steps(STORIES["stories"][name]):
        do(step, folder, capsys)

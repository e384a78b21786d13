"""A folder with files that were made to do harm: each is told in a sentence, the others are reviewed, in bounded time and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.document import papers
from tests.document import test_pdf_by_hand as by_hand
from tests.document.hostile import FILES, Make, raw

from jixiao.document.formats import docx

MEMORY, SECONDS = 2_500_000_000, 300
"""What all of it may take, on a slow and busy machine."""

MADE: dict[str, Make] = {
    "password.pdf": raw(by_hand.hostile("password")),
    "scanned.pdf": raw(by_hand.paper(by_hand.DRAWN, by_hand.DRAWN)),
    "circle.pdf": raw(by_hand.hostile("circle")),
    "named-otherwise.xlsx": raw(by_hand.paper(b"")),
}
QUICK = (
    *(
        "bomb.docx",
        "liar.docx",
        "encrypted.docx",
        "laughs.docx",
        "deep.docx",
        "stray.xlsx",
        "laughs.xlsx",
        "far.xlsx",
        "merge.xlsx",
    ),
    *("wide.html", "deep.html", "bare.pdf", "bare.xls", "quote.csv", "empty.docx", "noise.pdf", "lines.txt"),
)
HEAVY = (
    "full.xlsx",
    "too-many-rows.docx",
    "too-long.txt",
    "one-line.txt",
    "long.txt",
    "bomb.pdf",
    "numbers.docx",
    "spaces.txt",
    "rows.csv",
)
READ = {"wide.html", "merge.xlsx", "quote.csv", "bare.xls", "noise.pdf"}
"""Files of which something may be read after all."""

REPORT = "某局2023年度自评报告\n\n截至2023年6月31日，完成预算的96%。\n"

PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
from jixiao.cli import main
sys.exit(main(sys.argv[2:]))
"""


def reviewed(folder: Path, names: tuple[str, ...]) -> dict[str, Any]:
    """What the command says of a folder with these files and two good ones, by the name of the file."""
    for name in names:
        (MADE.get(name) or FILES[name])(folder / name)
    docx.write(papers.report(), folder / "good.docx")
    (folder / "good.txt").write_text(REPORT, "utf-8")
    command = [sys.executable, "-c", PROGRAM, str(MEMORY), "review", str(folder), "--json", "--jobs", "2"]
    process = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert process.returncode == 1, process.stderr[-2000:]
    assert "Traceback" not in process.stderr
    said: list[dict[str, Any]] = json.loads(process.stdout)
    return {Path(each["file"]).name: each["findings"] for each in said}


def refusals(findings: list[Any]) -> list[str]:
    return [each["because"] for each in findings if each["check"] == "papers-can-be-read"]


def test_the_good_files_of_a_folder_are_reviewed_beside_the_bad_ones(tmp_path: Path) -> None:
    said = reviewed(tmp_path, (*QUICK, *MADE))
    assert [each["rule"] for each in said["good.txt"] if each["severity"] == "error"] == ["N01"]
    assert said.keys() == {*QUICK, *MADE, "good.docx", "good.txt"}
    refused = {name: refusals(findings) for name, findings in said.items() if refusals(findings)}
    assert refused.keys() >= {*MADE, *QUICK} - READ
    assert all(len(each) == 1 and each[0].endswith("。") for each in refused.values()), refused


@pytest.mark.heavy
@pytest.mark.parametrize("name", HEAVY)
def test_a_large_file_takes_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    said = reviewed(tmp_path, (name,))
    assert [each["rule"] for each in said["good.txt"] if each["severity"] == "error"] == ["N01"]

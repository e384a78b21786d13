"""Many papers at once: which files are meant, in which order, and that one that is broken never stops the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jixiao.errors import Misuse
from jixiao.review.many import Wanted, files_of, review_all

WRONG = "一、监控情况\n\n截至2023年6月31日，项目支出进度为62.08%。\n"
RIGHT = "一、监控情况\n\n截至2023年6月30日，项目支出进度为62.08%。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"b.txt": WRONG, "a.txt": RIGHT, "below/c.txt": WRONG, "~$a.txt": WRONG, "d.xyz": WRONG}.items():
        path = tmp_path / "papers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (tmp_path / "papers" / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
    return tmp_path / "papers"


def names(paths: list[Path], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in paths]


def test_a_folder_means_all_papers_in_it_by_their_names(folder: Path) -> None:
    assert names(files_of([str(folder)]), folder) == ["a.txt", "b.txt", "below/c.txt", "broken.docx"]


def test_a_pattern_means_what_fits_it(folder: Path) -> None:
    assert names(files_of([f"{folder}/*.txt"]), folder) == ["a.txt", "b.txt"]
    assert names(files_of([f"{folder}/**/*.txt"]), folder) == ["a.txt", "b.txt", "below/c.txt"]


def test_a_file_is_reviewed_once_and_in_the_order_of_the_names_given(folder: Path) -> None:
    given = [str(folder / "b.txt"), str(folder)]
    assert names(files_of(given), folder) == ["b.txt", "a.txt", "below/c.txt", "broken.docx"]


@pytest.mark.parametrize("name", ["empty", "*.pdf", "missing.docx"])
def test_where_no_paper_is_found_the_command_makes_no_sense(folder: Path, name: str) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(Misuse):
        files_of([str(folder / name)])


@pytest.mark.parametrize("processes", [1, 2])
def test_a_broken_file_does_not_stop_the_others(folder: Path, processes: int) -> None:
    heard: list[Path] = []
    paths = [*files_of([str(folder)]), folder / "missing.txt"]
    found = review_all(paths, Wanted(), processes, heard.append)
    assert [result.path for result in found] == heard == paths
    dates = [[finding.rule for finding in result.outcome.findings].count("N01") for result in found]
    assert dates == [0, 1, 1, 0, 0]
    assert [result.is_read for result in found] == [True, True, True, False, False]
    assert [bool(result.digest) for result in found] == [True, True, True, True, False]


def test_processes_find_the_same_as_one_does(folder: Path) -> None:
    paths = files_of([str(folder)])
    wanted = Wanted(with_sentences=True)
    assert review_all(paths, wanted, 1) == review_all(paths, wanted, 2)


def test_sentences_are_kept_only_if_wanted(folder: Path) -> None:
    paths = files_of([str(folder)])
    assert not any(result.sentences for result in review_all(paths, Wanted(), 1))
    assert [len(result.sentences) for result in review_all(paths, Wanted(with_sentences=True), 1)] == [1, 1, 1, 0]


@pytest.mark.skipif(os.name != "posix", reason="processes are killed by a signal")
def test_a_process_that_dies_costs_only_its_own_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(deadly(folder)))
    found = review_all(files_of([f"{folder}/*.txt"]), Wanted(), 2)
    assert [result.is_read for result in found] == [True, False]
    assert "broke off over this file" in found[1].outcome.findings[0].because.say("en")


def deadly(folder: Path) -> Path:
    """A place from which processes load a program that dies over one file, as one does that has no memory left."""
    made = folder.parent / "site"
    made.mkdir()
    text = "import os, sys\ndef die(event, args):\n    if event == 'open' and str(args[0]).endswith('b.txt'):\n        os._exit(9)\nsys.addaudithook(die)\n"
    (made / "sitecustomize.py").write_text(text, "utf-8")
    return made

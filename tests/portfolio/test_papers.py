"""The papers of many dossiers: whole sets or none, whatever happens to the run, to a dossier, or to a paper that stands there."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.document.hostile import FILES
from tests.many_dossiers import make_dossier, make_dossiers

from jixiao.cli import main
from jixiao.errors import Misuse
from jixiao.files.delimited import read_csv
from jixiao.files.locking import locked
from jixiao.portfolio.collecting import collect
from jixiao.portfolio.incoming import STATE
from jixiao.portfolio.pace import Pace
from jixiao.portfolio.papers import BEFORE, FAILURES, JOURNAL, LEFT_OUT, LOCK, MAKING, papers, tasks_in
from jixiao.portfolio.papers_gone import ASIDE, LIST
from jixiao.portfolio.papers_of_lake import tasks_of
from jixiao.portfolio.papers_set import Task, beside
from jixiao.report.batch import Wanted
from jixiao.report.record import FILE, Record
from jixiao.tables.reading import read_dossier
from jixiao.tables.workbook import write_workbook
from jixiao.workers import Bounds

SMALL = ("rural-school-project-2023",)
FORM = "evidence_list"
WANTED = Wanted(only=(FORM,), formats=("docx", "html"))
COMMAND = ["--lang", "en", "portfolio", "papers"]
BAD = {"broken", "unit-00099"}
ASKED = ["--only", FORM, "--format", "docx,html"]


def contents(out: Path) -> dict[str, bytes]:
    """All papers with the names of their folders; not what the run notes for itself."""
    listed = (path for path in out.rglob("*") if path.is_file() and path.name not in {FILE, FAILURES, LEFT_OUT})
    return {name: path.read_bytes() for path in listed if not (name := path.relative_to(out).as_posix()).startswith(STATE)}


def journal(out: Path) -> Counter[tuple[str, str, str]]:
    """How often each thing came of each dossier, from which inputs."""
    lines = (out / STATE / JOURNAL).read_text("utf-8").splitlines()
    return Counter((said["name"], said["became"], said["inputs"]) for said in map(json.loads, filter(None, lines)))


def made_twice(seen: Counter[tuple[str, str, str]]) -> int:
    """How often a set was made again from the same inputs: at most once for each time that a run was killed between its note and its move."""
    return sum(count - 1 for (_, became, _), count in seen.items() if became == "made")


def records(out: Path) -> Iterator[Path]:
    for path, folders, names in os.walk(out):
        folders[:] = [each for each in folders if each != STATE]
        yield from (Path(path) / name for name in names if name == FILE)


def are_whole(out: Path) -> bool:
    """Whether every set that stands is as its record says."""
    found = [Record.read(path.parent) for path in records(out)]
    return all(record.runs and all(record.holds(digest) for digest in record.runs) for record in found)


def sets(out: Path) -> int:
    return sum(1 for path in records(out))


@pytest.fixture(scope="module")
def incoming(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six dossiers, a workbook, a broken one, and one with cells that are not what they should be."""
    folder = tmp_path_factory.mktemp("incoming") / "in"
    made = make_dossiers(folder, 6, among=SMALL)
    write_workbook(read_dossier(made[0]), folder / "as-workbook.xlsx")
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    wrong = make_dossier(folder, 99, SMALL[0]) / "payment.csv"
    wrong.write_text(wrong.read_text("utf-8").replace(",2023-", ",二〇二三-", 1), "utf-8")
    return folder


@pytest.fixture(scope="module")
def made(incoming: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run gives that nothing happened to."""
    out = tmp_path_factory.mktemp("made") / "out"
    papers(tasks_in(incoming), out, WANTED)
    return out


def test_every_good_dossier_has_a_set_and_every_bad_one_a_reason(
    incoming: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [*COMMAND, str(incoming), "--out", str(tmp_path / "out"), *ASKED]
    assert main(command) == 1
    said = capsys.readouterr()
    assert "7 sets written, 14 papers; 0 unchanged; 2 dossiers without papers" in said.out
    assert "broken.xlsx cannot be opened" in said.out
    assert "payment.csv row 2" in said.out
    assert "9 of 9 done, 2 failed" in said.err
    log = (tmp_path / "out" / FAILURES).read_text("utf-8-sig")
    assert "broken.xlsx" in log
    assert "payment.csv" in log
    assert main(command) == 1
    assert "0 sets written, 0 papers; 7 unchanged; 2 dossiers without papers" in capsys.readouterr().out
    assert sets(tmp_path / "out") == 7
    assert are_whole(tmp_path / "out")


def test_the_same_dossiers_give_the_same_bytes(incoming: Path, made: Path, tmp_path: Path) -> None:
    papers(tasks_in(incoming), tmp_path / "out", WANTED, processes=1)
    assert contents(tmp_path / "out") == contents(made)


def killed(incoming: Path, out: Path, when: int, after: float = 0, asked: Sequence[str] = ASKED) -> None:
    """Begin in a process of its own, and end it once so many sets stand."""
    program = Path(sys.executable).with_name("jixiao")
    command = [str(program), *COMMAND, str(incoming), "--out", str(out), *asked, "--jobs", "2"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 120
    while process.poll() is None and sets(out) < when and time.monotonic() < end:
        time.sleep(0.005)
    time.sleep(after)
    process.kill()
    process.wait()


def test_a_run_that_was_killed_goes_on_and_loses_nothing(incoming: Path, made: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for when, after in ((1, 0.0), (3, 0.07)):
        killed(incoming, out, when, after)
        assert are_whole(out)
        assert sets(out) >= when
    tally = papers(tasks_in(incoming), out, WANTED)
    assert tally.made + tally.unchanged == 7
    assert contents(out) == contents(made)
    assert {path.name for path in (out / STATE).iterdir()} == {JOURNAL, LOCK}
    seen = journal(out)
    assert {name for name, became, _ in seen if became != "failed"} == {task.name for task in tasks_in(incoming)} - BAD
    assert made_twice(seen) <= 2


@pytest.mark.heavy
def test_sixty_units_killed_at_many_moments(tmp_path: Path) -> None:
    incoming, out, whole = tmp_path / "in", tmp_path / "out", tmp_path / "whole"
    make_dossiers(incoming, 60, among=("district-culture-2023", "beijing-office-2023"))
    FILES["far.xlsx"](incoming / "far.xlsx")
    (incoming / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    pipe = make_dossier(incoming, 99, SMALL[0]) / "unit.csv"
    pipe.unlink()
    os.mkfifo(pipe)
    asked, bounds = Wanted(formats=("docx", "html"), only=(FORM, "self_evaluation_report")), Bounds(seconds=30)
    failed = papers(tasks_in(incoming), whole, asked, bounds=bounds).failed
    assert [each.task.name for each in failed] == ["broken", "far", "unit-00099"]
    assert "not done after 30 seconds" in failed[2].because.say("en")
    assert failed[2].because.say("en").endswith("unit-00099/unit.csv is no ordinary file")
    when = kills = 0
    while when < 60:
        kills += 1
        killed(incoming, out, when, 0.013 * (when % 17), [*ASKED, "--only", "self_evaluation_report"])
        assert are_whole(out)
        when = max(sets(out), when) + 4
    papers(tasks_in(incoming), out, asked, bounds=bounds)
    assert contents(out) == contents(whole)
    assert made_twice(journal(out)) <= kills
    assert {path.name for path in (out / STATE).iterdir()} == {JOURNAL, LOCK}


def test_what_changed_is_made_again_and_what_somebody_edited_is_kept(incoming: Path, tmp_path: Path) -> None:
    copy, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(incoming / "000", copy)
    papers(tasks_in(copy), out, WANTED)
    edited = next((out / "unit-00001").glob("*.docx"))
    edited.write_bytes(b"edited")
    (out / "unit-00001" / "letter.txt").write_text("mine")
    tally = papers(tasks_in(copy), out, WANTED)
    assert (tally.made, tally.unchanged) == (1, 5)
    assert [path.name for path in tally.edited] == sorted([edited.name, "letter.txt"])
    assert edited.read_bytes() == b"edited"
    assert (out / "unit-00001" / "letter.txt").read_text() == "mine"
    assert edited.with_name(f"{edited.stem}（新）.docx").exists()
    assert papers(tasks_in(copy), out, WANTED).unchanged == 6
    other = Wanted(only=(FORM,), formats=("docx",))
    assert papers(tasks_in(copy), out, other).made == 6
    assert not list((out / "unit-00000").glob("*.html")), "a set is what was asked for last"


def test_the_last_set_returns_if_a_run_was_cut_off_between_two_moves(incoming: Path, made: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(made, out)
    (task, *_) = tasks_in(incoming)
    before = beside(out / STATE / BEFORE, task)
    before.mkdir(parents=True)
    (before / ".name").write_text(task.name, encoding="utf-8")
    (out / task.name).rename(before / Path(task.name).name)
    (out / STATE / MAKING / "left").mkdir(parents=True)
    with (out / STATE / JOURNAL).open("a") as stream:
        stream.write('{"name": "half a li')
    tally = papers(tasks_in(incoming), out, WANTED)
    assert tally.unchanged == 7
    assert contents(out) == contents(made)
    assert {path.name for path in (out / STATE).iterdir()} == {JOURNAL, LOCK}


def test_what_the_public_does_not_read_is_listed_for_all_of_them(tmp_path: Path) -> None:
    make_dossiers(tmp_path / "in", 2, among=("district-culture-2023",))
    public = Wanted(only=("publication_copy",), formats=("html",))
    for _ in range(2):
        papers(tasks_in(tmp_path / "in"), tmp_path / "out", public)
        lines = [line.cells for line in read_csv(tmp_path / "out" / LEFT_OUT)][1:]
        assert {Path(dossier).name for dossier, _ in lines} == {"unit-00000", "unit-00001"}
        assert any("relic.csv" in said for _, said in lines)
    papers(tasks_in(tmp_path / "in"), tmp_path / "out", WANTED)
    assert not (tmp_path / "out" / LEFT_OUT).exists()


def test_papers_of_an_earlier_state_are_named_where_new_ones_fail(incoming: Path, made: Path, tmp_path: Path) -> None:
    copy, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(incoming, copy)
    shutil.copytree(made, out)
    before = contents(out)
    (copy / "000" / "unit-00002" / "dossier.yaml").write_text("unit_code: [")
    tally = papers(tasks_in(copy), out, WANTED)
    assert [(each.task.name, each.is_old) for each in tally.failed if each.is_old] == [("000/unit-00002", True)]
    assert contents(out) == before


def test_two_runs_do_not_write_into_one_folder(incoming: Path, tmp_path: Path) -> None:
    (tmp_path / STATE).mkdir()
    with locked(tmp_path / STATE / LOCK), pytest.raises(Misuse, match="Another run is writing"):
        papers(tasks_in(incoming), tmp_path, WANTED)


def test_papers_never_stand_among_dossiers(incoming: Path) -> None:
    for out in (incoming, incoming / "000" / "unit-00000"):
        with pytest.raises(Misuse, match="name another folder"):
            papers(tasks_in(incoming), out, WANTED)


def test_what_is_wrong_for_all_is_said_before_anything_is_made(incoming: Path, tmp_path: Path) -> None:
    for wanted in (Wanted(only=("no_form",)), Wanted(formats=("doc",)), Wanted(framework="none"), Wanted(layout="none")):
        with pytest.raises(Misuse):
            papers(tasks_in(incoming), tmp_path / "out", wanted)
    assert not (tmp_path / "out").exists()


def test_papers_are_no_dossiers_but_a_dossier_may_stand_below_some(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "in" / "papers")
    shutil.copytree(made / "000" / "unit-00000", tmp_path / "in" / "demo")
    (tmp_path / "in" / "demo" / "paper.xlsx").write_bytes(b"")
    make_dossier(tmp_path / "in" / "demo", 3, SMALL[0])
    assert [task.name for task in tasks_in(tmp_path / "in")] == ["demo/unit-00003"]


def test_a_lake_knows_its_dossiers_and_a_sample_of_them_will_do(
    incoming: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    collect([incoming / "000"], tmp_path / "lake")
    assert len(tasks_of(tmp_path / "lake")) == 6
    (tmp_path / "sample.csv").write_text("unit_code\n990001-QHXX00003\n")
    base = [*COMMAND, str(tmp_path / "lake"), "--out", str(tmp_path / "out"), *ASKED]
    assert main([*base, "--units", "990001-QHXX00001,990001-QHXX00002"]) == 0
    assert main([*base, "--sample", str(tmp_path / "sample.csv")]) == 0
    assert {path.parent.name for path in records(tmp_path / "out")} == {f"990001-QHXX0000{at}-2023" for at in (1, 2, 3)}
    capsys.readouterr()
    assert main([*base, "--units", "NOBODY"]) == 2
    assert "does not have these units: NOBODY" in capsys.readouterr().err
    assert main([*COMMAND, str(incoming), "--out", str(tmp_path / "out"), "--units", "x"]) == 2
    assert "are for a lake" in capsys.readouterr().err


def test_papers_without_a_dossier_are_named_and_put_aside_when_asked(
    incoming: Path, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here, out = tmp_path / "in", tmp_path / "out"
    for name in ("unit-00001", "unit-00002"):
        shutil.copytree(incoming / "000" / name, here / "000" / name)
    command = [*COMMAND, str(here), "--out", str(out), *ASKED]
    assert main(command) == 0
    (out / "000" / "unit-00001" / "note.txt").write_text("written by somebody")
    (here / "000" / "unit-00001").rename(tmp_path / "unit-00001")
    assert "sets stand whose dossiers" not in capsys.readouterr().out
    for _ in range(2):
        assert main(command) == 0
        assert "1 more sets stand whose dossiers are no longer in" in capsys.readouterr().out
        assert "000/unit-00001" in (out / LIST).read_text("utf-8-sig")
        assert [name for name, became, _ in journal(out).elements() if became == "gone"] == ["000/unit-00001"]
        assert (out / "000" / "unit-00001" / FILE).exists()
    assert main([*command, "--prune"]) == 0
    assert f"1 sets whose dossiers are no longer there were moved to {out / ASIDE}" in capsys.readouterr().out
    assert not (out / LIST).exists()
    assert not (out / "000" / "unit-00001").exists()
    assert (out / ASIDE / "000" / "unit-00001" / "note.txt").exists()
    assert {name.removeprefix(f"{ASIDE}/") for name in contents(out)} >= {
        name for name in contents(made) if name.startswith(("000/unit-00001", "000/unit-00002"))
    }
    (tmp_path / "unit-00001").rename(here / "000" / "unit-00001")
    assert main([*command, "--prune"]) == 0
    assert "1 sets written, 2 papers; 1 unchanged" in capsys.readouterr().out


def test_papers_made_from_elsewhere_are_left_alone(incoming: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other, out = tmp_path / "one", tmp_path / "other", tmp_path / "out"
    shutil.copytree(incoming / "000" / "unit-00001", one / "unit-00001")
    shutil.copytree(incoming / "000" / "unit-00002", other / "unit-00002")
    for folder in (one, other):
        assert main([*COMMAND, str(folder), "--out", str(out), *ASKED, "--prune"]) == 0
    assert "no longer" not in capsys.readouterr().out
    shutil.rmtree(one)
    assert main([*COMMAND, str(other), "--out", str(out), *ASKED]) == 0
    assert "1 more sets stand" in capsys.readouterr().out
    collect([other], tmp_path / "lake")
    base = [*COMMAND, str(tmp_path / "lake"), "--out", str(tmp_path / "of-lake"), *ASKED]
    assert main(base) == 0
    collect([other, incoming / "000" / "unit-00003"], tmp_path / "larger")
    shutil.rmtree(tmp_path / "lake")
    (tmp_path / "larger").rename(tmp_path / "lake")
    assert main([*base, "--units", "990001-QHXX00003"]) == 0
    assert "more sets stand" not in capsys.readouterr().out
    collect([incoming / "000" / "unit-00003"], tmp_path / "smaller")
    shutil.rmtree(tmp_path / "lake")
    (tmp_path / "smaller").rename(tmp_path / "lake")
    assert main(base) == 0
    assert "1 more sets stand" in capsys.readouterr().out


def test_names_are_paths_and_a_workbook_beside_a_folder_keeps_its_ending(tmp_path: Path) -> None:
    for name in ("a", "b/c.d"):
        make_dossier(tmp_path / name, 1, SMALL[0]).rename(tmp_path / name / "x")
    for name in ("a.xlsx", "b/c.d.xlsx", "b/e.xlsx", "~$b.xlsx"):
        (tmp_path / name).write_bytes(b"")
    assert [task.name for task in tasks_in(tmp_path)] == ["a/x", "a.xlsx", "b/c.d/x", "b/c.d.xlsx", "b/e"]
    assert [task.name for task in tasks_in(tmp_path / "a" / "x")] == ["x"]
    assert tasks_in(tmp_path / "a.xlsx") == [Task(tmp_path / "a.xlsx", "a", tmp_path / "a.xlsx")]


def test_the_pace_is_said_on_a_log_now_and_then() -> None:
    stream, now = io.StringIO(), [0.0]
    pace = Pace(200, stream, "en", lambda: now[0])
    for at in range(100):
        now[0] += 1
        pace.tell("failed" if at == 5 else "made")
    lines = stream.getvalue().splitlines()
    assert lines[0] == "30 of 200 done, 1 failed, 60 a minute, some 3 minutes left"
    assert len(lines) == 3
    pace.close()
    assert stream.getvalue().splitlines()[-1].startswith("100 of 200 done")

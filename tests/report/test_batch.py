"""Papers of many dossiers: made once, made again only where something changed, and never over what somebody edited."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE, Copy, laid_out

from jixiao.report import batch
from jixiao.report.batch import Done, Job, Wanted, jobs_of, run, run_all
from jixiao.report.making import making
from jixiao.report.record import FILE

WANTED = Wanted(only=("self_evaluation_form",), formats=("docx", "xlsx"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != FILE}


def test_an_unchanged_dossier_is_not_written_again(tmp_path: Path) -> None:
    job = Job(EXAMPLE, tmp_path / "out")
    first = run(job, WANTED)
    before = {path: path.stat().st_mtime_ns for path in first.made}
    again = run(job, WANTED)
    assert (again.made, again.unchanged) == ((), first.made)
    assert {path: path.stat().st_mtime_ns for path in first.made} == before
    assert run(job, WANTED, force=True).made == first.made


def test_a_changed_row_an_option_or_a_lost_paper_makes_the_papers_again(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    job = Job(copy.path, tmp_path / "out")
    run(job, WANTED)
    (row,) = copy.rows("deduction_reason", "item_code", "asset-allocation")
    copy.set("deduction_reason", row, reason="改过的原因")
    assert run(job, WANTED).made
    assert run(job, Wanted(only=("self_evaluation_form",), formats=("docx",))).made
    assert run(job, WANTED).made, "the papers of the second run were replaced by the third"
    path = run(job, WANTED).unchanged[0]
    path.unlink()
    assert run(job, WANTED).made


def test_the_same_dossier_gives_the_same_bytes_elsewhere(tmp_path: Path) -> None:
    run(Job(EXAMPLE, tmp_path / "one"), WANTED)
    run(Job(EXAMPLE, tmp_path / "two"), WANTED)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_a_paper_that_was_edited_is_kept(tmp_path: Path) -> None:
    job = Job(EXAMPLE, tmp_path / "out")
    path = run(job, WANTED).made[0]
    path.write_bytes(b"edited by hand")
    done = run(job, WANTED)
    assert path.read_bytes() == b"edited by hand"
    assert done.beside == (path,)
    assert {made.name for made in done.made} >= {f"{path.stem}（新）{path.suffix}"}
    assert run(job, WANTED, force=True).beside == ()
    assert path.read_bytes() != b"edited by hand"


def test_a_run_that_was_cut_off_goes_on_without_leaving_anything_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job, whole = Job(EXAMPLE, tmp_path / "out"), tmp_path / "whole"
    run(Job(EXAMPLE, whole), WANTED)
    made = making

    def cut_off(*given: object) -> object:
        steps = iter(made(*given))  # type: ignore[arg-type]
        yield next(steps)
        next(steps)
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "making", cut_off)
    with pytest.raises(KeyboardInterrupt):
        run(job, WANTED)
    monkeypatch.undo()
    assert len(contents(job.out)) == 2
    done = run(job, WANTED)
    assert done.beside == ()
    assert contents(job.out) == contents(whole)


def test_a_damaged_record_is_no_record(tmp_path: Path) -> None:
    job = Job(EXAMPLE, tmp_path / "out")
    run(job, WANTED)
    for text in ("", "[]", '{"runs": 3}', "{", json.dumps({"runs": {}, "papers": {"a": []}, "pending": []})):
        (job.out / FILE).write_text(text, "utf-8")
        assert run(job, WANTED).beside, "without a record it is not known whether the papers were edited"


def test_several_dossiers_have_a_folder_each_and_one_that_fails_holds_up_no_other(tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    good = laid_out(tmp_path / "good")
    shutil.copytree(good, tmp_path / "more" / "good")
    jobs = jobs_of([good, bad, tmp_path / "more" / "good"], tmp_path / "out")
    assert [job.out.name for job in jobs] == ["good", "bad", "good-2"]
    told: list[Done] = []
    found = run_all(jobs, WANTED, 2, tell=told.append)
    assert [bool(done.failure) for done in found] == [False, True, False]
    assert {done.job for done in told} == {*jobs}
    assert all(path.is_file() for done in found for path in done.made)
    assert all(done.unchanged for done in run_all(jobs, WANTED, 2) if not done.failure)


def test_one_dossier_has_its_papers_where_they_were_asked_for(tmp_path: Path) -> None:
    assert jobs_of([EXAMPLE], tmp_path / "out") == [Job(EXAMPLE, tmp_path / "out")]

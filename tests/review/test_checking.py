from __future__ import annotations

from pathlib import Path

from tests.dossiers import EXAMPLE, Copy, laid_out

from jixiao.findings import has_errors, summary
from jixiao.review.checking import check
from jixiao.tables.folder import read_folder


def test_every_file_is_checked_in_the_order_of_names() -> None:
    outcomes = check(read_folder(EXAMPLE))
    files = [outcome.file for outcome in outcomes]
    assert files == sorted(set(files))
    assert {path.name for path in EXAMPLE.glob("*.csv")} | {"dossier.yaml"} <= set(files)
    assert all(outcome.held for outcome in outcomes)
    assert not has_errors(outcomes)


def test_held_and_failed_checks_are_counted() -> None:
    outcomes = check(read_folder(EXAMPLE))
    assert sum(outcome.failed for outcome in outcomes) == 2
    assert sum(outcome.held for outcome in outcomes) > 600
    assert "错误0处，需说明1处，提示1处" in summary(outcomes).say("zh")
    assert "0 errors, 1 to explain, 1 hints" in summary(outcomes).say("en")


def test_a_fault_fails_one_check_and_leaves_the_others_held(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    copy.set("office", 2, name="")
    copy.set("office", 3, name="")
    before = {outcome.file: outcome for outcome in check(read_folder(EXAMPLE))}["office.csv"]
    after = {outcome.file: outcome for outcome in check(read_folder(copy.path))}["office.csv"]
    assert (after.held, after.failed, len(after.findings)) == (before.held - 1, 1, 2)


def test_a_dossier_with_nothing_in_it_has_no_fault_of_its_tables(tmp_path: Path) -> None:
    outcomes = check(read_folder(laid_out(tmp_path)))
    assert [finding.check for outcome in outcomes for finding in outcome.findings] == []


def test_checking_finds_the_same_each_time(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    copy.set("payment", 5, amount_yuan="许多")
    first, second = (check(read_folder(copy.path)) for _ in range(2))
    assert first == second

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jixiao.cli import main
from jixiao.document.formats import docx
from jixiao.document.projection import project
from jixiao.errors import Misuse
from jixiao.portfolio import letters_paper
from jixiao.portfolio.letters import FAILURES, JOURNAL, Wanted, codes_in, file_name, letters
from jixiao.portfolio.letters_paper import NO_DAY, Asked, letter
from jixiao.portfolio.outcomes import Outcome, result_at

FEW = Wanted(top=8, asked=Asked("某市财政局", date(2024, 5, 10), date(2024, 5, 31)))


@pytest.fixture(scope="module")
def outcomes(nation: Path) -> list[Outcome]:
    with result_at(nation / "scored") as result:
        return list(result.outcomes(result.riskiest()))


def became(scored: Path, out: Path, wanted: Wanted = FEW) -> list[str]:
    return [each.became for each in letters(scored, out, wanted, processes=1)]


def test_a_letter_says_what_was_stated_what_the_data_give_and_what_was_seen(outcomes: list[Outcome]) -> None:
    first = outcomes[0]
    text = project(letter(first, FEW.asked))
    assert f"{first.name}：" in text
    assert "于2024年5月31日前书面说明" in text
    assert text.count("计算口径：") == len(first.seen) > 0
    assert "不是结论" in text
    assert "[signature] 某市财政局" in text
    for line in first.items:
        assert line.item.name.zh in text
    assert NO_DAY in project(letter(first, Asked()))


def test_no_letter_accuses(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        text = project(letter(outcome, FEW.asked))
        assert not [word for word in ("虚报", "造假", "违规", "弄虚作假", "{", "}", "None") if word in text]


def test_a_unit_without_a_total_reads_why(outcomes: list[Outcome]) -> None:
    found = [each for each in outcomes if each.place["overall_rank"] is None]
    assert found
    for outcome in found:
        text = project(letter(outcome, FEW.asked))
        assert "中列第" not in text
        assert "没有按零分计" in text or "不能得出总分" in text


def test_only_what_changed_is_written_again(nation: Path, tmp_path: Path) -> None:
    assert became(nation / "scored", tmp_path) == ["made"] * 8
    before = {file: file.stat().st_mtime_ns for file in tmp_path.glob("*.docx")}
    assert became(nation / "scored", tmp_path) == ["unchanged"] * 8
    assert {file: file.stat().st_mtime_ns for file in tmp_path.glob("*.docx")} == before
    other = FEW._replace(asked=FEW.asked._replace(due=date(2024, 6, 30)))
    assert became(nation / "scored", tmp_path, other) == ["made"] * 8
    assert len(before) == 8 == len(list(tmp_path.glob("*.docx")))


def test_a_killed_run_goes_on_where_it_stopped(nation: Path, tmp_path: Path) -> None:
    assert became(nation / "scored", tmp_path) == ["made"] * 8
    bytes_before = {file: file.read_bytes() for file in tmp_path.glob("*.docx")}
    journal = tmp_path / JOURNAL
    kept = journal.read_text("utf-8").splitlines(keepends=True)
    journal.write_text("".join(kept[:4]) + kept[4][:25], "utf-8")  # killed while it noted the fifth
    max(tmp_path.glob("*.docx")).unlink()
    assert sorted(became(nation / "scored", tmp_path)) in (["made"] * 4 + ["unchanged"] * 4, ["made"] * 5 + ["unchanged"] * 3)
    assert {file: file.read_bytes() for file in tmp_path.glob("*.docx")} == bytes_before
    assert set(became(nation / "scored", tmp_path)) <= {"made", "unchanged"}
    assert became(nation / "scored", tmp_path) == ["unchanged"] * 8


def test_what_somebody_edited_is_kept(nation: Path, tmp_path: Path) -> None:
    one = Wanted(top=1)
    assert became(nation / "scored", tmp_path, one) == ["made"]
    (file,) = tmp_path.glob("*.docx")
    file.write_bytes(b"edited")
    assert became(nation / "scored", tmp_path, one) == ["beside"]
    assert file.read_bytes() == b"edited"
    beside = file.with_name(f"{file.stem}（新）.docx")
    assert "反馈函" in project(docx.read(beside))


def test_one_letter_that_fails_does_not_hold_up_the_others(nation: Path, tmp_path: Path) -> None:
    with result_at(nation / "scored") as result:
        (outcome,) = result.outcomes(result.riskiest(1), with_facts=False)
    (tmp_path / f"{file_name(letters_paper.name_of(outcome))}.docx").mkdir()
    found = letters(nation / "scored", tmp_path, FEW, processes=1)
    assert [each.became for each in found] == ["failed"] + ["made"] * 7
    assert found[0].failure is not None
    assert outcome.unit_code in (tmp_path / FAILURES).read_text("utf-8-sig")
    (tmp_path / f"{file_name(letters_paper.name_of(outcome))}.docx").rmdir()
    assert became(nation / "scored", tmp_path) == ["made"] + ["unchanged"] * 7
    assert not (tmp_path / FAILURES).exists()


def test_the_command_takes_codes_or_a_sample(nation: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scored, sample = str(nation / "scored"), tmp_path / "sample.csv"
    assert main(["portfolio", "sample", scored, "--count", "4", "--to", str(sample)]) == 0
    assert len(codes_in(sample)) == 4
    base = ["--lang", "en", "portfolio", "letters", scored, "--jobs", "2"]
    assert main([*base, "--out", str(tmp_path / "a"), "--sample", str(sample), "--from", "财政局", "--due", "2024-05-31"]) == 0
    assert "4 letters written, 0 unchanged" in capsys.readouterr().out
    assert main([*base, "--out", str(tmp_path / "b"), "--units", ",".join(codes_in(sample)[:2])]) == 0
    assert len(list((tmp_path / "b").glob("*.docx"))) == 2
    assert main([*base, "--out", str(tmp_path / "b"), "--units", "NOBODY"]) == 2
    assert "NOBODY" in capsys.readouterr().err
    assert main([*base, "--out", str(tmp_path / "b"), "--units", "x", "--top", "1"]) == 2


def test_a_list_without_codes_is_refused(tmp_path: Path) -> None:
    for text in ("", "name\n单位1\n"):
        (tmp_path / "list.csv").write_text(text, "utf-8")
        with pytest.raises(Misuse, match="no column"):
            codes_in(tmp_path / "list.csv")


def test_names_of_files_hold_no_sign_that_is_refused() -> None:
    assert file_name("a/b:c\u0007?单位") == "a_b_c__单位"

from __future__ import annotations

from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE, laid_out
from tests.tables.books import KIND, PAYMENT, PROJECT, everything

from jixiao.cli import CLEAN, ERRORS, MISUSE, main
from jixiao.errors import Misuse
from jixiao.tables.converting import convert
from jixiao.tables.reading import read_dossier


def test_converting_there_and_back_takes_the_evidence_along(tmp_path: Path) -> None:
    book, folder = tmp_path / "a" / "卷宗.xlsx", tmp_path / "b"
    book.parent.mkdir()
    assert convert(EXAMPLE, book).written == [book, book.parent / "evidence"]
    convert(book, folder)
    assert everything(read_dossier(folder)) == everything(read_dossier(EXAMPLE))
    assert sorted(file.name for file in (folder / "evidence").iterdir()) == sorted(
        file.name for file in (EXAMPLE / "evidence").iterdir()
    )


def test_snapshots_and_the_standard_of_monitoring_come_along(tmp_path: Path) -> None:
    source = laid_out(tmp_path / "a", {"project.csv": PROJECT, "snapshots/2023-06-30.json": "{}", "monitoring.yaml": "id: own\n"})
    (tmp_path / "b").mkdir()
    convert(source, tmp_path / "b" / "卷宗.xlsx")
    convert(tmp_path / "b" / "卷宗.xlsx", tmp_path / "c")
    assert (tmp_path / "c" / "snapshots" / "2023-06-30.json").read_text(encoding="utf-8") == "{}"
    assert (tmp_path / "c" / "monitoring.yaml").read_text(encoding="utf-8") == "id: own\n"


def test_converting_keeps_what_stands_there_unless_it_is_forced(tmp_path: Path) -> None:
    source = laid_out(tmp_path / "a", {"project.csv": PROJECT})
    target = laid_out(tmp_path / "b", {"payment.csv": PAYMENT, "notes.csv": "a\n", "ledgers/any.yaml": KIND})
    with pytest.raises(Misuse) as raised:
        convert(source, target)
    assert "--force" in raised.value.say("zh")
    assert read_dossier(target).table("payment").present
    convert(source, target, force=True)
    assert everything(read_dossier(target)) == everything(read_dossier(source))
    assert (target / "notes.csv").exists()
    with pytest.raises(Misuse):
        convert(source, tmp_path / "d.ods")


def test_a_dossier_with_errors_is_not_converted(tmp_path: Path) -> None:
    source = laid_out(tmp_path / "a", {"payment.csv": PAYMENT.replace("100.00", "一百")})
    converted = convert(source, tmp_path / "d.xlsx")
    assert converted.written == ()
    assert not (tmp_path / "d.xlsx").exists()


def test_the_command_says_what_it_wrote_and_why_it_did_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = laid_out(tmp_path / "a", {"project.csv": PROJECT})
    assert main(["convert", str(source), str(tmp_path / "d.xlsx")]) == CLEAN
    assert capsys.readouterr().out == f"{tmp_path / 'd.xlsx'}\n"
    assert main(["convert", str(source), str(tmp_path / "d.xlsx")]) == MISUSE
    assert "加 --force 覆盖" in capsys.readouterr().err
    (source / "project.csv").write_text(PROJECT.replace("项目支出", "别的支出"), encoding="utf-8")
    assert main(["convert", str(source), str(tmp_path / "d.xlsx"), "--force"]) == ERRORS
    assert "没有写出文件" in capsys.readouterr().out
    assert read_dossier(tmp_path / "d.xlsx").table("project").rows

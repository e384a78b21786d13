from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.db import connections
from django.db.models import Max
from tests.web.who import Who

from jixiao.files.locking import locked
from jixiao.web.backups.making import back_up
from jixiao.web.backups.manifest import state
from jixiao.web.dossiers.standings import standing
from jixiao.web.dossiers.writing import Put, write
from jixiao.web.models import Dossier, Entry, Standing

RECEPTION = {
    "office_code": "JDC",
    "occurred_on": "2023-11-08",
    "recorded_on": "2023-11-09",
    "guest_level": "省部级",
    "batches": "1",
    "persons": "4",
}


def run(*words: str | Path, **environment: str) -> tuple[int, str]:
    """A command in a process of its own, as from a console."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JIXIAO_")}
    command = [sys.executable, "-m", "jixiao.cli", "--lang", "en", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=kept | environment)
    return done.returncode, done.stdout + done.stderr


def filled(dossier: Dossier, writer: Who) -> Dossier:
    """A dossier with a row more and a file beside."""
    write(dossier, [Put("reception", None, RECEPTION)], writer("clerk"))
    evidence = dossier.folder / "evidence"
    evidence.mkdir(parents=True, exist_ok=True)
    (evidence / "名单.txt").write_text("四人", encoding="utf-8")
    return dossier


def rows_of(database: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables that a backup holds."""
    with sqlite3.connect(database) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table' AND name LIKE 'web_%'")
        ]
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}


def test_what_is_restored_is_what_was_there(dossier: Dossier, writer: Who, site: Path, tmp_path: Path) -> None:
    filled(dossier, writer)
    before = state()
    made = back_up(tmp_path / "site.zip")
    assert made.state == before
    assert not any("secret" in name for name in zipfile.ZipFile(made.path).namelist())
    code, said = run("restore", made.path, "--data", tmp_path / "new")
    assert code == 0, said
    connections.close_all()
    assert rows_of(tmp_path / "new/jixiao.sqlite3") == rows_of(site / "jixiao.sqlite3")
    restored = tmp_path / "new/dossiers" / str(dossier.pk) / "evidence/名单.txt"
    assert restored.read_text(encoding="utf-8") == "四人"
    assert run("audit", "verify", "--data", tmp_path / "new", "--head", str(before.history["head"]))[0] == 0
    assert ((tmp_path / "new").stat().st_mode & 0o777) == 0o700


def test_two_backups_of_the_same_are_the_same_bytes(dossier: Dossier, writer: Who, tmp_path: Path) -> None:
    filled(dossier, writer)
    one, two = (back_up(tmp_path / name) for name in ("one.zip", "two.zip"))
    assert one.path.read_bytes() == two.path.read_bytes()


def test_others_write_while_a_backup_is_made(dossier: Dossier, writer: Who, site: Path, tmp_path: Path) -> None:
    """The database is copied in one piece: what is written after that is not in it, and nothing of it is half."""
    filled(dossier, writer)
    head = Entry.objects.aggregate(last=Max("number"))["last"]
    with sqlite3.connect(site / "jixiao.sqlite3") as other:
        other.execute("BEGIN IMMEDIATE")
        made = back_up(tmp_path / "site.zip")
        other.rollback()
    assert made.state.history["entries"] == head


def broken(path: Path, name: str, change: bytes) -> Path:
    """A backup in which one member says something else."""
    target = path.with_name("broken.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for each in old.namelist():
            content = old.read(each)
            new.writestr(each, content.replace(b"\xe5", change, 1) if each == name else content)
    return target


def test_a_damaged_backup_is_refused_and_nothing_stands_there(dossier: Dossier, writer: Who, tmp_path: Path) -> None:
    filled(dossier, writer)
    made = back_up(tmp_path / "site.zip")
    code, said = run("restore", broken(made.path, "rows/web.record.jsonl", b"\xe6"), "--data", tmp_path / "new")
    assert code == 2
    assert "rows/web.record.jsonl" in said
    assert not (tmp_path / "new").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"data", "site.zip", "broken.zip"}


def forged(path: Path) -> Path:
    """A backup whose manifest expects another score, with all digests right."""
    target = path.with_name("forged.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for each in old.namelist():
            content = old.read(each)
            if each == "manifest.json":
                said = json.loads(content)
                next(iter(said["dossiers"].values()))["total"] = "1.00"
                content = json.dumps(said).encode()
            new.writestr(each, content)
    return target


def test_a_site_that_scores_otherwise_is_not_kept(dossier: Dossier, writer: Who, tmp_path: Path) -> None:
    filled(dossier, writer)
    made = back_up(tmp_path / "site.zip")
    code, said = run("restore", forged(made.path), "--data", tmp_path / "new")
    assert code == 1
    assert "'total': '1.00'" in said
    assert not (tmp_path / "new").exists()


def test_what_stands_there_is_replaced_only_when_told_and_kept_beside(
    dossier: Dossier, writer: Who, site: Path, tmp_path: Path
) -> None:
    filled(dossier, writer)
    made = back_up(tmp_path / "site.zip")
    connections.close_all()
    other = tmp_path / "other"
    shutil.copytree(site, other)
    (other / "note.txt").write_text("of before")
    code, said = run("restore", made.path, "--data", other)
    assert (code, "--replace" in said) == (2, True)
    assert run("restore", made.path, "--data", other, "--replace")[0] == 0
    assert (tmp_path / "other.before-1/note.txt").read_text() == "of before"
    assert not (other / "note.txt").exists()


def test_a_site_that_is_served_is_not_replaced(dossier: Dossier, writer: Who, site: Path, tmp_path: Path) -> None:
    filled(dossier, writer)
    made = back_up(tmp_path / "site.zip")
    (site / ".serving").mkdir()
    with locked(site / ".serving/lock"):
        assert run("restore", made.path, "--data", site, "--replace")[0] == 2
    assert Dossier.objects.exists()


def test_a_folder_without_a_site_is_not_made_one_by_mistake(tmp_path: Path) -> None:
    for words in (("backup", "--out", tmp_path / "x.zip"), ("audit", "verify"), ("audit", "recompute")):
        code, said = run(*words, "--data", tmp_path / "nothing")
        assert (code, "There is no site" in said) == (2, True)
    assert not (tmp_path / "nothing").exists()


def test_audit_verify_names_each_break(dossier: Dossier, writer: Who, site: Path) -> None:
    filled(dossier, writer)
    connections.close_all()
    code, said = run("audit", "verify", "--data", site)
    assert code == 0
    head = said.split()[-1]
    with sqlite3.connect(site / "jixiao.sqlite3") as database:
        database.execute("DROP TRIGGER web_entry_no_update")
        database.execute("DROP TRIGGER web_entry_no_delete")
        database.execute("UPDATE web_entry SET reason='nothing' WHERE number=5")
        database.execute("DELETE FROM web_entry WHERE number=7")
        database.execute("DELETE FROM web_entry WHERE number=(SELECT max(number) FROM web_entry)")
    code, said = run("audit", "verify", "--data", site, "--head", head)
    assert code == 1
    assert "Entry 5 does not say what was sealed" in said
    assert "Entry 7 is missing" in said
    assert "its end was cut off" in said


def test_audit_recompute_names_a_score_that_drifted(dossier: Dossier, site: Path) -> None:
    assert standing(dossier) is not None
    assert run("audit", "recompute", "--data", site)[0] == 0
    Standing.objects.update(total="12.34")
    code, said = run("audit", "recompute", "--data", site)
    assert code == 1
    assert "total of 440100-ZJB 2023: 12.34 is stored" in said


@pytest.mark.parametrize("column", ["at", "changed_at", "made_at"])
def test_times_are_kept_to_the_microsecond(dossier: Dossier, writer: Who, tmp_path: Path, column: str) -> None:
    filled(dossier, writer)
    made = back_up(tmp_path / "site.zip")
    with zipfile.ZipFile(made.path) as archive:
        for name in archive.namelist():
            head, *rows = archive.read(name).decode().splitlines() if name.startswith("rows/web.") else [""]
            if rows and column in json.loads(head):
                assert "." in json.loads(rows[0])[json.loads(head).index(column)]

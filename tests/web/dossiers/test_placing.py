from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from tests.web.letters import letter, scanned
from tests.web.who import Who

from jixiao.files.archives import write_archive
from jixiao.web.dossiers.adopting import as_folder
from jixiao.web.dossiers.evidence import Unconfirmed
from jixiao.web.dossiers.placing import COMING, bring, new_file, settle, together
from jixiao.web.dossiers.pushing import push_archive
from jixiao.web.dossiers.uploads import Unsuitable
from jixiao.web.models import Dossier, Entry, Record

NEW = "evidence/ZZ-99999-公函.pdf"


def files(dossier: Dossier) -> dict[str, bytes]:
    paths = (path for path in dossier.folder.rglob("*") if path.is_file())
    return {path.relative_to(dossier.folder).as_posix(): path.read_bytes() for path in paths}


def rows() -> list[tuple[str, int, object]]:
    return list(Record.objects.order_by("pk").values_list("table", "number", "values"))


def archive(dossier: Dossier, folder: Path, content: bytes = b"") -> Path:
    """The dossier's folder with a file of evidence more, and the row that names it."""
    with as_folder(dossier) as whole:
        (whole / NEW).parent.mkdir(exist_ok=True)
        (whole / NEW).write_bytes(content or letter("请予接待"))
        with (whole / "evidence.csv").open("a", encoding="utf-8") as stream:
            header = (whole / "evidence.csv").read_text("utf-8-sig").splitlines()[0].split(",")
            cells = {"证明": "", "evidence_code": "ZZ-99999", "佐证编号": "ZZ-99999", "file": NEW, "文件": NEW}
            cells |= {"unit_code": dossier.unit.code, "单位代码": dossier.unit.code}
            stream.write(",".join(cells.get(word, "") for word in header) + "\r\n")
        paths = [path for path in sorted(whole.rglob("*")) if path.is_file()]
        write_archive(folder / "d.zip", ((f"d/{path.relative_to(whole).as_posix()}", path) for path in paths))
    return folder / "d.zip"


@contextmanager
def commits_fail(dossier: Dossier) -> Iterator[None]:
    """The database itself refuses to commit what touches a dossier: a row that leads nowhere, noticed at the end of the transaction."""
    link = "INSERT INTO web_ledgerkind (name, data, dossier_id) VALUES ('nowhere', '{}', 999999)"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TRIGGER leads_nowhere AFTER UPDATE ON web_dossier BEGIN {link}; END")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER leads_nowhere")
    assert dossier.folder.is_dir()


def test_what_is_pushed_stands_with_all_its_files(dossier: Dossier, writer: Who, tmp_path: Path) -> None:
    before, version = files(dossier), dossier.version
    push_archive(dossier, archive(dossier, tmp_path), writer("finance"))
    assert files(dossier) == before | {NEW: (dossier.folder / NEW).read_bytes()}
    assert Record.objects.filter(table="evidence", values__file=NEW).exists()
    assert dossier.version == Dossier.objects.get().version > version
    assert not list((dossier.folder / COMING).iterdir())
    told = Entry.objects.filter(action="place").order_by("-number")[0]
    assert list(told.after or {}) == [NEW]


def test_a_push_whose_commit_fails_leaves_nothing(dossier: Dossier, writer: Who, tmp_path: Path) -> None:
    zipped, before = archive(dossier, tmp_path), (files(dossier), rows(), Entry.objects.count())
    with commits_fail(dossier), pytest.raises(IntegrityError):
        push_archive(dossier, zipped, writer("finance"))
    assert (files(dossier), rows(), Entry.objects.count()) == before
    dossier.refresh_from_db()
    push_archive(dossier, zipped, writer("finance"))
    assert NEW in files(dossier), "once the database is well again it goes through"


def test_what_is_pushed_is_looked_at_as_if_it_were_handed_in(dossier: Dossier, writer: Who, tmp_path: Path) -> None:
    before = files(dossier), rows()
    with pytest.raises(Unsuitable, match="page 2"):
        push_archive(dossier, archive(dossier, tmp_path, letter("请予接待", "秘密★")), writer("finance"))
    scan = archive(dossier, tmp_path, scanned())
    with pytest.raises(Unconfirmed, match=r"公函\.pdf"):
        push_archive(dossier, scan, writer("finance"))
    assert (files(dossier), rows()) == before
    push_archive(dossier, scan, writer("finance"), is_confirmed=True)
    assert NEW in files(dossier)
    assert Entry.objects.get(action="confirm_unmarked").username == "finance"


def test_what_a_transaction_around_it_takes_back_leaves_nothing(dossier: Dossier, writer: Who, tmp_path: Path) -> None:
    zipped, before = archive(dossier, tmp_path), (files(dossier), rows())

    def pushed_and_more() -> None:
        with together():
            push_archive(dossier, zipped, writer("finance"))
            known = Record.objects.all()[0]
            Record.objects.create(dossier=dossier, table=known.table, number=known.number, values={})

    with pytest.raises(IntegrityError):
        pushed_and_more()
    assert (files(dossier), rows()) == before


def test_what_goes_wrong_after_the_commit_costs_no_file(dossier: Dossier, tmp_path: Path) -> None:
    new = source(tmp_path / "one") / "evidence/a.txt"

    def fails() -> None:
        raise OSError

    def written() -> None:
        with together():
            transaction.on_commit(fails)
            new_file(new, dossier.folder / "evidence/ZZ-1-a.txt")

    with pytest.raises(OSError):  # noqa: PT011 - the one above
        written()
    assert (dossier.folder / "evidence/ZZ-1-a.txt").is_file()


def source(folder: Path, content: bytes = b"new") -> Path:
    (folder / "evidence").mkdir(parents=True)
    (folder / "evidence/a.txt").write_bytes(content)
    return folder


def test_files_of_a_process_that_was_killed_after_its_commit_arrive(dossier: Dossier, writer: Who, tmp_path: Path) -> None:
    with together():
        bring(dossier, source(tmp_path / "one"), ("evidence",), writer("finance").act)
        token = next((dossier.folder / COMING).iterdir()).name
    (dossier.folder / "evidence/a.txt").unlink()
    left = dossier.folder / COMING / token / "evidence/a.txt"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"new")
    version = Dossier.objects.get().version
    settle()
    assert (dossier.folder / "evidence/a.txt").read_bytes() == b"new"
    assert Dossier.objects.get().version > version, "who read it meanwhile has to read it again"
    assert not list((dossier.folder / COMING).iterdir())


def test_files_of_a_process_that_was_killed_before_its_commit_go_when_they_are_old(dossier: Dossier) -> None:
    left, loose, theirs = (
        dossier.folder / name for name in (f"{COMING}/abc/evidence/a.txt", "evidence/ZZ-00077-a.txt", "evidence/own.txt")
    )
    named = dossier.folder / str(Record.objects.filter(table="evidence").values_list("values__file", flat=True)[0])
    for path in (left, loose, theirs):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    standing = named.is_file()
    settle()
    assert left.is_file(), "somebody may still be writing"
    assert loose.is_file()
    for path in (left.parent.parent, loose, theirs):
        os.utime(path, (1, 1))
    settle()
    assert not left.exists()
    assert not loose.exists()
    assert theirs.is_file(), "only what was handed in here and has no row is taken away"
    assert named.is_file() == standing


def test_older_files_never_come_after_newer_ones(dossier: Dossier, writer: Who, tmp_path: Path) -> None:
    with together():
        bring(dossier, source(tmp_path / "one", b"old"), ("evidence",), writer("finance").act)
        token = next((dossier.folder / COMING).iterdir()).name
    left = dossier.folder / COMING / token / "evidence/a.txt"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"old")
    with together():
        bring(dossier, source(tmp_path / "two", b"new"), ("evidence",), writer("finance").act)
    settle()
    assert (dossier.folder / "evidence/a.txt").read_bytes() == b"new"

from __future__ import annotations

import errno
import os
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from jixiao.errors import Unwritable
from jixiao.files.writing import replacing, together, write_all, write_bytes, zipped


def test_the_new_file_takes_the_place_of_the_old_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with replacing(path) as stream:
        stream.write(b"new")
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [*tmp_path.iterdir()] == [path]


def test_a_failure_leaves_what_stood_there_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_bytes(path, b"old")

    def broken() -> None:
        with replacing(path) as stream:
            stream.write(b"half")
            raise KeyError("stop")

    with pytest.raises(KeyError):
        broken()
    assert path.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [path]


def test_a_link_still_leads_to_the_file_that_was_replaced(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    write_bytes(tmp_path / "link.txt", b"new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == b"new"


def test_what_the_system_refuses_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for path, cause in (
        (tmp_path / "none" / "a", "文件夹不存在"),
        (tmp_path / "folder", "该位置是一个文件夹"),
        (tmp_path / ("x" * 300), "文件名过长"),
        (tmp_path / "file" / "a", "路径中有一段不是文件夹"),
    ):
        with pytest.raises(Unwritable) as caught:
            write_bytes(path, b"x")
        assert cause in caught.value.say("zh")
        assert str(path) in caught.value.say("en")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_full_disk_leaves_what_stood_there(code: int, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_bytes(path, b"old")

    def full() -> None:
        with replacing(path):
            raise OSError(code, os.strerror(code))

    with pytest.raises(Unwritable, match="What stood there still stands"):
        full()
    assert path.read_bytes() == b"old"
    assert [*tmp_path.iterdir()] == [path]


class Meddled(dict[Path, bytes]):
    """Contents after whose last file somebody puts a folder in the place of it."""

    def items(self) -> Iterator[tuple[Path, bytes]]:  # type: ignore[override]
        path = Path()
        for path in self:
            yield path, self[path]
        path.mkdir()


def test_several_files_are_written_together(tmp_path: Path) -> None:
    one, other = tmp_path / "a.txt", tmp_path / "b.txt"
    one.write_bytes(b"old")
    one.chmod(0o640)
    write_all({one: b"new", other: b"made"})
    assert (one.read_bytes(), other.read_bytes()) == (b"new", b"made")
    assert one.stat().st_mode & 0o777 == 0o640
    assert sorted(tmp_path.iterdir()) == [one, other]


def test_if_one_of_several_files_cannot_be_staged_none_is_touched(tmp_path: Path) -> None:
    one, folder = tmp_path / "a.txt", tmp_path / "b.txt"
    one.write_bytes(b"old")
    folder.mkdir()
    with pytest.raises(Unwritable):
        write_all({one: b"new", folder: b"new"})
    assert one.read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == [one, folder]


def test_if_one_of_several_files_cannot_be_swapped_in_those_before_it_are_put_back(tmp_path: Path) -> None:
    one, new, last = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "c.txt"
    one.write_bytes(b"old")
    with pytest.raises(Unwritable):
        write_all(Meddled({one: b"new", new: b"new", last: b"new"}))
    assert one.read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == [one, last]
    assert last.is_dir()


def test_files_of_a_folder_wait_for_the_disk_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[int] = []
    monkeypatch.setattr(os, "fsync", waits.append)
    with together(tmp_path):
        write_bytes(tmp_path / "a.txt", b"one")
        write_bytes(tmp_path / "b.txt", b"two")
        assert not waits
    assert [path.read_bytes() for path in sorted(tmp_path.iterdir())] == [b"one", b"two"]
    waits.clear()
    write_bytes(tmp_path / "a.txt", b"three")
    assert waits


def test_a_folder_that_vanished_meanwhile_is_no_folder_on_the_disk(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    with pytest.raises(Unwritable, match="set"), together(folder):
        folder.rmdir()


def test_an_archive_keeps_its_order_and_its_bytes() -> None:
    members = [("b.xml", b"<b/>"), ("a/中.xml", b"x" * 1000)]
    assert zipped(members) == zipped(members)
    with zipfile.ZipFile(BytesIO(zipped(members))) as archive:
        assert [(each.filename, each.date_time[0]) for each in archive.infolist()] == [("b.xml", 1980), ("a/中.xml", 1980)]
        assert archive.read("a/中.xml") == b"x" * 1000

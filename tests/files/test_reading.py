from __future__ import annotations

from pathlib import Path

import pytest

from jixiao.errors import Unreadable
from jixiao.files.reading import read_bounded


def test_a_file_is_read_up_to_and_with_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    for content in (b"", b"1234", bytes(range(256))):
        path.write_bytes(content)
        assert read_bounded(path, 256) == content
        assert read_bounded(path, len(content)) == content


def test_a_file_above_the_limit_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    path.write_bytes(b"12345")
    with pytest.raises(Unreadable) as caught:
        read_bounded(path, 4)
    assert caught.value.say("zh") == f"文件 {path} 超过 4 字节，未读取"
    assert caught.value.say("en") == f"The file {path} is larger than 4 bytes and was not read"


def test_a_file_without_end_is_refused_too() -> None:
    with pytest.raises(Unreadable, match="larger than 1000 bytes"):
        read_bounded(Path("/dev/zero"), 1000)


def test_what_cannot_be_opened_is_said_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "none.csv", tmp_path, tmp_path / "file" / "inner"):
        with pytest.raises(Unreadable) as caught:
            read_bounded(path, 10)
        assert caught.value.say("zh").startswith(f"无法读取文件 {path}：")
        assert caught.value.say("en").startswith(f"The file {path} cannot be read: ")

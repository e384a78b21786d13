from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from tests.web.letters import letter, scanned

from jixiao.review.marked import Looked, look, looked_at, marking_of


def at(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def with_part(archive: bytes, name: str, content: str) -> bytes:
    """The same package with one part more, or another one in its place."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("line", "marking"),
    [
        ("机密★10年", "机密★10年"),
        ("机　密★", "机密★"),
        ("秘 密 ★ 长期", "秘密 ★ 长期"),
        ("绝密", "绝密"),
        ("机密 10年", "机密 10年"),
        ("（内部资料）秘密★1年 请勿外传", "秘密★"),
        ("涉及商业秘密的，不予公开", ""),
        ("机密文件管理办法", ""),
        ("保守秘密", ""),
        ("★优秀", ""),
    ],
)
def test_a_line_that_is_a_marking_or_holds_one(line: str, marking: str) -> None:
    assert marking_of(line) == marking


@pytest.mark.parametrize(("ending", "where"), [("pdf", "第2页"), ("docx", "第4段"), ("xlsx", "第2行"), ("html", "第4段")])
def test_a_marking_is_found_with_its_place_in_every_format(tmp_path: Path, ending: str, where: str) -> None:
    found = look(at(tmp_path, f"a.{ending}", letter("请予接待", "机密★10年", ending=ending)))
    assert found.marking == "机密★10年"
    assert where in found.where.say("zh")
    assert found.unsearched is None
    assert look(at(tmp_path, f"b.{ending}", letter("请予接待", "四人", ending=ending))) == Looked()


def test_a_marking_at_the_edge_of_every_page_is_found(tmp_path: Path) -> None:
    pages = [f"第{n}页的内容，各不相同{n}" for n in range(5)]
    header = '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>机</w:t></w:r><w:r><w:t>密★</w:t></w:r></w:p></w:hdr>'
    word = with_part(letter(*pages, ending="docx"), "word/header9.xml", header)
    found = look(at(tmp_path, "a.docx", word))
    assert (found.marking, found.where.say("zh")) == ("机密★", "页眉")
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><headerFooter><oddHeader>&amp;L秘密★5年&amp;R第&amp;P页</oddHeader></headerFooter></worksheet>'
    book = with_part(letter("四人", ending="xlsx"), "xl/worksheets/sheet9.xml", sheet)
    assert look(at(tmp_path, "a.xlsx", book)).marking == "秘密★5年"


def test_pages_of_ofd_are_searched_by_their_words(tmp_path: Path) -> None:
    def ofd(text: str) -> bytes:
        page = f'<ofd:Page><ofd:TextObject><ofd:TextCode X="0">{text}</ofd:TextCode></ofd:TextObject></ofd:Page>'
        return with_part(with_part(_EMPTY, "OFD.xml", "<ofd:OFD/>"), "Doc_0/Pages/Page_0/Content.xml", page)

    assert look(at(tmp_path, "a.ofd", ofd("绝密★30年"))).marking == "绝密★30年"
    assert look(at(tmp_path, "b.ofd", ofd("四人"))) == Looked()
    assert look(at(tmp_path, "c.ofd", with_part(_EMPTY, "OFD.xml", "<ofd:OFD/>"))).unsearched


_EMPTY = b"PK\x05\x06" + b"\0" * 18


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", scanned(), "第1页是扫描图像"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50, "是图片"),
        ("a.pdf", b"%PDF-1.7 damaged", "a.pdf"),
        ("a.docx", b"PK\x03\x04 damaged", ""),
        ("a.bin", b"\0\1\2", "不能检索"),
    ],
)
def test_what_cannot_be_searched_says_why(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    found = look(at(tmp_path, name, content))
    assert not found.marking
    assert found.unsearched is not None
    assert why in found.unsearched.say("zh")


def test_many_are_looked_at_in_another_process_in_their_order(tmp_path: Path) -> None:
    paths = [at(tmp_path, "a.pdf", letter("机密★")), at(tmp_path, "b.pdf", scanned()), at(tmp_path, "c.pdf", letter("四人"))]
    found = looked_at(paths)
    assert [bool(each.marking) for each in found] == [True, False, False]
    assert found[1].unsearched
    assert found[2] == Looked()
    assert looked_at([]) == []

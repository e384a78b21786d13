from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.document import papers

from jixiao.document.images import media_of, pixels_of


@given(st.integers(1, 300), st.integers(1, 300))
def test_a_png_tells_its_size(width: int, height: int) -> None:
    assert pixels_of(papers.png(width, height)) == (width, height)


def test_a_jpeg_tells_its_size_whatever_stands_before_its_frame() -> None:
    assert pixels_of(papers.JPEG) == (2, 1)
    comment = b"\xff\xfe\x00\x06\xff\xc0\xff\xc0"
    assert pixels_of(papers.JPEG[:2] + comment * 3 + b"\xff\xff" + papers.JPEG[2:]) == (2, 1)


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", papers.JPEG, papers.png(3, 3)]))
def test_any_bytes_have_a_size_or_none(tail: bytes, head: bytes) -> None:
    for data in (head + tail, head[: len(head) // 2] + tail):
        found = pixels_of(data)
        assert found is None or min(found) > 0


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", papers.png(3, 3)[:20], papers.JPEG[:40], papers.png(3, 3).replace(b"IHDR", b"iCCP")]
)
def test_what_does_not_tell_has_no_size(data: bytes) -> None:
    assert pixels_of(data) is None


def test_kinds_are_told_by_the_first_bytes() -> None:
    assert [media_of(data) for data in (papers.JPEG, papers.png(1, 1), b"GIF89a")] == ["image/jpeg", "image/png", None]

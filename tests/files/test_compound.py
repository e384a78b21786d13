"""The containers of old office programs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.document.fuzzing import mutated
from tests.document.old_workbook import WORKBOOK

from jixiao.files.compound import SIGNATURE, Compound


def test_streams_are_found_by_their_names() -> None:
    container = Compound(WORKBOOK)
    stream = container.stream("workbook")
    assert "Workbook" in container.names
    assert stream is not None
    assert stream.startswith(b"\x09\x08")
    assert container.stream("WordDocument") is None


@pytest.mark.parametrize("raw", [b"", SIGNATURE, b"PK\x03\x04" + bytes(600), SIGNATURE + bytes(504), SIGNATURE + b"\xff" * 504])
def test_what_is_none_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"compound|sectors"):
        Compound(raw)


@given(st.data())
def test_a_damaged_container_is_read_or_refused(data: st.DataObject) -> None:
    raw = data.draw(mutated(WORKBOOK))
    try:
        container = Compound(raw)
        streams = [container.stream(name) for name in container.names]
    except ValueError:
        return
    assert all(stream is not None and len(stream) <= len(raw) for stream in streams)

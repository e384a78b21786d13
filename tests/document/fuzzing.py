"""Files that were valid once: flipped, cut, spliced, and their parts rewritten with values that no program writes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from hypothesis import strategies as st
from tests.document import papers
from tests.document.old_workbook import WORKBOOK

from jixiao.document.formats import docx, html, pdf, xlsx

_VALUES = [
    b"0",
    b"-1",
    b"1",
    b"999999999999",
    b"4294967296",
    b"1e309",
    b"NaN",
    b"",
    b"A1:XFD1048576",
    b"\xff",
    b"\x00",
    b"&x;",
    b"]]>",
]
_TEXT = "表1 情况\n项目\t金额\n甲\t1,200.50\n\n一、情况\n　　预算2157.27万元，\n完成99.86%。\f| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"

FORMATS = ("docx", "xlsx", "pdf", "html", "xls", "txt", "csv")


def seed(ending: str, folder: Path) -> bytes:
    """A valid file of a format."""
    writer = {"docx": docx, "xlsx": xlsx, "pdf": pdf, "html": html}.get(ending)
    if writer is None:
        return {"xls": WORKBOOK, "txt": _TEXT.encode(), "csv": b"a,b\n1,2\n" + _TEXT.encode("gb18030")}[ending]
    path = folder / f"seed.{ending}"
    writer.write(papers.full_report(), path)
    return path.read_bytes()


def mutated(raw: bytes) -> st.SearchStrategy[bytes]:
    """A file with a few bytes, and stretches, not as they were; of an archive also the parts before they are packed."""
    return st.one_of(_mutated(raw), _repacked(raw)) if raw.startswith(b"PK") else _mutated(raw)


@st.composite
def _mutated(draw: st.DrawFn, raw: bytes) -> bytes:
    data = bytearray(raw)
    for _ in range(draw(st.integers(1, 4))):
        if not data:
            break
        at = draw(st.integers(0, len(data) - 1))
        end = min(len(data), at + draw(st.integers(1, 64)))
        match draw(st.sampled_from(["flip", "cut", "end", "splice", "value", "repeat"])):
            case "flip":
                data[at] ^= draw(st.integers(1, 255))
            case "cut":
                del data[at:end]
            case "end":
                del data[at:]
            case "splice":
                to = draw(st.integers(0, len(data) - 1))
                data[to:to] = data[at:end]
            case "value":
                data[at : at + draw(st.integers(0, 8))] = draw(st.sampled_from(_VALUES))
            case _:
                data[at:at] = data[at:end] * draw(st.integers(1, 500))
    return bytes(data)


@st.composite
def _repacked(draw: st.DrawFn, raw: bytes) -> bytes:
    """An archive of which one part is mutated, so that what reads it gets to see it."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w") as new:
        chosen = draw(st.sampled_from([name for name in old.namelist() if name.endswith((".xml", ".rels"))]))
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, draw(_marked(part)) if name == chosen else part)
    return buffer.getvalue()


@st.composite
def _marked(draw: st.DrawFn, part: bytes) -> bytes:
    """A part whose XML stays whole more often than not: a value in quotation marks, or an element, is another."""
    if draw(st.booleans()):
        return draw(_mutated(part))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(part) - 1))
        if draw(st.booleans()):
            start = part.find(b'="', at) + 2
            end = part.find(b'"', start)
            if start > 1 and end > 0:
                part = part[:start] + draw(st.sampled_from([b"0", b"-1", b"999999999999", b"1e309", b"x", b""])) + part[end:]
            continue
        start = part.find(b"<", at)
        end = part.find(b">", start) + 1
        if 0 <= start < end and part[end - 2 : end] == b"/>":
            part = part[:start] + part[start:end] * draw(st.integers(0, 3)) + part[end:]
    return part

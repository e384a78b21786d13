"""Real files as people hand them in: letters with words, a scanned page, a workbook."""

from __future__ import annotations

import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from jixiao import kinds
from jixiao.document import formats
from jixiao.document.model import Cell, Column, Document, PageBreak, Paragraph, Run, Table


def _cell(text: str) -> Cell:
    return Cell((Run(text),), kind="label")


def letter(*lines: str, ending: str = "pdf") -> bytes:
    """A letter with a page for each line (in a workbook, a cell), in a format that jixiao writes."""
    writer: ModuleType = kinds.load(formats.__name__, ending)
    blocks: list[Paragraph | PageBreak | Table] = []
    for line in lines:
        blocks += [Paragraph((Run("关于商请接待的函"),)), Paragraph((Run(line),)), PageBreak()]
    if ending == "xlsx":
        blocks = [Table((Column(), Column()), (), tuple((_cell("事由"), _cell(line)) for line in lines))]
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / f"letter.{ending}"
        writer.write(Document("公函", tuple(blocks)), path)
        return path.read_bytes()


def scanned() -> bytes:
    """A PDF of one page that is a picture."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
        _stream(b"\x80" * 100, b"/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8"),
        _stream(b"q 595 0 0 842 0 0 cm /X Do Q"),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 3 0 R>>>>>>",
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for at, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def _stream(content: bytes, said: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<</Length %d/Filter/FlateDecode%s>>\nstream\n%s\nendstream" % (len(packed), said, packed)

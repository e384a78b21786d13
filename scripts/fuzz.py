"""Fuzz a reader, led by what it covers: python scripts/fuzz.py docx 60 (a format and seconds; all of them without a format).

It needs atheris, which stands in no lock, for it has wheels for few systems: pip install atheris. What crashes a reader is kept in
the current folder as crash-… and told; the run then ends with an error.
"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))
with atheris.instrument_imports(include=["jixiao", "xlrd"]):
    from jixiao.document.foreign import csv, ods, odt, txt, xls
    from jixiao.document.formats import docx, html, pdf, xlsx
    from jixiao.errors import Unreadable
from tests.document.fuzzing import FORMATS, seed

READERS = {"docx": docx, "xlsx": xlsx, "html": html, "pdf": pdf, "txt": txt, "csv": csv, "xls": xls, "odt": odt, "ods": ods}
PARTS = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml"}
"""Of an archive this part is fuzzed and packed again: damage to the packing itself is soon told."""


def main() -> None:
    """Fuzz one format, or one after the other."""
    names, seconds = [name for name in sys.argv[1:] if name in READERS], sys.argv[-1] if sys.argv[-1].isdigit() else "60"
    if len(names) != 1:
        for name in names or FORMATS:
            subprocess.run([sys.executable, __file__, name, seconds], check=True)  # noqa: S603 - this program itself
        return
    with TemporaryDirectory() as folder:
        fuzz(names[0], seconds, Path(folder))


def fuzz(name: str, seconds: str, folder: Path) -> None:
    """Feed a reader what the fuzzer makes of a valid file; anything but a document or ``Unreadable`` ends the program."""
    path, corpus = folder / f"a.{name}", folder / "corpus"
    corpus.mkdir()
    valid = seed(name, folder)
    part = PARTS.get(name)
    (corpus / "valid").write_bytes(valid if part is None else zipfile.ZipFile(io.BytesIO(valid)).read(part))

    def once(data: bytes) -> None:
        path.write_bytes(data if part is None else packed(valid, part, data))
        try:
            READERS[name].read(path)
        except Unreadable:
            return

    options = [f"-max_total_time={seconds}", "-timeout=60", "-rss_limit_mb=3000", "-max_len=100000", "-verbosity=1"]
    atheris.Setup([sys.argv[0], str(corpus), *options], once)
    atheris.Fuzz()


def packed(valid: bytes, part: str, data: bytes) -> bytes:
    """The archive with another content of a part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(valid)) as old, zipfile.ZipFile(buffer, "w") as new:
        for each in old.namelist():
            new.writestr(each, data if each == part else old.read(each))
    return buffer.getvalue()


main()

"""Markup to pages. Text comes as data that the markup reads from files, never as markup."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import typst

from jixiao.document.typesetting.fonts import shelf

Standard = Literal["a-3a", "ua-1"]
STANDARDS: dict[Standard, str] = {"a-3a": "PDF/A-3a", "ua-1": "PDF/UA-1"}
"""What a PDF keeps to, made to be archived and made to be read aloud, and how messages call it."""

MARKUP, PAGES = "main.typ", "pages"

_JOB = "job.json"
_LIMIT = 120
"""Seconds that another process may take."""


class Refused(ValueError):
    """The typesetter did not take the markup, broke off, or a standard forbids what it would write; the message says where."""


def pdf(
    markup: str,
    beside: Mapping[str, bytes] | None = None,
    standards: tuple[Standard, ...] = (*STANDARDS,),
    *,
    system: bool = True,
) -> bytes:
    """The PDF that markup makes, with the files that it reads by name; ``Refused`` if it cannot be set at all.

    It keeps to the standards as far as its content allows. The same input on a machine with the same fonts gives the same
    bytes. Without ``system`` only the fonts installed with jixiao are used.
    """
    files = {MARKUP: markup.encode(), **(beside or {})}
    while True:
        try:
            return pages(files, standards, system=system)
        except Refused as error:
            kept = tuple(each for each in standards if STANDARDS[each] not in str(error))
            if kept == standards:
                raise
            standards = kept


def pages(files: Mapping[str, bytes], standards: tuple[Standard, ...], *, system: bool = True, ppi: int | None = None) -> bytes:
    """The pages that the markup among the files makes: PDF to these standards, or one PNG if its fineness is given."""
    with TemporaryDirectory(prefix="jixiao-") as name:
        folder = Path(name)
        for each, content in files.items():
            (folder / each).write_bytes(content)
        if _home() == os.getpid():
            return compiled(folder, standards, system=system, ppi=ppi)
        return _compiled_apart(folder, standards, system=system, ppi=ppi)


def compiled(folder: Path, standards: tuple[Standard, ...], *, system: bool, ppi: int | None) -> bytes:
    """The pages that the markup in a folder makes; it can read nothing outside."""
    try:
        made = typst.compile(
            folder / MARKUP,
            root=folder,
            font_paths=shelf(system=system).fonts,
            format="png" if ppi else "pdf",
            ppi=ppi,
            pdf_standards=[*standards],
        )
    except typst.TypstError as error:
        raise Refused(error.diagnostic or error.message) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Refused(str(error)) from error
    return made


def compiled_from(folder: Path) -> None:
    """What another process asked for by a file in the folder, written there as well."""
    job = json.loads((folder / _JOB).read_text())
    try:
        made = compiled(folder, tuple(job["standards"]), system=job["system"], ppi=job["ppi"])
    except Refused as error:
        sys.exit(str(error))
    (folder / PAGES).write_bytes(made)


def _compiled_apart(folder: Path, standards: tuple[Standard, ...], *, system: bool, ppi: int | None) -> bytes:
    """The same in a fresh process: the typesetter's threads do not follow into a process that was forked, and it would wait for ever."""
    (folder / _JOB).write_text(json.dumps({"standards": standards, "system": system, "ppi": ppi}))
    command = [sys.executable, "-m", "jixiao.document.typesetting", str(folder)]
    done = subprocess.run(  # noqa: S603 - our own program with a folder of ours
        command, capture_output=True, text=True, encoding="utf-8", timeout=_LIMIT, check=False
    )
    if done.returncode:
        raise Refused(done.stderr)
    return (folder / PAGES).read_bytes()


@cache
def _home() -> int:
    """The process in which type was first set; one that is forked from it inherits the number."""
    return os.getpid()

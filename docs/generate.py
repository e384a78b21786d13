"""Writes the generated part of the reference: rules, frameworks, tables, measures, figures, checks, command line.

    python docs/generate.py [FOLDER]        docs/reference unless told

Each file of ``pages/`` makes its pages from the code, its data files and the example dossier; nothing lists them. A test compares
what stands in the repository with what this program writes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

from jixiao import kinds
from jixiao.cycle.demo import EXAMPLE
from jixiao.tables.folder import read_folder

HERE = Path(__file__).parent
GENERATED = "<!-- Written by docs/generate.py. Change the code or its data, then run make docs. -->"


def main(arguments: Sequence[str]) -> None:
    """Write every generated page below the folder."""
    folder = Path(arguments[0]) if arguments else HERE / "reference"
    sys.path.insert(0, str(HERE.parent))  # so that the pages are found when this file is run by its path
    with as_file(files("jixiao.examples") / EXAMPLE) as example:
        dossier = read_folder(example)
    for name in kinds.names("docs.pages"):
        for path, (title, *lines) in kinds.load("docs.pages", name).pages(dossier).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            text = "\n".join([title, "", GENERATED, "", *lines]).rstrip() + "\n"
            (folder / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from jixiao.portfolio.collecting import collect

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "lake.md"
EXAMPLE = ROOT / "examples" / "beijing-office-2023"
SECTION = re.compile(r"^## `(?P<table>\w+)`\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^\| (?P<column>\w+) \| (?P<type>[\w(),]+) \| (?P<meaning>\S.*) \|$", re.MULTILINE)
OWN_WORDS = {"int64": "whole", "string": "text", "large_string": "text", "date32[day]": "date"}

DESCRIBED = {
    found["table"]: [(line["column"], line["type"]) for line in LINE.finditer(found["body"]) if line["column"] != "column"]
    for found in SECTION.finditer(PAGE.read_text("utf-8"))
}
ELSEWHERE = {"planted"}
"""Tables of tests and measurements, which the page names only."""


def word(kind: pa.DataType) -> str:
    text = str(kind)
    found = re.fullmatch(r"decimal128\((\d+), (\d+)\)", text)
    return f"decimal({found[1]},{found[2]})" if found else OWN_WORDS[text]


def columns(folder: Path) -> list[tuple[str, str]]:
    schema = parquet.read_schema(next(folder.glob("*.parquet")))
    return [(name, word(schema.field(name).type)) for name in schema.names]


@pytest.mark.parametrize("part", ["lake", "scored"])
def test_the_page_has_the_tables_and_columns_that_are_written(nation: Path, part: str) -> None:
    written = {each.name: columns(each) for each in (nation / part).iterdir() if each.is_dir() and each.name not in ELSEWHERE}
    assert len(written) >= 4
    for table, found in written.items():
        assert DESCRIBED[table] == found, table


def test_the_page_has_what_collecting_writes(tmp_path: Path) -> None:
    collect([EXAMPLE], tmp_path / "lake", jobs=1)
    written = {each.name: columns(each) for each in (tmp_path / "lake").iterdir() if each.is_dir() and each.name != "dossier"}
    assert {"unit", "fact", "stated_score", "set_aside"} <= written.keys()
    for table, found in written.items():
        assert DESCRIBED[table] == found, table


def test_the_page_describes_nothing_else(nation: Path) -> None:
    known = {each.name for part in ("lake", "scored") for each in (nation / part).iterdir()} | {"set_aside", "source"}
    assert DESCRIBED.keys() <= known

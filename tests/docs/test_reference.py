"""The reference says what the code says, everything of the product stands in it, and every link leads somewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from tests.dossiers import EXAMPLE

from jixiao.cli import parser
from jixiao.findings import as_json
from jixiao.framework import rule as rules
from jixiao.framework.load import shipped
from jixiao.review.checking import check
from jixiao.score.as_json import score_json
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder
from jixiao.tables.schema import fixed_tables

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
BY_HAND = {"asvs.md", "glossary.md", "json.md", "lake.md"}
PAGES = sorted(
    [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "changes").glob("*.md")], key=lambda page: page.as_posix()
)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
HEADING = re.compile(r"^#+ (?P<words>.+)$", re.MULTILINE)


def read(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def test_the_reference_is_what_the_generator_writes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "docs" / "generate.py"), str(tmp_path)], check=True)
    made = {path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.md")}
    kept = {path.relative_to(REFERENCE).as_posix() for path in REFERENCE.rglob("*.md")} - BY_HAND
    assert sorted(made) == sorted(kept)
    stale = [name for name, text in made.items() if text != read(name)]
    assert not stale, "run: make docs"


def test_every_rule_table_framework_and_command_is_in_the_docs() -> None:
    assert all(f"\n## {name}\n" in read("rules.md") for name in rules.names())
    assert all(f"\n## {name}\n" in read("tables.md") for name in fixed_tables())
    assert all(f"({name}.md)" in read("frameworks/index.md") for name in shipped())
    commands = re.findall(r"^ {4}(\w+)  ", parser("en").format_help(), re.MULTILINE)
    assert {"demo", "check", "score", "explain", "report", "framework"} <= set(commands)
    assert all(f"\n## jixiao {word}\n" in read("cli.md") for word in commands)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for link in LINK.finditer(CODE.sub("", page.read_text(encoding="utf-8"))):
        target, _, anchor = link["target"].partition("#")
        if "://" in target:
            continue
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), link[0]
        if anchor:
            assert anchor in anchors(file), link[0]


def anchors(page: Path) -> set[str]:
    return {
        re.sub(r"[^\w\- ]", "", found["words"]).strip().lower().replace(" ", "-")
        for found in HEADING.finditer(page.read_text(encoding="utf-8"))
    }


def test_the_glossary_is_sorted_and_its_ids_are_in_the_code() -> None:
    rows = [line.split("|")[1:-1] for line in read("glossary.md").splitlines() if line.startswith("| ")][2:]
    words = [row[0].strip().casefold() for row in rows]
    assert len(words) > 40
    assert words == sorted(words)
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src" / "jixiao").rglob("*") if path.suffix in {".py", ".yaml"}
    )
    source += " ".join((*rules.names(), *fixed_tables()))
    lost = [
        name for row in rows for name in re.findall(r"`([^`]+)`", row[2]) if not all(part in source for part in name.split("."))
    ]
    assert not lost


def test_nothing_in_the_docs_is_fetched_from_elsewhere() -> None:
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert "highlightjs: false" in settings
    assert "http" not in settings


def test_the_page_of_json_names_every_key_that_is_printed() -> None:
    dossier = read_folder(EXAMPLE)
    made, outcomes = score_json(dossier, score_unit(dossier), "zh"), [as_json(each, "zh") for each in check(dossier)]
    items = cast("list[dict[str, object]]", made["scores"])
    found = [finding for each in outcomes for finding in cast("list[dict[str, Any]]", each["findings"])]
    objects = [made, items[0], outcomes[0], outcomes[0]["checked"], found[0], found[0]["place"]]
    text = read("json.md")
    assert not [key for each in objects for key in cast("dict[str, object]", each) if f"`{key}`" not in text]
    for block in re.findall(r"```json\n(.*?)```", text, re.DOTALL):
        shown = json.loads(block)
        like = made if "unit" in shown else outcomes[0]
        assert [key for key in shown if key in like] == list(like), "a review adds keys, and changes none"
        for key, inner in (("scores", items[0]), ("findings", found[0])):
            assert [list(each) for each in shown.get(key, [])] == [list(inner) for _ in shown.get(key, [])]
    rate = next(each for each in items if each["code"] == "spending-rate")
    assert json.dumps(rate["because"], ensure_ascii=False) in text

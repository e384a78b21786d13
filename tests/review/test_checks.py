"""Every check speaks where its cases say, at that place and with that weight, and is silent in the others.

A case is made of tables, or of a ``paper`` (see ``papers.py``); then its tables, or the example that it
names, are the dossier that the paper is held against.
"""

from __future__ import annotations

import csv
import io
import shutil
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from tests.dossiers import EXAMPLE, laid_out
from tests.review.papers import claims_of

from jixiao import kinds
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding
from jixiao.review.check import FOLDER, Check, Claims
from jixiao.review.paper import PAPER
from jixiao.score.faults import check_frameworks
from jixiao.tables.dossier import Dossier
from jixiao.tables.reading import read_dossier

HERE = Path(__file__).parent
EXAMPLES = EXAMPLE.parent
FRAMEWORKS = HERE.parent / "cases" / "frameworks"
NAMES = kinds.names(FOLDER)
LEAST, LEAST_OF_PAPERS = 3, 30
MANIFEST = "unit_code: U1\nfiscal_year: 2023\nframeworks: [{frameworks}]\n{more}"

CASES: dict[str, Any] = {path.stem: read_yaml(path).data for path in sorted((HERE / "checks").glob("*.yaml"))}
EACH = [(name, kind, case) for name, cases in CASES.items() for kind in ("speaks", "silent") for case in cases[kind]]


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def lines(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def tables_of(given: Any, case: Any) -> dict[str, str]:
    """The files of a case: what is given to all, what it replaces, sets, adds and leaves out."""
    texts = {**(given.get("tables") or {}), **(case.get("tables") or {})}
    texts = {name: text for name, text in texts.items() if name not in case.get("without", [])}
    for place, value in (case.get("set") or {}).items():
        table, row, column = place.split()
        rows = cells(texts[table])
        if column not in rows[0]:
            rows = [[*line, ""] if at else [*line, column] for at, line in enumerate(rows)]
        rows[int(row) - 1][rows[0].index(column)] = str(value)
        texts[table] = lines(rows)
    for table, line in (case.get("add") or {}).items():
        texts[table] = texts[table].rstrip("\n") + "\n" + line + "\n"
    return {name if "." in name else f"{name}.csv": text for name, text in texts.items()}


def found_in(name: str, case: Any, folder: Path) -> list[Finding] | None:
    """What a check finds in a case; None if it could not be made."""
    given = CASES[name].get("given") or {}
    framework = case.get("framework", given.get("framework", ""))
    if framework.startswith("case-"):
        shutil.copytree(FRAMEWORKS / framework, folder / "frameworks" / framework)
    more = case.get("manifest", given.get("manifest", ""))
    tables = tables_of(given, case)
    dossier = read_dossier(laid_out(folder, tables, MANIFEST.format(frameworks=framework, more=more)))
    check = cast("Check", kinds.load(FOLDER, name))
    earlier = tuple(
        earlier_dossier(tables, folder.parent / f"earlier-{number}")
        for number, tables in enumerate(case.get("earlier", given.get("earlier", [])))
    )
    of_goals = bool(case.get("goals", given.get("goals", False)))
    claims = Claims(dossier, tuple(check_frameworks(dossier)), earlier=earlier, of_goals=of_goals)
    if "paper" in case:
        example = case.get("example", given.get("example"))
        against = read_example(example) if example else dossier if tables else None
        claims = claims_of(case["paper"], framework or None, against)
    if not all(claims.dossier.table(table).present for table in check.needs if table != PAPER):
        return None
    found = check.check(claims)
    return None if found is None else list(found)


def earlier_dossier(given: Any, folder: Path) -> Dossier:
    """A dossier of an earlier year: its ``year``, and its tables."""
    tables = {f"{name}.csv": text for name, text in given.items() if name != "year"}
    return read_dossier(laid_out(folder, tables, f"unit_code: U1\nfiscal_year: {given['year']}\n"))


@cache
def read_example(name: str) -> Dossier:
    return read_dossier(EXAMPLES / name)


def place_of(finding: Finding) -> str:
    place = finding.place
    if place.paragraph is not None:
        return f"paragraph {place.paragraph} {finding.severity} {finding.rule or ''}".strip()
    table = place.table or place.file.removesuffix(".csv")
    return " ".join(str(each) for each in (table, place.row, place.column, finding.severity, finding.rule or "")).strip()


@pytest.mark.parametrize(("name", "kind", "case"), EACH, ids=[f"{name}-{kind}-{case['why']}" for name, kind, case in EACH])
def test_a_check_speaks_where_its_cases_say_and_nowhere_else(name: str, kind: str, case: Any, tmp_path: Path) -> None:
    found = found_in(name, case, tmp_path / "dossier")
    if kind == "silent":
        assert not found, [(place_of(each), each.because.say("zh")) for each in found or []]
        assert (found is None) == bool(case.get("not_checkable"))
        return
    assert sorted(map(place_of, found or [])) == sorted(case["finds"])
    for each in found or []:
        assert each.check == name.replace("_", "-")
        assert each.rule is None or each.rule in kinds.load(FOLDER, name).rules
        for text in (each.because, each.stated, each.expected, each.advice):
            assert text is None or (text.say("zh") and text.say("en"))
        assert case.get("quote", "") in each.quote
        assert case.get("stated", "") in (each.stated.say("zh") if each.stated else "")
        assert case.get("expected", "") in (each.expected.say("zh") if each.expected else "")


@pytest.mark.parametrize("name", NAMES)
def test_every_check_has_its_page_and_its_cases(name: str) -> None:
    check = kinds.load(FOLDER, name)
    manual = check.__doc__ or ""
    assert all(f"\n## {part}\n" in manual for part in ("What it does", "Why it matters", "Example"))
    assert isinstance(check.rules, tuple)
    assert isinstance(check.needs, tuple)
    least = LEAST_OF_PAPERS if PAPER in check.needs else LEAST
    assert len(CASES[name]["speaks"]) >= least
    assert len(CASES[name]["silent"]) >= least


def test_no_case_is_left_without_its_check() -> None:
    assert CASES.keys() == set(NAMES)

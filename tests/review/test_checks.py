"""Every check speaks where its cases say, at that place and with that weight, and is silent in the others."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any, cast

import pytest
from tests.dossiers import laid_out

from jixiao import kinds
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding
from jixiao.review.check import FOLDER, Check, Claims
from jixiao.score.faults import check_frameworks
from jixiao.tables.reading import read_dossier

HERE = Path(__file__).parent
FRAMEWORKS = HERE.parent / "cases" / "frameworks"
NAMES = kinds.names(FOLDER)
LEAST = 3
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
    dossier = read_dossier(laid_out(folder, tables_of(given, case), MANIFEST.format(frameworks=framework, more=more)))
    check = cast("Check", kinds.load(FOLDER, name))
    if not all(dossier.table(table).present for table in check.needs):
        return None
    found = check.check(Claims(dossier, tuple(check_frameworks(dossier))))
    return None if found is None else list(found)


def place_of(finding: Finding) -> str:
    place = finding.place
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
        assert case.get("stated", "") in (each.stated.say("zh") if each.stated else "")
        assert case.get("expected", "") in (each.expected.say("zh") if each.expected else "")


@pytest.mark.parametrize("name", NAMES)
def test_every_check_has_its_page_and_its_cases(name: str) -> None:
    check = kinds.load(FOLDER, name)
    manual = check.__doc__ or ""
    assert all(f"\n## {part}\n" in manual for part in ("What it does", "Why it matters", "Example"))
    assert isinstance(check.rules, tuple)
    assert isinstance(check.needs, tuple)
    assert len(CASES[name]["speaks"]) >= LEAST
    assert len(CASES[name]["silent"]) >= LEAST


def test_no_case_is_left_without_its_check() -> None:
    assert CASES.keys() == set(NAMES)

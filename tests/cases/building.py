"""Dossiers of stated scores and amounts, made from published cases; no case has code of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from jixiao.files.delimited import write_csv
from jixiao.files.yamls import read_yaml
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder

HERE = Path(__file__).parent
Case = Mapping[str, Any]

CASES: list[Case] = json.loads((HERE / "published-cases.json").read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
READING: Any = read_yaml(HERE / "checks.yaml").data

UNIT, PROJECT, STAGE = "U1", "P1", "self"
CLASSES = {"产出": "output", "效益": "benefit", "满意度": "satisfaction", "成本": "cost"}
OPERATORS = {"≥": "ge", "≤": "le", "=": "eq"}
FACTORS = {"元": Decimal(1), "万元": Decimal(10_000)}
LINES = {"total_row": "total", "fiscal": "fiscal", "superior": "superior", "local": "local"}
RATES = ("rate", "rate_published")

Cells = dict[str, object]


def dossier_of(case: Case, folder: Path) -> Dossier:
    """A case as a dossier: its indicators, their actuals, the stated scores and amounts."""
    framework = READING["frameworks"][case["id"]]
    shutil.copytree(HERE / "frameworks" / framework, folder / "frameworks" / framework)
    manifest = f"unit_code: {UNIT}\nfiscal_year: {case['year']}\nframeworks: [{framework}]\n"
    (folder / "dossier.yaml").write_text(manifest, "utf-8")
    for name, rows in _tables(case, framework).items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        if rows:
            write_csv(folder / f"{name}.csv", [columns, *([_text(row.get(column)) for column in columns] for row in rows)])
    return read_folder(folder)


def _text(value: object) -> str:
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def _tables(case: Case, framework: str) -> dict[str, list[Cells]]:
    is_project = case["kind"] == "project"
    project: Cells = {"project_code": PROJECT, "name": case["project"] or case["unit"], "kind": "project"}
    coded = list(_coded(case, _items_by_name(framework)))
    indicators = [(code, item) for code, item in coded if code.startswith("I")]
    return {
        "unit": [{"unit_code": UNIT, "name": case["unit"], "kind": "administrative"}],
        "project": [project] if is_project else [],
        "indicator": [_indicator(code, item, is_project=is_project) for code, item in indicators],
        "actual": [_actual(code, item, case) for code, item in indicators if _is_visible(item, case)],
        "stated_score": [{**row, "project_code": PROJECT if is_project else None} for row in _scores(case, framework, coded)],
        "stated_amount": [{**row, "project_code": PROJECT if is_project else None} for row in _amounts(case["amounts"])],
    }


def _items_by_name(framework: str) -> dict[str, str]:
    data: Any = read_yaml(HERE / "frameworks" / framework / "framework.yaml").data
    return {item["name"]["zh"]: item["code"] for item in data["items"]}


def _coded(case: Case, items: Mapping[str, str]) -> Iterator[tuple[str, Case]]:
    """Every line with the code of the framework's item of that name, or of an indicator."""
    for number, item in enumerate(case["items"], 1):
        yield items.get(item["l3"], f"I{number:02}"), item


def _is_whole(case: Case) -> bool:
    return str(case["visible"]).startswith("full")


def _is_visible(item: Case, case: Case) -> bool:
    """Whether the cell of the actual was seen; blank is seen only where the whole table was."""
    return item["actual"] is not None or _is_whole(case)


def _indicator(code: str, item: Case, *, is_project: bool) -> Cells:
    target = item["target"]
    is_text = isinstance(target, str)
    return {
        "indicator_code": code,
        "level": "project" if is_project else "unit",
        "owner_code": PROJECT if is_project else None,
        "class": CLASSES.get(item["l1"]),
        "subclass": item["l2"],
        "name": item["l3"],
        "operator": "judged" if is_text else OPERATORS.get(item["op"]),
        "target": None if is_text else target,
        "target_text": target if is_text else None,
        "measure_unit": item["unit"],
        "weight": item["weight"],
        "measure": "entered",
    }


def _actual(code: str, item: Case, case: Case) -> Cells:
    actual = item["actual"]
    is_text = isinstance(actual, str)
    value = {"value": None if is_text else actual, "text": actual if is_text else None}
    return {"indicator_code": code, "period_end": f"{case['year']}-12-31", **value}


def _scores(case: Case, framework: str, coded: list[tuple[str, Case]]) -> Iterator[Cells]:
    first: Cells = {"framework": framework, "stage": STAGE, "version": 1}
    for code, item in coded:
        actual = item["actual"] if not code.startswith("I") and not isinstance(item["actual"], str) else None
        yield first | {
            "item_code": code,
            "points": item["weight"],
            "actual": actual,
            "score": item["score"],
            "reason": item.get("deviation_reason"),
        }
    row = case["amounts"].get("total_row", {})
    if "score" in row:
        yield first | {"item_code": "spending-rate", "points": row["weight"], "actual": row["rate"], "score": row["score"]}
    if case["items"]:
        total: Cells = {"item_code": "total", "score": case["total"]["published"], "grade": case["total"].get("grade")}
        yield first | total | {"points": 100 if _is_whole(case) else None}


def _amounts(amounts: Case) -> Iterator[Cells]:
    factor = FACTORS.get(amounts.get("unit", ""))
    if factor is None:
        return
    rates = [amounts[name] for name in RATES if name in amounts]
    rate = {"rate": rates[0]} if rates else {}
    own = {
        "initial_yuan": amounts.get("initial"),
        "adjusted_yuan": amounts.get("adjusted", amounts.get("budget")),
        "executed_yuan": amounts.get("executed"),
    }
    if any(value is not None for value in own.values()):
        yield {"stage": STAGE, "line": "total", **_yuan(own, factor), **rate}
    for name, line in LINES.items():
        found = amounts.get(name)
        if isinstance(found, Decimal):
            yield {"stage": STAGE, "line": line, **_yuan({"adjusted_yuan": found}, factor)}
        elif found is not None:
            columns = {f"{column}_yuan": found[column] for column in ("initial", "adjusted", "executed")}
            yield {"stage": STAGE, "line": line, **_yuan(columns, factor)}


def _yuan(columns: Mapping[str, Decimal | None], factor: Decimal) -> Cells:
    return {name: None if value is None else value * factor for name, value in columns.items()}

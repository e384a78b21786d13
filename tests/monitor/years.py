"""Made years: a readable case becomes a dossier. Amounts are in 万元, one number for each month; 0 is nothing paid, null nothing entered."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tests.dossiers import laid_out

from jixiao.files.yamls import read_yaml
from jixiao.tables.dossier import Dossier
from jixiao.tables.reading import read_dossier

YEAR = 2023
PAY_DAY = 20
MANIFEST = f"unit_code: U1\nfiscal_year: {YEAR}\nframeworks: [guangdong-unit-2022]\n"
_WAN = 10_000


def case(name: str) -> Any:
    return read_yaml(Path(__file__).with_name(f"{name}.yaml")).data


def cases(folder: str) -> dict[str, Any]:
    """The files of a folder beside this one, by their names."""
    return {path.stem: read_yaml(path).data for path in sorted((Path(__file__).parent / folder).glob("*.yaml"))}


def month_end(month: int) -> date:
    return date(YEAR, month, monthrange(YEAR, month)[1])


def merged(base: Any, over: Any) -> Any:
    """What a slip changes of the sound year."""
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    return {**base, **{key: merged(base.get(key), value) for key, value in over.items()}}


def made(folder: Path, year: Mapping[str, Any]) -> Dossier:
    """The dossier of a made year."""
    projects, indicators = year["projects"], year["indicators"]
    tables = {
        "project": [
            ["project_code", "name", "kind", "starts_on"],
            *([code, each["name"], each["kind"], each.get("starts_on")] for code, each in projects.items()),
        ],
        "office": [["office_code", "name"], *([code, name] for code, name in year["offices"].items())],
        "budget": [
            ["project_code", "economic_code", "fund_source", "initial_yuan"],
            *([code, "302", "general", each["budget"] * _WAN] for code, each in projects.items()),
        ],
        "budget_change": [
            ["change_code", "changed_on", "project_code", "kind", "amount_yuan"],
            *(list(each) for each in year.get("budget_changes", [])),
        ],
        "payment": [
            ["payment_id", "paid_on", "project_code", "economic_code", "fund_source", "amount_yuan"],
            *(
                [f"{code}-{month}", f"{YEAR}-{month:02}-{PAY_DAY}", code, "302", "general", paid * _WAN]
                for code, each in projects.items()
                for month, paid in enumerate(each["paid"], 1)
                if paid
            ),
        ],
        "indicator": [
            [
                *("indicator_code", "level", "owner_code", "class", "name", "operator", "target", "measure_unit", "weight"),
                *("accumulation", "measure", "office_code"),
            ],
            *(_indicator(code, each) for code, each in indicators.items()),
        ],
        "actual": [
            ["indicator_code", "period_end", "value"],
            *(
                [code, month_end(month), value]
                for code, each in indicators.items()
                for month, value in enumerate(each["entered"], 1)
                if value is not None
            ),
        ],
        "target_change": [
            ["change_code", "indicator_code", "old", "new", "reason", "changed_on", "budget_change_code"],
            *(list(each) for each in year.get("target_changes", [])),
        ],
        "target_schedule": [["indicator_code", "due_on", "target"], *(list(each) for each in year.get("schedules", []))],
        "spending_plan": [
            ["project_code", "due_on", "planned_yuan"],
            *([code, due_on, planned * _WAN] for code, due_on, planned in year.get("plans", [])),
        ],
        "deviation": [
            ["indicator_code", "period_end", "cause_staff", "likelihood", "explanation"],
            *(list(each) for each in year.get("deviations", [])),
        ],
    }
    texts = {
        f"{name}.csv": "".join(",".join(_cell(cell) for cell in row) + "\n" for row in rows) for name, rows in tables.items()
    }
    return read_dossier(laid_out(folder, texts, MANIFEST))


def _indicator(code: str, each: Mapping[str, Any]) -> list[Any]:
    level = "project" if each.get("project") else "unit"
    return [
        *(code, level, each.get("project"), "output", each["name"], each.get("operator", "ge"), each["target"], each["unit"], 10),
        *(each["accumulation"], "entered", each["office"]),
    ]


def _cell(value: object) -> str:
    return "" if value is None else str(value)

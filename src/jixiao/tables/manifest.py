"""What a dossier says of itself: its unit, its year, its frameworks. The same words in ``dossier.yaml`` and on a workbook's sheet."""

from __future__ import annotations

import re
from pathlib import Path

from jixiao.errors import Unreadable
from jixiao.files.described import Part
from jixiao.files.yamls import Data, Yaml
from jixiao.findings import Finding
from jixiao.tables.dossier import Dossier
from jixiao.tables.schema import Schema, fixed_tables
from jixiao.wording import Text

SCHEMA_VERSION = 1

KEYS: dict[str, Text] = {
    "unit_code": Text("单位代码", "Unit code"),
    "fiscal_year": Text("预算年度", "Fiscal year"),
    "frameworks": Text("指标体系", "Frameworks"),
    "ledgers": Text("台账版本", "Editions of ledgers"),
    "starter": Text("初始模板", "Starter"),
    "schema_version": Text("格式版本", "Schema version"),
    "note": Text("备注", "Note"),
}
"""What stands in a manifest, with the labels that people see."""

AWAITED = "awaited"
"""The tables that are still to be filled in. Only a folder's manifest says it; a workbook says of each sheet whether it was given."""

_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def manifest(source: Yaml, file: str, path: Path) -> Dossier:
    """The dossier that a manifest describes, still without tables; ``file`` is how messages call the manifest.

    ``Unreadable`` if it names no fiscal year, because then nothing can be dated.
    """
    findings = list[Finding]()
    part = Part.top(source, file, "dossier-is-described", findings)
    part.only(*KEYS, AWAITED)
    dossier = Dossier(
        path,
        unit_code=part.text("unit_code"),
        fiscal_year=part.whole("fiscal_year"),
        frameworks=tuple(part.words("frameworks")),
        schema=Schema(fixed_tables()),
        starter=part.text("starter", ""),
        ledgers=_editions(part),
        awaited=tuple(part.words(AWAITED)),
        note=part.text("note", ""),
    )
    if not _FIRST_YEAR <= dossier.fiscal_year <= _LAST_YEAR:
        expected = Text("{first} 至 {last} 之间的年份", "a year from {first} to {last}").fill(first=_FIRST_YEAR, last=_LAST_YEAR)
        raise Unreadable(
            Text("{file} 中的 fiscal_year 应为{expected}", "fiscal_year in {file} has to be {expected}").fill(
                file=path / file, expected=expected
            )
        )
    if part.whole("schema_version", SCHEMA_VERSION) > SCHEMA_VERSION:
        part.fault(
            Text("卷宗由更新版本的 jixiao 写成", "The dossier was written by a newer jixiao"),
            "schema_version",
            expected=Text("至多 {n}", "at most {n}").fill(n=SCHEMA_VERSION),
            advice=Text("请更新 jixiao", "Update jixiao"),
        )
    dossier.outcome(file).note(findings)
    return dossier


def _editions(part: Part) -> dict[str, str]:
    """The edition of each ledger kind that the unit says it keeps; on a workbook's sheet as ``reception=2023, visit=2023``."""
    said = part.raw("ledgers")
    if isinstance(said, str):
        pairs = (each.partition("=") for each in re.split(r"[,，、]", said))
        return {name.strip(): edition.strip() for name, _, edition in pairs if name.strip()}
    return {name: part.part("ledgers").text(name) for name in said} if isinstance(said, dict) else {}


def manifest_data(dossier: Dossier) -> dict[str, Data]:
    """The manifest that describes a dossier; what is empty is left out."""
    data: dict[str, Data] = {
        "unit_code": dossier.unit_code,
        "fiscal_year": dossier.fiscal_year,
        "frameworks": list(dossier.frameworks),
        "ledgers": {**dossier.ledgers},
        "starter": dossier.starter,
        "schema_version": SCHEMA_VERSION,
        "note": dossier.note,
        AWAITED: [name for name in dossier.awaited if name not in dossier.tables or not dossier.tables[name].rows],
    }
    return {key: value for key, value in data.items() if value not in ("", [], {})}

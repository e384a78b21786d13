"""Dossiers collected into a lake: read in parallel processes, measured by their framework, written as parts of whole units.

A dossier that cannot be read, holds cells that are not what they should be, or numbers that no engine compares exactly, is set aside
with the reason; the others go on. What was set aside stands in the table ``set_aside``, and the result of the call.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain, groupby
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from jixiao import __version__
from jixiao.errors import JixiaoError, Misuse
from jixiao.files.parquet import write_rows
from jixiao.files.writing import make_folder, new_folder
from jixiao.files.yaml_writing import write_yaml
from jixiao.files.yamls import Data
from jixiao.findings import as_text
from jixiao.portfolio.facts import FACT, FactRow, fact_rows
from jixiao.portfolio.lake import MANIFEST as LAKE_MANIFEST
from jixiao.portfolio.lake import NARRATIVE, STATED_SCORE, UNIT, Lake
from jixiao.portfolio.peers import peer_group
from jixiao.score.facts import View, facts
from jixiao.score.unit_score import framework_of
from jixiao.tables.cells import text_of_value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.folder import MANIFEST
from jixiao.tables.reading import read_dossier
from jixiao.wording import Text, joined, of_words, same, settled

UNITS_IN_A_PART = 2_000
_AHEAD = 16
_WORKBOOK = ".xlsx"
_SHOWN = 3

SET_ASIDE: Mapping[str, str] = {"path": "text", "because_zh": "text", "because_en": "text"}
"""The columns of ``set_aside``."""

Tell = Callable[[Path], None]


class SetAside(NamedTuple):
    """A dossier that could not be taken in, and why."""

    path: Path
    because: Text


class Gathered(NamedTuple):
    """What one dossier gives to the lake: rows by table, and the rows of its own tables as text."""

    path: Path
    unit_code: str
    fiscal_year: int
    rows: Mapping[str, Sequence[Sequence[object]]]
    own: Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]]


class Collected(NamedTuple):
    """What was collected: how many units, in how many parts, and what was set aside."""

    units: int
    parts: int
    set_aside: tuple[SetAside, ...]


def dossiers_in(sources: Sequence[Path]) -> list[Path]:
    """The dossiers that stand at these places: folders with ``dossier.yaml`` and workbooks, also those below a folder, by their names."""
    found: list[Path] = []
    for path in sources:
        if not path.exists():
            raise Misuse(Text("没有这个文件夹或文件：{path}", "There is no such folder or file: {path}").fill(path=path))
        found += [path] if path.is_file() or (path / MANIFEST).exists() else sorted(_below(path))
    return list(dict.fromkeys(found))


def _below(folder: Path) -> Iterator[Path]:
    for path, folders, files in os.walk(folder):
        if MANIFEST in files:
            folders.clear()
            yield Path(path)
            continue
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (Path(path) / name for name in files if name.endswith(_WORKBOOK) and not name.startswith(("~$", ".")))


def collect(
    sources: Sequence[Path], out: Path, framework: str | None = None, jobs: int = 0, tell: Tell = lambda _: None
) -> Collected:
    """Collect dossiers into a new lake at ``out``, scored later by ``framework`` or by the one that each names."""
    listed = dossiers_in(sources)
    if not listed:
        raise Misuse(_NOTHING.fill(paths=joined((same(source) for source in sources), "、", ", ")))
    with new_folder(out, LAKE_MANIFEST) as folder:
        collected = _written(_gathered(listed, framework, jobs, tell), Lake(folder))
        counts: dict[str, Data] = {"units": collected.units, "parts": collected.parts, "set_aside": len(collected.set_aside)}
        write_yaml(folder / LAKE_MANIFEST, {"lake": 1, "jixiao": __version__, **counts})
    return collected


_NOTHING = Text(
    "{paths} 中没有卷宗（含 dossier.yaml 的文件夹或 .xlsx 工作簿）",
    "There is no dossier (a folder with dossier.yaml, or an .xlsx workbook) in {paths}",
)


def _gathered(listed: Sequence[Path], framework: str | None, jobs: int, tell: Tell) -> Iterator[Gathered | SetAside]:
    take = partial(gather, framework=framework)
    processes = min(jobs or os.cpu_count() or 1, len(listed))
    if processes <= 1:
        results: Iterable[Gathered | SetAside] = map(take, listed)
        yield from _told(results, tell)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from _told(pool.map(take, listed, chunksize=_AHEAD), tell)


def _told(results: Iterable[Gathered | SetAside], tell: Tell) -> Iterator[Gathered | SetAside]:
    for each in results:
        tell(each.path)
        yield each


def gather(path: Path, framework: str | None = None) -> Gathered | SetAside:
    """What one dossier gives to the lake, or why it gives nothing."""
    try:
        dossier = read_dossier(path)
        faults = [each for outcome in dossier.outcomes.values() for each in outcome.findings if each.severity == "error"]
        if faults:
            said = joined((of_words(as_text(each, "zh"), as_text(each, "en")) for each in faults[:_SHOWN]), "\n", "\n")
            return _aside(path, Text("共 {count} 处错误：\n{said}", "{count} errors:\n{said}").fill(count=len(faults), said=said))
        return _measured(path, dossier, framework)
    except JixiaoError as refused:
        return _aside(path, refused.text)


def _measured(path: Path, dossier: Dossier, framework: str | None) -> Gathered | SetAside:
    by = framework_of(dossier, framework)
    view = View(dossier, dossier.scope())
    rows: list[FactRow] = []
    for row in fact_rows(dossier.unit_code, dossier.fiscal_year, by, facts(view, by)):
        if isinstance(row, Text):
            return _aside(path, row)
        rows.append(row)
    tables: dict[str, Sequence[Sequence[object]]] = {
        "unit": [_unit_row(dossier)],
        "fact": rows,
        "stated_score": list(_stated(dossier, by.id)),
        "narrative": list(_narrative(dossier)),
    }
    return Gathered(path, dossier.unit_code, dossier.fiscal_year, tables, dict(_own(dossier)))


def _aside(path: Path, because: Text) -> SetAside:
    return SetAside(path, settled(because))


def _unit_row(dossier: Dossier) -> tuple[object, ...]:
    unit = dossier.unit
    said = dossier.table("submission")
    own = [row for row in said if row.text_id("kind") == "self_evaluation"]
    sent = max(own, key=lambda row: row.text("due_on"), default=None)
    staff = unit.quantity("staff_in_post") or unit.quantity("staff_quota") if unit else None
    budget = [amount.value for row in dossier.table("budget") if (amount := row.quantity("adjusted_yuan"))]
    kind = unit.text_id("kind") if unit else ""
    values = {
        "unit_code": dossier.unit_code,
        "fiscal_year": dossier.fiscal_year,
        "parent_code": unit.text("parent_code") if unit else "",
        "name": dossier.unit_name,
        "kind": kind,
        "budget_level": unit.text("budget_level") if unit else "",
        "region_code": unit.text("region_code") if unit else "",
        "peer_group": peer_group(kind, int(staff.value) if staff else None),
        "budget_yuan": sum(budget) if budget else None,
        "submitted_on": sent.day("submitted_on") if sent else None,
        "due_on": sent.day("due_on") if sent else None,
    }
    return tuple(values[name] for name in UNIT)


def _stated(dossier: Dossier, framework: str) -> Iterator[tuple[object, ...]]:
    """What the unit and its reviewers say of the score by this framework; the last version of each."""
    latest: dict[tuple[str, str], Row] = {}
    for row in dossier.table("stated_score"):
        if row.text("framework") == framework and not row.text("project_code"):
            key = row.text_id("stage"), row.text("item_code")
            before = latest.get(key)
            if before is None or _version(before) <= _version(row):
                latest[key] = row
    for (stage, item_code), row in latest.items():
        score = row.quantity("score")
        value = score.value if score else None
        values = (dossier.unit_code, dossier.fiscal_year, framework, stage, item_code, value, row.text("reason"))
        yield tuple(dict(zip(STATED_SCORE, values, strict=True)).values())


def _narrative(dossier: Dossier) -> Iterator[tuple[object, ...]]:
    """The long texts of the unit's own tables; ledgers and what a form prescribes are not its narrative."""
    for spec in dossier.schema.values():
        columns = [] if spec.is_ledger else [column for column in spec.fields.values() if column.type == "long_text"]
        for row in dossier.table(spec.name) if columns else ():
            for column in columns:
                if text := row.text(column.name).strip():
                    yield dossier.unit_code, dossier.fiscal_year, f"{spec.name}.{column.name} {row.key}", text


def _version(row: Row) -> int:
    version = row.quantity("version")
    return int(version.value) if version else 0


def _own(dossier: Dossier) -> Iterator[tuple[str, tuple[Sequence[str], Sequence[Sequence[str]]]]]:
    """The dossier's own tables, each cell as it stands in CSV, so that they can be written out again without loss."""
    for spec in dossier.schema.values():
        table = dossier.table(spec.name)
        if table.rows:
            columns = list(spec.fields.values())
            given = [[text_of_value(column, row.given.get(column.name)) for column in columns] for row in table.rows]
            yield spec.name, ([column.name for column in columns], given)


# ---- written


def _written(gathered: Iterator[Gathered | SetAside], lake: Lake) -> Collected:
    """Units in parts by year, in the order in which they come; a unit that comes twice in a year is set aside the second time."""
    aside: list[SetAside] = []
    seen: dict[tuple[str, int], Path] = {}
    waiting: dict[int, list[Gathered]] = {}
    parts = 0
    for each in gathered:
        if isinstance(each, SetAside):
            aside.append(each)
            continue
        key = each.unit_code, each.fiscal_year
        if key in seen:
            aside.append(_aside(each.path, _TWICE.fill(unit=each.unit_code, year=each.fiscal_year, other=seen[key])))
            continue
        seen[key] = each.path
        part = waiting.setdefault(each.fiscal_year, [])
        part.append(each)
        if len(part) == UNITS_IN_A_PART:
            _write_part(lake, parts, waiting.pop(each.fiscal_year))
            parts += 1
    for _, part in sorted(waiting.items()):
        _write_part(lake, parts, part)
        parts += 1
    _write(lake, "set_aside", "0000", SET_ASIDE, [(str(path), why.say("zh"), why.say("en")) for path, why in aside])
    return Collected(len(seen), parts, tuple(aside))


_TWICE = Text(
    "单位 {unit} {year} 年度的卷宗已有一份：{other}；这一份未收入",
    "There is a dossier of the unit {unit} for {year} already: {other}; this one was left out",
)


def _write_part(lake: Lake, number: int, units: Sequence[Gathered]) -> None:
    name = f"{units[0].fiscal_year}-{number:05}"
    ordered = sorted(units, key=lambda unit: unit.unit_code)
    for table, columns in (("unit", UNIT), ("fact", FACT), ("stated_score", STATED_SCORE), ("narrative", NARRATIVE)):
        _write(lake, table, name, columns, chain.from_iterable(unit.rows[table] for unit in ordered))
    listed = sorted(
        ((table, columns, unit, rows) for unit in ordered for table, (columns, rows) in unit.own.items()), key=lambda one: one[0]
    )
    for table, group in groupby(listed, key=lambda one: one[0]):
        _write_own(lake, f"dossier/{table}", name, list(group))


def _write_own(
    lake: Lake, table: str, name: str, found: Sequence[tuple[str, Sequence[str], Gathered, Sequence[Sequence[str]]]]
) -> None:
    """One of the dossiers' own tables; units may have columns that others lack."""
    columns = list(dict.fromkeys(chain.from_iterable(each[1] for each in found)))
    lead = {"unit_code": "text", "fiscal_year": "bigint"}
    rest = [column for column in columns if column not in lead]

    def rows() -> Iterator[tuple[object, ...]]:
        for _, own, unit, given in found:
            for row in given:
                cells = dict(zip(own, row, strict=True))
                yield (cells.get("unit_code") or unit.unit_code, unit.fiscal_year, *(cells.get(column) for column in rest))

    _write(lake, table, name, {**lead, **dict.fromkeys(rest, "text")}, rows())


def _write(lake: Lake, table: str, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
    file = lake.file(table, name)
    make_folder(file.parent)
    write_rows(file, columns, rows)

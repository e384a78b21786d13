"""Dossiers collected into a lake: read in parallel processes, measured by their framework, written as parts of whole units.

A dossier that cannot be read, holds cells that are not what they should be, or numbers that no engine compares exactly, is set aside
with the reason; the others go on. What was set aside stands in the table ``set_aside``, and the result of the call.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple

from jixiao import __version__
from jixiao.errors import JixiaoError, Unreadable
from jixiao.exact import plain
from jixiao.files.parquet import write_rows
from jixiao.files.writing import make_folder, new_folder
from jixiao.files.yaml_writing import write_yaml
from jixiao.files.yamls import Data
from jixiao.portfolio.facts import FACT, FactRow, fact_rows
from jixiao.portfolio.incoming import dossiers_in, faults, largest_number, over
from jixiao.portfolio.lake import MANIFEST as LAKE_MANIFEST
from jixiao.portfolio.lake import NARRATIVE, STATED_SCORE, UNIT, Lake
from jixiao.portfolio.peers import peer_group
from jixiao.score.facts import View, facts
from jixiao.score.unit_score import framework_of
from jixiao.tables.cells import text_of_value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.reading import read_dossier
from jixiao.wording import Text, joined, of_words, settled
from jixiao.workers import Bounds, Lost, in_order

UNITS_IN_A_PART = 2_000

SET_ASIDE: Mapping[str, str] = {"path": "text", "because_zh": "text", "because_en": "text"}
"""The columns of ``set_aside``."""

SOURCE: Mapping[str, str] = {"unit_code": "text", "fiscal_year": "bigint", "path": "text"}
"""The columns of ``source``: where the dossiers stood, so that their papers can be made for a choice of units."""

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


def collect(
    sources: Sequence[Path],
    out: Path,
    framework: str | None = None,
    jobs: int = 0,
    bounds: Bounds | None = None,
    tell: Tell = lambda _: None,
) -> Collected:
    """Collect dossiers into a new lake at ``out``, scored later by ``framework`` or by the one that each names."""
    return gathered_into(out, _gathered(dossiers_in(sources), framework, jobs, bounds, tell))


def gathered_into(out: Path, gathered: Iterator[Gathered | SetAside]) -> Collected:
    """Put what dossiers give into a new lake at ``out``."""
    with new_folder(out, LAKE_MANIFEST) as folder:
        collected = _written(gathered, Lake(folder))
        counts: dict[str, Data] = {"units": collected.units, "parts": collected.parts, "set_aside": len(collected.set_aside)}
        write_yaml(folder / LAKE_MANIFEST, {"lake": 1, "jixiao": __version__, **counts})
    return collected


def _gathered(
    listed: Sequence[Path], framework: str | None, jobs: int, bounds: Bounds | None, tell: Tell
) -> Iterator[Gathered | SetAside]:
    """What every dossier gives, in the order of the list; one that hangs or breaks its process is set aside."""
    take = partial(gather, framework=framework)
    for path, found in in_order(take, listed, min(jobs or os.cpu_count() or 1, len(listed)), bounds):
        tell(path)
        yield SetAside(path, over(path, found.because)) if isinstance(found, Lost) else found


def gather(path: Path, framework: str | None = None) -> Gathered | SetAside:
    """What one dossier gives to the lake, or why it gives nothing."""
    return gather_read(path, lambda: read_dossier(path), framework)


def gather_read(path: Path, read: Callable[[], Dossier], framework: str | None = None) -> Gathered | SetAside:
    """What a dossier gives to the lake that is read in some way of its own; ``path`` is how it is called."""
    try:
        dossier = read()
        wrong = faults(dossier)
        return _aside(path, wrong) if wrong is not None else _measured(path, dossier, framework)
    except JixiaoError as refused:
        return _aside(path, refused.text)


def _measured(path: Path, dossier: Dossier, framework: str | None) -> Gathered | SetAside:
    by = framework_of(dossier, framework)
    view = View(dossier, dossier.scope())
    rows: list[FactRow] = []
    for row in fact_rows(dossier.unit_code, dossier.fiscal_year, by, facts(view, by)):
        if isinstance(row, Text):
            return _aside(path, joined(filter(None, (row, largest_number(dossier))), "；", "; "))
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
        "budget_yuan": _amount(sum(budget, Decimal(0)), dossier) if budget else None,
        "submitted_on": sent.day("submitted_on") if sent else None,
        "due_on": sent.day("due_on") if sent else None,
    }
    return tuple(values[name] for name in UNIT)


def _amount(value: Decimal, dossier: Dossier, row: Row | None = None, column: str = "") -> Decimal:
    """A number that the lake can hold without loss; one that it cannot keeps its dossier out, and no other."""
    if abs(value) < _MOST:
        return value
    if row is None:
        raise Unreadable(_TOO_LARGE.fill(number=plain(value), most=plain(_MOST), largest=largest_number(dossier) or ""))
    place = dossier.table(row.spec.name).place(row, row.spec.fields[column])
    where = of_words(place.say("zh"), place.say("en"))
    raise Unreadable(_NO_AMOUNT.fill(place=where, number=plain(value), most=plain(_MOST)))


_MOST = Decimal(10**14)
_TOO_LARGE = Text(
    "全年预算合计 {number}，应小于 {most}；{largest}",
    "The budget of the year adds up to {number}; it should be below {most}; {largest}",
)
_NO_AMOUNT = Text(
    "{place}：{number} 应小于 {most}",
    "{place}: {number} should be below {most}",
)


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
        value = _amount(score.value, dossier, row, "score") if score else None
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
    _write(lake, "source", name, SOURCE, ((each.unit_code, each.fiscal_year, str(each.path.resolve())) for each in ordered))
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

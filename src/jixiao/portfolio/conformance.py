"""A conformance suite: frameworks, facts and expected scores as plain files, so that any other program can prove that it scores the same.

    README.md         how it is meant, and what each kind of rule does
    frameworks.json   every framework in numbers: the tree, points, rules with their options, rounding, dividing, making up, grades
    fact.csv          the facts; numbers in ten-thousandths of their unit
    item_score.csv    the expected score, points in play, state and deciding arm of every item and group
    unit_score.csv    the expected total, points in play and grade of every unit

The facts are edge cases of every rule and random ones of the shipped frameworks; the expected scores are those of the plain scorer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from jixiao.dice import Dice
from jixiao.exact import plain, unscaled
from jixiao.files.delimited import read_csv, write_csv
from jixiao.files.writing import make_folder, write_bytes
from jixiao.framework import rule as rules
from jixiao.framework.load import load, shipped
from jixiao.framework.model import PART_PLACES, Applied, Framework, Item
from jixiao.portfolio import edge_cases
from jixiao.portfolio.engine import Engine, Settings, opened
from jixiao.portfolio.facts import FACT, FactRow, fact_rows
from jixiao.portfolio.program import Table, program
from jixiao.portfolio.scoring import run
from jixiao.score.scoring import Score, score
from jixiao.wording import Text

UNITS_EACH = 25
SEED = 2_023
YEAR = 2_023
ITEM = ("unit_code", "framework", "item_code", "score", "in_play", "state", "arm")
UNIT = ("unit_code", "framework", "total", "in_play", "grade")
FILES = {"item": "item_score.csv", "unit": "unit_score.csv"}


class Difference(NamedTuple):
    """A row that is expected and did not come (or came and was not expected): the file, the row, and which of the two."""

    file: str
    row: tuple[str, ...]
    is_expected: bool

    @property
    def words(self) -> Text:
        """The difference as a sentence."""
        text = _EXPECTED if self.is_expected else _CAME
        return text.fill(file=self.file, row=", ".join(self.row))


_EXPECTED = Text("{file}：应有而没有：{row}", "{file}: expected and not there: {row}")
_CAME = Text("{file}：有而不应有：{row}", "{file}: there and not expected: {row}")


def frameworks() -> list[Framework]:
    """All that the suite is about: edge cases, and what comes with jixiao and gives points."""
    return [*edge_cases.frameworks(), *(each for each in map(load, shipped()) if each.scale is None)]


def write(folder: Path) -> int:
    """Write the suite; how many units it has."""
    make_folder(folder)
    facts: list[FactRow] = []
    items: list[tuple[str, ...]] = []
    units: list[tuple[str, ...]] = []
    for framework in frameworks():
        draw = Dice(SEED, framework.id)
        for number in range(UNITS_EACH):
            code = f"{framework.id}-{number:02}"
            given = edge_cases.facts(framework, draw)
            rows = list(fact_rows(code, YEAR, framework, given))
            facts += [row for row in rows if isinstance(row, FactRow)]
            made = score(framework, given)
            items += _items(code, made)
            units.append(_unit(code, made))
    write_csv(folder / "fact.csv", [tuple(FACT), *(tuple("" if cell is None else str(cell) for cell in row) for row in facts)])
    write_csv(folder / FILES["item"], [ITEM, *items])
    write_csv(folder / FILES["unit"], [UNIT, *units])
    told = [_framework(framework) for framework in frameworks()]
    write_bytes(folder / "frameworks.json", json.dumps(told, ensure_ascii=False, indent=1).encode())
    write_bytes(folder / "README.md", _readme().encode())
    return len(units)


def _items(code: str, made: Score) -> Iterator[tuple[str, ...]]:
    for each in made.items:
        points = "" if each.score is None else plain(each.score, PART_PLACES)
        yield code, made.framework.id, each.item.code, points, plain(each.in_play, PART_PLACES), each.state, each.arm


def _unit(code: str, made: Score) -> tuple[str, ...]:
    total = "" if made.total is None else plain(made.total, PART_PLACES)
    return code, made.framework.id, total, plain(made.in_play, PART_PLACES), made.grade.say("zh") if made.grade else ""


# ---- what a framework says, without our words


def _framework(each: Framework) -> dict[str, object]:
    return {
        "id": each.id,
        "points": plain(each.points),
        "gives_total": each.why_no_total is None,
        "round_at": each.round_at,
        "decimals": each.decimals,
        "share_decimals": each.share_decimals,
        "residual": each.residual,
        "rescale": each.rescale,
        "grades": [{"name": grade.name.say("zh"), "least_percent": plain(grade.least)} for grade in each.grades],
        "indicator_rules": {operator: _applied(applied) for operator, applied in each.indicator_rules.items() if applied},
        "items": [_item(item) for item in each.items],
    }


def _item(item: Item) -> dict[str, object]:
    said: dict[str, object] = {"code": item.code, "points": plain(item.points)}
    if item.children:
        return {**said, "items": [_item(child) for child in item.children]}
    assert item.applied
    is_mean = item.selection is not None
    return {
        **said,
        **_applied(item.applied),
        "target": plain(item.target),
        "is_mean": is_mean,
        "not_applicable": item.not_applicable,
    }


def _applied(applied: Applied) -> dict[str, object]:
    return {"rule": applied.rule.name, "options": {name: _plain(value) for name, value in applied.options.items()}}


def _plain(value: object) -> object:
    """An option as whole numbers and words."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def _readme() -> str:
    manuals = "\n\n".join(f"### {name}\n\n{rules.load(name).manual}" for name in rules.names())
    return f"{_INTRODUCTION}\n{manuals}\n"


_INTRODUCTION = """# Conformance suite for scoring

Score every unit of `fact.csv` by its framework in `frameworks.json`; the results have to be those of `item_score.csv` and
`unit_score.csv`, every one of them, to the last decimal. An empty cell is a missing number, which is not zero.

## How scores come about

- All numbers of `fact.csv` are whole ten-thousandths; a value is `numerator` ÷ `denominator` (a denominator of 10000 is 1). Options of
  rules in points are whole numbers in the unit to which the item is rounded (10^-decimals point if `round_at` is `item`, else 10^-6);
  shares, rates and counts are ten-thousandths.
- Rounding is half-up and happens once: score = (2·x·y + d) div (2·d). Never divide first.
- A row without `part_no` is the fact of an item. With `state` there is no number: `not_applicable` gives full points where the item
  says `full_points` (arm `not_applicable`), everything else gives no score (arm `missing`) and its points are out of play.
- A value is held against the item's `target`. Rules that mean the same for any scale compare numerator × 10000 with target ×
  denominator (both in ten-thousandths); the others (checklist, judged, levels, per_case, per_step) take the value in ten-thousandths,
  rounded half-up.
- Rows with `part_no` are indicators of an item that is a mean. The item's points, to 10^-share_decimals, are divided by `weight` in the
  order of `part_no` (an indicator that does not apply weighs nothing): `spread` rounds running totals, `last` rounds each and gives
  the last one the rest, `largest` cuts off and gives a unit each to the largest remainders. Each indicator is scored by the rule of its
  `operator` on its share (`judged`: the value is in percent); those without a score are out of play. The item's rule is then applied
  to what was earned (actual) and what was in play (target), on the points in play rounded to the item's unit.
- A group adds its members. With `round_at: group` it rounds if an item stands directly below it; with `rescale: group` it makes up
  for points left out (items that do not apply and whose policy is `rescale`): score × points ÷ (points − left out), rounded once, unless
  nothing of it applies.
- The total is the sum of the top groups, × points ÷ (points − left out) where nothing made up for them, rounded to `decimals`. A grade
  is given only if everything is in play: the first whose least share of the points is reached.
- States of groups without a score: `not_reported` before `not_due` before `not_applicable`.

## The kinds of rules
"""


# ---- run


def check(folder: Path, engine: str = "duckdb", settings: Settings | None = None) -> list[Difference]:
    """Where an engine of ours does not give what the suite's files expect."""
    with opened(engine, settings or Settings()) as running:
        found = _on(running, folder)
    return [difference for name, file in FILES.items() for difference in _differences(file, _read(folder / file), found[name])]


def _on(engine: Engine, folder: Path) -> Mapping[str, set[tuple[str, ...]]]:
    known = frameworks()
    compiled = program(known)
    for table in compiled.tables:
        engine.load(table)
    numbers = {framework.id: number for number, framework in enumerate(known)}
    header, *lines = [line.cells for line in read_csv(folder / "fact.csv")]
    place = header.index("framework")
    kinds = [FACT[name] for name in header]
    rows = [(*map(_cell, kinds, cells), numbers[cells[place]]) for cells in lines]
    engine.load(Table("fact", {**{name: FACT[name] for name in header}, "framework_no": "bigint"}, rows))
    run(engine, compiled)
    items = engine.rows(_ITEMS)
    units = engine.rows(_UNITS)
    return {"item": {_row(row, (3, 4)) for row in items}, "unit": {_row(row, (2, 3)) for row in units}}


_ITEMS = """SELECT p.unit_code, w.framework, i.item_code, p.score, p.in_play, s.state, p.arm FROM pf_scored p
JOIN pf_item i ON i.item_no = p.item_no JOIN pf_framework w ON w.framework_no = i.framework_no JOIN pf_state s ON s.state_no = p.state_no"""
_UNITS = """SELECT t.unit_code, w.framework, t.total, t.in_play, t.grade FROM pf_total t
JOIN pf_framework w ON w.framework_no = t.framework_no"""


def _cell(kind: str, text: str) -> int | str | None:
    if not text:
        return None
    return int(text) if kind == "bigint" else text


def _row(row: Sequence[object], points: Sequence[int]) -> tuple[str, ...]:
    return tuple(_said(cell, is_points=at in points) for at, cell in enumerate(row))


def _said(cell: object, *, is_points: bool) -> str:
    if cell is None:
        return ""
    return f"{unscaled(cell, PART_PLACES):f}" if is_points and isinstance(cell, int) else str(cell)


def _read(file: Path) -> set[tuple[str, ...]]:
    _, *lines = [tuple(line.cells) for line in read_csv(file)]
    return set(lines)


def _differences(file: str, expected: set[tuple[str, ...]], found: set[tuple[str, ...]]) -> Iterator[Difference]:
    yield from (Difference(file, row, is_expected=True) for row in sorted(expected - found))
    yield from (Difference(file, row, is_expected=False) for row in sorted(found - expected))

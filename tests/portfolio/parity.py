"""The same units scored by the plain scorer and by a program on an engine; what differs is listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from jixiao.exact import scaled, unscaled
from jixiao.framework.model import Framework
from jixiao.portfolio.engine import Engine
from jixiao.portfolio.facts import FACT, FactRow, fact_rows
from jixiao.portfolio.program import Table, program
from jixiao.portfolio.scoring import run
from jixiao.score.facts import Fact
from jixiao.score.scoring import Score, score
from jixiao.wording import Text

Unit = tuple[Framework, Mapping[str, Fact]]
Work = Sequence[tuple[Framework, Sequence[tuple[str, Mapping[str, Fact]]]]]
Line = tuple[str, str, Decimal | None, Decimal, str, str]
Total = tuple[str, Decimal | None, Decimal, str | None]


def differences(engine: Engine, units: Sequence[Unit]) -> list[tuple[object, object]]:
    """Where the engine does not say what the plain scorer says, for units each of a framework of its own."""
    return differences_of(
        engine,
        [(replace(framework, id=f"f{number}"), [(f"u{number}", facts)]) for number, (framework, facts) in enumerate(units)],
    )


def differences_of(engine: Engine, work: Work) -> list[tuple[object, object]]:
    """The same for many units of a framework."""
    lines, totals = on_engine(engine, work)
    made = [(code, score(framework, facts)) for framework, units in work for code, facts in units]
    expected = [line for code, each in made for line in _lines(code, each)]
    wanted = [_total(code, each) for code, each in made]
    return _unlike(sorted(expected, key=str), sorted(lines, key=str)) + _unlike(sorted(wanted, key=str), sorted(totals, key=str))


def on_engine(
    engine: Engine, work: Sequence[tuple[Framework, Sequence[tuple[str, Mapping[str, Fact]]]]]
) -> tuple[list[Line], list[Total]]:
    """What the engine says of units by framework."""
    frameworks = [framework for framework, _ in work]
    numbers = {framework.id: number for number, framework in enumerate(frameworks)}
    rows: list[FactRow] = []
    for framework, units in work:
        for code, facts in units:
            for row in fact_rows(code, 2023, framework, facts):
                assert not isinstance(row, Text), row
                rows.append(row)
    compiled = program(frameworks)
    for table in compiled.tables:
        engine.load(table)
    engine.load(Table("fact", {**FACT, "framework_no": "bigint"}, [(*row, numbers[row.framework]) for row in rows]))
    run(engine, compiled)
    lines: list[Any] = engine.rows(
        "SELECT p.unit_code, i.item_code, p.score, p.in_play, s.state, p.arm FROM pf_scored p"
        " JOIN pf_item i ON i.item_no = p.item_no JOIN pf_state s ON s.state_no = p.state_no"
    )
    totals: list[Any] = engine.rows("SELECT unit_code, total, in_play, grade FROM pf_total")
    return [(a, b, _points(c), unscaled(d, 6), e, f) for a, b, c, d, e, f in lines], [
        (a, _points(b), unscaled(c, 6), d) for a, b, c, d in totals
    ]


def _points(micro: int | None) -> Decimal | None:
    return None if micro is None else unscaled(micro, 6)


def _lines(code: str, made: Score) -> list[Line]:
    return [
        (code, each.item.code, _micro(each.score), unscaled(scaled(each.in_play, 6) or 0, 6), each.state, each.arm)
        for each in made.items
    ]


def _micro(value: Decimal | None) -> Decimal | None:
    return None if value is None else unscaled(scaled(value, 6) or 0, 6)


def _total(code: str, made: Score) -> Total:
    in_play = unscaled(scaled(made.in_play, 6) or 0, 6)
    return (code, _micro(made.total), in_play, made.grade.say("zh") if made.grade else None)


def _unlike(expected: Sequence[object], found: Sequence[object]) -> list[tuple[object, object]]:
    if len(expected) != len(found):
        return [(len(expected), len(found))]
    return [(one, other) for one, other in zip(expected, found, strict=True) if one != other]

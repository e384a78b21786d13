"""What the plain scorer says of many adversarial units, written as Parquet beside their facts, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from jixiao.dice import Dice
from jixiao.exact import scaled
from jixiao.files.parquet import write_rows
from jixiao.portfolio import edge_cases
from jixiao.portfolio.facts import FACT, FactRow, fact_rows
from jixiao.portfolio.program import STATES
from jixiao.score.facts import Fact
from jixiao.score.scoring import Score, score

ITEM = {"unit_code": "text", "item_code": "text", "score": "bigint", "in_play": "bigint", "state": "text", "arm": "text"}
TOTAL = {"unit_code": "text", "total": "bigint", "in_play": "bigint", "grade": "text"}


def write(folder: Path, units: int) -> None:
    """Facts and expected scores of so many units, in as many parts as there are frameworks."""
    count = len(edge_cases.frameworks())
    for table in ("fact", "item", "total"):
        (folder / table).mkdir(parents=True)
    processes = os.cpu_count() or 1
    root = Path(__file__).parents[2]
    running = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.portfolio.expected",
                folder,
                str(units // count),
                *map(str, range(at, count, processes)),
            ],
            cwd=root,
        )
        for at in range(processes)
    ]
    assert [each.wait() for each in running] == [0] * processes


def part(folder: Path, units: int, number: int) -> None:
    """The units of one framework."""
    framework, draw = edge_cases.frameworks()[number], Dice(number)
    rows: list[FactRow] = []
    items: list[tuple[object, ...]] = []
    totals: list[tuple[object, ...]] = []
    for at in range(units):
        code = f"u{number}-{at}"
        facts: dict[str, Fact] = edge_cases.facts(framework, draw)
        for row in fact_rows(code, 2023, framework, facts):
            assert isinstance(row, FactRow), row
            rows.append(row)
        made = score(framework, facts)
        items += _items(code, made)
        grade = made.grade.say("zh") if made.grade else None
        totals.append((code, None if made.total is None else scaled(made.total, 6), scaled(made.in_play, 6), grade))
    write_rows(folder / "fact" / f"{number:02}.parquet", FACT, rows)
    write_rows(folder / "item" / f"{number:02}.parquet", ITEM, items)
    write_rows(folder / "total" / f"{number:02}.parquet", TOTAL, totals)


def _items(code: str, made: Score) -> Iterator[tuple[object, ...]]:
    for each in made.items:
        assert each.state in STATES
        points = None if each.score is None else scaled(each.score, 6)
        yield code, each.item.code, points, scaled(each.in_play, 6), each.state, each.arm


if __name__ == "__main__":
    for each in sys.argv[3:]:
        part(Path(sys.argv[1]), int(sys.argv[2]), int(each))

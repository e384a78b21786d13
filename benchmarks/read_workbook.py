"""How fast a ledger of 50,000 rows is read from a workbook into typed rows, beside openpyxl merely reading the cells.

Both run in one process, in turn, several times. Prints seconds and the ratio (aim: 5).
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import openpyxl

from jixiao.exact import Quantity
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.folder import read_folder
from jixiao.tables.workbook import read_workbook, write_workbook

ROWS, ROUNDS, SEED = 50_000, 5, 2023
LEDGER, SHEET = "reception", "公务接待台账"


def ledger() -> Dossier:
    """The example dossier with a long ledger of receptions: 18 columns of every usual type."""
    dossier = read_folder(Path(str(files("jixiao.examples"))) / "beijing-office-2023")
    draw = random.Random(SEED)
    spec = dossier.schema[LEDGER]
    first = date(2023, 1, 1)
    rows = []
    for number in range(2, ROWS + 2):
        day = first + timedelta(days=draw.randrange(365))
        values: dict[str, Value] = {
            "unit_code": dossier.unit_code,
            "row_id": f"RC-2023-{number:06}",
            "office_code": "JDC",
            "occurred_on": day,
            "recorded_on": day + timedelta(days=draw.randrange(9)),
            "aggregate": False,
            "note": f"示例明细，第{draw.randrange(300)}批",
            "secrecy": "public",
            "guest_level": draw.choice(("ministerial", "city_leader", "city_unit")),
            "purpose": draw.choice(("meeting", "visit", "research", "training")),
            "batches": Quantity(Decimal(1)),
            "persons": Quantity(Decimal(draw.randint(1, 40))),
            "companions": Quantity(Decimal(draw.randint(0, 6))),
            "cost_yuan": Quantity(Decimal(draw.randint(10_000, 2_000_000)).scaleb(-2)),
            "has_letter": True,
            "has_approval": True,
            "has_list": True,
            "has_bill": draw.choice((True, True, False)),
        }
        rows.append(Row(spec, number, values))
    dossier.table(LEDGER).rows = rows
    return dossier


def by_jixiao(path: Path) -> int:
    dossier = read_workbook(path)
    if any(outcome.findings for outcome in dossier.outcomes.values()):
        raise SystemExit("the workbook does not read back as it was written")
    return len(dossier.table(LEDGER).rows)


def by_openpyxl(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True)
    count = sum(1 for sheet in book.worksheets for _ in sheet.iter_rows(values_only=True))
    book.close()
    return count


def seconds(work: Callable[[Path], int], path: Path) -> float:
    began = time.perf_counter()
    if work(path) < ROWS:
        raise SystemExit("rows are missing")
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "卷宗.xlsx"
        dossier = ledger()
        write_workbook(dossier, path)
        if [row.values for row in read_workbook(path).table(LEDGER)] != [row.values for row in dossier.table(LEDGER)]:
            raise SystemExit("the rows do not read back as they were written")
        pairs = [(seconds(by_jixiao, path), seconds(by_openpyxl, path)) for _ in range(ROUNDS)]
    ratios = sorted(slow / fast for fast, slow in pairs)
    fast, slow = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"a workbook with a ledger of {ROWS:,} rows, median of {ROUNDS} rounds in turn")
    print(f"jixiao, typed rows        {fast:.2f} s")
    print(f"openpyxl, cells read only {slow:.2f} s")
    print(f"ratio                     {statistics.median(ratios):.1f} (from {ratios[0]:.1f} to {ratios[-1]:.1f}; aim 5)")


if __name__ == "__main__":
    main()

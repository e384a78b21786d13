"""How fast a dossier is checked: rows per second and peak memory, against a plain pass of csv.DictReader over the same file.

    python benchmarks/check_rows.py [ROWS]        200000 rows of a ledger unless told

Checking is linear: half the rows take about half the time, which is printed too. The file is made by this program, in a folder that is
removed afterwards.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from jixiao.findings import has_errors
from jixiao.review.checking import check
from jixiao.tables.reading import read_dossier

LEDGER = """
id: reception
edition: "2023"
label: {zh: 公务接待台账, en: Receptions}
fields:
  purpose: {type: text, zh: 事由, en: Purpose}
  guest: {type: text, zh: 联系人, en: Contact, personal: true}
  batches: {type: whole, zh: 批次, en: Batches, unit: 批, required: true}
  persons: {type: whole, zh: 人次, en: Persons, unit: 人次, required: true}
  cost_yuan: {type: yuan, zh: 费用, en: Cost}
rows:
  - {check: persons-not-below-batches, holds: persons >= batches, because: {zh: 人次不少于批次, en: As many persons as batches}}
"""
HEADER = ["row_id", "occurred_on", "recorded_on", "note", "purpose", "guest", "batches", "persons", "cost_yuan"]
FIRST_DAY = date(2023, 1, 1)


def laid_out(folder: Path, rows: int) -> Path:
    """A dossier with so many ledger rows; the ledger's file comes back."""
    (folder / "ledgers").mkdir(parents=True)
    (folder / "dossier.yaml").write_text("unit_code: U1\nfiscal_year: 2023\nframeworks: [guangdong-unit-2022]\n", "utf-8")
    (folder / "unit.csv").write_text("unit_code,name,kind\nU1,单位,administrative\n", "utf-8")
    (folder / "ledgers" / "reception.yaml").write_text(LEDGER, "utf-8")
    indicator = "indicator_code,level,class,name,operator,target,measure_unit,weight,measure,basis,evidence_kind,owner\n"
    (folder / "indicator.csv").write_text(
        f"{indicator}I1,unit,output,批次,ge,1,批,100,sum(reception.batches),计划,台账,王某\n"
        "I2,unit,benefit,人次,ge,1,人次,100,sum(reception.persons),计划,台账,王某\n",
        "utf-8",
    )
    path = folder / "reception.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            day = FIRST_DAY + timedelta(days=number % 360)
            later = day + timedelta(days=2)
            person = f"来宾{number % 900}"
            writer.writerow([f"R{number:07}", day, later, f"第{number % 50}组", "参加会议", person, 1, 1 + number % 9, "120.50"])
    return path


def timed(work: Callable[[], object]) -> float:
    """Seconds of one run."""
    begins = time.perf_counter()
    work()
    return time.perf_counter() - begins


def plain_pass(path: Path) -> int:
    """The least that any program does with the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def whole(folder: Path) -> None:
    """Read and check, as the command does."""
    outcomes = check(read_dossier(folder))
    errors = {finding.check for outcome in outcomes for finding in outcome.findings if finding.severity == "error"}
    if has_errors(outcomes) and errors - {"points-lost-have-a-reason"}:
        raise SystemExit(f"the made dossier has errors: {sorted(errors)}")


def main(rows: int) -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as made:
        half, full = Path(made) / "half", Path(made) / "full"
        laid_out(half, rows // 2)
        path = laid_out(full, rows)
        base = min(timed(lambda: plain_pass(path)) for _ in range(3))
        of_half, of_full = (min(timed(lambda folder=folder: whole(folder)) for _ in range(2)) for folder in (half, full))  # type: ignore[misc]
        dossier = read_dossier(full)
        checking = timed(lambda: check(dossier))
        tracemalloc.start()
        whole(full)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    print(f"rows                      {rows:>12,}")
    print(f"csv.DictReader alone      {rows / base:>12,.0f} rows/s")
    print(f"read and check            {rows / of_full:>12,.0f} rows/s   {of_full / base:.1f} times the plain pass")
    print(f"check alone               {rows / checking:>12,.0f} rows/s   {checking / base:.1f} times the plain pass")
    print(f"half the rows take        {of_half / of_full:>12.2f} of the time")
    print(f"peak memory               {peak / 1e6:>12,.0f} MB   {peak / rows:,.0f} bytes a row")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)

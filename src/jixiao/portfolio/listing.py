"""Lists of many units for people: ranks, gaps, risks and samples as a table on the screen, CSV, a workbook or Parquet.

CSV and Parquet hold everything; a workbook at most a million rows, and says so if there are more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from jixiao.errors import Misuse
from jixiao.exact import plain, unscaled
from jixiao.files.delimited import write_csv
from jixiao.files.parquet import columns_of, read_rows
from jixiao.files.sheet_writing import BookPlan, ColumnPlan, SheetPlan, write_sheets
from jixiao.portfolio import signal as signals
from jixiao.portfolio.current import check_scored
from jixiao.portfolio.lake import Lake, lake_at
from jixiao.portfolio.sampling import Drawn
from jixiao.wording import Language, Text, joined

MOST_SHEET_ROWS = 1_000_000
_WIDE, _NARROW = 28, 12
_WORDY = {"name", "signals", "reason", "unit_code"}
_HUNDRED = 2
_LAST_NARROW = 0x2E7F
"""Signs above this one are two columns wide."""

LABELS: dict[str, Text] = {
    "unit_code": Text("单位代码", "unit"),
    "fiscal_year": Text("年度", "year"),
    "name": Text("名称", "name"),
    "kind": Text("性质", "kind"),
    "region_code": Text("区划", "region"),
    "peer_group": Text("同类组", "peers"),
    "framework": Text("指标体系", "framework"),
    "total": Text("重算总分", "recomputed total"),
    "stated": Text("自评总分", "stated total"),
    "out_of": Text("满分", "out of"),
    "in_play": Text("已计分值", "in play"),
    "grade": Text("等次", "grade"),
    "overall_rank": Text("总排名", "rank"),
    "overall_of": Text("参加排名数", "of"),
    "region_rank": Text("区划内排名", "rank in region"),
    "region_of": Text("区划内单位数", "of region"),
    "peer_rank": Text("同类排名", "rank among peers"),
    "peer_of": Text("同类单位数", "of peers"),
    "item_code": Text("指标代码", "item"),
    "points": Text("分值", "points"),
    "risk": Text("风险分", "risk"),
    "self_score": Text("自评分", "self"),
    "recomputed": Text("重算分", "recomputed"),
    "reviewed": Text("复核分", "reviewed"),
    "self_above": Text("自评高出", "self above"),
    "reviewed_above": Text("复核高出", "reviewed above"),
    "state": Text("状态", "state"),
    "arm": Text("计分情形", "case of the rule"),
    "reason": Text("单位说明", "reason given"),
    "signals": Text("看到的情况", "what was seen"),
    "stratum": Text("层", "stratum"),
    "probability": Text("入样概率", "probability"),
}
"""What the columns are called."""


class Listing(NamedTuple):
    """A table for people: its columns by name, and its rows."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]


def ranks(scored: Path, top: int | None = None) -> Listing:
    """The units by rank, best first; ``Misuse`` if the lake changed since it was scored."""
    made = lake_at(scored, "unit_rank")
    check_scored(scored)
    return _of(made, "unit_rank", top)


def gaps(scored: Path, top: int | None = None) -> Listing:
    """The items whose stated score is not the recomputed one, the largest difference first."""
    return _of(lake_at(scored, "gap"), "gap", top)


def risks(scored: Path, language: Language, top: int | None = None) -> Listing:
    """The units by their points of risk, with the names of the signals."""
    found = _of(lake_at(scored, "risk"), "risk", top)
    columns = tuple("risk" if name == "points" else name for name in found.columns)
    points, seen = columns.index("risk"), columns.index("signals")
    return Listing(columns, [_told(row, points, seen, language) for row in found.rows])


def _told(row: tuple[object, ...], points: int, seen: int, language: Language) -> tuple[object, ...]:
    cells = list(row)
    cells[points] = unscaled(int(str(row[points])), _HUNDRED)
    labels = (signals.load(name).label for name in str(row[seen] or "").split())
    cells[seen] = joined(labels, "；", "; ").say(language)
    return tuple(cells)


def sample(drawn: Sequence[Drawn]) -> Listing:
    """The units that were drawn."""
    rows = [
        (each.unit.unit_code, each.unit.name, each.unit.stratum, unscaled(each.unit.points, _HUNDRED), _four(each))
        for each in drawn
    ]
    return Listing(("unit_code", "name", "stratum", "risk", "probability"), rows)


def _four(each: Drawn) -> Decimal:
    units = each.probability * 10_000
    return unscaled((2 * units.numerator + units.denominator) // (2 * units.denominator), 4)


def _of(lake: Lake, table: str, top: int | None) -> Listing:
    file = lake.files(table)[0]
    columns = columns_of(file)
    return Listing(columns, list(islice(read_rows(file, columns), top)))


def write_listing(listing: Listing, path: Path, language: Language) -> None:
    """Write a table as the ending of the file says: .csv or .xlsx."""
    headers = [LABELS[name].say(language) for name in listing.columns]
    if path.suffix == ".csv":
        write_csv(path, [headers, *([_text(cell) for cell in row] for row in listing.rows)])
        return
    if path.suffix != ".xlsx":
        raise Misuse(_ENDING.fill(path=path))
    if len(listing.rows) > MOST_SHEET_ROWS:
        raise Misuse(_MANY.fill(rows=len(listing.rows), most=MOST_SHEET_ROWS))
    plans = [
        ColumnPlan(header, _WIDE if name in _WORDY else _NARROW, wraps=name in _WORDY)
        for name, header in zip(listing.columns, headers, strict=True)
    ]
    sheet = SheetPlan(_SHEET.say(language), plans, [[_cell(cell) for cell in row] for row in listing.rows])
    write_sheets(BookPlan(_SHEET.say(language), [sheet]), path)


def text_lines(listing: Listing, language: Language) -> Iterator[str]:
    """A table for the screen: a line each, cells apart by two spaces."""
    table = [[LABELS[name].say(language) for name in listing.columns], *([_text(cell) for cell in row] for row in listing.rows)]
    widths = [max(_width(row[at]) for row in table) for at in range(len(listing.columns))]
    for row in table:
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def _width(text: str) -> int:
    return sum(1 + (ord(sign) > _LAST_NARROW) for sign in text)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return plain(cell) if isinstance(cell, Decimal) else str(cell)


def _cell(cell: object) -> str | Decimal | date | None:
    if isinstance(cell, int):
        return Decimal(cell)
    return cell if cell is None or isinstance(cell, (Decimal, date)) else str(cell)


_SHEET = Text("清单", "list")
_ENDING = Text("{path} 应以 .csv 或 .xlsx 结尾", "{path} should end in .csv or .xlsx")
_MANY = Text(
    "共 {rows} 行，工作簿至多 {most} 行；请写成 .csv",
    "There are {rows} rows; a workbook holds {most} at most. Write .csv instead",
)

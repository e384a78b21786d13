"""The library as a table: on the screen, as CSV or as a workbook, and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from jixiao.cycle.library import Entry, InYear
from jixiao.errors import Misuse
from jixiao.exact import plain
from jixiao.files.delimited import write_csv
from jixiao.files.sheet_writing import BookPlan, ColumnPlan, SheetPlan, Written, write_sheets
from jixiao.tables.schema import fixed_tables
from jixiao.wording import Language, Text, joined, same

TITLE = Text("绩效指标库", "Indicator library")
CELLS = ("level", "class", "subclass", "name", "operator", "measure_unit", "accumulation", "measure", "basis")
"""The columns of the table of indicators that the library shows, from the latest year."""

_WIDTHS = {"name": 32, "measure": 36, "basis": 24, "subclass": 18}
_WIDTH = 12


def as_lines(library: Sequence[Entry], language: Language) -> Iterator[str]:
    """One line an indicator: code, name, what it reached year by year, the mean, the usual target and proof."""
    for entry in library:
        known = joined([_year(each) for each in entry.years], "，", ", ")
        reached, of = entry.times_reached
        yield _LINE.fill(
            code=entry.code,
            name=joined([same(each) for each in entry.names], " / ", " / "),
            years=known,
            mean=_mean(entry),
            target=_target(entry) or _NOTHING,
            reached=reached,
            of=of,
            proof=entry.usual_proof or _NOTHING,
        ).say(language)


_NOTHING = Text("（无）", "(none)")
_LINE = Text(
    "{code}  {name}：{years}；{mean}；常用指标值{target}，{of}年中{reached}年达到；佐证：{proof}",
    "{code}  {name}: {years}; {mean}; usual target {target}, reached in {reached} of {of} years; proof: {proof}",
)
_MEAN = Text("近{n}年均值{mean}", "mean of {n} years {mean}")


def _mean(entry: Entry) -> Text:
    if entry.mean is None:
        return Text("没有可计的完成值", "no number is known")
    return _MEAN.fill(n=len(entry.known), mean=f"{plain(entry.mean)}{entry.row.text('measure_unit')}")


def _year(each: InYear) -> Text:
    value = same(plain(each.value)) if each.value is not None else (each.state.label if each.state else _NOTHING)
    return Text("{year}年{value}", "{year} {value}").fill(year=each.year, value=value)


def _target(entry: Entry) -> str:
    usual = entry.usual_target
    return (
        f"{entry.row.text('operator')}{usual.text()}{entry.row.text('measure_unit')}" if usual else entry.row.text("target_text")
    )


def as_json(library: Sequence[Entry]) -> list[dict[str, object]]:
    """The library for programs; numbers are strings, absent is null."""
    return [_json(entry) for entry in library]


def _json(entry: Entry) -> dict[str, object]:
    row, usual = entry.row, entry.usual_target
    reached, of = entry.times_reached
    return {
        "unit": entry.unit_code,
        "code": entry.code,
        "names": list(entry.names),
        **{name: row.text_id(name) or None for name in CELLS if name != "name"},
        "usual_target": usual.text() if usual else None,
        "usual_proof": entry.usual_proof,
        "mean": _said(entry.mean),
        "mean_of": len(entry.known),
        "times_reached": reached,
        "times_known": of,
        "years": [
            {
                "year": each.year,
                "indicator": each.row.text("indicator_code"),
                "target": each.target.text() if each.target else None,
                "value": _said(each.value),
                "state": each.state.value if each.state else None,
            }
            for each in entry.years
        ],
    }


def _said(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def write_library(library: Sequence[Entry], path: Path) -> None:
    """The library as CSV or as a workbook, as the name says; ``Misuse`` for another name."""
    years = sorted({each.year for entry in library for each in entry.years})
    columns = list(_columns(years))
    rows = [list(_row(entry, years)) for entry in library]
    if path.suffix.lower() == ".csv":
        write_csv(path, [[name for name, _ in columns], *([_text(cell) for cell in row] for row in rows)])
    elif path.suffix.lower() == ".xlsx":
        plans = [ColumnPlan(name, width, wraps=width > _WIDTH) for name, width in columns]
        write_sheets(BookPlan(TITLE.zh, [SheetPlan(TITLE.zh, plans, rows)]), path)
    else:
        raise Misuse(_OTHER.fill(path=path))


_OTHER = Text(
    "不知道怎样写成 {path}；名称应以 .csv 或 .xlsx 结尾", "{path} cannot be written: its name has to end in .csv or .xlsx"
)


def _columns(years: Sequence[int]) -> Iterator[tuple[str, int]]:
    """The headers, which are Chinese as those of every table."""
    fields = fixed_tables()["indicator"].fields
    yield "单位代码", _WIDTH
    yield "指标库代码", _WIDTH
    for name in CELLS:
        yield fields[name].label.zh, _WIDTHS.get(name, _WIDTH)
    yield "曾用名称", _WIDTHS["name"]
    yield "常用指标值", _WIDTH
    yield "常用佐证", _WIDTHS["basis"]
    yield "近三年均值", _WIDTH
    yield "均值年数", _WIDTH
    yield "达到年数", _WIDTH
    for year in years:
        yield f"{year}年指标值", _WIDTH
        yield f"{year}年完成值", _WIDTH


def _row(entry: Entry, years: Sequence[int]) -> Iterator[Written]:
    reached, of = entry.times_reached
    by_year = {each.year: each for each in entry.years}
    yield entry.unit_code
    yield entry.code
    for name in CELLS:
        yield entry.row.text(name)
    yield "、".join(entry.names[1:])
    yield _target(entry)
    yield entry.usual_proof
    yield entry.mean
    yield Decimal(len(entry.known))
    yield f"{reached}/{of}" if of else None
    for year in years:
        each = by_year.get(year)
        yield None if each is None else each.target.text() if each.target else each.row.text("target_text")
        yield None if each is None else each.value if each.value is not None else (each.state.label.zh if each.state else None)


def _text(cell: Written) -> str:
    return plain(cell) if isinstance(cell, Decimal) else str(cell or "")

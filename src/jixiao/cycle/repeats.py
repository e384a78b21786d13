"""What several years of one unit have word for word or number for number in common, and what a year says of the one before it.

The same sentence, the same problem, the same odd number twice is no fault by itself: it is a question, told with both places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import as_file, files
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

from jixiao.cycle import problems
from jixiao.exact import Quantity
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, Outcome, Place, as_text
from jixiao.monitor.rule import number
from jixiao.monitor.snapshots import Snapshot, number_text
from jixiao.report.narrative import runs
from jixiao.review import many
from jixiao.review.likeness import copies
from jixiao.review.normal import normal
from jixiao.review.paper import Passage
from jixiao.score.bindings import narratives
from jixiao.score.scoring import Score
from jixiao.score.trace import Figures
from jixiao.tables.dossier import Dossier, Row
from jixiao.wording import Text, joined, same

CHECK = "years"


class SameNumbers(NamedTuple):
    """Columns of a table that hardly come out the same twice, and the column that says what a row speaks of."""

    table: str
    about: str
    columns: tuple[str, ...]


class SaidOfLast(NamedTuple):
    """A column that says what another column said in the year before, and the columns by which rows are the same."""

    table: str
    about: tuple[str, ...]
    says: str
    of: str


class Looked(NamedTuple):
    """What is looked at."""

    standing: frozenset[str]
    numbers: tuple[SameNumbers, ...]
    digits: int
    said: tuple[SaidOfLast, ...]


@cache
def looked_at() -> Looked:
    """The data file; a fault in it is a programming error (``ValueError``)."""
    faults: list[Finding] = []
    with as_file(files("jixiao.cycle") / "years.yaml") as path:
        part = Part.top(read_yaml(path), path.name, CHECK, faults)
        numbers = [
            SameNumbers(each.text("table"), each.text("about"), tuple(each.words("columns"))) for each in part.parts("numbers")
        ]
        said = [
            SaidOfLast(each.text("table"), tuple(each.words("about")), each.text("says"), each.text("of"))
            for each in part.parts("said_of_last_year")
        ]
        found = Looked(frozenset(part.words("standing")), tuple(numbers), part.whole("digits"), tuple(said))
    if faults:
        raise ValueError("\n".join(as_text(each, "en") for each in faults))
    return found


@dataclass(frozen=True, slots=True)
class Spot:
    """A year and a place in its dossier."""

    year: int
    place: Place
    words: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same in two years: a sentence, a problem, a number. ``share`` is how alike, in per cent; ``because`` says what is the same."""

    kind: str
    earlier: Spot
    later: Spot
    share: Decimal
    because: Text


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A year that says otherwise of the year before than that year's own dossier."""

    what: Text
    later: Spot
    stated: Fraction
    earlier: Fraction


@dataclass(frozen=True, slots=True)
class Repeats:
    """All that several years have in common, and all contradictions."""

    problems: tuple[Repeat, ...]
    numbers: tuple[Repeat, ...]
    sentences: tuple[Repeat, ...]
    contradictions: tuple[Contradiction, ...]


class Side(NamedTuple):
    """A year: its dossier, where it stood at its end, and its score, from which narratives draw their numbers."""

    dossier: Dossier
    end: Snapshot
    score: Score | None


def repeats(sides: Sequence[Side]) -> Repeats:
    """What the years of one unit, in their order, repeat."""
    dossiers = [each.dossier for each in sides]
    following = [(one, two) for one, two in pairwise(sides) if one.dossier.fiscal_year + 1 == two.dossier.fiscal_year]
    return Repeats(
        tuple(each for one, two in combinations(dossiers, 2) for each in _problems(one, two)),
        tuple(each for one, two in pairwise(sides) for each in _numbers(one, two)),
        tuple(_sentences(sides)),
        tuple(each for one, two in following for each in _said(one, two)),
    )


def _spot(dossier: Dossier, row: Row, column: str) -> Spot:
    place = dossier.table(row.spec.name).place(row, row.spec.fields[column])
    return Spot(dossier.fiscal_year, place, row.text(column))


# ---- problems


def _problems(one: Dossier, two: Dossier) -> Iterator[Repeat]:
    """Problems of the later year that the earlier one had already: each with the likest of them."""
    for row in two.table("problem"):
        alike = [(*found, other) for other in one.table("problem") if (found := _alike(other, row))]
        if alike:
            share, because, other = max(alike, key=lambda each: each[0])
            because = joined([because, _rectified(one, other)], "；", "; ")
            yield Repeat("problem", _spot(one, other, "description"), _spot(two, row, "description"), Decimal(share), because)


def _alike(other: Row, row: Row) -> tuple[int, Text] | None:
    """How alike two problems are: by what raised them, or by their words."""
    if row["fingerprint"] is not None and row["fingerprint"] == other["fingerprint"]:
        return 100, Text("同一规则、同一对象", "the same rule about the same object")
    share = problems.likeness(other.text("description"), row.text("description"))
    if share >= problems.bounds().least:
        return share, Text("问题描述相同或近似（{share}%）", "the same or nearly the same words ({share} %)").fill(share=share)
    return None


def _rectified(dossier: Dossier, problem: Row) -> Text:
    """What the earlier year says of its rectification."""
    measures = [row for row in dossier.table("rectification") if row["problem_code"] == problem["problem_code"]]
    if not measures:
        return Text("{year}年度没有整改措施", "{year} had no measure").fill(year=dossier.fiscal_year)
    states = joined([same(f"{row.text('rectification_code')} {row.text('status') or '—'}") for row in measures], "，", ", ")
    return Text("{year}年度的整改：{states}", "rectification of {year}: {states}").fill(year=dossier.fiscal_year, states=states)


# ---- numbers


def _numbers(one: Side, two: Side) -> Iterator[Repeat]:
    yield from _of_indicators(one, two)
    for each in looked_at().numbers:
        yield from _of_table(one.dossier, two.dossier, each)


def _of_indicators(one: Side, two: Side) -> Iterator[Repeat]:
    """Indicators that came out exactly the same twice, and not just at their target."""
    for before, now, (value, again) in _pairs(one, two):
        if value is None or value != again or again == _target(now) or _digits([value]) < looked_at().digits:
            continue
        because = Text("“{name}”两年的完成值都是{value}", "“{name}” came to {value} in both years").fill(
            name=now.text("name"), value=number(value, now.text("measure_unit"))
        )
        yield Repeat("number", _spot(one.dossier, before, "name"), _spot(two.dossier, now, "name"), Decimal(100), because)


def _pairs(one: Side, two: Side) -> Iterator[tuple[Row, Row, tuple[Fraction | None, Fraction | None]]]:
    """Indicators of both years that are the same by their library code, else by code and name, with their values."""
    values = [{each.code: each.value for each in side.end.results} for side in (one, two)]
    for now in two.dossier.table("indicator"):
        before = next((row for row in one.dossier.table("indicator") if _is_one(row, now)), None)
        if before is not None:
            codes = before.text("indicator_code"), now.text("indicator_code")
            yield before, now, (values[0].get(codes[0]), values[1].get(codes[1]))


def _is_one(row: Row, now: Row) -> bool:
    if row["library_code"] is not None or now["library_code"] is not None:
        return row["library_code"] == now["library_code"]
    return row["indicator_code"] == now["indicator_code"] and row["name"] == now["name"]


def _target(row: Row) -> Fraction | None:
    target = row.quantity("target")
    return None if target is None else Fraction(target.value)


def _of_table(one: Dossier, two: Dossier, each: SameNumbers) -> Iterator[Repeat]:
    if each.table not in two.schema:
        return
    for now in two.table(each.table):
        numbers = _numbers_of(now, each.columns)
        if numbers is None or _digits(numbers) < looked_at().digits:
            continue
        for before in one.table(each.table):
            if before[each.about] == now[each.about] and _numbers_of(before, each.columns) == numbers:
                said = joined(map(same, map(number_text, numbers)), "、", ", ")
                because = _AS_BEFORE.fill(table=now.spec.label, about=now.text(each.about), said=said)
                column = each.columns[-1]
                yield Repeat("number", _spot(one, before, column), _spot(two, now, column), Decimal(100), because)
                break


_AS_BEFORE = Text("{table} {about}：{said} 与上年完全相同", "{table} {about}: {said}, exactly as the year before")


def _numbers_of(row: Row, columns: tuple[str, ...]) -> list[Fraction] | None:
    """The numbers in these columns; None if any is not there."""
    found = [row.quantity(column) for column in columns]
    known = [Fraction(each.value) for each in found if isinstance(each, Quantity)]
    return known if len(known) == len(found) else None


def _digits(values: Sequence[Fraction]) -> int:
    """How many significant digits numbers have together."""
    return sum(len(number_text(abs(each)).replace(".", "").strip("0")) for each in values)


# ---- sentences


def _sentences(sides: Sequence[Side]) -> Iterator[Repeat]:
    """Sentences of the long texts that stand in two years."""
    for copy in copies([_paper(each) for each in sides]):
        first, second = copy.first.year or 0, copy.second.year or 0
        earlier, later = Spot(first, copy.here.place, copy.here.quote), Spot(second, copy.there.place, copy.there.quote)
        because = Text("文字和数字相同或近似（{share}%）", "the same words and numbers, or nearly ({share} %)").fill(
            share=copy.likeness
        )
        yield Repeat("sentence", earlier, later, copy.likeness, because)


def _paper(side: Side) -> many.Result:
    """The long texts of a dossier as the sentences of a paper, their bound numbers filled in."""
    dossier, figures = side.dossier, Figures(side.dossier, side.score)
    said = []
    for cell in narratives(dossier):
        if f"{cell.table.spec.name}.{cell.column.name}" in _left_out():
            continue
        text = "".join(run.text for run in runs(cell.text, figures))
        passage = Passage(cell.row.number, "cell", normal(text), cell.table.place(cell.row, cell.column))
        said += [many.Said(each.text.strip(), passage.place, each.quote.strip()) for each in passage.sentences]
    name = dossier.workbook or dossier.path.name
    year = dossier.fiscal_year
    return many.Result(Path(str(year)) / name, "", Outcome(name), year=year, sentences=tuple(said))


def _left_out() -> frozenset[str]:
    """Texts that are to stay the same, and problems, which are told by themselves."""
    return looked_at().standing | {"problem.description"}


# ---- what a year says of the one before


def _said(one: Side, two: Side) -> Iterator[Contradiction]:
    for _, row, (value, _) in _pairs(one, two):
        stated = row.quantity("last_year_actual")
        if stated is not None and value is not None and Fraction(stated.value) != value:
            what = Text("指标“{name}”的上年实际值", "last year's actual of the indicator “{name}”").fill(name=row.text("name"))
            yield Contradiction(what, _spot(two.dossier, row, "last_year_actual"), Fraction(stated.value), value)
    for each in looked_at().said:
        yield from _said_of(one.dossier, two.dossier, each)


def _said_of(one: Dossier, two: Dossier, each: SaidOfLast) -> Iterator[Contradiction]:
    for row in two.table(each.table):
        stated = row.quantity(each.says)
        like = [other for other in one.table(each.table) if all(other[name] == row[name] for name in ("unit_code", *each.about))]
        found = like[0].quantity(each.of) if len(like) == 1 else None
        if stated is not None and found is not None and stated.value != found.value:
            what = Text("{table} {about}的“{column}”", "“{column}” of {table} {about}").fill(
                table=row.spec.label,
                about=" ".join(row.text(name) for name in each.about),
                column=row.spec.fields[each.says].label,
            )
            yield Contradiction(what, _spot(two, row, each.says), Fraction(stated.value), Fraction(found.value))

"""Figures: every number that a paper can state, by the path that says what it means, down to its rows and their evidence.

score.total · score.CODE · points.CODE · lost.CODE          of the framework's items
indicator.CODE.actual · .target · .points · .score           of the unit's indicators
ledger.KIND.rows · ledger.KIND.COLUMN                         of the unit's ledgers (an underscore is written as a hyphen)
budget.… · spending.… · unit.…                                of ``figures.yaml``
figure.CODE                                                   of the unit's own table of figures
year                                                          the fiscal year
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files

from jixiao.exact import SCALE_DIGITS, Quantity, half_up, plain, unscaled
from jixiao.files.described import Part as Described
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding
from jixiao.framework.model import PART_PLACES, Framework
from jixiao.score.facts import Fact, part_of
from jixiao.score.reasons import value_text
from jixiao.score.scoring import PartScore, Score
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.tables.measures import Measure
from jixiao.tables.measuring import Absent, Measured, measure
from jixiao.tables.schema import NUMERIC, fixed_tables
from jixiao.wording import Text, same

WAN = 10_000
PLACES = {"plain": None, "wan": 2, "percent": 2}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a paper: its text there, what it means, how it came about, and the rows behind it.

    A number that is missing has the text of its state, and ``is_missing``.
    """

    id: str
    label: Text
    text: str
    because: tuple[Text, ...] = ()
    rows: tuple[Row, ...] = ()
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class _Drawn:
    """How a figure is drawn from the tables: a measure, and how it is shown."""

    label: Text
    measure: Measure
    scale: str
    places: int | None


class Figures:
    """The figures of a dossier under its score; each is worked out when it is first asked for."""

    def __init__(self, dossier: Dossier, score: Score, until: date | None = None) -> None:
        self.dossier = dossier
        self.score = score
        self.until = until
        self._known: dict[str, Figure] = {}
        self._parts = {part.part.code.lower(): part for each in score.leaves for part in each.parts}

    def find(self, figure_id: str) -> Figure | None:
        """The figure of that id; None if there is none."""
        if figure_id not in self._known:
            head, _, rest = figure_id.partition(".")
            makers: dict[str, Callable[[str, str], Figure | None]] = {
                "year": self._year,
                "score": self._score,
                "points": self._points,
                "lost": self._lost,
                "indicator": self._indicator,
                "ledger": self._ledger,
                "figure": self._own,
            }
            found = makers.get(head, self._shipped)(figure_id, rest)
            if found is None:
                return None
            self._known[figure_id] = found
        return self._known[figure_id]

    def ids(self) -> Iterator[str]:
        """The ids of all figures that there are."""
        yield "year"
        yield from shipped_figures()
        yield "score.total"
        for item in self.score.framework.walk():
            yield from (f"{kind}.{item.code}" for kind in ("score", "points", "lost"))
        for row in self.dossier.table("indicator"):
            code = row.text("indicator_code").lower()
            yield from (f"indicator.{code}.{kind}" for kind in ("actual", "target", "points", "score"))
        for spec in self.dossier.schema.values():
            if spec.is_ledger:
                yield f"ledger.{_path(spec.name)}.rows"
                yield from (
                    f"ledger.{_path(spec.name)}.{_path(name)}" for name, column in spec.fields.items() if column.type in NUMERIC
                )
        for row in self.dossier.table("figure"):
            yield f"figure.{row.text('figure_code')}"

    def _year(self, figure_id: str, rest: str) -> Figure | None:
        return None if rest else Figure(figure_id, Text("年度", "Fiscal year"), str(self.dossier.fiscal_year))

    # ---- scores

    def _score(self, figure_id: str, code: str) -> Figure | None:
        framework = self.score.framework
        if code == "total":
            tops = [self.score.of(item.code) for item in framework.items]
            because = Text("{parts} = {total}", "{parts} = {total}").fill(
                parts=" + ".join(_shown(each.score, framework) for each in tops if each),
                total=_shown(self.score.total, framework),
            )
            return Figure(
                figure_id,
                Text("自评总分", "Total score"),
                _shown(self.score.total, framework),
                (because,),
                is_missing=self.score.total is None,
            )
        each = self.score.of(code)
        if each is None:
            return None
        label = Text("{name}得分", "Score of {name}").fill(name=each.item.name)
        rows = each.fact.rows if each.fact else ()
        rows += tuple(row for part in each.parts for row in part.part.fact.rows)
        return Figure(
            figure_id,
            label,
            _shown(each.score, framework),
            (each.because, *_bases(each.item.basis)),
            tuple(dict.fromkeys(rows)),
            is_missing=each.score is None,
        )

    def _points(self, figure_id: str, code: str) -> Figure | None:
        item = self.score.framework.item(code)
        if item is None:
            return None
        because = Text("指标体系 {id} 规定的分值", "The points that {id} gives").fill(id=self.score.framework.id)
        return Figure(figure_id, Text("{name}分值", "Points of {name}").fill(name=item.name), plain(item.points), (because,))

    def _lost(self, figure_id: str, code: str) -> Figure | None:
        each = self.score.of(code)
        if code == "total":
            total = self.score.total
            lost = None if total is None else self.score.in_play - total
            return Figure(figure_id, Text("扣分合计", "Points lost"), _shown(lost, self.score.framework), is_missing=lost is None)
        if each is None:
            return None
        because = Text("{points} − {score}", "{points} − {score}").fill(
            points=plain(each.in_play), score=_shown(each.score, self.score.framework)
        )
        label = Text("{name}扣分", "Points lost on {name}").fill(name=each.item.name)
        text = "—" if each.lost is None else plain(each.lost)
        rows = each.fact.rows if each.fact else ()
        return Figure(figure_id, label, text, (because, each.because), rows, is_missing=each.lost is None)

    # ---- what is drawn from tables

    def _shipped(self, figure_id: str, _: str) -> Figure | None:
        drawn = shipped_figures().get(figure_id)
        return None if drawn is None else self._drawn(figure_id, drawn)

    def _own(self, figure_id: str, code: str) -> Figure | None:
        row = self.dossier.find("figure", figure_code=code)
        if row is None:
            return None
        expression = parse_measure(row.text("measure"), self.dossier.schema)
        if isinstance(expression, Fault):
            return None
        places = row.quantity("places")
        return self._drawn(
            figure_id,
            _Drawn(same(row.text("label")), expression, row.text_id("scale") or "plain", int(places.value) if places else None),
        )

    def _ledger(self, figure_id: str, rest: str) -> Figure | None:
        kind, _, column = rest.partition(".")
        spec = next((spec for spec in self.dossier.schema.values() if spec.is_ledger and _path(spec.name) == kind), None)
        if spec is None:
            return None
        if column == "rows":
            return self._drawn(
                figure_id,
                _Drawn(
                    Text("{ledger}行数", "Rows of {ledger}").fill(ledger=spec.label),
                    _parsed(f"count({spec.name})", self.dossier),
                    "plain",
                    None,
                ),
            )
        field = next((field for name, field in spec.fields.items() if _path(name) == column and field.type in NUMERIC), None)
        if field is None:
            return None
        label = Text("{ledger}·{column}合计", "{ledger}: sum of {column}").fill(ledger=spec.label, column=field.label)
        scale = "wan" if field.type == "yuan" else "plain"
        return self._drawn(figure_id, _Drawn(label, _parsed(f"sum({spec.name}.{field.name})", self.dossier), scale, None))

    def _drawn(self, figure_id: str, drawn: _Drawn) -> Figure:
        found = measure(self.dossier, drawn.measure, self.until)
        formula = Text("{measure}", "{measure}").fill(measure=str(drawn.measure))
        if isinstance(found, Absent):
            return Figure(figure_id, drawn.label, found.state.label.zh, (formula, found.because), is_missing=True)
        text = shown_number(found, drawn.scale, drawn.places)
        value = (
            Text("= {over} ÷ {under} → {text}", "= {over} ÷ {under} → {text}")
            if drawn.measure.under
            else Text("= {over} → {text}", "= {over} → {text}")
        )
        numbers = value.fill(
            over=plain(unscaled(found.numerator, SCALE_DIGITS)), under=plain(unscaled(found.denominator, SCALE_DIGITS)), text=text
        )
        return Figure(figure_id, drawn.label, text, (formula, numbers), found.rows)

    # ---- indicators

    def _indicator(self, figure_id: str, rest: str) -> Figure | None:
        code, _, kind = rest.rpartition(".")
        row = next((row for row in self.dossier.table("indicator") if row.text("indicator_code").lower() == code), None)
        if row is None:
            return None
        part = part_of(self.dossier, row, self.until)
        name = same(part.name)
        if kind == "actual":
            label = Text("{name}完成值", "Actual of {name}").fill(name=name)
            return _of_fact(figure_id, label, part.fact, row)
        if kind == "target":
            label = Text("{name}指标值", "Target of {name}").fill(name=name)
            return Figure(figure_id, label, row.text("target") or "—", rows=(row,), is_missing=not row.text("target"))
        scored = self._parts.get(code)
        if kind not in {"points", "score"} or scored is None:
            return None
        return _of_part(figure_id, name, scored, kind)


def _of_fact(figure_id: str, label: Text, fact: Fact, row: Row) -> Figure:
    if fact.numerator is None:
        because = (fact.because,) if fact.because else ()
        return Figure(figure_id, label, fact.state.label.zh if fact.state else "—", because, (row,), is_missing=True)
    formula = (same(row.text("measure")),)
    return Figure(figure_id, label, value_text(fact, ""), formula, fact.rows or (row,))


def _of_part(figure_id: str, name: Text, scored: PartScore, kind: str) -> Figure:
    if kind == "points":
        because = Text("按权重 {weight} 分得", "by its weight, {weight}").fill(weight=plain(scored.part.weight))
        label = Text("{name}分值", "Points of {name}").fill(name=name)
        return Figure(figure_id, label, part_points(scored.share), (because,))
    label = Text("{name}得分", "Score of {name}").fill(name=name)
    text = "—" if scored.earned is None else part_points(scored.earned)
    return Figure(figure_id, label, text, (scored.because,), scored.part.fact.rows, is_missing=scored.earned is None)


def part_points(units: int) -> str:
    """Points of 10⁻⁶ as papers show them: to two decimals, half-up."""
    return plain(unscaled(half_up(units, 1, 10 ** (PART_PLACES - 2)), 2))


def shown_number(found: Measured, scale: str, places: int | None = None) -> str:
    """A number as papers show it: plain, in 万元, or as a percentage; half-up to its places, with its precision."""
    over, under = found.numerator, found.denominator
    if scale == "wan":
        under *= WAN
    elif scale == "percent":
        over *= 100
    digits = PLACES[scale] if places is None else places
    sign = -1 if over < 0 else 1
    if digits is None:
        digits = 0 if over % under == 0 else 2
    value = unscaled(sign * half_up(abs(over), 10**digits, under), digits)
    number = Quantity(value, found.precision).text(digits)
    return f"{number}%" if scale == "percent" else number


def _shown(value: Decimal | None, framework: Framework) -> str:
    return "—" if value is None else plain(value, framework.decimals)


def _bases(basis: Text | None) -> tuple[Text, ...]:
    return () if basis is None else (Text("计分标准：{basis}", "Standard: {basis}").fill(basis=basis),)


def _path(name: str) -> str:
    return name.replace("_", "-")


def _parsed(text: str, dossier: Dossier) -> Measure:
    found = parse_measure(text, dossier.schema)
    if isinstance(found, Fault):
        raise TypeError(found)
    return found


@cache
def shipped_figures() -> dict[str, _Drawn]:
    """The figures that every dossier has, from ``figures.yaml``; a fault in it is a programming error."""
    findings: list[Finding] = []
    with as_file(files("jixiao.score") / "figures.yaml") as path:
        top = Described.top(read_yaml(path), path.name, "figures", findings)
    drawn = {}
    for figure_id in top.data or {}:
        part = top.part(figure_id)
        expression = parse_measure(part.text("measure"), fixed_tables())
        if isinstance(expression, Fault):
            raise TypeError(figure_id, expression)
        drawn[figure_id] = _Drawn(part.label("name"), expression, part.choice("scale", PLACES), None)
    if findings:
        raise TypeError(findings)
    return drawn

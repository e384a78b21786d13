"""What a dossier says that a paper of the same unit and year can be held against: its figures, and what papers call them.

A number of a paper agrees with the dossier's if they are the same within half a step of the last digit that was written; 约, 余 and 以上
only set bounds. What a paper calls a number is data (``held_against.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache, cached_property, lru_cache
from importlib.resources import as_file, files
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from jixiao.errors import Misuse
from jixiao.exact import Precision, quantity_of
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.review.check import Claims
from jixiao.review.form_reading.words import bare
from jixiao.review.paper import Paper
from jixiao.review.precision import HALF, half_step, places_of, said
from jixiao.review.stated import number
from jixiao.review.statements.vocabulary import pattern
from jixiao.score.facts import View
from jixiao.score.families.shipped import definitions
from jixiao.score.scoring import ItemScore, Score
from jixiao.score.trace import Figures
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.measuring import Absent
from jixiao.wording import Text

WAN = 10_000
ONE_OF_WAN = Fraction(1, WAN)
WAN_YUAN = "万元"
_PLACES = 4
SHORTEST_NAME = 4
_HUNDRED = 100
_HEAD = 10
_Named = TypeVar("_Named")


class Known(NamedTuple):
    """A number of the dossier: amounts in yuan, shares in per cent. ``slack`` is half a step where it is known only as it is shown."""

    value: Fraction
    label: Text
    shown: str
    precision: Precision = Precision.EXACT
    slack: Fraction = Fraction(0)

    def agrees(self, stated: Fraction, step: Fraction, precision: Precision = Precision.EXACT) -> bool:
        """Whether a number written in such steps can be this one."""
        if Precision.ABOUT in (precision, self.precision):
            return True
        if precision is Precision.MORE_THAN:
            return self.value >= stated
        if self.precision is Precision.MORE_THAN:
            return stated >= self.value
        return abs(stated - self.value) <= max(step * HALF, self.slack)

    def shown_in(self, unit: str) -> str:
        """The number as it is shown beside one in that unit."""
        return f"{said(self.value)}元" if unit == "元" and self.shown.endswith(WAN_YUAN) else self.shown

    def gap(self, stated: Fraction, unit: str) -> str:
        """How far a stated number is from it, shown beside one in that unit."""
        apart = abs(stated - self.value)
        in_wan = self.shown_in(unit).endswith(WAN_YUAN)
        return f"{said(apart * ONE_OF_WAN, _PLACES)}{WAN_YUAN}" if in_wan else said(apart, _PLACES)


class Costs(NamedTuple):
    """The budget and the actual of one kind of running cost."""

    name: str
    budget: Known | None
    actual: Known | None


class Held:
    """A dossier that papers are held against, with its score."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        try:
            self.score: Score | None = score_unit(dossier)
        except Misuse:
            self.score = None
        self.figures = Figures(dossier, self.score)

    def figure(self, figure_id: str, project_code: str | None = None) -> Known | None:
        """A figure that every dossier has, exactly; of one project if it is named."""
        how = definitions().get(figure_id)
        if how is None:
            return None
        found = View(self.dossier, self.dossier.scope(None, project_code)).measure(how.measure)
        if isinstance(found, Absent) or not found.denominator:
            return None
        value, label = Fraction(found.numerator, found.denominator), how.label
        project = self.dossier.find("project", project_code=project_code) if project_code else None
        if project is not None:
            label = Text("{project}{label}", "{project}: {label}").fill(project=project.text("name"), label=label)
        if how.scale == "percent":
            return Known(value * _HUNDRED, label, f"{said(value * _HUNDRED)}%", found.precision)
        shown = f"{said(value * ONE_OF_WAN)}{WAN_YUAN}" if how.scale == "wan" else said(value)
        return Known(value, label, shown, found.precision)

    def shown(self, figure_id: str) -> Known | None:
        """Any other figure, as far as its text tells it."""
        found = self.figures.find(figure_id)
        quantity = None if found is None or found.is_missing else quantity_of(found.text.removesuffix("%"))
        if found is None or quantity is None:
            return None
        places = places_of(quantity.value)
        slack = half_step(places) if places else Fraction(0)
        return Known(Fraction(quantity.value), found.label, found.text, quantity.precision, slack)

    def item(self, each: ItemScore) -> Known | None:
        """The score of an item."""
        if each.score is None:
            return None
        return Known(Fraction(each.score), Text("{name}得分", "Score of {name}").fill(name=each.item.name), f"{each.score:f}")

    @cached_property
    def total(self) -> Known | None:
        """The score of the whole, once all of it is in play."""
        if self.score is None or self.score.total is None or self.score.in_play != self.score.framework.points:
            return None
        return Known(Fraction(self.score.total), Text("自评总分", "Total score"), f"{self.score.total:f}")

    @cached_property
    def indicators(self) -> Mapping[str, Row]:
        """The indicators by their names; a name that two of them have names none. Projects' ones have the project's name before it."""
        rows = list(self.dossier.table("indicator"))
        projects = {row.text_id("project_code"): row.text("name") for row in self.dossier.table("project")}
        return _unique((projects.get(row.text_id("owner_code"), "") + "/" + bare(row.text("name")), row) for row in rows)

    @cached_property
    def named_indicators(self) -> Mapping[str, Row]:
        """The indicators by their names alone, where only one has it."""
        return _unique((bare(row.text("name")), row) for row in self.dossier.table("indicator"))

    @cached_property
    def items(self) -> Mapping[str, ItemScore]:
        """The items of the framework by their names; a name that two of them have names none."""
        return _unique((bare(each.item.name.zh), each) for each in (self.score.items if self.score else ()))

    @cached_property
    def projects(self) -> Mapping[str, str]:
        """The codes of the projects by their names."""
        return _unique((bare(row.text("name")), row.text_id("project_code")) for row in self.dossier.table("project"))

    @cached_property
    def costs(self) -> tuple[Costs, ...]:
        """The running costs by their kinds."""
        found = []
        for row in self.dossier.table("running_cost"):
            name = row.text("kind")
            if len(name) >= SHORTEST_NAME:
                found.append(Costs(name, _cost(row, "budget_yuan", name, _BUDGET), _cost(row, "actual_yuan", name, _ACTUAL)))
        return tuple(found)

    @cached_property
    def totals(self) -> tuple[tuple[str, str, Known], ...]:
        """The sums of ledgers: what the ledger is about, the column, the sum."""
        found = []
        for spec in self.dossier.schema.values():
            if not spec.is_ledger:
                continue
            name = spec.label.zh.removesuffix("台账").removesuffix("登记")
            for column in spec.fields.values():
                known = self.shown(f"ledger.{spec.name}.{column.name}".replace("_", "-"))
                if known is not None and not column.name.endswith("yuan"):
                    found.append((name, column.label.zh, known))
        return tuple(found)


_BUDGET, _ACTUAL = Text("预算数", "budget"), Text("决算数", "actual")


def _cost(row: Row, column: str, name: str, kind: Text) -> Known | None:
    value = number(row, column)
    if value is None:
        return None
    label = Text("{name}{kind}", "{name}: {kind}").fill(name=name, kind=kind)
    exact = Fraction(value)
    return Known(exact, label, f"{said(exact * ONE_OF_WAN)}{WAN_YUAN}")


def _unique(pairs: Iterable[tuple[str, _Named]]) -> Mapping[str, _Named]:
    """What is named once; names too short to be sure of are left out."""
    found: dict[str, list[_Named]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return {name: values[0] for name, values in found.items() if len(values) == 1 and len(name) >= SHORTEST_NAME}


class _ById:
    """A dossier as a key: two names of the same one are the same."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier

    def __hash__(self) -> int:
        return id(self.dossier)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.dossier is self.dossier


def held(claims: Claims) -> Held | None:
    """The dossier that a paper is held against; None if there is none, or the paper is about another year or the middle of the year."""
    if claims.against is None or claims.paper is None:
        return None
    if claims.paper.year is not None and claims.paper.year != claims.against.fiscal_year:
        return None
    return None if _is_of_the_middle(claims.paper) else _held(_ById(claims.against))


def _is_of_the_middle(paper: Paper) -> bool:
    """Whether a paper was written in the middle of the year, by its title, its first table or the name of its file."""
    texts = list(islice(paper.texts, _HEAD))
    titles = [passage.text for passage in texts if passage.kind == "title"] or [
        each.text for each in texts[:1] if "。" not in each.text
    ]
    heads = [*titles, *(grid.name for grid in paper.grids[:1] if not titles), Path(paper.file).stem]
    return any(pattern("numbers", "mid-year").search(head) for head in heads)


@lru_cache(maxsize=2)
def _held(key: _ById) -> Held:
    return Held(key.dossier)


class Words(NamedTuple):
    """The patterns of the data file, each for a whole clause up to its number."""

    figures: Mapping[str, re.Pattern[str]]
    nouns: Mapping[str, tuple[str, ...]]
    front: str
    link: str
    kinds: Mapping[str, str]


@cache
def words() -> Words:
    """What papers call the numbers. A fault in the shipped file is a programming error (``ValueError``)."""
    faults: list[Finding] = []
    with as_file(files("jixiao.review") / "held_against.yaml") as path:
        part = Part.top(read_yaml(path), path.name, "held-against", faults)
        when, who = (_any(part.words(key)) for key in ("when", "who"))
        link = "".join(part.words("link"))
        front = f"(?:{when}|{who}|，)*"
        named = part.part("words")
        figures = {name: re.compile(f"{front}{_any(named.words(name))}{link}") for name in named.data or {}}
        behind = part.part("before_noun")
        nouns = {name: tuple(behind.words(name)) for name in behind.data or {}}
        kinds = {key: _any(part.words(key)) for key in ("actual", "target", "cost_budget", "cost_actual", "ledger_verbs")}
    if faults:
        raise ValueError("\n".join(as_text(fault, "en") for fault in faults))
    return Words(figures, nouns, front, link, kinds)


def _any(listed: Iterable[str]) -> str:
    return f"(?:{'|'.join(listed)})"

"""What a result says of single units: their scores item by item, what was stated and reviewed, the signals, and the arithmetic.

``portfolio score`` and ``portfolio gaps`` come first. Units are read in shares of a few hundred, the riskiest first, so that memory
does not grow with their number. Nothing of a dossier's own tables is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from jixiao.exact import plain
from jixiao.framework.load import named
from jixiao.framework.model import Framework, Item
from jixiao.portfolio.current import check_judged, check_scored
from jixiao.portfolio.engine import Engine, Settings, opened
from jixiao.portfolio.facts import FACT, FactRow, facts_of_rows
from jixiao.portfolio.judging import RISK, SIGNAL, known, source_of
from jixiao.portfolio.lake import lake_at
from jixiao.portfolio.program import Table
from jixiao.portfolio.ranking import RANKED
from jixiao.portfolio.scoring import ITEM_SCORE, UNIT_RANK, recorded
from jixiao.portfolio.signal import COLUMNS, Seen
from jixiao.score.facts import Fact
from jixiao.wording import Text

SHARE = 200
SELF, REVIEWED, TOTAL = "self", "reviewed", "total"

Key = tuple[str, int]
"""A unit's code and its fiscal year."""


class ItemLine(NamedTuple):
    """An item of a unit: what is in play, the recomputed score and its state, and what the unit and its reviewers state."""

    item: Item
    depth: int
    points: Decimal
    in_play: Decimal
    recomputed: Decimal | None
    state: str
    stated: Decimal | None
    reviewed: Decimal | None
    reason: str


class Outcome(NamedTuple):
    """A unit with all that a result says of it; ``place`` has its columns of ``unit_rank``, ``risk`` is in hundredths."""

    place: Mapping[str, Any]
    framework: Framework
    stated: Decimal | None
    reviewed: Decimal | None
    items: tuple[ItemLine, ...]
    risk: int
    seen: tuple[Seen, ...]
    facts: Mapping[str, Fact]

    @property
    def unit_code(self) -> str:
        """The unit's code."""
        return str(self.place["unit_code"])

    @property
    def fiscal_year(self) -> int:
        """The year that was scored."""
        return int(self.place["fiscal_year"])

    @property
    def name(self) -> str:
        """The unit's name; its code where no name is known."""
        return str(self.place["name"] or self.unit_code)

    @property
    def total(self) -> Decimal | None:
        """The recomputed total."""
        total: Decimal | None = self.place["total"]
        return total


class Raw(NamedTuple):
    """A unit as the tables hold it: what goes from process to process. ``outcome_of`` makes the outcome of it."""

    place: tuple[Any, ...]
    risk: int
    scores: tuple[tuple[Any, ...], ...]
    stated: tuple[tuple[Any, ...], ...]
    signals: tuple[tuple[Any, ...], ...]
    facts: tuple[tuple[Any, ...], ...]


class Result(NamedTuple):
    """A scored and judged lake that is open to be asked."""

    engine: Engine
    frameworks: Mapping[str, Framework]
    record: Mapping[str, object]

    def units(self) -> int:
        """How many units were scored."""
        return int(str(self.engine.rows("SELECT COUNT(*) FROM pf_unit_rank")[0][0]))

    def riskiest(self, most: int | None = None) -> list[Key]:
        """The units by their points of risk, highest first."""
        limit = "" if most is None else f" LIMIT {int(most)}"
        select = f"SELECT unit_code, fiscal_year FROM pf_risk ORDER BY points DESC, unit_code, fiscal_year{limit}"
        return [(str(code), int(str(year))) for code, year in self.engine.rows(select)]

    def raw(self, keys: Sequence[Key], size: int = SHARE, *, with_facts: bool = True) -> Iterator[list[Raw]]:
        """What the tables hold of these units, in their order, in shares of so many."""
        columns = {"place": "bigint", "unit_code": "text", "fiscal_year": "bigint"}
        self.engine.load(Table("pf_chosen", columns, [(place, *key) for place, key in enumerate(keys)]))
        wanted = [name for name in _CHOSEN if with_facts or name != "facts"]
        for name in wanted:
            self.engine.make(f"pf_chosen_{name}", _CHOSEN[name])
        for first in range(0, len(keys), size):
            found = {name: self._rows(name, first, first + size) for name in wanted}
            yield [_raw(place, row, found) for place, (row,) in found["units"].items()]

    def outcomes(self, keys: Sequence[Key], *, with_facts: bool = True) -> Iterator[Outcome]:
        """What is said of these units, in their order."""
        for share in self.raw(keys, with_facts=with_facts):
            yield from map(outcome_of, share)

    def _rows(self, name: str, first: int, end: int) -> _Rows:
        rows = self.engine.rows(f"SELECT * FROM pf_chosen_{name} WHERE place >= {first} AND place < {end} ORDER BY ALL")
        grouped = groupby(rows, key=lambda row: row[0])
        return {int(str(place)): tuple(row[1:] for row in group) for place, group in grouped}


_Rows = Mapping[int, tuple[tuple[Any, ...], ...]]


def _raw(place: int, row: tuple[Any, ...], found: Mapping[str, _Rows]) -> Raw:
    of = {name: rows.get(place, ()) for name, rows in found.items()}
    risk = sum(points for (points,) in of["risks"])
    return Raw(row, risk, of["scores"], of["stated"], of["signals"], of.get("facts", ()))


@contextmanager
def result_at(scored: Path, lake: Path | None = None, settings: Settings | None = None) -> Iterator[Result]:
    """Open a result that was scored and judged; ``lake`` is the one it was scored from, unless the record's is right."""
    made = lake_at(scored, ITEM_SCORE, UNIT_RANK)
    check_scored(scored, lake)
    check_judged(scored, lake)
    source = lake_at(lake or source_of(scored), "unit", "fact")
    with opened("duckdb", settings or Settings()) as engine:
        known(engine, made, source)
        engine.read("pf_signal", made.files(SIGNAL), COLUMNS)
        engine.read("pf_risk", made.files(RISK), ("unit_code", "fiscal_year", "framework", "stated", "points", "signals"))
        words = [str(word) for (word,) in engine.rows("SELECT DISTINCT framework FROM pf_unit_rank ORDER BY framework")]
        yield Result(engine, {word: framework_named(word) for word in words}, recorded(scored))


def shown(value: Decimal | None, decimals: int = 0) -> str:
    """A score as it is shown: with the framework's decimals at least, and never rounded; a missing one as a dash."""
    if value is None:
        return "—"
    text = plain(value)
    places = len(text.partition(".")[2])
    return plain(value, max(places, decimals))


_ON = "ON c.unit_code = t.unit_code AND c.fiscal_year = t.fiscal_year"
_CHOSEN = {
    "units": f"SELECT c.place, {', '.join(f't.{name}' for name in RANKED)} FROM pf_chosen c JOIN pf_unit_rank t {_ON}",
    "risks": f"SELECT c.place, t.points FROM pf_chosen c JOIN pf_risk t {_ON}",
    "scores": f"SELECT c.place, t.item_code, t.points, t.in_play, t.score, t.state FROM pf_chosen c JOIN pf_item_score t {_ON}",
    "stated": f"SELECT c.place, t.framework, t.stage, t.item_code, t.score, t.reason FROM pf_chosen c JOIN pf_stated t {_ON}",
    "signals": f"SELECT c.place, t.points, t.signal, t.strength, t.one, t.two FROM pf_chosen c JOIN pf_signal t {_ON}",
    "facts": f"SELECT c.place, t.item_code AS i, t.part_no AS p, {', '.join(f't.{name}' for name in FACT)} FROM pf_chosen c JOIN pf_fact t {_ON}",
}


@cache
def framework_named(word: str) -> Framework:
    """The framework of a word, read once in a run."""
    return named(word)[0]


def outcome_of(raw: Raw) -> Outcome:
    """The outcome that the tables' rows stand for."""
    place = dict(zip(RANKED, raw.place, strict=True))
    framework = framework_named(str(place["framework"]))
    stated = {(stage, code): (score, reason) for word, stage, code, score, reason in raw.stated if word == place["framework"]}
    scores = {code: rest for code, *rest in raw.scores}
    listed = [(item, depth) for item, depth in with_depth(framework.items) if item.code in scores]
    return Outcome(
        place,
        framework,
        stated.get((SELF, TOTAL), (None, ""))[0],
        stated.get((REVIEWED, TOTAL), (None, ""))[0],
        tuple(_line(item, depth, scores[item.code], stated) for item, depth in listed),
        raw.risk,
        tuple(Seen(name, strength, points, one, two) for points, name, strength, one, two in reversed(raw.signals)),
        facts_of_rows(FactRow(*each[2:]) for each in raw.facts),
    )


def _line(
    item: Item, depth: int, scored: Sequence[Any], stated: Mapping[tuple[str, str], tuple[Decimal | None, str | None]]
) -> ItemLine:
    points, in_play, score, state = scored
    own, reason = stated.get((SELF, item.code), (None, None))
    reviewed, _ = stated.get((REVIEWED, item.code), (None, None))
    return ItemLine(item, depth, points, in_play, score, state, own, reviewed, reason or "")


def with_depth(items: Sequence[Item], depth: int = 0) -> Iterator[tuple[Item, int]]:
    """All items with how deep they stand, parents first."""
    for item in items:
        yield item, depth
        yield from with_depth(item.children, depth + 1)


STATES: Mapping[str, Text] = {
    "scored": Text("已计分", "scored"),
    "not_reported": Text("未填报", "not reported"),
    "not_due": Text("未到期", "not due"),
    "not_applicable": Text("不适用", "not applicable"),
}
"""The states of an item in words."""

"""The details of units for a dashboard: every item with its arithmetic, as the plain scorer says it, and the signals in words.

Sentences repeat from unit to unit, so those of a share of units stand once in a list and are named by their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from jixiao.exact import plain, unscaled
from jixiao.framework.model import PART_PLACES
from jixiao.portfolio.dashboard_overview import UNIT, cell_of
from jixiao.portfolio.outcomes import ItemLine, Outcome
from jixiao.score.scoring import ItemScore, PartScore, Score, score
from jixiao.wording import Text

Json = Any


class Sentences:
    """Sentences in both languages, each once."""

    def __init__(self) -> None:
        self.listed: list[list[str]] = []
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, text: Text) -> int:
        """The number by which a sentence is named."""
        both = text.say("zh"), text.say("en")
        if both not in self._numbers:
            self._numbers[both] = len(self.listed)
            self.listed.append([both[0]] if both[0] == both[1] else list(both))
        return self._numbers[both]


def details(outcomes: Sequence[Outcome]) -> dict[str, Json]:
    """The details of a share of units: by unit and year, and the sentences that they name."""
    sentences = Sentences()
    units = {f"{each.unit_code}|{each.fiscal_year}": _unit(each, sentences) for each in outcomes}
    return {"sentences": sentences.listed, "units": units}


def _unit(outcome: Outcome, sentences: Sentences) -> dict[str, Json]:
    made = score(outcome.framework, outcome.facts)
    return {
        "row": _row(outcome),
        "items": [_item(line, made, sentences) for line in outcome.items],
        "seen": [[each.signal, plain(unscaled(each.points, 2)), sentences.number(each.words)] for each in outcome.seen],
    }


def _row(outcome: Outcome) -> list[Json]:
    """The unit's row as the lists have it."""
    signals = " ".join(each.signal for each in outcome.seen)
    own = {"stated": outcome.stated, "reviewed": outcome.reviewed, "risk": outcome.risk, "signals": signals}
    return [cell_of({**outcome.place, **own}[name]) for name in UNIT]


def _item(line: ItemLine, made: Score, sentences: Sentences) -> list[Json]:
    """Code, in play, recomputed, state, stated, reviewed, the unit's reason, the arithmetic and its indicators."""
    scored = made.of(line.item.code)
    numbers = (line.in_play, line.recomputed, line.stated, line.reviewed)
    in_play, recomputed, stated, reviewed = (None if number is None else plain(number) for number in numbers)
    because = sentences.number(_arithmetic(scored)) if scored else None
    parts = [_part(each, sentences) for each in scored.parts] if scored else []
    return [line.item.code, in_play, recomputed, line.state, stated, reviewed, line.reason, because, parts]


def _arithmetic(scored: ItemScore) -> Text:
    """How an item came about; of a mean how many indicators, since each says its own below."""
    if not scored.parts or scored.score is None:
        return scored.because
    return _MEAN.fill(
        count=len(scored.parts),
        earned=plain(_points(sum(part.earned or 0 for part in scored.parts))),
        share=plain(_points(sum(part.share for part in scored.parts if part.earned is not None))),
        score=plain(scored.score),
    )


_MEAN = Text(
    "{count} 项绩效指标按权重应得 {share} 分，实得 {earned} 分，计 {score} 分",
    "{count} indicators can earn {share} points by their weights and earn {earned}: {score} points",
)


def _points(units: int) -> Decimal:
    return unscaled(units, PART_PLACES)


def _part(part: PartScore, sentences: Sentences) -> list[Json]:
    earned = None if part.earned is None else plain(_points(part.earned))
    return [part.part.code, plain(_points(part.share)), earned, sentences.number(part.because)]

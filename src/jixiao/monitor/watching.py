"""The runner: what is watched on a day, the lights that the rules set, and the warnings among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from jixiao import kinds
from jixiao.errors import Misuse
from jixiao.monitor.expecting import expected
from jixiao.monitor.forecasting import Forecast, forecast_spending, not_below
from jixiao.monitor.money import amount, lines, overlapping
from jixiao.monitor.results import watched
from jixiao.monitor.rule import FOLDER, LIGHTS, Light, Signal, number, points
from jixiao.monitor.standard import Standard, standard_of
from jixiao.monitor.watch import Line, Spot, Watch, Watched
from jixiao.score.estimating import Estimate, estimate
from jixiao.score.facts import View
from jixiao.score.progress import STATUSES
from jixiao.score.unit_score import scope_of, score_unit
from jixiao.tables.dossier import Dossier
from jixiao.tables.measuring import Absent
from jixiao.wording import Text

_ANSWERABLE = {"unit", "project"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for besides the day: a unit or a project, a framework, a standard, and last year's dossier for its profile.

    Without ``estimates`` the score is left out.
    """

    framework_id: str | None = None
    unit_code: str | None = None
    project_code: str | None = None
    standard: str | None = None
    last_year: Dossier | None = None
    estimates: bool = True


@dataclass(frozen=True)
class Monitoring:
    """A year on a day: the lines of money and the indicators, all signals, the warnings among them, and the estimate of the score.

    ``day`` is the day that was asked for, or the year's last one if that lies before it. ``estimate`` is None where the dossier names no
    framework that can be estimated; ``no_estimate`` says why.
    """

    dossier: Dossier
    watch: Watch
    standard: Standard
    signals: tuple[Signal, ...]
    warnings: tuple[Signal, ...]
    estimate: Estimate | None
    no_estimate: Text | None
    months_before: Mapping[tuple[str, str], tuple[Fraction, ...]] = field(default_factory=dict)
    """What was spent in each month of last year, by the kind and the code of a spot."""
    last_year: Dossier | None = None

    @property
    def day(self) -> date:
        """The day that is looked at."""
        return self.watch.day

    def worst(self, spot: Spot) -> Signal | None:
        """The worst signal at a spot, the first of several."""
        at = [signal for signal in self.signals if signal.spot == spot]
        return min(at, key=lambda signal: list(LIGHTS).index(signal.light), default=None)

    def light_of(self, each: Line | Watched) -> Light | None:
        """The light of a line or an indicator; None where nothing is known of it yet, or it is not due."""
        worst = self.worst(each.spot)
        if worst is not None:
            return worst.light
        is_known = each.share is not None if isinstance(each, Line) else each.standing.status in _KNOWN
        return "green" if is_known else None

    def because(self, each: Line | Watched) -> Text:
        """Why a line or an indicator has its light: what its worst signal says, or how it stands."""
        worst = self.worst(each.spot)
        if worst is not None:
            return worst.because
        return _how_it_stands(each, self.watch) if isinstance(each, Watched) else _how_it_is_spent(each, self.watch)

    def counts(self) -> Counter[Light | None]:
        """How many indicators have which light."""
        return Counter(self.light_of(each) for each in self.watch.indicators)

    def forecast(self, line: Line) -> Forecast | None:
        """What the year will end with, from the months that are over and last year's; None where it is not known."""
        budget = amount(line.budget)
        if line.months is None or budget is None:
            return None
        before = self.months_before.get((line.spot.kind, line.spot.code))
        found, spent = forecast_spending(line.months, len(line.months), budget, before), amount(line.spent)
        return not_below(found, spent) if found and spent is not None and spent > sum(line.months) else found

    def forecast_of(self, each: Watched) -> Forecast | None:
        """What an indicator that adds up will end with; None where it does not, or nothing is known of it."""
        return None if self.watch.is_final else expected(self.watch.view, each, self.last_year)


def _how_it_is_spent(line: Line, watch: Watch) -> Text:
    for found in (line.budget, line.spent, line.rate):
        if isinstance(found, Absent):
            return found.because
    gap = (line.share or Fraction(0)) - watch.time
    if gap == 0:
        return Text("与时间进度持平", "as far as the year")
    words = Text("比时间进度快{gap}个百分点", "{gap} points ahead of time")
    if gap < 0:
        words = Text("比时间进度慢{gap}个百分点，在阈值以上", "{gap} points behind time, above the threshold")
    return words.fill(gap=points(gap))


def _how_it_stands(each: Watched, watch: Watch) -> Text:
    found = each.standing
    if found.fact.state is not None:
        return found.fact.because or found.fact.state.label
    if found.wanted is None or found.status == "reached" or watch.is_final:
        return STATUSES[found.status]
    words = Text("应完成{wanted}，{status}", "{wanted} was due: {status}")
    return words.fill(wanted=number(found.wanted, found.row.text("measure_unit")), status=STATUSES[found.status])


_KNOWN = {"reached", "on_schedule", "judged", "behind"}


def monitor(dossier: Dossier, day: date, asked: Asked | None = None) -> Monitoring:
    """A dossier on a day of its year. ``Misuse`` if the day lies before the year, or something is asked for that is not there."""
    asked = asked or Asked()
    if day < dossier.year.starts_on:
        early = Text("{day} 在预算年度 {year} 之前", "{day} lies before the fiscal year {year}")
        raise Misuse(early.fill(day=day, year=dossier.fiscal_year))
    scope = scope_of(dossier, asked.unit_code, asked.project_code)
    view, last = View(dossier, scope, day), min(day, dossier.year.ends_on)
    standard = standard_of(dossier, scope.unit_code, asked.standard)
    watch = Watch(view, last, lines(view), watched(view, standard.explain))
    signals = tuple(_signals(watch, standard))
    made, why = _estimated(dossier, day, asked)
    return Monitoring(
        dossier, watch, standard, signals, tuple(_warnings(watch, signals)), made, why, _before(asked), asked.last_year
    )


def _signals(watch: Watch, standard: Standard) -> Iterator[Signal]:
    """What all rules of the standard say, in their order."""
    rules = [(kinds.load(FOLDER, name), options) for name, options in standard.rules.items()]
    for rule, options in sorted(rules, key=lambda each: each[0].order):
        yield from rule.signals(watch, options)


def _warnings(watch: Watch, signals: Sequence[Signal]) -> Iterator[Signal]:
    """The signals that somebody has to answer; the red ones first.

    A group of money (part, task, fund source) is lit, but warns only where no unit or project with any of its money warns by the same
    rule; and a project that has all of the unit's money does not repeat what the unit says.
    """
    of = {line.spot: line for line in watch.lines}
    for light in LIGHTS:
        for signal in signals:
            if signal.light == light and not _is_said(signal, of, signals):
                yield signal


def _is_said(signal: Signal, of: Mapping[Spot, Line], signals: Sequence[Signal]) -> bool:
    """Whether another signal of the rule says the same of the same money."""
    line = of.get(signal.spot)
    if line is None:
        return False
    others = [of[each.spot] for each in signals if each.rule == signal.rule and each.spot != signal.spot and each.spot in of]
    if signal.spot.kind == "unit":
        return False
    if signal.spot.kind == "project":
        return any(each.spot.kind == "unit" and each.money == line.money for each in others)
    return overlapping(line, [each for each in others if each.spot.kind in _ANSWERABLE])


def _estimated(dossier: Dossier, day: date, asked: Asked) -> tuple[Estimate | None, Text | None]:
    """The estimate; or why there is none, where nothing was asked for that is not there."""
    if not asked.estimates:
        return None, None
    try:
        made = score_unit(dossier, asked.framework_id, day, asked.unit_code, asked.project_code)
    except Misuse as misuse:
        if asked.framework_id is not None:
            raise
        return None, misuse.text
    return estimate(dossier, made, day), made.because


def _before(asked: Asked) -> dict[tuple[str, str], tuple[Fraction, ...]]:
    """What was spent in each month of last year, by the kind and the code of a spot."""
    if asked.last_year is None:
        return {}
    before = asked.last_year
    view = View(before, before.scope(None, asked.project_code), before.year.ends_on)
    return {(line.spot.kind, line.spot.code): line.months for line in lines(view) if line.months is not None}

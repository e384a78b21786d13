"""How fresh the data of each office are: when it recorded last, how much this month, and what it owes an entry for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jixiao.monitor.watching import Asked, Monitoring, monitor
from jixiao.tables.dossier import Dossier, Row

RECORDED_ON = "recorded_on"
_NOT_UPDATED = frozenset({"indicator_not_updated", "indicator_not_reported"})


@dataclass(frozen=True, slots=True)
class Fresh:
    """An office on a day. ``last_on`` is the last day on which it recorded something in a ledger; None where it never did.

    ``silent`` are the codes of its indicators that nothing was entered for though it was due, by the standard of monitoring.
    """

    office_code: str
    name: str
    last_on: date | None
    rows: int
    this_month: int
    silent: tuple[str, ...]

    @property
    def is_stale(self) -> bool:
        """Whether it owes an entry."""
        return bool(self.silent)


def freshness(dossier: Dossier, day: date, watched: Monitoring | None = None) -> tuple[Fresh, ...]:
    """All offices in the order of their table; offices that only rows name come after them, rows without an office last."""
    watched = watched or monitor(dossier, day, Asked(estimates=False))
    last: dict[str, date] = {}
    rows, this_month = Counter[str](), Counter[str]()
    for office, on in _recorded(dossier, day):
        rows[office] += 1
        this_month[office] += (on.year, on.month) == (day.year, day.month)
        last[office] = max(last.get(office, on), on)
    silent = _silent(watched)
    names = {row.text("office_code"): row.text("name") for row in dossier.table("office")}
    others = sorted((rows.keys() | silent.keys()) - names.keys(), key=lambda code: (not code, code))
    return tuple(
        Fresh(code, names.get(code, code), last.get(code), rows[code], this_month[code], tuple(silent.get(code, ())))
        for code in (*names, *others)
    )


def _recorded(dossier: Dossier, day: date) -> Iterator[tuple[str, date]]:
    """The rows of ledgers by a day: of which office, and when they were recorded."""
    for name, spec in dossier.schema.items():
        if spec.is_ledger:
            for row in dossier.table(name):
                on = _day(row)
                if on is not None and on <= day:
                    yield row.text("office_code"), on


def _day(row: Row) -> date | None:
    """The day on which a row was recorded; where it does not say so, the day that it is of."""
    return row.day(RECORDED_ON) or row.day(row.spec.date or "")


def _silent(watched: Monitoring) -> dict[str, list[str]]:
    """The indicators that an entry is owed for, by office."""
    of = {each.spot: each.standing.row for each in watched.watch.indicators}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for signal in watched.warnings:
        if (
            signal.rule in _NOT_UPDATED
            and signal.spot in of
            and signal.spot.code not in found[of[signal.spot].text("office_code")]
        ):
            found[of[signal.spot].text("office_code")].append(signal.spot.code)
    return found

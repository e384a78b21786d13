"""Years that went alike so far: how much more they brought is what a forecast stands on.

All numbers are ten-thousandths of the budget or the target. Nothing here is drawn at random; the same year finds the same years.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import as_file, files
from itertools import accumulate, pairwise, takewhile
from typing import NamedTuple

from jixiao.files.delimited import read_csv
from jixiao.files.yamls import Data, read_yaml

MONTHS = 12
WHOLE = 10_000
PERCENT = 100

SPENDING, INDICATOR = "spending", "indicator"
Weighted = tuple[int, int]
"""What a year brought after the month, and how much it counts."""


class Profile(NamedTuple):
    """A year of the file: its kind, what each month brought of the year's whole, the same of the year before, and what it came to.

    ``months`` and ``last`` each add up to some ten thousand; ``spent`` is of the budget, ``reached`` of the target.
    """

    kind: str
    spent: int
    reached: int
    months: tuple[int, ...]
    last: tuple[int, ...]


class Settings(NamedTuple):
    """What ``forecasting.yaml`` says, with its meaning there."""

    coverage: int
    neighbours: int
    nearness: int
    back: tuple[int, ...]
    recent: int
    evenness: int
    last_year: int
    nothing_more: tuple[int, ...]
    all_the_rest: int
    idle: int
    margins: dict[tuple[str, bool], tuple[int, ...]]


class Seen(NamedTuple):
    """What is known of a year when some months are over: the sums so far, how uneven the months were, and last year's rest.

    ``last`` is what last year had still to come after the month, and what its last two months up to then had brought.
    """

    path: tuple[int, ...]
    unevenness: int
    last: tuple[int, int] | None


class Alike(NamedTuple):
    """A year of the file as it stood after the month, and what it brought from then on."""

    kind: str
    seen: Seen
    more: int


def _part(data: Data, name: str) -> dict[str, Data]:
    part = data[name] if isinstance(data, dict) else None
    assert isinstance(part, dict)
    return part


def _number(value: Data) -> int:
    assert isinstance(value, int)
    return value


def _numbers(value: Data) -> tuple[int, ...]:
    assert isinstance(value, list)
    return tuple(_number(each) for each in value)


@cache
def settings() -> Settings:
    """What the file of the forecasts says."""
    with as_file(files("jixiao.monitor") / "forecasting.yaml") as path:
        data = read_yaml(path).data
    assert isinstance(data, dict)
    surprises, margins = _part(data, "surprises"), _part(data, "margins")
    widened = {
        (kind, name == "with_last_year"): _numbers(numbers)
        for kind in (SPENDING, INDICATOR)
        for name, numbers in _part(margins, kind).items()
    }
    return Settings(
        coverage=_number(data["coverage"]),
        neighbours=_number(data["neighbours"]),
        nearness=_number(data["nearness"]),
        back=_numbers(data["back"]),
        recent=_number(data["recent"]),
        evenness=_number(data["evenness"]),
        last_year=_number(data["last_year"]),
        nothing_more=_numbers(surprises["nothing_more"]),
        all_the_rest=_number(surprises["all_the_rest"]),
        idle=_number(data["idle"]),
        margins=widened,
    )


@cache
def profiles() -> tuple[Profile, ...]:
    """The years of the file, in its order."""
    with as_file(files("jixiao.monitor") / "year_profiles.csv") as path:
        rows = [line.cells for line in read_csv(path)][1:]
    found = []
    for kind, *cells in rows:
        spent, reached, *months = map(int, cells)
        found.append(Profile(kind, spent, reached, tuple(months[:MONTHS]), tuple(months[MONTHS:])))
    return tuple(found)


@cache
def after(kind: str, month: int) -> tuple[Alike, ...]:
    """The years of the file as they stood after the month; for indicators those in which nothing was taken back."""
    return tuple(as_it_stood(each, kind, month) for each in profiles() if kind == SPENDING or min(each.months) >= 0)


def as_it_stood(year: Profile, kind: str, month: int) -> Alike:
    """A year of the file after the month, as it could have been seen then."""
    final = year.spent if kind == SPENDING else year.reached
    sums = [final * each // WHOLE for each in accumulate(year.months)]
    whole = WHOLE if kind == SPENDING else scale_of(sums[month - 1], month, WHOLE)
    path = tuple(each * WHOLE // whole for each in sums[:month])
    return Alike(year.kind, seen(path, year.last), final * WHOLE // whole - path[-1])


def scale_of(so_far: int, month: int, target: int) -> int:
    """What an indicator is counted in: its target, or the straight line's end where that is more."""
    return max(target, so_far * MONTHS // month)


def seen(path: tuple[int, ...], last: Sequence[int] | None) -> Seen:
    """What is known of a year from its sums so far, and from what each month of the year before brought."""
    month = len(path)
    months = [path[0], *(now - before for before, now in pairwise(path))]
    unevenness = sum(abs(each * month - path[-1]) for each in months) // month**2
    total = sum(last) if last else 0
    if last is None or total <= 0:
        return Seen(path, unevenness, None)
    rest, recent = sum(last[month:]), sum(last[max(0, month - 2) : month])
    return Seen(path, unevenness, (rest * WHOLE // total, recent * WHOLE // total))


def far(one: Seen, other: Seen) -> int:
    """How far two years lie from each other as they are known after the same month."""
    said = settings()
    weights = said.back[: len(one.path)]
    apart = [abs(left - right) for left, right in zip(reversed(one.path), reversed(other.path), strict=True)]
    found = PERCENT * sum(weight * each for weight, each in zip(weights, apart, strict=True)) // sum(weights)
    found += said.recent * abs(_recent(one.path) - _recent(other.path)) + said.evenness * abs(one.unevenness - other.unevenness)
    if one.last and other.last:
        found += said.last_year * abs(one.last[0] - other.last[0])
        found += said.last_year * abs(one.last[1] - other.last[1]) // 2
    return found


def _recent(path: tuple[int, ...]) -> int:
    return path[-1] - (path[-3] if len(path) > 2 else 0)  # noqa: PLR2004 - two months back


def spread(year: Seen, years: Iterable[Alike], rest: int) -> list[Weighted]:
    """What may still come: what the nearest years brought, the nearer the heavier, and the two surprises. Smallest first.

    ``rest`` is what is left up to the whole.
    """
    said = settings()
    near = sorted((far(year, each.seen), each.more) for each in years)[: said.neighbours]
    farthest = max(near[-1][0], 1)
    found = [(more, PERCENT * WHOLE - said.nearness * WHOLE * distance // farthest) for distance, more in near]
    weight = sum(each for _, each in found)
    nothing_more = said.nothing_more[min(_idle(year.path), len(said.nothing_more) - 1)]
    found += [(0, weight * nothing_more // PERCENT), (max(rest, 0), weight * said.all_the_rest // PERCENT)]
    return sorted(found)


def _idle(path: tuple[int, ...]) -> int:
    """How many of the last months brought nothing."""
    months = [path[0], *(now - before for before, now in pairwise(path))]
    return sum(1 for _ in takewhile(lambda each: abs(each) < settings().idle, reversed(months)))


def quantile(found: Sequence[Weighted], over: int, under: int) -> int:
    """The value below which over/under of the weight lies."""
    total, sum_so_far = sum(weight for _, weight in found), 0
    for value, weight in found:
        sum_so_far += weight
        if sum_so_far * under >= total * over:
            return value
    return found[-1][0]

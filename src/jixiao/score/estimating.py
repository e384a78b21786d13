"""The score by the data of a day within the year: an estimate that says what is not due yet instead of giving full marks.

Three kinds of points are told apart. Out of play is what is not due yet, or not reported. In play and earned is what the data of the day
give. In play and not earned is either *open*, since the work goes on and more of it earns more, or *lost* as things stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jixiao.exact import SCALE, Missing, half_up, plain, scaled, unscaled
from jixiao.framework.model import PART_PLACES
from jixiao.score.facts import Fact, View, facts
from jixiao.score.scoring import ItemScore, PartScore, Score, score
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.measures import Measure, Test, Total, reads
from jixiao.wording import Text, joined

NOTHING = Decimal(0)
_UPWARD = {"ge", "eq", "between"}


@dataclass(frozen=True, slots=True)
class ItemEstimate:
    """One item on the day: its points in play, those earned, those that are open, lost, not due, not reported.

    ``so_far`` are points among those earned that may still be lost before the year is over: nothing has gone wrong until now.
    """

    scored: ItemScore
    open: Decimal
    lost: Decimal
    not_due: Decimal
    not_reported: Decimal
    so_far: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Stated:
    """A score that was published (of the middle of the year, or of the year once it is over), held against the estimate."""

    row: Row
    score: Decimal
    difference: Decimal
    because: Text


@dataclass(frozen=True, slots=True)
class Estimate:
    """The estimate: the score so far, the points in play, and how the rest of the whole is made up; all by the framework's decimals.

    score + open + lost = in play; in play + not due + not reported = out of (but for points that do not apply and nobody makes up for).
    """

    made: Score
    items: tuple[ItemEstimate, ...]
    open: Decimal
    lost: Decimal
    not_due: Decimal
    not_reported: Decimal
    so_far: Decimal
    stated: Stated | None

    @property
    def at_most(self) -> Decimal | None:
        """What the year can still end with, if all that is open, not due or not reported is earned in full."""
        total = self.made.total
        return None if total is None else total + self.open + self.not_due + self.not_reported


def estimate(dossier: Dossier, made: Score, day: date) -> Estimate:
    """What a score that was made from rows up to a day says, and what it leaves open."""
    view = View(dossier, made.scope or dossier.scope(), day)
    known = facts(view, made.framework)
    items = tuple(_item(view, made, known, leaf) for leaf in made.leaves)
    whole = _Whole.of(made, items)
    so_far = sum((each.so_far for each in items), NOTHING)
    so_far = min(so_far, made.total) if made.total is not None else NOTHING
    found = Estimate(made, items, whole.open, whole.lost, whole.not_due, whole.not_reported, so_far, None)
    return replace(found, stated=_stated(view, found))


@dataclass(frozen=True, slots=True)
class _Whole:
    """The points of the whole by kind; where a framework makes up for points that do not apply, they grow as the total does."""

    open: Decimal
    lost: Decimal
    not_due: Decimal
    not_reported: Decimal

    @classmethod
    def of(cls, made: Score, items: tuple[ItemEstimate, ...]) -> _Whole:
        sums = [sum((getattr(each, kind) for each in items), NOTHING) for kind in ("open", "lost", "not_due", "not_reported")]
        if made.total is None:
            return cls(NOTHING, NOTHING, *sums[2:])
        places = made.framework.decimals
        open_, lost = _divided(made.in_play - made.total, sums[0], sums[1], places)
        not_due, not_reported = _divided(made.framework.points - made.in_play, sums[2], sums[3], places)
        return cls(open_, lost, not_due, not_reported)


def _divided(whole: Decimal, first: Decimal, second: Decimal, places: int) -> tuple[Decimal, Decimal]:
    """A whole by the shares of its two parts; the second takes the rest. Nothing where there are no parts."""
    both = Fraction(first) + Fraction(second)
    if both <= 0:
        return NOTHING, NOTHING
    part = Fraction(whole) * Fraction(first) * Fraction(both.denominator, both.numerator)
    share = unscaled(half_up(part.numerator, 10**places, part.denominator), places)
    return share, whole - share


# ---- one item


def _item(view: View, made: Score, known: Mapping[str, Fact], leaf: ItemScore) -> ItemEstimate:
    places = made.framework.decimals
    out = leaf.points - leaf.in_play
    if leaf.state == Missing.NOT_APPLICABLE.value:
        out = NOTHING
    not_due = (
        out
        if leaf.state == Missing.NOT_DUE.value
        else min(out, _shares(leaf, Missing.NOT_DUE, places))
        if leaf.parts
        else NOTHING
    )
    lost = leaf.lost or NOTHING
    open_ = min(lost, max(NOTHING, _open(view, made, known, leaf))) if lost > 0 else NOTHING
    so_far = min(leaf.score or NOTHING, _so_far(view, made, known, leaf)) if view.is_within_year else NOTHING
    return ItemEstimate(leaf, open_, lost - open_, not_due, out - not_due, so_far)


def _shares(leaf: ItemScore, state: Missing, places: int) -> Decimal:
    """The points of the indicators in a state."""
    return _points(sum(part.share for part in leaf.parts if part.earned is None and part.part.fact.state is state), places)


def _points(units: int, places: int) -> Decimal:
    """So many 10⁻⁶ points, with the framework's decimals."""
    return unscaled(half_up(units, 10**places, 10**PART_PLACES), places)


def _open(view: View, made: Score, known: Mapping[str, Fact], leaf: ItemScore) -> Decimal:
    """What of the points that an item lost so far can still be earned by more work."""
    places = made.framework.decimals
    if leaf.parts:
        if not view.is_within_year:
            return NOTHING
        lost = sum(part.share - (part.earned or 0) for part in leaf.parts if part.earned is not None and not _can_grow(part))
        return (leaf.lost or NOTHING) - _points(lost, places)
    fact = known[leaf.item.code]
    if fact.verdicts:
        failed = [(check, verdict) for check, verdict in fact.verdicts if not verdict.holds]
        lost_points = sum((check.points for check, _ in failed if not _may_come(view, check.holds)), NOTHING)
        return (leaf.lost or NOTHING) - lost_points
    grows = view.is_within_year and _earns_more(view, made, known, leaf)
    return (leaf.lost or NOTHING) if grows else NOTHING


def _so_far(view: View, made: Score, known: Mapping[str, Fact], leaf: ItemScore) -> Decimal:
    """What of the points that an item has so far may still be lost: by bad cases, by a bound that is passed, by a share that falls."""
    if leaf.parts:
        return _points(sum(part.earned or 0 for part in leaf.parts if not _is_secure(part)), made.framework.decimals)
    fact = known[leaf.item.code]
    if fact.verdicts:
        held = (check for check, verdict in fact.verdicts if verdict.holds)
        return sum((check.points for check in held if _may_fail(view, check.holds)), NOTHING)
    measured = leaf.item.measure
    if measured is None or leaf.score is None:
        return NOTHING
    draws = any(_is_done(view, aggregate.table) for aggregate in measured.aggregates())
    return leaf.score if draws and not (_grows_alone(view, measured) and _never_falls(made, known, leaf)) else NOTHING


def _is_secure(part: PartScore) -> bool:
    """Whether what an indicator has earned cannot be lost any more: it adds up, and more is never worse."""
    row = part.part.row
    return row is not None and part.part.operator == "ge" and row["accumulation"] == "cumulative" and not part.part.fact.is_ratio


def _may_fail(view: View, test: Test) -> bool:
    """Whether an entry of a checklist that holds may fail by rows that are still to be entered."""
    more, less = (test.left, test.right) if test.operator in {">=", ">"} else (test.right, test.left)
    if test.operator not in {">=", ">", "<=", "<"}:
        return any(_is_done(view, aggregate.table) for aggregate in test.aggregates())
    return any(_is_done(view, aggregate.table) for aggregate in less.aggregates()) or not (
        _grows(view, more) or not any(_is_done(view, aggregate.table) for aggregate in more.aggregates())
    )


def _never_falls(made: Score, known: Mapping[str, Fact], leaf: ItemScore) -> bool:
    """Whether an item scores no less with twice as much."""
    fact = known[leaf.item.code]
    if fact.numerator is None:
        return True
    again = score(made.framework, {**known, fact.code: replace(fact, numerator=2 * fact.numerator + SCALE)}, made.scope).of(
        fact.code
    )
    return again is not None and again.score is not None and leaf.score is not None and again.score >= leaf.score


def _can_grow(part: PartScore) -> bool:
    """Whether an indicator that is not reached can be: a share or a state may get better; a sum only grows, so it must not be too large."""
    each = part.part
    if each.fact.numerator is None or each.target is None or each.operator == "judged":
        return False
    if each.operator == "ge" or each.fact.is_ratio or (each.row is not None and each.row["accumulation"] != "cumulative"):
        return True
    upper = each.high if each.operator == "between" and each.high is not None else each.target
    return each.operator in _UPWARD and each.fact.numerator * SCALE <= upper * each.fact.denominator


def _may_come(view: View, test: Test) -> bool:
    """Whether an entry of a checklist that does not hold may come to hold by rows that are still to be entered."""
    more, less = (test.left, test.right) if test.operator in {">=", ">"} else (test.right, test.left)
    if test.operator not in {">=", ">", "<=", "<"}:
        return False
    return _grows(view, more) and not _grows(view, less)


def _grows(view: View, total: Total) -> bool:
    """Whether a total grows with the rows of the year: it counts or adds up rows of things done, and takes nothing off."""
    return bool(total.aggregates()) and all(
        term.aggregate is None
        or (term.factor > 0 and term.aggregate.function != "latest" and _is_done(view, term.aggregate.table))
        for term in total.terms
    )


def _is_done(view: View, table: str) -> bool:
    """Whether a table's rows are things done in the course of the year, each with its day; reports may come after it."""
    spec = view.dossier.schema[table]
    return spec.date is not None or (view.is_within_year and "issued_on" in spec.fields)


def _earns_more(view: View, made: Score, known: Mapping[str, Fact], leaf: ItemScore) -> bool:
    """Whether an item's number can get better by rows of the year, and would earn more if it had reached its target."""
    fact, measured = known[leaf.item.code], leaf.item.measure
    if fact.numerator is None or measured is None or not (_grows_alone(view, measured) or _is_of_cases(view, measured)):
        return False
    target = scaled(leaf.item.target) or 0
    grown = replace(fact, numerator=max(fact.numerator, target * fact.denominator // SCALE))
    again = score(made.framework, {**known, fact.code: grown}, made.scope).of(fact.code)
    return again is not None and again.score is not None and leaf.score is not None and again.score > leaf.score


def _is_of_cases(view: View, measured: Measure) -> bool:
    """Whether a measure is a share of the year's cases, which the next good case makes better."""
    return measured.under is not None and any(_is_done(view, aggregate.table) for aggregate in measured.under.aggregates())


def _grows_alone(view: View, measured: Measure) -> bool:
    """Whether rows of the year make a measure larger: above the line only, or in a total."""
    if not _grows(view, measured.over):
        return False
    above = {table for table, _ in reads(Measure(measured.over))}
    below = {table for table, _ in reads(Measure(measured.under))} if measured.under else set[str]()
    return not above & below


# ---- what was published


def _stated(view: View, found: Estimate) -> Stated | None:
    """The total that was stated for the middle of the year, or of the whole year once it is over, and what makes the difference."""
    made = found.made
    stage = "mid_year" if view.is_within_year else "self"
    rows = [row for row in _of_stage(view, made, stage) if row["item_code"] == "total" and _is_known_by(row, view)]
    row = max(rows, key=lambda each: each.text("version"), default=None)
    said = row.quantity("score") if row else None
    if row is None or said is None or made.total is None:
        return None
    difference = said.value - made.total
    return Stated(row, said.value, difference, _because(view, found, said.value, difference))


def _is_known_by(row: Row, view: View) -> bool:
    return (row.day("stated_on") or date.min) <= (view.until or date.max)


def _of_stage(view: View, made: Score, stage: str) -> Iterator[Row]:
    for row in view.dossier.table("stated_score"):
        is_about = row["framework"] == made.framework.id and row["unit_code"] == view.scope.unit_code
        if is_about and row["stage"] == stage and row["project_code"] in {None, view.scope.project_code}:
            yield row


def _because(view: View, found: Estimate, stated: Decimal, difference: Decimal) -> Text:
    """Why the published score and the estimate differ: what is counted there and is not there yet."""
    made = found.made
    if difference == 0:
        return Text("与按当日数据的测算一致", "It agrees with the estimate by the data of the day")
    said = [_difference(made, stated, difference)]
    ahead, at_most = found.not_due + found.open + found.not_reported, found.at_most
    if difference > 0 and ahead > 0:
        said.append(_COUNTED.fill(ahead=plain(ahead, made.framework.decimals), kinds=kinds_of(found)))
        said.append(Text("其中{items}", "of these {items}").fill(items=_largest(found)))
    if at_most is not None and stated > at_most:
        said.append(_OUT_OF_REACH.fill(**_shown(made, at_most=at_most, lost=found.lost)))
    same_at_end = view.is_within_year and [
        row for row in _of_stage(view, made, "self") if row["item_code"] == "total" and _is(row, stated)
    ]
    if same_at_end:
        said.append(
            Text("与年终自评所报的总分完全相同", "it is the very total that the self-evaluation states at the year's end")
        )
    return joined(said, "；", "; ")


def _difference(made: Score, stated: Decimal, difference: Decimal) -> Text:
    words = (
        Text("所报{stated}分比测算{score}分高{by}分", "The stated {stated} is {by} above the estimate of {score}")
        if difference > 0
        else Text("所报{stated}分比测算{score}分低{by}分", "The stated {stated} is {by} below the estimate of {score}")
    )
    return words.fill(**_shown(made, stated=stated, score=made.total or NOTHING, by=abs(difference)))


_COUNTED = Text(
    "测算不计{ahead}分：{kinds}；所报得分把其中大部分或全部当作已经得到",
    "the estimate leaves out {ahead} points: {kinds}; the stated score counts most or all of them as earned",
)
_OUT_OF_REACH = Text(
    "已扣{lost}分，其余即使全部得满也至多{at_most}分", "{lost} are lost: even if all the rest is earned, it is {at_most} at most"
)
_MOST_ITEMS = 4
_KINDS: dict[str, Text] = {
    "not_due": Text("未到期{points}分", "{points} not due yet"),
    "open": Text("全年工作尚未完成{points}分", "{points} for work of the year that is still to be done"),
    "not_reported": Text("未填报{points}分", "{points} not reported"),
}


def kinds_of(found: Estimate) -> Text:
    """The points that are not earned yet and not lost, by their kinds."""
    places = found.made.framework.decimals
    listed = [(text, getattr(found, kind)) for kind, text in _KINDS.items()]
    return joined([text.fill(points=plain(points, places)) for text, points in listed if points > 0], "，", ", ")


def _largest(found: Estimate) -> Text:
    """The items with the most points that are not earned yet."""
    places = found.made.framework.decimals
    ahead = [(each.open + each.not_due + each.not_reported, each.scored.item.name) for each in found.items]
    listed = sorted((each for each in ahead if each[0] > 0), key=lambda each: -each[0])[:_MOST_ITEMS]
    parts = (Text("{name}{points}分", "{name} {points}").fill(name=name, points=plain(points, places)) for points, name in listed)
    return joined(parts, "、", ", ")


def _is(row: Row, stated: Decimal) -> bool:
    said = row.quantity("score")
    return said is not None and said.value == stated


def _shown(made: Score, **values: Decimal) -> dict[str, str]:
    """Points with the framework's decimals."""
    return {name: plain(value, made.framework.decimals) for name, value in values.items()}

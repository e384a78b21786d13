"""Two snapshots of one year side by side: what moved, what became of promises, and what was entered later for the time before.

A row that is dated before the older snapshot and did not stand then is a late entry. It is told, so that June as it looks in August is
not taken for June as it was known in June.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from jixiao.errors import Misuse
from jixiao.monitor.promises import KINDS, OUTCOMES, Answer, answers
from jixiao.monitor.rule import LIGHTS, number, percent, points, wan
from jixiao.monitor.snapshots import Entry, Money, Points, Result, Snapshot, Warned, number_text
from jixiao.periods import period
from jixiao.score.progress import STATUSES
from jixiao.tables.dossier import Dossier
from jixiao.wording import Language, Text, joined, same

NONE = "—"
SHOWN = 20
"""How many late entries are listed one by one for people; programs get them all."""


@dataclass(frozen=True, slots=True)
class Late:
    """A row for the time before the older snapshot that was entered, changed or taken away since."""

    what: str
    entry: Entry

    @property
    def is_backdated(self) -> bool:
        """Whether it says to have been recorded by the day of the snapshot, which did not have it."""
        return self.what == "backdated"


LATE: dict[str, Text] = {
    "entered": Text("后来补录", "entered later"),
    "backdated": Text("后来补录，但登记日期写在快照日之前", "entered later, but recorded as if before the snapshot"),
    "changed": Text("后来改动", "changed later"),
    "gone": Text("后来删除", "taken away later"),
}


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A line of money whose months before the older snapshot no longer add up to what was known then."""

    money: Money
    then: Fraction
    now: Fraction


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved between two snapshots. Pairs hold the older side first, None where it does not stand on one side."""

    old: Snapshot
    new: Snapshot
    money: tuple[tuple[Money | None, Money | None], ...]
    results: tuple[tuple[Result | None, Result | None], ...]
    estimate: tuple[Points | None, Points | None]
    appeared: tuple[Warned, ...]
    vanished: tuple[Warned, ...]
    stayed: tuple[Warned, ...]
    answers: tuple[Answer, ...]
    late: tuple[Late, ...]
    rewritten: tuple[Rewritten, ...]

    @property
    def broken(self) -> tuple[Answer, ...]:
        """The promises that were not kept, kept late or put off."""
        return tuple(each for each in self.answers if each.outcome in {"not_kept", "late", "moved"})


def compare(old: Snapshot, new: Snapshot) -> Moved:
    """What moved from one snapshot to a later one (or one of the same day). ``Misuse`` if they are of two units or years."""
    if (old.unit, old.project, old.ends_on) != (new.unit, new.project, new.ends_on):
        raise Misuse(
            Text(
                "两份快照不是同一单位（项目）、同一年度的：{old}，{new}",
                "The snapshots are not of one unit (project) and year: {old}, {new}",
            ).fill(old=_of(old), new=_of(new))
        )
    if old.as_of > new.as_of:
        raise Misuse(
            Text("要对照的快照（{old}）晚于{new}", "The snapshot to compare with ({old}) is later than {new}").fill(
                old=old.as_of, new=new.as_of
            )
        )
    before, after = ({(each.rule, each.kind, each.code): each for each in side.warnings} for side in (old, new))
    return Moved(
        old,
        new,
        tuple(_money(old, new)),
        tuple(_results(old, new)),
        (next(iter(old.estimate), None), next(iter(new.estimate), None)),
        tuple(each for key, each in after.items() if key not in before),
        tuple(each for key, each in before.items() if key not in after),
        tuple(each for key, each in after.items() if key in before),
        tuple(answers(old, new)),
        tuple(_late(old, new)),
        tuple(_rewritten(old, new)),
    )


def _of(each: Snapshot) -> str:
    return " ".join(filter(None, (each.unit, each.project, str(each.ends_on.year))))


def _money(old: Snapshot, new: Snapshot) -> Iterator[tuple[Money | None, Money | None]]:
    """The lines whose budget, spending or light differ, in the order of the newer."""
    before, after = ({(each.kind, each.code): each for each in side.money} for side in (old, new))
    for key in dict.fromkeys([*after, *before]):
        one, two = before.get(key), after.get(key)
        if one is None or two is None or (one.budget, one.spent, one.light) != (two.budget, two.spent, two.light):
            yield one, two


def _results(old: Snapshot, new: Snapshot) -> Iterator[tuple[Result | None, Result | None]]:
    before, after = ({each.code: each for each in side.results} for side in (old, new))
    for key in dict.fromkeys([*after, *before]):
        one, two = before.get(key), after.get(key)
        if one is None or two is None or _said(one) != _said(two):
            yield one, two


def _said(each: Result) -> tuple[object, ...]:
    return each.target, each.value, each.status, each.light


def _late(old: Snapshot, new: Snapshot) -> Iterator[Late]:
    """Rows for the time up to the older snapshot that it did not have, or had otherwise."""
    before, after = ({(each.table, each.key): each for each in side.entries} for side in (old, new))
    for key, each in after.items():
        known = before.get(key)
        if known is not None and known.digest != each.digest:
            yield Late("changed", each)
        elif known is None and each.day <= old.as_of:
            is_backdated = each.recorded_on is not None and each.recorded_on <= old.as_of
            yield Late("backdated" if is_backdated else "entered", each)
    for key, each in before.items():
        if key not in after:
            yield Late("gone", each)


def _rewritten(old: Snapshot, new: Snapshot) -> Iterator[Rewritten]:
    """Only where the older snapshot is of a month's end: single days of a month are not kept."""
    month = old.as_of.month
    if period(old.as_of.year, f"M{month:02d}").ends_on != old.as_of:
        return
    before = {(each.kind, each.code): each for each in old.money}
    for each in new.money:
        known = before.get((each.kind, each.code))
        if known is None or known.spent is None or each.months is None or len(each.months) < month:
            continue
        now = sum(each.months[:month], Fraction(0))
        if now != known.spent:
            yield Rewritten(each, known.spent, now)


# ---- as text


def moved_text(moved: Moved, language: Language, dossier: Dossier | None = None) -> str:
    """What moved as people read it; a dossier gives tables their labels."""
    return "\n".join(each.say(language) for each in _lines(moved, dossier))


def _lines(moved: Moved, dossier: Dossier | None) -> Iterator[Text]:
    yield Text("{old} → {new}", "{old} → {new}").fill(old=moved.old.as_of, new=moved.new.as_of)
    money = [money_line(one, two) for one, two in moved.money if _stands_out(one, two)]
    yield from _under(Text("资金", "Money"), money, len(moved.money))
    results = [result_line(one, two) for one, two in moved.results if _stands_out(one, two)]
    yield from _under(Text("绩效指标", "Indicators"), results, len(moved.results))
    estimate = estimate_line(*moved.estimate)
    if estimate is not None:
        yield estimate
    for heading, those in (
        (Text("新出现的预警", "New warnings"), moved.appeared),
        (Text("仍在的预警", "Warnings that stay"), moved.stayed),
        (Text("已消除的预警", "Warnings that are gone"), moved.vanished),
    ):
        yield from _under(heading, [_warning(each) for each in those])
    yield from _under(Text("当时的承诺和要求", "What was promised or due"), [answer_line(each) for each in moved.answers])
    yield from _under(_LATE.fill(day=moved.old.as_of), [late_line(each, dossier) for each in moved.late[:SHOWN]], len(moved.late))
    for each in moved.rewritten:
        yield _REWRITTEN.fill(name=each.money.name, day=moved.old.as_of, then=wan(each.then), now=wan(each.now))


_LATE = Text("{day}及以前的数据，快照之后有变动", "Data of {day} and before that came or changed after the snapshot")
_REWRITTEN = Text(
    "  {name}：截至{day}的支出，当时为{then}万元，按现在的数据为{now}万元",
    "  {name}: spending up to {day} was {then} (10,000 yuan) then, and is {now} by today's data",
)


_ANSWERABLE = {"unit", "project"}


def _stands_out(one: Money | Result | None, two: Money | Result | None) -> bool:
    """What people are shown line by line: units and projects, and whatever has another light or target, or stands on one side only."""
    if one is None or two is None or one.light != two.light:
        return True
    if isinstance(one, Money) or isinstance(two, Money):
        return isinstance(two, Money) and two.kind in _ANSWERABLE
    return one.target != two.target


def _under(heading: Text, lines: list[Text], number_of_all: int | None = None) -> Iterator[Text]:
    count = len(lines) if number_of_all is None else number_of_all
    if not count:
        return
    yield Text("{heading}：{n}项", "{heading}: {n}").fill(heading=heading, n=count)
    yield from (Text("  {line}", "  {line}").fill(line=line) for line in lines)
    if count > len(lines):
        yield Text("  ……另有{n}项", "  … and {n} more").fill(n=count - len(lines))


def money_line(one: Money | None, two: Money | None) -> Text:
    """A line of money on both days: rate, spending, budget, light."""
    each = two or one
    assert each is not None
    parts = [_arrow(_rate(one), _rate(two))]
    if one and two and one.rate is not None and two.rate is not None:
        by = two.rate - one.rate
        parts.append(same(f"{'+' if by >= 0 else '-'}{points(by)}"))
    budgets = [None if side is None else side.budget for side in (one, two)]
    if budgets[0] != budgets[1]:
        parts.append(
            Text("预算 {change} 万元", "budget {change} (10,000 yuan)").fill(
                change=_arrow(*(same(NONE if value is None else wan(value)) for value in budgets))
            )
        )
    return Text("{name} {parts}", "{name} {parts}").fill(name=each.name, parts=_with_light(parts, one, two))


def result_line(one: Result | None, two: Result | None) -> Text:
    """An indicator on both days: value, status, target if it was changed, light."""
    each = two or one
    assert each is not None
    parts = [_arrow(_value(one), _value(two)), _arrow(_status(one), _status(two))]
    if one and two and one.target != two.target:
        targets = [NONE if side.target is None else number(side.target, side.unit) for side in (one, two)]
        parts.append(Text("指标值 {change}", "target {change}").fill(change=_arrow(*map(same, targets))))
    name = Text("{name}（{code}）", "{name} ({code})").fill(name=each.name, code=each.code)
    return Text("{name} {parts}", "{name} {parts}").fill(name=name, parts=_with_light(parts, one, two))


def _with_light(parts: list[Text], one: Money | Result | None, two: Money | Result | None) -> Text:
    lights = [_light(side.light if side else "") for side in (one, two)]
    if lights[0] != lights[1]:
        parts.append(_arrow(*lights))
    return joined(parts, "，", ", ")


def _arrow(left: Text, right: Text) -> Text:
    return right if left == right else Text("{left} → {right}", "{left} → {right}").fill(left=left, right=right)


def _rate(each: Money | None) -> Text:
    return same(NONE if each is None or each.rate is None else percent(each.rate))


def _value(each: Result | None) -> Text:
    return same(NONE if each is None or each.value is None else number(each.value, each.unit))


def _status(each: Result | None) -> Text:
    return same(NONE) if each is None else STATUSES.get(each.status, same(each.status))


def _light(word: str) -> Text:
    return next((label for light, label in LIGHTS.items() if light == word), same(NONE))


def estimate_line(one: Points | None, two: Points | None) -> Text | None:
    """The estimate on both days; None where neither has one."""
    if one is None and two is None:
        return None
    shown = [_ESTIMATE.fill(**_points(each)) if each else same(NONE) for each in (one, two)]
    return Text("得分测算 {change}", "Estimate of the score {change}").fill(change=_arrow(*shown))


_ESTIMATE = Text("{score}（未到期{not_due}，已扣{lost}）", "{score} ({not_due} not due, {lost} lost)")


def _points(each: Points) -> dict[str, str]:
    values = {"score": each.score, "not_due": each.not_due, "lost": each.lost}
    return {name: NONE if value is None else number(value) for name, value in values.items()}


def _warning(each: Warned) -> Text:
    return Text("{light} {name}：{because}", "{light} {name}: {because}").fill(
        light=_light(each.light), name=each.name, because=each.because
    )


def answer_line(each: Answer) -> Text:
    """A promise and what became of it."""
    return Text("【{outcome}】{name} {kind}：{because}", "[{outcome}] {name} {kind}: {because}").fill(
        outcome=OUTCOMES[each.outcome], name=each.promise.name, kind=KINDS[each.promise.kind], because=each.because
    )


def late_line(each: Late, dossier: Dossier | None = None) -> Text:
    """A late entry: what happened to which row of which day."""
    table = same(each.entry.table)
    if dossier is not None and each.entry.table in dossier.schema:
        table = dossier.schema[each.entry.table].label
    line = Text("{table} {key}（{day}）{what}", "{table} {key} ({day}) {what}").fill(
        table=table, key=each.entry.key, day=each.entry.day, what=LATE[each.what]
    )
    if each.entry.recorded_on is None:
        return line
    return Text("{line}，登记日期{day}", "{line}, recorded on {day}").fill(line=line, day=each.entry.recorded_on)


# ---- as JSON


def moved_json(moved: Moved, language: Language) -> dict[str, object]:
    """What moved for programs; numbers as text, exactly."""
    one, two = moved.estimate
    return {
        "unit": moved.new.unit,
        "project": moved.new.project or None,
        "from": moved.old.as_of.isoformat(),
        "to": moved.new.as_of.isoformat(),
        "spending": [
            {**_spot_json(left or right), "old": _money_json(left), "new": _money_json(right)} for left, right in moved.money
        ],
        "indicators": [
            {"code": _code(left or right), "old": _result_json(left), "new": _result_json(right)} for left, right in moved.results
        ],
        "estimate": {"old": _estimate_json(one), "new": _estimate_json(two)},
        "warnings": {
            "new": [_warned_json(each, language) for each in moved.appeared],
            "stay": [_warned_json(each, language) for each in moved.stayed],
            "gone": [_warned_json(each, language) for each in moved.vanished],
        },
        "promises": [
            {
                "kind": each.promise.kind,
                "about": each.promise.about,
                "key": each.promise.key,
                "due_on": _day(each.promise.due_on),
                "outcome": each.outcome,
                "because": each.because.say(language),
            }
            for each in moved.answers
        ],
        "late_entries": [
            {
                "what": each.what,
                "table": each.entry.table,
                "row": each.entry.key,
                "day": each.entry.day.isoformat(),
                "recorded_on": _day(each.entry.recorded_on),
            }
            for each in moved.late
        ],
        "rewritten": [
            {"kind": each.money.kind, "code": each.money.code, "then": number_text(each.then), "now": number_text(each.now)}
            for each in moved.rewritten
        ],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number(value: Fraction | None) -> str | None:
    return None if value is None else number_text(value)


def _spot_json(each: Money | None) -> dict[str, object]:
    return {} if each is None else {"kind": each.kind, "code": each.code}


def _code(each: Result | None) -> str | None:
    return None if each is None else each.code


def _money_json(each: Money | None) -> dict[str, object] | None:
    if each is None:
        return None
    rate = None if each.rate is None else percent(each.rate)
    return {"budget": _number(each.budget), "spent": _number(each.spent), "rate": rate, "light": each.light or None}


def _result_json(each: Result | None) -> dict[str, object] | None:
    if each is None:
        return None
    target, value = _number(each.target), _number(each.value)
    return {"target": target, "value": value, "status": each.status, "light": each.light or None}


def _estimate_json(each: Points | None) -> dict[str, object] | None:
    if each is None:
        return None
    names = ("score", "out_of", "open", "lost", "not_due", "not_reported")
    return {"framework": each.framework, **{name: _number(getattr(each, name)) for name in names}}


def _warned_json(each: Warned, language: Language) -> dict[str, object]:
    spot = {"kind": each.kind, "code": each.code}
    return {"rule": each.rule, **spot, "light": each.light, "because": each.because.say(language)}

"""The sentences of a score: the arithmetic with the numbers as people know them, and what a checklist or a judge found."""

from __future__ import annotations

from collections.abc import Sequence

from jixiao.exact import SCALE, SCALE_DIGITS, Precision, Quantity, grouped, half_up, plain, unscaled
from jixiao.framework.model import Item
from jixiao.score.facts import Fact, Part
from jixiao.wording import Text, joined, same

YUAN = Text("{n}元", "{n} yuan")


def said_of_item(item: Item, fact: Fact) -> dict[str, object]:
    """Numerator and denominator in words where the item shows them as such."""
    if item.measure is None or fact.numerator is None:
        return {}
    if item.measure.under is None:
        return {"actual": _number(fact.numerator, fact.precision)}
    wanted = unscaled(fact.denominator, SCALE_DIGITS) * item.target
    return {
        "actual": _number(fact.numerator, is_money=_is_money(item, over=True)),
        "target": YUAN.fill(n=grouped(wanted, 2)) if _is_money(item, over=False) else same(plain(wanted)),
    }


def _is_money(item: Item, *, over: bool) -> bool:
    measure = item.measure
    total = None if measure is None else measure.over if over else measure.under
    columns = {aggregate.column or "" for aggregate in total.aggregates()} if total else set()
    return bool(columns) and all(column.endswith("_yuan") for column in columns)


def _number(units: int, precision: Precision = Precision.EXACT, *, is_money: bool = False) -> Text:
    value = unscaled(units, SCALE_DIGITS)
    return YUAN.fill(n=grouped(value, 2)) if is_money else same(Quantity(value, precision))


def with_details(item: Item, fact: Fact, because: Text) -> Text:
    """The arithmetic, with what a checklist found or what a judge said before it."""
    if fact.verdicts:
        failed = [
            Text(
                "“{name}”不成立（{left} {operator} {right}），扣{points}分",
                "“{name}” does not hold ({left} {operator} {right}): {points} off",
            ).fill(
                name=check.name,
                left=plain_fraction(verdict.left.value.numerator, verdict.left.value.denominator),
                operator=_FAILED[check.holds.operator],
                right=plain_fraction(verdict.right.value.numerator, verdict.right.value.denominator),
                points=plain(check.points),
            )
            for check, verdict in fact.verdicts
            if not verdict.holds
        ]
        return joined([*failed, because], "；", "; ")
    if item.source == "judgement" and fact.because is not None:
        return joined([fact.because, because], "；", "; ")
    return because


_FAILED = {"=": "≠", "!=": "=", "<=": ">", ">=": "<", "<": "≥", ">": "≤"}


def plain_fraction(over: int, under: int) -> str:
    """An exact ratio in plain digits, to four decimals at most."""
    sign = "-" if over < 0 else ""
    return sign + plain(unscaled(half_up(abs(over), 10**SCALE_DIGITS, under), SCALE_DIGITS))


def said_of_part(part: Part) -> dict[str, object]:
    """An indicator's value and targets with their unit."""
    said: dict[str, object] = {}
    if part.fact.numerator is not None:
        said["actual"] = value_text(part.fact, part.unit)
    if part.target is not None:
        said["target"] = f"{plain(unscaled(part.target, SCALE_DIGITS))}{part.unit}"
    if part.high is not None:
        said["high"] = f"{plain(unscaled(part.high, SCALE_DIGITS))}{part.unit}"
    return said


def with_target(part: Part, because: Text) -> Text:
    """The arithmetic of an indicator; before it which target that was, if the target was changed in the year."""
    change = part.change
    if change is None or part.target is None:
        return because
    said = _TARGET.fill(
        target=f"{plain(unscaled(part.target, SCALE_DIGITS))}{part.unit}",
        day=change.text("changed_on"),
        old=f"{change.text('old')}{part.unit}",
        code=change.key,
    )
    return joined([said, because], "；", "; ")


_TARGET = Text("目标 {target}（{day} 由 {old} 调整，{code}）", "target {target} (changed on {day} from {old}, change {code})")


def value_text(fact: Fact, unit: str) -> str:
    """The value of a fact with its precision and unit; a ratio that is finer than two decimals is rounded half-up to them."""
    assert fact.numerator is not None
    if fact.denominator == SCALE:
        return f"{Quantity(unscaled(fact.numerator, SCALE_DIGITS), fact.precision)}{unit}"
    sign = -1 if fact.numerator < 0 else 1
    value = unscaled(sign * half_up(abs(fact.numerator), 100, fact.denominator), 2)
    return f"{Quantity(value, fact.precision)}{unit}"


def named(reasons: Sequence[tuple[str, Text]], because: Text | None = None) -> Text:
    """What is to be said of single indicators, each under its name, and then the arithmetic of the whole."""
    notes = [Text("{name}：{why}", "{name}: {why}").fill(name=name, why=why) for name, why in reasons]
    return joined([*notes, *([because] if because else [])], "；", "; ")

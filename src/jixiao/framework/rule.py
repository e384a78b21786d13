"""A scoring rule: how it is declared, how it decides on whole numbers, how its decision is told in words.

A kind of rule is one file of ``rules/``. Its body ``arms`` is a generator, typed as if on ints:

    def arms(points: int, actual: int, target: int) -> Iterator[Arm]:
        yield Arm("reached", actual >= target, points)
        yield Arm("below", OTHERWISE, actual, points, target)

The first arm that holds decides; it pays x·y/d, rounded half-up to a whole number of the unit of ``points``. The same body builds
SQL (``columns``) and a compiled expression (``compiled``), so an arm never branches on a value: no ``and``, ``or``, ``not``,
``min``, ``if actual``. Conditions join with ``|`` and ``&``; whole steps are counted with ``//`` on what is not negative.

Units: ``points`` in 10⁻ᵖˡᵃᶜᵉˢ point; ``actual``, ``target``, ``high`` in ten-thousandths of the unit of the measure. A rule that is
``scale_free`` means the same when these three are multiplied by one number, so ratios may come on a common denominator; every
other rule needs them in ten-thousandths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import Parameter, getdoc, signature
from typing import Final, Literal, NamedTuple, get_type_hints

from jixiao import kinds
from jixiao.exact import SCALE_DIGITS, half_up, plain, unscaled
from jixiao.framework.options import Options, percentage, read_values, said_value
from jixiao.wording import Text, joined

FOLDER = "jixiao.framework.rules"

OTHERWISE: Final = True
"""The condition of the last arm, which always holds."""

NO_SCORE: Final = None
"""What an arm pays where the rule cannot say: no score, which is not zero."""

MISSING = "missing"
"""The arm that decides, for every kind, when an input is missing."""

Direction = Literal["more", "less", "none"]
"""Whether more, or less, of ``actual`` never scores lower; ``none`` if neither holds."""


class Arm(NamedTuple):
    """One case of a rule: under its condition the score is x·y/d. x and y are not negative, d is positive."""

    name: str
    holds: bool
    x: int | None
    y: int = 1
    d: int = 1


class Inputs(NamedTuple):
    """What a rule decides on; None is a value that is missing. The units are those of the module."""

    points: int | None = None
    actual: int | None = None
    target: int | None = None
    high: int | None = None


INPUT_LABELS: Mapping[str, Text] = {
    "points": Text("分值", "the points"),
    "actual": Text("完成值", "the actual value"),
    "target": Text("目标值", "the target"),
    "high": Text("目标上限", "the upper target"),
}

PLACEHOLDERS = (*Inputs._fields, "score", "lost", "share", "equals")
"""What the words of an arm may name beside the rule's options: the inputs; the score; points less score; y/d as a percentage; and
the sign before a score, = where it is exact and ≈ where it was rounded."""


class Decided(NamedTuple):
    """What a rule decided: by which arm, and the score in the unit of points; None is no score."""

    arm: str
    score: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One kind of scoring rule, as its file declares it.

    ``options`` maps the name of each option to its kind, ``defaults`` gives values as a framework would write them, ``choices``
    the labels of the words that can be chosen. ``direction`` is one word, or depends on a chosen word.
    """

    name: str
    label: Text
    words: Mapping[str, Text]
    inputs: tuple[str, ...]
    options: Mapping[str, object]
    defaults: Mapping[str, object]
    choices: Mapping[str, Text]
    direction: Direction | Mapping[str, Direction]
    scale_free: bool
    manual: str
    arms: Callable[..., Iterator[Arm]]


def names() -> tuple[str, ...]:
    """The names of all kinds of rules, in order."""
    return kinds.names(FOLDER)


@cache
def load(name: str) -> Rule:
    """The rule of that name; an unknown one is ``Misuse``."""
    module = kinds.load(FOLDER, name)
    hints = get_type_hints(module.arms)
    parameters = signature(module.arms).parameters.values()
    inputs = tuple(each.name for each in parameters if each.kind is Parameter.POSITIONAL_OR_KEYWORD)
    if inputs != tuple(field for field in Inputs._fields if field in inputs):
        raise TypeError(f"the inputs of {name} are not among {Inputs._fields} in this order: {inputs}")
    return Rule(
        name=name,
        label=module.label,
        words=module.words,
        inputs=inputs,
        options={each.name: hints[each.name] for each in parameters if each.kind is Parameter.KEYWORD_ONLY},
        defaults=getattr(module, "defaults", {}),
        choices=getattr(module, "choices", {}),
        direction=module.direction,
        scale_free=module.scale_free,
        manual=getdoc(module) or "",
        arms=module.arms,
    )


def read_options(rule: Rule, raw: Mapping[str, object], places: int) -> dict[str, object] | list[Text]:
    """The options that a framework gives to the rule, ready for use; or all that is wrong with them, at once.

    ``places`` is the unit of points: 2 where items are rounded to two decimals, 6 for the parts of a mean.
    """
    return read_values(rule.options, {**rule.defaults, **raw}, places)


def direction(rule: Rule, options: Options) -> Direction:
    """Whether more or less of ``actual`` is better under these options."""
    if isinstance(rule.direction, str):
        return rule.direction
    return next(rule.direction[word] for word in options.values() if isinstance(word, str) and word in rule.direction)


def decide(rule: Rule, options: Options, inputs: Inputs) -> Decided:
    """The decision on whole numbers: the first arm that holds. A missing input gives no score, whatever the rule."""
    if absent(rule, inputs):
        return Decided(MISSING, None)
    arm = _deciding(rule, options, inputs)
    return Decided(arm.name, _paid(arm))


def absent(rule: Rule, inputs: Inputs) -> list[str]:
    """The inputs that the rule needs and that are missing."""
    return [name for name in rule.inputs if getattr(inputs, name) is None]


def explain(rule: Rule, options: Options, inputs: Inputs, places: int, said: Mapping[str, object] | None = None) -> Text:
    """The decision in a sentence with its arithmetic.

    Numbers are plain, unless the caller gives an input (or another placeholder) in ``said`` as its reader knows it: with a unit,
    as a percentage, with its precision.
    """
    if missing := absent(rule, inputs):
        return _MISSING_WORDS.fill(missing=joined((INPUT_LABELS[name] for name in missing), "、", " and "))
    arm = _deciding(rule, options, inputs)
    values: dict[str, object] = {
        name: plain(unscaled(value, places if name == "points" else SCALE_DIGITS))
        for name, value in inputs._asdict().items()
        if value is not None
    }
    for name, kind in rule.options.items():
        word = rule.choices.get(str(options[name]))
        values[name] = word or said_value(kind, options[name], places)
    values |= _result(arm, inputs.points, places)
    return rule.words[arm.name].fill(**{**values, **(said or {})})


def _result(arm: Arm, points: int | None, places: int) -> dict[str, object]:
    score = _paid(arm)
    if arm.x is None or score is None:
        return {}
    lost = 0 if points is None else points - score
    return {
        "score": plain(unscaled(score, places)),
        "lost": plain(unscaled(lost, places)),
        "share": percentage(half_up(arm.y, 10**SCALE_DIGITS, arm.d)),
        "equals": "=" if score * arm.d == arm.x * arm.y else "≈",
    }


def _deciding(rule: Rule, options: Options, inputs: Inputs) -> Arm:
    for arm in rule.arms(*(getattr(inputs, name) for name in rule.inputs), **options):
        if arm.holds:
            return arm
    raise TypeError(f"no arm of {rule.name} holds: its last one has to be OTHERWISE")


def _paid(arm: Arm) -> int | None:
    return None if arm.x is None else half_up(arm.x, arm.y, arm.d)


_MISSING_WORDS = Text(
    "缺少{missing}，不计分（没有数不等于零分）", "There is no score without {missing}; a missing number is not zero"
)

"""What stands in a cell of a form: an amount, a share, a target with its sign and unit, an actual, points."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from jixiao.exact import Precision, Quantity, decimal_of, half_width, quantity_of, rounded
from jixiao.review.form_reading.words import words
from jixiao.review.lexer import YUAN
from jixiao.review.precision import places_of

PERCENT = Decimal(100)
_OF_PERCENT = 2
_SIGNS = (
    ("ge", "≥", ">=", "＞＝", ">", "＞", "大于等于", "大于或等于", "大于", "不低于", "不少于", "不小于", "高于", "多于", "至少"),
    (
        "le",
        "≤",
        "<=",
        "＜＝",
        "<",
        "＜",
        "小于等于",
        "小于或等于",
        "小于",
        "不超过",
        "不高于",
        "不大于",
        "不多于",
        "低于",
        "少于",
    ),
    ("le", "控制在"),
    ("eq", "==", "=", "＝", "等于"),
)
_PREFIXES = sorted(((sign, name) for name, *signs in _SIGNS for sign in signs), key=lambda each: -len(each[0]))
_OPERATORS = {
    "定性": "judged",
    "定性指标": "judged",
    "区间": "between",
    "正向": "ge",
    "正向指标": "ge",
    "反向": "le",
    "反向指标": "le",
}
_SUFFIXES = (("及以上", "ge"), ("以上", "ge"), ("以内", "le"), ("以下", "le"), ("及以下", "le"), ("内", "le"), ("之内", "le"))
_NUMBER = re.compile(r"(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<more>余|多)?(?P<unit>[^\d]*)")
_UNIT = re.compile(r"[%‰]|[^\d≥≤=＝<>，。；、！？:：（）()%]{0,8}")
_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)(?P<unit1>%?)(?:-|—|–|~|～|至|到)(?P<high>\d+(?:\.\d+)?)(?P<unit>%|[^\d，。；]{0,6})")
_YEAR = re.compile(r"(?:19|20)\d{2}年?")
_DATED = re.compile(r"\d{1,4}[年月]|\d日[前内]?")
_LASTING = re.compile(r"(?P<count>\d{1,3}(?:\.\d+)?)(?:年|日)(?P<bound>及?以上|以?内|及?以下)?")
_SHORT_YEARS = range(15, 36)
_DONE = re.compile(r"^(?:已|共|实际|全年|累计|完成|达到|达|为|约为)+(?=[约\d])")
_AFTER_PERCENT = re.compile(r"(?<=[%‰])(?:完成|达标|覆盖|合格|到位|落实|及时|满意|发放|执行)+$")
_SCALED = re.compile(r"[万亿千](?!元)(?=\S)")
_SCALES = {"万": Decimal(10_000), "亿": Decimal(100_000_000), "千": Decimal(1_000)}
_SHARE_AT_MOST = Decimal("1.5")
_RATES = ("率", "度", "比例")
_MANY_PERCENT = Decimal(20)


class Amount(NamedTuple):
    """An amount in yuan, and what one of its last digit is."""

    yuan: Decimal
    step: Decimal


class Number(NamedTuple):
    """A number with its unit, and the direction that its sign or its words give it; ``high`` is the upper end of a range."""

    quantity: Quantity
    unit: str
    operator: str | None = None
    high: Quantity | None = None


def number(text: str) -> Decimal | None:
    """The plain number of a cell: 9.76, 10分."""
    return decimal_of(text.strip().removesuffix("分"))


def amount(text: str, factor: Decimal) -> Amount | None:
    """An amount of money; a unit in the cell itself counts before that of the form."""
    said = half_width(text).strip().lstrip("¥￥")
    for unit in sorted(YUAN, key=len, reverse=True):
        if said.endswith(unit):
            said, factor = said.removesuffix(unit), YUAN[unit]
            break
    value = decimal_of(said)
    return None if value is None else Amount(value * factor, factor.scaleb(-places_of(value)))


def share(text: str, known: Decimal | None = None) -> Decimal | None:
    """A share in percent. One without a sign is read as the percentage or as the part of one that is nearer to what is known."""
    said = half_width(text).strip()
    if said.endswith("%"):
        return decimal_of(said[:-1])
    value = decimal_of(said)
    if value is None or not value or value > _SHARE_AT_MOST:
        return value
    if known is not None and abs(value - known) < abs(value * PERCENT - known):
        return value
    return moved(value)


def moved(value: Decimal) -> Decimal:
    """A share as a percentage, with the decimals that are left: 0.8619 is 86.19, 0.9 is 90."""
    return rounded(value * PERCENT, max(0, places_of(value) - _OF_PERCENT))


def operator_of(text: str) -> str | None:
    """The operator of a sign or a word that stands in a cell of its own."""
    said = text.strip()
    if said in _OPERATORS:
        return _OPERATORS[said]
    return next((name for sign, name in _PREFIXES if said == sign), None)


def measured(text: str, unit: str | None = None) -> Number | None:
    """A number with sign and unit, such as ≥735人次, 90%以上, 300余本, 95–100%; None for words, dates, and several numbers.

    ``unit`` is the one that is known from the target or a cell beside it, empty where the target is a number without one: then 22年 may be
    a stretch of years, and 1940 is a count.
    """
    said = half_width(text).strip().replace("（含）", "").replace("(含)", "")
    is_dated = _DATED.search(said.replace("/年", "").replace("·年", "")) and not _is_lasting(said, unit)
    is_year = _YEAR.fullmatch(said) and (unit is None or said.endswith("年"))
    if not said or is_dated or is_year:
        return None
    between = _RANGE.fullmatch(said)
    if between is not None:
        low, high = decimal_of(between["low"]), decimal_of(between["high"])
        assert low is not None
        assert high is not None
        return Number(Quantity(low), between["unit"] or between["unit1"], "between", Quantity(high)) if low <= high else None
    operator, said = _signed(said)
    return _plain(said, operator)


def _is_lasting(said: str, unit: str | None) -> bool:
    """Whether a text is a stretch of years or days, not a date: 不低于10年, 15日内; but 23年 and 5日 may be dates."""
    sign = next((sign for sign, _ in _PREFIXES if said.startswith(sign)), "")
    found = _LASTING.fullmatch(said.removeprefix(sign).strip())
    if found is None:
        return False
    is_year = unit != "年" and found["count"] in map(str, _SHORT_YEARS)
    return bool(sign or found["bound"]) or (said.endswith("年") and not is_year)


def is_part_of_one(name: str, found: Number) -> bool:
    """Whether a number without unit is a share written as a part of one: 0.95, or 1 of what is called a rate."""
    value = found.quantity.value
    return not found.unit and (0 < value < 1 or (value == 1 and name.endswith(_RATES)))


def _signed(said: str) -> tuple[str | None, str]:
    for sign, name in _PREFIXES:
        if said.startswith(sign):
            return name, said.removeprefix(sign).strip()
    said = _AFTER_PERCENT.sub("", _DONE.sub("", said))
    return None, said


def _plain(said: str, operator: str | None) -> Number | None:
    for suffix, name in _SUFFIXES:
        if said.endswith(suffix) and len(said) > len(suffix):
            operator, said = operator or name, said.removesuffix(suffix)
            break
    about = next((word for word in ("大约", "约", "近") if said.startswith(word)), "")
    found = _NUMBER.fullmatch(said.removeprefix(about))
    if found is None or not _UNIT.fullmatch(found["unit"].strip("（）() ")):
        return None
    quantity = quantity_of(f"{'约' if about else ''}{found['number']}{found['more'] or ''}")
    unit = found["unit"].strip("（）() ")
    return None if quantity is None else Number(quantity, unit, operator)


def in_unit(found: Number, unit: str) -> Quantity | None:
    """A number in another unit; None where the two do not count the same."""
    if found.unit == unit or not found.unit or not unit:
        return found.quantity
    if found.unit in YUAN and unit in YUAN:
        return _times(found.quantity, YUAN[found.unit], YUAN[unit])
    if "%" in (found.unit, unit) or (found.unit in YUAN) != (unit in YUAN):
        return None
    return _times(found.quantity, _scale(found.unit), _scale(unit))


def _scale(unit: str) -> Decimal:
    return _SCALES[unit[0]] if _SCALED.match(unit) else Decimal(1)


def _times(quantity: Quantity, over: Decimal, under: Decimal) -> Quantity:
    shift = over.adjusted() - under.adjusted()
    return Quantity(quantity.value.scaleb(shift), quantity.precision)


def alike(target: Number | None, actual: Number | None, unit: str) -> tuple[Quantity | None, Quantity | None]:
    """Target and actual as numbers that can be compared: both in percent where one of them, or both, is written as a part of one.

    The actual is None where it does not count the same as the target.
    """
    if target is None or actual is None:
        lone = target.quantity if target else None
        return lone, actual.quantity if actual else None
    in_percent = "%" in (target.unit, actual.unit, unit)
    goal = target.quantity
    if in_percent and target.operator != "le":
        is_part, is_part_of = (each.unit != "%" and 0 <= each.quantity.value <= 1 for each in (target, actual))
        if is_part and (is_part_of or actual.unit == "%" or actual.quantity.value >= _MANY_PERCENT):
            goal = _percent(goal)
        if is_part_of and (is_part or goal.value >= _MANY_PERCENT):
            actual = actual._replace(quantity=_percent(actual.quantity))
    return goal, in_unit(actual, target.unit or unit)


def _percent(quantity: Quantity) -> Quantity:
    return Quantity(moved(quantity.value), quantity.precision)


def is_exact(quantity: Quantity) -> bool:
    """Whether a number is said without 约 or 余."""
    return quantity.precision is Precision.EXACT


def is_blank(text: str) -> bool:
    """Whether nothing stands in a cell, or a stroke."""
    return words().is_blank(text)

"""One cell: the value that a text means under its column's type, and the text that a value is written as."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from jixiao.exact import Missing, Precision, Quantity, missing_of, plain, quantity_of, scaled
from jixiao.periods import NoSuchDay, date_of
from jixiao.tables.schema import NUMERIC, TYPES, Field
from jixiao.tables.secrecy import REFUSED, WITHOUT_SECRETS, is_marking
from jixiao.wording import Text, joined, same

Value = str | Quantity | date | bool | Missing | None

YES = Text("是", "yes")
NO = Text("否", "no")
_TRUTHS = {"是": True, "yes": True, "true": True, "1": True, "否": False, "no": False, "false": False, "0": False}


class Misfit(NamedTuple):
    """A text that is no value of its column: why, and what was expected instead."""

    check: str
    because: Text
    expected: Text


def value_of(field: Field, text: str) -> Value | Misfit:
    """The value of a cell. An empty cell is None; a word such as 不适用 in a number's place is that kind of absence."""
    text = text.strip()
    if not text:
        return None
    if field.type in NUMERIC or field.type == "date":
        state = missing_of(text)
        if state is not None:
            return state
    reader = _READERS.get(field.type)
    return reader(field, text) if reader else text


def text_of_value(field: Field, value: Value) -> str:
    """The text of a cell that reads back as the same value."""
    if value is None:
        return ""
    if isinstance(value, Missing):
        return value.label.zh
    if isinstance(value, bool):
        return (YES if value else NO).zh
    if isinstance(value, Quantity):
        return plain(value.value, 2) if field.type == "yuan" else value.text()
    if isinstance(value, date):
        return value.isoformat()
    return field.choices[value].zh if field.choices and value in field.choices else value


def _number(field: Field, text: str) -> Value | Misfit:
    quantity = quantity_of(text)
    return _misfit(field, Text("这不是数字", "This is no number")) if quantity is None else fitted(field, quantity)


def fitted(field: Field, quantity: Quantity) -> Quantity | Misfit:
    """A number under its column's type: whole, to the fen, with at most four decimals."""
    if field.type == "yuan":
        if quantity.precision is not Precision.EXACT or scaled(quantity.value, 2) is None:
            return _misfit(
                field,
                Text("金额须精确到分，不能是约数，也不能有第三位小数", "An amount is exact to the fen: no 约, no third decimal"),
            )
    elif field.type == "whole":
        if scaled(quantity.value, 0) is None:
            return _misfit(field, Text("这不是整数", "This is no whole number"))
    elif scaled(quantity.value) is None:
        return _misfit(field, Text("小数超过四位", "It has more than four decimals"))
    return quantity


def _day(field: Field, text: str) -> Value | Misfit:
    day = date_of(text)
    if isinstance(day, NoSuchDay):
        if day.last_day is None:
            return Misfit("dates-exist", Text("没有这一天", "There is no such day"), TYPES["date"])
        because = Text("没有这一天：该月最后一天是{last}", "There is no such day: that month ends on {last}").fill(
            last=day.last_day
        )
        return Misfit("dates-exist", because, TYPES["date"])
    return day if day is not None else _misfit(field, Text("这不是日期", "This is no date"))


def _truth(field: Field, text: str) -> Value | Misfit:
    truth = _TRUTHS.get(text.lower())
    return truth if truth is not None else _misfit(field, Text("这里只能填是或否", "Only yes or no can stand here"))


def _choice(field: Field, text: str) -> Value | Misfit:
    for choice, label in (field.choices or {}).items():
        if text in {choice, label.zh, label.en}:
            return choice
    if is_marking(text):
        return Misfit("no-state-secrets", REFUSED, WITHOUT_SECRETS)
    expected = Text("下列之一：{choices}", "one of: {choices}").fill(
        choices=joined((label for label in (field.choices or {}).values()), "、", ", ")
    )
    return Misfit("choices-are-known", Text("不是所列选项", "This is none of the choices"), expected)


def _misfit(field: Field, because: Text) -> Misfit:
    return Misfit("cells-fit-their-type", because, TYPES[field.type] if not field.unit else _with_unit(field))


def _with_unit(field: Field) -> Text:
    return Text("{type}（单位：{unit}）", "{type} (in {unit})").fill(type=TYPES[field.type], unit=same(field.unit))


_READERS: dict[str, Callable[[Field, str], Value | Misfit]] = {
    "whole": _number,
    "number": _number,
    "yuan": _number,
    "date": _day,
    "yes_no": _truth,
    "choice": _choice,
}

"""How a cell of a sheet is taken: what the program says it is, against what the column wants. Whatever is a guess is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from jixiao.exact import LONGEST_NUMBER, Precision, Quantity, half_width
from jixiao.files.sheet_writing import FIRST_DAY, MOST_DIGITS
from jixiao.files.sheets import Broken, Cell, Moment, Number, Percentage, Truth, cell_text
from jixiao.tables.cells import Misfit, Value, fitted, value_of
from jixiao.tables.rows import Taken
from jixiao.tables.schema import NUMERIC, TYPES, Field
from jixiao.wording import Text

_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
"""Days that Excel counts from 1899-12-30: 1954 to 2119."""

_DAY_DIGITS = 8


def take(field: Field, cell: Cell) -> Value | Misfit | Taken:
    """The value of a cell under its column's type, perhaps interpreted."""
    taker = _TAKERS.get(type(cell))
    if taker is not None:
        return taker(field, cell)
    if field.type == "date":
        return _day(field, cell)
    if isinstance(cell, Number) and field.type in NUMERIC and len(cell.text) <= LONGEST_NUMBER:
        return fitted(field, Quantity(Decimal(cell.text)))
    value = value_of(field, cell_text(cell))
    if isinstance(value, Misfit) or (field.type == "yes_no" and isinstance(cell, Truth)):
        return value
    return _other(value, cell)


def _percentage(field: Field, cell: Percentage) -> Value | Misfit | Taken:
    """A cell that shows a percentage: columns of numbers count in hundredths without the sign, as the reader sees it."""
    value = fitted(field, Quantity(Decimal(cell.text.removesuffix("%")))) if field.type in NUMERIC else value_of(field, cell.text)
    if isinstance(value, Misfit):
        return value
    because = Text(
        "单元格是百分数格式（{text}），按 {value} 读取；百分数请写不带百分号的数，度量单位填 %",
        "The cell is formatted as a percentage ({text}) and was read as {value}; write the number without the sign, and % as the unit",
    )
    shown = value if isinstance(value, Quantity) else cell.text
    return Taken(value, "percentages-are-plain-numbers", because.fill(text=cell.text, value=shown), "explain")


def _broken(field: Field, cell: Broken) -> Misfit:
    if cell.text:
        because = Text(
            "单元格是错误值 {error}，没有可用的内容", "The cell is the error {error}: it holds nothing that can be used"
        ).fill(error=cell.text)
    else:
        because = Text(
            "单元格是公式，但文件中没有它的结果；请用 Excel 或 WPS 打开并保存一次",
            "The cell is a formula whose result is not in the file; open and save it once in Excel or WPS",
        )
    return Misfit("cells-hold-values", because, TYPES[field.type])


def _other(value: Value, cell: Cell) -> Taken:
    """A number, a date or a truth value where a text belongs."""
    if isinstance(cell, Number):
        because = Text(
            "文字列中的单元格存为数字，按“{text}”读取；编号开头的零可能已丢失",
            "A cell of a text column is stored as a number and was read as “{text}”; zeros at its front may be lost",
        )
        return Taken(value, "texts-are-stored-as-text", because.fill(text=cell.text))
    if isinstance(cell, Truth):
        because = Text("单元格存为逻辑值，按“{text}”读取", "The cell is stored as a truth value and was read as “{text}”")
        return Taken(value, "texts-are-stored-as-text", because.fill(text=cell.text))
    because = Text(
        "文字列中的单元格存为日期，按“{text}”读取；如果原来是编号（如 1-2），请重新输入",
        "A cell of a text column is stored as a date and was read as “{text}”; if it was a code (such as 1-2), type it again",
    )
    return Taken(value, "texts-are-stored-as-text", because.fill(text=cell_text(cell)), "explain")


# ---- texts


def _text(field: Field, cell: str) -> Value | Misfit | Taken:
    value = value_of(field, cell)
    if isinstance(value, Misfit):
        return (_day_of_digits(cell) or value) if field.type == "date" else value
    if isinstance(value, Quantity):
        return _number_in_text(value, cell)
    if isinstance(value, date) and value >= FIRST_DAY:  # no sheet can hold an earlier one as a date
        because = Text("日期是以文字填写的，按{day}读取", "The date was typed as text and was read as {day}").fill(day=value)
        return Taken(value, "dates-are-stored-as-dates", because)
    if field.type in {"code", "choice", "yes_no"} and value is not None and cell != cell.strip():
        because = Text("文字前后有空格，已略去", "There are spaces before or after the text; they were left out")
        return Taken(value, "texts-have-no-spaces-around", because)
    return value


def _number_in_text(value: Quantity, cell: str) -> Value | Taken:
    """A number typed as text is fine where only a text can say it: about so many, or more digits than a sheet holds."""
    text = value.text()
    if value.precision is not Precision.EXACT or len(half_width(text).replace(".", "").lstrip("-0")) > MOST_DIGITS:
        return value
    because = Text(
        "数字是以文字填写的（“{cell}”），按 {number} 读取", "The number was typed as text (“{cell}”) and was read as {number}"
    )
    return Taken(value, "numbers-are-stored-as-numbers", because.fill(cell=cell.strip(), number=text))


# ---- days


def _day(field: Field, cell: Cell) -> Value | Misfit | Taken:
    if isinstance(cell, Moment) and cell.day is not None:
        because = Text("单元格含有时刻（{text}），只取日期", "The cell has a time of day ({text}); only the day was taken")
        return Taken(cell.day, "dates-are-stored-as-dates", because.fill(text=cell.text))
    if isinstance(cell, date):
        return cell
    text = cell_text(cell)
    if isinstance(cell, Number) and (taken := _day_of_digits(text)):
        return taken
    value = value_of(field, text)
    assert isinstance(value, Misfit)
    return value


def _day_of_digits(text: str) -> Taken | None:
    """The day that Excel's count of days means, or eight digits in a row."""
    digits = half_width(text).strip()
    if not digits.isascii() or not digits.isdigit():
        return None
    if len(digits) == _DAY_DIGITS:
        try:
            day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            return None
        because = Text("八位数字 {digits} 按日期 {day} 读取", "The eight digits {digits} were read as the day {day}")
    elif len(digits) < _DAY_DIGITS and _FIRST_SERIAL <= int(digits) <= _LAST_SERIAL:
        day = _EPOCH + timedelta(days=int(digits))
        because = Text(
            "数字 {digits} 是 Excel 的日期序号，按 {day} 读取",
            "The number {digits} is Excel's count of days and was read as {day}",
        )
    else:
        return None
    return Taken(day, "dates-are-stored-as-dates", because.fill(digits=digits, day=day), "explain")


_TAKERS: dict[type, Callable[..., Value | Misfit | Taken]] = {str: _text, Broken: _broken, Percentage: _percentage}

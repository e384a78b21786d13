"""A number as a sheet shows it: what a reader sees is what is read, not the digits behind it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from jixiao.exact import grouped, plain

DATE = "yyyy-mm-dd"
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
} | dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), DATE)
"""Those from 27 are the dates of Chinese Excel."""

_DECORATION = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|[ ¥￥$]')
_SHAPE = re.compile(r"(?P<group>#,##)?0(?:\.(?P<places>0+)(?P<more>#*))?(?P<percent>%)?")
_MONTH_SIGNS = set("ym-/.;@")
_DAY_ZERO = date(1899, 12, 30)
_LAST_DAY = 73_050
"""The day that Excel counts from, and the last day of the year 2099 as it counts."""


def shown(value: float, code: str, *, whole: bool = False) -> str:
    """The text of a number under a format code; formats other than plain places, thousands and percent show all its digits.

    ``whole`` gives all digits under every format, so that none is lost that somebody typed.
    """
    exact = Decimal(f"{value:.15g}")
    if code == DATE and 0 < exact <= _LAST_DAY:
        return (_DAY_ZERO + timedelta(days=int(exact))).isoformat()
    found = _SHAPE.fullmatch(_DECORATION.sub("", code.split(";", maxsplit=1)[0]))
    if found is None:
        return plain(exact)
    if found["percent"]:
        exact *= 100
    least = len(found["places"] or "")
    had = len(plain(exact).partition(".")[2])
    places = max(least, had if whole else min(had, least + len(found["more"] or "")))
    return (grouped if found["group"] else plain)(exact, places) + (found["percent"] or "")


def day_shown(day: date, code: str) -> str:
    """A day under a format code: ``2023-06-01``, or the month or year alone where the format shows no more (2023年6月)."""
    signs = set(_DECORATION.sub("", code.lower()))
    if not {"y", "m"} & signs or "d" in signs or not signs <= _MONTH_SIGNS:
        return day.isoformat()
    return f"{day.year}年{day.month}月" if "m" in signs and "y" in signs else f"{day.year}年" if "y" in signs else day.isoformat()


def code_of(number: int, custom: dict[int, str]) -> str:
    """The format code with a number, the workbook's own or one of Excel's."""
    return custom.get(number) or _BUILT_IN.get(number, "General")

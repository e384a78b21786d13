"""A number as a sheet shows it: what a reader sees is what is read, not the digits behind it."""

from __future__ import annotations

import re
from decimal import Decimal

from jixiao.exact import grouped, plain

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
}
_DECORATION = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.|[ ¥￥$]')
_SHAPE = re.compile(r"(?P<group>#,##)?0(?:\.(?P<places>0+))?(?P<percent>%)?")


def shown(value: float, code: str) -> str:
    """The text of a number under a format code; formats other than plain places, thousands and percent show all its digits."""
    exact = Decimal(f"{value:.15g}")
    found = _SHAPE.fullmatch(_DECORATION.sub("", code.split(";", maxsplit=1)[0]))
    if found is None:
        return plain(exact)
    places = len(found["places"] or "")
    text_of = grouped if found["group"] else plain
    return text_of(exact * 100, places) + "%" if found["percent"] else text_of(exact, places)


def code_of(number: int, custom: dict[int, str]) -> str:
    """The format code with a number, the workbook's own or one of Excel's."""
    return custom.get(number) or _BUILT_IN.get(number, "General")

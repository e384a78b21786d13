"""For which units a framework holds: ``applies_when`` names columns of the table of units and the values that fit."""

from __future__ import annotations

from collections.abc import Mapping

from jixiao.files.described import Part
from jixiao.tables.schema import fixed_tables
from jixiao.wording import Text, same

_TYPES = frozenset({"choice", "yes_no", "code", "text"})
YES, NO = "yes", "no"


def read_fitting(part: Part) -> Mapping[str, tuple[str, ...]]:
    """The columns with their fitting values; an unknown column or choice is a fault."""
    fields = {name: field for name, field in fixed_tables()["unit"].fields.items() if field.type in _TYPES}
    part.only(*fields)
    found = {}
    for name in part.data or {}:
        if name not in fields:
            continue
        values, field = tuple(part.words(name)), fields[name]
        known = (YES, NO) if field.type == "yes_no" else tuple(field.choices or ())
        wrong = [value for value in values if known and value not in known]
        if wrong or not values:
            because = Text("“{column}”没有这个值", "“{column}” has no such value").fill(column=field.label)
            part.fault(because, name, expected=same(", ".join(known)) if known else None)
        found[name] = values
    return found

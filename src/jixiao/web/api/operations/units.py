"""Units of the tree."""

from __future__ import annotations

from typing import Any

from ninja import Query, Schema

from jixiao.web.api.operation import OF_UNIT, Call, Operation
from jixiao.web.api.shapes import Listed, Slice, listed
from jixiao.web.models import Unit
from jixiao.web.page import SIGNED_IN
from jixiao.web.people.reach import units_of
from jixiao.wording import Text

order = 10
words = Text("单位", "Units")


class UnitShape(Schema):
    """A unit; ``parent`` is the code of the one above, null at the top."""

    code: str
    name: str
    parent: str | None
    kind: str
    budget_level: str
    region_code: str


def list_units(call: Call, part: Query[Slice]) -> dict[str, Any]:
    """The units for which you hold a role that sees their dossiers."""
    return listed(call, units_of(call.person), part, _shown)


def get_unit(call: Call) -> dict[str, Any]:
    """A unit."""
    assert call.unit is not None
    return _shown(call.unit)


def _shown(unit: Unit) -> dict[str, Any]:
    parent = unit.parent.code if unit.parent else None
    said = {"code": unit.code, "name": unit.name, "parent": parent}
    return {**said, "kind": unit.kind, "budget_level": unit.budget_level, "region_code": unit.region_code}


operations = (
    Operation("GET", "units", list_units, SIGNED_IN, Text("单位一览", "The units"), Listed[UnitShape]),
    Operation("GET", OF_UNIT, get_unit, "see", Text("一个单位", "A unit"), UnitShape),
)

"""Units added, named anew and moved in their tree: each told in the history."""

from __future__ import annotations

import re

from django.db import transaction

from jixiao.web.dossiers.writing import Refusal
from jixiao.web.history.chain import Act, Change, append
from jixiao.web.models import Unit
from jixiao.web.people.fitting import refuse_long
from jixiao.wording import Text

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_COLUMNS = ("name", "kind", "budget_level", "region_code")
_FITTED = (*_COLUMNS, "path")


def unit_of(code: str) -> Unit | None:
    """The unit that somebody names by its code; None for no code. ``Refusal`` if there is none of it."""
    if not code.strip():
        return None
    found = Unit.objects.filter(code=code.strip()).first()
    if found is None:
        raise Refusal(_UNKNOWN.fill(code=code.strip()))
    return found


def add(act: Act, code: str, name: str, parent: Unit | None, **more: str) -> Unit:
    """A new unit below another, or at the top. ``Refusal`` if its code cannot be used or its name is missing."""
    code, name = code.strip(), name.strip()
    if not _CODE.fullmatch(code):
        raise Refusal(_BAD_CODE.fill(code=code))
    if not name:
        raise Refusal(_NO_NAME)
    taken = Unit.objects.filter(code__iexact=code).values_list("code", flat=True).first()
    if taken is not None:
        raise Refusal(_TAKEN.fill(code=taken))
    made = Unit(code=code, name=name, parent=parent, path=_path(parent, code), **more)
    refuse_long(made, *_FITTED)
    with transaction.atomic():
        made.save()
        append(act, [Change("add", "unit_of_site", code, None, _said(made), code)])
    return made


def change(act: Act, unit: Unit, parent: Unit | None, **more: str) -> None:
    """Name it anew, or move it with all below it. ``Refusal`` if it would come to stand below itself."""
    if not more.get("name", unit.name).strip():
        raise Refusal(_NO_NAME)
    if parent is not None and parent.path.startswith(unit.path):
        raise Refusal(_CIRCLE.fill(name=unit.name, parent=parent.name))
    with transaction.atomic():
        before, path = _said(unit), unit.path
        for column, value in more.items():
            setattr(unit, column, value.strip())
        unit.parent, unit.path = parent, _path(parent, unit.code)
        refuse_long(unit, *_FITTED)
        unit.save()
        if unit.path != path:
            found = Unit.objects.filter(path__startswith=path).exclude(pk=unit.pk)
            below = [each for each in found if each.path.startswith(path)]
            for each in below:
                each.path = unit.path + each.path.removeprefix(path)
                refuse_long(each, "path")
            Unit.objects.bulk_update(below, ["path"], batch_size=500)
        append(act, [Change("change", "unit_of_site", unit.code, before, _said(unit), unit.code)])


def _path(parent: Unit | None, code: str) -> str:
    return f"{parent.path if parent else '/'}{code}/"


def _said(unit: Unit) -> dict[str, object]:
    said: dict[str, object] = {column: getattr(unit, column) for column in _COLUMNS}
    return said | {"parent": unit.parent.code if unit.parent else "", "path": unit.path}


_UNKNOWN = Text("没有代码为“{code}”的单位", "There is no unit of the code “{code}”")
_BAD_CODE = Text(
    "单位代码“{code}”不可用：字母或数字开头，只含字母、数字和 _ . -，至多64位",
    "“{code}” cannot be a unit's code: a letter or digit first, then letters, digits and _ . - only, at most 64",
)
_NO_NAME = Text("请填写单位名称", "Give the unit a name")
_TAKEN = Text("已有代码为“{code}”的单位", "There is a unit of the code “{code}” already")
_CIRCLE = Text("{name}不能移到自己的下级{parent}之下", "{name} cannot be moved below {parent}, which stands below it")

"""Which target an indicator had on a day: that of the table of indicators, or an earlier one if it was changed later in the year."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from jixiao.exact import Quantity
from jixiao.tables.dossier import Dossier, Row


class InForce(NamedTuple):
    """The target on a day, and the change that brought it, if one was made by then."""

    target: Quantity | None
    change: Row | None = None


def in_force(dossier: Dossier, indicator: Row, until: date | None = None) -> InForce:
    """The target of an indicator as it stood on a day, or at the end of the year.

    Before its first change that is the change's old value. A change counts from its own day on.
    """
    made = changes_of_target(dossier, indicator)
    later = [each for each in made if until is not None and (each.day("changed_on") or date.min) > until]
    before = made[: len(made) - len(later)]
    target = later[0].quantity("old") if later else indicator.quantity("target")
    return InForce(target, before[-1] if before else None)


def changes_of_target(dossier: Dossier, indicator: Row) -> list[Row]:
    """The changes of an indicator's target, earliest first; those of one day as they stand."""
    found = [
        each
        for each in dossier.table("target_change")
        if each["indicator_code"] == indicator["indicator_code"] and each["unit_code"] in {None, indicator["unit_code"]}
    ]
    return sorted(found, key=lambda each: each.day("changed_on") or date.min)

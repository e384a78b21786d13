"""By when a stage is to be handed in: the deadline of the unit itself, else of the nearest one above it, else the one for all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from jixiao.web.history.chain import Act, Change, append
from jixiao.web.models import Deadline, Unit


class Deadlines:
    """All deadlines, or those of some years, read once for many units."""

    def __init__(self, years: Iterable[int] | None = None) -> None:
        rows = Deadline.objects.all() if years is None else Deadline.objects.filter(fiscal_year__in=list(years))
        self._known = {
            (year, stage, path or ""): due
            for year, stage, path, due in rows.values_list("fiscal_year", "stage", "unit__path", "due_on")
        }

    @property
    def years(self) -> set[int]:
        """The years that have any."""
        return {year for year, _, _ in self._known}

    def of(self, path: str, year: int, stage: str) -> date | None:
        """The deadline for the unit of that path."""
        while path:
            found = self._known.get((year, stage, path))
            if found:
                return found
            path = path[: path.rstrip("/").rfind("/") + 1] if path != "/" else ""
        return self._known.get((year, stage, ""))

    def paths(self, year: int, stage: str) -> list[tuple[str, date]]:
        """The paths that have a deadline of their own, the nearest to a unit first; the empty one is for all."""
        found = [(path, due) for (each, of, path), due in self._known.items() if (each, of) == (year, stage)]
        return sorted(found, key=lambda pair: (-len(pair[0]), pair[0]))


def set_deadline(year: int, stage: str, unit: Unit | None, due: date | None, act: Act) -> None:
    """Set a deadline, or take it out (None), and tell it in the history."""
    with transaction.atomic():
        known = Deadline.objects.select_for_update(no_key=True).filter(fiscal_year=year, stage=stage, unit=unit).first()
        before = {"due_on": known.due_on.isoformat()} if known else None
        after = {"due_on": due.isoformat()} if due else None
        if before == after:
            return
        action = "add" if before is None else "remove" if after is None else "change"
        if known and due is None:
            known.delete()
        elif due is not None:
            Deadline.objects.update_or_create(fiscal_year=year, stage=stage, unit=unit, defaults={"due_on": due})
        about = unit.path if unit else ""
        append(act, [Change(action, "deadline", stage, before, after, unit.code if unit else "", year, about)])

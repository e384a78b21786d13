"""The calendar as people read it, and as programs do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from jixiao.cycle.calendar import STATES, Deadline, Region, applying
from jixiao.cycle.calendar_rules import CONFIDENCE
from jixiao.tables.dossier import Dossier
from jixiao.wording import Language, Text

_LINE = Text("{day}  {label}  [{state}]（{source}，{confidence}）", "{day}  {label}  [{state}] ({source}, {confidence})")
_NO_DAY = Text("（{nominal}起算，日期未定）", "(counted from {nominal}, no day yet)")
_NAME = Text("{unit} {year}年度绩效时限", "{unit} {year}: deadlines")


def named(of: Dossier | Region, language: Language) -> str:
    """The calendar's name."""
    unit = of.unit_name if isinstance(of, Dossier) else applying(of)[-1].label
    year = of.fiscal_year if isinstance(of, Dossier) else of.year
    return _NAME.fill(unit=unit, year=year).say(language)


def as_lines(found: Sequence[Deadline], as_of: date | None, language: Language) -> Iterator[str]:
    """One line a deadline, by day."""
    for each in found:
        line = _LINE.fill(
            day=each.day or _NO_DAY.fill(nominal=each.nominal),
            label=each.label,
            state=STATES[each.state(as_of)],
            source=each.source,
            confidence=CONFIDENCE[each.confidence],
        )
        yield line.say(language)
        if each.todo is not None:
            yield f"            {each.todo.say(language)}"


def as_json(found: Sequence[Deadline], as_of: date | None, language: Language) -> list[dict[str, object]]:
    """The deadlines for programs; absent is null."""
    return [
        {
            "id": each.id,
            "day": each.day.isoformat() if each.day else None,
            "nominal": each.nominal.isoformat(),
            "state": each.state(as_of),
            "label": each.label.say(language),
            "todo": each.todo.say(language) if each.todo else None,
            "done_on": each.done_on.isoformat() if each.done_on else None,
            "source": each.source,
            "confidence": each.confidence,
            "place": {"file": each.place.file, "row": each.place.row, "column": each.place.column} if each.place else None,
        }
        for each in found
    ]

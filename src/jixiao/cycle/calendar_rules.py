"""Calendars as data: one YAML file of ``calendars/`` a region, each rule with its source and how sure it is. No code lists them.

``days`` are days of the year that a region names; ``rows`` are days that a dossier's rows give, perhaps so many days or working days on.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.tables.schema import fixed_tables
from jixiao.wording import Text

CENTRAL = "00"
"""The region of departments of the central budget."""

CONFIDENCE: dict[str, Text] = {
    "seen": Text("见于来源", "seen"),
    "second_hand": Text("他人转述", "second-hand"),
    "inferred": Text("由公开材料推断", "inferred from a published paper"),
    "remembered": Text("凭记忆，用前核对", "from memory: compare it first"),
}
ROLLS = ("none", "next")
_LAST_YEAR = 2100


class Instead(NamedTuple):
    """The rows of a dossier that say the day themselves."""

    table: str
    only: str


class DayRule(NamedTuple):
    """A day that a region names; ``offset`` is 1 for the year after, ``roll`` whether it moves to the next working day."""

    id: str
    label: Text
    month: int
    day: int
    offset: int
    roll: str
    source: str
    confidence: str
    todo: Text | None
    instead: Instead | None


class RowRule(NamedTuple):
    """A day that rows of a table give: the column ``start``, and so many days or working days on; ``done`` says when it was done."""

    id: str
    label: Text
    table: str
    start: str
    days: int
    workdays: int
    done: str
    only: str
    names: tuple[str, ...]
    source: str
    confidence: str


class Calendar(NamedTuple):
    """The deadlines of a region; an empty region is every one."""

    id: str
    region: str
    label: Text
    years: range
    days: tuple[DayRule, ...]
    rows: tuple[RowRule, ...]


@cache
def calendars() -> tuple[Calendar, ...]:
    """All shipped calendars, the national ones first. A fault in one is a programming error (``ValueError``)."""
    findings = list[Finding]()
    with as_file(files("jixiao.cycle") / "calendars") as folder:
        found = [
            _calendar(Part.top(read_yaml(path), path.name, "schema", findings), path.stem)
            for path in sorted(folder.glob("*.yaml"))
        ]
    if findings:
        raise ValueError("\n".join(as_text(finding, "en") for finding in findings))
    return tuple(sorted(found, key=lambda each: (each.region, each.id)))


def _calendar(part: Part, name: str) -> Calendar:
    part.only("region", "label", "confidence", "source", "years", "days", "rows")
    years = part.part("years")
    return Calendar(
        name,
        part.text("region", ""),
        part.label("label"),
        range(years.whole("from", 1), years.whole("to", _LAST_YEAR) + 1),
        tuple(_day(each, part) for each in part.parts("days")),
        tuple(_row(each, part) for each in part.parts("rows")),
    )


def _day(part: Part, calendar: Part) -> DayRule:
    part.only("id", "label", "month", "day", "offset", "roll", "source", "confidence", "todo", "instead")
    instead = part.part("instead")
    return DayRule(
        part.text("id"),
        part.label("label"),
        part.whole("month"),
        part.whole("day"),
        part.whole("offset", 0),
        part.choice("roll", ROLLS, "none"),
        *_source(part, calendar),
        part.label("todo") if part.has("todo") else None,
        Instead(instead.choice("table", fixed_tables()), instead.text("only", "")) if part.has("instead") else None,
    )


def _row(part: Part, calendar: Part) -> RowRule:
    part.only("id", "label", "table", "from", "days", "workdays", "done", "only", "names", "source", "confidence")
    table = part.choice("table", fixed_tables())
    fields = fixed_tables()[table].fields if table else {}
    return RowRule(
        part.text("id"),
        part.label("label"),
        table,
        part.choice("from", fields),
        part.whole("days", 0),
        part.whole("workdays", 0),
        part.choice("done", fields, ""),
        part.text("only", ""),
        tuple(part.words("names")),
        *_source(part, calendar),
    )


def _source(part: Part, calendar: Part) -> tuple[str, str]:
    """The source of a rule and how sure it is: its own, else that of its calendar."""
    source = part.text("source", calendar.text("source"))
    return source, part.choice("confidence", CONFIDENCE, calendar.choice("confidence", CONFIDENCE))

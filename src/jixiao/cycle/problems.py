"""What can become a problem: one value for all that checks, reviews of papers, scores, warnings, audits and the finance bureau say.

Every one of them keeps what raised it: the rule, and the object by a name that holds from year to year (the library code of an indicator,
the code of an item, the key of a row without its year). The two together make the fingerprint, by which a problem is known again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import as_file, files
from itertools import chain
from typing import NamedTuple

from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.tables.dossier import Dossier, Row
from jixiao.wording import Text, same

_SIGNS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d[\d,.]*")
_SHOWN = 8
_PERCENT = 100


class Bounds(NamedTuple):
    """The numbers and words of the data file."""

    least: int
    shortest: int
    codes: dict[str, str]
    evidence_kind: Text
    acceptance_kind: Text


@cache
def bounds() -> Bounds:
    """The data file; a fault in it is a programming error (``ValueError``)."""
    found: list[Finding] = []
    with as_file(files("jixiao.cycle") / "problems.yaml") as path:
        part = Part.top(read_yaml(path), path.name, "rules-of-the-loop-are-sound", found)
        likeness, codes = part.part("likeness"), part.part("codes")
        read = Bounds(
            likeness.whole("least"),
            likeness.whole("shortest"),
            {name: codes.text(name) for name in codes.data or {}},
            part.label("evidence_kind"),
            part.label("acceptance_kind"),
        )
    if found:
        raise ValueError("\n".join(as_text(each, "en") for each in found))
    return read


@dataclass(frozen=True, slots=True)
class Raised:
    """Something that was found and can become a problem.

    ``raised_by`` is check, paper, score, monitor, audit or bureau; ``rule`` the name of the check or of the monitor's rule, ``rule_id`` its
    id if it has one; ``object`` what it is about, by a name that holds from year to year. ``said`` are the rule's own words.
    """

    raised_by: str
    rule: str
    object: str
    about: tuple[str, str]
    description: str
    said: Text
    rule_id: str = ""
    file: str = ""
    file_digest: str = ""
    library_code: str = ""
    """The code of the indicator that it is about, as the library has it."""
    as_of: date | None = None
    """The day that was looked at, for what the monitor says."""

    @property
    def fingerprint(self) -> str:
        """By what it is known again."""
        return fingerprint(self.raised_by, self.rule, self.object)

    @property
    def stable_about(self) -> tuple[str, str]:
        """What it is about, by a code that holds from year to year."""
        return (self.about[0], self.library_code or self.about[1])

    @property
    def shown(self) -> str:
        """The fingerprint as people type it."""
        return self.fingerprint[:_SHOWN]


def fingerprint(raised_by: str, rule: str, object_: str) -> str:
    """What names a rule about an object, the same in every year."""
    return sha256(f"{raised_by}\x1f{rule}\x1f{object_}".encode()).hexdigest()[:16]


def masked(text: str) -> str:
    """Words without their numbers, signs and spaces: the same finding with other numbers has the same ones."""
    return _SIGNS.sub("", _DIGITS.sub("#", text).replace("#", "〇"))


def row_object(dossier: Dossier, row: Row, column: str | None = None) -> str:
    """The name of a row that holds from year to year: its key with library codes for indicators, and without the year."""
    parts = [_stable(dossier, row, name) for name in row.spec.key[1:] or row.spec.key]
    return f"{row.spec.name}/{'/'.join(parts)}" + (f"#{column}" if column else "")


def _stable(dossier: Dossier, row: Row, column: str) -> str:
    day = row.day(column)
    if isinstance(day, date):
        return f"{day:%m-%d}" if day.year == dossier.fiscal_year else day.isoformat()
    code = row.text(column)
    if row.spec.name == "indicator" or row.spec.fields[column].refers == "indicator":
        return indicator_object(dossier, code)
    return code.replace(str(dossier.fiscal_year), "Y")


def indicator_object(dossier: Dossier, code: str) -> str:
    """The library code of an indicator, or its own where it has none."""
    row = next((each for each in dossier.table("indicator") if each.text("indicator_code").lower() == code.lower()), None)
    return code if row is None else row.text("library_code") or row.text("indicator_code")


def is_there(dossier: Dossier, object_: str) -> bool:
    """Whether the row that an object names still stands; objects that name no row always do."""
    named = object_.partition("#")[0]
    table = named.partition("/")[0]
    if "/" not in named or table not in dossier.schema:
        return True
    return any(row_object(dossier, row) == named for row in dossier.table(table))


# ---- known again


class Earlier(NamedTuple):
    """A problem that stands already: in which year, under which code, in what state, and why it is thought to be the same."""

    year: int
    row: Row
    because: Text

    @property
    def name(self) -> str:
        """The year and the code."""
        return f"{self.year}:{self.row.text('problem_code')}"


def registered(dossier: Dossier, raised: Raised) -> list[Earlier]:
    """The problems of this very dossier that are the same by fingerprint or, where they were entered by hand, by what they are about."""
    return [*_by_rule(dossier, raised), *_by_object(dossier, raised)]


def earlier(raised: Raised, dossiers: Sequence[Dossier]) -> Earlier | None:
    """The same problem in dossiers of earlier years, the latest year first: by its fingerprint, its object, or its words."""
    for each in sorted(dossiers, key=lambda one: -one.fiscal_year):
        found = next(chain(_by_rule(each, raised), _by_object(each, raised), _by_words(each, raised)), None)
        if found is not None:
            return found
    return None


def _by_rule(dossier: Dossier, raised: Raised) -> Iterator[Earlier]:
    for row in dossier.table("problem"):
        if row["fingerprint"] == raised.fingerprint:
            yield Earlier(dossier.fiscal_year, row, _SAME_RULE.fill(rule=raised.rule, object=raised.object))


def _by_object(dossier: Dossier, raised: Raised) -> Iterator[Earlier]:
    if raised.object.startswith("project/"):
        return  # the same item scores every project
    for row in dossier.table("problem"):
        if not row["fingerprint"] and raised.about[0] in _BY_OBJECT and _about(dossier, row) == raised.stable_about:
            because = _SAME_OBJECT.fill(kind=row.text("about_kind"), code=raised.about[1])
            yield Earlier(dossier.fiscal_year, row, because)


def _by_words(dossier: Dossier, raised: Raised) -> Iterator[Earlier]:
    """Two findings of one machine's rule about two objects have the same words: they are told apart by their objects."""
    for row in dossier.table("problem"):
        if row["fingerprint"] and row["raised_by"] == raised.raised_by and raised.raised_by in _BY_MACHINE:
            continue
        share = likeness(row.text("description"), raised.description)
        if share >= bounds().least:
            yield Earlier(dossier.fiscal_year, row, _SAME_WORDS.fill(share=share))


_BY_MACHINE = frozenset({"check", "score", "monitor"})
_BY_OBJECT = frozenset({"item", "indicator"})
"""What names one object by its code alone, in every year; the name of a check and the number of a remark do not."""


def _about(dossier: Dossier, row: Row) -> tuple[str, str]:
    kind, code = row.text_id("about_kind"), row.text("about_code")
    return (kind, indicator_object(dossier, code) if kind == "indicator" else code)


def likeness(one: str, other: str) -> int:
    """How alike two descriptions are, in whole per cent: the pieces of two signs that they share, numbers left out."""
    words = [masked(text) for text in (one, other)]
    if not all(words):
        return 0
    if words[0] == words[1]:
        return _PERCENT
    if min(map(len, words)) < bounds().shortest:
        return 0
    first, second = ({text[at : at + 2] for at in range(len(text) - 1)} for text in words)
    return _PERCENT * 2 * len(first & second) // (len(first) + len(second))


_SAME_RULE = Text("同一规则（{rule}）、同一对象（{object}）", "the same rule ({rule}) about the same object ({object})")
_SAME_OBJECT = Text("同一{kind}（{code}）", "the same object ({kind} {code})")
_SAME_WORDS = Text("问题描述相同或近似（{share}%）", "the same or nearly the same words ({share} %)")


def row_of(dossier: Dossier, finding: Finding) -> Row | None:
    """The row of a dossier at which a finding stands, if it stands at one."""
    place = finding.place
    if place.table is None or place.table not in dossier.schema or place.row is None:
        return None
    return next((row for row in dossier.table(place.table) if row.number == place.row), None)


def of_finding(dossier: Dossier, finding: Finding) -> Raised:
    """A finding about a dossier."""
    place, row = finding.place, row_of(dossier, finding)
    words = masked(finding.because.say("zh"))
    where = row_object(dossier, row, place.column) if row else f"{place.table or place.file}#{place.column or ''}:{words}"
    label = dossier.schema[place.table].label if place.table and place.table in dossier.schema else same(place.file)
    spot = Text("{table}{key}", "{table} {key}").fill(table=label, key=row.key if row else "")
    return Raised(
        "check",
        finding.check,
        where,
        ("check", finding.rule or finding.check),
        f"{spot.say('zh')}：{finding.because.say('zh')}",
        finding.because,
        finding.rule or "",
    )

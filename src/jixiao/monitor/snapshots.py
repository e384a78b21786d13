"""What the monitoring of a day said, kept as a file, so that later days can be held against it and not against today's memory of it.

A snapshot holds what was known: money, indicators, the estimate, the warnings, what was promised, and the key and digest of every dated row
up to the day. It knows no clock: the same dossier gives the same bytes. Numbers stand as text, exactly.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from jixiao.errors import Misuse, Unreadable
from jixiao.exact import plain, unscaled
from jixiao.files.reading import read_bounded
from jixiao.files.writing import write_bytes
from jixiao.monitor.money import amount
from jixiao.monitor.watch import Watched
from jixiao.monitor.watching import Monitoring
from jixiao.tables.dossier import Dossier, Row
from jixiao.wording import Text, of_words, same, settled

SNAPSHOTS = "snapshots"
EDITION = "jixiao-snapshot-1"
LARGEST = 200_000_000
RECORDED_ON = "recorded_on"
_DIGEST = 12
_LONGEST_NUMBER = 200
_NUMBER = re.compile(r"-?\d+(?:\.\d+|/0*[1-9]\d*)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Money:
    """A line of money: of the unit, a part, a project, task or fund source. ``months`` are those that were over."""

    kind: str
    code: str
    name: Text
    budget: Fraction | None
    spent: Fraction | None
    light: str
    months: tuple[Fraction, ...] | None

    @property
    def rate(self) -> Fraction | None:
        """What was spent as a share of the budget."""
        if self.spent is None or not self.budget:
            return None
        return self.spent * Fraction(self.budget.denominator, self.budget.numerator)


@dataclass(frozen=True, slots=True)
class Result:
    """An indicator: its target in force, its value, where it stood; ``lacking`` whether a deviation was to be explained."""

    code: str
    library_code: str
    name: Text
    operator: str
    unit: str
    target: Fraction | None
    value: Fraction | None
    status: str
    light: str
    lacking: bool


@dataclass(frozen=True, slots=True)
class Points:
    """The estimate of the score, in points."""

    framework: str
    score: Fraction | None
    out_of: Fraction | None
    open: Fraction | None
    lost: Fraction | None
    not_due: Fraction | None
    not_reported: Fraction | None


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning: the rule, the spot, the light, and why."""

    rule: str
    kind: str
    code: str
    name: Text
    light: str
    because: Text


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised or is due: of which kind, about what, until when.

    ``amount`` is the number that was promised; ``word`` the likelihood that was stated, or the state of a measure; ``words`` what is to be
    done; ``done_on`` the day on which a measure was finished.
    """

    kind: str
    key: str
    about: str
    name: Text
    due_on: date | None
    amount: Fraction | None
    word: str
    words: str
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A dated row as it stood: its table, key, day, a digest of its cells, and when it was recorded, where the row says so."""

    table: str
    key: str
    day: date
    digest: str
    recorded_on: date | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was known on a day. ``ends_on`` is the year's last day; ``project`` is empty for the whole unit."""

    unit: str
    project: str
    as_of: date
    ends_on: date
    money: tuple[Money, ...]
    results: tuple[Result, ...]
    estimate: tuple[Points, ...]
    warnings: tuple[Warned, ...]
    promises: tuple[Promise, ...]
    entries: tuple[Entry, ...]

    @property
    def is_final(self) -> bool:
        """Whether the year was over."""
        return self.as_of >= self.ends_on


# ---- taking one


def snapshot(monitored: Monitoring) -> Snapshot:
    """What a monitoring said."""
    dossier, scope = monitored.dossier, monitored.watch.view.scope
    return Snapshot(
        scope.unit_code,
        scope.project_code or "",
        monitored.day,
        dossier.year.ends_on,
        tuple(
            Money(
                line.spot.kind,
                line.spot.code,
                settled(line.spot.name),
                amount(line.budget),
                amount(line.spent),
                monitored.light_of(line) or "",
                line.months,
            )
            for line in monitored.watch.lines
        ),
        tuple(_result(monitored, each) for each in monitored.watch.indicators),
        _points(monitored),
        tuple(
            Warned(each.rule, each.spot.kind, each.spot.code, settled(each.spot.name), each.light, settled(each.because))
            for each in monitored.warnings
        ),
        tuple(_promises(monitored)),
        tuple(_entries(monitored)),
    )


def _result(monitored: Monitoring, each: Watched) -> Result:
    row, standing = each.standing.row, each.standing
    return Result(
        row.text("indicator_code"),
        row.text("library_code"),
        settled(each.spot.name),
        row.text_id("operator"),
        row.text("measure_unit"),
        None if standing.target is None else Fraction(standing.target),
        standing.value,
        standing.status,
        monitored.light_of(each) or "",
        bool(each.lacking),
    )


def _points(monitored: Monitoring) -> tuple[Points, ...]:
    made = monitored.estimate
    if made is None:
        return ()
    framework, total = made.made.framework, made.made.total
    out_of = None if framework.scale is not None else Fraction(framework.points)
    parts = (Fraction(each) for each in (made.open, made.lost, made.not_due, made.not_reported))
    return (Points(framework.id, None if total is None else Fraction(total), out_of, *parts),)


def _promises(monitored: Monitoring) -> Iterator[Promise]:
    """What was said of deviations, what the schedules and plans want later, measures in hand, explanations that are due."""
    for each in monitored.watch.indicators:
        yield from _of_indicator(monitored, each)
    yield from _of_plans(monitored)
    for row in monitored.dossier.table("rectification"):
        if row in monitored.watch.view.scope:
            status, due_on, done_on = row.text_id("status"), row.day("due_on"), row.day("closed_on")
            code, words = row.text("rectification_code"), row.text("action")
            yield Promise(
                "rectification", code, row.text("problem_code"), settled(same(code)), due_on, None, status, words, done_on
            )


def _of_indicator(monitored: Monitoring, each: Watched) -> Iterator[Promise]:
    code, name, said = each.spot.code, settled(each.spot.name), each.deviation
    if said is not None:
        key = f"{code}@{said.day('period_end')}"
        if said["likelihood"] is not None:
            yield Promise("likelihood", key, code, name, None, None, said.text_id("likelihood"), "", None)
        forecast = said.quantity("forecast")
        if forecast is not None:
            yield Promise("forecast", key, code, name, None, Fraction(forecast.value), "", "", None)
        if said["action"] is not None:
            yield Promise("action", key, code, name, None, None, "", said.text("action"), None)
    if each.lacking:
        yield Promise("explanation", code, code, name, each.explain_by, None, "", "", None)
    for row in monitored.dossier.table("target_schedule"):
        due_on, target = row.day("due_on"), row.quantity("target")
        if row["indicator_code"] == code and due_on and due_on > monitored.day and target is not None:
            yield Promise("milestone", f"{code}@{due_on}", code, name, due_on, Fraction(target.value), "", "", None)


def _of_plans(monitored: Monitoring) -> Iterator[Promise]:
    names = {line.spot.code: settled(line.spot.name) for line in monitored.watch.lines if line.spot.kind == "project"}
    for row in monitored.dossier.table("spending_plan"):
        code, due_on, planned = row.text_id("project_code"), row.day("due_on"), row.quantity("planned_yuan")
        if code in names and due_on and due_on > monitored.day and planned is not None:
            yield Promise("plan", f"{code}@{due_on}", code, names[code], due_on, Fraction(planned.value), "", "", None)


_PLANS = frozenset({"spending_plan", "target_schedule", "result_use"})
"""Dated tables that say what is to come; a new row there is no late entry."""


def _entries(monitored: Monitoring) -> Iterator[Entry]:
    """All rows with a day up to the day."""
    for name, spec in monitored.dossier.schema.items():
        if spec.date is None or name in _PLANS:
            continue
        for row in monitored.dossier.table(name):
            day = row.day(spec.date)
            if day is not None and day <= monitored.day and row in monitored.watch.view.scope:
                recorded_on = row.day(RECORDED_ON) if RECORDED_ON in spec.fields else None
                yield Entry(name, _key(row), day, _digest(row), recorded_on)


def _key(row: Row) -> str:
    return f"{row.text('unit_code')}/{row.key}"


def _digest(row: Row) -> str:
    cells = {column: row.text(column) for column, value in row.given.items() if value is not None}
    return sha256(json.dumps(cells, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:_DIGEST]


# ---- its file


def path_of(dossier: Dossier, day: date, project_code: str | None = None, unit_code: str | None = None) -> Path:
    """Where the snapshot of a day stands beside a dossier: ``snapshots/2023-06-30.json``, with the name of a workbook before it."""
    name = Path(dossier.workbook).stem if dossier.workbook else None
    unit = unit_code if unit_code != dossier.unit_code else None
    return dossier.path / SNAPSHOTS / f"{'-'.join(part for part in (name, unit, project_code, day.isoformat()) if part)}.json"


def save(monitored: Monitoring) -> Path:
    """Put the snapshot of a monitoring beside its dossier; where it stands comes back.

    One that stands there and says something else is kept: ``Misuse``. What June looked like is not rewritten in August.
    """
    scope, content = monitored.watch.view.scope, as_text(snapshot(monitored)).encode()
    path = path_of(monitored.dossier, monitored.day, scope.project_code, scope.unit_code)
    if path.exists():
        if path.read_bytes() == content:
            return path
        raise Misuse(_STANDS.fill(path=path, day=monitored.day))
    path.parent.mkdir(exist_ok=True)
    write_bytes(path, content)
    return path


_STANDS = Text(
    "{path} 已有{day}的快照，内容与现在不同，没有覆盖。用 --against {day} 可看差别；确要重存，请先删除该文件",
    "{path} holds another snapshot of {day}; it was not written over. --against {day} shows what differs; to replace it, delete it first",
)


def found(dossier: Dossier, word: str, project_code: str | None = None, unit_code: str | None = None) -> Snapshot:
    """The snapshot that a person names: by its day, or by the path of its file. ``Misuse`` says which there are."""
    path = Path(word)
    if _DAY.fullmatch(word):
        path = path_of(dossier, date.fromisoformat(word), project_code, unit_code)
    if not path.is_file():
        known = ", ".join(sorted(each.stem for each in (dossier.path / SNAPSHOTS).glob("*.json"))) or "—"
        raise Misuse(_NONE.fill(word=word, known=known))
    return read_snapshot(path)


_NONE = Text(
    "没有快照“{word}”；已有：{known}。先用 jixiao monitor … --as-of 日期 --save 保存一份",
    "There is no snapshot “{word}”; there are: {known}. Save one first by jixiao monitor … --as-of DATE --save",
)


def as_text(taken: Snapshot) -> str:
    """The file's text: JSON, one record a line."""
    heads, lists = [json.dumps("edition") + ": " + json.dumps(EDITION)], []
    for field in fields(taken):
        value = getattr(taken, field.name)
        if isinstance(value, tuple):
            records = ",\n".join("  " + _json({each.name: getattr(one, each.name) for each in fields(one)}) for one in value)
            lists.append(f'"{field.name}": [\n{records}\n ]' if value else f'"{field.name}": []')
        else:
            heads.append(f'"{field.name}": {_json(value)}')
    return "{\n " + ",\n ".join([*heads, *lists]) + "\n}\n"


def _json(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: object) -> object:
    """A value for JSON: numbers as exact text, days, and sentences in both languages."""
    match value:
        case Text():
            return {"zh": value.say("zh"), "en": value.say("en")}
        case Fraction():
            return number_text(value)
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(each) for each in value]
        case dict():
            return {name: _plain(each) for name, each in value.items()}
    return value


def number_text(value: Fraction) -> str:
    """A number exactly: in decimals if it has an end there, else as a fraction, 1/3."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = len(str(value.denominator)) * 4
    return plain(unscaled(value.numerator * 10**digits // value.denominator, digits))


def read_snapshot(path: Path) -> Snapshot:
    """A snapshot's file; ``Unreadable`` if it is none, or damaged."""
    try:
        return _snapshot(json.loads(read_bounded(path, LARGEST).decode("utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(
            Text(
                "{path} 不是监控快照，或已损坏；应为 jixiao monitor --save 所写",
                "{path} is no snapshot, or damaged; jixiao monitor --save writes them",
            ).fill(path=path)
        ) from error


def _snapshot(data: dict[str, Any]) -> Snapshot:
    if data.pop("edition") != EDITION:
        raise ValueError(EDITION)
    lists = {name: tuple(_record(kind, each) for each in data[name]) for name, kind in _LISTS.items()}
    taken = _record(Snapshot, {**data, **lists})
    assert isinstance(taken, Snapshot)
    return taken


_LISTS: dict[str, Any] = {
    "money": Money,
    "results": Result,
    "estimate": Points,
    "warnings": Warned,
    "promises": Promise,
    "entries": Entry,
}


def _record(kind: Any, data: dict[str, Any]) -> Any:  # noqa: ANN401 - the kind decides
    """A record from its JSON; every field has to be there, and no other."""
    known = fields(kind)
    if data.keys() != {each.name for each in known}:
        raise ValueError(kind.__name__)
    return kind(*(_READ[str(each.type)](data[each.name]) for each in known))


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(type(value).__name__)
    return value


def _text(value: Any) -> Text:  # noqa: ANN401 - it comes from a file
    return of_words(_word(value["zh"]), _word(value["en"]))


def _fraction(value: object) -> Fraction:
    """A number as we write it: in decimals, or as a fraction; no exponent, which could ask for any number of digits."""
    text = _word(value)
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        raise ValueError(text[:_LONGEST_NUMBER])
    return Fraction(text)


def _list(value: object) -> tuple[Any, ...]:
    if not isinstance(value, tuple):
        raise TypeError(type(value).__name__)
    return value


def _or_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


_READ: dict[str, Callable[[Any], Any]] = {
    "str": _word,
    "bool": _truth,
    "Text": _text,
    "date": date.fromisoformat,
    "date | None": _or_none(date.fromisoformat),
    "Fraction | None": _or_none(_fraction),
    "tuple[Fraction, ...] | None": _or_none(lambda value: tuple(_fraction(each) for each in value)),
    **{f"tuple[{kind.__name__}, ...]": _list for kind in _LISTS.values()},
}

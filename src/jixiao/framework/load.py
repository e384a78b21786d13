"""Reading a framework from its YAML file. Every fault is noted with its line; a framework with faults is not used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path

from jixiao import kinds
from jixiao.errors import Misuse
from jixiao.exact import decimal_of, plain, scaled
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.framework import rule as rules
from jixiao.framework.model import (
    NOT_APPLICABLE,
    PART_PLACES,
    SOURCES,
    Applied,
    Check,
    Framework,
    Grade,
    Item,
    Selection,
)
from jixiao.tables.measure_text import Fault, parse_measure, parse_test
from jixiao.tables.measures import Measure, Term, Test, Total
from jixiao.tables.schema import fixed_tables
from jixiao.wording import Text, same

FILE = "framework.yaml"
ROUND_AT = ("item", "group", "total")
KINDS = ("unit", "project")
SHOWN_AS = ("plain", "percent", "cases")
_CODE = re.compile(r"[a-z0-9][a-z0-9.-]{0,30}")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_ZERO = Total((Term(Decimal(0)),))
_NEVER = Test(_ZERO, ">", _ZERO)
_LEAF_KEYS = (
    "source", "measure", "shown_as", "rule", "options", "target", "checks", "levels", "indicators", "not_applicable",
    "basis", "evidence",
)  # fmt: skip


def shipped() -> tuple[str, ...]:
    """The ids of the frameworks that come with jixiao."""
    folder = files("jixiao.framework") / "shipped"
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / FILE).is_file()))


def shipped_folder(framework_id: str) -> Path:
    """Where a shipped framework's files stand."""
    with as_file(files("jixiao.framework") / "shipped" / framework_id) as folder:
        return folder


@cache
def load(framework_id: str, folder: Path | None = None) -> Framework:
    """A framework by its id: from the dossier's own ``frameworks/`` folder, if one is given and has it, else a shipped one.

    ``Misuse`` names the known ones, or lists every fault of the file.
    """
    own = folder / framework_id / FILE if folder else None
    if own is not None and own.is_file():
        return load_file(own)
    if framework_id not in shipped():
        raise Misuse(
            Text("没有指标体系“{id}”；已有：{known}", "There is no framework “{id}”; known are: {known}").fill(
                id=framework_id, known=same(", ".join(shipped()))
            )
        )
    return load_file(shipped_folder(framework_id) / FILE)


def load_file(path: Path) -> Framework:
    """The framework in a file; ``Misuse`` with every fault of it, each at its line."""
    findings: list[Finding] = []
    framework = read(Part.top(read_yaml(path), str(path), "framework-is-sound", findings))
    if findings:
        zh, en = ("\n".join(as_text(finding, language) for finding in findings) for language in ("zh", "en"))
        raise Misuse(
            Text("指标体系有{n}处错误：\n{zh}", "The framework has {n} faults:\n{en}").fill(n=len(findings), zh=zh, en=en)
        )
    return framework


def read(part: Part) -> Framework:
    """The framework that a file describes; its faults go to the part's findings."""
    part.only(
        "id", "edition", "name", "kind", "years", "region", "weights", "points", "round_at", "decimals", "not_applicable",
        "grades", "sources", "indicator_rules", "items",
    )  # fmt: skip
    decimals = part.whole("decimals", 2)
    round_at = part.choice("round_at", ROUND_AT, "item")
    years = _years(part.part("years"))
    points = _points(part, "points")
    reader = _Items(places=decimals if round_at == "item" else PART_PLACES, policy=part.choice("not_applicable", NOT_APPLICABLE))
    items = tuple(reader.item(child, None) for child in part.parts("items"))
    _adds_up(part, points, items)
    grades = tuple(_grade(grade) for grade in part.parts("grades"))
    if any(better.least <= worse.least for better, worse in pairwise(grades)):
        part.fault(Text("等次应从高到低排列", "Grades stand highest first"), "grades")
    return Framework(
        id=part.text("id"),
        edition=part.text("edition"),
        name=part.label("name"),
        kind=part.choice("kind", KINDS),
        years=years,
        region=part.text("region", ""),
        points=points,
        round_at=round_at,
        decimals=decimals,
        grades=grades,
        items=items,
        indicator_rules={name: _applied(each, PART_PLACES) for name, each in part.named_parts("indicator_rules").items()},
        sources=tuple(
            (each.text("id"), each.choice("confidence", ("seen", "second_hand", "remembered", "inferred")), each.text("title"))
            for each in part.parts("sources")
        ),
    )


def _years(part: Part) -> range:
    first, last = part.whole("from"), part.whole("to")
    if last < first:
        part.fault(Text("适用年度的止年早于起年", "The last year is before the first"), "to")
        return range(first, first + 1)
    return range(first, last + 1)


def _grade(part: Part) -> Grade:
    return Grade(part.label("name"), _points(part, "least"))


def _points(part: Part, key: str, places: int = PART_PLACES) -> Decimal:
    number = decimal_of(part.text(key)) if part.has(key) else None
    if number is None or number < 0:
        part.fault(Text("应为不小于零的数", "This has to be a number, not below zero"), key)
        return Decimal(0)
    if scaled(number, places) is None:
        part.fault(Text("小数超过{n}位", "It has more than {n} decimals").fill(n=places), key)
    return number


def _adds_up(part: Part, points: Decimal, items: Iterable[Item]) -> None:
    total = sum((item.points for item in items), Decimal(0))
    if total != points:
        because = Text("下级分值合计 {total}，与本级 {points} 不等", "The items below add up to {total}, not to {points}")
        part.fault(because.fill(total=plain(total), points=plain(points)), "points")


def _applied(part: Part, places: int, more: dict[str, object] | None = None) -> Applied | None:
    """The rule of an item with its options."""
    name = part.choice("rule", kinds.names(rules.FOLDER))
    if not name:
        return None
    rule = rules.load(name)
    options = rules.read_options(rule, {**(part.part("options").data or {}), **(more or {})}, places)
    if isinstance(options, list):
        for fault in options:
            part.fault(fault, "options")
        return None
    return Applied(rule, options)


class _Items:
    """The tree of items while it is read: codes stand once, groups add up, leaves say where their fact comes from."""

    def __init__(self, places: int, policy: str) -> None:
        self.places = places
        self.policy = policy
        self.codes: set[str] = set()

    def item(self, part: Part, parent: str | None) -> Item:
        code = part.text("code")
        if code and not _CODE.fullmatch(code):
            expected = Text(
                "小写字母、数字、点和连字符，至多31个字符", "lower-case letters, digits, dots and hyphens, at most 31"
            )
            part.fault(Text("指标代码不可用", "The item code cannot be used"), "code", expected=expected)
        if not _CODE.fullmatch(code) or code == "total":
            part.fault(
                Text("指标代码不可用", "The item code cannot be used"),
                "code",
                expected=Text(
                    "小写字母、数字和连字符，至多32个字符，且不是 total",
                    "lower-case letters, digits and hyphens, at most 32, and not: total",
                ),
            )
        if code in self.codes:
            part.fault(Text("指标代码“{code}”出现了两次", "The item code “{code}” stands twice").fill(code=code), "code")
        self.codes.add(code)
        if part.has("items"):
            return self.group(part, code, parent)
        return self.leaf(part, code, parent)

    def group(self, part: Part, code: str, parent: str | None) -> Item:
        part.only("code", "name", "points", "items")
        points = _points(part, "points")
        children = tuple(self.item(child, code) for child in part.parts("items"))
        _adds_up(part, points, children)
        return Item(code, part.label("name"), points, parent, children)

    def leaf(self, part: Part, code: str, parent: str | None) -> Item:
        part.only("code", "name", "points", *_LEAF_KEYS)
        source = part.choice("source", SOURCES)
        levels = part.parts("levels")
        more: dict[str, object] = {"paid": [level.raw("share") for level in levels]} if levels else {}
        measure = _measure(part) if part.has("measure") else None
        checks = tuple(_check(check) for check in part.parts("checks"))
        selection = _selection(part.part("indicators")) if part.has("indicators") else None
        given = {"register": bool(measure or checks), "indicators": selection is not None, "judgement": bool(levels)}
        if source and not given[source] and not (source == "judgement" and part.text("rule", "") == "judged"):
            part.fault(
                Text("没有写明得分所依据的数", "Where the number comes from is not said"),
                "source",
                expected=Text(
                    "台账须有 measure 或 checks；绩效指标须有 indicators；评判须有 levels",
                    "a register needs measure or checks, indicators needs indicators, judgement needs levels",
                ),
            )
        return Item(
            code,
            part.label("name"),
            _points(part, "points", self.places),
            parent,
            source=source or "judgement",
            applied=_applied(part, self.places, more),
            measure=measure,
            target=_target(part),
            shown_as=part.choice("shown_as", SHOWN_AS, "plain"),
            checks=checks,
            answers=tuple(level.text("answer") for level in levels),
            selection=selection,
            not_applicable=part.choice("not_applicable", NOT_APPLICABLE, self.policy),
            basis=part.label("basis") if part.has("basis") else None,
            evidence=part.label("evidence") if part.has("evidence") else None,
        )


def _target(part: Part) -> Decimal:
    if not part.has("target"):
        return Decimal(1)
    text = part.text("target")
    number = decimal_of(text.removesuffix("%"))
    if number is None or number <= 0:
        part.fault(Text("目标值应为大于零的数或百分数", "The target has to be a number or percentage above zero"), "target")
        return Decimal(1)
    target = number / 100 if text.endswith("%") else number
    if scaled(target) is None:
        part.fault(Text("小数超过四位", "It has more than four decimals"), "target")
    return target


def _measure(part: Part) -> Measure | None:
    found = parse_measure(part.text("measure"), fixed_tables())
    if isinstance(found, Fault):
        _broken(part, "measure", found)
        return None
    return found


def _check(part: Part) -> Check:
    part.only("code", "name", "points", "holds")
    found = parse_test(part.text("holds"), fixed_tables())
    if isinstance(found, Fault):
        _broken(part, "holds", found)
        found = _NEVER
    return Check(part.text("code"), part.label("name"), _points(part, "points"), found)


def _broken(part: Part, key: str, fault: Fault) -> None:
    because = Text("公式第{n}个字符处：{why}", "The measure breaks off at sign {n}: {why}")
    part.fault(because.fill(n=fault.position, why=fault.because), key, expected=fault.expected)


def _selection(part: Part) -> Selection:
    part.only("level", "class")
    fields = fixed_tables()["indicator"].fields
    level = part.choice("level", fields["level"].choices or {})
    classes = tuple(part.words("class"))
    for word in classes:
        if word not in (fields["class"].choices or {}):
            part.fault(Text("没有一级指标“{word}”", "There is no class of indicators “{word}”").fill(word=word), "class")
    return Selection(level, classes)

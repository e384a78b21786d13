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
from jixiao.framework.aggregate import FOLDER as AGGREGATES
from jixiao.framework.fitting import read_fitting
from jixiao.framework.formulas import measure_at, test_at
from jixiao.framework.letters import LOOKED_UP, Lettered, check_lookup, read_scale
from jixiao.framework.library import SHOWN_AS, entry_at, source_of
from jixiao.framework.model import (
    LEFT_OUT,
    NOT_APPLICABLE,
    PART_PLACES,
    RESCALES,
    RESIDUALS,
    SOURCES,
    SUM,
    WHEN_NONE,
    Applied,
    Check,
    Framework,
    Grade,
    Item,
    Selection,
)
from jixiao.tables.schema import fixed_tables
from jixiao.wording import Text, same

FILE = "framework.yaml"
ROUND_AT = ("item", "group", "total")
KINDS = ("unit", "project")
TOTAL = "total"
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_HEAD_KEYS = (
    "id", "edition", "name", "kind", "years", "region", "applies_when", "complete", "missing", "weights", "points", "scale",
    "round_at", "decimals", "share_decimals", "residual", "rescale", "not_applicable", "grades", "sources", "indicator_rules",
    "items",
)  # fmt: skip
_LEAF_KEYS = (
    "source", "measure", "use", "shown_as", "rule", "options", "target", "checks", "levels", "indicators", "when_none",
    "not_applicable", "basis", "evidence",
)  # fmt: skip
_LETTERED_KEYS = ("code", "name", "basis", "evidence")


def shipped() -> tuple[str, ...]:
    """The ids of the frameworks that come with jixiao."""
    folder = files("jixiao.framework") / "shipped"
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / FILE).is_file()))


def shipped_folder(framework_id: str) -> Path:
    """Where a shipped framework's files stand."""
    with as_file(files("jixiao.framework") / "shipped" / framework_id) as folder:
        return folder


def load(framework_id: str, folder: Path | None = None) -> Framework:
    """A framework by its id: from the dossier's own ``frameworks/`` folder, if one is given and has it, else a shipped one.

    ``Misuse`` names the known ones, or lists every fault of the file.
    """
    own = folder / framework_id / FILE if folder and _is_name(framework_id) else None
    if own is not None and own.is_file():
        return load_file(own)
    if framework_id not in shipped():
        raise _unknown(framework_id)
    return _shipped(framework_id)


def _is_name(framework_id: str) -> bool:
    """Whether an id names a folder within its folder, and not a way out of it."""
    return framework_id != ".." and Path(framework_id).name == framework_id


def named(word: str, folder: Path | None = None) -> tuple[Framework, Path]:
    """A framework that a person names, and its folder: by an id as ``load`` takes it, or by the path of a file or its folder."""
    own_folder = folder / word if folder and _is_name(word) else None
    if own_folder is not None and (own_folder / FILE).is_file():
        return load_file(own_folder / FILE), own_folder
    if word in shipped():
        return _shipped(word), shipped_folder(word)
    path = Path(word)
    file = path / FILE if path.is_dir() else path
    if not file.is_file():
        raise _unknown(word)
    return load_file(file), file.parent


def _unknown(word: str) -> Misuse:
    return Misuse(
        Text("没有指标体系“{id}”；已有：{known}", "There is no framework “{id}”; known are: {known}").fill(
            id=word, known=same(", ".join(shipped()))
        )
    )


@cache
def _shipped(framework_id: str) -> Framework:
    """A shipped framework, read once; a dossier's own may change while we run, and is read whenever it is asked for."""
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
    part.only(*_HEAD_KEYS)
    lettered = read_scale(part.part("scale")) if part.has("scale") else None
    decimals, round_at = part.whole("decimals", 2), part.choice("round_at", ROUND_AT, "item")
    missing = _missing(part)
    places = decimals if round_at == "item" else PART_PLACES
    policy = LEFT_OUT if lettered else part.choice("not_applicable", NOT_APPLICABLE)
    share_decimals = part.whole("share_decimals", PART_PLACES)
    reader = _Items(places, policy, lettered, share_decimals, is_complete=missing is None)
    points = Decimal(0) if lettered else _points(part, "points")
    items = tuple(reader.item(child, None) for child in part.parts("items"))
    reader.adds_up(part, points, items)
    if not 0 <= share_decimals <= PART_PLACES:
        part.fault(Text("应在0至{n}之间", "It lies between 0 and {n}").fill(n=PART_PLACES), "share_decimals")
    return Framework(
        id=part.text("id"),
        edition=part.text("edition"),
        name=part.label("name"),
        kind=part.choice("kind", KINDS),
        years=_years(part.part("years")),
        region=part.text("region", ""),
        points=points,
        round_at=round_at,
        decimals=decimals,
        grades=_grades(part),
        items=items,
        indicator_rules={name: _applied(each, share_decimals) for name, each in part.named_parts("indicator_rules").items()},
        sources=tuple(map(source_of, part.parts("sources"))),
        missing=missing,
        scale=lettered.scale if lettered else None,
        share_decimals=share_decimals,
        residual=part.choice("residual", RESIDUALS, "spread"),
        rescale=part.choice("rescale", RESCALES, "total"),
        applies_when=read_fitting(part.part("applies_when")),
    )


def _missing(part: Part) -> Text | None:
    """What is not known of a framework that says ``complete: false``."""
    if part.raw("complete") is False:
        return part.label("missing")
    if part.has("complete"):
        part.flag("complete")
    if part.has("missing"):
        part.fault(
            Text("写了缺什么（missing），却没有写 complete: false", "It says what is missing, but not complete: false"), "missing"
        )
    return None


def _grades(part: Part) -> tuple[Grade, ...]:
    grades = tuple(_grade(grade) for grade in part.parts("grades"))
    if any(better.least <= worse.least for better, worse in pairwise(grades)):
        part.fault(Text("等次应从高到低排列", "Grades stand highest first"), "grades")
    return grades


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

    def __init__(self, places: int, policy: str, lettered: Lettered | None, share_places: int, *, is_complete: bool) -> None:
        self.places = places
        self.policy = policy
        self.lettered = lettered
        self.share_places = share_places
        self.is_complete = is_complete
        self.codes: set[str] = set()

    def adds_up(self, part: Part, points: Decimal, items: Iterable[Item]) -> None:
        """Note a group whose items have other points together; where some are not known, they only must not have more."""
        total = sum((item.points for item in items), Decimal(0))
        if total > points or (self.is_complete and total != points):
            because = Text("下级分值合计 {total}，与本级 {points} 不等", "The items below add up to {total}, not to {points}")
            part.fault(because.fill(total=plain(total), points=plain(points)), "points")

    def item(self, part: Part, parent: str | None) -> Item:
        code = part.text("code")
        if code and (not _CODE.fullmatch(code) or code == TOTAL):
            expected = Text(
                "小写字母、数字和连字符，至多31个字符，且不是 total",
                "lower-case letters, digits and hyphens, at most 31, and not: total",
            )
            part.fault(Text("指标代码不可用", "The item code cannot be used"), "code", expected=expected)
        if code in self.codes:
            part.fault(Text("指标代码“{code}”出现了两次", "The item code “{code}” stands twice").fill(code=code), "code")
        self.codes.add(code)
        if part.has("items"):
            return self.group(part, code, parent)
        return self.leaf(part, code, parent) if self.lettered is None else self.letter(part, code, parent, self.lettered)

    def group(self, part: Part, code: str, parent: str | None) -> Item:
        """A group of items: how they make its score, and that their points add up."""
        part.only("code", "name", "aggregate", "items", *(() if self.lettered else ("points",)))
        children = tuple(self.item(child, code) for child in part.parts("items"))
        kind = self.aggregate(part)
        if self.lettered is None:
            points = _points(part, "points")
            self.adds_up(part, points, children)
            return Item(code, part.label("name"), points, parent, children)
        if kind == LOOKED_UP:
            check_lookup(part, self.lettered.scale, children)
        return Item(code, part.label("name"), Decimal(0), parent, children, aggregate=kind)

    def aggregate(self, part: Part) -> str:
        """How a group is made of its items: points are added, letters in a way that the group names."""
        if self.lettered is None:
            return part.choice("aggregate", (SUM,), SUM)
        return part.choice("aggregate", [name for name in kinds.names(AGGREGATES) if name != SUM])

    def letter(self, part: Part, code: str, parent: str | None, lettered: Lettered) -> Item:
        """A leaf that is judged by a letter."""
        part.only(*_LETTERED_KEYS)
        return Item(
            code,
            part.label("name"),
            Decimal(0),
            parent,
            answers=lettered.answers,
            letters=lettered.counts_as,
            not_applicable=LEFT_OUT,
            basis=part.label("basis") if part.has("basis") else None,
            evidence=part.label("evidence") if part.has("evidence") else None,
        )

    def leaf(self, part: Part, code: str, parent: str | None) -> Item:
        """A leaf that is scored by a rule."""
        part.only("code", "name", "points", *_LEAF_KEYS)
        entry = entry_at(part) if part.has("use") else None
        source = part.choice("source", SOURCES, "register" if part.has("use") else None)
        levels = part.parts("levels")
        more: dict[str, object] = {"paid": [level.raw("share") for level in levels]} if levels else {}
        measure = entry.measure if entry else measure_at(part) if part.has("measure") else None
        checks = tuple(_check(check) for check in part.parts("checks"))
        selection = _selection(part.part("indicators")) if part.has("indicators") else None
        given = {
            "register": bool(measure or checks or part.has("use")),
            "indicators": selection is not None,
            "judgement": bool(levels) or part.text("rule", "") == "judged",
        }
        if source and not given[source]:
            part.fault(_NO_NUMBER, "source", expected=_NUMBERS)
        return Item(
            code,
            part.label("name") if part.has("name") or entry is None else entry.name,
            _points(part, "points", min(self.places, self.share_places) if selection else self.places),
            parent,
            source=source or "judgement",
            applied=_applied(part, self.places, more),
            measure=measure,
            target=_target(part),
            shown_as=part.choice("shown_as", SHOWN_AS, entry.shown_as if entry else "plain"),
            checks=checks,
            answers=tuple(level.text("answer") for level in levels),
            selection=selection,
            not_applicable=part.choice("not_applicable", NOT_APPLICABLE, self.policy),
            basis=part.label("basis") if part.has("basis") else None,
            evidence=part.label("evidence") if part.has("evidence") else None,
            when_none=part.choice("when_none", WHEN_NONE, "not_reported"),
            used=part.text("use") if entry else None,
        )


_NO_NUMBER = Text("没有写明得分所依据的数", "Where the number comes from is not said")
_NUMBERS = Text(
    "台账须有 measure、use 或 checks；绩效指标须有 indicators；评判须有 levels",
    "a register needs measure, use or checks; indicators needs indicators; judgement needs levels",
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


def _check(part: Part) -> Check:
    part.only("code", "name", "points", "holds")
    return Check(part.text("code"), part.label("name"), _points(part, "points"), test_at(part, "holds"))


def _selection(part: Part) -> Selection:
    part.only("level", "class")
    fields = fixed_tables()["indicator"].fields
    level = part.choice("level", fields["level"].choices or {})
    classes = tuple(part.words("class"))
    for word in classes:
        if word not in (fields["class"].choices or {}):
            part.fault(Text("没有一级指标“{word}”", "There is no class of indicators “{word}”").fill(word=word), "class")
    return Selection(level, classes)

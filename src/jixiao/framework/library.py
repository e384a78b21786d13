"""A library of indicators (指标库): names and formulas without points, which any framework may use for its items.

A library is a folder of ``shipped/`` with ``library.yaml``. A framework's item takes over the measure of an indicator, and its name
unless it has its own:

    - code: three-public
      use: mof-unit-2013/three-public-control-rate
      points: 2
      rule: inverse

What our tables cannot express stands there too, with the reason (``lacks``); it cannot be used, only read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from jixiao.errors import Misuse
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.framework.formulas import measure_at
from jixiao.framework.rule import Direction
from jixiao.tables.measures import Measure
from jixiao.wording import Language, Text, same

FILE = "library.yaml"
SHOWN_AS = ("plain", "percent", "cases")
CONFIDENCE = ("seen", "second_hand", "remembered", "inferred")
DIRECTIONS: dict[Direction, Text] = {
    "more": Text("越高越好", "more is better"),
    "less": Text("越低越好", "less is better"),
    "none": Text("无方向", "neither"),
}
ABOUT: dict[str, Text] = {"unit": Text("部门整体", "unit"), "project": Text("支出项目", "project")}

Source = tuple[str, str, str]
"""The id of a source, how sure it is, and its title."""


class Entry(NamedTuple):
    """One indicator: what it says, how it is drawn from the tables, or what they lack for it."""

    code: str
    name: Text
    about: str
    measure: Measure | None
    shown_as: str
    direction: str
    explanation: Text
    lacks: Text | None
    source: str


class Library(NamedTuple):
    """A library's edition: its indicators in order, and where they are from."""

    id: str
    name: Text
    entries: tuple[Entry, ...]
    sources: tuple[Source, ...]

    def entry(self, code: str) -> Entry | None:
        """The indicator of that code."""
        return next((entry for entry in self.entries if entry.code == code), None)


def libraries() -> tuple[str, ...]:
    """The ids of the libraries that come with jixiao."""
    folder = files("jixiao.framework") / "shipped"
    return tuple(sorted(entry.name for entry in folder.iterdir() if (entry / FILE).is_file()))


@cache
def load_library(library_id: str) -> Library:
    """A library by its id; ``Misuse`` names the known ones, or lists every fault of the file."""
    if library_id not in libraries():
        raise Misuse(
            Text("没有指标库“{id}”；已有：{known}", "There is no library “{id}”; known are: {known}").fill(
                id=library_id, known=same(", ".join(libraries()))
            )
        )
    with as_file(files("jixiao.framework") / "shipped" / library_id / FILE) as path:
        return load_library_file(path)


def load_library_file(path: Path) -> Library:
    """The library in a file; ``Misuse`` with every fault of it, each at its line."""
    findings: list[Finding] = []
    library = read_library(Part.top(read_yaml(path), str(path), "library-is-sound", findings))
    if findings:
        zh, en = ("\n".join(as_text(finding, language) for finding in findings) for language in ("zh", "en"))
        raise Misuse(Text("指标库有{n}处错误：\n{zh}", "The library has {n} faults:\n{en}").fill(n=len(findings), zh=zh, en=en))
    return library


def read_library(part: Part) -> Library:
    """The library that a file describes; its faults go to the part's findings."""
    part.only("id", "name", "sources", "indicators")
    sources = tuple(map(source_of, part.parts("sources")))
    known, entries = {source[0] for source in sources}, list[Entry]()
    for described in part.parts("indicators"):
        entry = _entry(described, known)
        if any(other.code == entry.code for other in entries):
            because = Text("指标代码“{code}”出现了两次", "The code “{code}” stands twice").fill(code=entry.code)
            described.fault(because, "code")
        entries.append(entry)
    return Library(part.text("id"), part.label("name"), tuple(entries), sources)


def _entry(part: Part, sources: set[str]) -> Entry:
    part.only("code", "name", "about", "measure", "shown_as", "direction", "explanation", "lacks", "source")
    if part.has("measure") == part.has("lacks"):
        part.fault(
            Text("须写 measure，或用 lacks 写明缺什么数据", "It needs a measure, or says by lacks which data are missing"),
            "measure",
        )
    return Entry(
        part.text("code"),
        part.label("name"),
        part.choice("about", ABOUT),
        measure_at(part) if part.has("measure") else None,
        part.choice("shown_as", SHOWN_AS, "percent"),
        part.choice("direction", DIRECTIONS),
        part.label("explanation"),
        part.label("lacks") if part.has("lacks") else None,
        part.choice("source", sources),
    )


def source_of(part: Part) -> Source:
    """A source with its confidence mark, as it stands in a framework or a library."""
    part.only("id", "confidence", "title")
    return part.text("id"), part.choice("confidence", CONFIDENCE), part.text("title")


def entry_at(part: Part) -> Entry | None:
    """The indicator that an item names by ``use: LIBRARY/CODE``; what cannot be used is a fault at that line."""
    path = part.text("use")
    library_id, _, code = path.partition("/")
    entry = load_library(library_id).entry(code) if library_id in libraries() else None
    if entry is None:
        known = same(", ".join(libraries()))
        part.fault(
            Text("没有这个指标库指标", "No library has this indicator"),
            "use",
            expected=Text("指标库/代码，指标库有：{known}", "LIBRARY/CODE; the libraries are: {known}").fill(known=known),
        )
        return None
    if part.has("measure"):
        part.fault(Text("use 和 measure 只能写一个", "Only one of use and measure can stand"), "measure")
    if entry.measure is None:
        because = Text("“{name}”还不能取数：{lacks}", "“{name}” cannot be drawn from the tables yet: {lacks}")
        part.fault(because.fill(name=entry.name, lacks=entry.lacks), "use")
        return None
    return entry


def library_text(library: Library, language: Language) -> str:
    """The whole library as people read it, indicator by indicator."""
    return "\n".join(_lines(library, language))


def _lines(library: Library, language: Language) -> Iterator[str]:
    yield f"{library.id} {library.name.say(language)}"
    for entry in library.entries:
        yield f"{entry.name.say(language)}  [{library.id}/{entry.code}]"
        explained = Text("{about}；{direction}；{explanation}", "{about}; {direction}; {explanation}").fill(
            about=ABOUT[entry.about], direction=DIRECTIONS[_direction(entry)], explanation=entry.explanation
        )
        yield f"    {explained.say(language)}"
        if entry.measure is not None:
            yield f"    {entry.measure}"
        if entry.lacks is not None:
            yield f"    {Text('不能取数：{lacks}', 'cannot be drawn: {lacks}').fill(lacks=entry.lacks).say(language)}"


def _direction(entry: Entry) -> Direction:
    return next(direction for direction in DIRECTIONS if direction == entry.direction)

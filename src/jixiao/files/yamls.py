"""YAML as plain data, each value with its line. Numbers stay exact, and nothing in a file can make the reader work without bound.

Only mappings, lists and scalars exist: references to anchors and duplicate keys are refused. ``1.5`` is a ``Decimal``; ``yes``
and ``2023-06-30`` are text, since only ``true`` and ``false`` mean a truth value here, and so is the code ``0012``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import yaml

from jixiao.errors import Unreadable
from jixiao.files.reading import read_bounded
from jixiao.wording import Text, same

YamlPath = tuple[str | int, ...]
Data = dict[str, "Data"] | list["Data"] | str | int | Decimal | bool | None

LARGEST_YAML = 4_000_000
"""Bytes; the largest shipped file has some 20,000."""

DEEPEST_YAML = 50
"""Levels; the deepest shipped file has ten."""

_WHOLE = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Yaml(NamedTuple):
    """The data of a file and the line on which each part of it begins, by its path."""

    data: Data
    lines: dict[YamlPath, int]

    def line(self, path: YamlPath) -> int:
        """The line of a part, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(path: Path) -> Yaml:
    """A YAML file; ``Unreadable`` says where it breaks off."""
    return parse_yaml(read_bounded(path, LARGEST_YAML), str(path))


def parse_yaml(raw: bytes | str, name: str) -> Yaml:
    """The data in a YAML text; ``name`` is how messages call it."""
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
        return _Reading(name, yaml.parse(text, Loader=_Loader), {}).document()
    except UnicodeError as error:
        raise _broken(name, 1, Text("不是 UTF-8 文本", "it is not UTF-8 text")) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or error
        raise _broken(name, mark.line + 1 if mark else 1, same(what)) from error


class _Reading(NamedTuple):
    """One pass over a file's events. The library's own tree is not built: it has no bound on depth and ends the process."""

    name: str
    events: Iterator[yaml.Event]
    lines: dict[YamlPath, int]

    def document(self) -> Yaml:
        """The only document of the file; an empty file holds nothing."""
        data: Data = None
        for number, _ in enumerate(self._until(yaml.StreamEndEvent, yaml.DocumentStartEvent)):
            event = next(self.events)
            if number:
                raise self._refused(event, Text("只能有一份文档", "there is more than one document"))
            data = self._value(event, ())
        return Yaml(data, self.lines)

    def _until(self, end: type[yaml.Event], wanted: type[yaml.Event] = yaml.Event) -> Iterator[yaml.Event]:
        for event in self.events:
            if isinstance(event, end):
                return
            if isinstance(event, wanted):
                yield event

    def _value(self, event: yaml.Event, path: YamlPath) -> Data:
        self.lines[path] = _line(event)
        if len(path) > DEEPEST_YAML:
            raise self._refused(event, Text("层次过深", "it is nested too deeply"))
        if isinstance(event, yaml.SequenceStartEvent):
            children = self._until(yaml.SequenceEndEvent)
            return [self._value(child, (*path, number)) for number, child in enumerate(children)]
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event.value, is_plain=not event.style)
        raise self._refused(event, Text("不支持锚点引用（*别名）", "references to anchors (*alias) are not accepted"))

    def _mapping(self, path: YamlPath) -> Data:
        found: dict[str, Data] = {}
        for event in self._until(yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refused(event, Text("键须是一个词", "a key has to be a word"))
            if event.value in found:
                raise self._refused(event, Text("键重复：{key}", "the key {key} stands twice").fill(key=event.value))
            found[event.value] = self._value(next(self.events), (*path, event.value))
        return found

    def _refused(self, event: yaml.Event, what: Text) -> Unreadable:
        return _broken(self.name, _line(event), what)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _scalar(text: str, *, is_plain: bool) -> Data:
    if not is_plain:
        return text
    if text in {"true", "false"}:
        return text == "true"
    if text in {"", "~", "null"}:
        return None
    if _WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text


def _broken(name: str, line: int, what: Text) -> Unreadable:
    return Unreadable(
        Text("{name} 第{line}行：不是可用的 YAML：{what}", "{name} line {line}: this is not usable YAML: {what}").fill(
            name=name, line=line, what=what
        )
    )

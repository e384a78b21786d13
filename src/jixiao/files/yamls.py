"""YAML as plain data, each value with its line. Numbers stay exact, and nothing in a file can make the reader work without bound.

Only mappings, lists and scalars exist: references to anchors and duplicate keys are refused. ``1.5`` is a ``Decimal``; ``yes``
and ``2023-06-30`` are text, since only ``true`` and ``false`` mean a truth value here.
"""

from __future__ import annotations

import re
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

_WHOLE = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?\d{1,18}\.\d{1,18}")
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
        node = yaml.compose(text, Loader=_Loader)
        lines: dict[YamlPath, int] = {}
        return Yaml(None if node is None else _plain(node, (), lines, name, set()), lines)
    except UnicodeDecodeError as error:
        raise _broken(name, 1, Text("不是 UTF-8 文本", "it is not UTF-8 text")) from error
    except RecursionError as error:
        raise _broken(name, 1, Text("层次过深", "it is nested too deeply")) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or error
        raise _broken(name, mark.line + 1 if mark else 1, same(what)) from error


def _plain(node: yaml.Node, path: YamlPath, lines: dict[YamlPath, int], name: str, seen: set[int]) -> Data:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise _broken(name, line, Text("不支持锚点引用（*别名）", "references to anchors (*alias) are not accepted"))
    seen.add(id(node))
    lines[path] = line
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, number), lines, name, seen) for number, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Data] = {}
        for key_node, child in node.value:
            key = key_node.value
            if not isinstance(key, str) or key in found:
                raise _broken(
                    name, key_node.start_mark.line + 1, Text("键重复：{key}", "the key {key} stands twice").fill(key=key)
                )
            found[key] = _plain(child, (*path, key), lines, name, seen)
        return found
    return _scalar(str(node.value), is_plain=not getattr(node, "style", None))


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

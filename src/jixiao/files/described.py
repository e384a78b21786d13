"""A cursor over a YAML description: typed access that collects every fault with its line, instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from jixiao.files.yamls import Data, Yaml, YamlPath
from jixiao.findings import Finding, Place
from jixiao.wording import Text, same, text_of

_LABEL = Text("同时含 zh 和 en 的标签", "a label with both zh and en")
_TEXT = Text("文字", "a text")
_WHOLE = Text("整数", "a whole number")
_FLAG = Text("true 或 false", "true or false")
_LIST = Text("列表", "a list")
_MAPPING = Text("键值表", "a mapping")


def _is_written(value: Data) -> bool:
    """Whether it is a text, or a number, which reads as it was written."""
    return isinstance(value, str | int | Decimal) and not isinstance(value, bool)


@dataclass(slots=True)
class Part:
    """One mapping inside a described file, with the findings that reading it adds to."""

    source: Yaml
    file: str
    check: str
    findings: list[Finding]
    path: YamlPath = ()
    data: Mapping[str, Data] | None = None

    @classmethod
    def top(cls, source: Yaml, file: str, check: str, findings: list[Finding]) -> Part:
        """The whole file as a mapping; anything else is a fault and reads as an empty one."""
        part = cls(source, file, check, findings)
        part.data = part._mapping(source.data)
        return part

    def fault(
        self, because: Text, key: str | int | None = None, *, expected: Text | None = None, advice: Text | None = None
    ) -> None:
        """Note a fault at this part, or at one of its keys."""
        path = self.path if key is None else (*self.path, key)
        stated = self._get(key) if isinstance(key, str) else None
        self.findings.append(
            Finding(
                self.check,
                Place(self.file, row=self.source.line(path), column=".".join(map(str, path)) or None),
                because,
                stated=None if stated is None or isinstance(stated, dict | list) else same(stated),
                expected=expected,
                advice=advice,
            )
        )

    def has(self, key: str) -> bool:
        """Whether the key stands there with a value."""
        return self._get(key) is not None

    def raw(self, key: str) -> Data:
        """The value as it stands."""
        return self._get(key)

    def text(self, key: str, default: str | None = None) -> str:
        """A text, or a number as it was written; required unless there is a default."""
        value = self._get(key)
        if _is_written(value):
            return str(value)
        if value is not None or default is None:
            self._wrong(key, _TEXT)
        return default or ""

    def label(self, key: str) -> Text:
        """A label in both languages."""
        value = self._get(key)
        label = text_of(value) if isinstance(value, dict) else None
        if label is None:
            self._wrong(key, _LABEL)
            return same(key)
        return label

    def own_label(self) -> Text:
        """The label whose ``zh`` and ``en`` stand among the part's own keys."""
        return Text(self.text("zh"), self.text("en"))

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number; required unless there is a default."""
        value = self._get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value is not None or default is None:
            self._wrong(key, _WHOLE)
        return default or 0

    def flag(self, key: str) -> bool:
        """True or false; false where nothing stands."""
        value = self._get(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self._wrong(key, _FLAG)
        return False

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """One word out of several."""
        value = self.text(key, default)
        if value and value not in known:
            self._unknown(key, value, known)
            return default or ""
        return value

    def words(self, key: str) -> list[str]:
        """A list of words; empty where nothing stands."""
        value = self._get(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(map(_is_written, value)):
            self._wrong(key, _LIST)
            return []
        return [str(word) for word in value]

    def parts(self, key: str) -> list[Part]:
        """A list of mappings; empty where nothing stands."""
        value = self._get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self._wrong(key, _LIST)
            return []
        return [self.child((*self.path, key, number), child) for number, child in enumerate(value)]

    def part(self, key: str) -> Part:
        """A mapping below this one; empty where nothing stands."""
        value = self._get(key)
        return self.child((*self.path, key), {} if value is None else value)

    def named_parts(self, key: str) -> dict[str, Part]:
        """A mapping of mappings; empty where nothing stands."""
        inner = self.part(key)
        return {name: inner.child((*inner.path, name), value) for name, value in (inner.data or {}).items()}

    def only(self, *known: str) -> None:
        """Note every key that is not one of these, with the nearest known one."""
        for key in self.data or {}:
            if key not in known:
                self._unknown(key, key, known)

    def _get(self, key: str) -> Data:
        return None if self.data is None else self.data.get(key)

    def child(self, path: YamlPath, value: Data) -> Part:
        """What stands at a path below this part, as a mapping."""
        child = Part(self.source, self.file, self.check, self.findings, path)
        child.data = child._mapping(value)
        return child

    def _mapping(self, value: Data) -> Mapping[str, Data]:
        if isinstance(value, dict):
            return value
        self.fault(Text("这里应是键值表", "A mapping belongs here"), expected=_MAPPING)
        return {}

    def _wrong(self, key: str, expected: Text) -> None:
        because = (
            Text("缺少“{key}”", "“{key}” is missing")
            if self._get(key) is None
            else Text("“{key}”的内容不对", "“{key}” holds something else")
        )
        self.fault(because.fill(key=key), key, expected=expected)

    def _unknown(self, key: str, value: str, known: Collection[str]) -> None:
        near = get_close_matches(value, list(known), 1)
        self.fault(
            Text("不认识“{value}”", "“{value}” is not known").fill(value=value),
            key,
            expected=Text("下列之一：{known}", "one of: {known}").fill(known=same(", ".join(known))),
            advice=Text("是不是“{near}”？", "Did you mean “{near}”?").fill(near=near[0]) if near else None,
        )

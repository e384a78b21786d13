"""Findings that a reviewer has looked at and does not want to see again: a YAML file that he keeps.

Every entry names a file (by its name or by the digest of its bytes, or none for all files), a check or the id of a rule, and the place or the
words; and says why, who and when. What is suppressed is counted and listed as such. An entry that fits nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from jixiao.errors import Misuse
from jixiao.files.described import Part
from jixiao.files.yaml_writing import write_yaml
from jixiao.files.yamls import Data, read_yaml
from jixiao.findings import Finding, Place, as_text
from jixiao.wording import Text

_KEYS = ("file", "digest", "check", "rule", "place", "quote", "reason", "by", "on")
_PLACE = ("page", "paragraph", "table", "row", "column")
UNUSED = "suppressions-fit-something"


class Suppression(NamedTuple):
    """One entry of the file, with the line on which it stands; an empty text fits everything."""

    line: int
    file: str
    digest: str
    check: str
    rule: str
    place: tuple[tuple[str, str], ...]
    quote: str
    reason: str
    by: str
    on: str

    def fits(self, finding: Finding, path: Path, digest: str) -> bool:
        """Whether it speaks of a finding in a file with that digest."""
        names = {path.name, str(path)}
        return (
            (not self.file or self.file in names or any(fnmatchcase(name, self.file) for name in names))
            and (not self.digest or digest.startswith(self.digest))
            and self.check in {"", finding.check}
            and self.rule in {"", finding.rule}
            and all(str(getattr(finding.place, key)) == value for key, value in self.place)
            and (not self.quote or _bare(self.quote) == _bare(finding.quote))
        )


class Suppressions:
    """The entries of a file, which know which of them have fitted something."""

    def __init__(self, path: Path, entries: Sequence[Suppression]) -> None:
        self.path = path
        self.entries = entries
        self._used: set[int] = set()
        self._by_check: dict[str, list[Suppression]] = {}
        for entry in entries:
            self._by_check.setdefault(entry.check or entry.rule, []).append(entry)

    def of(self, finding: Finding, path: Path, digest: str) -> Suppression | None:
        """The first entry that fits a finding."""
        for key in (finding.check, finding.rule or ""):
            for entry in self._by_check.get(key, ()):
                if entry.fits(finding, path, digest):
                    self._used.add(entry.line)
                    return entry
        return None

    def unused(self) -> list[Finding]:
        """A hint for every entry that has fitted nothing."""
        return [
            Finding(
                UNUSED,
                Place(str(self.path), row=entry.line),
                Text("这一条没有对应的问题", "This entry fits nothing that was found"),
                "hint",
                advice=Text("问题已不存在就删去这一条", "Take the entry out if the fault is gone"),
            )
            for entry in self.entries
            if entry.line not in self._used
        ]


def read_suppressions(path: Path) -> Suppressions:
    """The entries of a file; ``Misuse`` says where one is not of that shape."""
    findings: list[Finding] = []
    part = Part.top(read_yaml(path), str(path), "suppressions", findings)
    part.only("suppressions")
    entries = [_entry(each) for each in part.parts("suppressions")]
    if findings:
        zh, en = ("\n".join(as_text(finding, language) for finding in findings) for language in ("zh", "en"))
        raise Misuse(Text("登记文件不能用：\n{zh}", "The file of suppressions cannot be used:\n{en}").fill(zh=zh, en=en))
    return Suppressions(path, entries)


def _entry(part: Part) -> Suppression:
    part.only(*_KEYS)
    where = part.part("place")
    where.only(*_PLACE)
    place = tuple((key, where.text(key)) for key in _PLACE if where.has(key))
    texts = {key: part.text(key, "") for key in _KEYS if key not in {"place", "reason"}}
    if not texts["check"] and not texts["rule"]:
        part.fault(Text("要写明“check”或“rule”", "“check” or “rule” has to be given"), "check")
    reason = part.text("reason")
    if not reason.strip():
        part.fault(Text("要写明理由", "The reason has to be given"), "reason")
    return Suppression(line=part.source.line(part.path), place=place, reason=reason, **texts)


def write_suppressions(path: Path, findings: Iterable[tuple[str, Finding]]) -> int:
    """Write a file with an entry for every finding, whose reasons are still to be filled in. How many there are comes back.

    A file that stands there already is never written over (``Misuse``): reasons may stand in it.
    """
    if path.exists():
        raise Misuse(Text("{path} 已经存在，不覆盖", "{path} exists already and is not written over").fill(path=path))
    entries: list[Data] = [_skeleton(name, finding) for name, finding in findings]
    write_yaml(path, {"suppressions": entries})
    return len(entries)


def _skeleton(name: str, finding: Finding) -> Data:
    place: dict[str, Data] = {}
    for key in _PLACE:
        value = getattr(finding.place, key)
        if value is not None:
            place[key] = value
    quote = " ".join(finding.quote.split())
    known: dict[str, Data] = {"file": name, "check": finding.check, "rule": finding.rule, "place": place, "quote": quote}
    return {**{key: value for key, value in known.items() if value}, "reason": "", "by": "", "on": ""}


def _bare(text: str) -> str:
    return "".join(text.split())

"""By what a year is watched: thresholds and lights as data, one file per region, or a unit's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from jixiao import kinds
from jixiao.errors import Misuse
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.monitor.rule import FOLDER, day_of_year
from jixiao.monitor.watch import Explaining
from jixiao.tables.dossier import Dossier
from jixiao.wording import Text, same

OWN_FILE = "monitoring.yaml"
"""The file in a dossier's folder that takes the place of the region's standard."""

DEFAULT = "national"
_KEYS = ("name", "regions", "based_on", "sources", "explain", "rules")
CONFIDENCE = ("seen", "seen_title", "second_hand", "remembered", "proposed")


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard: its name, the beginnings of the administrative division codes that it holds for, and the options of each rule.

    ``explain`` says by when a deviation has to be explained; None where none has to be. A rule that it does not name is not applied.
    """

    name: Text
    regions: tuple[str, ...]
    explain: Explaining | None
    rules: Mapping[str, object]


def standard_of(dossier: Dossier, unit_code: str, named: str | None = None) -> Standard:
    """The standard for a unit: the one named (by id or path), else the dossier's own, else that of its region, else the general one.

    ``Misuse`` names the known ones, or lists every fault of the file.
    """
    if named is not None:
        return _named(named)
    own = dossier.path / OWN_FILE
    if own.is_file():
        return read_standard(own)
    unit = dossier.find("unit", unit_code=unit_code)
    region = unit.text("region_code") if unit else ""
    fitting = [(prefix, name) for name in shipped() for prefix in _shipped(name).regions if region.startswith(prefix)]
    return _shipped(max(fitting, key=lambda each: len(each[0]))[1] if fitting else DEFAULT)


def shipped() -> tuple[str, ...]:
    """The ids of the standards that come with jixiao."""
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in _folder().iterdir() if entry.name.endswith(".yaml")))


def read_standard(path: Path) -> Standard:
    """A standard from its file; ``Misuse`` lists every fault."""
    findings: list[Finding] = []
    standard = _read(Part.top(read_yaml(path), str(path), "standard-is-sound", findings))
    if findings:
        zh, en = ("\n".join(as_text(finding, language) for finding in findings) for language in ("zh", "en"))
        raise Misuse(Text("监控标准不能用：\n{zh}", "The standard of monitoring cannot be used:\n{en}").fill(zh=zh, en=en))
    return standard


def _named(word: str) -> Standard:
    if word in shipped():
        return _shipped(word)
    path = Path(word)
    if path.is_file():
        return read_standard(path)
    unknown = Text("没有监控标准“{id}”；已有：{known}", "There is no standard of monitoring “{id}”; known are: {known}")
    raise Misuse(unknown.fill(id=word, known=same(", ".join(shipped()))))


@cache
def _shipped(name: str) -> Standard:
    with as_file(_folder() / f"{name}.yaml") as path:
        return read_standard(path)


def _folder() -> Path:
    with as_file(files("jixiao.monitor") / "standards") as folder:
        return folder


def _read(part: Part) -> Standard:
    part.only(*_KEYS)
    for source in part.parts("sources"):
        source.only("confidence", "title")
        source.choice("confidence", CONFIDENCE)
        source.text("title")
    base = _shipped(part.choice("based_on", shipped())) if part.has("based_on") else None
    part.part("rules").only(*kinds.names(FOLDER))
    own = {
        name: kinds.load(FOLDER, name).read(each)
        for name, each in part.named_parts("rules").items()
        if name in kinds.names(FOLDER)
    }
    explain = _explaining(part.part("explain")) if part.has("explain") else base.explain if base else None
    return Standard(part.label("name"), tuple(part.words("regions")), explain, {**(base.rules if base else {}), **own})


def _explaining(part: Part) -> Explaining:
    part.only("days", "within")
    days = [day_of_year(part, text, "days") for text in part.words("days")]
    return Explaining(tuple(sorted(days)), part.whole("within"))

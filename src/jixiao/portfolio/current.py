"""Whether a result still speaks of what stands in its lake: nobody is shown ranks, risks or letters of facts that have changed since.

``portfolio score`` takes the place of the last result as a whole, so nothing that followed from an older one outlives it. What can change
under a result is its lake, and the frameworks by which it was scored; both are held against the digests in its records. Where the lake
is not at hand, as for a result that was sent to somebody, there is nothing to hold it against.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from jixiao.errors import JixiaoError, Misuse
from jixiao.files.writing import remove, write_bytes
from jixiao.framework.load import named
from jixiao.portfolio.lake import Lake, digest
from jixiao.portfolio.program import program
from jixiao.portfolio.scoring import RECORD, part_key, program_key, recorded
from jixiao.wording import Text

JUDGED = "judged.json"
"""The record of what a result was held against, written last; without it nothing was judged to the end."""

_STATED = ("unit", "stated_score", "narrative")


def check_scored(scored: Path, lake: Path | None = None) -> None:
    """``Misuse`` if the lake of a result, or a framework, is not what it was when it was scored."""
    record, source = recorded(scored), _source(scored, lake)
    parts, key = record.get("parts"), record.get("program")
    if source is None or not isinstance(parts, dict) or not isinstance(key, str):
        return
    moved = [part for part in source.parts("fact") if parts.get(part) != part_key(key, source.file("fact", part))]
    moved += sorted(set(parts) - set(source.parts("fact")))
    units = record.get("units", {})
    if isinstance(units, dict) and units:
        moved += [part for part, made_of in _digests(source, "unit").items() if units.get(part) != made_of]
    if moved:
        raise Misuse(_MOVED.fill(lake=source.path, scored=scored, part=moved[0]))
    if key != _key_now(record):
        raise Misuse(_RULES.fill(lake=source.path, scored=scored))


def check_judged(scored: Path, lake: Path | None = None) -> None:
    """``Misuse`` if a result was not held against what is stated, or something else is stated since."""
    try:
        said = json.loads(_file(scored, JUDGED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        said = None
    if not isinstance(said, dict) or said.get("result") != digest(_file(scored, RECORD)):
        raise Misuse(_NOT_JUDGED.fill(path=scored))
    source = _source(scored, lake)
    if source is not None and said.get("lake") != stated_in(source):
        raise Misuse(_STATED_ANEW.fill(lake=source.path, path=scored))


def begin_judging(scored: Path) -> None:
    """From now on a result does not count as judged, until it is noted."""
    remove(_file(scored, JUDGED))


def note_judged(scored: Path, source: Lake) -> None:
    """Note what a result was held against; its tables stand whole."""
    said = {"result": digest(_file(scored, RECORD)), "lake": stated_in(source)}
    write_bytes(_file(scored, JUDGED), json.dumps(said, ensure_ascii=False, indent=2).encode())


def stated_in(source: Lake) -> dict[str, dict[str, str]]:
    """The digests of what units say of themselves, by table and part."""
    return {table: _digests(source, table) for table in _STATED}


def _file(folder: Path, name: str) -> Path:
    return folder / name


def _digests(source: Lake, table: str) -> dict[str, str]:
    return {part: digest(source.file(table, part)) for part in source.parts(table)}


def _source(scored: Path, lake: Path | None) -> Lake | None:
    said = recorded(scored).get("lake")
    path = lake or (Path(said) if isinstance(said, str) else None)
    return Lake(path) if path is not None and Lake(path).parts("fact") else None


def _key_now(record: Mapping[str, object]) -> str:
    """The key of the frameworks as they are now; empty if one is not there any more."""
    known = record.get("frameworks")
    try:
        return program_key(program([named(str(word))[0] for word in known])) if isinstance(known, dict) else ""
    except JixiaoError:
        return ""


_MOVED = Text(
    "数据湖 {lake} 在计分之后有变化（{part} 部分），{scored} 已不是它的结果：请重新运行 jixiao portfolio score {lake} --out {scored}",
    "The lake {lake} has changed since it was scored (part {part}), so {scored} does not hold any more: run jixiao portfolio score {lake} "
    "--out {scored} again",
)
_RULES = Text(
    "指标体系或程序的计分规则在计分之后有变化，{scored} 已不成立：请重新运行 jixiao portfolio score {lake} --out {scored}",
    "The frameworks, or the rules of this version, have changed since {lake} was scored, so {scored} does not hold any more: run jixiao "
    "portfolio score {lake} --out {scored} again",
)
_NOT_JUDGED = Text(
    "{path} 还没有与自评比对：请先运行 jixiao portfolio gaps {path}",
    "{path} has not been held against what is stated: run jixiao portfolio gaps {path} first",
)
_STATED_ANEW = Text(
    "数据湖 {lake} 中单位所报的内容在比对之后有变化：请重新运行 jixiao portfolio gaps {path}",
    "What the units of {lake} state has changed since {path} was held against it: run jixiao portfolio gaps {path} again",
)

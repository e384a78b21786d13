"""Verifying an archive: every file against its digest, every score and figure worked out anew, every paper held against the data."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import jixiao
from jixiao.cycle.archive import DOSSIER, EDITION, FIGURES, MANIFEST, PAPERS, SCORES, results
from jixiao.errors import Misuse, Unreadable
from jixiao.files.archives import Archive, Digest, digest_of
from jixiao.findings import Finding, Outcome, Place
from jixiao.report.stale import stale
from jixiao.tables.dossier import Dossier
from jixiao.tables.reading import read_dossier
from jixiao.wording import Text, same

FILES, RESULTS = "archived-files-are-unchanged", "archived-scores-follow-from-the-data"


class Verified(NamedTuple):
    """What came of it: one outcome for the files, one for scores and figures, one for each paper; and who had made the archive."""

    outcomes: list[Outcome]
    digest: str
    made_by: str

    @property
    def by_another(self) -> Text | None:
        """A word of care where another version of jixiao had made the archive."""
        if self.made_by == jixiao.__version__:
            return None
        text = Text(
            "档案由 jixiao {made} 写出，现用 {now} 复核", "The archive was made by jixiao {made} and is verified by {now}"
        )
        return text.fill(made=self.made_by, now=jixiao.__version__)


def verify(path: Path) -> Verified:
    """Verify an archive; ``Unreadable`` if it is none."""
    with Archive(path) as opened, tempfile.TemporaryDirectory() as scratch:
        manifest = _manifest(opened)
        files = Outcome(str(path))
        for name, digest in manifest.files.items():
            files.note(_file(opened, str(path), name, digest))
        files.note(_strangers(opened, str(path), manifest.files))
        sound = [name for name in opened.names if name in manifest.files]
        opened.unpack(sound, Path(scratch))
        outcomes = [files, *_worked_out(str(path), Path(scratch), sound)]
        return Verified(outcomes, digest_of(opened.read(MANIFEST)).sha256, manifest.made_by)


class _Manifest(NamedTuple):
    files: Mapping[str, Digest]
    made_by: str


def _manifest(opened: Archive) -> _Manifest:
    try:
        content = json.loads(opened.read(MANIFEST))
        files = {str(name): Digest(str(each["sha256"]), int(each["size"])) for name, each in content["files"].items()}
        known = content["edition"] == EDITION
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise opened.fault(
            Text("它不是 jixiao 的归档文件，或者清单已损坏", "it is no archive of jixiao, or its manifest is damaged")
        ) from error
    if not known:
        raise opened.fault(Text("归档格式的版本不认识，请用更新的 jixiao", "its edition is not known; use a newer jixiao"))
    return _Manifest(files, str(content.get("jixiao", "")))


def _file(opened: Archive, file: str, name: str, digest: Digest) -> Iterator[Finding]:
    if name not in opened.names:
        yield Finding(FILES, Place(file, table=name), Text("档案中缺少 {name}", "{name} is missing").fill(name=name))
        return
    found = opened.digest(name)
    if found != digest:
        because = Text("{name} 与归档时不同", "{name} is not what was archived").fill(name=name)
        stated = same(found.sha256) if found else Text("已损坏", "damaged")
        yield Finding(FILES, Place(file, table=name), because, stated=stated, expected=same(digest.sha256))


def _strangers(opened: Archive, file: str, known: Mapping[str, Digest]) -> Iterator[Finding]:
    for name in opened.names:
        if name not in known and name != MANIFEST:
            because = Text("{name} 是归档之后加进来的", "{name} was added after the archive was made").fill(name=name)
            yield Finding(FILES, Place(file, table=name), because)


def _worked_out(file: str, folder: Path, names: list[str]) -> Iterator[Outcome]:
    """Scores and figures worked out from the archived data, and the papers held against it."""
    scores = Outcome(file)
    try:
        dossier = read_dossier(folder / DOSSIER)
        found = results(dossier)
    except (Misuse, Unreadable) as error:
        scores.note(
            [
                Finding(
                    RESULTS,
                    Place(file),
                    Text("无法由档案中的数据重算：{why}", "The archived data cannot be scored: {why}").fill(why=error.text),
                )
            ]
        )
        yield scores
        return
    archived = {name for name in names if name.startswith((f"{SCORES}/", f"{FIGURES}/"))}
    for name in sorted(archived | found.keys()):
        scores.note(_result(file, name, _parsed(folder / name if name in archived else None), _parsed(found.get(name))))
    yield scores
    yield from _papers(file, folder, dossier)


def _papers(file: str, folder: Path, dossier: Dossier) -> Iterator[Outcome]:
    if not (folder / PAPERS).is_dir():
        return
    for outcome in stale(dossier, folder / PAPERS):
        name = f"{file}/{PAPERS}/{Path(outcome.file).name}"
        outcome.findings = [replace(each, place=replace(each.place, file=name)) for each in outcome.findings]
        outcome.file = name
        yield outcome


def _parsed(content: Path | bytes | None) -> Any:  # noqa: ANN401 - whatever stands in the file
    if content is None:
        return None
    try:
        return json.loads(content if isinstance(content, bytes) else content.read_bytes())
    except (ValueError, RecursionError):
        return None


def _result(file: str, name: str, archived: Any, found: Any) -> Iterator[Finding]:  # noqa: ANN401 - two values of JSON
    """The numbers of a file that differ from what the data gives."""
    if archived == found:
        return
    stated, expected = _numbers(archived), _numbers(found)
    for code in dict.fromkeys((*stated, *expected)):
        if stated.get(code) != expected.get(code):
            because = Text("{name} 中的 {code} 与重算结果不符", "{code} in {name} is not what the data gives").fill(
                name=name, code=code
            )
            yield Finding(
                RESULTS, Place(file, table=name), because, stated=_shown(stated.get(code)), expected=_shown(expected.get(code))
            )


def _numbers(content: Any) -> dict[str, str]:  # noqa: ANN401 - a value of JSON
    """Every number of a file of scores or figures, with its state or arithmetic, by its code."""
    if isinstance(content, dict):
        total = {name: str(content.get(name)) for name in ("total", "in_play", "grade")}
        return total | {str(each.get("code")): _line(each) for each in content.get("scores", []) if isinstance(each, dict)}
    if isinstance(content, list):
        return {str(each.get("id")): _line(each) for each in content if isinstance(each, dict)}
    return {}


def _line(each: dict[str, object]) -> str:
    return json.dumps({name: value for name, value in each.items() if name not in {"code", "id"}}, ensure_ascii=False)


def _shown(line: str | None) -> Text:
    return Text("没有", "nothing") if line is None else same(line if len(line) <= _LONGEST else line[:_LONGEST] + "…")


_LONGEST = 300

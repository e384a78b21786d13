"""What a step of rectification writes beside the state: the event in the history, and files as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from jixiao.cycle.problems import bounds
from jixiao.cycle.recording import Entries, next_code
from jixiao.cycle.rerunning import Ground
from jixiao.errors import Misuse
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.proofs import EVENTS, digest_of_bytes, last_seal, proofs, sealed
from jixiao.wording import Text

EVIDENCE = "evidence"


class Act(NamedTuple):
    """When something was done, by whom, and why."""

    on: date
    who: str = ""
    why: str = ""


def state_of(row: Row) -> str:
    """The state of a measure; one that says nothing is open."""
    return row.text_id("status") or "open"


class Events:
    """The events of one step, each sealed after the one before."""

    def __init__(self, dossier: Dossier, entries: Entries) -> None:
        self._dossier, self._entries = dossier, entries
        self._seal = last_seal(dossier)
        self._codes: list[str] = []

    def add(self, row: Row, state: str, act: Act, digest: str = "", ground: Ground | None = None) -> None:
        """A measure comes into a state."""
        where = [str(ground.dossier.fiscal_year), *([ground.paper.name] if ground.paper else [])] if ground else []
        problem = self._dossier.find("problem", problem_code=row["problem_code"])
        self._codes.append(next_code(self._dossier, EVENTS, bounds().codes["event"], self._codes))
        values: dict[str, Value] = {
            "event_code": self._codes[-1],
            "rectification_code": row.text("rectification_code"),
            "happened_on": act.on,
            "from_state": state_of(row),
            "to_state": state,
            "who": act.who or None,
            "why": " ".join(act.why.split()) or None,
            "digest": digest or None,
            "ground": " ".join(where) or None,
            "fingerprint": problem.text("fingerprint") or None if problem else None,
        }
        self._seal = sealed(self._dossier.schema[EVENTS], values, self._seal)
        self._entries.add(EVENTS, unit_code=row["unit_code"], **values, seal=self._seal)


Written = tuple[Entries, list[str], str]


def prove(dossier: Dossier, row: Row, files: Sequence[Path], into: Written) -> None:
    """Register files as evidence of a row: each with its digest, linked to it. ``into`` are the entries, the names so far, the kind."""
    entries, given, kind = into
    codes: list[str] = []
    linked = {each.code for each in proofs(dossier, row)}
    for file in files:
        name, content = _placed(dossier, file, entries)
        if Path(name).name in given:
            continue
        given.append(Path(name).name)
        known = dossier.find(EVIDENCE, file=name)
        if known is not None:
            entries.set(known, digest=digest_of_bytes(content))
            code = known.text("evidence_code")
        else:
            code = next_code(dossier, EVIDENCE, bounds().codes["evidence"], codes)
            codes.append(code)
            digest = digest_of_bytes(content)
            what = {"file": name, "digest": digest, "kind": kind, "secrecy": "internal"}
            entries.add(EVIDENCE, unit_code=dossier.unit_code, evidence_code=code, **what)
        if code not in linked:
            linked.add(code)
            link = {"evidence_code": code, "table": row.spec.name, "row_key": row.key}
            entries.add("evidence_link", unit_code=dossier.unit_code, **link)


def _placed(dossier: Dossier, file: Path, entries: Entries) -> tuple[str, bytes]:
    """The name under which a file stands in the dossier, and its bytes."""
    folder = dossier.path.resolve()
    inside = (folder / file).resolve()
    path = inside if inside.is_file() and inside.is_relative_to(folder) else file.resolve()
    if not path.is_file():
        raise Misuse(_NO_FILE.fill(path=file))
    content = path.read_bytes()
    if path.is_relative_to(folder):
        return path.relative_to(folder).as_posix(), content
    target = folder / EVIDENCE / path.name
    if target.exists() and target.read_bytes() != content:
        raise Misuse(_ANOTHER_FILE.fill(file=target.relative_to(folder).as_posix()))
    entries.files[target] = content
    return target.relative_to(folder).as_posix(), content


_NO_FILE = Text("没有这个文件：{path}", "There is no such file: {path}")
_ANOTHER_FILE = Text(
    "卷宗中已有内容不同的 {file}；换个文件名再附", "The dossier has another file {file}; attach it under another name"
)

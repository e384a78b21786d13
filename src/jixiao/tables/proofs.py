"""Proofs: what evidence is linked to a row, whether its files still are those that were registered, and a history that cannot be rewritten.

The digest of a file is its SHA-256. Events of rectification are sealed: the seal of each is worked out from its cells and from the seal
before it, so that a row that was changed, taken out or put in between is noticed. A seal is no signature: somebody who works out all of
them anew leaves no trace in the dossier, only beside an archive or a copy of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Literal

from jixiao.tables.cells import Value, text_of_value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.schema import TableSpec
from jixiao.wording import Text

ALGORITHM = "sha256"
EVENTS = "rectification_event"
_SEALED = (
    "event_code",
    "rectification_code",
    "happened_on",
    "from_state",
    "to_state",
    "who",
    "why",
    "digest",
    "ground",
    "fingerprint",
)

ProofState = Literal["whole", "changed", "missing", "unregistered"]

STATES: dict[ProofState, Text] = {
    "whole": Text("与登记时一致", "as it was registered"),
    "changed": Text("文件已变化", "the file has changed"),
    "missing": Text("文件缺失", "the file is missing"),
    "unregistered": Text("没有登记摘要值", "no digest was registered"),
}
"""How a file of evidence stands to what was registered."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One file of evidence that is linked to a row, and how it stands now; ``digest`` is the file's own, empty where there is none."""

    row: Row
    state: ProofState
    digest: str

    @property
    def code(self) -> str:
        """The evidence's code."""
        return self.row.text("evidence_code")

    @property
    def file(self) -> str:
        """The file, as it was registered."""
        return self.row.text("file")


def digest_of(path: Path) -> str:
    """The digest of a file, as tables hold it."""
    with path.open("rb") as file:
        return f"{ALGORITHM}:{file_digest(file, ALGORITHM).hexdigest()}"


def digest_of_bytes(content: bytes) -> str:
    """The digest of these bytes, as tables hold it."""
    return f"{ALGORITHM}:{sha256(content).hexdigest()}"


def proofs(dossier: Dossier, row: Row) -> list[Proof]:
    """The evidence that is linked to a row, in the order of its codes, with files that are outside of the dossier taken as missing."""
    codes = {
        link.text_id("evidence_code")
        for link in dossier.table("evidence_link")
        if link["table"] == row.spec.name and link["row_key"] == row.key
    }
    rows = (each for each in dossier.table("evidence") if each["evidence_code"] in codes)
    return sorted((_proof(dossier, each) for each in rows), key=lambda each: each.code)


def _proof(dossier: Dossier, row: Row) -> Proof:
    folder = dossier.path.resolve()
    path = (folder / row.text("file")).resolve()
    if not row["file"] or not path.is_relative_to(folder) or not path.is_file():
        return Proof(row, "missing", "")
    found = digest_of(path)
    stated = row.text("digest").strip().lower()
    if not stated:
        return Proof(row, "unregistered", found)
    return Proof(row, "whole" if stated == found else "changed", found)


def all_proofs(dossier: Dossier, measure: Row) -> list[Proof]:
    """The evidence of a measure, and that of its problem: what those wrote who closed it, the paper that was reviewed again."""
    problem = dossier.find("problem", problem_code=measure["problem_code"])
    return [*proofs(dossier, measure), *(proofs(dossier, problem) if problem is not None else ())]


def digest_together(those: Iterable[Proof]) -> str:
    """One digest of several proofs: of their codes, their files' names and their files' digests."""
    lines = sorted(f"{each.code}\n{each.file}\n{each.digest}\n" for each in those)
    return digest_of_bytes("".join(lines).encode())


def events(dossier: Dossier, code: str | None = None) -> list[Row]:
    """The history of a measure, or of all of them, in the order in which it was written."""
    return [row for row in dossier.table(EVENTS) if code is None or row["rectification_code"] == code]


def sealed(spec: TableSpec, values: Mapping[str, Value], before: str) -> str:
    """The seal of an event with these values, after the event with that seal (empty before the first)."""
    cells = [before, *(text_of_value(spec.fields[name], values.get(name)) for name in _SEALED)]
    return digest_of_bytes("\x1f".join(cells).encode())


def last_recorded(dossier: Dossier) -> date | None:
    """The last day of the history of rectification; None where there is none."""
    return max((day for row in events(dossier) if (day := row.day("happened_on")) is not None), default=None)


def last_seal(dossier: Dossier) -> str:
    """The seal after which the next event is written."""
    rows = events(dossier)
    return rows[-1].text("seal") if rows else ""


def broken_seals(dossier: Dossier) -> Iterator[Row]:
    """The events whose seal is not what it should be after the one before."""
    before = ""
    for row in events(dossier):
        if row.text("seal") != sealed(row.spec, row.values, before):
            yield row
        before = row.text("seal")


def unproved(dossier: Dossier, measure: Row) -> Text | None:
    """Why a measure that is marked as verified does not stand as verified any more; None where it does, or is not marked so.

    It stands if the last event of its history verified it, its seals are whole, and its proofs are the files that were verified.
    """
    if measure["status"] != "verified":
        return None
    history = events(dossier, measure.text_id("rectification_code"))
    if not history:
        return _BY_HAND
    last = history[-1]
    if last["to_state"] != "verified":
        return _OTHERWISE.fill(state=last.spec.fields["to_state"].choices[last.text_id("to_state")])  # type: ignore[index]
    broken = next((row for row in broken_seals(dossier) if row in history), None)
    if broken is not None:
        return _BROKEN.fill(event=broken.text("event_code"))
    found = all_proofs(dossier, measure)
    for proof in found:
        if proof.state != "whole":
            return _PROOF.fill(file=proof.file, state=STATES[proof.state])
    return None if last.text("digest") == digest_together(found) else _OTHER_PROOFS


_BY_HAND = Text("状态是直接填写的，没有核验的经过", "The state was written by hand; no event verified it")
_OTHERWISE = Text("整改经过的最后一条是“{state}”，与“已销号”不符", "Its history ends with “{state}”, not with verified")
_BROKEN = Text("整改经过 {event} 的封签不符，记录被改动过", "The seal of event {event} does not fit: the history was changed")
_PROOF = Text("佐证 {file}：{state}", "The proof {file}: {state}")
_OTHER_PROOFS = Text(
    "现有佐证与核验时不同（增减、更名或重新登记过）",
    "The proofs are not those that were verified (added, taken out or registered anew)",
)

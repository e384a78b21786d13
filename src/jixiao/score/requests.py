"""Evidence requests (佐证清单): who owes which proof by when, and what is still missing.

What is asked for comes from three places: the framework's items, the indicators, and the rows of ``evidence_request``, which also
say who hands it in and by when. A proof is there when its file stands in the dossier and a request names it, or it is linked to the
indicator itself, or it is linked to a row behind the number and of the kind that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from jixiao.framework.model import Framework
from jixiao.score.explanation import evidence_of
from jixiao.score.facts import View, part_of
from jixiao.score.unit_score import framework_of, score_unit
from jixiao.tables.dossier import Dossier, Row
from jixiao.wording import Language, Text, same

ITEM, INDICATOR = "item", "indicator"
RECEIVED, MISSING, OVERDUE = "received", "missing", "overdue"

STATES: dict[str, Text] = {
    OVERDUE: Text("逾期", "overdue"),
    MISSING: Text("未交", "missing"),
    RECEIVED: Text("已交", "received"),
}
"""The states of a request, the pressing ones first."""


@dataclass(frozen=True, slots=True)
class Request:
    """One proof that is asked for: about what, from whom, by when, and the file if it is there."""

    about_kind: str
    about_code: str
    name: Text
    evidence_kind: Text
    office_code: str
    due_on: date | None
    state: str
    evidence_code: str = ""
    file: str = ""
    request_code: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked for, before anything is known of who owes it."""

    kind: str
    code: str
    name: Text
    evidence: Text
    office: str = ""
    proofs: tuple[Row, ...] = ()


def today() -> date:
    """The day on which requests are looked at unless another one is named."""
    return datetime.now().astimezone().date()


def requests(dossier: Dossier, as_of: date, framework_id: str | None = None) -> list[Request]:
    """All requests of a dossier as they stand on a day: by office, the pressing ones first."""
    asked = [*_of_frameworks(dossier, framework_id), *_of_indicators(dossier)]
    rows = dossier.table("evidence_request").rows
    found: list[Request] = []
    answered: set[int] = set()
    for each in asked:
        own = [row for row in rows if row["about_kind"] == each.kind and row["about_code"] == each.code]
        answered.update(id(row) for row in own)
        found += [_request(dossier, each, row, as_of) for row in own] or [_request(dossier, each, None, as_of)]
    for row in rows:
        if id(row) not in answered:
            code = row.text_id("about_code")
            alone = _Asked(row.text_id("about_kind"), code, same(code), same(row.text("evidence_kind")))
            found.append(_request(dossier, alone, row, as_of))
    states = list(STATES)
    return sorted(
        found,
        key=lambda each: (
            not each.office_code,
            each.office_code,
            states.index(each.state),
            each.due_on or date.max,
            each.about_kind,
            each.about_code,
        ),
    )


def _of_frameworks(dossier: Dossier, framework_id: str | None) -> Iterator[_Asked]:
    """What the items of the frameworks ask for; an item that draws on indicators leaves that to them."""
    seen: set[str] = set()
    for each_id in [framework_id] if framework_id else dossier.frameworks:
        framework = framework_of(dossier, each_id)
        behind = _rows_of_items(dossier, framework)
        for item in framework.leaves:
            is_named = any(
                row["about_kind"] == ITEM and row["about_code"] == item.code for row in dossier.table("evidence_request")
            )
            if item.evidence is None or item.code in seen or (item.selection and not is_named):
                continue
            seen.add(item.code)
            proofs = _of_kind(item.evidence.zh, _linked(dossier, behind.get(item.code, ())))
            yield _Asked(ITEM, item.code, item.name, item.evidence, proofs=tuple(proofs))


def _rows_of_items(dossier: Dossier, framework: Framework) -> dict[str, tuple[Row, ...]]:
    """The rows behind the items of a unit; a framework of projects has them for a single project only."""
    projects = [row for row in dossier.table("project") if row["kind"] == "project"]
    if framework.kind == "project" and len(projects) != 1:
        return {}
    made = score_unit(dossier, framework.id)
    return {each.item.code: each.fact.rows if each.fact else () for each in made.leaves}


def _of_indicators(dossier: Dossier) -> Iterator[_Asked]:
    """What the indicators ask for."""
    for row in dossier.table("indicator"):
        if row["evidence_kind"] is not None:
            unit, project = row.text_id("unit_code"), row.text_id("owner_code") if row["level"] == "project" else None
            fact = part_of(View(dossier, dossier.scope(unit, project)), row).fact
            behind = _of_kind(row.text("evidence_kind"), _linked(dossier, fact.rows))
            yield _Asked(
                INDICATOR,
                row.text_id("indicator_code"),
                same(row.text("name")),
                same(row.text("evidence_kind")),
                row.text_id("office_code"),
                (*_linked(dossier, (row,)), *behind),
            )


def _linked(dossier: Dossier, rows: Iterable[Row]) -> Iterator[Row]:
    """The proofs that are linked to any of the rows, each once."""
    if dossier.table("evidence_link").rows:
        yield from dict.fromkeys(proof for row in rows for proof in evidence_of(dossier, row))


def _of_kind(asked: str, proofs: Iterable[Row]) -> Iterator[Row]:
    """The proofs that are of a kind that is asked for; several kinds stand side by side, as in 通知书、合同."""
    kinds = {kind.strip() for kind in re.split("[、，,]", asked)} | {asked}
    return (proof for proof in proofs if proof.text("kind") in kinds)


def _request(dossier: Dossier, asked: _Asked, row: Row | None, as_of: date) -> Request:
    due = row.day("due_on") if row else None
    named = dossier.find("evidence", evidence_code=row["evidence_code"]) if row and row["evidence_code"] is not None else None
    proof = next((each for each in ((named,) if named else asked.proofs) if _is_there(dossier, each)), None)
    state = RECEIVED if proof else OVERDUE if due is not None and due < as_of else MISSING
    return Request(
        asked.kind,
        asked.code,
        asked.name,
        same(row.text("evidence_kind")) if row and row["evidence_kind"] is not None else asked.evidence,
        (row.text_id("office_code") if row else "") or asked.office,
        due,
        state,
        proof.text_id("evidence_code") if proof else "",
        proof.text("file") if proof else "",
        row.text_id("request_code") if row else "",
    )


def _is_there(dossier: Dossier, proof: Row) -> bool:
    """Whether the file of a proof stands in the dossier."""
    return proof["file"] is not None and (dossier.path / proof.text("file")).is_file()


# ---- shown


def requests_json(dossier: Dossier, found: Iterable[Request], as_of: date, language: Language) -> dict[str, object]:
    """The requests in the shape that other programs rely on."""
    listed = list(found)
    return {
        "unit": dossier.unit_name,
        "fiscal_year": dossier.fiscal_year,
        "as_of": as_of.isoformat(),
        "counts": {state: sum(each.state == state for each in listed) for state in STATES},
        "requests": [
            {
                "about_kind": each.about_kind,
                "about_code": each.about_code,
                "name": each.name.say(language),
                "evidence_kind": each.evidence_kind.say(language),
                "office_code": each.office_code or None,
                "office": _office(dossier, each.office_code).say(language) if each.office_code else None,
                "due_on": each.due_on.isoformat() if each.due_on else None,
                "state": each.state,
                "evidence_code": each.evidence_code or None,
                "file": each.file or None,
                "request_code": each.request_code or None,
            }
            for each in listed
        ],
    }


def requests_text(dossier: Dossier, found: Iterable[Request], as_of: date, language: Language) -> str:
    """The requests as people read them, office by office."""
    listed = list(found)
    head = Text("{unit} {year}年度佐证清单，截至{day}：{counts}", "{unit} {year}, evidence as of {day}: {counts}")
    lines = [head.fill(unit=dossier.unit_name, year=dossier.fiscal_year, day=as_of, counts=_counts(listed))]
    for code in dict.fromkeys(each.office_code for each in listed):
        own = [each for each in listed if each.office_code == code]
        lines.append(Text("{office}：{counts}", "{office}: {counts}").fill(office=_office(dossier, code), counts=_counts(own)))
        lines += map(_line, own)
    return "\n".join(line.say(language) for line in lines)


def _counts(listed: list[Request]) -> Text:
    counts = {state: sum(each.state == state for each in listed) for state in STATES}
    return Text(
        "应交{all}项，已交{received}项，未交{missing}项，逾期{overdue}项",
        "{all} asked for, {received} received, {missing} missing, {overdue} overdue",
    ).fill(all=len(listed), **counts)


def _office(dossier: Dossier, code: str) -> Text:
    if not code:
        return Text("未指定机构", "No office named")
    row = dossier.find("office", office_code=code)
    return Text("{name}（{code}）", "{name} ({code})").fill(name=row.text("name"), code=code) if row else same(code)


def _line(each: Request) -> Text:
    what = Text("  {state}  {kind} —— {name}（{code}）{more}", "  {state}  {kind} - {name} ({code}){more}")
    due = Text("，应于{day}前交", ", due {day}").fill(day=each.due_on) if each.due_on and each.state != RECEIVED else same("")
    more = Text("：{file}", ": {file}").fill(file=each.file) if each.file else due
    return what.fill(state=STATES[each.state], kind=each.evidence_kind, name=each.name, code=each.about_code, more=more)

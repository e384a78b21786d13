"""The evidence that is asked for: which proof of what, from whom, by when; and the page on which that of an indicator is handed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import NamedTuple

from django.http import Http404, HttpResponse

from jixiao.score.requests import INDICATOR, RECEIVED, STATES, Request
from jixiao.score.unit_score import framework_of
from jixiao.tables.dossier import Row
from jixiao.web.dossiers import evidence
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.uploads import Unsuitable, Waiting
from jixiao.web.dossiers.worked_out import asked_for, day_within, frameworks_of, kept
from jixiao.web.models import Dossier, Record
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.people.permissions import LEDGER
from jixiao.web.visiting import refused
from jixiao.wording import Text


class Line(NamedTuple):
    """A request as the page shows it: with the address where it is answered, and whether it is the reader's to answer."""

    asked: Request
    state: Text
    address: str
    may_hand_in: bool


class Office(NamedTuple):
    """What is asked of an office: its code, its name, and the requests; no code where none is named."""

    code: str
    name: str
    lines: Sequence[Line]


def proofs(visit: Visit) -> HttpResponse:
    """What is asked for, office by office; first what is missing, all of it if that is wanted."""
    dossier = visit.about
    asked, own = asked_for(dossier, day_within(dossier)), visit.person.offices(dossier)
    is_whole = bool(visit.request.GET.get("all"))
    mine = [each for each in asked if own is None or each.office_code in own]
    names = {row.text("office_code"): row.text("name") for row in assembled(dossier).table("office")}
    items = kept(dossier, ("items-in-frameworks",), lambda _: _items(dossier))
    shown = [each for each in mine if is_whole or each.state != RECEIVED]
    return visit.show(
        "proofs.html",
        asked=len(mine),
        missing=sum(each.state != RECEIVED for each in mine),
        is_whole=is_whole,
        offices=[
            Office(code, names.get(code, code), [_line(visit, each, items) for each in shown if each.office_code == code])
            for code in dict.fromkeys(each.office_code for each in shown)
        ],
    )


def _items(dossier: Dossier) -> dict[str, str]:
    """The first framework of the dossier in which each item stands."""
    found: dict[str, str] = {}
    for name in frameworks_of(dossier):
        for leaf in framework_of(assembled(dossier), name).leaves:
            found.setdefault(leaf.code, name)
    return found


def _line(visit: Visit, asked: Request, items: dict[str, str]) -> Line:
    state = STATES[asked.state]
    if asked.about_kind == INDICATOR:
        may = visit.person.may_write(LEDGER, visit.about, asked.office_code)
        return Line(asked, state, visit.address("proof", code=asked.about_code), may)
    framework = items.get(asked.about_code)
    address = visit.address("evaluation_item", framework=framework, code=asked.about_code) if framework else ""
    return Line(asked, state, f"{address}#rows" if address else "", may_hand_in=False)


# ---- one of them


def proof(visit: Visit, code: str) -> HttpResponse:
    """What proves an indicator: the files that stand, and the form for more."""
    row, record = _indicator(visit, code)
    can = visit.person.may_write(LEDGER, visit.about, record.office_code)
    if not visit.is_post:
        return _show(visit, row, evidence.waiting_for(visit.request, visit.account, visit.about), can=can)
    if not can:
        return refused(visit)
    try:
        handed = evidence.of_form(visit.request, visit.account, visit.about)
        codes = evidence.attach(visit.about, record, handed, visit.writer())
    except Unsuitable as unsuitable:
        waiting = unsuitable.files if isinstance(unsuitable, evidence.Unconfirmed) else ()
        return _show(visit, row, waiting, unsuitable.because, can=can)
    if not codes:
        return _show(visit, row, (), Text("没有选择文件", "No file was chosen"), can=can)
    visit.tell(_HANDED_IN.fill(name=row.text("name"), n=len(codes)))
    return visit.go("proofs")


_HANDED_IN = Text("已提交“{name}”的{n}份佐证", "{n} files were handed in for “{name}”")


def _indicator(visit: Visit, code: str) -> tuple[Row, Record]:
    row = assembled(visit.about).find("indicator", indicator_code=code)
    record = Record.objects.filter(dossier=visit.about, table="indicator", number=row.number).first() if row else None
    if row is None or record is None:
        raise Http404
    return row, record


def _show(visit: Visit, row: Row, waiting: Sequence[Waiting], fault: Text | None = None, *, can: bool) -> HttpResponse:
    wanted = row.text("evidence_kind")
    return visit.show(
        "proof.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
        row=row,
        wanted=wanted,
        kinds=[kind.strip() for kind in re.split("[、，,]", wanted) if kind.strip()],
        chosen=visit.request.POST.get("evidence_kind", ""),
        proofs=evidence.shown(visit.about, row),
        asked=[each for each in asked_for(visit.about, day_within(visit.about)) if each.about_code == row["indicator_code"]],
        attempt={"waiting": waiting, "unsuitable": fault},
        accepts=",".join(evidence.ENDINGS),
        can=can,
    )


_AT = f"{OF_DOSSIER}proofs/"
pages = (
    Page("proofs", _AT, proofs, "see"),
    Page("proof", f"{_AT}<str:code>/", proof, "see", LEDGER),
)

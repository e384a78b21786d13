"""A unit as the bureau reviews it: three scores side by side, what the checks found, remarks, the bureau's own scores, accept or return."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse

from jixiao.web.bureau.assessing import Entered, assess, seen
from jixiao.web.dossiers.worked_out import checked
from jixiao.web.dossiers.writing import Conflict, Faulty
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.people.policy import HANDED_IN
from jixiao.web.workflow.action import actions
from jixiao.web.workflow.showing import shown
from jixiao.wording import Text

MOST_FINDINGS = 200
_SEVERITY = ("error", "explain", "hint")
LABEL = Text("审核", "Review")


def unit(visit: Visit) -> HttpResponse:
    """What the bureau sees of a unit's year."""
    return _page(visit)


def _page(visit: Visit, typed: dict[str, Entered] | None = None, refusal: object = None) -> HttpResponse:
    rows = seen(visit.about)
    found = [finding for outcome in checked(visit.about) for finding in outcome.findings]
    found.sort(key=lambda each: _SEVERITY.index(each.severity))
    handed_in = [each for each in shown(visit.about, visit.writer()) if each.filing.state in HANDED_IN]
    status = HTTPStatus.OK
    if refusal is not None:
        status = HTTPStatus.CONFLICT if isinstance(refusal, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
    return visit.show(
        "bureau_unit.html",
        status,
        rows=rows,
        typed_scores=typed or {},
        refusal=refusal,
        findings=found[:MOST_FINDINGS],
        found=len(found),
        filings=handed_in,
        item_names={each.side.code: visit.say(each.side.name) for each in rows},
        words={each.name: each.words for each in actions()},
        next=visit.address("bureau_unit"),
    )


def scores(visit: Visit) -> HttpResponse:
    """The bureau's scores as they were typed."""
    asked = visit.request.POST
    typed = {}
    for each in seen(visit.about):
        code = each.side.code
        if f"score-{code}" in asked:
            version = asked.get(f"version-{code}", "")
            typed[code] = Entered(
                asked[f"score-{code}"], asked.get(f"reason-{code}", ""), int(version) if version.isdecimal() else None
            )
    try:
        done = assess(visit.about, typed, visit.writer())
    except (Faulty, Conflict) as refusal:
        return _page(visit, typed, refusal)
    visit.tell(_SAVED.fill(n=len(done.records) + done.dropped))
    return visit.go("bureau_unit")


_SAVED = Text("已保存{n}项复核得分", "{n} reviewed scores were saved")

pages = (
    Page("bureau_unit", f"{OF_DOSSIER}review/", unit, "oversee", None, LABEL, 75),
    Page("bureau_scores", f"{OF_DOSSIER}review/scores/", scores, None, "assess"),
)

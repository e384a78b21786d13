"""The use of results: what follows for next year's budget of each project, what was decided, and what became of it."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse

from jixiao.cycle.next_targets import next_targets
from jixiao.cycle.result_rules import PROPOSALS
from jixiao.cycle.result_uses import OUTCOMES, USES, Decision, Followed, follow, yuan_of
from jixiao.cycle.results import Proposal, proposals
from jixiao.cycle.showing_results import followed_json, proposals_json, targets_json, word_of
from jixiao.errors import JixiaoError
from jixiao.score.requests import today
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.web.dossiers import loop
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.worked_out import kept
from jixiao.web.models import Dossier
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.wording import Text

YEARS = 3
"""Years that next year's targets are drawn from."""


def results(visit: Visit) -> HttpResponse:
    """Proposals with their reasons, decisions, what became of them, and next year's targets."""
    return _results(visit)


def _results(visit: Visit, fault: Text | None = None, about: str = "") -> HttpResponse:
    tables, day = assembled(visit.about), today()
    try:
        found = kept(visit.about, ("proposals", day), lambda of: proposals(of, day))
    except JixiaoError as error:
        found, fault = [], fault or error.text
    decided = {row.text_id("project_code") for row in tables.table(USES) if row["decision"] is not None}
    shown = [(each, _said(visit, tables, each), each.project.text_id("project_code") in decided) for each in found]
    following = loop.next_year(visit.about)
    targets = targets_json(next_targets(_years(visit.about)), visit.language)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
    can_decide = loop.may_mend(visit.person, visit.about)
    posted = visit.request.POST.dict() if fault else {}
    return visit.show(
        "results.html",
        status,
        proposals=shown,
        words=[(each, word_of(each)) for each in PROPOSALS],
        uses=[_use(row) for row in tables.table(USES)],
        targets=targets,
        followed=_followed(tables, following),
        following=following,
        can_decide=can_decide,
        fault=fault,
        fault_about=about,
        posted=posted,
    )


def _said(visit: Visit, tables: Tables, each: Proposal) -> object:
    """A proposal in words: its amounts, its rules and where they are from."""
    said = proposals_json(tables, [each], visit.language)["proposals"]
    return said[0] if isinstance(said, list) else said


def _use(row: Row) -> dict[str, str]:
    return {name: row.text(name) for name in row.spec.fields} | {"number": f"{row.number}"}


def _years(dossier: Dossier) -> list[Tables]:
    """This year and those before, as far as they are here."""
    first = dossier.fiscal_year - YEARS + 1
    known = Dossier.objects.filter(unit=dossier.unit_id, fiscal_year__range=(first, dossier.fiscal_year)).select_related("unit")
    return [assembled(each) for each in known]


def _followed(tables: Tables, following: Dossier | None) -> list[tuple[dict[str, object], Text]]:
    """What became of each decision in the next year's budget."""
    if following is None:
        return []
    found: list[Followed] = follow(tables, assembled(following))
    return [(said, OUTCOMES[each.outcome]) for said, each in zip(followed_json(found), found, strict=True)]


def decide(visit: Visit, code: str) -> HttpResponse:
    """Write a decision beside its proposal."""
    posted = {name: value.strip() for name, value in visit.request.POST.items() if isinstance(value, str)}
    why = posted.get("why", "")
    try:
        yuan = yuan_of(posted["yuan"]) if posted.get("yuan") else None
        made = Decision(posted.get("decision", ""), today(), visit.account.name, why, yuan, posted.get("document", ""))
        row = loop.decide_on(visit.about, visit.writer(why), code, made)
    except JixiaoError as error:
        return _results(visit, error.text, code)
    visit.tell(_DECIDED.fill(code=row.text("use_code"), project=code))
    return visit.go("results")


def settle(visit: Visit) -> HttpResponse:
    """Write what became of the decisions into the ledger."""
    if loop.next_year(visit.about) is None:
        return _results(visit, _NO_NEXT.fill(year=visit.about.fiscal_year + 1))
    try:
        found = loop.settle_all(visit.about, visit.writer(), today())
    except JixiaoError as error:
        return _results(visit, error.text)
    visit.tell(_SETTLED.fill(n=sum(each.outcome != "unknown" for each in found)))
    return visit.go("results")


_DECIDED = Text("已登记对 {project} 的决定：{code}", "The decision on {project} is registered: {code}")
_NO_NEXT = Text("还没有{year}年度的卷宗", "There is no dossier of {year} yet")
_SETTLED = Text("已写明{n}项决定的落实情况", "What became of {n} decisions is written")

pages = (
    Page("results", f"{OF_DOSSIER}results/", results, "see", label=Text("结果应用", "Use of results"), order=90),
    Page("result_decide", f"{OF_DOSSIER}results/projects/<str:code>/decide/", decide, None, "mend"),
    Page("result_settle", f"{OF_DOSSIER}results/settle/", settle, None, "mend"),
)

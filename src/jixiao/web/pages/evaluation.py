"""Self-evaluation: every score with its why down to the rows, judged items, reasons for points lost, and what a review would say."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse

from jixiao import kinds
from jixiao.document.opening import Opened
from jixiao.errors import JixiaoError
from jixiao.findings import Finding, Outcome
from jixiao.framework.model import Framework
from jixiao.report.form import FOLDER as FORMS
from jixiao.report.making import built, makeable
from jixiao.review.reviewing import Against, reviewed
from jixiao.score.scoring import ItemScore, Score, shown
from jixiao.score.unit_score import framework_of
from jixiao.tables.measure_words import words
from jixiao.web.dossiers import scored_items
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.form_saving import Attempt, attempt, opened
from jixiao.web.dossiers.row_forms import RowForm
from jixiao.web.dossiers.worked_out import asked_for, checked, day_within, frameworks_of, kept, material_of, score_of
from jixiao.web.models import Dossier, Record
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.workflow.remarks import said_of
from jixiao.wording import Text


class Asked(NamedTuple):
    """Which score is looked at: by which framework, of which project (None: the unit)."""

    framework: Framework
    project: str | None
    score: Score


def evaluation(visit: Visit) -> HttpResponse:
    """The tree of the framework with every score."""
    dossier = visit.about
    known = frameworks_of(dossier)
    said: dict[str, Any] = {"outcome": _findings(checked(dossier)), "framework": None, "refused": None}
    if known:
        name = visit.request.GET.get("framework", known[0])
        if name not in known:
            raise Http404
        try:
            asked = _asked(dossier, name, visit.request.GET.get("project", ""))
        except JixiaoError as error:
            said["refused"] = error.text
        else:
            said |= _tree(dossier, asked)
    return visit.show("evaluation.html", known=[framework_of(assembled(dossier), name) for name in known], **said)


def _asked(dossier: Dossier, name: str, project: str) -> Asked:
    """The score that an address asks for; of a framework for projects the first project's unless it says which."""
    tables = assembled(dossier)
    framework = framework_of(tables, name)
    codes = [row.text_id("project_code") for row in tables.table("project") if row["kind"] == "project"]
    wanted = (project if project in codes else codes[0] if codes else None) if framework.kind == "project" else None
    return Asked(framework, wanted, score_of(dossier, name, wanted))


def _tree(dossier: Dossier, asked: Asked) -> dict[str, Any]:
    tables, made = assembled(dossier), asked.score
    items = kept(dossier, ("items", asked.framework.id, asked.project), lambda own: scored_items.listed(own, made))
    lost = [each for each in items if each.has_lost and not each.is_group]
    return {
        "framework": asked.framework,
        "project": asked.project,
        "projects": [row for row in tables.table("project") if row["kind"] == "project"],
        "score": made,
        "total": shown(made.total, asked.framework),
        "in_play": shown(made.in_play, asked.framework),
        "items": items,
        "lost": lost,
        "unsaid": sum(each.lacks_reason for each in lost),
        "unjudged": [each for each in items if each.lacks_judgement],
    }


def _findings(outcomes: list[Outcome]) -> dict[str, list[Finding]]:
    found = [each for outcome in outcomes for each in outcome.findings]
    return {severity: [each for each in found if each.severity == severity] for severity in ("error", "explain", "hint")}


# ---- one item


def item(visit: Visit, framework: str, code: str) -> HttpResponse:
    """One item: its rule, its arithmetic, its rows; judged here, and here the reason for lost points is given."""
    asked, each = _find(visit, framework, code)
    return _show(visit, asked, each, _judgement(visit, asked, each), _reason(visit, asked, each))


def judge(visit: Visit, framework: str, code: str) -> HttpResponse:
    """Save a judgement."""
    asked, each = _find(visit, framework, code)
    if each.item.source != scored_items.JUDGEMENT or each.item.children:
        raise Http404
    done = attempt(visit.about, _judgement(visit, asked, each), visit.request, visit.writer(), _about(asked, each))
    if done.record is None:
        return _show(visit, asked, each, done, _reason(visit, asked, each))
    visit.tell(Text("已保存“{name}”的评判", "The judgement of “{name}” was saved").fill(name=each.item.name))
    return _back(visit, asked, each)


def give_reason(visit: Visit, framework: str, code: str) -> HttpResponse:
    """Save the reason for points that were lost."""
    asked, each = _find(visit, framework, code)
    done = attempt(visit.about, _reason(visit, asked, each), visit.request, visit.writer(), _about(asked, each))
    if done.record is None:
        return _show(visit, asked, each, _judgement(visit, asked, each), done)
    visit.tell(Text("已保存“{name}”的扣分原因", "The reason for “{name}” was saved").fill(name=each.item.name))
    return _back(visit, asked, each)


def _back(visit: Visit, asked: Asked, each: ItemScore) -> HttpResponse:
    response = visit.go("evaluation_item", framework=asked.framework.id, code=each.item.code)
    if asked.project:
        response["Location"] += f"?project={asked.project}"
    return response


def _find(visit: Visit, framework: str, code: str) -> tuple[Asked, ItemScore]:
    if framework not in frameworks_of(visit.about):
        raise Http404
    try:
        asked = _asked(visit.about, framework, visit.request.GET.get("project", ""))
    except JixiaoError as error:
        raise Http404 from error
    each = asked.score.of(code)
    if each is None:
        raise Http404
    return asked, each


def _about(asked: Asked, each: ItemScore) -> dict[str, str]:
    """The cells that say what a row is about."""
    return {"framework": asked.framework.id, "item_code": each.item.code, "project_code": asked.project or ""}


_ABOUT = ("framework", "item_code", "project_code")


def _judgement(visit: Visit, asked: Asked, each: ItemScore) -> Attempt:
    offered = {"answer": each.item.answers} if each.item.answers else {}
    return _form(visit, asked, each, "judgement", offered)


def _reason(visit: Visit, asked: Asked, each: ItemScore) -> Attempt:
    form = _form(visit, asked, each, "deduction_reason", {})
    offices = visit.person.offices(visit.about)
    if form.number is None and offices and len(offices) == 1:
        return replace(form, form=replace(form.form, values={"office_code": next(iter(offices))}))
    return form


def _form(visit: Visit, asked: Asked, each: ItemScore, table: str, offered: dict[str, tuple[str, ...]]) -> Attempt:
    """The form of what was said of the item, or is to be said."""
    tables = assembled(visit.about)
    scope = asked.score.scope or tables.scope()
    said = tables.said_of(table, scope, asked.framework.id, each.item.code)
    record = Record.objects.filter(dossier=visit.about, table=table, number=said.number).first() if said else None
    return opened(RowForm(tables.schema[table], tables, {}, hidden=_ABOUT, offered=offered, prefix=f"{table}-"), record)


def _show(visit: Visit, asked: Asked, each: ItemScore, judgement: Attempt, reason: Attempt) -> HttpResponse:
    tables = assembled(visit.about)
    measure = each.item.measure
    owed = [one for one in asked_for(visit.about, day_within(visit.about)) if one.about_code == each.item.code]
    return visit.show(
        "evaluation_item.html",
        max(judgement.status, reason.status) if visit.is_post else HTTPStatus.OK,
        framework=asked.framework,
        project=asked.project,
        each=scored_items.one(tables, asked.score, each.item.code),
        item=each.item,
        measure=words(measure, tables.schema) if measure else None,
        written=measure,
        parts=list(scored_items.parts(each)),
        verdicts=list(scored_items.verdicts(each)),
        behind=scored_items.behind(tables, each),
        owed=owed,
        remarks=said_of(visit.about, each.item.code),
        judgement=judgement,
        reason=reason,
    )


# ---- what a review would say


def review(visit: Visit) -> HttpResponse:
    """What the bureau's review would say of our own papers: the list of them, each reviewed when it is asked for."""
    forms = [(name, kinds.load(FORMS, name).title) for name in _papers(visit.about)]
    return visit.show("evaluation_review.html", forms=forms)


def review_paper(visit: Visit, form: str) -> HttpResponse:
    """What it would say of one of them."""
    dossier = visit.about
    if form not in _papers(dossier):
        raise Http404
    framework = frameworks_of(dossier)[0]

    def made(_: object) -> Outcome:
        material = material_of(dossier, framework)
        title = kinds.load(FORMS, form).title.zh
        return reviewed(Path(title), Opened(built(material, form), {}), Against(assembled(dossier), framework)).outcome

    outcome = kept(dossier, ("reviewed", form), made)
    template = "evaluation_paper.html" if visit.request.headers.get("HX-Request") else "evaluation_paper_page.html"
    return visit.show(template, form=form, title=kinds.load(FORMS, form).title, outcome=outcome)


def _papers(dossier: Dossier) -> list[str]:
    """The forms that can be made of the dossier."""
    known = frameworks_of(dossier)
    return kept(dossier, ("papers",), lambda _: makeable(material_of(dossier, known[0]))) if known else []


_AT = f"{OF_DOSSIER}evaluation/"
pages = (
    Page("evaluation", _AT, evaluation, "see", label=Text("自评", "Self-evaluation"), order=50),
    Page("evaluation_review", f"{_AT}review/", review, "see"),
    Page("evaluation_paper", f"{_AT}review/<str:form>/", review_paper, "see"),
    Page("evaluation_item", f"{_AT}items/<str:framework>/<str:code>/", item, "see"),
    Page("judge_item", f"{_AT}items/<str:framework>/<str:code>/judge/", judge, None, "judge"),
    Page("give_reason", f"{_AT}items/<str:framework>/<str:code>/reason/", give_reason, None, "report"),
)

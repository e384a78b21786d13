"""Papers: every official form as it would be made now, with its figures leading to their rows; made, kept, held against today, compared."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString

from jixiao.document.formats.html.style_sheet import digest
from jixiao.document.formats.html.writing import page_of
from jixiao.document.layout import layout
from jixiao.report.quoted import QuotedDigits, quoted_digits
from jixiao.score.explanation import reason_for
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.worked_out import kept
from jixiao.web.jobs.asking import ask
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.papers import made
from jixiao.web.papers.blocks import blocks_of
from jixiao.web.papers.derivations import behind
from jixiao.web.papers.showing import shown
from jixiao.web.visiting import missing
from jixiao.wording import Text

STAGES = {
    "goals": Text("目标申报", "Goals"),
    "mid_year": Text("年中监控", "Mid-year monitoring"),
    "year_end": Text("年终自评", "Self-evaluation"),
}
OWN_POLICY = (
    "default-src 'none'; style-src '{style}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
)
"""For a paper as it is written: its own style sheet and no other, nothing from elsewhere, no script, no form."""

_SHOWN = 100
"""Papers that were made, listed at once."""


def papers(visit: Visit) -> HttpResponse:
    """The forms that can be made of the dossier, and the papers that were made."""
    forms = made.forms(visit.about)
    groups = [(label, [each for each in forms if each.stage == stage]) for stage, label in STAGES.items()]
    earlier = made.listed(visit.about) if visit.may("export") else []
    return visit.show(
        "papers.html", groups=groups, formats=made.FORMATS, earlier=earlier[:_SHOWN], more=max(len(earlier) - _SHOWN, 0)
    )


def paper(visit: Visit, form: str) -> HttpResponse:
    """A paper as it would be made now; its figures are links."""
    known = _form(visit, form)
    if known is None:
        return missing(visit.request)
    dossier = visit.about
    digits = kept(dossier, ("quoted", form), lambda tables: quoted_digits(made.paper(dossier, form), tables))
    out = made.left_out(dossier, form) if known.is_public else []
    said: dict[str, Any] = {"form": known, "html": _shown(visit, form), "formats": made.FORMATS, "left_out": out}
    return visit.show("paper.html", **said, loose=_loose(digits), digits=len(digits))


def _shown(visit: Visit, form: str) -> SafeString:
    def link(figure: str) -> str:
        return f"{visit.address('paper_figure', figure=figure)}?paper={form}"

    return kept(visit.about, ("shown", form), lambda _: shown(blocks_of(made.paper(visit.about, form)), link))


def paper_live(visit: Visit, form: str) -> HttpResponse:
    """The paper again if the data have changed since it was shown; nothing if they have not."""
    if visit.request.GET.get("version") == f"{visit.about.version}":
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    known = _form(visit, form)
    if known is None:
        return missing(visit.request)
    return visit.show("paper_live.html", form=known, html=_shown(visit, form), is_new=True)


def _loose(digits: list[QuotedDigits]) -> list[QuotedDigits]:
    """Digits that nothing in the dossier says: these the author has to look at."""
    return [each for each in digits if not each.has_source]


def _form(visit: Visit, name: str) -> made.Form | None:
    return next((each for each in made.forms(visit.about) if each.name == name), None)


def paper_sheet(visit: Visit, form: str) -> HttpResponse:
    """A paper as it looks when it is printed, in a page of its own."""
    if _form(visit, form) is None:
        return missing(visit.request)
    return _page(kept(visit.about, ("sheet", form), lambda _: page_of(made.paper(visit.about, form), layout())))


def _page(content: str) -> HttpResponse:
    """A web page that stands by itself: what its own head allows, its answer allows."""
    response = HttpResponse(content)
    style = content.partition("<style>")[2].partition("</style>")[0]
    response["Content-Security-Policy"] = OWN_POLICY.format(style=digest(style))
    return response


def paper_figure(visit: Visit, figure: str) -> HttpResponse:
    """How a figure came about: its arithmetic, and the rows behind it with their evidence."""
    of = made.figures_of(visit.about, visit.request.GET.get("paper", ""))
    found = of.figures.find(figure) if of else None
    if of is None or found is None:
        return missing(visit.request)
    tables, is_all = assembled(visit.about), "all" in visit.request.GET
    code = figure.partition(".")[2]
    row = reason_for(tables, of.score, code) if figure.startswith(("score.", "lost.")) else None
    reason = row.text("reason") if row else ""
    rows = behind(tables, found, None) if is_all else behind(tables, found)
    return visit.show("paper_figure.html", figure=found, behind=rows, reason=reason, is_all=is_all)


# ---- made


def make_paper(visit: Visit, form: str) -> HttpResponse:
    """Make a paper, keep it as it is, and hand it over."""
    ending = visit.request.POST.get("format", "")
    if _form(visit, form) is None or ending not in made.FORMATS:
        return missing(visit.request)
    done = made.make(visit.about, form, ending, visit.writer())
    return visit.go("paper_file", number=done.number)


def make_papers(visit: Visit) -> HttpResponse:
    """Ask for all papers in some formats; they are made in the background."""
    wanted = [each for each in made.FORMATS if each in visit.request.POST.getlist("formats")]
    ask("papers", visit.about, visit.writer(), {"formats": wanted or list(made.FORMATS)})
    visit.tell(Text("已开始编制，完成后在这里下载", "They are being made; the archive will be here"))
    return visit.go("jobs")


def paper_file(visit: Visit, number: int) -> HttpResponse:
    """A paper that was made, byte for byte."""
    found = made.found(visit.about, number)
    if found is None or not found.is_whole:
        return missing(visit.request)
    response = HttpResponse(found.path.read_bytes(), content_type=made.FORMATS[found.format][0])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    response["Content-Security-Policy"] = OWN_POLICY.format(style="none")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def paper_made(visit: Visit, number: int) -> HttpResponse:
    """A paper that was made: by whom and when, and what in it no longer holds."""
    found = made.found(visit.about, number)
    if found is None:
        return missing(visit.request)
    outcome = made.holds(visit.about, found) if found.is_whole else None
    others = [each for each in made.listed(visit.about) if each.form == found.form and each.number != number]
    return visit.show("paper_made.html", made=found, outcome=outcome, others=others[:_SHOWN], now=visit.about.version)


def paper_compare(visit: Visit, number: int) -> HttpResponse:
    """The lines in which a paper differs from another one of the same form, or from what would be made now."""
    found, wanted = made.found(visit.about, number), visit.request.GET.get("with", "now")
    other = made.found(visit.about, int(wanted)) if wanted.isdecimal() else None
    is_now = wanted == "now"
    if found is None or not found.is_whole or (other is None and not is_now) or (is_now and _form(visit, found.form) is None):
        return missing(visit.request)
    if other is not None and (not other.is_whole or other.form != found.form):
        return visit.show("paper_compare.html", HTTPStatus.UNPROCESSABLE_ENTITY, made=found, other=other, lines=[], is_alien=True)
    older, newer = (other, found) if other is not None and other.number < found.number else (found, other)
    return visit.show("paper_compare.html", made=older, other=newer, lines=made.differences(visit.about, older, newer))


_ONE = "papers/forms/<str:form>/"
_MADE = "papers/made/<int:number>/"

pages = (
    Page("papers", f"{OF_DOSSIER}papers/", papers, "see", label=Text("文稿", "Papers"), order=60),
    Page("paper", f"{OF_DOSSIER}{_ONE}", paper, "see"),
    Page("paper_live", f"{OF_DOSSIER}{_ONE}live/", paper_live, "see"),
    Page("paper_sheet", f"{OF_DOSSIER}{_ONE}sheet/", paper_sheet, "see"),
    Page("make_paper", f"{OF_DOSSIER}{_ONE}make/", make_paper, None, "export"),
    Page("make_papers", f"{OF_DOSSIER}papers/make/", make_papers, None, "export"),
    Page("paper_figure", f"{OF_DOSSIER}papers/figures/<str:figure>/", paper_figure, "see"),
    Page("paper_made", f"{OF_DOSSIER}{_MADE}", paper_made, "export"),
    Page("paper_file", f"{OF_DOSSIER}{_MADE}file/", paper_file, "export"),
    Page("paper_compare", f"{OF_DOSSIER}{_MADE}compare/", paper_compare, "export"),
)

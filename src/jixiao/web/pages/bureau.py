"""The bureau's desk: who has handed in, the ranking, the sample for re-checking, and all of it as files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict

from jixiao.portfolio.signal import load, names
from jixiao.web.bureau import exporting
from jixiao.web.bureau.listing import AWAITED, LATE, SHOWN, Wish, listing, regions, years
from jixiao.web.bureau.ranking import ranking
from jixiao.web.bureau.sampling import MOST, sample, stand
from jixiao.web.dossiers.writing import Refusal
from jixiao.web.jobs.asking import ask, mine
from jixiao.web.jobs.job import ENDED
from jixiao.web.page import Page, Visit
from jixiao.web.people.policy import STAGES, YEAR_END
from jixiao.web.visiting import missing
from jixiao.web.workflow.states import STAGE_NAMES
from jixiao.wording import Text

_DIGITS = 9
_STATES = {LATE: Text("逾期未报", "Overdue"), AWAITED: Text("尚未报送", "Not handed in"), **SHOWN}


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else otherwise


def _wish(visit: Visit, known: Iterable[int]) -> Wish:
    asked = visit.request.GET if not visit.is_post else visit.request.POST
    newest = next(iter(known), 0)
    stage = asked.get("stage", YEAR_END)
    return Wish(
        _number(asked.get("year", ""), newest),
        stage if stage in STAGES else YEAR_END,
        asked.get("state", "") if asked.get("state", "") in _STATES else "",
        "".join(sign for sign in asked.get("region", "") if sign.isalnum())[:12],
        asked.get("words", "").strip()[:60],
        _number(asked.get("page", ""), 1),
    )


def _said(visit: Visit, without: str) -> str:
    """What was asked for, but for one part: for links that change that part."""
    kept = QueryDict(mutable=True)
    for name, value in visit.request.GET.items():
        if name not in {without, "page"} and value:
            kept[name] = str(value)
    return kept.urlencode()


def bureau(visit: Visit) -> HttpResponse:
    """The units that the reader oversees, at a stage of a year."""
    known = years(visit.person)
    wish = _wish(visit, known)
    return visit.show(
        "bureau.html",
        wish=wish,
        listed=listing(visit.person, wish),
        years=known,
        regions=regions(visit.person),
        stages=STAGE_NAMES,
        states=_STATES,
        but_state=_said(visit, "state"),
        but_page=_said(visit, "page"),
    )


def ranked(visit: Visit) -> HttpResponse:
    """The units that handed in, by their kept scores."""
    known = years(visit.person)
    wish = _wish(visit, known)
    found = ranking(visit.person, wish)
    return visit.show(
        "bureau_ranking.html",
        wish=wish,
        ranking=found,
        years=known,
        regions=regions(visit.person),
        but_page=_said(visit, "page"),
    )


def sampled(visit: Visit) -> HttpResponse:
    """A plan for re-checking, drawn from a seed that anybody can draw it from again."""
    known = years(visit.person)
    wish = _wish(visit, known)
    asked = visit.request.GET
    seed, count = asked.get("seed", "").strip()[:60], _number(asked.get("count", ""), 0)
    drawn = sample(visit.person, wish, count, seed) if seed and 0 < count <= MOST else None
    return visit.show(
        "bureau_sample.html",
        wish=wish,
        drawn=drawn,
        stand=drawn.stand if drawn else stand(visit.person, wish.year),
        running=mine(visit.account).filter(kind=SIGNALS, arguments__year=wish.year).exclude(state__in=ENDED).first(),
        years=known,
        seed=seed,
        count=count,
        most=MOST,
        kinds=[load(name) for name in names()],
    )


def signals(visit: Visit) -> HttpResponse:
    """Ask for the signals of a year to be worked out, in the background."""
    wish = _wish(visit, years(visit.person))
    try:
        ask(SIGNALS, None, visit.writer(), {"year": wish.year})
    except Refusal as refused:
        visit.tell(refused.because, is_bad=True)
    else:
        visit.tell(
            Text("已开始计算风险信号，完成后回到本页抽取", "The signals are being worked out; come back to this page to draw")
        )
    response = visit.go("bureau_sample")
    response["Location"] += f"?year={wish.year}"
    return response


SIGNALS = "signals"


def export(visit: Visit, what: str, ending: str) -> HttpResponseBase:
    """The list, the ranking, the sample or all scores as a file."""
    wish = _wish(visit, years(visit.person))
    asked = visit.request.GET
    known = (*exporting.ENDINGS, *exporting.PAPERS) if what == "sample" else exporting.ENDINGS
    if what not in exporting.WHAT or ending not in known:
        return missing(visit.request)
    drawing = exporting.Asked(
        visit.person, wish, asked.get("seed", "").strip()[:60] or "1", min(_number(asked.get("count", ""), 1) or 1, MOST)
    )
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        path = exporting.write(what, ending, drawing, Path(scratch), visit.language)
        content = path.open("rb")
    return FileResponse(content, as_attachment=True, filename=path.name)


def recompute(visit: Visit) -> HttpResponse:
    """Ask for all scores of a year to be brought up to their rows, in the background."""
    wish = _wish(visit, years(visit.person))
    try:
        ask("recompute", None, visit.writer(), {"year": wish.year})
    except Refusal as refused:
        visit.tell(refused.because, is_bad=True)
        return visit.go("bureau")
    visit.tell(Text("已开始更新得分，完成后在“任务”里可见", "The scores are being brought up to date; see the jobs"))
    return visit.go("jobs")


pages = (
    Page("bureau", "bureau/", bureau, "oversee"),
    Page("bureau_ranking", "bureau/ranking/", ranked, "oversee"),
    Page("bureau_sample", "bureau/sample/", sampled, "oversee"),
    Page("bureau_signals", "bureau/sample/signals/", signals, None, "oversee"),
    Page("bureau_export", "bureau/export/<str:what>.<str:ending>", export, "oversee"),
    Page("bureau_recompute", "bureau/recompute/", recompute, None, "oversee"),
)

"""A paper that somebody handed in to the bureau, reviewed in a process of its own that is held to time and memory."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from jixiao.findings import Finding
from jixiao.review.many import Result, Wanted
from jixiao.review.many import run as review
from jixiao.review.summary import shipped_grades, summed
from jixiao.web.dossiers.adopting import as_folder
from jixiao.web.dossiers.writing import Forbidden
from jixiao.web.jobs.job import At, Made
from jixiao.web.models import Dossier
from jixiao.wording import Text
from jixiao.workers import Bounds, Lost, each

order = 50
words = Text("审核外来文稿", "review a paper")
permission = "oversee"
of_dossier = False

BOUNDS = Bounds(seconds=180, megabytes=1_500)
"""What one paper may take; a file that was made to do harm costs no more."""
MOST_FINDINGS = 1_000


def run(at: At) -> Made:
    """Review the file; where a unit and a year are named, against that dossier."""
    at.tell(0, 1)
    path = at.folder / Path(str(at.arguments["incoming"])).name
    with ExitStack() as stack:
        held = _dossier(at)
        folder = stack.enter_context(as_folder(held)) if held else None
        wanted = Wanted(folder, str(at.arguments.get("framework") or "") or None)
        _, came = next(each(partial(review, wanted=wanted), [path], 1, BOUNDS))
    at.tell(1, 1)
    if isinstance(came, Lost):
        return Made(came.because, data={"is_read": False, "findings": []})
    return Made(_MADE.fill(n=len(came.outcome.findings)), data=_data(came))


def _dossier(at: At) -> Dossier | None:
    unit, year = at.arguments.get("unit"), at.arguments.get("year")
    if not unit:
        return None
    found = Dossier.objects.select_related("unit").filter(unit__code=unit, fiscal_year=int(str(year))).first()
    if found is None or not at.person.may("see", found):
        raise Forbidden(Text("没有这个卷宗，或者您看不到它", "There is no such dossier, or it is not yours to see"))
    return found


def _data(came: Result) -> Mapping[str, object]:
    """What was found, by place, in both languages."""
    summary = summed(came.outcome, came.scores, shipped_grades())
    return {
        "is_read": came.is_read,
        "unit": came.unit,
        "year": came.year,
        "digest": came.digest,
        "summary": {language: summary.as_text(language) for language in ("zh", "en")},
        "errors": summary.errors,
        "explains": summary.explains,
        "hints": summary.hints,
        "stated": None if came.scores.stated is None else f"{came.scores.stated:f}",
        "recomputed": None if came.scores.recomputed is None else f"{came.scores.recomputed:f}",
        "findings": [_finding(found) for found in came.outcome.findings[:MOST_FINDINGS]],
    }


def _finding(found: Finding) -> dict[str, object]:
    said = {name: getattr(found, name) for name in ("because", "stated", "expected", "advice")}
    return {
        "severity": found.severity,
        "check": found.check,
        "rule": found.rule or "",
        "quote": found.quote,
        "place": {"zh": found.place.within("zh"), "en": found.place.within("en")},
        **{name: None if text is None else {"zh": text.say("zh"), "en": text.say("en")} for name, text in said.items()},
    }


_MADE = Text("已审核，发现{n}处", "Reviewed, {n} findings")

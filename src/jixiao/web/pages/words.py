"""The words of the report: every narrative with its bound numbers, and an editor in which they stay bound."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from jixiao.report.form import Material
from jixiao.score.bindings import quoted
from jixiao.web.dossiers.writing import Faulty, Put, write
from jixiao.web.models import Record
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.papers.showing import shown_runs
from jixiao.web.papers.words import all_words, filled, material_for, offered, unknown, words_at
from jixiao.web.visiting import missing
from jixiao.wording import Text


def words(visit: Visit) -> HttpResponse:
    """Every narrative, with how many of its numbers are bound."""
    listed = all_words(visit.about)
    groups: dict[Text, list[object]] = {}
    for each in listed:
        groups.setdefault(each.label, []).append(each)
    return visit.show("words.html", groups=groups.items())


def word(visit: Visit, table: str, number: int, column: str) -> HttpResponse:
    """One narrative: the text with its bindings, the same with its figures, and the figures that can be put in."""
    found = words_at(visit.about, table, number, column)
    of = material_for(visit.about, found[0]) if found else None
    record = Record.objects.filter(dossier=visit.about, table=table, number=number).first()
    if found is None or record is None:
        return missing(visit.request)
    text, version, faults = found[1].text, f"{record.version}", list[Text]()
    if visit.is_post:
        text, version = visit.request.POST.get("text", "").replace("\r\n", "\n"), visit.request.POST.get("version", "")
        faults = [_NO_FIGURE.fill(written=each) for each in (unknown(of, text) if of else ())]
        if not faults and version.isdecimal():
            put = Put(table, number, {**record.values, column: text}, int(version))
            try:
                write(visit.about, [put], visit.writer(visit.request.POST.get("reason", "").strip()), action="write")
            except Faulty as faulty:
                faults = [each.because for each in faulty.findings]
            else:
                visit.tell(Text("已保存", "It is saved"))
                return visit.go("word", table=table, number=number, column=column)
    wanted = visit.request.GET.get("q", "")
    figures, more = offered(of, wanted) if of else ([], 0)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK
    said = {"words": found[1], "text": text, "version": version, "faults": faults, "figures": figures, "more": more, "q": wanted}
    return visit.show("word.html", status, **said, **_looked(visit, of, text))


def word_shown(visit: Visit, table: str, number: int, column: str) -> HttpResponse:
    """A text that is being written, with its figures filled in; nothing is saved."""
    found = words_at(visit.about, table, number, column)
    if found is None:
        return missing(visit.request)
    text = visit.request.POST.get("text", "")
    return visit.show("word_shown.html", **_looked(visit, material_for(visit.about, found[0]), text))


def _looked(visit: Visit, of: Material | None, text: str) -> dict[str, Any]:
    """What a writer sees of a text: its paragraphs with figures, the digits that are bound to none, the bindings that name none."""
    paragraphs = filled(of, text) if of else [[{"text": line} for line in text.splitlines()]]
    shown = [shown_runs(runs, lambda figure: visit.address("paper_figure", figure=figure)) for runs in paragraphs]
    return {"paragraphs": shown, "loose": list(quoted(text)), "unknown": unknown(of, text) if of else []}


_NO_FIGURE = Text(
    "没有数字“{written}”：请从右侧的数字中选用，或改成文字",
    "There is no figure “{written}”: take one of those listed, or write words instead",
)
_ONE = "papers/words/<str:table>/<int:number>/<str:column>/"

pages = (
    Page("words", f"{OF_DOSSIER}papers/words/", words, "see"),
    Page("word", f"{OF_DOSSIER}{_ONE}", word, "see", "judge"),
    Page("word_shown", f"{OF_DOSSIER}{_ONE}shown/", word_shown, None, "judge"),
)

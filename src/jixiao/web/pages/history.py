"""The history of a dossier, and a single row with what became of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from jixiao.score.explanation import evidence_of
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.referring import row_numbered
from jixiao.web.dossiers.rows_behind import cells
from jixiao.web.history.reading import ON_A_PAGE, TABLES, Looked, entries, looked, told
from jixiao.web.models import Entry
from jixiao.web.page import OF_DOSSIER, Page, Visit
from jixiao.web.workflow.action import words
from jixiao.wording import Text, same


def history(visit: Visit) -> HttpResponse:
    """All changes, the newest first; by table, row, person and days."""
    dossier, asked = visit.about, visit.request.GET.dict()
    what = looked({name: text for name, text in asked.items() if isinstance(text, str)})
    found = list(entries(dossier, what)[: ON_A_PAGE + 1])
    schema = assembled(dossier).schema
    all_of_it = Entry.objects.filter(unit_code=dossier.unit.code, fiscal_year=dossier.fiscal_year).order_by()
    tables = all_of_it.values_list("table", flat=True).distinct()
    people = all_of_it.exclude(username="").values_list("username", "person").distinct()
    names = {name: schema[name].label if name in schema else TABLES.get(name, same(name)) for name in sorted(tables)}
    query = visit.request.GET.copy()
    query.pop("below", None)
    return visit.show(
        "history.html",
        entries=_told(visit, found[:ON_A_PAGE]),
        below=found[ON_A_PAGE - 1].number if len(found) > ON_A_PAGE else None,
        asked=what,
        tables=names,
        people=sorted(people),
        query=query.urlencode(),
    )


def _told(visit: Visit, found: list[Entry]) -> object:
    steps = words()
    return told(found, assembled(visit.about).schema, steps)


def source(visit: Visit, table: str, number: int) -> HttpResponse:
    """A row: what it says, what proves it, and what became of it; a row that was taken out has its history only."""
    dossier = visit.about
    tables = assembled(dossier)
    row, history_too = row_numbered(tables, table, number), visit.may("see_history")
    found = list(entries(dossier, Looked(table, str(number)))[:ON_A_PAGE]) if history_too else []
    if row is None and not found:
        raise Http404
    return visit.show(
        "source.html",
        label=tables.schema[table].label if table in tables.schema else same(table),
        row=row,
        table=table,
        is_open=row is not None and table in tables.schema,
        number=number,
        cells=cells(row) if row else [],
        proofs=list(evidence_of(tables, row)) if row else [],
        entries=_told(visit, found),
        history_too=history_too,
    )


pages = (
    Page("history", f"{OF_DOSSIER}history/", history, "see_history", label=Text("变更记录", "History"), order=100),
    Page("source", f"{OF_DOSSIER}rows/<str:table>/<int:number>/", source, "see"),
)

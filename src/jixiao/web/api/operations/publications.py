"""What units have published, for everybody: no token is needed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Query, Schema

from jixiao.web.api.operation import Call, Operation
from jixiao.web.api.problems import missing
from jixiao.web.api.shapes import Data, Listed, Number, Slice, Word, listed
from jixiao.web.models import Publication
from jixiao.web.page import EVERYBODY
from jixiao.wording import Text

order = 100
words = Text("公开信息", "Published")


class PublicationShape(Schema):
    """What was published, by whom, of which year."""

    number: int
    unit: str
    name: str
    year: int
    stage: str
    at: datetime


class PublicationWithData(PublicationShape):
    """The same with its data, as they stood that day."""

    data: Data


class Wanted(Slice):
    """Of a unit, of a year."""

    unit: Word | None = None
    year: Number | None = None


def list_publications(call: Call, wanted: Query[Wanted]) -> dict[str, Any]:
    """What is published now, the newest first."""
    exact = {"filing__dossier__unit__code": wanted.unit, "filing__dossier__fiscal_year": wanted.year}
    found = Publication.objects.filter(withdrawn_at=None).select_related("filing__dossier__unit").order_by("-pk")
    return listed(call, found.filter(**{name: value for name, value in exact.items() if value is not None}), wanted, _shown)


def get_publication(call: Call, number: int) -> dict[str, Any]:
    """What was published, with its data."""
    del call
    found = Publication.objects.filter(pk=number, withdrawn_at=None).select_related("filing__dossier__unit").first()
    if found is None:
        raise missing()
    return {**_shown(found), "data": found.data}


def _shown(each: Publication) -> Data:
    dossier = each.filing.dossier
    said = {"number": each.pk, "unit": dossier.unit.code, "name": dossier.unit.name, "year": dossier.fiscal_year}
    return {**said, "stage": each.filing.stage, "at": each.at}


operations = (
    Operation("GET", "publications", list_publications, EVERYBODY, Text("已公开", "Published"), Listed[PublicationShape]),
    Operation(
        "GET", "publications/{int:number}", get_publication, EVERYBODY, Text("一份公开信息", "A publication"), PublicationWithData
    ),
)

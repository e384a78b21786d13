"""Administration: the doors that each of the three administrators has, and the example unit for a site that has no dossier yet."""

from __future__ import annotations

from django.http import HttpResponse

from jixiao.web.dossiers.writing import Refusal, Writer
from jixiao.web.models import Dossier
from jixiao.web.page import SIGNED_IN, Page, Visit
from jixiao.web.people.demonstration import bring_example
from jixiao.web.visiting import missing
from jixiao.wording import Text

_DOORS = ("manage_accounts", "manage_units", "manage_rules", "grant", "search_audit")


def administration(visit: Visit) -> HttpResponse:
    """What each administrator may do."""
    doors = {each for each in _DOORS if visit.person.may(each)}
    if not doors:
        return missing(visit.request)
    is_empty = "manage_units" in doors and not Dossier.objects.exists()
    return visit.show("administration.html", doors=doors, is_empty=is_empty)


def example(visit: Visit) -> HttpResponse:
    """Bring the example unit's year into a site that has no dossier."""
    if Dossier.objects.exists():
        raise Refusal(Text("已经有卷宗，不再加入示例单位", "There are dossiers already; the example is not brought in"))
    made = bring_example(Writer(visit.act(), visit.account, None))
    visit.tell(
        Text(
            "已加入示例单位{name}。请安全管理员给人授权。",
            "The example unit {name} was brought in. The security administrator grants roles for it.",
        ).fill(name=made.unit.name)
    )
    return visit.go("administration_units")


pages = (
    Page("administration", "administration/", administration, SIGNED_IN),
    Page("administration_example", "administration/example/", example, None, "manage_units"),
)

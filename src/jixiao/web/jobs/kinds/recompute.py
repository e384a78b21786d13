"""The scores of many dossiers brought up to their rows, for the lists of many."""

from __future__ import annotations

from jixiao.web.dossiers.standings import standing
from jixiao.web.jobs.job import At, Made
from jixiao.web.models import Dossier
from jixiao.wording import Text

order = 40
words = Text("重新计算所辖单位的得分", "work out the scores of all units again")
permission = "oversee"
of_dossier = False


def run(at: At) -> Made:
    """Those of ``year``, or of all years, that the one who asks may see. What is up to date already is passed over, so it goes on where it was."""
    listed = Dossier.objects.select_related("unit").order_by("pk")
    year = at.arguments.get("year")
    if isinstance(year, int):
        listed = listed.filter(fiscal_year=year)
    person = at.person
    seen = [each for each in listed if person.may("see", each)]
    scored = 0
    for count, dossier in enumerate(seen):
        at.tell(count, len(seen))
        scored += standing(dossier) is not None
    at.tell(len(seen), len(seen))
    return Made(_MADE.fill(scored=scored, n=len(seen)), data={"dossiers": len(seen), "scored": scored})


_MADE = Text("{n}个卷宗，{scored}个已计分", "{n} dossiers, {scored} of them scored")

"""Every page in a real browser, on a desk and on a phone: it opens, nothing complains, nothing comes from outside, everybody can use it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.web.addresses import every_page, where
from tests.web.journeys.visitors import DESK, PHONE, Site

from jixiao.web.models import Account, Dossier
from jixiao.web.page import EVERYBODY, SIGNED_IN, Page
from jixiao.web.people.policy import Person

pytestmark = pytest.mark.heavy
WHO = ("finance", "office", "head", "reviewer", "auditor", "system", "security", "audit")
SERIOUS = {"serious", "critical"}


def visitor_for(page: Page, dossier: Dossier) -> str:
    """Somebody who may see a page; nobody's name for what is open to all."""
    if page.see == EVERYBODY:
        return ""
    about = dossier if page.of_dossier else dossier.unit if page.of_unit else None
    if page.see == SIGNED_IN:
        return "finance"
    return next(who for who in WHO if Person(Account.objects.get(username=who)).may(page.see or "", about))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_opens_and_everybody_can_use_it(served: Site, dossier: Dossier, size: tuple[int, int]) -> None:
    served.expected = {404, 422}
    axe, faults = Axe(), []
    for each in every_page():
        if each.see is None:
            continue
        page = served.visit("", size=size) if each.see == EVERYBODY else served.visit(visitor_for(each, dossier), size=size)
        answer = page.request.get(served.address + where(each, dossier), max_redirects=0)
        if answer.status >= 500:
            faults.append(f"{each.name}: {answer.status}")
        is_page = "html" in answer.headers.get("content-type", "") and "content-disposition" not in answer.headers
        if answer.status != 200 or not is_page:
            continue
        page.goto(served.address + where(each, dossier))
        found = axe.run(page).response["violations"]
        faults += [
            f"{each.name}: {fault['id']} {fault['nodes'][0]['html'][:120]}" for fault in found if fault["impact"] in SERIOUS
        ]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            faults.append(f"{each.name}: wider than the window of {size[0]} px")
        if page.locator("h1").count() != 1:
            faults.append(f"{each.name}: {page.locator('h1').count()} main headings")
    assert not faults, "\n".join(faults)

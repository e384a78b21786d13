from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.who import Browser, Who

from jixiao.exact import decimal_ratio, grouped
from jixiao.score.facts import View
from jixiao.score.progress import budget, rate, spending
from jixiao.tables.measuring import Measured
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Put, write
from jixiao.web.models import Dossier, Record

BUDGET = "/u/440100-ZJB/2023/budget/"


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def whole(dossier: Dossier, what: object) -> Measured:
    tables = assembled(dossier)
    found = what(View(tables, tables.scope()))  # type: ignore[operator]
    assert isinstance(found, Measured)
    return found


def wan(found: Measured) -> str:
    return grouped(decimal_ratio(found.numerator, found.denominator * 10_000, 2), 2)


def test_budget_spending_and_rate_are_those_of_the_rooms_below(browser: Browser, dossier: Dossier) -> None:
    page = text(browser("finance").get(BUDGET)).replace(",", "")
    figures = re.findall(r'<p class="figure">([^<]*)</p>', page)
    share = whole(dossier, rate)
    assert figures[:2] == [wan(whole(dossier, each)).replace(",", "") for each in (budget, spending)]
    assert figures[2].startswith(f"{decimal_ratio(100 * share.numerator, share.denominator, 2)}"[:5])


def test_a_payment_moves_its_line_its_month_and_the_whole(browser: Browser, dossier: Dossier, writer: Who) -> None:
    finance = browser("finance")
    before = text(finance.get(BUDGET))
    like = dict(Record.objects.filter(table="payment")[0].values)
    write(dossier, [Put("payment", None, like | {"payment_id": "NEU-1", "amount_yuan": "123456.00"})], writer("finance"))
    after = text(finance.get(BUDGET))
    assert before != after
    assert wan(whole(dossier, spending)).replace(",", "") in after
    assert "NEU-1" in text(finance.get("/u/440100-ZJB/2023/ledgers/payment/?q=NEU-1"))


def test_lines_of_one_project(browser: Browser) -> None:
    page = text(browser("finance").get(BUDGET, {"project": "P01"}))
    detail = page.split('id="lines"')[1].split("</section>")[0]
    assert "P01" in detail
    assert "B01</a>" not in detail
    assert browser("finance").get(BUDGET, {"project": "../x", "day": "2023-02-30"}).status_code == 200


def test_the_bars_are_in_proportion_and_have_their_numbers_beside(browser: Browser) -> None:
    page = text(browser("finance").get(BUDGET))
    heights = [int(each) for each in re.findall(r'<rect [^>]*height="(\d+)"', page)]
    assert len(heights) == 12
    assert max(heights) == 120
    assert "累计执行率" in page
    assert "style=" not in page


@pytest.mark.parametrize(("who", "may"), [("finance", True), ("clerk", False), ("head", False), ("auditor", False)])
def test_who_pays_is_offered_to_pay(browser: Browser, who: str, may: bool) -> None:  # noqa: FBT001 - a case
    assert ("导入支出" in text(browser(who).get(BUDGET))) is may


def test_outsiders_see_no_budget(browser: Browser) -> None:
    assert browser("security").get(BUDGET).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_payments(browser: Browser, dossier: Dossier, writer: Who) -> None:
    finance = browser("finance")

    def queries() -> int:
        finance.get(BUDGET)
        with CaptureQueriesContext(connection) as seen:
            assert finance.get(BUDGET).status_code == 200
        return len(seen)

    before = queries()
    like = dict(Record.objects.filter(table="payment")[0].values)
    write(dossier, [Put("payment", None, like | {"payment_id": f"NEU-{n}"}) for n in range(300)], writer("finance"))
    assert queries() == before
    assert before < 16

"""The year of the example unit, by hand, in a browser: from a reception that a clerk records to what a citizen reads."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.web import letters
from tests.web.journeys.visitors import DESK, PHONE, Site

from jixiao.web.history.chain import verify
from jixiao.web.models import Dossier, Filing, Publication, Record

pytestmark = pytest.mark.heavy
AT = "/u/440100-ZJB/2023"
ENDING = "year_end"
SHOTS = os.environ.get("JIXIAO_SHOTS")
"""A folder for pictures of every step, for those who want to look."""


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def take(site: Site, who: str, action: str, reason: str = "") -> Page:
    """Somebody takes a step of the self-evaluation's way."""
    page = site.visit(who, f"{AT}/filing/")
    form = page.locator(f'form[action*="/filing/{ENDING}/take/{action}/"]')
    if reason:
        form.locator("textarea").fill(reason)
    shot(page, f"before-{action}")
    form.locator("button").click()
    page.wait_for_load_state()
    return page


def state() -> str:
    return Filing.objects.get(stage=ENDING).state


def record_a_reception(site: Site, proof: Path, size: tuple[int, int], persons: str) -> None:
    """A clerk who was shown nothing: from the home page to a saved row with its evidence."""
    page = site.visit("clerk", "/", size)
    shot(page, f"home-{size[0]}")
    if size == PHONE:
        page.get_by_role("link", name="公务接待台账").click()
    else:
        page.get_by_role("link", name=re.compile("广州市人民政府驻北京办事处")).first.click()
        page.get_by_role("link", name="台账").first.click()
        shot(page, f"ledgers-{size[0]}")
        page.get_by_role("link", name="公务接待台账").first.click()
        page.get_by_role("link", name="记一笔").first.click()
    page.get_by_label(re.compile("发生日期")).first.fill("2023-11-08")
    page.get_by_role("group", name=re.compile("接待对象")).get_by_text("省部级").click()
    page.locator("#f-batches").fill("1")
    page.locator("#f-persons").fill(persons)
    page.locator("#evidence").set_input_files(proof)
    shot(page, f"reception-{size[0]}")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已保存：公务接待台账")
    shot(page, f"saved-{size[0]}")


def whole_year(site: Site, folder: Path) -> None:
    """All of it, in the order of the year."""
    recorded(site, folder)
    watched(site)
    evaluated(site)
    returned(site)
    published(site)
    page = site.visit("auditor", f"{AT}/history/")
    expect(page.get_by_role("main")).to_contain_text("财政局审核员")
    shot(page, "history")
    assert verify().breaks == []


def recorded(site: Site, folder: Path) -> None:
    """The clerk records, at a desk and on the way."""
    proof = folder / "公函.pdf"
    proof.write_bytes(letters.letter("请予接待"))
    dossier = Dossier.objects.get()
    before = Record.objects.filter(table="reception").count()

    record_a_reception(site, proof, DESK, "3")
    record_a_reception(site, proof, PHONE, "2")
    assert Record.objects.filter(table="reception").count() == before + 2
    assert list((dossier.folder / "evidence").rglob("*.pdf"))
    page = site.visit("clerk", f"{AT}/ledgers/reception/")
    expect(page.get_by_role("main")).to_contain_text("459")  # 457 batches stood there


def watched(site: Site) -> None:
    """Finance looks where the year stood in its middle."""
    page = site.visit("finance", f"{AT}/monitoring/")
    page.get_by_label("截至").first.fill("2023-06-30")
    page.get_by_role("button", name="查看").first.click()
    expect(page.get_by_role("main")).to_contain_text("60%")
    shot(page, "mid-year")
    page = site.visit("finance", f"{AT}/goals/")
    shot(page, "goals")


def evaluated(site: Site) -> None:
    """Offices confirm, finance gives the reason that is missing and checks, the head approves, and it is handed in."""
    take(site, "office", "confirm_office")
    assert state() == "office_confirmed"
    page = site.visit("finance", f"{AT}/filing/")
    expect(page.get_by_role("main")).to_contain_text("还没有写明原因")
    page = site.visit("finance", f"{AT}/evaluation/")
    shot(page, "evaluation")
    page.locator("#lost ~ p", has=page.locator(".tag.bad")).first.get_by_role("link").click()
    page.locator('[name$="-reason"]').fill("年末有一笔支出未能支付，已列入下年度计划")
    shot(page, "reason")
    page.get_by_role("button", name="保存原因").click()
    page.wait_for_load_state()

    take(site, "finance", "check")
    assert state() == "finance_checked"
    page = site.visit("clerk", f"{AT}/ledgers/reception/")
    expect(page.get_by_role("link", name="记一笔")).to_have_count(0)
    take(site, "head", "approve")
    take(site, "finance", "submit")
    assert state() == "submitted"


def returned(site: Site) -> None:
    """The bureau returns it with a remark; it is answered, goes round again, and is accepted."""
    page = site.visit("reviewer", f"{AT}/filing/")
    page.locator("details", has_text="附审核意见").last.locator("summary").click()
    form = page.locator(f'form[action*="/filing/{ENDING}/remark/"]')
    form.locator("select").select_option("spending-rate")
    form.locator("textarea").fill("请说明结余资金的去向")
    form.locator("button").click()
    page.wait_for_load_state()
    shot(page, "remark")
    take(site, "reviewer", "return_to_unit", "请补充说明后再报")
    assert state() == "returned"
    page = site.visit("finance", f"{AT}/filing/")
    expect(page.get_by_role("main")).to_contain_text("请说明结余资金的去向")
    page.locator('form[action*="/filing/answer/"] textarea').fill("结余已按规定交回财政")
    page.get_by_role("button", name="保存答复").click()
    page.wait_for_load_state()
    shot(page, "answered")
    for who, action in (
        ("office", "confirm_office"),
        ("finance", "check"),
        ("head", "approve"),
        ("finance", "submit"),
        ("reviewer", "accept"),
    ):
        take(site, who, action)
    assert state() == "accepted"


def published(site: Site) -> None:
    """It is published, and somebody reads it who has no account."""
    take(site, "head", "publish")
    assert state() == "published"
    assert Publication.objects.count() == 1
    page = site.visit("", "/public/")
    shot(page, "public-list")
    page.get_by_role("link", name=re.compile("驻北京办事处")).first.click()
    expect(page.get_by_role("main")).to_contain_text("97.99")
    shot(page, "public")
    page = site.visit("", "/public/", PHONE)
    page.get_by_role("link", name=re.compile("驻北京办事处")).first.click()
    shot(page, "public-phone")


def test_the_whole_year_on_the_embedded_database(served: Site, tmp_path: Path) -> None:
    whole_year(served, tmp_path)


def test_the_whole_year_on_a_postgresql_server(served_on_postgres: Site, tmp_path: Path) -> None:
    whole_year(served_on_postgres, tmp_path)

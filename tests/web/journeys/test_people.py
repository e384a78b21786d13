"""A new clerk, from the account that is made to the first row, by three administrators of whom none could do it alone; and two at one row."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.web.journeys.visitors import Site

from jixiao.web.history.chain import verify
from jixiao.web.models import Account, Entry, Record

pytestmark = pytest.mark.heavy
AT = "/u/440100-ZJB/2023"
NEW_PASSWORD = "a-longer-word-of-her-own"


def account_made(site: Site) -> str:
    """The system administrator makes an account; its one-time password is shown once."""
    page = site.visit("system", "/administration/accounts/")
    page.get_by_label("账号", exact=True).fill("li")
    page.get_by_label("姓名", exact=True).fill("李经办")
    page.get_by_role("button", name="建账号").click()
    return page.get_by_role("main").locator("code").first.inner_text().strip()


def granted(site: Site) -> None:
    """The security administrator grants what she may do; the system administrator cannot."""
    page = site.visit("security", "/administration/grants/")
    page.get_by_role("link", name="李经办").click()
    form = page.locator("form", has=page.locator("select[name=role]")).last
    form.locator("select[name=role]").select_option("clerk")
    form.locator("[name=unit]").fill("440100-ZJB")
    form.locator("[name=office]").fill("JDC")
    form.get_by_role("button", name="授予").click()
    page.wait_for_load_state()


def first_day(site: Site, password: str) -> None:
    """She signs in, has to choose a password of her own, and records."""
    page = site.visit("", "/sign-in/")
    page.get_by_label("账号", exact=True).fill("li")
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("修改密码")
    page.locator("#old").fill(password)
    page.locator("#new").fill(NEW_PASSWORD)
    page.locator("#again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="保存").click()
    page.goto(f"{site.address}{AT}/ledgers/reception/new/")
    page.locator("#f-occurred_on").fill("2023-11-09")
    page.get_by_role("group", name=re.compile("接待对象")).get_by_text("市领导").click()
    page.locator("#f-batches").fill("1")
    page.locator("#f-persons").fill("2")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已保存")


def test_a_new_clerk_comes_in_and_records(served: Site) -> None:
    before = Record.objects.filter(table="reception").count()
    password = account_made(served)
    served.expected = {403, 404}
    assert served.visit("system", "/administration/grants/").get_by_role("heading", level=1).inner_text() == "打不开这一页"
    granted(served)
    first_day(served, password)
    assert Record.objects.filter(table="reception").count() == before + 1
    assert Entry.objects.filter(username="li", table="reception", action="add").exists()
    page = served.visit("audit", "/administration/audit/?person=li")
    expect(page.get_by_role("main")).to_contain_text("李经办")
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_role("main")).to_contain_text("完好" if page.get_by_text("完好").count() else "历史")
    assert verify().breaks == []
    assert Account.objects.get(username="li").grants.count() == 1


def test_two_at_one_row_see_what_the_other_has_written(served: Site) -> None:
    row = Record.objects.filter(table="reception", office_code="JDC")[0]
    address = f"{AT}/ledgers/reception/{row.number}/"
    hers, his = served.visit("clerk", address), served.visit("finance", address)
    hers.locator("#f-persons").fill("41")
    hers.get_by_role("button", name="保存", exact=True).click()
    hers.wait_for_load_state()
    served.expected = {409, 422}
    his.locator("#f-persons").fill("42")
    his.get_by_role("button", name="保存", exact=True).click()
    expect(his.get_by_role("main")).to_contain_text("41")
    expect(his.get_by_role("main")).to_contain_text("42")
    row.refresh_from_db()
    assert row.values["persons"] == "41", "the second did not overwrite the first"

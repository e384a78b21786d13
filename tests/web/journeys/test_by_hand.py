"""Shorter ways through the site, by hand in a browser: payments out of a file, the middle of the year, the same in English, a new site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.web.journeys.conftest import Begun
from tests.web.journeys.files import PAID, payments
from tests.web.journeys.visitors import PHONE, Site
from tests.web.letters import letter

from jixiao.web.dossiers.snapshots import taken
from jixiao.web.models import Dossier, Mapping, Record

pytestmark = pytest.mark.heavy
AT = "/u/440100-ZJB/2023"
HAN = re.compile(r"[\u4e00-\u9fff]")


def pressed(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


# ---- payments


def imported(page: Page, file: Path) -> None:
    page.get_by_role("main").get_by_role("link", name="导入支出").click()
    page.locator("#file").set_input_files(file)
    page.locator("form:has(#file) button").click()


def test_payments_come_in_by_a_file_of_the_finance_system(served: Site, tmp_path: Path) -> None:
    before, file = Record.objects.filter(table="payment").count(), payments(tmp_path / "支出.xlsx")
    page = served.visit("finance", f"{AT}/budget/")
    spent = page.locator(".figure").nth(1).inner_text()
    imported(page, file)
    main = page.get_by_role("main")
    expect(main).to_contain_text("第7行“合计”、第8行“制表人：张三”")
    expect(main).to_contain_text("已换算成元")
    expect(main).to_contain_text("没有认出这些必填的列：资金来源")
    expect(page.get_by_role("button", name=re.compile("保存"))).to_have_count(0)
    page.locator("#const-fund_source").select_option(label="一般公共预算")
    pressed(page, "重新核对")
    pressed(page, f"保存{len(PAID)}行")
    expect(page.get_by_role("status").first).to_contain_text("已保存：新增2行")
    assert Record.objects.filter(table="payment").count() == before + len(PAID)
    assert Record.objects.get(table="payment", values__payment_id=PAID[0][0]).values["amount_yuan"] == "1234.56"
    page.goto(f"{served.address}{AT}/budget/")
    assert page.locator(".figure").nth(1).inner_text() != spent, "what was spent has grown"
    imported(page, file)
    expect(main).to_contain_text("相同 2")
    assert Mapping.objects.count() == 1, "the file is known the next month"


# ---- the middle of the year


def test_the_middle_of_the_year_is_explained_and_kept(served: Site) -> None:
    page = served.visit("finance", f"{AT}/monitoring/?day=2023-06-30")
    lacking = page.get_by_text(re.compile("还有7项没有说明"))
    expect(lacking).to_be_visible()
    row = page.get_by_role("row", name=re.compile("OUT-05.*须?")).last
    row.get_by_role("link", name="专题调研报告").click()
    pressed(page, "保存")
    expect(page.get_by_role("alert").first).to_contain_text("还缺")
    page.get_by_role("link", name="专题调研报告", exact=True).last.click()
    page.get_by_role("group", name=re.compile("人员保障原因")).get_by_text("是", exact=True).click()
    page.get_by_role("group", name=re.compile("完成目标可能性")).get_by_text("有可能").click()
    page.locator("#f-explanation").fill("两份报告正在复核")
    pressed(page, "保存")
    expect(page.get_by_role("status").first).to_contain_text("已保存专题调研报告的偏差说明")
    expect(page.get_by_text(re.compile("还有6项没有说明"))).to_be_visible()
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("两份报告正在复核")
    pressed(page, "存2023-06-30的快照")
    expect(page.get_by_role("status").first).to_contain_text("已存2023-06-30的快照")
    assert [day.isoformat() for day in taken(Dossier.objects.get())] == ["2023-06-30"]
    page.goto(f"{served.address}{AT}/monitoring/?day=2023-12-31&against=2023-06-30#snapshots")
    expect(page.get_by_role("heading", name="2023-06-30 → 2023-12-31")).to_be_visible()


# ---- proof


def test_a_clerk_hands_in_what_waits_for_her_on_the_phone(served: Site, tmp_path: Path) -> None:
    """From what waits on the home page to the page where it is done, and back to what is left."""
    page = served.visit("clerk", "/", PHONE)
    page.get_by_role("link", name="12份佐证待提交").click()
    page.get_by_role("link", name="提交 来京公务接待批次").click()
    proof = tmp_path / "公函.pdf"
    proof.write_bytes(letter("请予接待"))
    page.locator("#evidence").set_input_files(proof)
    pressed(page, "提交")
    expect(page.get_by_role("status").first).to_contain_text("已提交“来京公务接待批次”的1份佐证")
    expect(page.get_by_role("main")).to_contain_text("还缺11项")


# ---- in English


def words_of(page: Page) -> str:
    """What the site itself says on a page: headings, buttons, labels and links of the dossier; not what people wrote."""
    return " ".join(page.locator("nav.dossier a, main button, main label, main legend, main th[scope=col]").all_inner_texts())


def test_the_same_in_english(served: Site, tmp_path: Path) -> None:
    page = served.visit("clerk", "/")
    page.get_by_role("button", name="English").click()
    page.get_by_role("link", name="Receptions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Record: Receptions")
    assert not HAN.search(re.sub(r"\(批\)|\(人次\)|[A-Z]+ \S+", "", words_of(page))), words_of(page)
    page.locator("#f-occurred_on").fill("2023-11-08")
    page.get_by_role("group", name=re.compile("Guests")).get_by_text("City leaders").click()
    page.locator("#f-batches").fill("1")
    page.locator("#f-persons").fill("2")
    proof = tmp_path / "letter.pdf"
    proof.write_bytes(letter("A letter of invitation"))
    page.locator("#evidence").set_input_files(proof)
    pressed(page, "Save")
    expect(page.get_by_role("status").first).to_contain_text("Saved: Receptions")
    for name in ("Overview", "Goals", "Monitoring", "Self-evaluation", "Papers", "Filing", "Rectification", "Use of results"):
        page.get_by_role("navigation", name="Dossier").get_by_role("link", name=name, exact=True).click()
        assert not HAN.search(page.title().partition(" · ")[0]), page.title()
        expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("评价结果应用")


# ---- a new site


def test_a_new_site_brings_in_the_example_unit(begun: Begun, chromium: Browser) -> None:
    """What ``jixiao serve`` says on an empty folder is enough to come in, and the example is one button away."""
    site = Site(chromium, begun.address)
    page = site.visit("", "/sign-in/")
    page.get_by_label("账号", exact=True).fill("system")
    page.get_by_label("密码", exact=True).fill(begun.passwords["system"])
    pressed(page, "登录")
    page.locator("#old").fill(begun.passwords["system"])
    page.locator("#new").fill("a-longer-word-of-her-own")
    page.locator("#again").fill("a-longer-word-of-her-own")
    pressed(page, "保存")
    page.goto(f"{begun.address}/")
    page.get_by_role("link", name="打开系统管理").click()
    pressed(page, "加入示例单位")
    expect(page.get_by_role("status").first).to_contain_text("广州市人民政府驻北京办事处")
    expect(page.get_by_role("button", name="加入示例单位")).to_have_count(0)
    site.close()
    assert (site.complaints, site.outside) == ([], set())

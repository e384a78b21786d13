from __future__ import annotations

import re
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from tests.web.who import Browser, Who

from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Put, write
from jixiao.web.jobs.job import DONE
from jixiao.web.jobs.working import Worker
from jixiao.web.models import Dossier, Entry, Job, Mapping, Record

ROOT = "/u/440100-ZJB/2023/ledgers/"
RECEPTIONS = f"{ROOT}reception/import/"
PAYMENTS = f"{ROOT}payment/import/"
HEADER = "发生日期\t接待对象\t批次\t人次\t备注"
RECEPTION = {"office_code": "JDC", "occurred_on": "2023-11-08", "guest_level": "省部级", "batches": "1", "persons": "4"}


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def count(table: str) -> int:
    return Record.objects.filter(table=table).count()


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def pasted(client: Client, lines: str) -> str:
    return text(client.post(RECEPTIONS, {"text": lines}))


def saved(client: Client, address: str, page: str, **more: object) -> object:
    """What a person would post who changes nothing in the form of the preview, and saves."""
    posted: dict[str, object] = {"token": token_of(page), "mapped": "1", "save": "1"}
    for name, body in re.findall(r'<select[^>]* name="((?:map|const)-[^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        posted[name] = chosen[1] if chosen else ""
    return client.post(address, posted | more, follow=True)


# ---- pasted


def test_cells_with_a_header_are_shown_and_then_saved(browser: Browser) -> None:
    clerk, before = browser("clerk"), count("reception")
    page = pasted(clerk, f"{HEADER}\n2023-11-01\t省部级\t1\t3\t粘贴一\n2023/11/2\t市领导\t2\t5\t粘贴二\n")
    assert "新增 <strong>2</strong>" in page
    assert count("reception") == before, "nothing is saved by looking"
    assert "已保存：新增2行" in text(saved(clerk, RECEPTIONS, page))
    two = Record.objects.filter(table="reception").order_by("-number")[0]
    assert (two.values["occurred_on"], two.values["office_code"], two.values["note"]) == ("2023-11-02", "JDC", "粘贴二")
    assert Entry.objects.order_by("-number")[0].action == "import"


def test_cells_without_a_header_are_taken_in_the_order_that_the_page_names(browser: Browser) -> None:
    clerk = browser("clerk")
    order = re.search(r"列序：(.*?)</p>", text(clerk.get(RECEPTIONS)), re.DOTALL)
    assert order
    assert order[1].replace("*", "").split(" · ")[:2] == ["发生日期", "接待对象"]
    page = pasted(clerk, "2023-11-01\t省部级\t参加会议\t否\t1\t3\n")
    assert "新增 <strong>1</strong>" in page
    saved(clerk, RECEPTIONS, page)
    last = Record.objects.filter(table="reception").order_by("-number")[0]
    assert (last.values["purpose"], last.values["persons"]) == ("参加会议", "3")


def test_faults_stand_in_their_cells_and_one_faulty_row_keeps_all_back(browser: Browser) -> None:
    clerk = browser("clerk")
    before = count("reception"), Entry.objects.count()
    page = pasted(clerk, f"{HEADER}\n2023-11-01\t省部级\t1\t三人\t\n2023-11-31\t省部级\t1\t3\t\n2023-11-05\t省部级\t1\t3\t好\n")
    assert "有2行需要改正" in page
    assert 'class="wrong">三人' in page
    assert "没有这一天" in page
    assert 'name="save"' not in page
    assert "三人" in page.split('id="again"')[1], "what was pasted can be mended in place"
    page = text(saved(clerk, RECEPTIONS, page))
    assert "有2行需要改正" in page, "nor does asking for it save anything"
    assert (count("reception"), Entry.objects.count()) == before


def test_the_same_rows_pasted_twice_are_known(browser: Browser) -> None:
    clerk = browser("clerk")
    lines = f"{HEADER}\n2023-11-01\t省部级\t1\t3\t就这一次\n"
    saved(clerk, RECEPTIONS, pasted(clerk, lines))
    before = count("reception")
    page = pasted(clerk, lines)
    assert "相同 <strong>1</strong>" in page
    assert 'name="save"' not in page
    saved(clerk, RECEPTIONS, page)
    assert count("reception") == before


def test_a_cell_with_line_breaks_and_tabs_in_quotes_is_one_cell(browser: Browser) -> None:
    page = pasted(browser("clerk"), f'{HEADER}\n2023-11-01\t省部级\t1\t3\t"第一行\n第二""行"\n')
    assert "新增 <strong>1</strong>" in page
    assert "第二&quot;行" in page


@pytest.mark.parametrize("lines", ["\t\t\n", "只有一个词", "=1+1\t<script>\n", "\0\0\n", "a\tb\n" * 3])
def test_what_makes_no_rows_saves_none(browser: Browser, lines: str) -> None:
    clerk, before = browser("clerk"), count("reception")
    page = pasted(clerk, lines)
    assert "<script>\n" not in page
    assert count("reception") == before


def test_an_upload_is_its_owners_alone(browser: Browser) -> None:
    page = pasted(browser("clerk"), f"{HEADER}\n2023-11-01\t省部级\t1\t3\t\n")
    answer = browser("finance").post(RECEPTIONS, {"token": token_of(page), "mapped": "1", "save": "1"})
    assert answer.status_code == 422
    assert "上传的文件已不在" in text(answer)
    assert browser("clerk").post(RECEPTIONS, {"token": "../../secret.key", "save": "1"}).status_code == 422


def test_rows_of_another_office_are_refused(browser: Browser) -> None:
    clerk, before = browser("clerk"), count("reception")
    answer = clerk.post(RECEPTIONS, {"text": f"{HEADER}\t登记机构\n2023-11-01\t省部级\t1\t3\t\tBGS\n"})
    assert answer.status_code in {403, 409}
    assert count("reception") == before
    assert clerk.get(PAYMENTS).status_code == 403
    assert browser("auditor").get(RECEPTIONS).status_code == 403
    assert browser("security").get(RECEPTIONS).status_code == 404


# ---- files of other programs


def sheet(rows: list[list[object]]) -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("导出")
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


FINANCE_HEADER: list[object] = ["凭证号", "支付日期", "项目名称", "经济科目", "资金性质", "支付金额", "摘要", "经办人"]


def finance_rows(numbers: range, source: str = "财政拨款") -> list[list[object]]:
    return [
        [f"FK{n:06d}", "2023-06-15", "在京公务接待保障", "30217-公务接待费", source, 100 + n, f"第{n}笔", "张三"] for n in numbers
    ]


def upload(client: Client, address: str, content: bytes, name: str = "支出.xlsx") -> object:
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def test_payments_of_the_finance_system_are_mapped_once_and_known_the_next_month(browser: Browser, dossier: Dossier) -> None:
    finance, before = browser("finance"), count("payment")
    page = text(upload(finance, PAYMENTS, sheet([FINANCE_HEADER, *finance_rows(range(3))])))
    for column in ("payment_id", "paid_on", "project_code", "economic_code", "fund_source", "amount_yuan", "note"):
        assert f'value="{column}" selected' in page, column
    assert "“资金来源”中的写法" in page
    assert "P01" in page, "a project's name is its code"
    assert ">30217<" in page.replace("\n", ""), "the code before a name"
    assert 'name="save"' not in page
    told = {"word-fund_source": "财政拨款", "means-fund_source": "一般公共预算", "keep": "1", "name": "财务云"}
    assert "已保存：新增3行" in text(saved(finance, PAYMENTS, page, **told))
    assert count("payment") == before + 3
    assert Mapping.objects.get(table="payment").name == "财务云"
    assert Entry.objects.filter(table="mapping").count() == 1
    dossier.refresh_from_db()
    row = assembled(dossier).find("payment", payment_id="FK000001")
    assert row
    assert (row.text("project_code"), row.text("economic_code"), row.text("amount_yuan")) == ("P01", "30217", "101.00")
    page = text(upload(finance, PAYMENTS, sheet([FINANCE_HEADER, *finance_rows(range(5))])))
    assert "相同 <strong>3</strong>" in page
    assert "新增 <strong>2</strong>" in page
    assert 'name="save"' in page, "nothing is asked a second time"


def test_a_payment_that_says_something_else_than_before_is_changed_only_if_that_is_asked_for(browser: Browser) -> None:
    finance = browser("finance")
    rows = finance_rows(range(1), "一般公共预算")
    saved(finance, PAYMENTS, text(upload(finance, PAYMENTS, sheet([FINANCE_HEADER, *rows]))))
    rows[0][5] = 777
    page = text(upload(finance, PAYMENTS, sheet([FINANCE_HEADER, *rows])))
    assert "修改 <strong>1</strong>" in page
    assert "100.00 → 777.00" in page
    saved(finance, PAYMENTS, page)
    assert Record.objects.get(table="payment", values__payment_id="FK000000").values["amount_yuan"] == "100.00"
    saved(finance, PAYMENTS, page, change="1")
    assert Record.objects.get(table="payment", values__payment_id="FK000000").values["amount_yuan"] == "777.00"


def test_a_number_that_stands_twice_in_the_file_and_amounts_in_wan_that_are_not_turned_are_refused(browser: Browser) -> None:
    finance, before = browser("finance"), count("payment")
    twice = finance_rows(range(1), "一般公共预算") * 2
    twice[1] = [*twice[1][:5], 5, "另一笔", ""]
    page = text(upload(finance, PAYMENTS, sheet([FINANCE_HEADER, *twice])))
    assert "重复" in page
    assert 'name="save"' not in page
    header = [*FINANCE_HEADER[:5], "金额（万元）", *FINANCE_HEADER[6:]]
    page = text(upload(finance, PAYMENTS, sheet([header, *finance_rows(range(2), "一般公共预算")])))
    assert 'name="wan-5" value="1" checked' in page
    page = text(saved(finance, PAYMENTS, page))
    assert "请勾选“以万元计”" in page, "who takes the tick away is asked about it"
    assert count("payment") == before


@pytest.mark.heavy
def test_twenty_thousand_payments_stay_within_a_bounded_time(browser: Browser) -> None:
    finance, before = browser("finance"), count("payment")
    rows = finance_rows(range(20_000), "一般公共预算")
    lines = [",".join(map(str, each)) for each in [FINANCE_HEADER, *rows]]
    started = time.process_time()
    page = text(upload(finance, PAYMENTS, "\n".join(lines).encode("gb18030"), "支出.csv"))
    assert "新增 <strong>20000</strong>" in page
    assert len(page) < 400_000
    assert "后台" in text(saved(finance, PAYMENTS, page))
    assert count("payment") == before
    assert Worker().work(is_once=True) == 1
    assert count("payment") == before + 20_000
    assert Job.objects.get().state == DONE
    assert time.process_time() - started < 60


def bomb() -> bytes:
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(sheet([["支出编号", "金额"], ["1", "1"]]))) as good,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            content = good.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", b"<row><c><v>1</v></c></row>" * 4_000_000 + b"</sheetData>")
            bad.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK\x03\x04 no archive at all"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"),
        ("a.exe", b"MZ"),
        ("a.html", b"<table><tr><td>1</td></tr></table>"),
        ("a.csv", b""),
        ("a.csv", b"\x00\x01\x02"),
        ("../../a.csv", b'"unmatched'),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(browser: Browser, site: Path, name: str, content: bytes) -> None:
    answer = upload(browser("finance"), PAYMENTS, content, name)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert 'role="alert"' in text(answer)
    assert not list(site.parent.rglob("a.csv"))


def test_a_sheet_that_unpacks_to_far_more_than_it_seems_is_refused(browser: Browser) -> None:
    content = bomb()
    assert len(content) < 2_000_000
    started = time.process_time()
    answer = upload(browser("finance"), PAYMENTS, content)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert time.process_time() - started < 20


def test_a_file_larger_than_the_bound_is_refused(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LARGEST_UPLOAD", 1_000_000)
    answer = upload(browser("finance"), PAYMENTS, b"x" * 1_000_001, "a.csv")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "最多" in text(answer)


# ---- offline


def taken_along(client: Client, tmp_path: Path) -> Path:
    answer = client.get(f"{ROOT}reception/workbook/")
    assert answer["Content-Disposition"].startswith("attachment")
    path = tmp_path / "taken.xlsx"
    path.write_bytes(answer.content)
    return path


def brought_back(client: Client, path: Path) -> str:
    return text(client.post(RECEPTIONS, {"file": SimpleUploadedFile(path.name, path.read_bytes())}))


def test_a_workbook_that_comes_back_as_it_went_changes_nothing(browser: Browser, tmp_path: Path) -> None:
    clerk = browser("clerk")
    page = brought_back(clerk, taken_along(clerk, tmp_path))
    rows = Record.objects.filter(table="reception", office_code="JDC").count()
    assert f"相同 <strong>{rows}</strong>" in page
    assert 'name="save"' not in page


def test_choices_are_drop_downs_and_only_ones_own_office_goes_along(
    browser: Browser, dossier: Dossier, writer: Who, tmp_path: Path
) -> None:
    write(dossier, [Put("reception", None, RECEPTION | {"office_code": "BGS", "note": "别人的"})], writer("finance"))
    book = load_workbook(taken_along(browser("clerk"), tmp_path))
    first = book.worksheets[0]
    assert first.title == "公务接待台账"
    assert any(each.type == "list" for each in first.data_validations.dataValidation)
    cells = {cell for row in first.iter_rows(values_only=True) for cell in row}
    assert "别人的" not in cells


def test_what_was_changed_added_and_removed_offline_is_told_apart_and_saved(
    browser: Browser, dossier: Dossier, writer: Who, tmp_path: Path
) -> None:
    clerk = browser("clerk")
    path = taken_along(clerk, tmp_path)
    book = load_workbook(path)
    page = book.worksheets[0]
    header = [cell.value for cell in page[1]]
    persons, note, row_id = (header.index(word) + 1 for word in ("人次", "备注", "行号"))
    changed, clashing, removed = (page.cell(row, row_id).value for row in (2, 3, 4))
    page.cell(2, persons).value = 9
    page.cell(3, persons).value = 8
    for column in range(1, len(header)):
        page.cell(4, column).value = None
    new = page.max_row + 1
    for word, value in {
        "登记机构": "JDC",
        "发生日期": "2023-12-01",
        "接待对象": "市领导",
        "批次": 1,
        "人次": 2,
        "备注": "离线新增",
    }.items():
        page.cell(new, header.index(word) + 1).value = value
    assert note
    book.save(path)
    other = Record.objects.get(table="reception", values__row_id=clashing)
    write(dossier, [Put("reception", other.number, other.values | {"persons": "7"}, other.version)], writer("finance"))
    untouched = Record.objects.get(table="reception", number=6)
    write(
        dossier, [Put("reception", untouched.number, untouched.values | {"note": "新备注"}, untouched.version)], writer("finance")
    )
    late = write(dossier, [Put("reception", None, RECEPTION)], writer("clerk")).records[0]

    shown = brought_back(clerk, path)
    for state in ("新增", "修改", "删除", "冲突"):
        assert f"{state} <strong>1</strong>" in shown, state
    saved(clerk, RECEPTIONS, shown, remove="1")
    assert Record.objects.get(table="reception", values__row_id=changed).values["persons"] == "9"
    assert Record.objects.get(table="reception", values__row_id=clashing).values["persons"] == "7", (
        "theirs stands unless one says otherwise"
    )
    assert not Record.objects.filter(table="reception", values__row_id=removed).exists()
    assert Record.objects.filter(table="reception", values__note="离线新增").exists()
    assert Record.objects.get(pk=untouched.pk).values["note"] == "新备注", "what nobody touched offline is not put back"
    assert Record.objects.filter(pk=late.pk).exists(), "what came later is not missing"
    assert Entry.objects.filter(action="offline").count() == 3

    shown = brought_back(clerk, path)
    assert "冲突 <strong>1</strong>" in shown
    saved(clerk, RECEPTIONS, shown, mine="3")
    assert Record.objects.get(table="reception", values__row_id=clashing).values["persons"] == "8"


def test_the_workbook_of_another_table_is_refused(browser: Browser, tmp_path: Path) -> None:
    finance = browser("finance")
    path = taken_along(finance, tmp_path)
    answer = finance.post(PAYMENTS, {"file": SimpleUploadedFile("a.xlsx", path.read_bytes())})
    assert answer.status_code == 422
    assert "不是这张表的" in text(answer)


def test_no_text_becomes_a_formula_on_the_way_out(browser: Browser, dossier: Dossier, writer: Who, tmp_path: Path) -> None:
    note = '=HYPERLINK("http://evil","x")'
    write(dossier, [Put("reception", None, RECEPTION | {"note": note})], writer("clerk"))
    book = load_workbook(taken_along(browser("clerk"), tmp_path))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == note]
    assert [cell.data_type for cell in cells] == ["s"] or cells == []
    with zipfile.ZipFile(tmp_path / "taken.xlsx") as package:
        assert not any(b"<f>" in package.read(name) for name in package.namelist() if "worksheets" in name)

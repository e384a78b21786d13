from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.who import Browser

from jixiao.framework.load import shipped_folder
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.standings import scored
from jixiao.web.history.chain import verify
from jixiao.web.models import Account, Dossier, Entry, FrameworkEdition, Grant, LedgerEdition, Unit

A = "/administration"


def last() -> Entry:
    return Entry.objects.order_by("-number")[0]


def number(username: str) -> int:
    return Account.objects.get(username=username).pk


def test_an_account_is_made_with_a_password_for_one_sign_in(browser: Browser) -> None:
    page = browser("system").post(f"{A}/accounts/", {"username": "li.lei", "name": "李雷", "email": ""}).content.decode()
    shown = re.search(r"<code>([a-z2-9-]{19})</code>", page)
    assert shown
    assert (last().action, last().table, last().key, last().username) == ("add", "account", "li.lei", "system")
    assert shown.group(1) not in f"{last().after}"
    client = browser("")
    assert client.post("/sign-in/", {"username": "li.lei", "password": shown.group(1)}).status_code == 302
    assert client.get("/")["Location"] == "/account/password/"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"username": "finance", "name": "李雷"}, "已经有了"),
        ({"username": "l", "name": "李雷"}, "至少2个字符"),
        ({"username": "a<b>", "name": "李雷"}, "至少2个字符"),
        ({"username": "li.lei", "name": " "}, "请填写姓名"),
    ],
)
def test_an_account_that_cannot_be_made_says_why(browser: Browser, given: dict[str, str], said: str) -> None:
    answer = browser("system").post(f"{A}/accounts/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_closed_account_is_out_at_once(browser: Browser) -> None:
    clerk, system = browser("clerk"), browser("system")
    assert clerk.get("/").status_code == 200
    system.post(f"{A}/accounts/{number('clerk')}/", {"what": "close"})
    assert clerk.get("/").status_code == 302
    assert last().action == "close"
    system.post(f"{A}/accounts/{number('clerk')}/", {"what": "reopen"})
    assert browser("clerk").get("/").status_code == 200


def test_a_new_password_ends_the_sessions(browser: Browser) -> None:
    clerk = browser("clerk")
    browser("system").post(f"{A}/accounts/{number('clerk')}/", {"what": "password"})
    assert clerk.get("/").status_code == 302
    assert last().action == "reset_password"


def test_the_last_administrator_of_a_kind_stays(browser: Browser) -> None:
    answer = browser("system").post(f"{A}/accounts/{number('security')}/", {"what": "close"})
    assert answer.status_code == 409
    assert Account.objects.get(username="security").is_active


def test_a_role_is_granted_and_taken_back_and_both_are_told(browser: Browser, dossier: Dossier) -> None:
    security, clerk = browser("security"), number("clerk")
    given = {"what": "give", "role": "finance", "unit": dossier.unit.code, "year": "2023", "reason": "任职通知"}
    security.post(f"{A}/grants/{clerk}/", given)
    made = Grant.objects.get(account=clerk, role="finance")
    assert (last().action, last().key, last().reason, last().unit_code) == ("grant", "clerk", "任职通知", dossier.unit.code)
    assert security.post(f"{A}/grants/{clerk}/", given).status_code == 409
    security.post(f"{A}/grants/{clerk}/", {"what": "take_back", "grant": made.pk})
    assert not Grant.objects.filter(pk=made.pk).exists()
    assert (last().action, last().after) == ("revoke", None)
    assert not verify().breaks


@pytest.mark.parametrize(
    ("who", "given", "said"),
    [
        ("security", {"role": "system_admin"}, "不能给自己授权"),
        ("finance", {"role": "system_admin"}, "三员分立"),
        ("system", {"role": "security_admin"}, "三员分立"),
        ("system", {"role": "auditor"}, "三员分立"),
        ("clerk", {"role": "finance"}, "须指明单位"),
        ("clerk", {"role": "finance", "unit": "NOWHERE"}, "没有代码为“NOWHERE”的单位"),
        ("clerk", {"role": "king"}, "请选择角色"),
        ("reviewer", {"role": "auditor", "year": "二三"}, "四位数字"),
        ("reviewer", {"role": "auditor", "office": "JDC"}, "不分科室"),
    ],
)
def test_a_role_that_may_not_be_granted_is_refused(browser: Browser, who: str, given: dict[str, str], said: str) -> None:
    before = Grant.objects.count()
    answer = browser("security").post(f"{A}/grants/{number(who)}/", {"what": "give", **given})
    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert Grant.objects.count() == before


def test_an_account_that_was_locked_is_unlocked(browser: Browser) -> None:
    client = browser("")
    for _ in range(5):
        client.post("/sign-in/", {"username": "head", "password": "wrong"})
    right = {"username": "head", "password": "jixiao-demo-2023"}
    assert client.post("/sign-in/", right).status_code == 429
    browser("security").post(f"{A}/grants/{number('head')}/", {"what": "unlock"})
    assert client.post("/sign-in/", right).status_code == 302


def test_a_unit_moves_with_all_below_it(browser: Browser, dossier: Dossier) -> None:
    system, top = browser("system"), dossier.unit.code
    for code, parent in (("A", ""), ("A-1", "A"), ("A-1-1", "A-1")):
        system.post(f"{A}/units/", {"code": code, "name": code, "parent": parent})
    moved = Unit.objects.get(code="A-1")
    system.post(f"{A}/units/{moved.pk}/", {"name": "新名", "parent": top})
    assert Unit.objects.get(code="A-1-1").path == f"/{top}/A-1/A-1-1/"
    assert (last().action, last().key) == ("change", "A-1")
    circle = system.post(f"{A}/units/{moved.pk}/", {"name": "新名", "parent": "A-1-1"})
    assert circle.status_code == 422
    assert Unit.objects.get(code="A-1").path == f"/{top}/A-1/"


FRAMEWORK = (shipped_folder("guangdong-unit-2022") / "framework.yaml").read_text(encoding="utf-8")
CASES = (shipped_folder("guangdong-unit-2022") / "cases.yaml").read_bytes()


def upload(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def bring(browser: Browser, folder: Path, text: str, cases: bytes = b"") -> tuple[int, str]:
    with upload(folder / "framework.yaml", text).open("rb") as file, upload(folder / "cases.yaml", cases).open("rb") as more:
        given = {"what": "framework", "file": file} | ({"cases": more} if cases else {})
        answer = browser("system").post(f"{A}/rules/", given)
    return answer.status_code, answer.content.decode()


def own_framework(old: str = "", new: str = "") -> str:
    text = FRAMEWORK.replace("id: guangdong-unit-2022", "id: own-unit-2023", 1)
    assert old in text
    return text.replace(old, new, 1)


def test_a_framework_is_checked_brought_in_put_in_force_and_taken_over(
    browser: Browser, dossier: Dossier, tmp_path: Path
) -> None:
    status, _ = bring(browser, tmp_path, own_framework(), CASES)
    assert status == 302
    edition = FrameworkEdition.objects.get()
    assert (last().action, last().key) == ("bring", "own-unit-2023")
    system, finance = browser("system"), browser("finance")
    base = f"/u/{dossier.unit.code}/{dossier.fiscal_year}/rules/"
    assert finance.get(f"{base}frameworks/own-unit-2023/").status_code == 409
    system.post(f"{A}/rules/{edition.pk}/", {"what": "activate", "first": "2023", "last": "2024", "region": ""})
    assert last().action == "activate"
    page = system.get(f"{A}/rules/{edition.pk}/?against=guangdong-unit-2022").content.decode()
    assert "没有不同" in page
    assert "own-unit-2023" in finance.get(base).content.decode()
    assert browser("clerk").post(f"{base}frameworks/own-unit-2023/").status_code == 403
    before = scored(dossier).total
    finance.post(f"{base}frameworks/own-unit-2023/", {"reason": "市局通知"})
    dossier.refresh_from_db()
    assert assembled(dossier).frameworks[0] == "own-unit-2023"
    assert (dossier.folder / "frameworks/own-unit-2023/framework.yaml").is_file()
    assert scored(dossier).total == before
    assert Entry.objects.filter(action="take_over").order_by("-number")[0].reason == "市局通知"
    assert last().reason == "市局通知"
    assert bring(browser, tmp_path, own_framework())[0] == 422


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("round_at:", "rounded:", "rounded"),
        ("id: own-unit-2023", "id: jiangxi-unit-2021", "随系统提供"),
        ("id:", "id: [", "framework.yaml"),
    ],
)
def test_a_framework_with_faults_is_refused_with_their_lines(
    browser: Browser, site: Path, tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert site.is_dir()
    status, page = bring(browser, tmp_path, own_framework(old, new))
    assert status == 422
    assert said in page
    assert not FrameworkEdition.objects.exists()


def test_a_framework_whose_cases_come_out_otherwise_is_refused(browser: Browser, site: Path, tmp_path: Path) -> None:
    assert site.is_dir()
    status, page = bring(browser, tmp_path, own_framework(), CASES.replace(b'score: "9.99"', b'score: "9.98"', 1))
    assert status == 422
    assert "9.99" in page


LEDGER = """\
id: training
edition: "2024"
label: {zh: 培训台账, en: Trainings}
fields:
  persons: {type: whole, zh: 人数, en: Persons, required: true}
"""


def test_a_ledger_kind_is_brought_in_and_taken_over(browser: Browser, dossier: Dossier, tmp_path: Path) -> None:
    system, finance = browser("system"), browser("finance")
    with upload(tmp_path / "training.yaml", LEDGER).open("rb") as file:
        answer = system.post(f"{A}/rules/", {"what": "ledger", "file": file})
    assert answer.status_code == 302, answer.content.decode()
    edition = LedgerEdition.objects.get()
    system.post(f"{A}/rules/ledgers/{edition.pk}/", {"what": "activate"})
    base = f"/u/{dossier.unit.code}/{dossier.fiscal_year}/rules/"
    assert "培训台账" in finance.get(base).content.decode()
    assert finance.get(f"{base}ledgers/{edition.pk}/").status_code == 200
    finance.post(f"{base}ledgers/{edition.pk}/", {})
    dossier.refresh_from_db()
    assert assembled(dossier).schema["training"].edition == "2024"
    assert last().action == "take_over"
    with upload(tmp_path / "bad.yaml", LEDGER.replace("whole", "number-of-some-kind")).open("rb") as file:
        assert system.post(f"{A}/rules/", {"what": "ledger", "file": file}).status_code == 422


def test_the_audit_log_is_searched_and_taken_along(browser: Browser) -> None:
    browser("system").post(f"{A}/accounts/", {"username": "wang", "name": "=1+1"})
    audit = browser("audit")
    page = audit.get(f"{A}/audit/?table=account&person=system&action=add").content.decode()
    assert "wang" in page
    assert "sha256:" in page
    answer = audit.get(f"{A}/audit/export/?table=account&key=wang")
    lines = b"".join(getattr(answer, "streaming_content", ())).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("number,at,username")
    assert any(",wang," in line for line in lines[1:])
    assert not any(line.startswith(("=", "+", "-", "@")) or ",=" in line for line in lines)
    assert last().action == "export"
    assert "全部完好" in audit.post(f"{A}/audit/chain/", {"head": last().seal}).content.decode()
    assert "断裂" in audit.post(f"{A}/audit/chain/", {"head": "sha256:elsewhere"}).content.decode()


def test_an_auditor_of_one_unit_reads_of_no_other(browser: Browser, dossier: Dossier) -> None:
    other = Unit.objects.create(code="OTHER", name="别的单位")
    Grant.objects.filter(account__username="auditor").update(unit=other)
    assert dossier.unit.code not in browser("auditor").get(f"{A}/audit/").content.decode()
    Grant.objects.filter(account__username="auditor").update(unit=dossier.unit)
    page = browser("auditor").get(f"{A}/audit/?unit={dossier.unit.code}").content.decode()
    assert dossier.unit.code in page
    assert "<strong>登录</strong>" not in page


PAGES = ("accounts/", "grants/", "units/", "rules/", "audit/")


@pytest.mark.parametrize("who", ["clerk", "finance", "head", "reviewer", "system", "security", "audit"])
def test_each_administrator_has_doors_of_his_own_and_nobody_else_any(browser: Browser, who: str) -> None:
    theirs = {"system": {"accounts/", "units/", "rules/"}, "security": {"grants/"}, "audit": {"audit/"}}.get(who, set())
    client = browser(who)
    assert {page for page in PAGES if client.get(f"{A}/{page}").status_code == 200} == theirs
    assert (client.get(f"{A}/").status_code == 200) is bool(theirs)


@pytest.mark.parametrize(
    ("who", "page"), [("system", "accounts/"), ("security", "grants/"), ("system", "units/"), ("audit", "audit/")]
)
def test_more_rows_need_no_more_queries(browser: Browser, dossier: Dossier, who: str, page: str) -> None:
    client = browser(who)
    client.get(f"{A}/{page}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{A}/{page}")
    for n in range(30):
        account = Account.objects.create_user(f"more-{n}", None)
        Grant.objects.create(account=account, role="clerk", unit=dossier.unit)
        Unit.objects.create(code=f"MORE-{n}", name=f"{n}", parent=dossier.unit)
    with CaptureQueriesContext(connection) as many:
        client.get(f"{A}/{page}")
    assert len(many) == len(few) <= 12

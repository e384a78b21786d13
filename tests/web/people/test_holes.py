"""Ways around the rules that were tried; each of them has to stay closed."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from tests.web.who import Browser

from jixiao.web.api import limiting
from jixiao.web.api.keeping import make_token
from jixiao.web.dossiers.writing import Refusal
from jixiao.web.history.chain import Act, Change, append
from jixiao.web.models import Account, Dossier, Entry, Grant, Unit
from jixiao.web.people.accounts import create, give
from jixiao.web.people.permissions import PERMISSIONS
from jixiao.web.people.policy import Person
from jixiao.web.people.reach import units_of
from jixiao.web.people.units import add, change

ACT = Act("", "test", "test", "1")


def token_of(account: Account) -> Client:
    limiting.KNOWN_CALLERS.forget()
    limiting.GUESSES.forget()
    return Client(headers={"Authorization": f"Bearer {make_token(account, 'test', PERMISSIONS, 1, ACT).key}"})


@pytest.fixture
def elsewhere(dossier: Dossier) -> Account:
    """An auditor of another unit, for one year."""
    made = create(ACT, "auditor.elsewhere", "别处的审计员", password="quiet-river-2024")
    give(ACT, made, "auditor", add(ACT, "990099-ELSE", "别处", None), "", 2023)
    assert dossier.pk
    return made


@pytest.mark.parametrize("query", ["", "?unit=440100-ZJB", "?table=reception", "?username=finance"])
def test_an_auditor_of_one_unit_reads_nothing_of_another_from_the_api(elsewhere: Account, query: str) -> None:
    said = token_of(elsewhere).get(f"/api/v1/history{query}").json()
    assert {each["unit"] for each in said["items"]} <= {"990099-ELSE"}


def test_an_auditor_of_one_year_reads_nothing_of_another(elsewhere: Account) -> None:
    with transaction.atomic():
        append(ACT, [Change("note", "x", "1", None, {}, "990099-ELSE", year) for year in (2022, 2023)])
    said = token_of(elsewhere).get("/api/v1/history").json()
    assert {each["year"] for each in said["items"]} == {2023}


def test_a_year_that_is_none_leads_nowhere(browser: Browser, dossier: Dossier) -> None:
    for page in ("", "goals/", "ledgers/", "history/", "rules/", "evidence/x/"):
        assert browser("finance").get(f"/u/{dossier.unit.code}/0/{page}").status_code == 404


@pytest.mark.parametrize("year", ["²²²²", "٢٠٢٣", "２０２３"])
def test_digits_of_other_scripts_are_no_year(browser: Browser, year: str) -> None:
    clerk = Account.objects.get(username="clerk")
    given = {"what": "give", "role": "auditor", "year": year}
    assert browser("security").post(f"/administration/grants/{clerk.pk}/", given).status_code == 409


@pytest.mark.parametrize("number", ["²", "9" * 30, "9" * 5000, "-1", "x", ""])
def test_a_grant_is_taken_back_by_its_number_alone(browser: Browser, number: str) -> None:
    clerk, before = Account.objects.get(username="clerk"), Grant.objects.count()
    answer = browser("security").post(f"/administration/grants/{clerk.pk}/", {"what": "take_back", "grant": number})
    assert (answer.status_code, Grant.objects.count()) == (409, before)


@pytest.mark.parametrize("username", ["Finance", "FINANCE", "ｆinance", "finаnce", "ﬁnance", "fin\u200bance"])
def test_a_name_that_reads_like_another_is_not_given(browser: Browser, username: str) -> None:
    before = Account.objects.count()
    answer = browser("system").post("/administration/accounts/", {"username": username, "name": "财务", "email": ""})
    assert (answer.status_code, Account.objects.count()) == (422, before)


@pytest.mark.parametrize(
    "given",
    [
        {"name": "x" * 81},
        {"name": "财务\u202e员"},
        {"email": "nobody"},
        {"email": "a@b.cn\r\nBcc: all@b.cn"},
        {"email": f"{'a' * 300}@b.cn"},
    ],
    ids=["long", "turned around", "no address", "two lines", "long address"],
)
def test_what_does_not_fit_is_refused(browser: Browser, given: dict[str, str]) -> None:
    said = {"username": "li.lei", "name": "李雷", "email": "", **given}
    assert browser("system").post("/administration/accounts/", said).status_code == 422
    clerk = Account.objects.get(username="clerk")
    rename = {"what": "rename", "name": clerk.name, "email": "", **given}
    assert browser("system").post(f"/administration/accounts/{clerk.pk}/", rename).status_code == 409


def test_two_units_of_one_code_in_other_letters_cannot_be(dossier: Dossier) -> None:
    with pytest.raises(Refusal):
        add(ACT, dossier.unit.code.lower(), "混淆", None)
    with pytest.raises(Refusal):
        add(ACT, "LONG", "长" * 201, None)


def test_a_tree_that_is_too_deep_for_its_column_is_refused(site: object) -> None:
    assert site
    parent = None
    for number in range(13):
        parent = add(ACT, f"{number:02d}{'x' * 40}", "深", parent)
    with pytest.raises(Refusal):
        add(ACT, "y" * 60, "深", parent)


def test_a_unit_that_moves_takes_its_own_along_and_nobody_elses(dossier: Dossier) -> None:
    assert dossier.pk
    one = add(ACT, "AA", "甲", None)
    below = add(ACT, "BB", "乙", one)
    other = Unit.objects.create(code="aa", name="丙")
    change(ACT, one, add(ACT, "TOP", "上", None), name="甲")
    assert [Unit.objects.get(pk=each.pk).path for each in (one, below, other)] == ["/TOP/AA/", "/TOP/AA/BB/", "/aa/"]


def test_a_token_rests_until_a_new_password_was_chosen(browser: Browser) -> None:
    clerk = Account.objects.get(username="clerk")
    program = token_of(clerk)
    assert program.get("/api/v1/me").status_code == 200
    browser("system").post(f"/administration/accounts/{clerk.pk}/", {"what": "password"})
    limiting.GUESSES.forget()
    assert program.get("/api/v1/me").status_code == 401


def test_what_is_refused_is_written_down(browser: Browser, dossier: Dossier, caplog: pytest.LogCaptureFixture) -> None:
    browser("clerk").post(f"/u/{dossier.unit.code}/2023/rules/frameworks/mof-project-2020/?secret=1", {})
    said = [each.getMessage() for each in caplog.records if each.name == "jixiao.refused"]
    assert len(said) == 1
    assert "needs plan" in said[0]
    assert "secret" not in said[0]


@pytest.mark.parametrize("path", ["/sign-in/", "/language/", "/sign-in/second/"])
def test_nobody_hands_in_much_without_having_signed_in(browser: Browser, path: str) -> None:
    answer = browser("").post(path, {"file": "x" * (settings.LARGEST_OF_NOBODY + 1)})
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["99999999999999999999", "-1", "²", "1e9"])
def test_a_length_that_is_none_is_refused(browser: Browser, length: str) -> None:
    assert browser("finance").post("/language/", {"language": "zh"}, CONTENT_LENGTH=length).status_code == 413


def test_a_dossier_that_names_no_known_framework_can_still_be_mended(browser: Browser, dossier: Dossier) -> None:
    dossier.manifest = {**dossier.manifest, "frameworks": ["nowhere"]}
    dossier.version += 1
    dossier.save()
    page = browser("finance").get(f"/u/{dossier.unit.code}/2023/rules/")
    assert page.status_code == 200
    assert "没有这个指标体系" in page.content.decode()


def test_the_history_in_a_list_begins_no_formula(browser: Browser, dossier: Dossier) -> None:
    with transaction.atomic():
        append(Act("", "=1+1", "test", "1", "＝cmd"), [Change("note", "x", "1", None, {}, dossier.unit.code, 2023)])
    answer = browser("audit").get("/administration/audit/export/")
    listed = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=1+1" in listed
    assert "'＝cmd" in listed


def test_nobody_sees_units_by_letters_that_are_alike(elsewhere: Account) -> None:
    Unit.objects.create(code="990099-else", name="像别处")
    assert [each.code for each in units_of(Person(elsewhere))] == ["990099-ELSE"]
    assert Entry.objects.exists()


@pytest.mark.parametrize("path", ["/", "/notices/", "/u/440100-ZJB/2023/history/", "/administration/accounts/"])
def test_the_sign_that_no_database_keeps_is_refused(browser: Browser, path: str) -> None:
    for who in ("finance", "system"):
        assert browser(who).get(f"{path}?q=%00&page=%00").status_code == 400
    assert browser("finance").get("/u/%00/2023/").status_code == 400
    assert browser("").post("/sign-in/", {"username": "a\x00b", "password": "x"}).status_code == 400


def test_a_name_that_is_too_long_is_nobodys(browser: Browser) -> None:
    account = create(ACT, "x" * 80, "长名", password="quiet-river-2024")
    client = browser("")
    assert client.post("/sign-in/", {"username": f"{account.username}y", "password": "quiet-river-2024"}).status_code == 422
    assert client.post("/sign-in/", {"username": "x" * 100_000, "password": "quiet-river-2024"}).status_code == 422

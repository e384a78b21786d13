from __future__ import annotations

import re
from base64 import b32decode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.web.who import Browser

from jixiao.web.history.chain import verify
from jixiao.web.models import Account, Entry, Notice
from jixiao.web.people.demonstration import DEMO_PASSWORD, mark_demonstration

WRONG = "not-the-password"


@pytest.fixture(autouse=True)
def _no_attempts() -> None:
    cache.clear()


def signed_in(client: Client, username: str, password: str = DEMO_PASSWORD) -> int:
    return client.post("/sign-in/", {"username": username, "password": password}).status_code


def told() -> list[tuple[str, str]]:
    return list(Entry.objects.filter(table="account").order_by("number").values_list("action", "username"))


def test_a_sign_in_and_a_failure_are_told(browser: Browser) -> None:
    before, client = len(told()), browser("")
    assert signed_in(client, "finance", WRONG) == 422
    assert signed_in(client, "a password typed into the wrong field", WRONG) == 422
    assert signed_in(client, "finance") == 302
    client.post("/sign-out/")
    assert told()[before:] == [
        ("sign_in_failed", "finance"),
        ("sign_in_failed", ""),
        ("sign_in", "finance"),
        ("sign_out", "finance"),
    ]
    assert not verify().breaks
    assert not Entry.objects.filter(key__contains="typed into").exists()


def test_five_wrong_passwords_lock_the_account_and_that_is_told(browser: Browser) -> None:
    client = browser("")
    for _ in range(4):
        assert signed_in(client, "finance", WRONG) == 422
    assert signed_in(client, "finance", WRONG) == 429
    assert signed_in(client, "finance") == 429
    assert ("lock_out", "finance") in told()
    assert signed_in(browser(""), "head") == 302
    assert sum(action == "sign_in_failed" for action, _ in told()) <= 5


def test_one_address_cannot_try_many_accounts(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SIGN_INS_A_MINUTE", 4)
    client = browser("")
    answers = [signed_in(client, f"nobody-{n}", WRONG) for n in range(settings.SIGN_INS_A_MINUTE + 1)]
    assert set(answers[:-1]) == {422}
    assert answers[-1] == 429
    assert "太频繁" in client.post("/sign-in/", {"username": "finance", "password": DEMO_PASSWORD}).content.decode()


def test_an_idle_session_ends_and_goes_on_where_it_was(browser: Browser) -> None:
    client = browser("finance")
    assert client.get("/").status_code == 200
    session = client.session
    session["seen"] = session["seen"] - settings.IDLE_MINUTES * 60 - 1
    session.save()
    answer = client.get("/account/")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?idle=1&next=%2Faccount%2F"
    assert "已自动退出" in client.get(answer["Location"]).content.decode()
    assert client.get("/account/").status_code == 302


def test_an_old_password_has_to_be_changed(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    client = browser("finance")
    Account.objects.filter(username="finance").update(password_changed_at=timezone.now() - timedelta(days=91))
    assert client.get("/").status_code == 200
    monkeypatch.setattr(settings, "PASSWORD_DAYS", 90)
    assert client.get("/")["Location"] == "/account/password/"
    new = {"old": DEMO_PASSWORD, "new": "quiet-river-2024", "again": "quiet-river-2024"}
    assert client.post("/account/password/", new).status_code == 302
    assert client.get("/").status_code == 200


def device(username: str) -> TOTPDevice:
    made = TOTPDevice.objects.create(user=Account.objects.get(username=username), name="totp", confirmed=True)
    assert isinstance(made, TOTPDevice)
    return made


def test_the_second_factor_is_asked_for_before_anything_is_shown(browser: Browser) -> None:
    mine, client = device("finance"), browser("")
    answer = client.post("/sign-in/", {"username": "finance", "password": DEMO_PASSWORD, "next": "/account/"})
    assert answer["Location"] == "/sign-in/second/"
    assert client.get("/account/").status_code == 302
    wrong = client.post("/sign-in/second/", {"token": "000000"})
    assert wrong.status_code == 422
    assert told()[-1] == ("second_factor_failed", "finance")
    mine.refresh_from_db()
    mine.throttle_reset()
    right = client.post("/sign-in/second/", {"token": f"{totp(mine.bin_key):06d}"})
    assert right["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


def test_a_number_counts_once(browser: Browser) -> None:
    mine = device("finance")
    token = f"{totp(mine.bin_key):06d}"
    for client, answer in ((browser(""), 302), (browser(""), 422)):
        assert signed_in(client, "finance") == 302
        assert client.post("/sign-in/second/", {"token": token}).status_code == answer


def shown_key(client: Client) -> str:
    found = re.search(r"<code>([A-Z2-7]{32})</code>", client.get("/account/second-factor/").content.decode())
    assert found
    return found[1]


def test_roles_that_need_a_second_factor_set_one_up_first(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SECOND_FACTOR_ROLES", frozenset({"security_admin"}))
    client = browser("security")
    assert client.get("/")["Location"] == "/account/second-factor/"
    assert not TOTPDevice.objects.exists(), "nothing is kept before the device has given a number"
    key = shown_key(client)
    assert shown_key(client) == key, "a page that is looked at again shows the same key"
    token = f"{totp(b32decode(key)):06d}"
    assert client.post("/account/second-factor/", {"token": token, "password": WRONG}).status_code == 422
    assert not TOTPDevice.objects.exists(), "a session alone takes no device"
    assert client.post("/account/second-factor/", {"token": token, "password": DEMO_PASSWORD}).status_code == 302
    assert TOTPDevice.objects.get(user__username="security").confirmed
    assert client.get("/").status_code == 200
    assert browser("finance").get("/").status_code == 200


def test_the_demonstration_shows_its_accounts_and_nothing_else_does(browser: Browser, site: Path) -> None:
    assert site.is_dir()
    assert DEMO_PASSWORD not in browser("").get("/sign-in/").content.decode()
    mark_demonstration()
    page = browser("").get("/sign-in/").content.decode()
    assert DEMO_PASSWORD in page
    assert "reviewer" in page


def test_the_word_of_ones_own_proxy_is_taken_and_no_other(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def origin() -> str:
        client = browser("")
        credentials = {"username": "finance", "password": DEMO_PASSWORD}
        client.post("/sign-in/", credentials, headers={"X-Forwarded-For": "6.6.6.6, 10.1.2.3"})
        return Entry.objects.order_by("-number")[0].origin

    assert origin() == "web 127.0.0.1"
    monkeypatch.setattr(settings, "PROXIES", 1)
    assert origin() == "web 10.1.2.3"


def test_a_page_elsewhere_is_not_where_one_goes_after_signing_in(browser: Browser) -> None:
    answer = browser("").post(
        "/sign-in/", {"username": "finance", "password": DEMO_PASSWORD, "next": "https://elsewhere.example/"}
    )
    assert answer["Location"] == "/"


def test_five_wrong_passwords_at_a_page_that_asks_again_end_the_session(browser: Browser) -> None:
    client = browser("finance")
    for _ in range(4):
        assert client.post("/account/second-factor/", {"token": "000000", "password": WRONG}).status_code == 422
    assert client.post("/account/second-factor/", {"token": "000000", "password": WRONG}).status_code == 302
    assert client.get("/account/").status_code == 302
    assert ("password_wrong", "finance") in told()


def test_a_second_device_needs_the_password_as_well(browser: Browser) -> None:
    mine, client = device("finance"), browser("finance")
    token = f"{totp(b32decode(shown_key(client))):06d}"
    assert client.post("/account/second-factor/", {"token": token}).status_code == 422
    assert TOTPDevice.objects.get(user__username="finance").pk == mine.pk


def test_the_session_has_another_name_once_the_number_was_given(browser: Browser) -> None:
    mine, client = device("finance"), browser("")
    assert signed_in(client, "finance") == 302
    before = client.session.session_key
    assert client.post("/sign-in/second/", {"token": f"{totp(mine.bin_key):06d}"}).status_code == 302
    assert client.session.session_key != before


def test_a_number_that_is_sent_many_times_at_once_counts_once(browser: Browser) -> None:
    mine = device("finance")
    token = f"{totp(mine.bin_key):06d}"
    clients = [browser("") for _ in range(6)]
    assert [signed_in(each, "finance") for each in clients] == [302] * 6
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda each: alone(each, token), clients))
    assert sorted(answers) == [302, *[422] * 5]


def alone(client: Client, token: str) -> int:
    """What a thread of its own is answered; it leaves no connection behind."""
    try:
        return client.post("/sign-in/second/", {"token": token}).status_code
    finally:
        connections.close_all()


def test_ones_other_sessions_are_seen_and_ended(browser: Browser) -> None:
    one, other, stranger = browser(""), browser(""), browser("head")
    assert (
        one.post("/sign-in/", {"username": "finance", "password": DEMO_PASSWORD}, headers={"User-Agent": "Desk"}).status_code
        == 302
    )
    assert (
        other.post("/sign-in/", {"username": "finance", "password": DEMO_PASSWORD}, headers={"User-Agent": "Cafe"}).status_code
        == 302
    )
    page = one.get("/account/").content.decode()
    assert "Desk" in page
    assert "Cafe" in page
    assert f"{other.session.session_key}" not in page
    mark = re.search(r'name="session" value="(\w+)"', page)
    assert mark
    assert stranger.post("/account/sessions/end/", {"session": mark[1]}).status_code == 302
    assert other.get("/account/").status_code == 200, "nobody ends the session of somebody else"
    assert one.post("/account/sessions/end/", {"session": mark[1]}).status_code == 302
    assert (other.get("/account/").status_code, one.get("/account/").status_code) == (302, 200)
    assert ("end_session", "finance") in told()


@pytest.mark.parametrize(
    "new", ["password2024!", "P@ssw0rd2025", "qwertyuiop12", "1qaz2wsx3edc", "aaaaaaaaaaaa", "abcabcabcabc", "jixiao-2026!"]
)
def test_a_password_that_others_would_guess_is_not_taken(browser: Browser, new: str) -> None:
    answer = browser("finance").post("/account/password/", {"old": DEMO_PASSWORD, "new": new, "again": new})
    assert answer.status_code == 422


@pytest.mark.parametrize("new", ["quiet-river-2024", "落霞与孤鹜齐飞秋水长天", "correct horse battery"])
def test_a_long_one_of_ones_own_is(browser: Browser, new: str) -> None:
    assert browser("finance").post("/account/password/", {"old": DEMO_PASSWORD, "new": new, "again": new}).status_code == 302


def test_what_was_done_with_an_account_is_told_to_its_person(browser: Browser) -> None:
    mine = Account.objects.get(username="clerk")
    browser("system").post(f"/administration/accounts/{mine.pk}/", {"what": "password"})
    assert "已被重设" in Notice.objects.filter(account=mine)[0].zh


def test_no_administrator_gives_another_one_a_password(browser: Browser) -> None:
    for username in ("security", "audit", "system"):
        mine = Account.objects.get(username=username)
        answer = browser("system").post(f"/administration/accounts/{mine.pk}/", {"what": "password"})
        assert answer.status_code == 409
        assert "jixiao account reset" in answer.content.decode()
        assert Account.objects.get(pk=mine.pk).check_password(DEMO_PASSWORD)

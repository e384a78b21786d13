from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.web.people.provider import CLIENT, SECRET, Provider, provider
from tests.web.who import Browser

from jixiao.web.models import Account, Entry


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    cache.clear()
    with provider() as made:
        monkeypatch.setattr(settings, "OIDC_ISSUER", made.issuer)
        monkeypatch.setattr(settings, "OIDC_RP_CLIENT_ID", CLIENT)
        monkeypatch.setattr(settings, "OIDC_RP_CLIENT_SECRET", SECRET)
        yield made


def comes_back(client: Client, service: Provider, follow: str = "/account/") -> HttpResponse:
    sent = client.get("/sign-in/sso/", {"next": follow})
    assert sent.status_code == 302
    assert sent["Location"].startswith(f"{service.issuer}/authorize?")
    answer = client.get("/sign-in/sso/back/", service.agree(sent["Location"]))
    assert isinstance(answer, HttpResponse)
    return answer


def test_somebody_new_gets_an_account_that_may_do_nothing(browser: Browser, service: Provider) -> None:
    client = browser("")
    assert comes_back(client, service)["Location"] == "/account/"
    made = Account.objects.get(single_sign_on=f"{service.issuer} u-1")
    assert (made.username, made.name, made.has_usable_password(), made.grants.count()) == ("li.lei", "李雷", False, 0)
    assert client.get("/account/").status_code == 200
    assert client.get("/u/440100-ZJB/2023/").status_code == 404
    told = Entry.objects.filter(table="account", key="li.lei").values_list("action", flat=True)
    assert list(told) == ["add", "sign_in"]
    comes_back(browser(""), service)
    assert Account.objects.filter(single_sign_on__contains="u-1").count() == 1


def test_an_account_that_is_linked_is_entered_with_its_roles(browser: Browser, service: Provider) -> None:
    Account.objects.filter(username="finance").update(single_sign_on=f"{service.issuer} u-1")
    client = browser("")
    comes_back(client, service)
    assert client.get("/u/440100-ZJB/2023/").status_code == 200


def test_a_name_of_ours_is_not_taken_over_by_one_of_theirs(browser: Browser, service: Provider) -> None:
    service.subject |= {"preferred_username": "security", "email": "security@example.org"}
    client = browser("")
    comes_back(client, service)
    assert client.get("/administration/").status_code == 404
    assert Account.objects.get(single_sign_on__contains="u-1").username.startswith("security-")


def test_a_closed_account_stays_out(browser: Browser, service: Provider) -> None:
    Account.objects.filter(username="finance").update(single_sign_on=f"{service.issuer} u-1", is_active=False)
    client = browser("")
    assert comes_back(client, service).status_code == 422
    assert client.get("/account/").status_code == 302


def test_the_second_factor_is_asked_for_here_too(browser: Browser, service: Provider) -> None:
    Account.objects.filter(username="finance").update(single_sign_on=f"{service.issuer} u-1")
    TOTPDevice.objects.create(user=Account.objects.get(username="finance"), confirmed=True)
    client = browser("")
    assert comes_back(client, service)["Location"] == "/sign-in/second/"
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "of another time"},
        {"nonce": None},
        {"aud": "somebody else"},
        {"iss": "https://elsewhere.example"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"sub": None},
        {"azp": "somebody else"},
        {"sub": "x" * 300},
    ],
)
def test_a_token_that_does_not_hold_opens_nothing(browser: Browser, service: Provider, change: dict[str, object]) -> None:
    service.change = change
    before, client = Account.objects.count(), browser("")
    answer = comes_back(client, service)
    assert answer.status_code == 422
    assert "统一登录没有成功" in answer.content.decode()
    assert Account.objects.count() == before
    assert client.get("/account/").status_code == 302
    assert Entry.objects.order_by("-number")[0].action == "sign_in_failed"


def test_a_token_that_another_signed_opens_nothing(browser: Browser, service: Provider) -> None:
    service.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert comes_back(browser(""), service).status_code == 422


def test_an_answer_that_nobody_asked_for_and_one_that_comes_twice_open_nothing(browser: Browser, service: Provider) -> None:
    sent = browser("").get("/sign-in/sso/")["Location"]
    back = service.agree(sent)
    stranger = browser("")
    assert stranger.get("/sign-in/sso/back/", back).status_code == 422
    client = browser("")
    back = service.agree(client.get("/sign-in/sso/")["Location"])
    assert client.get("/sign-in/sso/back/", back).status_code == 302
    client.post("/sign-out/")
    assert client.get("/sign-in/sso/back/", back).status_code == 422


def test_a_service_that_is_away_is_told_in_a_sentence(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "OIDC_RP_CLIENT_ID", CLIENT)
    for issuer in ("http://127.0.0.1:9", "http://elsewhere.example"):
        monkeypatch.setattr(settings, "OIDC_ISSUER", issuer)
        answer = browser("").get("/sign-in/sso/")
        assert answer.status_code == 422


def test_where_none_is_set_there_is_none(browser: Browser) -> None:
    for page in ("/sign-in/sso/", "/sign-in/sso/back/?code=1&state=2"):
        assert browser("").get(page).status_code == 404
    assert "sso" not in browser("").get("/sign-in/").content.decode()

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from tests.web.api.program import Programs
from tests.web.who import Browser

from jixiao.web.api.keeping import LONGEST_DAYS
from jixiao.web.api.limiting import GUESSES, UNKNOWN_CALLERS
from jixiao.web.models import Account, Dossier, Entry, Token


def test_a_token_is_made_shown_once_used_and_withdrawn(dossier: Dossier, browser: Browser) -> None:
    finance = browser("finance")
    made = finance.post("/account/tokens/", {"name": "ledger robot", "days": "30", "scope": ["see", "record"]})
    token = Token.objects.get()
    key = next(word for word in made.content.decode().replace("<", " ").replace(">", " ").split() if word.startswith("jx_"))
    assert key not in finance.get("/account/tokens/").content.decode()
    assert key not in "".join(str(each.after) for each in Entry.objects.all())
    assert token.digest != key
    nobody = browser("")
    bearer = {"Authorization": f"Bearer {key}"}
    assert nobody.get("/api/v1/me", headers=bearer).json()["scopes"] == ["record", "see"]
    token.refresh_from_db()
    assert token.used_at
    assert browser("head").post(f"/account/tokens/{token.pk}/withdraw/").status_code == 404
    finance.post(f"/account/tokens/{token.pk}/withdraw/")
    assert nobody.get("/api/v1/me", headers=bearer).status_code == 401
    told = [each.action for each in Entry.objects.filter(table="token").order_by("number")]
    assert told == ["make", "withdraw"]
    assert dossier.pk


def test_what_makes_no_token_is_said(site: object, browser: Browser) -> None:
    assert site
    finance = browser("finance")
    for wrong in (
        {"name": "", "scope": "see"},
        {"name": "x", "scope": "nonsense"},
        {"name": "x", "scope": "see", "days": "9999"},
    ):
        assert finance.post("/account/tokens/", {"days": "1"} | wrong).status_code == 422
    assert not Token.objects.exists()
    assert LONGEST_DAYS < 9999


def test_a_token_does_no_more_than_its_scopes_and_its_account(dossier: Dossier, program: Programs) -> None:
    of = f"dossiers/{dossier.unit.code}/{dossier.fiscal_year}"
    seeing = program("finance", "see")
    assert seeing.get(of)["year"] == dossier.fiscal_year
    assert seeing.call("GET", f"{of}/archive").status_code == 403
    assert seeing.call("POST", f"{of}/tables/reception/rows", {"cells": {"persons": "1"}}).status_code == 403
    blind = program("finance", "export")
    assert blind.call("GET", of).status_code == 404
    assert blind.get("dossiers")["items"] == []
    assert program("clerk", "export").call("GET", f"{of}/archive").status_code == 404


def test_a_token_ends_with_its_day_and_with_its_account(dossier: Dossier, program: Programs) -> None:
    assert dossier.pk
    finance = program("finance")
    finance.get("me")
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert finance.call("GET", "me").status_code == 401
    Token.objects.update(expires_at=timezone.now() + timedelta(days=1))
    finance.get("me")
    Account.objects.filter(username="finance").update(is_active=False)
    assert finance.call("GET", "me").status_code == 401


def test_who_calls_too_often_waits(site: object, browser: Browser) -> None:
    assert site
    nobody = browser("")
    for _ in range(UNKNOWN_CALLERS.calls):
        assert nobody.get("/api/v1/publications").status_code == 200
    late = nobody.get("/api/v1/publications")
    assert late.status_code == 429
    assert 1 <= int(late["Retry-After"]) <= UNKNOWN_CALLERS.seconds


def test_who_guesses_tokens_is_shut_out(site: object, browser: Browser) -> None:
    assert site
    nobody = browser("")
    for number in range(GUESSES.calls):
        assert nobody.get("/api/v1/me", headers={"Authorization": f"Bearer jx_{number}"}).status_code == 401
    assert nobody.get("/api/v1/me", headers={"Authorization": "Bearer jx_x"}).status_code == 429

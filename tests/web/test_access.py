"""Every page and every action is asked of the policy: each role of the unit, of another unit, and nobody."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.web.addresses import every_page, sides, where

from jixiao.web.models import Account, Dossier, Filing, Grant, Unit
from jixiao.web.page import EVERYBODY, SIGNED_IN
from jixiao.web.people.permissions import OF_SITE, OF_UNITS, PERMISSIONS
from jixiao.web.people.policy import Person
from jixiao.web.people.roles import ROLES

BACKEND = "jixiao.web.people.signing_in.LocalAccounts"
GONE = {404}
KEPT_OUT = {403, 404}
BROKEN = {500}


def visitor(role: str, unit: Unit | None) -> tuple[Client, Person]:
    account = Account.objects.create(username=f"{role}-{Account.objects.count()}", name=role)
    Grant.objects.create(account=account, role=role, unit=unit)
    client = Client(raise_request_exception=False)
    client.force_login(account, backend=BACKEND)
    return client, Person(account)


def test_every_page_names_a_permission_that_is_known() -> None:
    for page in every_page():
        assert page.see or page.do, page.name
        for _, permission in sides(page):
            assert permission in {EVERYBODY, SIGNED_IN, *PERMISSIONS}, page.name
            if page.of_dossier and permission != EVERYBODY:
                assert permission not in {SIGNED_IN, *OF_SITE}, f"{page.name} is about a dossier and has to ask for it"
    assert len({page.name for page in every_page()}) == len(every_page())
    assert len({page.path for page in every_page()}) == len(every_page())


def test_what_is_open_to_everybody_is_named_here() -> None:
    """A page that nobody has to sign in for is there on purpose."""
    open_pages = {page.name for page in every_page() if EVERYBODY in {page.see, page.do}}
    assert open_pages - {"sign_in", "second_factor", "sign_out", "language"} == {
        name for name in open_pages if name.startswith(("public", "single_sign_on", "health"))
    }


@pytest.mark.parametrize("state", ["draft", "submitted"])
@pytest.mark.parametrize("role", [*ROLES])
def test_every_page_keeps_out_whoever_may_not(dossier: Dossier, role: str, state: str) -> None:
    Filing.objects.create(dossier=dossier, stage="year_end", state=state)
    elsewhere = Unit.objects.create(code="OTHER", name="另一单位")
    is_of_site = ROLES[role].reach == "site"
    wrong = []
    for is_own in (True, False):
        unit = None if is_of_site else dossier.unit if is_own else elsewhere
        client, person = visitor(role, unit)
        for page in every_page():
            about = dossier if page.of_dossier else dossier.unit if page.of_unit else None
            for method, permission in sides(page):
                if permission in {EVERYBODY, SIGNED_IN} or person.may(permission, about):
                    continue
                can_see = about is not None and person.may("see", about)
                status = getattr(client, method)(where(page, dossier)).status_code
                if status not in (KEPT_OUT if can_see and is_own else GONE):
                    wrong.append((page.name, method, role, "own" if is_own else "other", status))
    assert not wrong


def test_nobody_gets_further_than_the_door(dossier: Dossier) -> None:
    client = Client()
    for page in every_page():
        for method, permission in sides(page):
            if permission != EVERYBODY:
                answer = getattr(client, method)(where(page, dossier))
                assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in/"), page.name


@pytest.mark.parametrize("state", ["draft", "office_confirmed", "submitted", "accepted", "published"])
def test_every_page_answers_whoever_may(dossier: Dossier, state: str) -> None:
    """No page breaks for somebody who may see it, with an empty form too."""
    Filing.objects.create(dossier=dossier, stage="year_end", state=state)
    broken = []
    visitors = [visitor(role, None if ROLES[role].reach == "site" else dossier.unit) for role in ROLES]
    for page in every_page():
        about = dossier if page.of_dossier else dossier.unit if page.of_unit else None
        for method, permission in sides(page):
            if page.name == "sign_out":
                continue
            for client, person in visitors:
                if permission in {EVERYBODY, SIGNED_IN} or person.may(permission, about):
                    status = getattr(client, method)(where(page, dossier)).status_code
                    if status in BROKEN:
                        broken.append((page.name, method, sorted(person.roles), status))
                    break
    assert not broken


def test_a_permission_of_units_is_not_one_of_the_site() -> None:
    assert not OF_SITE & OF_UNITS

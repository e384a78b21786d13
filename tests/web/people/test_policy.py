"""The policy against a table that an office can read, for every permission, role, unit and state."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import yaml

from jixiao.web.models import Account, Dossier, Filing, Grant, Unit
from jixiao.web.people.permissions import OF_SITE, OF_UNITS, PERMISSIONS, TABLES, WRITING, permission_for
from jixiao.web.people.policy import Person
from jixiao.web.people.roles import ADMINISTRATORS, ROLES
from jixiao.web.workflow.states import STATES

ACCESS: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "access.yaml").read_text(encoding="utf-8"))
HANDED_IN = {"submitted", "accepted", "returned", "published"}


def person(role: str, unit: Unit | None, **more: object) -> Person:
    account = Account.objects.create(username=f"{role}-{Account.objects.count()}", name=role)
    Grant.objects.create(account=account, role=role, unit=unit, **more)
    return Person(account)


def stand(dossier: Dossier, goals: str, year_end: str) -> None:
    Filing.objects.filter(dossier=dossier).delete()
    Filing.objects.create(dossier=dossier, stage="goals", state=goals)
    Filing.objects.create(dossier=dossier, stage="year_end", state=year_end)


def expected(when: str, goals: str, year_end: str) -> bool:
    is_open = year_end in {"draft", "returned"}
    finance = is_open or year_end == "office_confirmed"
    return {
        "always": True,
        "handed_in": bool({goals, year_end} & HANDED_IN),
        "open": is_open,
        "finance": finance,
        "goals": finance and goals in {"draft", "returned"},
        "submitted": year_end == "submitted",
        "with_bureau": year_end == "submitted",
        "never": False,
    }[when]


def test_every_permission_of_a_dossier_is_in_the_table() -> None:
    assert ACCESS.keys() == PERMISSIONS.keys() - OF_SITE - OF_UNITS


def test_the_table_holds_for_every_role_and_state(dossier: Dossier) -> None:
    elsewhere = Unit.objects.create(code="OTHER", name="另一单位")
    site_roles = {role for role, each in ROLES.items() if each.reach == "site"}
    own = {role: person(role, None if role in site_roles else dossier.unit) for role in ROLES}
    other = {role: person(role, None if role in site_roles else elsewhere) for role in ROLES}
    wrong = []
    for goals, year_end in product(STATES, STATES):
        stand(dossier, goals, year_end)
        for permission, role in product(ACCESS, ROLES):
            wanted = expected(ACCESS[permission].get(role, "never"), goals, year_end)
            own[role].forget(dossier)
            if own[role].may(permission, dossier) != wanted:
                wrong.append((permission, role, goals, year_end, wanted))
            if other[role].may(permission, dossier):
                wrong.append((permission, role, f"another unit, {goals}", year_end, False))
    assert not wrong


def test_a_reviewer_oversees_the_units_below_and_no_others(dossier: Dossier) -> None:
    city = Unit.objects.create(code="CITY", name="市财政局")
    dossier.unit.parent = city
    dossier.unit.save()
    stand(dossier, "draft", "submitted")
    assert person("reviewer", city).may("review", dossier)
    assert person("reviewer", None).may("review", dossier)
    assert not person("reviewer", Unit.objects.create(code="CITY2", name="另一个市")).may("review", dossier)
    assert not person("finance", city).may("see", dossier), "a unit's own roles do not reach below it"


def test_a_grant_for_a_year_is_for_that_year(dossier: Dossier) -> None:
    assert person("finance", dossier.unit, fiscal_year=2023).may("pay", dossier)
    assert not person("finance", dossier.unit, fiscal_year=2024).may("pay", dossier)


@pytest.mark.parametrize(("office", "allowed"), [("JDC", True), ("BGS", False), ("", False)])
def test_an_office_writes_its_own_rows(dossier: Dossier, office: str, allowed: bool) -> None:  # noqa: FBT001
    assert person("clerk", dossier.unit, office_code="JDC").may_write("record", dossier, office) is allowed
    assert person("clerk", dossier.unit).may_write("record", dossier, office)
    assert person("finance", dossier.unit).may_write("record", dossier, office)


def test_whoever_holds_two_roles_has_the_sum_of_them_and_no_more(dossier: Dossier) -> None:
    both = person("clerk", dossier.unit, office_code="JDC")
    assert both.account
    Grant.objects.create(account=both.account, role="unit_head", unit=dossier.unit)
    again = Person(both.account)
    assert again.may("approve", dossier)
    assert again.may_write("record", dossier, "JDC")
    assert not again.may_write("record", dossier, "BGS")
    assert not again.may("pay", dossier)


def test_a_closed_account_and_nobody_may_nothing(dossier: Dossier) -> None:
    closed = Account.objects.get(username="finance")
    closed.is_active = False
    closed.save()
    stand(dossier, "draft", "published")
    for who in (Person(closed), Person(None)):
        assert not [permission for permission in PERMISSIONS if who.may(permission, dossier) or who.may(permission)]


def test_a_token_does_what_its_scopes_and_its_account_both_allow(dossier: Dossier) -> None:
    account = Account.objects.get(username="finance")
    assert Person(account, frozenset({"see", "pay", "approve"})).may("pay", dossier)
    assert not Person(account, frozenset({"see", "pay", "approve"})).may("approve", dossier)
    assert not Person(account, frozenset({"see"})).may("pay", dossier)


def test_administrators_are_kept_apart_and_see_no_dossier(dossier: Dossier) -> None:
    for role in ADMINISTRATORS:
        who = person(role, None)
        assert not [permission for permission in PERMISSIONS if who.may(permission, dossier) and permission not in OF_SITE]
    having = {role: {permission for permission in OF_SITE if role in PERMISSIONS[permission]} for role in ADMINISTRATORS}
    assert all(not having[one] & having[two] for one in having for two in having if one != two)
    assert all(having.values())


def test_every_table_has_one_permission_that_writing_to_it_needs() -> None:
    listed = [table for tables in TABLES.values() for table in tables]
    assert len(listed) == len(set(listed))
    assert {permission_for(table, is_ledger=False) for table in listed} <= WRITING
    assert permission_for("reception", is_ledger=True) == "record"
    assert permission_for("asset", is_ledger=False) == "manage"

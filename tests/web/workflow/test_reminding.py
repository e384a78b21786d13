from __future__ import annotations

import json
import smtplib
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.who import Who

from jixiao.web.models import Account, Deadline, Dossier, Filing, Grant, Notice, Unit
from jixiao.web.workflow.deadlines import Deadlines
from jixiao.web.workflow.mailing import MAILED_WITHIN, Sent, send_mails
from jixiao.web.workflow.reminding import remind
from jixiao.web.workflow.running import take

DUE = date(2024, 3, 31)


@pytest.fixture(autouse=True)
def _nobody_was_told_yet(site: Path) -> None:
    assert site.is_dir()
    Notice.objects.all().delete()


def told() -> set[tuple[str, str]]:
    """Who was told, and the last part of the mark."""
    return {(each.account.username, each.mark.split()[-1]) for each in Notice.objects.select_related("account")}


def test_a_deadline_is_told_once_when_it_nears_and_once_when_it_has_passed(dossier: Dossier) -> None:
    Deadline.objects.create(fiscal_year=2023, stage="year_end", due_on=DUE)
    assert dossier.pk
    assert remind(date(2024, 3, 1)) == 0
    assert remind(date(2024, 3, 24)) == 2
    assert remind(date(2024, 3, 28)) == 0
    assert told() == {("office", "7"), ("finance", "7")}
    assert remind(date(2024, 3, 30)) == 2
    assert remind(date(2024, 4, 1)) == 2
    assert remind(date(2024, 6, 1)) == 0
    assert told() == {(name, mark) for name in ("office", "finance") for mark in ("7", "1", "-1")}
    assert "应于2024-03-31前报送" in Notice.objects.order_by("pk")[0].zh


def test_what_was_handed_in_is_not_reminded_of_and_whose_move_it_is_is(dossier: Dossier) -> None:
    Deadline.objects.create(fiscal_year=2023, stage="year_end", due_on=DUE)
    filing = Filing.objects.create(dossier=dossier, stage="year_end", state="submitted")
    assert remind(date(2024, 5, 1)) == 0
    Filing.objects.filter(pk=filing.pk).update(state="finance_checked")
    assert remind(date(2024, 5, 1)) == 1
    assert told() == {("head", "-1")}


def test_a_filing_has_its_own_day_before_all_deadlines(dossier: Dossier) -> None:
    Deadline.objects.create(fiscal_year=2023, stage="goals", due_on=DUE)
    Filing.objects.create(dossier=dossier, stage="goals", due_on=date(2024, 6, 30))
    assert remind(date(2024, 4, 10)) == 0
    assert remind(date(2024, 7, 1)) == 2


def test_the_nearest_deadline_above_a_unit_holds(dossier: Dossier) -> None:
    district = Unit.objects.create(code="D", name="区")
    below = Unit.objects.create(code="E", name="街道", parent=district)
    for unit, day in ((None, 1), (district, 2), (dossier.unit, 3)):
        Deadline.objects.create(fiscal_year=2023, stage="goals", unit=unit, due_on=date(2024, 1, day))
    deadlines = Deadlines([2023])
    assert deadlines.of(below.path, 2023, "goals") == date(2024, 1, 2)
    assert deadlines.of(dossier.unit.path, 2023, "goals") == date(2024, 1, 3)
    assert deadlines.of("/X/", 2023, "goals") == date(2024, 1, 1)
    assert deadlines.of("/X/", 2022, "goals") is None


def test_the_bureau_is_told_of_what_was_handed_in_where_it_oversees(dossier: Dossier, writer: Who) -> None:
    elsewhere = Unit.objects.create(code="OTHER", name="别处")
    stranger = Account.objects.create_user("stranger", None, "外区审核员")
    Grant.objects.create(account=stranger, role="reviewer", unit=elsewhere)
    Filing.objects.create(dossier=dossier, stage="goals", state="head_approved")
    take(dossier, "goals", "submit", writer("finance"))
    assert {name for name, _ in told()} == {"reviewer"}


def test_mail_is_sent_once_a_person_and_what_fails_waits(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    Account.objects.filter(username="finance").update(email="finance@example.org", language="en")
    Account.objects.filter(username="office").update(email="office@example.org")
    for stage in ("goals", "year_end"):
        Deadline.objects.create(fiscal_year=dossier.fiscal_year, stage=stage, due_on=DUE)
    remind(DUE)
    assert send_mails() == Sent(0, 0)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")

    def away(*_: object, **__: object) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(smtplib, "SMTP", away)
    assert send_mails() == Sent(0, 2)
    assert not Notice.objects.exclude(mailed_at=None).exists()
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    mail.outbox = []
    assert send_mails() == Sent(2, 0)
    assert send_mails() == Sent(0, 0)
    letters = {each.to[0]: each for each in mail.outbox}
    assert "is to be handed in by 2024-03-31" in str(letters["finance@example.org"].body)
    assert str(letters["office@example.org"].body).count("/u/440100-ZJB/2023/filing/") == 2
    assert "2条消息" in letters["office@example.org"].subject


def test_old_lines_are_not_mailed_when_mail_is_first_set_up(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dossier.pk
    account = Account.objects.get(username="finance")
    Account.objects.filter(pk=account.pk).update(email="finance@example.org")
    Notice.objects.create(account=account, zh="旧", en="old")
    Notice.objects.update(at=timezone.now() - MAILED_WITHIN * 2)
    monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    assert send_mails() == Sent(0, 0)


def test_queries_do_not_grow_with_the_units(dossier: Dossier) -> None:
    units = Unit.objects.bulk_create(Unit(code=f"X{n}", name=f"{n}", path=f"/X{n}/") for n in range(300))
    Dossier.objects.bulk_create(Dossier(unit=unit, fiscal_year=2023) for unit in units)
    Deadline.objects.create(fiscal_year=2023, stage="goals", due_on=DUE)
    assert dossier.pk
    with CaptureQueriesContext(connection) as queries:
        remind(DUE)
    assert len(queries) < 20


@pytest.mark.heavy
def test_the_command_says_what_it_did_and_says_nothing_twice(site: Path) -> None:
    Deadline.objects.create(fiscal_year=2023, stage="year_end", due_on=DUE)
    connections.close_all()
    said = [
        subprocess.run(
            [sys.executable, "-m", "jixiao.cli", "remind", "--data", str(site), "--on", "2024-03-31", "--json"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert [json.loads(each) for each in said] == [{"lines": lines, "mailed": 0, "failed": 0} for lines in (2, 0)]

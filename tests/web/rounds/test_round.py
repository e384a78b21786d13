"""What the worker does by itself: once, at its time, by one of many, and told by a real mail server what arrived."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from tests.web.rounds.post import Post, post_office
from tests.web.served import clean, free_port, served, wait_for

from jixiao.web.models import Account, Deadline, Dossier, Notice, Round
from jixiao.web.rounds.round import HELD, Rounds, Turn, do, do_due, is_alive, show_life
from jixiao.web.workflow.mailing import Sent, send_mails

EIGHT = datetime(2024, 3, 31, 0, 0, tzinfo=UTC)
"""Eight o'clock in the morning in Beijing, on the day before the deadline has passed."""


def at(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


@pytest.fixture
def due(dossier: Dossier) -> Dossier:
    """Two people who are to hand something in, and can be written to; nobody was told of anything yet."""
    Notice.objects.all().delete()
    Round.objects.create(name="sweep", done_at=EIGHT + timedelta(days=1000))
    Deadline.objects.create(fiscal_year=dossier.fiscal_year, stage="year_end", due_on=date(2024, 4, 1))
    for name in ("finance", "office"):
        Account.objects.filter(username=name).update(email=f"{name}@example.org")
    return dossier


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A mail server that the site is told of."""
    with post_office() as found:
        monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
        monkeypatch.setattr(settings, "EMAIL_PORT", found.port)
        yield found


def test_people_are_reminded_at_the_hour_that_is_set_on_the_page_and_by_mail(due: Dossier, post: Post) -> None:
    assert do_due("a", at(EIGHT - timedelta(minutes=1))) == {"send_mails": {"mailed": 0, "failed": 0}}
    assert do_due("a", at(EIGHT)) == {"remind": {"lines": 2}}
    assert set(Notice.objects.values_list("account__username", flat=True)) == {"finance", "office"}
    assert do_due("a", at(EIGHT + timedelta(minutes=14))) == {"send_mails": {"mailed": 2, "failed": 0}}
    assert post.people() == ["finance@example.org", "office@example.org"]
    assert "2024-04-01前报送" in post.letters[0].text
    assert f"/u/{due.unit.code}/2023/filing/" in post.letters[0].text
    assert post.letters[0].message["Subject"] == "绩效系统：1条消息"


def test_once_a_day_however_often_workers_are_started(due: Dossier) -> None:
    assert due.pk
    for hour in range(16):
        done = do_due(f"worker {hour}", at(EIGHT + timedelta(hours=hour)))
        assert done == ({"remind": {"lines": 2}} if hour == 0 else {}), hour
    assert do_due("a", at(EIGHT + timedelta(hours=23, minutes=59))) == {}
    assert do_due("a", at(EIGHT + timedelta(days=2))) == {"remind": {"lines": 2}}, "the deadline has passed"
    assert Notice.objects.count() == 4


def test_a_site_that_was_off_at_that_hour_makes_up_for_it_the_same_day(due: Dossier) -> None:
    assert due.pk
    assert do_due("a", at(EIGHT + timedelta(hours=9))) == {"remind": {"lines": 2}}


def test_the_hour_is_a_setting(due: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    assert due.pk
    monkeypatch.setattr(settings, "REMIND_HOUR", 17)
    assert do_due("a", at(EIGHT)) == {}
    assert do_due("a", at(EIGHT + timedelta(hours=9))) == {"remind": {"lines": 2}}


def test_while_one_is_at_it_nobody_else_is_and_who_died_over_it_is_followed(due: Dossier) -> None:
    assert due.pk
    Round.objects.create(name="remind", holder="dead", held_until=EIGHT + HELD)
    assert do("remind", "b", at(EIGHT + HELD - timedelta(seconds=1))) is None
    assert not Notice.objects.exists()
    assert do("remind", "b", at(EIGHT + HELD)) == {"lines": 2}
    assert Round.objects.get(name="remind").done_at == EIGHT + HELD


def test_a_letter_more_keeps_a_round_and_one_that_was_lost_is_not_gone_on_with(due: Dossier, post: Post) -> None:
    do("remind", "a", at(EIGHT))
    mine = Round.objects.create(name="send_mails", holder="a", held_until=EIGHT + timedelta(minutes=1))
    turn = Turn("send_mails", "a", at(EIGHT))
    assert turn.go_on()
    mine.refresh_from_db()
    assert mine.held_until == EIGHT + HELD
    Round.objects.filter(name="send_mails").update(holder="b")
    assert send_mails(at(EIGHT), turn.go_on) == Sent(0, 0)
    assert not post.letters
    assert Notice.objects.filter(mailed_at=None).count() == 2
    assert due.pk


def test_who_is_refused_keeps_nobody_else_waiting_and_is_tried_again(due: Dossier, post: Post) -> None:
    assert due.pk
    do("remind", "a", at(EIGHT))
    post.refused = {"finance@example.org"}
    assert do("send_mails", "a", at(EIGHT)) == {"mailed": 1, "failed": 1}
    post.refused = set()
    assert do("send_mails", "a", at(EIGHT)) == {"mailed": 1, "failed": 0}
    assert post.people() == ["finance@example.org", "office@example.org"]


def test_a_server_that_is_away_loses_nothing(due: Dossier, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    assert due.pk
    do("remind", "a", at(EIGHT))
    monkeypatch.setattr(settings, "EMAIL_PORT", free_port())
    assert do("send_mails", "a", at(EIGHT)) == {"mailed": 0, "failed": 2}
    monkeypatch.setattr(settings, "EMAIL_PORT", post.port)
    assert do("send_mails", "a", at(EIGHT)) == {"mailed": 2, "failed": 0}


def test_a_worker_shows_that_it_lives_while_it_goes_its_rounds(site: Path) -> None:
    assert site.is_dir()
    assert not is_alive(EIGHT)
    with Rounds("a", at(EIGHT)):
        wait_for(lambda: is_alive(EIGHT), 10, "a sign of life")
    assert not is_alive(EIGHT + timedelta(minutes=2))
    show_life(EIGHT + timedelta(minutes=2))
    assert is_alive(EIGHT + timedelta(minutes=2))


MANY = 30
GO = "from jixiao.web.rounds.round import do; print(do('send_mails', '{}'))"


def many_letters(count: int) -> None:
    """Lines for so many people, none mailed yet."""
    accounts = [Account(username=f"p{n}", name=f"第{n}人", email=f"p{n}@example.org") for n in range(count)]
    Account.objects.bulk_create(accounts)
    Notice.objects.all().delete()
    Notice.objects.bulk_create(Notice(account=each, zh="请报送", en="Hand it in") for each in Account.objects.exclude(email=""))
    connections.close_all()


def four_at_once(environment: dict[str, str]) -> list[str]:
    """Four processes that mail at the same time; what each of them says."""
    program = "import django; django.setup(); "
    running = [
        subprocess.Popen([sys.executable, "-c", program + GO.format(n)], env=environment, stdout=subprocess.PIPE, text=True)
        for n in range(4)
    ]
    return [each.communicate(timeout=60)[0].strip() for each in running]


@pytest.mark.heavy
def test_four_workers_mail_each_line_once(site: Path) -> None:
    many_letters(MANY)
    with post_office(seconds=0.1) as post:
        said = four_at_once({**os.environ, "JIXIAO_DATA": str(site), "JIXIAO_SMTP": post.address})
    assert sorted(said) == ["None", "None", "None", f"{{'mailed': {MANY}, 'failed': 0}}"]
    assert len(post.people()) == len(set(post.people())) == MANY


@pytest.mark.heavy
def test_four_workers_mail_each_line_once_on_postgresql(on_postgres: dict[str, str]) -> None:
    many_letters(MANY)
    with post_office(seconds=0.1) as post:
        said = four_at_once({**os.environ, **on_postgres, "JIXIAO_SMTP": post.address})
    assert sorted(said) == ["None", "None", "None", f"{{'mailed': {MANY}, 'failed': 0}}"]
    assert len(post.people()) == len(set(post.people())) == MANY


@pytest.mark.heavy
def test_the_workers_of_a_site_remind_by_themselves_and_a_restart_does_not_remind_twice(site: Path) -> None:
    """Two workers at a time, then again two: on the day as it is, with an hour that has come."""
    Notice.objects.all().delete()
    year = Dossier.objects.get().fiscal_year
    Deadline.objects.create(fiscal_year=year, stage="year_end", due_on=date(2024, 4, 1))
    Account.objects.filter(username="finance").update(email="finance@example.org")
    connections.close_all()
    port = free_port()
    settings_now = {"JIXIAO_SMTP": f"smtp://127.0.0.1:{port}", "JIXIAO_REMIND": "0"}
    with post_office(port) as post:
        for _ in range(2):
            with ExitStack() as both:
                running = both.enter_context(served(site, settings=settings_now))
                command = [sys.executable, "-m", "jixiao.cli", "work", "--data", str(site)]
                another = subprocess.Popen(command, env=clean(**settings_now))
                both.callback(another.wait)
                both.callback(another.terminate)
                wait_for(lambda: len(post.letters) > 0, 120, "a letter")
                assert running.process.poll() is None
        assert post.people() == ["finance@example.org"]
    assert sorted(Notice.objects.values_list("account__username", flat=True)) == ["finance", "office"]

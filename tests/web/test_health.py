"""What a load balancer is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.web.served import clean, free_port

from jixiao.web.rounds.round import SEEN_WITHIN, show_life

WELL = {"database": True, "tables": True, "worker": True}


def test_whether_pages_can_be_answered_and_whether_somebody_works(site: Path) -> None:
    assert site.is_dir()
    anybody = Client()
    assert (anybody.get("/health/").status_code, anybody.get("/health/").json()) == (200, WELL | {"worker": False})
    assert anybody.get("/health/worker/").status_code == 503
    show_life(timezone.now())
    assert (anybody.get("/health/worker/").status_code, anybody.get("/health/").json()) == (200, WELL)
    show_life(timezone.now() - SEEN_WITHIN)
    assert anybody.get("/health/worker/").status_code == 503


def test_nothing_else_is_told_and_nothing_is_kept(site: Path) -> None:
    assert site.is_dir()
    answer = Client().get("/health/")
    assert {*answer.json()} == {*WELL}
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert Client().post("/health/").status_code == 405
    assert Client().head("/health/").status_code == 200


def test_it_is_answered_by_whatever_name_and_without_https(site: Path, settings_behind_https: None) -> None:
    assert site.is_dir()
    assert settings_behind_https is None
    assert Client().get("/health/", headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert Client().get("/sign-in/", headers={"host": "10.0.0.7:8000"}).status_code in {301, 400}


@pytest.fixture
def settings_behind_https(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings  # noqa: PLC0415 - those of the site

    monkeypatch.setattr(settings, "SECURE_SSL_REDIRECT", True)


def test_tables_of_another_version_are_not_well(site: Path) -> None:
    assert site.is_dir()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'web' AND name = '0002_history_stands_fast'")
    answer = Client().get("/health/")
    assert (answer.status_code, answer.json()) == (503, {"database": True, "tables": False, "worker": False})


def test_a_database_that_is_away_is_said_and_no_more(tmp_path: Path) -> None:
    program = (
        "import django; django.setup(); from django.test import Client; answer = Client().get('/health/');"
        "print(answer.status_code, answer.content.decode())"
    )
    nowhere = f"postgresql://somebody:secret-word@127.0.0.1:{free_port()}/nothing"
    env = clean(JIXIAO_DATA=str(tmp_path), JIXIAO_KEY="x" * 60, JIXIAO_DATABASE=nowhere)
    env["DJANGO_SETTINGS_MODULE"] = "jixiao.web.settings"
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    status, _, said = done.stdout.partition(" ")
    assert (status, json.loads(said)) == ("503", {"database": False, "tables": False, "worker": False})
    assert "secret-word" not in done.stdout + done.stderr

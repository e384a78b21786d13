"""A site for every test: the demonstration in a database of its own, copied from one that was made once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["JIXIAO_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # a browser of the journeys leaves its loop in this thread

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from tests.portfolio.servers import postgres
from tests.web.who import Browser, Who

from jixiao.web.dossiers.assembling import forget
from jixiao.web.dossiers.writing import Writer
from jixiao.web.history.chain import Act
from jixiao.web.models import Account, Dossier
from jixiao.web.people.demonstration import demonstrate
from jixiao.web.people.policy import Person
from jixiao.web.settings import database

settings.PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
"""As strong, and quicker to work out than the one that is the default."""


def _stand_on(data: Path) -> None:
    connections.close_all()
    forget()
    settings.DATA = data
    connections["default"].settings_dict["NAME"] = str(data / "jixiao.sqlite3")


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demonstration that was just started."""
    data = tmp_path_factory.mktemp("demo")
    _stand_on(data)
    call_command("migrate", verbosity=0)
    demonstrate()
    connections.close_all()
    return data


@pytest.fixture
def site(made_once: Path, tmp_path: Path) -> Iterator[Path]:
    """The data folder of this test's own site."""
    data = tmp_path / "data"
    shutil.copytree(made_once, data)
    _stand_on(data)
    yield data
    connections.close_all()


@pytest.fixture
def dossier(site: Path) -> Dossier:
    """The example unit's year."""
    assert site.is_dir()
    return Dossier.objects.select_related("unit").get()


@pytest.fixture
def writer(site: Path) -> Who:
    """Somebody of the demonstration who writes: ``writer("finance")``."""
    assert site.is_dir()

    def made(username: str) -> Writer:
        account = Account.objects.get(username=username)
        return Writer(Act(username, account.name, "test", "1"), account, Person(account))

    return made


@pytest.fixture
def browser(site: Path) -> Browser:
    """Somebody of the demonstration at a browser: ``browser("finance")``; nobody for an empty name."""
    assert site.is_dir()

    def opened(username: str = "") -> Client:
        client = Client()
        if username:
            client.force_login(Account.objects.get(username=username), backend="jixiao.web.people.signing_in.LocalAccounts")
        return client

    return opened


@pytest.fixture
def on_postgres(site: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The demonstration on a PostgreSQL server of this test's own."""
    known = dict(connections["default"].settings_dict)
    folder = tmp_path / "server"
    folder.mkdir()
    with postgres(folder) as address:
        connections.close_all()
        environment = {"JIXIAO_DATA": str(site), "JIXIAO_DATABASE": address}
        ready = [sys.executable, "-m", "jixiao.web", "migrate", "--verbosity", "0"]
        subprocess.run(ready, env={**os.environ, **environment}, check=True)
        try:
            _turn_to(database(address))
            demonstrate()
            yield environment
        finally:
            connections.close_all()
            _turn_to(known)


def _turn_to(wanted: dict[str, object]) -> None:
    """Let this process use that database from now on."""
    settings.DATABASES["default"] = wanted
    del connections["default"]
    connections.settings = connections.configure_settings(settings.DATABASES)

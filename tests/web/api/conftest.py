"""Programs that call the API: with a token of somebody's, or with none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from tests.web.api.program import Program, Programs

from jixiao.web.api import limiting
from jixiao.web.api.keeping import make_token
from jixiao.web.history.chain import Act
from jixiao.web.models import Account
from jixiao.web.people.permissions import PERMISSIONS


@pytest.fixture(autouse=True)
def unhurried() -> Iterator[None]:
    """Each test begins with nobody having called yet."""
    limits = (limiting.KNOWN_CALLERS, limiting.UNKNOWN_CALLERS, limiting.GUESSES)
    for limit in limits:
        limit.forget()
    yield
    for limit in limits:
        limit.forget()


@pytest.fixture
def program(site: Path) -> Programs:
    """``program("finance")`` calls with a token that may do all that finance may; ``program("finance", "see")`` with less."""
    assert site.is_dir()

    def made(username: str, *scopes: str) -> Program:
        account = Account.objects.get(username=username)
        key = make_token(account, "test", scopes or PERMISSIONS, 1, Act(username, account.name, "test", "1")).key
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"}
        return Program(Client(headers=headers), headers)

    return made

"""Several people who press at once: one step is taken, the others are told that it was; never half of one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from tests.web.who import Who

from jixiao.web.api import limiting
from jixiao.web.api.keeping import make_token
from jixiao.web.dossiers.writing import Forbidden, Put, Refusal, write
from jixiao.web.history.chain import Act, verify
from jixiao.web.models import Account, Answer, Confirmation, Dossier, Filing, Record, Step
from jixiao.web.people.permissions import PERMISSIONS
from jixiao.web.people.policy import GOALS
from jixiao.web.workflow.running import take

TAKEN, REFUSED = "taken", "refused"


def at_once(doings: list[Callable[[], str]]) -> list[str]:
    """What comes of doings that begin together."""

    def alone(do: Callable[[], str]) -> str:
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(alone, doings))


def stepping(writer: Who, username: str, action: str) -> Callable[[], str]:
    def do() -> str:
        mine = Dossier.objects.select_related("unit").get()
        try:
            take(mine, GOALS, action, writer(username), reason="同时办理")
        except Refusal:
            return REFUSED
        return TAKEN

    return do


def editing(writer: Who, name: str) -> Callable[[], str]:
    def do() -> str:
        mine = Dossier.objects.select_related("unit").get()
        row = Record.objects.filter(dossier=mine, table="task").order_by("number")[0]
        try:
            write(mine, [Put("task", row.number, {**row.values, "name": name})], writer("finance"))
        except Forbidden:
            return REFUSED
        return TAKEN

    return do


def put_in(dossier: Dossier, state: str) -> None:
    checked_by = Account.objects.get(username="finance")
    filing, _ = Filing.objects.update_or_create(dossier=dossier, stage=GOALS, defaults={"state": state, "checked_by": checked_by})
    for values in Record.objects.filter(dossier=dossier, table="office").values_list("values", flat=True):
        said = {"account": checked_by, "dossier_version": dossier.version}
        Confirmation.objects.update_or_create(filing=filing, office_code=values["office_code"], defaults=said)
    Step.objects.filter(filing__dossier=dossier).delete()


def holds(dossier: Dossier, state: str) -> None:
    """Each step begins where the one before it ended, and the last where the filing stands."""
    steps = list(Step.objects.filter(filing__dossier=dossier, filing__stage=GOALS).values_list("from_state", "to_state"))
    assert steps[0][0] == state
    assert all(one[1] == other[0] for one, other in pairwise(steps))
    assert Filing.objects.get(dossier=dossier, stage=GOALS).state == steps[-1][1]
    assert not verify().breaks


RACES = [
    ("finance_checked", [("head", "approve")] * 5),
    ("finance_checked", [("head", "send_back"), ("finance", "send_back")] * 3),
    ("head_approved", [("head", "submit"), ("finance", "submit")] * 3),
    ("submitted", [("reviewer", "accept"), ("finance", "withdraw"), ("reviewer", "return_to_unit"), ("head", "withdraw")]),
    ("head_approved", [("head", "submit"), ("finance", "send_back"), ("head", "send_back")]),
]


@pytest.mark.parametrize(("state", "steps"), RACES)
def test_of_steps_that_exclude_each_other_one_is_taken(
    dossier: Dossier, writer: Who, state: str, steps: list[tuple[str, str]]
) -> None:
    put_in(dossier, state)
    assert at_once([stepping(writer, *each) for each in steps]).count(TAKEN) == 1
    holds(dossier, state)


@pytest.mark.heavy
@pytest.mark.usefixtures("on_postgres")
def test_so_it_is_on_a_server(writer: Who) -> None:
    dossier = Dossier.objects.select_related("unit").get()
    for state, steps in RACES:
        put_in(dossier, state)
        assert at_once([stepping(writer, *each) for each in steps]).count(TAKEN) == 1
        holds(dossier, state)
    for _ in range(4):
        edits_and_checks(dossier, writer)


def test_what_was_edited_while_it_was_checked_is_either_checked_or_refused(dossier: Dossier, writer: Who) -> None:
    for _ in range(4):
        edits_and_checks(dossier, writer)


def edits_and_checks(dossier: Dossier, writer: Who) -> None:
    """The version that was checked is the one that stands: nothing was written after it."""
    put_in(dossier, "draft")
    said = at_once([editing(writer, "甲"), stepping(writer, "finance", "check"), editing(writer, "乙"), editing(writer, "丙")])
    assert said[1] == TAKEN
    dossier.refresh_from_db()
    assert Step.objects.get(filing__dossier=dossier, action="check").dossier_version == dossier.version
    holds(dossier, "draft")


def test_a_call_that_is_sent_again_and_again_at_once_is_done_once(dossier: Dossier) -> None:
    put_in(dossier, "finance_checked")
    limiting.KNOWN_CALLERS.forget()
    head = Account.objects.get(username="head")
    key = make_token(head, "test", PERMISSIONS, 1, Act("head", "", "test", "1")).key
    address = f"/api/v1/dossiers/{dossier.unit.code}/{dossier.fiscal_year}/filings/{GOALS}/actions/approve"

    def call() -> str:
        program = Client(headers={"Authorization": f"Bearer {key}", "Idempotency-Key": "once"})
        answer = program.post(address, b'{"reason": ""}', "application/json")
        return f"{answer.status_code} {answer.content.decode()}"

    said = at_once([call] * 6)
    assert len(set(said)) == 1
    assert said[0].startswith("200 ")
    assert Step.objects.filter(filing__dossier=dossier).count() == 1
    assert Answer.objects.count() == 1
    stranger = make_token(Account.objects.get(username="finance"), "test", PERMISSIONS, 1, Act("finance", "", "test", "1")).key
    other = Client(headers={"Authorization": f"Bearer {stranger}", "Idempotency-Key": "once"})
    assert other.post(address, b'{"reason": ""}', "application/json").status_code == 403, "a key is its account's own"

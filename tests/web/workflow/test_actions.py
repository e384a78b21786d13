"""Every action, asked for by every role in every state: taken exactly where the table below says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import transaction
from tests.web.who import Who

from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Conflict, Forbidden, Put, Refusal, write
from jixiao.web.models import Confirmation, Dossier, Entry, Filing, Grant, Notice, Publication, Record, Step
from jixiao.web.people.demonstration import DEMO_ACCOUNTS
from jixiao.web.people.policy import HANDED_IN, STAGES
from jixiao.web.people.roles import ROLES
from jixiao.web.workflow.action import actions
from jixiao.web.workflow.readiness import without_reason
from jixiao.web.workflow.running import offered, offers, take
from jixiao.web.workflow.states import AWAITED, STATES

TABLE: dict[str, tuple[set[str], dict[str, str]]] = {
    "confirm_office": ({"office"}, {"draft": "office_confirmed", "returned": "office_confirmed"}),
    "check": ({"finance"}, dict.fromkeys(("draft", "returned", "office_confirmed"), "finance_checked")),
    "approve": ({"head"}, {"finance_checked": "head_approved"}),
    "send_back": (
        {"office", "finance", "head"},
        dict.fromkeys(("office_confirmed", "finance_checked", "head_approved"), "draft"),
    ),
    "submit": ({"finance", "head"}, {"head_approved": "submitted"}),
    "withdraw": ({"finance", "head"}, {"submitted": "returned"}),
    "accept": ({"reviewer"}, {"submitted": "accepted"}),
    "return_to_unit": ({"reviewer"}, {"submitted": "returned"}),
    "reopen": ({"reviewer"}, {"accepted": "returned", "published": "returned"}),
    "publish": ({"finance", "head"}, {"accepted": "published"}),
    "unpublish": ({"head"}, {"published": "accepted"}),
}
"""Who takes it, and where it leads from each state in which it can be taken."""
LAST_ONLY = {"publish", "unpublish"}
REASON_NEEDED = {"send_back", "withdraw", "return_to_unit", "reopen", "unpublish"}


class _Undo(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done in it is taken back."""
    with suppress(_Undo), transaction.atomic():
        yield
        raise _Undo


def stand(dossier: Dossier, stage: str, state: str) -> Filing:
    """A filing in a state, with its office's word where one is needed."""
    filing, _ = Filing.objects.update_or_create(dossier=dossier, stage=stage, defaults={"state": state})
    return filing


def test_the_table_is_about_all_actions() -> None:
    assert {each.name for each in actions()} == TABLE.keys()
    assert {each.name for each in actions() if each.needs_reason} == REASON_NEEDED
    assert {each.name for each in actions() if each.stages != STAGES} == LAST_ONLY
    assert AWAITED.keys() == STATES.keys()
    assert all(role in ROLES for roles in AWAITED.values() for role in roles)


def explain(dossier: Dossier, writer: Who) -> None:
    """A reason for every point that was lost."""
    for each in without_reason(assembled(dossier)):
        cells = {"framework": "guangdong-unit-2022", "item_code": each.item.code, "reason": "年末集中支付未完成"}
        write(dossier, [Put("deduction_reason", None, cells)], writer("finance"))


@pytest.mark.parametrize("action", sorted(TABLE))
def test_it_is_taken_by_whom_and_where_the_table_says(dossier: Dossier, writer: Who, action: str) -> None:
    people, ways = TABLE[action]
    office = writer("office").account
    assert office
    explain(dossier, writer)
    for stage in STAGES:
        for state in STATES:
            with undone():
                filing = stand(dossier, stage, state)
                if action == "check":
                    Confirmation.objects.create(filing=filing, office_code="JDC", account=office, dossier_version=1)
                goes = state in ways and (stage == "year_end" or action not in LAST_ONLY)
                for username, *_ in DEMO_ACCOUNTS:
                    allowed = goes and username in people
                    is_hidden = username not in people or (username == "reviewer" and state not in HANDED_IN)
                    who = writer(username)
                    names = [each.name for each in offered(dossier, filing, who)]
                    assert (action in names) == allowed, (action, username, stage, state)
                    with undone():
                        if allowed:
                            assert take(dossier, stage, action, who, reason="理由").state == ways[state]
                            continue
                        with pytest.raises(Refusal) as refused:
                            take(dossier, stage, action, who, reason="理由")
                        assert isinstance(refused.value, Forbidden) == is_hidden, (action, username, state)


@pytest.mark.parametrize("action", sorted(REASON_NEEDED))
def test_without_a_reason_nothing_is_done(dossier: Dossier, writer: Who, action: str) -> None:
    people, ways = TABLE[action]
    stand(dossier, "year_end", next(iter(ways)))
    with pytest.raises(Refusal, match="reason"):
        take(dossier, "year_end", action, writer(min(people)), reason=" ")
    assert not Step.objects.exists()


def test_whoever_checked_does_not_approve(dossier: Dossier, writer: Who) -> None:
    stand(dossier, "goals", "office_confirmed")
    finance = writer("finance")
    assert finance.account
    Grant.objects.create(account=finance.account, role="unit_head", unit=dossier.unit)
    take(dossier, "goals", "check", finance)
    mine = writer("finance")
    filing = Filing.objects.select_related("dossier__unit").get(dossier=dossier, stage="goals")
    said = {each.action.name: each.refused for each in offers(dossier, filing, mine)}
    assert said["approve"]
    with pytest.raises(Refusal, match="cannot approve it as well"):
        take(dossier, "goals", "approve", mine)
    assert take(dossier, "goals", "approve", writer("head")).state == "head_approved"


def test_an_office_that_has_confirmed_does_not_again_and_the_last_one_moves_it_on(dossier: Dossier, writer: Who) -> None:
    head = writer("finance").account
    assert head
    other = Grant.objects.create(account=head, role="office_head", unit=dossier.unit, office_code="BGS")
    filing = take(dossier, "goals", "confirm_office", writer("office"))
    assert filing.state == "draft"
    with pytest.raises(Refusal, match="confirmed already"):
        take(dossier, "goals", "confirm_office", writer("office"))
    with pytest.raises(Refusal, match="not confirmed yet"):
        take(dossier, "goals", "check", writer("finance"))
    other.delete()
    assert take(dossier, "goals", "check", writer("finance")).state == "finance_checked"


def test_errors_in_the_data_keep_it_from_being_checked(dossier: Dossier, writer: Who) -> None:
    stand(dossier, "goals", "office_confirmed")
    record = Record.objects.filter(dossier=dossier, table="payment")[0]
    record.values = record.values | {"amount_yuan": "x"}
    record.save()
    Dossier.objects.filter(pk=dossier.pk).update(version=dossier.version + 1)
    with pytest.raises(Refusal, match="errors in the data"):
        take(dossier, "goals", "check", writer("finance"))


def test_a_point_that_was_lost_without_a_reason_keeps_the_self_evaluation_from_being_checked(
    dossier: Dossier, writer: Who
) -> None:
    stand(dossier, "year_end", "office_confirmed")
    with pytest.raises(Refusal, match="lost without a reason"):
        take(dossier, "year_end", "check", writer("finance"))
    explain(dossier, writer)
    assert take(dossier, "year_end", "check", writer("finance")).state == "finance_checked"


def test_what_is_sent_back_is_confirmed_and_checked_anew(dossier: Dossier, writer: Who) -> None:
    take(dossier, "goals", "confirm_office", writer("office"))
    take(dossier, "goals", "check", writer("finance"))
    filing = take(dossier, "goals", "send_back", writer("head"), reason="目标值写错")
    assert (filing.state, filing.checked_by) == ("draft", None)
    assert not Confirmation.objects.exists()
    told = Notice.objects.filter(account__username="office").values_list("zh", flat=True)
    assert any("目标值写错" in line for line in told)


def test_a_step_that_fails_leaves_nothing_behind(dossier: Dossier, writer: Who, monkeypatch: pytest.MonkeyPatch) -> None:
    filing = stand(dossier, "year_end", "accepted")
    counts = [each.objects.count() for each in (Step, Entry, Notice, Publication)]

    def failing(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("jixiao.web.workflow.running.append", failing)
    with pytest.raises(OSError):  # noqa: PT011 - it is only that something goes wrong on the way
        take(dossier, "year_end", "publish", writer("finance"))
    assert [each.objects.count() for each in (Step, Entry, Notice, Publication)] == counts
    filing.refresh_from_db()
    assert filing.state == "accepted"


def test_who_looked_at_an_older_state_does_not_move_it_on(dossier: Dossier, writer: Who) -> None:
    filing = stand(dossier, "goals", "submitted")
    take(dossier, "goals", "accept", writer("reviewer"), version=filing.version)
    with pytest.raises(Conflict):
        take(dossier, "goals", "return_to_unit", writer("reviewer"), reason="x", version=filing.version)


def test_every_step_is_told_in_the_history(dossier: Dossier, writer: Who) -> None:
    stand(dossier, "goals", "submitted")
    take(dossier, "goals", "return_to_unit", writer("reviewer"), reason="缺佐证")
    last = Entry.objects.order_by("-number")[0]
    assert (last.action, last.table, last.key, last.username) == ("return_to_unit", "filing", "goals", "reviewer")
    assert last.before == {"state": "submitted"}
    assert last.after == {"state": "returned", "step": "return_to_unit", "said": "缺佐证"}

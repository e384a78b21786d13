"""A change of a target as an office lives it: asked for, checked, approved, agreed to; only then the target changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from tests.web.who import Who

from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.evidence import NOTHING_HANDED, About, handed
from jixiao.web.dossiers.evidence import shown as proofs_of
from jixiao.web.dossiers.writing import Conflict, Forbidden, Put, Refusal, write
from jixiao.web.models import Deadline, Dossier, Entry, Filing, Grant, Notice, Record, Step, TargetRequest
from jixiao.web.people.demonstration import DEMO_ACCOUNTS
from jixiao.web.workflow.action import actions
from jixiao.web.workflow.running import decide, offered, take
from jixiao.web.workflow.states import CHANGES, PENDING, REQUEST_AWAITED, REQUEST_STATES
from jixiao.web.workflow.target_requests import Asking, ask, prove

CODE = "PRJ-10"
"""An indicator of the reception office."""

TABLE: dict[str, tuple[dict[str, set[str]], dict[str, str]]] = {
    "check_change": ({"asked": {"finance"}}, {"asked": "checked"}),
    "approve_change": ({"checked": {"head"}}, {"checked": "changed"}),
    "agree_change": ({"approved": {"reviewer"}}, {"approved": "changed"}),
    "refuse_change": ({"asked": {"finance"}, "checked": {"head"}, "approved": {"reviewer"}}, dict.fromkeys(PENDING, "refused")),
    "withdraw_change": ({each: {"clerk", "finance"} for each in PENDING}, dict.fromkeys(PENDING, "taken_back")),
}
"""Who takes it from which state, and where it leads, for a request of the clerk's."""


class _Undo(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    with suppress(_Undo), transaction.atomic():
        yield
        raise _Undo


def asking(dossier: Dossier, writer: Who, **other: Any) -> Asking:
    """A change of the clerk's indicator, with the minutes that it rests on."""
    account = writer("clerk").account
    assert account
    minutes = SimpleUploadedFile("会议纪要.txt", "主任办公会同意调整接待满意度指标".encode())
    given = handed(account, dossier, [minutes], About("会议纪要"))
    return replace(Asking(CODE, Decimal(97), "疫情防控政策调整", date(2023, 9, 22), handed=given), **other)


def target(dossier: Dossier) -> str:
    return str(Record.objects.get(dossier=dossier, table="indicator", key__endswith=f"/{CODE}").values["target"])


def goals(dossier: Dossier, state: str) -> None:
    Filing.objects.update_or_create(dossier=dossier, stage="goals", defaults={"state": state})


def test_the_table_is_about_all_actions_on_requests() -> None:
    assert {each.name for each in actions("target_request")} == TABLE.keys()
    assert REQUEST_AWAITED.keys() == REQUEST_STATES.keys()


def test_it_goes_from_the_office_to_finance_to_the_head_and_to_the_bureau(dossier: Dossier, writer: Who) -> None:
    goals(dossier, "accepted")
    before = target(dossier)
    made = ask(dossier, asking(dossier, writer), writer("clerk"))
    assert (made.number, made.state, made.old, made.new, made.office_code) == (1, "asked", before, "97", "JDC")
    assert {each.account.username for each in Notice.objects.filter(mark__startswith="step")} == {"finance"}
    decide(made, "check_change", writer("finance"))
    decide(made, "approve_change", writer("head"))
    made.refresh_from_db()
    assert (made.state, target(dossier)) == ("approved", before)
    assert {"finance", "head", "reviewer"} == {each.account.username for each in Notice.objects.filter(mark__startswith="step")}
    decide(made, "agree_change", writer("reviewer"))
    made.refresh_from_db()
    assert (made.state, target(dossier)) == ("changed", "97")
    assert Notice.objects.filter(account__username="clerk", mark__startswith="step").count() == 1
    tables = assembled(Dossier.objects.select_related("unit").get(pk=dossier.pk))
    row = tables.table("target_change").rows[0]
    assert row.text("change_code") == made.change_code
    assert [row.text(name) for name in ("old", "new", "reason", "changed_on")] == [before, "97", "疫情防控政策调整", "2023-09-22"]
    assert [row.text(name) for name in ("asked_by", "changed_by", "agreed_by")] == ["接待处经办", "单位负责人", "财政局审核员"]
    assert row.day("agreed_on") == row.day("asked_on") == timezone.localdate()
    assert [each.name for each in proofs_of(Dossier.objects.get(pk=dossier.pk), row)] == ["会议纪要.txt"]
    steps = [(each.action, each.account.username) for each in Step.objects.select_related("account").order_by("pk")]
    assert steps == [
        ("ask_change", "clerk"),
        ("check_change", "finance"),
        ("approve_change", "head"),
        ("agree_change", "reviewer"),
    ]


def test_as_long_as_the_bureau_has_not_seen_the_goals_the_head_has_the_last_word(dossier: Dossier, writer: Who) -> None:
    made = ask(dossier, asking(dossier, writer), writer("clerk"))
    decide(made, "check_change", writer("finance"))
    assert decide(made, "approve_change", writer("head")).state == "changed"
    assert target(dossier) == "97"
    assert assembled(dossier).table("target_change").rows[0]["agreed_by"] is None


@pytest.mark.parametrize("action", sorted(TABLE))
def test_it_is_taken_by_whom_and_where_the_table_says(dossier: Dossier, writer: Who, action: str) -> None:
    who, ways = TABLE[action]
    goals(dossier, "returned")
    made = ask(dossier, asking(dossier, writer), writer("clerk"))
    for state in REQUEST_STATES:
        TargetRequest.objects.filter(pk=made.pk).update(state=state)
        made.refresh_from_db()
        for username, *_ in DEMO_ACCOUNTS:
            allowed = state in ways and username in who[state]
            with undone():
                names = [each.name for each in offered(dossier, made, writer(username))]
                if allowed:
                    assert action in names
                    assert decide(made, action, writer(username), reason="理由").state == ways[state]
                    continue
                with pytest.raises(Refusal):
                    decide(made, action, writer(username), reason="理由")


def test_nobody_decides_on_their_own_request_or_check(dossier: Dossier, writer: Who) -> None:
    finance, head = writer("finance").account, writer("head").account
    assert finance
    assert head
    made = ask(dossier, asking(dossier, writer), writer("finance"))
    Grant.objects.create(account=finance, role="unit_head", unit=dossier.unit)
    decide(made, "check_change", writer("finance"))
    with pytest.raises(Refusal, match="cannot decide it as well"):
        decide(made, "approve_change", writer("finance"))
    goals(dossier, "submitted")
    assert decide(made, "approve_change", writer("head")).state == "approved"
    Grant.objects.create(account=head, role="reviewer", unit=dossier.unit)
    with pytest.raises(Refusal, match="cannot decide it as well"):
        decide(made, "agree_change", writer("head"))
    assert target(dossier) != "97"


def test_a_refusal_says_why_and_changes_nothing(dossier: Dossier, writer: Who) -> None:
    before = target(dossier)
    made = ask(dossier, asking(dossier, writer), writer("clerk"))
    with pytest.raises(Refusal, match="reason has to be given"):
        decide(made, "refuse_change", writer("finance"))
    decide(made, "refuse_change", writer("finance"), reason="依据不足")
    assert target(dossier) == before
    assert not Record.objects.filter(table="target_change").exists()
    told = Notice.objects.get(account__username="clerk", mark__startswith="step")
    assert "依据不足" in told.zh
    again = ask(dossier, asking(dossier, writer), writer("clerk"))
    assert again.number == 2


def test_it_is_taken_back_by_whoever_asked_or_by_finance(dossier: Dossier, writer: Who) -> None:
    made = ask(dossier, asking(dossier, writer), writer("clerk"))
    with pytest.raises(Refusal, match="Only whoever asked"):
        decide(made, "withdraw_change", writer("office"), reason="x")
    assert decide(made, "withdraw_change", writer("clerk"), reason="情况有变").state == "taken_back"


def test_only_the_office_of_the_indicator_asks_and_finance_for_all(dossier: Dossier, writer: Who) -> None:
    for username in ("head", "reviewer", "auditor", "system"):
        with pytest.raises(Forbidden):
            ask(dossier, asking(dossier, writer), writer(username))
    with pytest.raises(Forbidden):
        ask(dossier, asking(dossier, writer, indicator_code="PRJ-16"), writer("clerk"))
    assert ask(dossier, asking(dossier, writer, indicator_code="PRJ-16"), writer("finance")).state == "asked"


def test_a_locked_dossier_takes_no_request_and_a_pending_one_waits_or_is_refused(dossier: Dossier, writer: Who) -> None:
    made = ask(dossier, asking(dossier, writer), writer("clerk"))
    Filing.objects.update_or_create(dossier=dossier, stage="year_end", defaults={"state": "submitted"})
    with pytest.raises(Forbidden):
        ask(dossier, asking(dossier, writer, indicator_code="PRJ-16"), writer("finance"))
    with pytest.raises(Refusal, match="no target can be changed any more"):
        decide(made, "check_change", writer("finance"))
    assert decide(made, "refuse_change", writer("finance"), reason="已过自评").state == "refused"


def test_while_the_goals_are_on_their_way_in_the_unit_no_target_moves(dossier: Dossier, writer: Who) -> None:
    goals(dossier, "finance_checked")
    with pytest.raises(Refusal, match="on their way within the unit"):
        ask(dossier, asking(dossier, writer), writer("clerk"))


def test_the_self_evaluation_is_not_checked_while_a_request_is_open(dossier: Dossier, writer: Who) -> None:
    made = ask(dossier, asking(dossier, writer), writer("clerk"))
    Filing.objects.update_or_create(dossier=dossier, stage="year_end", defaults={"state": "office_confirmed"})
    with pytest.raises(Refusal, match="not decided yet: PRJ-10"):
        take(dossier, "year_end", "check", writer("finance"))
    decide(made, "withdraw_change", writer("clerk"), reason="不再需要")
    with pytest.raises(Refusal, match="lost without a reason"):
        take(dossier, "year_end", "check", writer("finance"))


def test_a_target_that_was_changed_meanwhile_is_not_overwritten(dossier: Dossier, writer: Who) -> None:
    made = ask(dossier, asking(dossier, writer), writer("clerk"))
    record = Record.objects.get(dossier=dossier, table="indicator", key__endswith=f"/{CODE}")
    write(dossier, [Put("indicator", record.number, record.values | {"target": "96"}, record.version)], writer("finance"))
    with pytest.raises(Refusal, match="is 96 now"):
        decide(made, "check_change", writer("finance"))


def test_who_looked_at_an_older_state_does_not_decide(dossier: Dossier, writer: Who) -> None:
    made = ask(dossier, asking(dossier, writer), writer("clerk"))
    decide(made, "check_change", writer("finance"), version=1)
    with pytest.raises(Conflict):
        decide(made, "approve_change", writer("head"), version=1)


def test_one_request_an_indicator_at_a_time(dossier: Dossier, writer: Who) -> None:
    ask(dossier, asking(dossier, writer), writer("clerk"))
    with pytest.raises(Refusal, match="a request for this indicator already"):
        ask(dossier, asking(dossier, writer), writer("finance"))


@pytest.mark.parametrize(("own", "shared"), [(date(2999, 1, 1), date(2023, 8, 31)), (None, date(2999, 1, 1)), (None, None)])
def test_before_the_last_day_it_may_be_asked_for(dossier: Dossier, writer: Who, own: date | None, shared: date | None) -> None:
    for unit, day in ((dossier.unit, own), (None, shared)):
        if day:
            Deadline.objects.create(fiscal_year=2023, stage=CHANGES, unit=unit, due_on=day)
    assert ask(dossier, asking(dossier, writer), writer("clerk")).state == "asked"


def test_more_evidence_moves_nothing_but_the_version(dossier: Dossier, writer: Who) -> None:
    made = ask(dossier, asking(dossier, writer, handed=NOTHING_HANDED), writer("clerk"))
    told = Notice.objects.count()
    account = writer("clerk").account
    assert account
    given = handed(account, dossier, [SimpleUploadedFile("批复.txt", "同意".encode())], About("批复"))
    assert prove(made, given, writer("clerk")).version == 2
    assert Notice.objects.count() == told
    with pytest.raises(Forbidden):
        prove(made, given, writer("head"))
    assert [each.action for each in Entry.objects.filter(table="target_request")] == ["ask_change", "prove_change"]

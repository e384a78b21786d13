"""An office confirms that what it recorded is complete; once all offices have, the filing goes on to finance."""

from __future__ import annotations

from jixiao.web.models import Confirmation
from jixiao.web.workflow.action import At
from jixiao.web.workflow.readiness import offices_awaited
from jixiao.wording import Text

order = 10
words = Text("确认本科室数据", "confirm the data of the office")
from_states = ("draft", "returned")
to_state = "office_confirmed"
permission = "confirm_office"


def refuses(at: At) -> Text | None:
    """Somebody who speaks for no office cannot confirm one."""
    if not at.offices:
        return Text("您没有登记所在的科室，不能确认", "No office is yours, so there is none that you can confirm")
    if not at.offices - set(Confirmation.objects.filter(filing_id=at.filing.pk).values_list("office_code", flat=True)):
        return Text("本科室已经确认", "The office has confirmed already")
    return None


def effect(at: At) -> None:
    """Note the confirmation."""
    assert at.writer.account is not None
    for office in sorted(at.offices):
        Confirmation.objects.update_or_create(
            filing=at.filing,
            office_code=office,
            defaults={"account": at.writer.account, "dossier_version": at.dossier.version},
        )


def next_state(at: At) -> str:
    """Stay until the last office has confirmed."""
    return at.filing.state if offices_awaited(at.filing) else to_state

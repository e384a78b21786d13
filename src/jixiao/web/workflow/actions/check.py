"""Finance checks the data: nothing that is plainly wrong may stand in them, and every point lost has its reason."""

from __future__ import annotations

from jixiao.web.people.policy import YEAR_END
from jixiao.web.workflow.action import At
from jixiao.web.workflow.readiness import errors, offices_awaited, without_reason
from jixiao.web.workflow.target_requests import pending
from jixiao.wording import Text, joined, same

order = 20
words = Text("核对通过", "pass the check")
from_states = ("draft", "returned", "office_confirmed")
to_state = "finance_checked"
permission = "check"


def refuses(at: At) -> Text | None:
    """Offices that have not confirmed, errors in the data, points lost without a reason."""
    if at.filing.state != "office_confirmed":
        waiting = offices_awaited(at.filing)
        if waiting:
            rows = {row.text("office_code"): row.text("name") for row in at.tables.table("office")}
            names = joined((same(rows.get(code, code)) for code in waiting), "、", ", ")
            return Text("这些科室尚未确认：{offices}", "These offices have not confirmed yet: {offices}").fill(offices=names)
    found = errors(at.dossier)
    if found:
        return Text(
            "数据中有{n}处错误，请先改正（见“自评”页的检查结果）",
            "There are {n} errors in the data; mend them first (they stand on the page of the self-evaluation)",
        ).fill(n=len(found))
    waiting_changes = pending(at.dossier) if at.filing.stage == YEAR_END else {}
    if waiting_changes:
        return Text(
            "这些指标的调整申请还没有办结：{codes}", "Requests to change these targets are not decided yet: {codes}"
        ).fill(codes=joined(map(same, sorted(waiting_changes)), "、", ", "))
    missing = without_reason(at.tables) if at.filing.stage == YEAR_END else []
    if missing:
        return Text("这些扣分还没有写明原因：{items}", "These points were lost without a reason: {items}").fill(
            items=joined((each.item.name for each in missing), "、", ", ")
        )
    return None


def effect(at: At) -> None:
    """Note who checked: somebody else has to approve."""
    at.filing.checked_by = at.writer.account

"""The states of a filing, in order, and the stages of a year that are filed; and the states of a request to change a target."""

from __future__ import annotations

from jixiao.web.people.policy import GOALS, MID_YEAR, YEAR_END
from jixiao.wording import Text

STATES: dict[str, Text] = {
    "draft": Text("编制中", "Draft"),
    "office_confirmed": Text("科室已确认", "Confirmed by the offices"),
    "finance_checked": Text("财务已核对", "Checked by finance"),
    "head_approved": Text("领导已审批", "Approved by the head"),
    "submitted": Text("已报送", "Handed in"),
    "returned": Text("已退回", "Returned"),
    "accepted": Text("已通过", "Accepted"),
    "published": Text("已公开", "Published"),
}

STAGE_NAMES: dict[str, Text] = {
    GOALS: Text("目标申报", "Goals"),
    MID_YEAR: Text("年中监控", "Mid-year monitoring"),
    YEAR_END: Text("年终自评", "Self-evaluation"),
}

CHANGES = "target_changes"
DUE_NAMES: dict[str, Text] = {**STAGE_NAMES, CHANGES: Text("指标调整申请", "Requests to change targets")}
"""What a deadline can be set for: the stages, and asking for changes of targets."""

AWAITED: dict[str, tuple[str, ...]] = {
    "draft": ("office_head", "finance"),
    "office_confirmed": ("finance",),
    "finance_checked": ("unit_head",),
    "head_approved": ("finance", "unit_head"),
    "submitted": ("reviewer",),
    "returned": ("clerk", "office_head", "finance"),
    "accepted": ("finance", "unit_head"),
    "published": (),
}
"""Whose move it is in a state: the roles that are told when a filing comes there, and reminded of its deadline."""

WITH_THE_UNIT = ("draft", "office_confirmed", "finance_checked", "head_approved", "returned")
"""The states in which the unit still has to hand it in."""

REQUEST_STATES: dict[str, Text] = {
    "asked": Text("待财务核对", "Waits for finance"),
    "checked": Text("待领导审批", "Waits for the head"),
    "approved": Text("待财政部门审核", "Waits for the bureau"),
    "changed": Text("已调整", "Changed"),
    "refused": Text("未同意", "Refused"),
    "taken_back": Text("已撤回", "Taken back"),
}

REQUEST_AWAITED: dict[str, tuple[str, ...]] = {
    "asked": ("finance",),
    "checked": ("unit_head",),
    "approved": ("reviewer",),
    "changed": (),
    "refused": (),
    "taken_back": (),
}
"""Whose move a request is; of those that are over, whoever asked is told."""

PENDING = tuple(state for state, roles in REQUEST_AWAITED.items() if roles)
"""The states in which a request is still to be decided."""

"""The states of a filing, in order, and the stages of a year that are filed."""

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

"""The roles that people have, and where each of them holds."""

from __future__ import annotations

from typing import NamedTuple

from jixiao.wording import Text


class Role(NamedTuple):
    """A role: what people call it, and whether it holds for a unit, for a unit with all below it, or for the site itself."""

    label: Text
    reach: str
    """``office`` or ``unit``: the unit of the grant alone; ``tree``: with all units below; ``site``: no dossier at all."""


ROLES: dict[str, Role] = {
    "clerk": Role(Text("科室经办", "Office clerk"), "office"),
    "office_head": Role(Text("科室负责人", "Head of office"), "office"),
    "finance": Role(Text("财务（绩效）人员", "Finance officer"), "unit"),
    "unit_head": Role(Text("单位负责人", "Head of unit"), "unit"),
    "reviewer": Role(Text("财政审核", "Bureau reviewer"), "tree"),
    "auditor": Role(Text("审计", "Auditor"), "tree"),
    "system_admin": Role(Text("系统管理员", "System administrator"), "site"),
    "security_admin": Role(Text("安全管理员", "Security administrator"), "site"),
    "audit_admin": Role(Text("审计管理员", "Audit administrator"), "site"),
}
"""The three administrators are kept apart: one runs the system, one grants, one watches both (三员分立)."""

ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})

"""What can be permitted: each permission with the roles that have it, and the tables that each permission to write is about."""

from __future__ import annotations

from jixiao.wording import Text

_OFFICES = ("clerk", "office_head")
_UNIT = (*_OFFICES, "finance", "unit_head")

PERMISSIONS: dict[str, tuple[str, ...]] = {
    # of a dossier
    "see": (*_UNIT, "reviewer", "auditor"),
    "see_history": (*_UNIT, "auditor"),
    "export": ("finance", "unit_head", "reviewer", "auditor"),
    "record": (*_OFFICES, "finance"),
    "report": (*_OFFICES, "finance"),
    "plan": ("finance",),
    "ask_change": (*_OFFICES, "finance"),
    "pay": ("finance",),
    "manage": ("finance",),
    "judge": ("finance",),
    "mend": (*_OFFICES, "finance"),
    "review": ("reviewer",),
    "assess": ("reviewer",),
    "snapshot": ("finance",),
    # of a filing
    "confirm_office": ("office_head",),
    "check": ("finance",),
    "approve": ("unit_head",),
    "submit": ("finance", "unit_head"),
    "withdraw": ("finance", "unit_head"),
    "send_back": ("office_head", "finance", "unit_head"),
    "accept": ("reviewer",),
    "return": ("reviewer",),
    "reopen": ("reviewer",),
    "publish": ("finance", "unit_head"),
    "unpublish": ("unit_head",),
    "answer": (*_OFFICES, "finance"),
    # of a request to change a target
    "check_change": ("finance",),
    "approve_change": ("unit_head",),
    "agree_change": ("reviewer",),
    "withdraw_change": (*_OFFICES, "finance"),
    # of many units
    "oversee": ("reviewer", "auditor"),
    "set_deadlines": ("reviewer",),
    "start_year": ("finance",),
    # of the site
    "manage_accounts": ("system_admin",),
    "manage_rules": ("system_admin",),
    "manage_units": ("system_admin",),
    "grant": ("security_admin",),
    "search_audit": ("audit_admin", "auditor"),
}
"""By role alone; what state a filing is in, and whose row it is, is asked besides (``policy``)."""

OF_SITE = frozenset({"manage_accounts", "manage_rules", "manage_units", "grant", "search_audit"})
OF_UNITS = frozenset({"oversee", "set_deadlines", "start_year"})

LEDGER = "record"
TABLES: dict[str, tuple[str, ...]] = {
    "record": ("evidence", "evidence_link"),
    "report": ("actual", "deviation", "deduction_reason", "survey"),
    "plan": (
        *("unit", "office", "duty", "task", "task_office", "project", "indicator", "target_schedule", "target_change"),
        "evidence_request",
    ),
    "pay": ("budget", "budget_change", "spending_plan", "income", "payment", "carryover"),
    "judge": ("judgement", "stated_score", "stated_amount", "figure"),
    "mend": ("problem", "rectification", "rectification_event", "result_use", "audit_problem"),
}
"""The tables that each permission to write is about; ledgers are recorded, and every other table is managed."""


NARRATIVES: dict[str, frozenset[str]] = {
    "unit": frozenset({"year_summary", "goal_achieved", "management_summary"}),
    "task": frozenset({"narrative"}),
    "project": frozenset({"goal_achieved"}),
}
"""The columns of planning tables in which the report is written: they stay open when the goals stand fast."""


def permission_for(table: str, *, is_ledger: bool, columns: frozenset[str] = frozenset()) -> str:
    """The permission that writing to a table needs; ``columns`` are those that change of a row that stands already."""
    if is_ledger:
        return LEDGER
    if columns and columns <= NARRATIVES.get(table, frozenset()):
        return "judge"
    return next((permission for permission, tables in TABLES.items() if table in tables), "manage")


ASSESS = "assess"
REVIEWED = ("stated_score", "stage", "reviewed")
"""The rows that the bureau alone writes: of which table, by which column, with which value; they need ``assess``."""

WRITING = frozenset({"record", "report", "plan", "ask_change", "pay", "manage", "judge", "mend", "assess"})
"""The permissions that change a dossier's rows; a dossier that is on its way is locked to them."""

LABELS: dict[str, Text] = {
    "see": Text("查看", "See"),
    "record": Text("登记台账", "Record"),
    "report": Text("填报完成情况", "Report progress"),
    "plan": Text("编制目标", "Set goals"),
    "ask_change": Text("申请调整指标值", "Ask for a change of a target"),
    "pay": Text("登记预算与支出", "Budget and payments"),
    "manage": Text("登记管理事项", "Management records"),
    "judge": Text("评判与撰写", "Judge and write"),
    "assess": Text("登记复核得分", "Enter reviewed scores"),
    "mend": Text("整改与应用", "Rectification and use of results"),
    "see_history": Text("查看历史", "See the history"),
    "export": Text("导出和编制文件", "Export and make papers"),
    "review": Text("审核", "Review"),
    "snapshot": Text("存监控快照", "Keep snapshots"),
    "confirm_office": Text("科室确认", "Confirm for an office"),
    "check": Text("财务核对", "Check"),
    "approve": Text("审批", "Approve"),
    "submit": Text("报送", "Hand in"),
    "withdraw": Text("撤回", "Withdraw"),
    "send_back": Text("退回科室", "Send back"),
    "accept": Text("审核通过", "Accept"),
    "return": Text("退回单位", "Return"),
    "reopen": Text("重新打开", "Reopen"),
    "publish": Text("公开", "Publish"),
    "unpublish": Text("撤下公开", "Take back what is published"),
    "answer": Text("答复意见", "Answer remarks"),
    "check_change": Text("核对指标调整", "Check changes of targets"),
    "approve_change": Text("审批指标调整", "Approve changes of targets"),
    "agree_change": Text("审核指标调整", "Agree to changes of targets"),
    "withdraw_change": Text("撤回指标调整申请", "Take back a request to change a target"),
    "oversee": Text("查看所辖单位", "Oversee units"),
    "set_deadlines": Text("设定期限", "Set deadlines"),
    "start_year": Text("开始新年度", "Start a year"),
    "manage_accounts": Text("管理账号", "Manage accounts"),
    "manage_rules": Text("管理指标体系和台账", "Manage frameworks and ledgers"),
    "manage_units": Text("管理单位", "Manage units"),
    "grant": Text("授权", "Grant roles"),
    "search_audit": Text("查询审计日志", "Search the audit log"),
}
"""What each permission is called, for those who choose what a token may do."""

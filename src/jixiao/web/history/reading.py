"""The history as people read it: who did what to which row, when and why, cell by cell with the labels of the columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from jixiao.periods import date_of
from jixiao.tables.schema import TableSpec
from jixiao.web.models import Dossier, Entry
from jixiao.wording import Text, same

ON_A_PAGE = 50

ACTIONS: dict[str, Text] = {
    "add": Text("新增", "added"),
    "change": Text("修改", "changed"),
    "remove": Text("删除", "removed"),
    "import": Text("导入", "imported"),
    "offline": Text("离线填报", "filled in offline"),
    "attach": Text("添加佐证", "evidence added"),
    "detach": Text("移除佐证", "evidence removed"),
    "change_target": Text("调整指标值", "target changed"),
    "snapshot": Text("存快照", "snapshot taken"),
    "remark": Text("附审核意见", "remarked"),
    "answer": Text("答复意见", "remark answered"),
    "close_remark": Text("办结意见", "remark closed"),
    "sign_in": Text("登录", "signed in"),
    "sign_out": Text("退出", "signed out"),
    "sign_in_failed": Text("登录失败", "failed to sign in"),
    "lock_out": Text("锁定", "locked out"),
    "second_factor_failed": Text("两步验证失败", "wrong second factor"),
    "set_second_factor": Text("启用两步验证", "second factor on"),
    "forget_second_factor": Text("停用两步验证", "second factor off"),
    "change_password": Text("修改密码", "password changed"),
    "password_wrong": Text("密码确认失败", "wrong password when asked again"),
    "end_session": Text("退出别处登录", "signed out elsewhere"),
    "reset_password": Text("重设密码", "new password given"),
    "unlock": Text("解锁", "unlocked"),
    "close": Text("停用", "closed"),
    "grant": Text("授权", "granted"),
    "revoke": Text("收回授权", "taken back"),
    "bring": Text("上传", "brought in"),
    "activate": Text("启用", "put into force"),
    "retire": Text("停用", "out of force"),
    "take_over": Text("采用", "taken over"),
    "export": Text("导出", "exported"),
    "confirm_unmarked": Text("确认未标密级", "said to bear no marking of secrecy"),
    "place": Text("存入文件", "files put in place"),
}
"""What was done, where it is no step of the workflow: those say themselves what they do."""

TABLES: dict[str, Text] = {
    "filing": Text("报送", "Filing"),
    "remark": Text("审核意见", "Remark of the bureau"),
    "target_request": Text("指标调整申请", "Request to change a target"),
    "dossier": Text("卷宗说明", "Description of the dossier"),
    "ledger_kind": Text("台账种类", "Ledger kind"),
    "snapshot": Text("监控快照", "Snapshot of monitoring"),
    "files": Text("文件", "Files"),
    "account": Text("账号", "Account"),
    "grant": Text("授权", "Role"),
    "unit_of_site": Text("单位", "Unit"),
    "framework": Text("指标体系", "Framework"),
    "ledger_edition": Text("台账版本", "Edition of a ledger"),
    "history": Text("历史", "History"),
}
"""What was changed, where it is no row of a table."""


COLUMNS: dict[str, Text] = {
    "state": Text("状态", "State"),
    "step": Text("办理", "Step"),
    "said": Text("附言", "Words with it"),
}
"""What of a filing was changed."""


class Cell(NamedTuple):
    """A cell that differs: its column, and what stood there before and after; None where there was no row."""

    label: Text
    before: Text | str | None
    after: Text | str | None


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as people read it."""

    entry: Entry
    at: datetime
    action: Text
    table: Text
    cells: Sequence[Cell]
    key: Text | str
    is_row: bool
    """Whether it tells of a row of a table, which can be looked at by its number."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for in a dossier's history: a table, a row of it, a person, days; below which number."""

    table: str = ""
    key: str = ""
    username: str = ""
    first: date | None = None
    last: date | None = None
    below: int | None = None


def looked(asked: Mapping[str, str]) -> Looked:
    """What an address asks for; whatever makes no sense in it is left out."""
    first, last = (date_of(asked.get(name, "")) for name in ("from", "to"))
    below = asked.get("below", "")
    return Looked(
        asked.get("table", "")[:40],
        asked.get("key", "")[:400],
        asked.get("person", "")[:80],
        first if isinstance(first, date) else None,
        last if isinstance(last, date) else None,
        int(below) if below.isascii() and below.isdigit() and len(below) < _DIGITS else None,
    )


_DIGITS = 18
"""So many digits the number of an entry has at most."""


def entries(dossier: Dossier, what: Looked) -> QuerySet[Entry]:
    """The entries of a dossier that are looked for, the newest first."""
    return narrowed(Entry.objects.filter(unit_code=dossier.unit.code, fiscal_year=dossier.fiscal_year), what)


def narrowed(found: QuerySet[Entry], what: Looked) -> QuerySet[Entry]:
    """Those of some entries that are looked for, the newest first."""
    for column, value in (("table", what.table), ("key", what.key), ("username", what.username)):
        found = found.filter(**{column: value}) if value else found
    if what.first:
        found = found.filter(at__gte=_start_of(what.first))
    if what.last and what.last < date.max:
        found = found.filter(at__lt=_start_of(what.last + timedelta(days=1)))
    if what.below is not None:
        found = found.filter(number__lt=what.below)
    return found.order_by("-number")


def _start_of(day: date) -> str:
    """The first moment of a day here, as entries write it."""
    moment = datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def told(found: Iterable[Entry], schema: Mapping[str, TableSpec], steps: Mapping[str, Text]) -> list[Told]:
    """Entries as people read them; ``steps`` are the words of the workflow: its actions, states and stages."""
    return [_told(each, schema.get(each.table), steps) for each in found]


def _told(entry: Entry, spec: TableSpec | None, steps: Mapping[str, Text]) -> Told:
    before, after = entry.before, entry.after
    cells = [
        Cell(
            spec.fields[name].label if spec and name in spec.fields else COLUMNS.get(name, same(name)),
            None if before is None else _said(before.get(name), {} if spec else steps),
            None if after is None else _said(after.get(name), {} if spec else steps),
        )
        for name in _names(spec, before, after)
    ]
    words = ACTIONS.get(entry.action) or steps.get(entry.action) or same(entry.action)
    label = spec.label if spec else TABLES.get(entry.table, same(entry.table))
    at = timezone.localtime(datetime.fromisoformat(entry.at))
    key = entry.key if spec else _said(entry.key, steps)
    return Told(entry, at, words, label, cells, key, spec is not None and entry.key.isdigit())


def _names(spec: TableSpec | None, before: Mapping[str, object] | None, after: Mapping[str, object] | None) -> list[str]:
    """The columns that an entry tells of, in the order of the table."""
    names = {**(before or {}), **(after or {})}
    order = {name: at for at, name in enumerate(spec.fields)} if spec else {}
    return sorted((name for name in names if name != "unit_code"), key=lambda name: (order.get(name, len(order)), name))


def _said(value: object, steps: Mapping[str, Text]) -> Text | str:
    if value is None:
        return ""
    if isinstance(value, str) and value in steps:
        return steps[value]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)

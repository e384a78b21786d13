"""Requests to change a target: asked for by an office, and carried out once everybody who has to has agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from jixiao.cycle.target_changes import Wanted, can_change
from jixiao.cycle.target_rules import AFTER_GOALS, TargetRule, rule_for
from jixiao.errors import Misuse
from jixiao.exact import Quantity, decimal_of
from jixiao.tables.dossier import Dossier as Tables
from jixiao.tables.dossier import Row
from jixiao.web.dossiers.adjusting import adjust
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.evidence import NOTHING_HANDED, Handed, keep
from jixiao.web.dossiers.writing import Forbidden, Refusal, Writer
from jixiao.web.models import Dossier, Filing, TargetRequest
from jixiao.web.people.policy import GOALS, is_open
from jixiao.web.workflow.action import ASK, PROVE, At
from jixiao.web.workflow.deadlines import Deadlines
from jixiao.web.workflow.running import note
from jixiao.web.workflow.states import CHANGES, PENDING, STATES
from jixiao.wording import Text

LONGEST = 5_000
_ON_THE_WAY = frozenset({"office_confirmed", "finance_checked", "head_approved"})
_WITH_THE_BUREAU = frozenset({"submitted", "accepted", "published"})


@dataclass(frozen=True)
class Asking:
    """What is asked for. ``basis`` are codes of evidence that is there already; ``handed`` comes with it."""

    indicator_code: str
    target: Decimal
    reason: str
    wanted_on: date
    budget_change_code: str = ""
    basis: tuple[str, ...] = ()
    handed: Handed = NOTHING_HANDED


def ask(dossier: Dossier, asking: Asking, writer: Writer) -> TargetRequest:
    """Ask for a change of a target; ``Refusal`` says why it cannot be asked for."""
    assert writer.account is not None
    with transaction.atomic():
        held = Dossier.objects.select_for_update(no_key=True).select_related("unit").get(pk=dossier.pk)
        row, old = _asked(held, asking, writer)
        basis = [*_known(held, asking.basis), *(keep(held, asking.handed, writer) if asking.handed.files else ())]
        last = TargetRequest.objects.filter(dossier=held).aggregate(last=Max("number"))["last"] or 0
        made = TargetRequest.objects.create(
            dossier=held,
            number=last + 1,
            indicator_code=asking.indicator_code,
            office_code=row.text("office_code"),
            old=old.text(),
            new=Quantity(asking.target).text(),
            reason=asking.reason.strip(),
            wanted_on=asking.wanted_on,
            budget_change_code=asking.budget_change_code.strip(),
            basis=list(dict.fromkeys(basis)),
            asked_by=writer.account,
        )
        note(At(made, held, writer, made.reason), ASK, "")
    dossier.version, dossier.whole_version, dossier.counters = held.version, held.whole_version, held.counters
    return made


def _asked(dossier: Dossier, asking: Asking, writer: Writer) -> tuple[Row, Quantity]:
    """The indicator and its target, if a change of it may be asked for."""
    tables, person = assembled(dossier), writer.person
    if person:
        person.forget(dossier)
    row = tables.find("indicator", indicator_code=asking.indicator_code)
    if person and not person.may_write("ask_change", dossier, row.text("office_code") if row else ""):
        raise Forbidden(_NOT_YOURS)
    if len(asking.reason) > LONGEST:
        raise Refusal(_LONG.fill(n=len(asking.reason), most=LONGEST))
    until = last_day(dossier)
    if until is not None and timezone.localdate() > until:
        raise Refusal(_TOO_LATE.fill(day=until))
    because = locked(dossier)
    if because:
        raise Refusal(because)
    if TargetRequest.objects.filter(dossier=dossier, indicator_code=asking.indicator_code, state__in=PENDING).exists():
        raise Refusal(_ALREADY)
    account = writer.account
    assert account is not None
    code = asking.budget_change_code.strip() or None
    try:
        return can_change(
            tables, Wanted(asking.indicator_code, asking.target, asking.reason, asking.wanted_on, account.name, code)
        )
    except Misuse as misuse:
        raise Refusal(misuse.text) from misuse


def _known(dossier: Dossier, codes: Sequence[str]) -> Sequence[str]:
    tables = assembled(dossier)
    for code in codes:
        if tables.find("evidence", evidence_code=code) is None:
            raise Refusal(_NO_EVIDENCE.fill(code=code))
    return codes


def prove(request: TargetRequest, given: Handed, writer: Writer) -> TargetRequest:
    """More evidence for a request that is still to be decided."""
    with transaction.atomic():
        held = Dossier.objects.select_for_update(no_key=True).select_related("unit").get(pk=request.dossier_id)
        found = TargetRequest.objects.get(pk=request.pk)
        if writer.person and not writer.person.may_write("ask_change", held, found.office_code):
            raise Forbidden(_NOT_YOURS)
        if found.state not in PENDING:
            raise Refusal(_OVER)
        found.basis = list(dict.fromkeys([*found.basis, *keep(held, given, writer)]))
        found.version += 1
        found.save(update_fields=["basis", "version"])
        note(At(found, held, writer, ""), PROVE, found.state)
    request.dossier.version = held.version
    return found


# ---- what stands against it


def rule_of(dossier: Dossier) -> TargetRule:
    """The rule of the unit's region."""
    return rule_for(dossier.unit.region_code)


def last_day(dossier: Dossier, deadlines: Deadlines | None = None) -> date | None:
    """The last day on which a change may be asked for: as the bureau has set it for the year, else as the region's rule says."""
    known = deadlines or Deadlines([dossier.fiscal_year])
    return known.of(dossier.unit.path, dossier.fiscal_year, CHANGES) or rule_of(dossier).until(dossier.fiscal_year)


def needs_bureau(dossier: Dossier) -> bool:
    """Whether the bureau has to agree: where the region says so, once the goals lie with it."""
    return rule_of(dossier).bureau == AFTER_GOALS and _states(dossier).get(GOALS) in _WITH_THE_BUREAU


def locked(dossier: Dossier) -> Text | None:
    """Why no target of a dossier can be changed just now."""
    states = _states(dossier)
    if not is_open("ask_change", "finance", states):
        return _LOCKED
    goals = states.get(GOALS, "draft")
    return _GOALS_MOVE.fill(state=STATES[goals]) if goals in _ON_THE_WAY else None


def _states(dossier: Dossier) -> dict[str, str]:
    return dict(Filing.objects.filter(dossier=dossier).values_list("stage", "state"))


def stands_against(at: At) -> Text | None:
    """Why a request cannot go on just now: the dossier is locked, or it does not fit what stands there by now."""
    because = locked(at.dossier)
    if because:
        return because
    try:
        _, old = can_change(at.tables, _wanted(at))
    except Misuse as misuse:
        return misuse.text
    return _MOVED_ON.fill(old=at.request.old, now=old.text()) if old.text() != at.request.old else None


def same_person(at: At, *others: int | None) -> Text | None:
    """Why whoever acts cannot: they did something before that somebody else has to go on from."""
    return _SAME if at.account.pk in others else None


# ---- carried out


def carry_out(at: At, *, by_bureau: bool = False) -> None:
    """Change the target: the last of those who have to agree agrees now."""
    request = at.request
    wanted = _wanted(at)
    if by_bureau:
        wanted = wanted._replace(agreed_by=at.account.name, agreed_on=timezone.localdate())
    try:
        made = adjust(at.dossier, wanted, request.basis, at.writer)
    except Misuse as misuse:
        raise Refusal(misuse.text) from misuse
    request.change_code = made.code


def _wanted(at: At) -> Wanted:
    request = at.request
    target = decimal_of(request.new)
    assert target is not None
    head = request.approved_by or at.account
    return Wanted(
        request.indicator_code,
        target,
        request.reason,
        _from(at.tables, request),
        head.name,
        request.budget_change_code or None,
        request.asked_by.name,
        timezone.localdate(request.asked_at),
    )


def _from(tables: Tables, request: TargetRequest) -> date:
    """The day from which the new target holds: as it was asked for, and not before it was decided, if that lies in the year."""
    today = timezone.localdate()
    return max(request.wanted_on, today) if today in tables.year else request.wanted_on


def pending(dossier: Dossier) -> dict[str, TargetRequest]:
    """The requests that are still to be decided, by the code of their indicator."""
    found = TargetRequest.objects.filter(dossier=dossier, state__in=PENDING).select_related("asked_by")
    return {each.indicator_code: each for each in found}


_NOT_YOURS = Text(
    "没有保存：这项指标不由您申请调整，或者卷宗已经核对、报送而锁定",
    "Nothing was saved: this target is not yours to ask about, or the dossier is locked because it was checked or handed in",
)
_LONG = Text("理由有{n}字，最多{most}字", "The reason is {n} signs long; {most} at most are taken")
_TOO_LATE = Text(
    "没有保存：指标调整申请应在{day}前提出，已过期限",
    "Nothing was saved: changes of targets were to be asked for by {day}, and that day has passed",
)
_ALREADY = Text(
    "没有保存：这项指标已有一份申请在办，先办完或撤回再提",
    "Nothing was saved: there is a request for this indicator already; have it decided or take it back first",
)
_NO_EVIDENCE = Text("没有保存：没有编号为“{code}”的佐证", "Nothing was saved: there is no evidence with the code “{code}”")
_OVER = Text("没有保存：这份申请已经办结", "Nothing was saved: this request has been decided already")
_LOCKED = Text(
    "自评已经核对、送审或报送，指标值不能再调整",
    "The self-evaluation was checked, approved or handed in already, and no target can be changed any more",
)
_GOALS_MOVE = Text(
    "目标申报正在单位内办理（{state}），办完报送或退回修改之后再调整指标值",
    "The goals are on their way within the unit ({state}); change targets after they were handed in, or sent back",
)
_MOVED_ON = Text(
    "申请时指标值是{old}，现在已是{now}；请撤回，按现值重新申请",
    "The target was {old} when this was asked for and is {now} now; take it back and ask anew",
)
_SAME = Text(
    "申请、核对与审批、审核不能是同一个人",
    "Whoever asked for it or checked it cannot decide it as well",
)

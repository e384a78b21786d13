"""Taking an action: permitted, from the right state, by the right people, with its effect, told in the history; whole or not at all."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import transaction

from jixiao.web.dossiers.writing import Conflict, Forbidden, Refusal, Writer
from jixiao.web.history.chain import Change, append
from jixiao.web.models import Dossier, Filing, Step
from jixiao.web.people.policy import STAGES
from jixiao.web.workflow.action import Action, At, action, actions
from jixiao.web.workflow.deadlines import Deadlines
from jixiao.web.workflow.reminding import tell_of
from jixiao.web.workflow.states import STAGE_NAMES, STATES
from jixiao.wording import Text


def filings(dossier: Dossier) -> list[Filing]:
    """The filings of a dossier, one for each stage; made when they are first asked for."""
    known = {each.stage: each for each in Filing.objects.filter(dossier=dossier)}
    for stage in STAGES:
        if stage not in known:
            known[stage], _ = Filing.objects.get_or_create(dossier=dossier, stage=stage)
    return [known[stage] for stage in STAGES]


def due_on(filing: Filing, deadlines: Deadlines | None = None) -> date | None:
    """By when it is to be handed in: the filing's own day, else the nearest deadline of its unit or of one above, else that for all."""
    dossier = filing.dossier
    known = deadlines or Deadlines([dossier.fiscal_year])
    return filing.due_on or known.of(dossier.unit.path, dossier.fiscal_year, filing.stage)


def offered(dossier: Dossier, filing: Filing, writer: Writer) -> list[Action]:
    """The actions that whoever asks may take now."""
    person = writer.person
    return [
        each
        for each in actions()
        if filing.stage in each.stages and filing.state in each.from_states and person and person.may(each.permission, dossier)
    ]


class Offer(NamedTuple):
    """An action that somebody may take, and what stands against it just now."""

    action: Action
    refused: Text | None


def offers(dossier: Dossier, filing: Filing, writer: Writer) -> list[Offer]:
    """The actions that whoever asks may take now, each with what would refuse it; a reason is not asked for yet."""
    at = At(filing, dossier, writer, "")
    return [Offer(each, each.refuses(at)) for each in offered(dossier, filing, writer)]


def take(dossier: Dossier, stage: str, name: str, writer: Writer, *, reason: str = "", version: int | None = None) -> Filing:
    """Take an action; ``Refusal`` says why it cannot be taken.

    ``version`` is that of the filing that was looked at: if it has moved on since, that is a ``Conflict``.
    """
    wanted = action(name)
    with transaction.atomic():
        held = Dossier.objects.select_for_update().select_related("unit").get(pk=dossier.pk)
        filing, _ = Filing.objects.get_or_create(dossier=held, stage=stage)
        at = At(filing, held, writer, reason.strip())
        _permit(wanted, at, version)
        before = filing.state
        wanted.effect(at)
        filing.state = wanted.next_state(at)
        filing.version += 1
        filing.save()
        step = Step.objects.create(
            filing=filing,
            action=name,
            from_state=before,
            to_state=filing.state,
            account=at.account,
            reason=at.reason,
            dossier_version=held.version,
        )
        unit, year = held.unit.code, held.fiscal_year
        states = {"state": before}, {"state": filing.state, "step": name, "said": at.reason}
        append(writer.act, [Change(name, "filing", stage, *states, unit, year)])
        tell_of(step, held)
    if writer.person:
        writer.person.forget(dossier)
    dossier.version = held.version
    return filing


def _permit(wanted: Action, at: At, version: int | None) -> None:
    person, filing = at.writer.person, at.filing
    if person and not person.may(wanted.permission, at.dossier):
        raise Forbidden(_NOT_YOURS.fill(action=wanted.words))
    if version is not None and version != filing.version:
        raise Conflict(None, None)
    if filing.stage not in wanted.stages or filing.state not in wanted.from_states:
        state, stage = STATES[filing.state], STAGE_NAMES[filing.stage]
        raise Refusal(_NOT_NOW.fill(stage=stage, state=state, action=wanted.words))
    if wanted.needs_reason and not at.reason:
        raise Refusal(_NO_REASON.fill(action=wanted.words))
    because = wanted.refuses(at)
    if because:
        raise Refusal(because)


_NOT_YOURS = Text("您没有权限：{action}", "This is not yours to do: {action}")
_NOT_NOW = Text("{stage}现在是“{state}”，不能{action}", "{stage} is “{state}” now, where this cannot be done: {action}")
_NO_REASON = Text("{action}须写明理由", "A reason has to be given: {action}")

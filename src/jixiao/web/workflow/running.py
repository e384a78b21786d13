"""Taking an action: permitted, from the right state, by the right people, with its effect, told in the history; whole or not at all."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import transaction

from jixiao.web.dossiers.writing import Conflict, Forbidden, Refusal, Writer
from jixiao.web.history.chain import Change, append
from jixiao.web.models import Dossier, Filing, Step, TargetRequest
from jixiao.web.people.policy import STAGES
from jixiao.web.workflow.action import Action, At, action, actions
from jixiao.web.workflow.deadlines import Deadlines
from jixiao.web.workflow.matters import Matter, key_of, name_of, way_of
from jixiao.web.workflow.reminding import tell_of
from jixiao.wording import Text


def filings(dossier: Dossier) -> list[Filing]:
    """The filings of a dossier, one for each stage; one that has taken no step yet is in memory alone, for looking keeps nothing."""
    known = {each.stage: each for each in Filing.objects.filter(dossier=dossier)}
    return [known.get(stage) or Filing(dossier=dossier, stage=stage) for stage in STAGES]


def due_on(filing: Filing, deadlines: Deadlines | None = None) -> date | None:
    """By when it is to be handed in: the filing's own day, else the nearest deadline of its unit or of one above, else that for all."""
    dossier = filing.dossier
    known = deadlines or Deadlines([dossier.fiscal_year])
    return filing.due_on or known.of(dossier.unit.path, dossier.fiscal_year, filing.stage)


def offered(dossier: Dossier, matter: Matter, writer: Writer) -> list[Action]:
    """The actions that whoever asks may take now."""
    person = writer.person
    return [
        each
        for each in actions(way_of(matter).kind)
        if each.fits(matter) and person and person.may(each.needs(matter.state), dossier)
    ]


class Offer(NamedTuple):
    """An action that somebody may take, and what stands against it just now."""

    action: Action
    refused: Text | None


def offers(dossier: Dossier, matter: Matter, writer: Writer) -> list[Offer]:
    """The actions that whoever asks may take now, each with what would refuse it; a reason is not asked for yet."""
    at = At(matter, dossier, writer, "")
    return [Offer(each, each.refuses(at)) for each in offered(dossier, matter, writer)]


def take(dossier: Dossier, stage: str, name: str, writer: Writer, *, reason: str = "", version: int | None = None) -> Filing:
    """Take an action on the filing of a stage; ``Refusal`` says why it cannot be taken.

    ``version`` is that of the filing that was looked at: if it has moved on since, that is a ``Conflict``.
    """
    with transaction.atomic():
        held = _held(dossier)
        filing, _ = Filing.objects.get_or_create(dossier=held, stage=stage)
        _move(action(name), At(filing, held, writer, reason.strip()), version)
    _moved(dossier, held, writer)
    return filing


def decide(request: TargetRequest, name: str, writer: Writer, *, reason: str = "", version: int | None = None) -> TargetRequest:
    """Take an action on a request to change a target, in the same way."""
    with transaction.atomic():
        held = _held(request.dossier)
        found = TargetRequest.objects.select_related("asked_by").get(pk=request.pk, dossier=held)
        _move(action(name), At(found, held, writer, reason.strip()), version)
    _moved(request.dossier, held, writer)
    return found


def _held(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_for_update(no_key=True).select_related("unit").get(pk=dossier.pk)


def _moved(dossier: Dossier, held: Dossier, writer: Writer) -> None:
    """Whoever looked at the dossier knows how it stands now."""
    if writer.person:
        writer.person.forget(dossier)
    dossier.version, dossier.whole_version, dossier.counters = held.version, held.whole_version, held.counters


def _move(wanted: Action, at: At, version: int | None) -> None:
    """Move the matter on, with all that belongs to it."""
    _permit(wanted, at, version)
    before, matter = at.matter.state, at.matter
    wanted.effect(at)
    matter.state = wanted.next_state(at)
    matter.version += 1
    matter.save()
    note(at, wanted.name, before)


def note(at: At, name: str, before: str) -> None:
    """Keep the step, tell it in the history, and tell those whose move it is now."""
    matter, held = at.matter, at.dossier
    step = Step.objects.create(
        filing=matter if isinstance(matter, Filing) else None,
        request=matter if isinstance(matter, TargetRequest) else None,
        action=name,
        from_state=before,
        to_state=matter.state,
        account=at.account,
        reason=at.reason,
        dossier_version=held.version,
    )
    states = {"state": before} if before else None, {"state": matter.state, "step": name, "said": at.reason}
    key, about = key_of(matter)
    append(at.writer.act, [Change(name, way_of(matter).kind, key, *states, held.unit.code, held.fiscal_year, about)])
    tell_of(step, matter, held)


def _permit(wanted: Action, at: At, version: int | None) -> None:
    person, matter = at.writer.person, at.matter
    if person and not person.may(wanted.needs(matter.state), at.dossier):
        raise Forbidden(_NOT_YOURS.fill(action=wanted.words))
    if version is not None and version != matter.version:
        raise Conflict(None, None)
    if not wanted.fits(matter):
        state = way_of(matter).states[matter.state]
        raise Refusal(_NOT_NOW.fill(stage=name_of(matter), state=state, action=wanted.words))
    if wanted.needs_reason and not at.reason:
        raise Refusal(_NO_REASON.fill(action=wanted.words))
    because = wanted.refuses(at)
    if because:
        raise Refusal(because)


_NOT_YOURS = Text("您没有权限：{action}", "This is not yours to do: {action}")
_NOT_NOW = Text("{stage}现在是“{state}”，不能{action}", "{stage} is “{state}” now, where this cannot be done: {action}")
_NO_REASON = Text("{action}须写明理由", "A reason has to be given: {action}")

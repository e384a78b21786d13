"""What the bureau remarks on a filing, item by item: answered by the unit, closed by the bureau; each told in the history.

What has to be answered keeps the filing from being handed in until it is (``unanswered``). An answer that does not do is followed by a
remark that asks again.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from jixiao.web.dossiers.writing import Forbidden, Refusal, Writer
from jixiao.web.history.chain import Change, append
from jixiao.web.models import Dossier, Filing, Remark
from jixiao.web.people.policy import HANDED_IN
from jixiao.web.workflow.matters import filings_address
from jixiao.web.workflow.reminding import Holders, tell
from jixiao.web.workflow.states import STAGE_NAMES
from jixiao.wording import Text, joined, same

LONGEST = 5_000


def remark(dossier: Dossier, filing: Filing, item_code: str, text: str, writer: Writer, *, is_required: bool = True) -> Remark:
    """A remark of the bureau on an item, or on the whole filing where no item is named; ``Refusal`` says why not."""
    _permit("review", dossier, writer)
    if filing.state not in HANDED_IN:
        raise Refusal(Text("还没有报送，不能附意见", "It has not been handed in, so nothing can be remarked on it"))
    words = _words(text)
    with transaction.atomic():
        return _remarked(dossier, Remark(filing=filing, item_code=item_code, text=words, is_required=is_required), writer)


def _remarked(dossier: Dossier, made: Remark, writer: Writer) -> Remark:
    assert writer.account is not None
    made.account = writer.account
    made.save()
    after: dict[str, object] = {"item_code": made.item_code, "text": made.text, "is_required": made.is_required}
    if made.follows_id:
        after["follows"] = made.follows_id
    append(writer.act, [_change("remark", dossier, made, None, after)])
    people = Holders([dossier.unit]).of(("finance",), dossier.unit, dossier.fiscal_year)
    _tell(people, _REMARKED, dossier, made)
    return made


def answer(dossier: Dossier, remarked: Remark, text: str, writer: Writer) -> Remark:
    """The unit's answer to a remark; an answer that is given anew takes the place of the last one, which the history keeps."""
    _permit("answer", dossier, writer)
    words = _words(text)
    with transaction.atomic():
        held = _held(remarked)
        if held.closed_at is not None:
            raise Refusal(_CLOSED)
        before: dict[str, object] = {"answer": held.answer}
        held.answer, held.answered_by, held.answered_at = words, writer.account, timezone.now()
        held.save()
        append(writer.act, [_change("answer", dossier, held, before, {"answer": words})])
        _tell({held.account_id}, _ANSWERED, dossier, held)
    return held


def close(dossier: Dossier, remarked: Remark, writer: Writer, more: str = "") -> Remark:
    """The bureau is done with a remark; with ``more`` it asks again, by a remark that follows it.

    One that was not answered can be closed as well: then no answer is wanted any more.
    """
    _permit("review", dossier, writer)
    words = _words(more) if more.strip() else ""
    with transaction.atomic():
        held = _held(remarked)
        if held.closed_at is not None:
            raise Refusal(_CLOSED)
        _closed(dossier, held, writer)
        if words:
            _remarked(dossier, Remark(filing=held.filing, item_code=held.item_code, text=words, follows=held), writer)
    return held


def close_answered(dossier: Dossier, filing: Filing, writer: Writer) -> None:
    """Whoever accepts a filing is done with what was answered."""
    for each in Remark.objects.filter(filing=filing, closed_at=None).exclude(answer="").select_related("filing"):
        _closed(dossier, each, writer)


def _closed(dossier: Dossier, held: Remark, writer: Writer) -> None:
    held.closed_by, held.closed_at = writer.account, timezone.now()
    held.save()
    append(writer.act, [_change("close_remark", dossier, held, {"closed": ""}, {"closed": held.closed_at.isoformat()})])


def _held(remarked: Remark) -> Remark:
    return Remark.objects.select_for_update(no_key=True).select_related("filing").get(pk=remarked.pk)


def unanswered(filing: Filing) -> list[Remark]:
    """The remarks that the unit has to answer before it hands in."""
    return list(Remark.objects.filter(filing=filing, is_required=True, answer="", closed_at=None))


def said_of(dossier: Dossier, item_code: str) -> list[Remark]:
    """What was remarked on an item, at any stage."""
    return list(Remark.objects.filter(filing__dossier=dossier, item_code=item_code).select_related("account"))


def answers_awaited(filing: Filing) -> Text | None:
    """What is still to be answered, in words."""
    found = unanswered(filing)
    if not found:
        return None
    items = joined((same(each.item_code) if each.item_code else _WHOLE for each in found), "、", ", ")
    return _AWAITED.fill(n=len(found), items=items)


_WHOLE = Text("整份材料", "the whole")
_AWAITED = Text("有{n}条审核意见还没有答复：{items}", "{n} remarks of the bureau are not answered yet: {items}")
_CLOSED = Text("这条意见已经办结", "This remark is closed already")
_REMARKED = Text("{unit} {year}年度{stage}有新的审核意见", "{unit} {year}: the bureau has remarked on {stage}")
_ANSWERED = Text("{unit} {year}年度{stage}的审核意见已答复", "{unit} {year}: a remark on {stage} was answered")


def _tell(people: set[int], words: Text, dossier: Dossier, remarked: Remark) -> None:
    text = words.fill(unit=dossier.unit.name, year=dossier.fiscal_year, stage=STAGE_NAMES[remarked.filing.stage])
    tell(
        people,
        text,
        f"{filings_address(dossier)}#remark-{remarked.pk}",
        f"{'answer' if remarked.answer else 'remark'} {remarked.pk}",
    )


def _permit(permission: str, dossier: Dossier, writer: Writer) -> None:
    if writer.person and not writer.person.may(permission, dossier):
        raise Forbidden(Text("您没有这项权限", "This is not yours to do"))


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refusal(Text("没有写内容", "Nothing was written"))
    if len(words) > LONGEST:
        raise Refusal(_LONG.fill(n=len(words), most=LONGEST))
    return words


_LONG = Text("内容有{n}字，最多{most}字", "It is {n} signs long; {most} at most are taken")


def _change(
    action: str, dossier: Dossier, remarked: Remark, before: dict[str, object] | None, after: dict[str, object]
) -> Change:
    about = f"{remarked.filing.stage} {remarked.item_code}"
    return Change(action, "remark", f"{remarked.pk}", before, after, dossier.unit.code, dossier.fiscal_year, about)

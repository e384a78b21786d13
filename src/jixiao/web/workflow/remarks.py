"""What the bureau remarks on a filing, item by item, and what the unit answers; each told in the history."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from jixiao.web.dossiers.writing import Forbidden, Refusal, Writer
from jixiao.web.history.chain import Change, append
from jixiao.web.models import Dossier, Filing, Remark
from jixiao.web.people.policy import HANDED_IN
from jixiao.web.workflow.reminding import Holders, address_of, tell
from jixiao.web.workflow.states import STAGE_NAMES
from jixiao.wording import Text

LONGEST = 5_000


def remark(dossier: Dossier, filing: Filing, item_code: str, text: str, writer: Writer) -> Remark:
    """A remark of the bureau on an item, or on the whole filing where no item is named; ``Refusal`` says why not."""
    _permit("review", dossier, writer)
    if filing.state not in HANDED_IN:
        raise Refusal(Text("还没有报送，不能附意见", "It has not been handed in, so nothing can be remarked on it"))
    words = _words(text)
    assert writer.account is not None
    with transaction.atomic():
        made = Remark.objects.create(filing=filing, item_code=item_code, text=words, account=writer.account)
        after = {"item_code": item_code, "text": words}
        append(writer.act, [_change("remark", dossier, filing, made, None, after)])
        people = Holders([dossier.unit]).of(("finance",), dossier.unit, dossier.fiscal_year)
        _tell(people, _REMARKED, dossier, filing, made)
    return made


def answer(dossier: Dossier, remarked: Remark, text: str, writer: Writer) -> Remark:
    """The unit's answer to a remark; an answer that is given anew takes the place of the last one, which the history keeps."""
    _permit("answer", dossier, writer)
    words = _words(text)
    with transaction.atomic():
        held = Remark.objects.select_for_update().select_related("filing").get(pk=remarked.pk)
        before = {"answer": held.answer}
        held.answer, held.answered_by, held.answered_at = words, writer.account, timezone.now()
        held.save()
        append(writer.act, [_change("answer", dossier, held.filing, held, before, {"answer": words})])
        _tell({held.account_id}, _ANSWERED, dossier, held.filing, held)
    return held


_REMARKED = Text("{unit} {year}年度{stage}有新的审核意见", "{unit} {year}: the bureau has remarked on {stage}")
_ANSWERED = Text("{unit} {year}年度{stage}的审核意见已答复", "{unit} {year}: a remark on {stage} was answered")


def _tell(people: set[int], words: Text, dossier: Dossier, filing: Filing, remarked: Remark) -> None:
    text = words.fill(unit=dossier.unit.name, year=dossier.fiscal_year, stage=STAGE_NAMES[filing.stage])
    tell(
        people, text, f"{address_of(dossier)}#remark-{remarked.pk}", f"{'answer' if remarked.answer else 'remark'} {remarked.pk}"
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
    action: str, dossier: Dossier, filing: Filing, remarked: Remark, before: dict[str, str] | None, after: dict[str, str]
) -> Change:
    return Change(
        action,
        "remark",
        f"{remarked.pk}",
        before,
        after,
        dossier.unit.code,
        dossier.fiscal_year,
        f"{filing.stage} {remarked.item_code}",
    )

"""Whether a filing is ready to go on: which offices are awaited, what is wrong in the data, which points were lost without a reason."""

from __future__ import annotations

from typing import NamedTuple

from django.utils import timezone

from jixiao.errors import JixiaoError
from jixiao.findings import Finding
from jixiao.score.explanation import reason_for
from jixiao.score.scoring import ItemScore
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier as Tables
from jixiao.web.dossiers.standings import standing
from jixiao.web.dossiers.worked_out import checked
from jixiao.web.models import Confirmation, Dossier, Filing, Grant


def offices_awaited(filing: Filing) -> list[str]:
    """The offices that have a head of their own and have not confirmed yet."""
    dossier = filing.dossier
    heads = Grant.objects.filter(role="office_head", unit=dossier.unit, account__is_active=True).exclude(office_code="")
    ours = {each.office_code for each in heads if each.fiscal_year in {None, dossier.fiscal_year}}
    return sorted(ours - set(Confirmation.objects.filter(filing_id=filing.pk).values_list("office_code", flat=True)))


class Office(NamedTuple):
    """An office of a filing: its code and name, and its confirmation; None while it is awaited."""

    code: str
    name: str
    confirmation: Confirmation | None


def offices(filing: Filing, tables: Tables) -> list[Office]:
    """The offices that confirmed and those that are awaited, by code."""
    names = {row.text("office_code"): row.text("name") for row in tables.table("office")}
    confirmed = {each.office_code: each for each in Confirmation.objects.filter(filing_id=filing.pk).select_related("account")}
    codes = sorted({*confirmed, *offices_awaited(filing)})
    return [Office(code, names.get(code, code), confirmed.get(code)) for code in codes]


def now_handed_in(filing: Filing, dossier: Dossier) -> None:
    """Note when, and in which version, a filing was handed in; its score is kept for the lists of the bureau."""
    filing.handed_in_at = timezone.now()
    filing.handed_in_version = dossier.version
    standing(dossier)


def open_again(filing: Filing) -> None:
    """What is mended is confirmed and checked anew."""
    filing.checked_by = None
    Confirmation.objects.filter(filing=filing).delete()


def errors(dossier: Dossier) -> list[Finding]:
    """What is plainly wrong in the rows, as ``jixiao check`` says it."""
    return [each for outcome in checked(dossier) for each in outcome.findings if each.severity == "error"]


def without_reason(tables: Tables) -> list[ItemScore]:
    """The items that lost points and say no reason."""
    try:
        made = score_unit(tables)
    except JixiaoError:
        return []
    return [each for each in made.leaves if each.lost and reason_for(tables, made, each.item.code) is None]

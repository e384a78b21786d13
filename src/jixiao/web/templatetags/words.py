"""Words in templates: both languages stand where they are used, as everywhere in jixiao.

{% say "保存" "Save" %}            a label
{% say "第{n}行" "Row {n}" n=3 %}   with values
{{ label|spoken:language }}        a ``Text`` of the program
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.http import urlencode

from jixiao.findings import Finding
from jixiao.tables.dossier import Row
from jixiao.tables.schema import fixed_tables
from jixiao.web.dossiers.assembling import schema_of
from jixiao.web.dossiers.rows import differences
from jixiao.web.dossiers.rows_behind import cell as cell_in_words
from jixiao.web.models import Record
from jixiao.web.page import address
from jixiao.web.people.roles import ROLES
from jixiao.wording import Language, Text, of_words, spoken

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: template.Context, zh: str, en: str, **values: object) -> str:
    """A sentence in the reader's language."""
    text = of_words(zh, en)
    text = text.fill(**values) if values else text
    return conditional_escape(text.say(_language(context)))


@register.filter
def said(text: object, language: Language) -> str:
    """A text of the program in the reader's language; anything else as it is."""
    return "" if text is None else spoken(text, language)


@register.simple_tag(takes_context=True)
def to(context: template.Context, page: str, **parts: object) -> str:
    """The address of a page; on pages of a dossier, unit and year go along."""
    return address(page, context.get("dossier"), **parts)


@register.simple_tag(takes_context=True)
def may(context: template.Context, permission: str) -> bool:
    """Whether the reader may do this: ``{% may "record" as can_record %}``."""
    visit = context.get("visit")
    return bool(visit and visit.may(permission))


@register.filter
def cell(mapping: Any, key: object) -> Any:  # noqa: ANN401 - whatever stands there
    """What stands under a key."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


def _language(context: template.Context) -> Language:
    return "en" if context.get("language") == "en" else "zh"


@register.filter
def where(finding: Finding, language: Language) -> str:
    """Where a finding stands: the table's name, the row's number, the column's name."""
    place = finding.place
    spec = fixed_tables().get(place.table or "")
    table = spec.label.say(language) if spec else place.table or ""
    row = _ROW.fill(n=place.row).say(language) if place.row else ""
    column = place.column_label.say(language) if place.column_label else place.column or ""
    return " ".join(part for part in (table, row, column) if part)


_ROW = Text("第{n}行", "row {n}")


@register.filter
def differing(theirs: Record, wanted: Mapping[str, str] | None) -> list[tuple[Text, str, str]]:
    """The columns in which a row that stands and what was to be written differ."""
    return list(differences(schema_of(theirs.dossier)[theirs.table], theirs.values, wanted or {}))


@register.filter
def role_name(role: str, language: Language) -> str:
    """What a role is called."""
    return ROLES[role].label.say(language) if role in ROLES else role


@register.filter
def column(row: Row, name: str) -> str:
    """The cell of a row, as it is written."""
    return row.text(name)


@register.filter
def choice(row: Row, name: str) -> Text:
    """The cell of a row in words, for ``said``: choices, and yes or no, have a word in each language."""
    return cell_in_words(row, name)


@register.filter
def in_paper(finding: Finding, language: Language) -> str:
    """Where a finding stands in a paper."""
    return finding.place.within(language)


@register.filter
def row_number(row: Row) -> int:
    """The number of a row in its table; a template would take ``row.number`` for a column of that name."""
    return row.number


@register.filter
def addressed(query: Mapping[str, str]) -> str:
    """What is asked for, as it stands in an address."""
    return urlencode({name: value for name, value in query.items() if value})


@register.filter
def times(count: int) -> range:
    """So many turns of a loop."""
    return range(count)

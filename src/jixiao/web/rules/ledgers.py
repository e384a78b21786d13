"""Ledger kinds that administrators bring in: checked, put into force, and held against the edition before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from django.db import transaction

from jixiao.errors import JixiaoError
from jixiao.files.yamls import parse_yaml
from jixiao.findings import Finding
from jixiao.tables.ledger_kinds import kind_data
from jixiao.tables.schema import TableSpec, ledger_kind
from jixiao.web.dossiers.writing import Faulty, Refusal
from jixiao.web.history.chain import Act, Change, append
from jixiao.web.models import LedgerEdition
from jixiao.web.rules.frameworks import LARGEST
from jixiao.wording import Text


def bring(act: Act, source: bytes, name: str) -> LedgerEdition:
    """Take in an edition of a ledger kind. ``Faulty`` with every fault at its line; ``Refusal`` if that edition is in force."""
    spec = sound(source, name)
    found = LedgerEdition.objects.filter(name=spec.name, edition=spec.edition or "")
    if found.filter(is_active=True).exists():
        raise Refusal(_IN_FORCE.fill(name=spec.name, edition=spec.edition))
    with transaction.atomic():
        text = source.decode("utf-8-sig")
        made, is_new = LedgerEdition.objects.update_or_create(
            name=spec.name, edition=spec.edition or "", defaults={"source": text}
        )
        append(act, [Change("bring", "ledger_edition", _key(made), None if is_new else {}, {"label": spec.label.zh})])
    return made


def sound(source: bytes, name: str) -> TableSpec:
    """The ledger kind in a file, if it has no faults."""
    if len(source) > LARGEST:
        raise Refusal(_TOO_LARGE)
    findings: list[Finding] = []
    try:
        spec = ledger_kind(parse_yaml(source, name), Path(name), findings)
    except JixiaoError as error:
        raise Refusal(error.text) from error
    if findings:
        raise Faulty(findings)
    return spec


def spec_of(edition: LedgerEdition) -> TableSpec:
    """The ledger kind as it was brought in."""
    return sound(edition.source.encode(), f"{edition.name}.yaml")


def data_of(edition: LedgerEdition) -> Mapping[str, object]:
    """The ledger kind as data."""
    return kind_data(spec_of(edition))


def put_in_force(act: Act, edition: LedgerEdition, *, is_active: bool) -> None:
    """Offer it to dossiers, alone of its name; or offer it no longer."""
    with transaction.atomic():
        before = {"is_active": edition.is_active}
        if is_active:
            LedgerEdition.objects.filter(name=edition.name).exclude(pk=edition.pk).update(is_active=False)
        edition.is_active = is_active
        edition.save()
        append(
            act,
            [Change("activate" if is_active else "retire", "ledger_edition", _key(edition), before, {"is_active": is_active})],
        )


def changes(edition: LedgerEdition, standing: Mapping[str, object] | None) -> list[tuple[str, object, object]]:
    """The fields that differ from how a dossier keeps the kind, or from an edition before: field, before, after."""
    new = kind_data(spec_of(edition))
    fields, before = _fields(new), _fields(standing or {})
    names = dict.fromkeys([*before, *fields])
    return [(name, before.get(name), fields.get(name)) for name in names if before.get(name) != fields.get(name)]


def _fields(data: Mapping[str, object]) -> dict[str, object]:
    fields = data.get("fields")
    listed = dict(fields) if isinstance(fields, dict) else {}
    return {name: data[name] for name in ("label", "date") if name in data} | listed


def _key(edition: LedgerEdition) -> str:
    return f"{edition.name} {edition.edition}".strip()


_IN_FORCE = Text(
    "台账“{name}”的{edition}版已经启用，不能再改。请在文件里写新的版本（edition）",
    "The edition {edition} of the ledger “{name}” is in force and stays as it is. Write a new edition into the file",
)
_TOO_LARGE = Text("文件过大（上限1 MB）", "The file is too large (1 MB at most)")

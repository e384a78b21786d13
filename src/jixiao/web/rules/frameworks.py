"""Scoring frameworks that administrators bring in: checked with their cases, held against another, put into force for years and a region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from jixiao.errors import JixiaoError
from jixiao.files.described import Part
from jixiao.files.yamls import parse_yaml
from jixiao.findings import Finding
from jixiao.framework.diff import Difference, differences
from jixiao.framework.load import FILE, read, shipped
from jixiao.framework.load import load as load_shipped
from jixiao.framework.model import Framework
from jixiao.score.cases import CASES, run_cases
from jixiao.web.dossiers.writing import Faulty, Refusal
from jixiao.web.history.chain import Act, Change, append
from jixiao.web.models import Dossier, FrameworkEdition, Unit
from jixiao.wording import Text

LARGEST = 1_000_000
"""Bytes of a framework's file, and of its cases."""


@dataclass(frozen=True)
class InForce:
    """A framework that dossiers may be scored by: where it comes from, and for which years and region it is in force."""

    framework: Framework
    edition: FrameworkEdition | None

    @property
    def years(self) -> range:
        """The years for which it is in force: as it was put into force, else as it says itself."""
        first, last = (self.edition.first_year, self.edition.last_year) if self.edition else (None, None)
        own = self.framework.years
        return range(first or own.start, (last + 1) if last else own.stop)

    def holds(self, unit: Unit, year: int) -> bool:
        """Whether it is in force for a unit's year."""
        region = self.edition.region_code if self.edition else ""
        return year in self.years and unit.region_code.startswith(region)


def bring(act: Act, source: bytes, cases: bytes | None) -> FrameworkEdition:
    """Take in a framework with its cases. ``Faulty`` with every fault at its line; ``Refusal`` if its id is taken."""
    framework = sound(source, cases)
    known = FrameworkEdition.objects.filter(framework=framework.id).first()
    if framework.id in shipped():
        raise Refusal(_SHIPPED.fill(id=framework.id))
    if known is not None and (known.is_active or _is_used(known)):
        raise Refusal(_IN_USE.fill(id=framework.id))
    digest = f"sha256:{sha256(source).hexdigest()}"
    with transaction.atomic():
        text = source.decode("utf-8-sig")
        made, _ = FrameworkEdition.objects.update_or_create(framework=framework.id, defaults={"source": text, "digest": digest})
        before = {"digest": known.digest} if known else None
        append(act, [Change("bring", "framework", framework.id, before, {"digest": digest, "edition": framework.edition})])
    return made


def sound(source: bytes, cases: bytes | None) -> Framework:
    """The framework in a file, if it has no faults and its cases come out; else ``Faulty``."""
    if max(len(source), len(cases or b"")) > LARGEST:
        raise Refusal(_TOO_LARGE)
    findings: list[Finding] = []
    try:
        framework = read(Part.top(parse_yaml(source, FILE), FILE, "framework-is-sound", findings))
        if findings:
            raise Faulty(findings)
        if cases:
            with TemporaryDirectory(prefix="jixiao-") as scratch:
                path = Path(scratch) / CASES
                path.write_bytes(cases)
                findings = run_cases(framework, path).findings
    except JixiaoError as error:
        raise Refusal(error.text) from error
    if findings:
        raise Faulty(findings)
    return framework


def activate(act: Act, edition: FrameworkEdition, first: int | None, last: int | None, region: str) -> None:
    """Put it into force for years (as it says itself where none are given) and a region (its code, and all that begin with it)."""
    if first and last and first > last:
        raise Refusal(_BACKWARDS.fill(first=first, last=last))
    with transaction.atomic():
        before = _said(edition)
        edition.is_active, edition.first_year, edition.last_year, edition.region_code = True, first, last, region.strip()
        edition.save()
        append(act, [Change("activate", "framework", edition.framework, before, _said(edition))])


def retire(act: Act, edition: FrameworkEdition) -> None:
    """It is not offered any more; dossiers that took it over keep it."""
    with transaction.atomic():
        before = _said(edition)
        edition.is_active = False
        edition.save()
        append(act, [Change("retire", "framework", edition.framework, before, _said(edition))])


def framework_in(edition: FrameworkEdition) -> Framework:
    """The framework as it was brought in."""
    return sound(edition.source.encode(), None)


def known(framework_id: str) -> Framework:
    """A framework by its id, brought in or shipped; ``Refusal`` if there is none."""
    edition = FrameworkEdition.objects.filter(framework=framework_id).first()
    if edition is not None:
        return framework_in(edition)
    try:
        return load_shipped(framework_id)
    except JixiaoError as error:
        raise Refusal(error.text) from error


def in_force(unit: Unit, year: int) -> list[InForce]:
    """The frameworks that a unit's year may be scored by: those put into force for it, then those that come with jixiao."""
    brought = [InForce(framework_in(each), each) for each in FrameworkEdition.objects.filter(is_active=True)]
    found = [each for each in brought if each.holds(unit, year)]
    return found + [each for each in (InForce(load_shipped(name), None) for name in shipped()) if each.holds(unit, year)]


def held_against(framework: Framework, other: str) -> Sequence[Difference]:
    """What differs from another framework, by its id."""
    return differences(known(other), framework)


def _said(edition: FrameworkEdition) -> dict[str, object]:
    return {name: getattr(edition, name) for name in ("is_active", "first_year", "last_year", "region_code", "digest")}


def _is_used(edition: FrameworkEdition) -> bool:
    manifests = Dossier.objects.values_list("manifest", flat=True)
    return any(edition.framework in (manifest.get("frameworks") or ()) for manifest in manifests.iterator())


_SHIPPED = Text(
    "“{id}”是随系统提供的指标体系，请改用别的标识（id）", "“{id}” is a framework that comes with jixiao; give yours another id"
)
_IN_USE = Text(
    "“{id}”已经启用或已被卷宗采用，不能再改。改动后请用新的标识（id）作为新版",
    "“{id}” is in force, or a dossier has taken it over: it stays as it is. Bring the changed one in under a new id",
)
_TOO_LARGE = Text("文件过大（上限1 MB）", "The file is too large (1 MB at most)")
_BACKWARDS = Text("起始年度{first}晚于终止年度{last}", "The first year {first} is after the last, {last}")

"""A dossier takes a framework or a ledger kind over: its text is copied beside the dossier's tables, so that it stays as it was."""

from __future__ import annotations

from jixiao.errors import JixiaoError
from jixiao.files.writing import make_folder, write_bytes
from jixiao.framework.load import FILE, load
from jixiao.framework.model import Framework
from jixiao.score.scoring import Score
from jixiao.score.unit_score import OWN_FRAMEWORKS, score_by
from jixiao.tables.reading import read_dossier
from jixiao.web.dossiers.adopting import adopt, as_folder
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.writing import Refusal, Writer
from jixiao.web.models import Dossier, FrameworkEdition, LedgerEdition
from jixiao.web.rules.frameworks import in_force
from jixiao.web.rules.ledgers import spec_of
from jixiao.wording import Text

ACTION = "take_over"


def preview(dossier: Dossier, framework_id: str) -> tuple[Framework, Score | None]:
    """A framework that is in force for the dossier, and what the unit would score by it (nothing by one that scores projects).

    ``Refusal`` if it is not in force, or cannot score the dossier.
    """
    found = next((each for each in in_force(dossier.unit, dossier.fiscal_year) if each.framework.id == framework_id), None)
    if found is None:
        raise Refusal(_NOT_IN_FORCE.fill(id=framework_id))
    if found.framework.kind != "unit":
        return found.framework, None
    try:
        return found.framework, score_by(assembled(dossier), found.framework)
    except JixiaoError as error:
        raise Refusal(error.text) from error


def take_framework(dossier: Dossier, framework_id: str, writer: Writer) -> None:
    """Score the dossier by this framework from now on, in front of those that it names already; its projects, if it scores those."""
    framework, _ = preview(dossier, framework_id)
    edition = FrameworkEdition.objects.filter(framework=framework_id).first()
    with as_folder(dossier) as folder:
        if edition is not None:
            own_folder = folder / OWN_FRAMEWORKS / framework_id
            make_folder(own_folder)
            write_bytes(own_folder / FILE, edition.source.encode())
            load(framework_id, folder / OWN_FRAMEWORKS)
        tables = read_dossier(folder)
        others = tuple(each for each in tables.frameworks if each != framework_id)
        tables.frameworks = (framework_id, *others) if framework.kind == "unit" else (*others, framework_id)
        adopt(dossier, tables, writer, action=ACTION, version=dossier.version)


def take_ledger(dossier: Dossier, edition: LedgerEdition, writer: Writer) -> None:
    """Keep a ledger of this kind from now on, or by this edition; rows that stand in it already stay as they are."""
    if not edition.is_active:
        raise Refusal(_NOT_IN_FORCE.fill(id=edition.name))
    spec = spec_of(edition)
    with as_folder(dossier) as folder:
        tables = read_dossier(folder)
        tables.schema[spec.name] = spec
        tables.ledgers[spec.name] = spec.edition or ""
        adopt(dossier, tables, writer, action=ACTION, version=dossier.version)


_NOT_IN_FORCE = Text("“{id}”没有对本单位本年度启用", "“{id}” is not in force for this unit and year")

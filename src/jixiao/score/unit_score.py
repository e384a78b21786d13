"""A unit's score: the framework that its dossier names, the facts of its rows, and the two steps between them."""

from __future__ import annotations

from datetime import date

from jixiao.errors import Misuse
from jixiao.framework.load import load
from jixiao.framework.model import Framework
from jixiao.score.facts import View, facts
from jixiao.score.scoring import Score, score
from jixiao.tables.dossier import Dossier, Scope
from jixiao.tables.folder import MANIFEST
from jixiao.wording import Text, same

OWN_FRAMEWORKS = "frameworks"
"""The folder of a dossier in which a unit may keep frameworks of its own."""


def framework_of(dossier: Dossier, framework_id: str | None = None) -> Framework:
    """The framework to score a dossier by: the one named, or the first that the dossier names. ``Misuse`` if there is none."""
    if framework_id is None:
        if not dossier.frameworks:
            raise Misuse(
                Text(
                    "{manifest} 没有写明指标体系（frameworks），也没有用 --framework 指定",
                    "{manifest} names no framework (frameworks), and none was given by --framework",
                ).fill(manifest=MANIFEST)
            )
        framework_id = dossier.frameworks[0]
    return load(framework_id, dossier.path / OWN_FRAMEWORKS)


def score_unit(
    dossier: Dossier,
    framework_id: str | None = None,
    until: date | None = None,
    unit_code: str | None = None,
    project_code: str | None = None,
) -> Score:
    """The score of a unit (the dossier's own, unless told), or of one of its projects, from rows up to a day (all, unless told).

    The framework is the first that the dossier names, unless told. One that scores projects needs a project where there are several.
    """
    return score_by(dossier, framework_of(dossier, framework_id), until, unit_code, project_code)


def score_by(
    dossier: Dossier,
    framework: Framework,
    until: date | None = None,
    unit_code: str | None = None,
    project_code: str | None = None,
) -> Score:
    """The score by a framework that is at hand, which the dossier need not name."""
    view = View(dossier, _scope(dossier, framework, unit_code, project_code), until)
    return score(framework, facts(view, framework), view.scope)


def score_again(dossier: Dossier, made: Score, until: date | None) -> Score:
    """The same score from rows up to another day."""
    view = View(dossier, made.scope or dossier.scope(), until)
    return score(made.framework, facts(view, made.framework), view.scope)


def score_project(dossier: Dossier, made: Score, project_code: str, until: date | None = None) -> Score | None:
    """The score of a project beside a score of its unit: by the first framework for projects that the dossier names.

    None if it names none, and for basic expenditure, which is no project. A score of projects gives its own framework.
    """
    if dossier.find("project", project_code=project_code, kind="project") is None:
        return None
    framework = made.framework if made.framework.kind == "project" else _project_framework(dossier)
    if framework is None:
        return None
    unit_code = made.scope.unit_code if made.scope else None
    view = View(dossier, _scope(dossier, framework, unit_code, project_code), until)
    return score(framework, facts(view, framework), view.scope)


def _project_framework(dossier: Dossier) -> Framework | None:
    found = (framework_of(dossier, framework_id) for framework_id in dossier.frameworks)
    return next((framework for framework in found if framework.kind == "project"), None)


def scope_of(dossier: Dossier, unit_code: str | None = None, project_code: str | None = None) -> Scope:
    """The rows of a unit (the dossier's own, unless told), and of one project if one is named; ``Misuse`` names the known ones."""
    units = [row.text_id("unit_code") for row in dossier.table("unit")]
    if unit_code is not None and unit_code not in units:
        raise Misuse(_UNKNOWN.fill(kind=_UNIT, code=unit_code, known=same(", ".join(units))))
    projects = _projects(dossier)
    if project_code is not None and project_code not in projects:
        raise Misuse(_UNKNOWN.fill(kind=_PROJECT, code=project_code, known=same(", ".join(projects))))
    return dossier.scope(unit_code, project_code)


def _scope(dossier: Dossier, framework: Framework, unit_code: str | None, project_code: str | None) -> Scope:
    projects = _projects(dossier)
    if framework.kind == "project" and project_code is None:
        if len(projects) != 1:
            raise Misuse(_WHICH_PROJECT.fill(id=framework.id, known=same(", ".join(projects))))
        project_code = projects[0]
    return scope_of(dossier, unit_code, project_code)


def _projects(dossier: Dossier) -> list[str]:
    return [row.text_id("project_code") for row in dossier.table("project") if row["kind"] == "project"]


_UNIT = Text("单位", "unit")
_PROJECT = Text("支出项目", "project")
_UNKNOWN = Text("卷宗中没有代码为“{code}”的{kind}；已有：{known}", "The dossier has no {kind} “{code}”; it has: {known}")
_WHICH_PROJECT = Text(
    "指标体系 {id} 按支出项目计分，请用 --project 指明一个：{known}",
    "The framework {id} scores one project: name it by --project: {known}",
)

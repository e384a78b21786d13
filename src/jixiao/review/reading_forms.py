"""Forms read into claims: the tables of a dossier, partial, each cell with its place in the paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from jixiao.framework.load import named
from jixiao.framework.model import Framework
from jixiao.review.check import Claims
from jixiao.review.form_reading.filling import Filling, Scope
from jixiao.review.form_reading.forms import Form, forms
from jixiao.review.form_reading.matching import matched
from jixiao.review.form_reading.own_framework import coded, has_usual_bands, own_framework
from jixiao.review.paper import Paper
from jixiao.tables.dossier import Dossier
from jixiao.tables.schema import Field, Schema, fixed_tables
from jixiao.wording import Text

UNKNOWN_UNIT = "-"
"""The code of the unit of a paper that names none by a code."""

_MORE = {
    "stated_score": (
        Field("standard", Text("计分标准", "Standard"), "long_text"),
        Field("deducted", Text("扣分原因（原文）", "Reason for points lost, as written"), "long_text"),
        Field("coefficient", Text("得分系数（%）", "Coefficient (%)"), "number"),
    ),
    "stated_amount": (Field("rate_text", Text("执行率（原文）", "Spending rate as written"), "text"),),
}
"""What forms say beside scores and amounts, and dossiers have in their frameworks, or know better."""


def read_forms(paper: Paper, framework: str | None = None) -> Claims:
    """The claims of a paper's forms, and the framework that they are judged by: the one given, or what the forms themselves say.

    A framework is given by its id or its path; ``Misuse`` if there is none such.
    """
    given = named(framework)[0] if framework else None
    dossier = Dossier(
        Path(paper.file).parent,
        UNKNOWN_UNIT,
        paper.year or 0,
        (given.id,) if given else (),
        _schema(),
        workbook=paper.file,
    )
    reading = _Reading(paper, dossier, given)
    for form in forms(paper):
        reading.take(form)
    return Claims(dossier, paper=paper, own=(*((given,) if given else ()), *reading.own))


def _schema() -> Schema:
    schema = Schema(fixed_tables())
    for name, more in _MORE.items():
        spec = schema[name]
        schema[name] = replace(spec, fields={**spec.fields, **{field.name: field for field in more}})
    return schema


class _Reading:
    """Goes through the forms, and knows which units and projects were named."""

    def __init__(self, paper: Paper, dossier: Dossier, given: Framework | None) -> None:
        self.dossier = dossier
        self.given = given
        self.own: list[Framework] = []
        self.usual_bands = has_usual_bands([passage.text for passage in paper.passages])
        self.stated: set[tuple[str, str | None, str]] = set()
        self.projects = 0

    def take(self, form: Form) -> None:
        """One form: whom it is about, its money, its lines under the framework given or its own."""
        scope = self._scope(form)
        filling = Filling(self.dossier, form, scope)
        if scope.project_code is not None:
            filling.project()
        for line in form.money:
            filling.money(line, scope.project_code if line.line else self._listed(filling, line.label))
        tree = coded(form)
        if not tree or not form.entries:
            return
        items = matched(self.given, tree, is_project=form.is_project) if self.given else {}
        framework = self.given if self.given is not None and items else own_framework(form, tree, self.usual_bands)
        if not items:
            self.own.append(framework)
        filling.lines(tree, framework, items)

    def _scope(self, form: Form) -> Scope:
        """The unit and the project of a form; a second form of the unit with money of its own is another unit's."""
        if form.is_project:
            self.projects += 1
            return Scope(UNKNOWN_UNIT, f"P{self.projects}")
        code, number = UNKNOWN_UNIT, 1
        while (code, None, form.stage) in self.stated:
            number += 1
            code = f"{UNKNOWN_UNIT}{number}"
        if form.money:
            self.stated.add((code, None, form.stage))
        return Scope(code, None)

    def _listed(self, filling: Filling, name: str) -> str:
        """The code of a project of a list."""
        self.projects += 1
        code = f"P{self.projects}"
        first = filling.form.grid.rows[0][0]
        filling.add("project", {"project_code": (code, None), "name": (name, first), "kind": ("project", None)}, first)
        return code

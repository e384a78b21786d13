"""Facts, scores and how they came about; what the checks and the monitoring say."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Query, Schema
from pydantic import StringConstraints

from jixiao.cycle.goals import review_goals
from jixiao.cycle.showing_goals import as_json as goals_json
from jixiao.findings import as_json as outcome_json
from jixiao.monitor.as_json import monitor_json
from jixiao.monitor.watching import Asked, monitor
from jixiao.report.form import Material
from jixiao.review.checking import check
from jixiao.score.as_json import score_json
from jixiao.score.explanation import explain, figure_named
from jixiao.score.facts import View, facts
from jixiao.score.figure import Figure
from jixiao.score.scoring import Score
from jixiao.score.unit_score import score_unit
from jixiao.web.api.operation import OF_DOSSIER, Call, Operation
from jixiao.web.api.problems import missing
from jixiao.web.api.shapes import Data, Listed, Slice, Word, listed_of
from jixiao.web.dossiers.assembling import assembled
from jixiao.wording import Text

order = 40
words = Text("得分和依据", "Scores and grounds")

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._\-]{0,99}$")]


class Which(Schema):
    """By which framework (the dossier's first, unless told), of which unit of its tree, of which project."""

    framework: Id | None = None
    unit_code: Word | None = None
    project: Word | None = None


class Day(Which):
    """The day that is looked at."""

    as_of: date


class FactShape(Schema):
    """A number of the unit in ten-thousandths, as numerator and denominator; or the state in which there is none, and why."""

    code: str
    numerator: int | None
    denominator: int
    state: str | None
    because: str | None
    precision: str


class FigureShape(Schema):
    """A figure that papers can state: its text and what it means."""

    id: str
    text: str
    label: str


class Explained(FigureShape):
    """How it came about, line by line, down to rows and evidence."""

    lines: list[str]


class Items(Schema):
    """All of them."""

    items: list[Data]


class Facts(Schema):
    """All facts by a framework."""

    framework: str
    facts: list[FactShape]


def _score(call: Call, which: Which) -> Score:
    return score_unit(assembled(call.about), which.framework, unit_code=which.unit_code, project_code=which.project)


def get_score(call: Call, which: Query[Which]) -> dict[str, Any]:
    """The score with each item, its state and why: the same JSON as ``jixiao score --json``."""
    return score_json(assembled(call.about), _score(call, which), call.language)


def get_facts(call: Call, which: Query[Which]) -> dict[str, Any]:
    """The facts that the score is made from."""
    made = _score(call, which)
    tables = assembled(call.about)
    found = facts(View(tables, made.scope or tables.scope()), made.framework)
    said = [
        {
            "code": each.code,
            "numerator": each.numerator,
            "denominator": each.denominator,
            "state": None if each.state is None else str(each.state),
            "because": None if each.because is None else call.say(each.because),
            "precision": each.precision.name.lower(),
        }
        for each in found.values()
    ]
    return {"framework": made.framework.id, "facts": said}


def list_figures(call: Call, which: Query[Which], part: Query[Slice]) -> dict[str, Any]:
    """Every figure that papers of the dossier can state."""
    figures = Material(assembled(call.about), _score(call, which)).figures
    found = (figures.find(each) for each in figures.ids())
    return listed_of(call, (_figure(call, each) for each in found if each is not None), part)


def explain_figure(call: Call, code: str, which: Query[Which]) -> dict[str, Any]:
    """How a figure, the score of an item or an indicator came about: the same as ``jixiao explain``."""
    figures = Material(assembled(call.about), _score(call, which)).figures
    figure, lines = figure_named(figures, code), explain(figures, code)
    if figure is None or lines is None:
        raise missing()
    return {**_figure(call, figure), "lines": [call.say(line) for line in lines]}


def _figure(call: Call, figure: Figure) -> Data:
    return {"id": figure.id, "text": figure.text, "label": call.say(figure.label)}


def check_dossier(call: Call) -> dict[str, Any]:
    """What the checks say: the same JSON as ``jixiao check --json``."""
    return {"items": [outcome_json(each, call.language) for each in check(assembled(call.about))]}


def monitor_dossier(call: Call, day: Query[Day]) -> dict[str, Any]:
    """Where money, results and the score stand on a day: the same JSON as ``jixiao monitor --json``."""
    asked = Asked(day.framework, day.unit_code, day.project)
    return monitor_json(monitor(assembled(call.about), day.as_of, asked), call.language)


def review_of_goals(call: Call) -> dict[str, Any]:
    """The four tests on the goals: the same JSON as ``jixiao goals --json``."""
    return goals_json(review_goals(assembled(call.about)), call.language)


operations = (
    Operation("GET", f"{OF_DOSSIER}/score", get_score, "see", Text("得分", "The score"), Data),
    Operation("GET", f"{OF_DOSSIER}/facts", get_facts, "see", Text("取数结果", "The facts"), Facts),
    Operation("GET", f"{OF_DOSSIER}/figures", list_figures, "see", Text("各项数字", "The figures"), Listed[FigureShape]),
    Operation("GET", f"{OF_DOSSIER}/explain/{{code}}", explain_figure, "see", Text("说明来历", "Explain"), Explained),
    Operation("GET", f"{OF_DOSSIER}/check", check_dossier, "see", Text("检查", "Check"), Items),
    Operation("GET", f"{OF_DOSSIER}/monitor", monitor_dossier, "see", Text("监控", "Monitor"), Data),
    Operation("GET", f"{OF_DOSSIER}/goals", review_of_goals, "see", Text("目标审核", "Review of goals"), Data),
)

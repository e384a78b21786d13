"""Money of the unit's tasks: the initial budgets of the projects under each, by the task's code in lower case.

task.CODE.budget · task.CODE.budget-fiscal · task.CODE.budget-beside
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import Missing
from jixiao.score.figure import Drawn, Figure, Source, drawn
from jixiao.tables.measure_text import Fault, parse_measure
from jixiao.wording import Text, same

heads = ("task",)
_MEASURE = 'sum(budget.initial_yuan where project_code.task_code = "{code}"{source})'
KINDS = {
    "budget": (Text("{name}预算", "Budget of {name}"), ""),
    "budget-fiscal": (
        Text("{name}预算（财政拨款）", "Budget of {name} from the year's appropriation"),
        " and fund_source in (general, government_fund)",
    ),
    "budget-beside": (
        Text("{name}预算（其他资金）", "Budget of {name} from other money"),
        " and fund_source in (carried_over, other)",
    ),
}


def find(source: Source, figure_id: str) -> Figure | None:
    """The money of a task. A task without a project has none that could be known."""
    code, _, kind = figure_id.partition(".")[2].rpartition(".")
    row = next((row for row in source.dossier.table("task") if row.text("task_code").lower() == code), None)
    if row is None or kind not in KINDS:
        return None
    words, money = KINDS[kind]
    label = words.fill(name=same(row.text("name")))
    expression = parse_measure(_MEASURE.format(code=row.text("task_code"), source=money), source.dossier.schema)
    if isinstance(expression, Fault):  # a code with signs that no measure can quote
        return _missing(figure_id, label, expression.because)
    if not any(project["task_code"] == row["task_code"] for project in source.dossier.table("project")):
        return _missing(figure_id, label, Text("没有支出项目属于这项任务", "No project belongs to this task"))
    return drawn(source, figure_id, Drawn(label, expression, "wan"))


def ids(source: Source) -> Iterator[str]:
    """The money of every task that has projects."""
    for row in source.dossier.table("task"):
        for kind in KINDS:
            figure_id = f"task.{row.text('task_code').lower()}.{kind}"
            found = find(source, figure_id)
            if found is not None and not found.is_missing:
                yield figure_id


def _missing(figure_id: str, label: Text, because: Text) -> Figure:
    return Figure(figure_id, label, Missing.NOT_REPORTED.label.zh, (because,), is_missing=True)

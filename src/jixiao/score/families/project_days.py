"""Days of one project; among the figures of the unit they stand under ``p.CODE``.

project.starts · project.ends
"""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import Missing
from jixiao.score.figure import Figure, Source, day_text
from jixiao.tables.dossier import Row
from jixiao.wording import Text

heads = ("project",)
KINDS = {
    "project.starts": ("starts_on", Text("开始日期", "Start")),
    "project.ends": ("ends_on", Text("结束日期", "End")),
}


def find(source: Source, figure_id: str) -> Figure | None:
    """A day of the project in view; None where no single project is."""
    row = _project(source)
    if row is None or figure_id not in KINDS:
        return None
    column, label = KINDS[figure_id]
    day = row.day(column)
    text = Missing.NOT_REPORTED.label.zh if day is None else day_text(day)
    return Figure(figure_id, label, text, rows=(row,), is_missing=day is None)


def ids(source: Source) -> Iterator[str]:
    """The days of the project in view that are given."""
    row = _project(source)
    if row is not None:
        yield from (figure_id for figure_id, (column, _) in KINDS.items() if row.day(column))


def _project(source: Source) -> Row | None:
    code = source.view.scope.project_code
    return None if code is None else source.dossier.find("project", project_code=code)

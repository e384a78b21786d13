"""A Document as plain text: stable and readable, for golden files and for seeing what changed."""

from __future__ import annotations

from jixiao.document.model import Chart, Document, Heading, PageBreak, Paragraph, Picture, Runs, Table
from jixiao.document.numbering import with_numbers

FROM_LEFT = "<"
FROM_ABOVE = "^"


def project(document: Document, *, figures: bool = False) -> str:
    """The text of a Document, one line for each block and table row; with ``figures`` numbers appear as ``[[id|text]]``.

    In tables ``<`` and ``^`` mark places that the cell at the left or above covers; a rule closes the header.
    """
    lines = [f"《{document.title}》 {document.page}"]
    for number, block in with_numbers(document.blocks):
        if isinstance(block, Heading):
            lines.append(f"{'#' * block.level} {number}{_line(block.runs, figures)}")
        elif isinstance(block, Paragraph):
            prefix = "" if block.style == "body" else f"[{block.style}] "
            lines.append(prefix + _line(block.runs, figures))
        elif isinstance(block, PageBreak):
            lines.append(f"---- {block.page or 'page'} ----")
        elif isinstance(block, Chart):
            lines += _chart_lines(block, figures)
        elif isinstance(block, Picture):
            lines.append(f"[picture {block.share}%] {block.alt}")
        else:
            lines += _table_lines(block, figures)
    return "\n".join(lines) + "\n"


def _chart_lines(chart: Chart, figures: bool) -> list[str]:  # noqa: FBT001 - passed on as it is
    head = f"[{chart.kind}] {_line(chart.title, figures)}" + (f" ({chart.unit})" if chart.unit else "")
    lines = [head, "| " + " | ".join(("", *chart.categories)) + " |"]
    return lines + [
        "| " + " | ".join((each.name, *(_line(value, figures) for value in each.values))) + " |" for each in chart.series
    ]


def _table_lines(table: Table, figures: bool) -> list[str]:  # noqa: FBT001 - passed on as it is
    height, width = len(table.header) + len(table.body), len(table.columns)
    grid = [[FROM_LEFT] * width for _ in range(height)]
    for row, column, cell in table.placed():
        for below in range(row + 1, row + cell.down):
            grid[below][column] = FROM_ABOVE
        grid[row][column] = _line(cell.runs, figures)
    lines = ["| " + " | ".join(row) + " |" for row in grid]
    if table.header:
        lines.insert(len(table.header), "|" + "---|" * width)
    for name, runs in (("note", table.note), ("caption", table.caption)):
        if runs:
            lines.insert(0, f"[{name}] {_line(runs, figures)}")
    return lines


def _line(runs: Runs, figures: bool) -> str:  # noqa: FBT001 - passed on as it is
    text = "".join(f"[[{run.figure}|{run.text}]]" if figures and run.figure else run.text for run in runs)
    return text.replace("\n", "⏎")

"""A document as plain values, which a page shows and which can be kept as they are (``Blocks`` is a list of JSON)."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from jixiao.document.drawing import svg
from jixiao.document.layout import layout
from jixiao.document.model import Cell, Chart, Document, Heading, Page, PageBreak, Paragraph, Picture, Placed, Runs, Table
from jixiao.document.numbering import with_numbers
from jixiao.document.tidy import tidied

Block = dict[str, Any]
Blocks = list[Block]


def blocks_of(document: Document) -> Blocks:
    """The blocks of a document in reading order, each with what has to be known to show it."""
    document = tidied(document)
    page, made = document.page, Blocks()
    for number, block in with_numbers(document.blocks):
        if isinstance(block, PageBreak):
            page = block.page or page
            made.append({"kind": "break"})
        elif isinstance(block, Heading):
            made.append({"kind": "heading", "level": block.level, "number": number, "runs": _runs(block.runs)})
        elif isinstance(block, Paragraph):
            made.append({"kind": "paragraph", "style": block.style, "runs": _runs(block.runs)})
        elif isinstance(block, Table):
            made.append(_table(block))
        elif isinstance(block, Chart):
            made.append(_chart(block, page))
        else:
            made.append(_picture(block))
    return made


def figures_in(blocks: Blocks) -> list[str]:
    """The ids of the figures that blocks state, each once, in reading order."""
    return list(dict.fromkeys(run["figure"] for block in blocks for run in _all_runs(block) if run.get("figure")))


def _all_runs(block: Block) -> list[dict[str, Any]]:
    found = [*block.get("runs", ()), *block.get("caption", ()), *block.get("note", ())]
    for row in (*block.get("header", ()), *block.get("body", ())):
        for cell in row:
            found += cell["runs"]
    for _, values in block.get("numbers", ()):
        for value in values:
            found += value
    return found


def _runs(runs: Runs) -> list[dict[str, Any]]:
    return [
        {"text": run.text, **({"figure": run.figure} if run.figure else {}), **({"bold": True} if run.bold else {})}
        for run in runs
    ]


def _table(table: Table) -> Block:
    rows: list[list[Block]] = [[] for _ in (*table.header, *table.body)]
    heads = len(table.header)
    for placed in table.placed():
        rows[placed.row].append(_cell(placed, table.align_of(placed), in_header=placed.row < heads))
    return {
        "kind": "table",
        "shares": [column.share for column in table.columns],
        "caption": _runs(table.caption),
        "note": _runs(table.note),
        "header": rows[:heads],
        "body": rows[heads:],
    }


def _cell(placed: Placed, align: str, *, in_header: bool) -> Block:
    cell: Cell = placed.cell
    made: Block = {"runs": _runs(cell.runs), "align": align}
    if cell.across > 1:
        made["across"] = cell.across
    if cell.down > 1:
        made["down"] = cell.down
    if in_header or cell.kind == "label":
        made["head"] = ("colgroup" if cell.across > 1 else "col") if in_header else ("rowgroup" if cell.down > 1 else "row")
    if cell.kind == "number":
        made["is_number"] = True
    return made


def _chart(chart: Chart, page: Page) -> Block:
    shipped = layout()
    return {
        "kind": "chart",
        "runs": _runs(chart.title),
        "unit": chart.unit,
        "names": [each.name for each in chart.series],
        "numbers": [[word, [_runs(each.values[at]) for each in chart.series]] for at, word in enumerate(chart.categories)],
        "drawing": svg(chart, shipped, shipped.sides(page).text_width),
    }


def _picture(picture: Picture) -> Block:
    return {"kind": "picture", "source": f"data:{picture.media};base64,{b64encode(picture.data).decode()}", "words": picture.alt}

"""Papers written as text, for the checks that read a paper's words.

Blank lines part the blocks. ``# `` to ``#### `` begin a heading, ``= `` the title, every other block is a paragraph whose lines are
joined. A block with lines that begin with ``|`` is a table: header, a line of ``---``, body; a line before them is its caption, and one
that begins with 单位 its note. ``^`` alone continues the cell above, ``<`` alone the cell to the left.
"""

from __future__ import annotations

import re
from dataclasses import replace

from jixiao.document.derivations import Derivation, Trace
from jixiao.document.model import Block, Cell, Column, Document, Heading, Paragraph, Row, Run, Runs, Table, runs_of
from jixiao.review.check import Claims
from jixiao.review.normal import joined_lines
from jixiao.review.paper import Paper, paper_of
from jixiao.review.reading_forms import read_forms
from jixiao.tables.dossier import Dossier
from jixiao.wording import same

FILE = "paper.txt"
_RULE = re.compile(r"\|[\s:|-]+\|?")
_HEADING = re.compile(r"(#{1,4}) (.*)")


def paper(text: str, file: str = FILE) -> Paper:
    """The paper that a text describes."""
    blocks = [block for block in re.split(r"\n[ \t]*\n", text.strip("\n")) if block.strip()]
    carried = [line for block in blocks if block.startswith("%") for line in block.splitlines()]
    shown = tuple(_block(block) for block in blocks if not block.startswith("%"))
    return paper_of(Document("", shown, trace=_trace(carried) if carried else None), file)


def _trace(lines: list[str]) -> Trace:
    """What a paper carries of its numbers."""
    made_of = [found.groups() for line in lines if (found := re.fullmatch(r"% (\w+) = (.*)", line.strip()))]
    figures = [found.groups() for line in lines if (found := re.fullmatch(r"% ([^ ]+): (.*)", line.strip()))]
    return Trace(
        tuple((name, text) for name, text in made_of), (), tuple(Derivation(name, same(name), text) for name, text in figures)
    )


def _runs(text: str) -> Runs:
    """A text with its marked numbers."""
    parts = re.split(r"⟨([^|⟩]*)\|([^⟩]*)⟩", text)
    runs = []
    for at in range(0, len(parts), 3):
        runs += [Run(parts[at])] if parts[at] else []
        runs += [Run(parts[at + 1], parts[at + 2])] if at + 2 < len(parts) else []
    return tuple(runs)


def claims_of(text: str, framework: str | None = None, against: Dossier | None = None) -> Claims:
    """What a review has in hand when it runs its checks on a paper."""
    read = paper(text)
    return replace(read_forms(read, framework), paper=read, against=against)


def _block(block: str) -> Block:
    lines = [line.strip() for line in block.splitlines()]
    if any(line.startswith("|") for line in lines):
        return _table(lines)
    text = joined_lines(lines)
    if found := _HEADING.fullmatch(text):
        return Heading(len(found[1]), _runs(found[2]), numbered=False)
    return Paragraph(_runs(text.removeprefix("= ")), "title" if text.startswith("= ") else "body")


def _table(lines: list[str]) -> Table:
    around = [line for line in lines if not line.startswith("|")]
    note = next((line for line in around if line.startswith(("单位", "金额单位"))), "")
    caption = next((line for line in around if line != note), "")
    lines = [line for line in lines if line.startswith("|")]
    rule = next((at for at, line in enumerate(lines) if _RULE.fullmatch(line)), -1)
    texts = [
        [cell.strip() for cell in re.split(r"\|(?![^⟨⟩]*⟩)", line.strip("|"))] for at, line in enumerate(lines) if at != rule
    ]
    rows = [_row(texts, at, is_header=at < rule) for at in range(len(texts))]
    header = tuple(rows[: max(rule, 0)])
    return Table(
        tuple(Column() for _ in texts[0]),
        header,
        tuple(rows[max(rule, 0) :]),
        runs_of(caption) if caption else (),
        runs_of(note) if note else (),
    )


def _row(texts: list[list[str]], at: int, *, is_header: bool) -> Row:
    cells: list[Cell] = []
    for column, text in enumerate(texts[at]):
        if text in {"^", "<"}:
            continue
        across = 1 + next((n for n, beside in enumerate(texts[at][column + 1 :]) if beside != "<"), len(texts[at]) - column - 1)
        below = [row[column] for row in texts[at + 1 :]]
        down = 1 + next((n for n, under in enumerate(below) if under != "^"), len(below))
        cells.append(Cell(_runs(text), across, down, kind="label" if is_header else "text"))
    return tuple(cells)

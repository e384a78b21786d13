"""Drawn forms as files of every format: one form a file, or several on one sheet, or on sheets of one workbook."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import xlsxwriter
from tests.review.layouts import Drawn
from tests.review.published import Box, Rows

from jixiao.document.formats import pdf
from jixiao.document.opening import open_paper
from jixiao.exact import decimal_of
from jixiao.review.precision import places_of

HUNDRED = Decimal(100)


def boxes(rows: Rows) -> Iterator[tuple[int, int, Box]]:
    """The cells of a table, each with the place where it begins."""
    for at, row in enumerate(rows):
        for column, box in enumerate(row):
            if box is not None:
                yield at, column, box


def as_workbook(forms: Sequence[Drawn], path: Path, how: str = "numbers", sheets: str = "one") -> None:
    """Numbers as numbers, as text, or with formats and formulas; forms on sheets of their own, or below one another."""
    book = xlsxwriter.Workbook(str(path))
    percents = [book.add_format({"num_format": shown}) for shown in ("0%", "0.0%", "0.00%")]
    page, at = book.add_worksheet(), 0
    for number, form in enumerate(forms):
        if number and sheets == "own":
            page, at = book.add_worksheet(form.title[:20] + str(number)), 0
        for nth, rows in enumerate(form.tables):
            if nth == 0:
                at = _texts(page, at, [form.title, *form.before], max(map(len, rows)))
            for row, column, box in boxes(rows):
                _merged(page, at + row, column, box)
                _cell(page, (at + row, column), box.text, how, percents)
            at += len(rows) + 1
        at = _texts(page, at - 1, form.after, 1) + 2
    book.close()


def _texts(page: Any, at: int, texts: Sequence[str], width: int) -> int:
    for text in texts:
        if width > 1:
            page.merge_range(at, 0, at, width - 1, "")
        page.write_string(at, 0, text)
        at += 1
    return at


def _merged(page: Any, row: int, column: int, box: Box) -> None:
    if box.across > 1 or box.down > 1:
        page.merge_range(row, column, row + box.down - 1, column + box.across - 1, "")


def _cell(page: Any, at: tuple[int, int], text: str, how: str, percents: Sequence[object]) -> None:
    value = decimal_of(text) if text.isascii() else None
    share = decimal_of(text[:-1]) if text.endswith("%") else None
    if how == "formats" and share is not None and places_of(share) < len(percents):
        page.write_number(*at, float(share / HUNDRED), percents[places_of(share)])
    elif how == "texts" or value is None:
        page.write_string(*at, text)
    elif how == "formats":
        page.write_formula(*at, f"=0+{text}", None, float(value))
    else:
        page.write_number(*at, float(value))


def as_text(forms: Sequence[Drawn], path: Path) -> None:
    """A Word file."""
    paper = docx.Document()
    for form in forms:
        for text in (form.title, *form.before):
            paper.add_paragraph(text)
        for rows in form.tables:
            table = paper.add_table(len(rows), max(map(len, rows)))
            cells = [row.cells for row in table.rows]
            for at, column, box in boxes(rows):
                cell = cells[at][column]
                if box.across > 1 or box.down > 1:
                    cell = cell.merge(cells[at + box.down - 1][column + box.across - 1])
                cell.text = box.text
            paper.add_paragraph("")
        for text in form.after:
            paper.add_paragraph(text)
    paper.save(str(path))


def as_page(forms: Sequence[Drawn], path: Path) -> None:
    """A web page."""
    parts = ["<!doctype html><meta charset=utf-8><body>"]
    for form in forms:
        parts += [f"<p>{html.escape(text)}</p>" for text in (form.title, *form.before)]
        for rows in form.tables:
            parts.append("<table>")
            for row in rows:
                cells = [
                    f"<td colspan={box.across} rowspan={box.down}>{html.escape(box.text)}</td>" for box in row if box is not None
                ]
                parts.append(f"<tr>{''.join(cells)}</tr>")
            parts.append("</table>")
        parts += [f"<p>{html.escape(text)}</p>" for text in form.after]
    path.write_text("\n".join(parts), "utf-8")


def as_values(forms: Sequence[Drawn], path: Path) -> None:
    """Lines of values; a merged cell is said once."""
    lines = []
    for form in forms:
        lines += [form.title, *form.before]
        for rows in form.tables:
            lines += [",".join(_quoted(box.text if box else "") for box in row) for row in rows]
        lines += form.after
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _quoted(text: str) -> str:
    return f'"{text}"' if set(text) & set(',"\n') else text


def as_pdf(forms: Sequence[Drawn], path: Path) -> None:
    """A PDF as a word processor would print it."""
    source = path.with_suffix(".docx")
    as_text(forms, source)
    pdf.write(open_paper(source), path)
    source.unlink()


WRITERS: dict[str, Callable[[Sequence[Drawn], Path], None]] = {
    "docx": as_text,
    "html": as_page,
    "csv": as_values,
    "pdf": as_pdf,
    "xlsx": as_workbook,
}

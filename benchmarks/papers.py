"""How many complete sets of papers are made in a second: every form as a workbook, the report as Word file and as PDF.

Beside it the same content by python-docx and openpyxl, with LibreOffice for the PDF (all reports in one start, which is kind to it).
Both begin from the same Documents, so what is compared is writing. Then the whole command on many dossiers in two processes, and the
same once more with nothing changed. Prints ratios (aims: 8 and 20) and the peak memory of a process (aim: under 400 MB).
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import docx
import openpyxl
from docx.shared import Pt
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter

from jixiao import kinds
from jixiao.document import formats
from jixiao.document.layout import layout
from jixiao.document.model import Chart, Document, Heading, Paragraph, Picture, Table, text_of
from jixiao.document.numbering import with_numbers
from jixiao.report.batch import Wanted, jobs_of, run_all
from jixiao.report.form import FOLDER, Material
from jixiao.report.making import built, makeable
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder

EXAMPLE = Path(str(files("jixiao.examples"))) / "beijing-office-2023"
SETS, ROUNDS, DOSSIERS = 4, 3, 12
REPORT = "self_evaluation_report"
SIDE = Side(style="thin")


def documents() -> tuple[list[Document], Document]:
    """The forms of the year, and the report."""
    dossier = read_folder(EXAMPLE)
    material = Material(dossier, score_unit(dossier))
    made = {name: built(material, name) for name in makeable(material)}
    forms = [made[name] for name in made if any(isinstance(block, Table) for block in made[name].blocks) and name != REPORT]
    return [each for each in forms if not any(isinstance(block, Heading) for block in each.blocks)], made[REPORT]


def ours(forms: list[Document], report: Document, out: Path) -> None:
    """One set as jixiao writes it."""
    write = {ending: kinds.load(formats.__name__, ending).write for ending in ("docx", "pdf", "xlsx")}
    for form in forms:
        write["xlsx"](form, out / f"{form.title}.xlsx", layout())
    write["docx"](report, out / "report.docx", layout())
    write["pdf"](report, out / "report.pdf", layout())


def by_openpyxl(form: Document, path: Path) -> None:
    """A form as openpyxl writes it: texts, merges, frames, widths, print settings; without figures, entries and protection."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    row = 1
    for block in form.blocks:
        if isinstance(block, Table):
            total = sum(column.share for column in block.columns)
            for at, column in enumerate(block.columns, 1):
                sheet.column_dimensions[get_column_letter(at)].width = 130 * column.share / total
            for placed in block.placed():
                top, left = row + placed.row, placed.column + 1
                cell = sheet.cell(top, left, text_of(placed.cell.runs))
                cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=block.align_of(placed))
                cell.border = Border(left=SIDE, right=SIDE, top=SIDE, bottom=SIDE)
                if placed.cell.down > 1 or placed.cell.across > 1:
                    end = (top + placed.cell.down - 1, left + placed.cell.across - 1)
                    sheet.merge_cells(start_row=top, start_column=left, end_row=end[0], end_column=end[1])
            row += len(block.header) + len(block.body) + 1
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth = 1
    book.save(path)


def by_python_docx(report: Document, path: Path) -> None:
    """The report as python-docx writes it: styles, runs, tables with merges; without figures and trace."""
    paper = docx.Document()
    paper.styles["Normal"].font.size = Pt(16)
    for number, block in with_numbers(report.blocks):
        if isinstance(block, Heading):
            paper.add_heading(number + text_of(block.runs), block.level)
        elif isinstance(block, Paragraph):
            line = paper.add_paragraph()
            for run in block.runs:
                line.add_run(run.text).bold = run.bold
        elif isinstance(block, Table):
            _table(paper, block)
    paper.save(str(path))


def _table(paper: docx.document.Document, block: Table) -> None:
    table = paper.add_table(len(block.header) + len(block.body), len(block.columns))
    table.style = "Table Grid"
    cells = [row.cells for row in table.rows]
    for row, column, cell in block.placed():
        target = cells[row][column]
        if cell.down > 1 or cell.across > 1:
            target = target.merge(cells[row + cell.down - 1][column + cell.across - 1])
        target.text = text_of(cell.runs)


def theirs(forms: list[Document], report: Document, out: Path, sets: int) -> None:
    """The same sets by the usual libraries."""
    for number in range(sets):
        folder = out / str(number)
        folder.mkdir()
        for form in forms:
            by_openpyxl(form, folder / f"{form.title}.xlsx")
        by_python_docx(report, folder / f"report-{number}.docx")
    papers = [str(path) for path in out.glob("*/report-*.docx")]
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(out), *papers], check=True, capture_output=True
    )


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def our_sets(forms: list[Document], report: Document, out: Path) -> None:
    for number in range(SETS):
        folder = out / str(number)
        folder.mkdir()
        ours(forms, Document(f"{report.title}{number}", report.blocks, report.page, report.properties, report.trace), folder)


def writing() -> None:
    forms, report = documents()
    kept = sum(not isinstance(block, (Chart, Picture)) for block in report.blocks)
    print(f"a set: {len(forms)} workbooks, a report of {kept} blocks as docx and pdf")
    if shutil.which("soffice") is None:
        print("LibreOffice is not installed: the comparison is left out (scripts/extras.sh brings it)")
        return
    ratios = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            mine = seconds(lambda: our_sets(forms, report, Path(one)))
            usual = seconds(lambda: theirs(forms, report, Path(other), SETS))
        ratios.append(usual / mine)
        print(
            f"  {SETS} sets: jixiao {mine:.2f} s ({SETS / mine:.2f} sets/s), python-docx + openpyxl + LibreOffice {usual:.2f} s"
        )
    print(f"ratio {sorted(ratios)[ROUNDS // 2]:.1f} (aim 8)")


def batch() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(DOSSIERS):
            shutil.copytree(EXAMPLE, Path(scratch) / f"unit-{number}")
        jobs = jobs_of(sorted(Path(scratch).iterdir()), Path(scratch) / "papers")
        first = seconds(lambda: run_all(jobs, Wanted(), 2))
        count = sum(1 for path in (Path(scratch) / "papers").rglob("*") if path.is_file())
        again = seconds(lambda: run_all(jobs, Wanted(), 2))
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    print(
        f"batch of {DOSSIERS} dossiers, all {len(kinds.names(FOLDER))} forms in all formats, two processes: {count} files in {first:.1f} s"
    )
    print(f"unchanged: {again:.2f} s, ratio {first / again:.1f} (aim 20); peak memory of a process {peak} MB (aim under 400)")


if __name__ == "__main__":
    writing()
    batch()

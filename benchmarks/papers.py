"""How many complete sets of papers are made in a second: every form and report of a unit's year as Word file, workbook and PDF.

Beside it the same papers by python-docx and openpyxl, with LibreOffice for the PDF: as many files of each kind, with the same words,
tables, merged cells, widths, alignments, page sizes, page numbers, charts, numbers as numbers, entries with their choices, sheets that
are protected, and the sheet that lists where figures come from. What it is spared: marks and trace of figures, heights of rows that are
measured, fonts by the standard, tags and archive form in the PDF; its charts are handed to it drawn, its lists of figures written.
LibreOffice starts once for each set; what comes of one start for all sets, and of one for each file, as most scripts have it, is printed
as well.

Each set is another unit: its name, its projects' and indicators' names and its payments are its own, so that little that was set before
comes again. Both begin from the same Documents: what is compared is writing, to the disk. Each side goes on in one process, as when
thousands are made. HTML is left out on both sides.

Before that, the whole command on many dossiers in two processes, and once more with nothing changed. Prints ratios (aims: 8 and 20) and
the peak memory of a process (aim: under 400 MB).
"""

from __future__ import annotations

import csv
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import docx
import openpyxl
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Pt, Twips
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as Line
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.styles import Alignment, Border, Font, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from jixiao import kinds
from jixiao.document import drawing, formats
from jixiao.document.figures import quotes
from jixiao.document.formats.xlsx.cell_values import written_as
from jixiao.document.formats.xlsx.sheets import chart_table, planned
from jixiao.document.formats.xlsx.source_list import listing
from jixiao.document.layout import layout
from jixiao.document.model import Chart, Document, Heading, Page, PageBreak, Paragraph, Runs, Table, text_of
from jixiao.document.numbering import with_numbers
from jixiao.document.typesetting import png
from jixiao.report.form import FOLDER, Material
from jixiao.report.making import built, makeable
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder

EXAMPLE = Path(str(files("jixiao.examples"))) / "beijing-office-2023"
ROUNDS, DOSSIERS = 3, 12
ENDINGS = ("docx", "xlsx", "pdf")
SIDE = Side(style="thin")
ALL_SIDES = Border(left=SIDE, right=SIDE, top=SIDE, bottom=SIDE)
WIDTH, NARROW = 130, 85
"""Characters on a sheet that lies, and on one that stands."""

LONGEST_LIST = 255
CENTRE = ("title", "subtitle")
PLACES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


Spent = defaultdict[str, float]
"""Seconds by the kind of file."""


class Paper(NamedTuple):
    """A paper and its name."""

    name: str
    document: Document


class Handed(NamedTuple):
    """What the usual libraries are handed ready: the charts of a paper drawn, and the rows of its list of figures."""

    charts: list[bytes]
    sources: list[tuple[str, ...]]


def unit(number: int, folder: Path) -> list[Paper]:
    """All papers of a unit like the example, with another name and other payments."""
    shutil.copytree(EXAMPLE, folder)
    _change(folder / "unit.csv", lambda row: row | {"单位名称": f"{row['单位名称']}第{number}处"})
    _change(folder / "indicator.csv", lambda row: row | {"三级指标": f"{row['三级指标']}之{number}"})
    _change(folder / "project.csv", lambda row: row | {"项目名称": f"{row['项目名称']}（{number}）"})
    _change(folder / "payment.csv", lambda row: row | {"金额": f"{Decimal(row['金额']) * (1000 - number) / 1000:.2f}"})
    dossier = read_folder(folder)
    material = Material(dossier, score_unit(dossier))
    return [Paper(name, built(material, name)) for name in makeable(material)]


def _change(table: Path, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    with table.open(encoding="utf-8-sig", newline="") as stream:
        rows = [change(row) for row in csv.DictReader(stream)]
    with table.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def handed(document: Document) -> Handed:
    """Worked out when our side is done, so that it cannot profit."""
    width = layout().sides("portrait").text_width
    charts = [png(drawing.svg(each, layout(), width), 1230) for each in document.blocks if isinstance(each, Chart)]
    homes = planned(document).homes
    stands = [
        (each.figure, each.text, homes[int(each.place.partition("/")[0])].name, each.place, each.before, each.after)
        for each in quotes(document)
    ]
    return Handed(charts, listing(stands, document.trace))


def ours(papers: list[Paper], folder: Path, spent: Spent) -> None:
    """One set as jixiao writes it."""
    for paper in papers:
        for ending in ENDINGS:
            began = time.perf_counter()
            kinds.load(formats.__name__, ending).write(paper.document, folder / f"{paper.name}.{ending}", layout())
            spent[ending] += time.perf_counter() - began


def theirs(papers: list[Paper], folder: Path, office: Office, spent: Spent) -> None:
    """The same set by the usual libraries."""
    for paper in papers:
        ready = handed(paper.document)
        began = time.perf_counter()
        Report(paper.document, ready.charts).save(folder / f"{paper.name}.docx")
        done = time.perf_counter()
        Workbook(paper.document, ready.sources).save(folder / f"{paper.name}.xlsx")
        spent["docx"] += done - began
        spent["xlsx"] += time.perf_counter() - done
    spent["pdf"] += seconds(lambda: office.print(*folder.glob("*.docx")))
    assert sum(1 for _ in folder.glob("*.pdf")) == len(papers)


class Office:
    """LibreOffice with settings of its own, so that one that runs beside is not in the way."""

    def __init__(self, settings: Path) -> None:
        self.settings = settings

    def print(self, *papers: Path) -> None:
        """Every paper as PDF beside it, in one start."""
        command = ["soffice", f"-env:UserInstallation=file://{self.settings}", "--headless", "--convert-to", "pdf", "--outdir"]
        subprocess.run([*command, str(papers[0].parent), *map(str, papers)], check=True, capture_output=True)

    def start(self) -> float:
        """How long it takes to start, which is what the smallest paper takes."""
        path = self.settings.with_name("empty.docx")
        docx.Document().save(str(path))
        self.print(path)
        return seconds(lambda: self.print(path))


class Workbook:
    """A paper as openpyxl writes it: a sheet for running text, one for each table, one for charts, and the list of figures."""

    def __init__(self, document: Document, sources: list[tuple[str, ...]]) -> None:
        self.book = openpyxl.Workbook()
        self.text = self.book.active
        self.text.title = "正文"
        self.charts: Any = None
        self.styles: dict[tuple[object, ...], Any] = {}
        page = document.page
        self._print(self.text, page)
        for number, block in with_numbers(document.blocks):
            if isinstance(block, PageBreak):
                page = block.page or page
            elif isinstance(block, (Heading, Paragraph)):
                self._line(self.text, number + text_of(block.runs))
            elif isinstance(block, Table):
                self._table(block, page)
            elif isinstance(block, Chart):
                self._chart(block)
        self._sources(sources)

    def save(self, path: Path) -> None:
        self.book.save(path)

    def _style(self, kind: type, **asked: object) -> Any:  # noqa: ANN401 - as many kinds as are asked for
        """Styles are made once and shared: openpyxl looks for equal ones otherwise."""
        key = (kind, *asked.items())
        if key not in self.styles:
            self.styles[key] = kind(**asked)
        return self.styles[key]

    def _line(self, sheet: Worksheet, text: str) -> None:
        cell = sheet.cell(sheet.max_row + 1, 1, text)
        cell.alignment = self._style(Alignment, wrap_text=True, vertical="center")
        cell.font = self._style(Font, name="仿宋_GB2312", size=12)
        sheet.merge_cells(start_row=cell.row, end_row=cell.row, start_column=1, end_column=8)

    def _table(self, table: Table, page: Page) -> None:
        sheet = self.book.create_sheet((text_of(table.caption) or "表")[:24] + str(len(self.book.sheetnames)))
        total = sum(column.share for column in table.columns)
        for at, column in enumerate(table.columns, 1):
            width = WIDTH if page == "landscape" else NARROW
            sheet.column_dimensions[get_column_letter(at)].width = width * column.share / total
        first = 1
        for runs, place in ((table.caption, "center"), (table.note, "right")):
            if runs:
                cell = sheet.cell(first, 1, text_of(runs))
                cell.alignment = self._style(Alignment, horizontal=place)
                sheet.merge_cells(start_row=first, end_row=first, start_column=1, end_column=len(table.columns))
                first += 1
        helps: dict[tuple[str, ...], DataValidation] = {}
        for placed in table.placed():
            cell = sheet.cell(first + placed.row, placed.column + 1)
            value, code = written_as(placed.cell)
            cell.value = text_of(placed.cell.runs) if value is None else value
            if code:
                cell.number_format = code
            cell.font = self._style(Font, name="仿宋_GB2312", size=10.5)
            cell.alignment = self._style(Alignment, wrap_text=True, vertical="center", horizontal=table.align_of(placed))
            cell.border = ALL_SIDES
            if placed.cell.down > 1 or placed.cell.across > 1:
                end = (cell.row + placed.cell.down - 1, cell.column + placed.cell.across - 1)
                sheet.merge_cells(start_row=cell.row, start_column=cell.column, end_row=end[0], end_column=end[1])
            if placed.cell.entry is not None:
                cell.protection = self._style(Protection, locked=False)
                sheet.protection.sheet = True
                if placed.cell.entry.choices:
                    help_ = helps.setdefault(
                        placed.cell.entry.choices, DataValidation("list", formula1=_choices(placed.cell.entry.choices))
                    )
                    help_.add(cell)
        for help_ in helps.values():
            sheet.add_data_validation(help_)
        sheet.freeze_panes = sheet.cell(first + len(table.header), 1)
        sheet.print_title_rows = f"{first}:{first + max(0, len(table.header) - 1)}"
        self._print(sheet, page)

    def _chart(self, chart: Chart) -> None:
        sheet = self.charts = self.charts or self.book.create_sheet("图表")
        first = sheet.max_row + 18
        rows = chart_table(chart)
        for row, cells in enumerate(rows, first):
            for column, text in enumerate(cells, 1):
                number = text.replace(",", "").rstrip("%")
                is_number = column > 1 and row > first and number.replace(".", "", 1).isdigit()
                sheet.cell(row, column, Decimal(number) if is_number else text)
        drawn = LineChart() if chart.kind == "line" else BarChart()
        drawn.title = text_of(chart.title)
        end = first + len(rows) - 1
        drawn.add_data(Reference(sheet, min_col=2, max_col=len(rows[0]), min_row=first, max_row=end), titles_from_data=True)
        drawn.set_categories(Reference(sheet, min_col=1, min_row=first + 1, max_row=end))
        sheet.add_chart(drawn, f"F{first}")

    def _sources(self, rows: list[tuple[str, ...]]) -> None:
        sheet = self.book.create_sheet("数据来源")
        for at, width in enumerate((22, 12, 18, 8, 16, 16, 24, 48, 64), 1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        look = self._style(Alignment, wrap_text=True, vertical="center")
        for row, cells in enumerate(rows, 1):
            for column, text in enumerate(cells, 1):
                cell = sheet.cell(row, column, text)
                cell.alignment, cell.border = look, ALL_SIDES
        sheet.freeze_panes = "A2"
        self._print(sheet, "landscape")

    def _print(self, sheet: Worksheet, page: Page) -> None:
        sheet.page_setup.orientation = page
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.oddFooter.center.text = "— &P —"


def _choices(words: tuple[str, ...]) -> str:
    text = ",".join(words)
    return f'"{text}"' if len(text) <= LONGEST_LIST else '"请选择"'


class Report:
    """A paper as python-docx writes it: styles, runs, tables with widths and merges, charts as pictures, pages that lie."""

    def __init__(self, document: Document, charts: list[bytes]) -> None:
        self.file = docx.Document()
        for name, size in (("Normal", 10.5), ("Body Text", 16), ("Title", 22)):
            style = self.file.styles[name]
            style.font.size, style.font.name = Pt(size), "Times New Roman"
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
        self.body, self.title, self.grid = (self.file.styles[name] for name in ("Body Text", "Title", "Table Grid"))
        self.charts = iter(charts)
        self._section(self.file.sections[0], document.page)
        self._page_number(self.file.sections[0].footer.paragraphs[0])
        for number, block in with_numbers(document.blocks):
            self._block(number, block)

    def save(self, path: Path) -> None:
        self.file.save(str(path))

    def _block(self, number: str, block: object) -> None:
        if isinstance(block, PageBreak):
            if block.page is None:
                self.file.add_page_break()  # type: ignore[no-untyped-call]
            else:
                self._section(self.file.add_section(WD_SECTION.NEW_PAGE), block.page)
        elif isinstance(block, Heading):
            self.file.add_heading(number + text_of(block.runs), block.level)
        elif isinstance(block, Paragraph):
            self._line(block.runs, self.title if block.style in CENTRE else self.body)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Chart):
            self._line(block.title, self.body)
            self.file.add_picture(BytesIO(next(self.charts)), width=self.width)

    def _section(self, section: Section, page: Page) -> None:
        sides = layout().sides(page)
        section.orientation = WD_ORIENT.LANDSCAPE if page == "landscape" else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Twips(sides.width), Twips(sides.height)
        section.left_margin, section.right_margin = Twips(sides.left), Twips(sides.right)
        section.top_margin, section.bottom_margin = Twips(sides.top), Twips(sides.bottom)
        self.width = Twips(sides.text_width)

    def _page_number(self, line: Line) -> None:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        line._p.append(field)  # noqa: SLF001 - the library has no fields

    def _line(self, runs: Runs, style: ParagraphStyle) -> None:
        line = self.file.add_paragraph(style=style)
        for run in runs:
            added = line.add_run(run.text)
            if run.bold:
                added.bold = True

    def _table(self, block: Table) -> None:
        for runs, place in ((block.caption, WD_ALIGN_PARAGRAPH.CENTER), (block.note, WD_ALIGN_PARAGRAPH.RIGHT)):
            if runs:
                self.file.add_paragraph(text_of(runs)).alignment = place
        table = self.file.add_table(len(block.header) + len(block.body), len(block.columns))
        table.style, table.autofit = self.grid, False
        total = sum(column.share for column in block.columns)
        for column, each in zip(table.columns, block.columns, strict=True):
            column.width = self.width * each.share // total
        rows = [*table.rows]
        for row in rows[: len(block.header)]:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - nor rows that repeat
        cells = [row.cells for row in rows]
        for placed in block.placed():
            row, column, cell = placed
            target = cells[row][column]
            if cell.down > 1 or cell.across > 1:
                target = target.merge(cells[row + cell.down - 1][column + cell.across - 1])
            target.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            line = target.paragraphs[0]
            line.alignment = PLACES[block.align_of(placed)]
            for run in cell.runs:
                line.add_run(run.text)


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def writing() -> None:
    if shutil.which("soffice") is None:
        print("LibreOffice is not installed: the comparison is left out (scripts/extras.sh brings it)")
        return
    with tempfile.TemporaryDirectory() as scratch:
        office = Office(Path(scratch) / "settings")
        start = office.start()
        ours(unit(0, Path(scratch) / "unit-0")[:2], Path(scratch), defaultdict(float))
        rounds = [_round(number, Path(scratch), office) for number in range(1, ROUNDS + 1)]
        each = seconds(lambda: [*map(office.print, sorted((Path(scratch) / "theirs-1").glob("*.docx")))])
    mine, usual = sorted(rounds, key=_ratio)[ROUNDS // 2]
    print(
        f"ratio {_ratio((mine, usual)):.1f} (aim 8) with LibreOffice started once for each set; {1 / sum(mine.values()):.2f} sets/s"
    )
    more = (("once for all sets", usual["pdf"] - start), ("for each file", each))
    for name, pdf in more:
        print(f"  ratio {_ratio((mine, defaultdict(float, {**usual, 'pdf': pdf}))):.1f} with LibreOffice started {name}")


def _round(number: int, scratch: Path, office: Office) -> tuple[Spent, Spent]:
    """One set by both, and what it took."""
    mine: Spent = defaultdict(float)
    usual: Spent = defaultdict(float)
    papers = unit(number, scratch / f"unit-{number}")
    for name in ("ours", "theirs"):
        (scratch / f"{name}-{number}").mkdir()
    ours(papers, scratch / f"ours-{number}", mine)
    theirs(papers, scratch / f"theirs-{number}", office, usual)
    if number == 1:
        print(f"a set: {len(papers)} papers, each as {', '.join(ENDINGS)}; seconds for a set")
    print(f"  jixiao {_said(mine)}; python-docx, openpyxl, LibreOffice {_said(usual)}; ratio {_ratio((mine, usual)):.1f}")
    return mine, usual


def _ratio(both: tuple[Spent, Spent]) -> float:
    mine, usual = both
    return sum(usual.values()) / sum(mine.values())


def _said(spent: Spent) -> str:
    return f"{sum(spent.values()):.2f} ({', '.join(f'{ending} {spent[ending]:.2f}' for ending in ENDINGS)})"


def batch() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        dossiers = [str(shutil.copytree(EXAMPLE, Path(scratch) / f"unit-{number}")) for number in range(DOSSIERS)]
        out = Path(scratch) / "papers"
        command = [sys.executable, "-m", "jixiao.cli", "report", *dossiers, "--out", str(out), "--jobs", "2"]
        first, again = (seconds(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(2))
        made = sum(1 for path in out.rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        f"jixiao report, {DOSSIERS} dossiers, all {len(kinds.names(FOLDER))} forms in all formats, two processes: "
        f"{made} files in {first:.1f} s"
    )
    print(f"unchanged: {again:.2f} s, ratio {first / again:.1f} (aim 20); peak memory of a process {peak} MB (aim under 400)")


if __name__ == "__main__":
    batch()  # first: LibreOffice would count among the processes whose memory is measured
    writing()

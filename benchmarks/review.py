"""How many reports are reviewed in a second: papers of about ten pages as Word file, PDF and plain text, opened, read and held against all checks.

Seconds are those of the processor. Beside it python-docx and pdfplumber, which extract the words and the tables of the same files and do nothing else. The papers are made
reports, each with other words and numbers, as python-docx and LibreOffice write them: no file helps its reader. Each side is one process
that has begun already, as it has when thousands are reviewed. Prints seconds for a paper and ratios (aim: reviewing faster than extraction).

Then the lexer: megabytes a second, beside a plain `re` scan that only finds where numbers stand.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import docx
import pdfplumber
import pypdfium2

from jixiao.document.model import Document, Heading, Paragraph, Table, text_of
from jixiao.document.opening import open_pages
from jixiao.review.lexer import tokens
from jixiao.review.measuring_itself.reports import report
from jixiao.review.normal import normal
from jixiao.review.reviewing import review

PAPERS, REPORTS, AIM_PAGES = 6, 6, 10
"""How many papers, and of how many made reports each is put together."""

ROUNDS, TEXT = 5, 4_000_000
NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


def paper(number: int) -> Document:
    """A long report: the sections of several made ones behind each other."""
    return Document("", tuple(chain.from_iterable(report("benchmark", number, each).document.blocks for each in range(REPORTS))))


def write_docx(document: Document, path: Path) -> None:
    file = docx.Document()
    for block in document.blocks:
        if isinstance(block, Heading):
            file.add_heading(text_of(block.runs), block.level)
        elif isinstance(block, Paragraph):
            file.add_paragraph(text_of(block.runs))
        elif isinstance(block, Table):
            file.add_paragraph(text_of(block.caption))
            file.add_paragraph(text_of(block.note))
            table = file.add_table(len(block.header) + len(block.body), len(block.columns), "Table Grid")
            for placed in block.placed():
                table.cell(placed.row, placed.column).text = text_of(placed.cell.runs)
    file.save(str(path))


def write_txt(document: Document, path: Path) -> None:
    path.write_text("\n\n".join(lines(document)), encoding="utf-8")


def lines(document: Document) -> list[str]:
    found = []
    for block in document.blocks:
        if isinstance(block, Table):
            rows = [" | ".join(text_of(cell.runs) for cell in row) for row in (*block.header, *block.body)]
            found.append("\n".join(f"| {row} |" for row in rows))
        elif isinstance(block, Heading | Paragraph):
            found.append(text_of(block.runs))
    return found


def write_pdfs(papers: list[Path]) -> list[Path]:
    """All papers as PDF beside them, by LibreOffice; none where it is not installed."""
    if shutil.which("soffice") is None:
        print("LibreOffice is not installed: PDF is left out (scripts/extras.sh brings it)")
        return []
    folder = papers[0].parent
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, papers)]
    subprocess.run(command, check=True, capture_output=True)
    return [path.with_suffix(".pdf") for path in papers]


def by_python_docx(path: Path) -> int:
    """The words of a Word file, and its tables, by python-docx."""
    file = docx.Document(str(path))
    words = [each.text for each in file.paragraphs]
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return len(words) + len(cells)


def by_pdfplumber(path: Path) -> int:
    """The words of a PDF, and its tables, by pdfplumber."""
    with pdfplumber.open(path) as file:
        return sum(len(page.extract_text()) + len(page.extract_tables()) for page in file.pages)


def by_reading(path: Path) -> int:
    """Nothing but the text of a file."""
    return len(path.read_text(encoding="utf-8"))


def seconds(work: Callable[[Path], object], papers: list[Path]) -> float:
    """What a paper takes: the median of rounds over all of them, after one that does not count."""
    taken = []
    for _ in range(ROUNDS + 1):
        began = time.process_time()
        for path in papers:
            work(path)
        taken.append((time.process_time() - began) / len(papers))
    return statistics.median(taken[1:])


def reviewing() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        documents = [paper(number) for number in range(PAPERS)]
        words = [Path(scratch) / f"{number}.docx" for number in range(PAPERS)]
        texts = [path.with_suffix(".txt") for path in words]
        for document, path, text in zip(documents, words, texts, strict=True):
            write_docx(document, path)
            write_txt(document, text)
        pdfs = write_pdfs(words)
        pages = sum(len(pypdfium2.PdfDocument(path)) for path in pdfs)
        signs = sum(len(path.read_text(encoding="utf-8")) for path in texts)
        print(f"{PAPERS} papers of {signs // PAPERS:,} signs" + (f" and {pages // PAPERS} pages each" if pages else ""))
        compared("docx", words, "python-docx, extraction alone", by_python_docx)
        if pdfs:
            compared("pdf", pdfs, "pdfplumber, extraction alone", by_pdfplumber)
        compared("txt", texts, "reading the bytes", by_reading)


def compared(ending: str, papers: list[Path], name: str, usual: Callable[[Path], int]) -> None:
    opening, whole, theirs = (seconds(work, papers) for work in (open_pages, review, usual))
    print(
        f"{ending:5} {1 / whole:7.1f} reports/s: {1000 * whole:6.1f} ms, of which opening {1000 * opening:6.1f} ms; "
        f"{name} {1000 * theirs:6.1f} ms; ratio {theirs / whole:.2f}" + (" (aim: above 1)" if ending != "txt" else "")
    )


def lexing() -> None:
    text = "\n".join(chain.from_iterable(lines(paper(number)) for number in range(PAPERS)))
    text = text * (TEXT // len(text.encode()) + 1)
    megabytes = len(text.encode()) * 1e-6

    def speed(work: Callable[[str], object]) -> float:
        taken = []
        for _ in range(3):
            began = time.process_time()
            work(text)
            taken.append(time.process_time() - began)
        return megabytes / statistics.median(taken)

    lexer = speed(lambda each: sum(1 for _ in tokens(each)))
    scan = speed(lambda each: sum(1 for _ in NUMBER.finditer(each)))
    mending = speed(normal)
    print(
        f"lexer {lexer:.1f} MB/s; a plain scan for digits {scan:.1f} MB/s, ratio {scan / lexer:.1f}; normal form {mending:.1f} MB/s"
    )


if __name__ == "__main__":
    reviewing()
    lexing()

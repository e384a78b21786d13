"""What other programs and other hands do to a Word file, and what is still known about its figures afterwards."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx as independent
import pytest
from tests.document import papers

from jixiao.document.derivations import Derivation, Trace
from jixiao.document.figures import quotes
from jixiao.document.formats import docx
from jixiao.document.model import Document, Picture, Run, paragraph, runs_in
from jixiao.document.projection import project
from jixiao.document.tidy import tidied
from jixiao.wording import same

DOCUMENT, MAP = "word/document.xml", "customXml/item1.xml"
WHOLE = tidied(papers.full_report())


def figures(document: Document) -> list[str]:
    """The figures that the text states, in order."""
    return [quote.figure for quote in quotes(document)]


def edited(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The file with one of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before = parts[part].decode()
    parts[part] = change(before).encode()
    assert parts[part] != before.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def without(path: Path, folder: str) -> Path:
    """The file without the parts in a folder."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.startswith(folder)}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def no_controls(text: str) -> str:
    return re.sub(r"<w:sdt>.*?<w:sdtContent>(.*?)</w:sdtContent></w:sdt>", r"\1", text)


def no_control(text: str, at: int) -> str:
    """The text with the content control at a place (from zero) deleted, its words left."""
    found = [*re.finditer(r"<w:sdt>.*?<w:sdtContent>(.*?)</w:sdtContent></w:sdt>", text)][at]
    return text[: found.start()] + found[1] + text[found.end() :]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "报告.docx"
    docx.write(papers.full_report(), path)
    return path


@pytest.mark.parametrize("at", range(14))
def test_any_one_control_may_be_deleted(path: Path, at: int) -> None:
    assert docx.read(edited(path, DOCUMENT, lambda text: no_control(text, at))) == WHOLE


def test_all_controls_may_be_deleted(path: Path) -> None:
    assert docx.read(edited(path, DOCUMENT, no_controls)) == WHOLE


def test_controls_alone_hold_the_figures_but_neither_charts_nor_trace(path: Path) -> None:
    read = docx.read(without(path, "customXml"))
    assert figures(read) == figures(WHOLE)
    assert read.trace is None
    assert sum(isinstance(block, Picture) for block in read.blocks) == 3


def test_the_title_of_a_control_does_where_its_tag_is_lost(path: Path) -> None:
    edited(path, DOCUMENT, lambda text: re.sub("<w:tag [^>]*>", "", text))
    assert figures(docx.read(without(path, "customXml"))) == figures(WHOLE)


def test_a_paragraph_pasted_again_states_its_figures_twice(path: Path) -> None:
    pattern = r"(<w:p>(?:(?!</w:p>).)*全年接待</w:t>.*?</w:p>)"
    read = docx.read(edited(path, DOCUMENT, lambda text: re.sub(pattern, r"\1\1", text)))
    assert figures(read).count("ledger.reception.persons") == 2
    assert read.trace == WHOLE.trace
    assert [block for block in read.blocks if block != read.blocks[3]] == [
        block for block in WHOLE.blocks if block != WHOLE.blocks[2]
    ]


def test_a_figure_keeps_its_control_when_all_words_around_it_change(path: Path) -> None:
    def change(text: str) -> str:
        return text.replace("全年接待", "本年共接待各方来宾").replace("人次，得分", "人，自评为").replace("分。", "。")

    assert figures(docx.read(edited(path, DOCUMENT, change))) == figures(WHOLE)


def test_a_number_changed_inside_its_control_is_still_that_figure(path: Path) -> None:
    read = docx.read(edited(path, DOCUMENT, lambda text: text.replace("1,600", "1,700")))
    assert Run("1,700", "ledger.reception.persons") in next(
        runs for runs in runs_in(read) if any("全年" in run.text for run in runs)
    )


def test_the_second_statement_of_a_figure_is_found_again_by_itself(path: Path) -> None:
    """One of the two places that state a figure keeps its control; the other has lost it."""
    assert figures(WHOLE).count("score.total") == 2
    last = len(figures(WHOLE)) - 1
    assert figures(WHOLE)[last] == "score.total"
    assert docx.read(edited(path, DOCUMENT, lambda text: no_control(text, last))) == WHOLE


def test_a_moved_paragraph_keeps_its_figures_without_controls(path: Path) -> None:
    def change(text: str) -> str:
        return no_controls(text).replace("<w:body>", "<w:body><w:p><w:r><w:t>加一段</w:t></w:r></w:p>")

    assert docx.read(edited(path, DOCUMENT, change)).blocks[1:] == WHOLE.blocks


def test_damaged_data_leaves_the_text_readable(path: Path) -> None:
    read = docx.read(edited(path, MAP, lambda text: text.replace('"edition":1', '"edition":9')))
    assert read.trace is None
    assert figures(read) == figures(WHOLE)


def test_a_trace_of_any_length_is_carried(tmp_path: Path) -> None:
    trace = Trace(derivations=(Derivation("score.total", same("总得分"), "97.99", (same("<算" * 4_000_000),)),))
    document = Document("长", (paragraph("正文"),), trace=trace)
    docx.write(document, tmp_path / "a.docx")
    assert docx.read(tmp_path / "a.docx") == tidied(document)


def test_a_library_that_saves_the_file_again_loses_nothing(path: Path, tmp_path: Path) -> None:
    independent.Document(str(path)).save(str(tmp_path / "again.docx"))
    assert docx.read(tmp_path / "again.docx") == WHOLE


@pytest.fixture(scope="module")
def saved_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file as LibreOffice saves it."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice")
    folder = tmp_path_factory.mktemp("office")
    docx.write(papers.full_report(), folder / "报告.docx")
    options = [f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "docx:MS Word 2007 XML"]
    subprocess.run(
        [office, *options, "--outdir", folder / "again", folder / "报告.docx"], check=True, capture_output=True, timeout=180
    )
    return folder / "again" / "报告.docx"


@pytest.mark.heavy
def test_libreoffice_saves_the_file_again_and_loses_no_word_figure_chart_or_trace(saved_again: Path) -> None:
    """It keeps the custom XML and the titles of controls, and drops their tags and the bold type in them."""
    read = docx.read(saved_again)
    assert project(read, figures=True) == project(WHOLE, figures=True)
    assert read.trace == WHOLE.trace


@pytest.mark.heavy
@pytest.mark.parametrize("lost", ["controls", "map"])
def test_after_libreoffice_either_mark_alone_finds_every_figure(lost: str, saved_again: Path, tmp_path: Path) -> None:
    path = tmp_path / "again.docx"
    shutil.copyfile(saved_again, path)
    read = docx.read(without(path, "customXml") if lost == "map" else edited(path, DOCUMENT, no_controls))
    assert figures(read) == figures(WHOLE)
    assert (read.trace == WHOLE.trace) == (lost == "controls")


def test_a_figure_that_an_office_program_wrote_again_beside_itself_is_read_once(path: Path) -> None:
    def copied(text: str) -> str:
        control = re.search(r"<w:sdt>(?:(?!</w:sdt>).)*</w:sdt>", text, re.DOTALL)
        assert control is not None
        said = re.search(r"<w:t[^>]*>([^<]+)</w:t>", control[0])
        assert said is not None
        stretch = control[0].replace(said[0], f"<w:t>{said[1][-1]}</w:t>{said[0]}")
        copies = re.sub(r"<w:tag [^>]*/>", "", stretch + control[0])
        return text.replace(control[0], control[0] + copies, 1)

    assert project(docx.read(edited(path, DOCUMENT, copied)), figures=True) == project(WHOLE, figures=True)

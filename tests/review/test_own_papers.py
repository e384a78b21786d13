"""The review of our own papers: silent as they are made, stripped or saved again, and it speaks when a number is changed."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.dossiers import EXAMPLE

from jixiao.document.model import Block, Document, Heading, Paragraph, Row, Run, Runs, Table
from jixiao.document.opening import Opened
from jixiao.document.tidy import tidied
from jixiao.findings import Finding
from jixiao.report.form import Material
from jixiao.report.making import built, make, makeable
from jixiao.review.reviewing import Against, review, reviewed
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier
from jixiao.tables.reading import read_dossier

EXAMPLES = sorted(path.name for path in EXAMPLE.parent.iterdir() if (path / "dossier.yaml").is_file())
Change = Callable[[Run], Run]


class Own(NamedTuple):
    """A paper of ours: its form, its example and the document."""

    example: str
    form: str
    document: Document


@cache
def material(example: str) -> Material:
    dossier = read_dossier(EXAMPLE.parent / example)
    return Material(dossier, score_unit(dossier))


@cache
def own_papers(example: str) -> tuple[Own, ...]:
    """All papers of an example."""
    whole = material(example)
    return tuple(Own(example, form, tidied(built(whole, form))) for form in makeable(whole))


OWN = [own for example in EXAMPLES for own in own_papers(example)]
NAMES = [f"{own.example}-{own.form}" for own in OWN]


def changed(document: Document, change: Change) -> Document:
    """The document with every run changed."""

    def of(runs: Runs) -> Runs:
        return tuple(map(change, runs))

    def block(each: Block) -> Block:
        if isinstance(each, (Heading, Paragraph)):
            return replace(each, runs=of(each.runs))
        if not isinstance(each, Table):
            return each
        return replace(each, caption=of(each.caption), note=of(each.note), header=rows(each.header), body=rows(each.body))

    def rows(each: tuple[Row, ...]) -> tuple[Row, ...]:
        return tuple(tuple(replace(cell, runs=of(cell.runs)) for cell in row) for row in each)

    return replace(document, blocks=tuple(map(block, document.blocks)))


def bare(document: Document) -> Document:
    """The document as somebody else would have typed it: no marks, nothing carried along."""
    return changed(replace(document, trace=None), lambda run: replace(run, figure=None))


def found_in(document: Document, against: Dossier | None = None) -> list[Finding]:
    return reviewed(Path("paper.docx"), Opened(document, {}), Against(against)).outcome.findings


def said(findings: list[Finding]) -> Counter[str]:
    return Counter(
        f"{each.severity} {each.rule} {each.check} {each.place.say('zh')}: {each.because.say('zh')}" for each in findings
    )


def errors(findings: list[Finding]) -> list[str]:
    return [each for each in said(findings) if each.startswith("error")]


def numbers(document: Document) -> list[tuple[int, Run]]:
    """The marked numbers with digits, each with its place among all runs."""
    found: list[Run] = []

    def note(run: Run) -> Run:
        found.append(run)
        return run

    changed(document, note)
    return [(at, run) for at, run in enumerate(found) if run.figure and re.search(r"\d", run.text)]


def with_number(document: Document, at: int, text: str) -> Document:
    """The document with another text in one of its runs."""
    places: Iterator[int] = iter(range(1_000_000))
    return changed(document, lambda run: replace(run, text=text) if next(places) == at else run)


@pytest.mark.parametrize("own", OWN, ids=NAMES)
def test_our_own_papers_have_no_error_with_or_without_their_marks_and_the_dossier(own: Own) -> None:
    dossier = material(own.example).dossier
    for document in (own.document, bare(own.document)):
        for against in (None, dossier):
            found = found_in(document, against)
            assert not errors(found)
            assert not [each for each in found if each.check == "figures-are-as-they-were-made"]


ANY_NUMBER = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


MARKED = [
    (number, at)
    for number, own in enumerate(OWN)
    if own.document.trace and own.document.trace.derivations
    for at, _ in numbers(own.document)
]
"""The numbers of papers that carry how they came about; a copy for the public does not."""


@st.composite
def other_numbers(draw: st.DrawFn) -> tuple[int, int, str]:
    """A marked number of a paper by the paper and its place, and the same with another digit."""
    number, at = draw(st.sampled_from(MARKED))
    text = dict(numbers(OWN[number].document))[at].text
    place = draw(st.sampled_from([found.start() for found in re.finditer(r"[0-9]", text)]))
    digit = str((int(text[place]) + draw(st.integers(1, 9))) % 10)
    return number, at, text[:place] + digit + text[place + 1 :]


def named(other: tuple[int, int, str], against: bool) -> list[tuple[str, str, str]]:  # noqa: FBT001 - with the dossier or without
    """What is said of the number: severity, what stands there, and what was there."""
    number, at, text = other
    dossier = material(OWN[number].example).dossier if against else None
    found = found_in(with_number(OWN[number].document, at, text), dossier)
    told = [each for each in found if each.check == "figures-are-as-they-were-made"]
    return [(each.severity, each.quote, each.expected.say("zh") if each.expected else "") for each in told]


@ANY_NUMBER
@given(other_numbers())
def test_any_number_that_is_changed_is_named_with_what_it_was(other: tuple[int, int, str]) -> None:
    number, at, text = other
    assert named(other, against=False) == [("explain", text, dict(numbers(OWN[number].document))[at].text)]


@ANY_NUMBER
@given(other_numbers())
def test_with_the_dossier_any_number_that_is_changed_is_an_error(other: tuple[int, int, str]) -> None:
    number, at, text = other
    assert named(other, against=True) == [("error", text, dict(numbers(OWN[number].document))[at].text)]


DETERMINED = (
    *("score.total", "score.effectiveness", "score.efficiency", "spending.rate", "spending.executed"),
    *("three-public.car-running.change", "three-public.reception.change"),
)
"""Numbers that others in the same paper determine, by the forms that state them with those others."""

STATING = ("self_evaluation_form", "self_evaluation_report", "three_public_form", "publication_copy")


def determined() -> Iterator[tuple[Own, int, Run]]:
    for own in OWN:
        if own.form in STATING:
            yield from ((own, at, run) for at, run in numbers(own.document) if run.figure in DETERMINED)


EACH = [*determined()]


@pytest.mark.parametrize(("own", "at", "run"), EACH, ids=[f"{own.example}-{own.form}-{run.figure}-{at}" for own, at, run in EACH])
def test_without_marks_a_number_that_others_determine_is_found_when_it_is_changed(own: Own, at: int, run: Run) -> None:
    before, after = (
        said(found_in(bare(document))) for document in (own.document, with_number(own.document, at, far_from(run.text)))
    )
    assert after - before


def far_from(text: str) -> str:
    """A number with its first digit changed by three."""
    place = next(found.start() for found in re.finditer(r"[0-9]", text))
    return text[:place] + str((int(text[place]) + 3) % 10 or 4) + text[place + 1 :]


# ---- files


def stripped(path: Path) -> Path:
    """The file without content controls, custom XML, properties and hidden sheets, as a careful clerk would hand it on."""
    if path.suffix not in {".docx", ".xlsx"}:
        return path
    bare_path = path.with_name(f"bare-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bare_path, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename.startswith(("customXml/", "docProps/")):
                continue
            data = old.read(item)
            if item.filename.endswith((".xml", ".rels")):
                text = data.decode("utf-8")
                text = re.sub(
                    r"<Relationship [^>]*(?:customXml|docProps)[^>]*/>|<Override [^>]*(?:customXml|docProps)[^>]*/>", "", text
                )
                text = re.sub(r"<w:sdtPr>.*?</w:sdtPr>|</?w:sdt>|</?w:sdtContent>", "", text, flags=re.DOTALL)
                text = re.sub(r'<sheet [^>]*state="(?:hidden|veryHidden)"[^>]*/>', "", text)
                data = text.encode("utf-8")
            new.writestr(item, data)
    return bare_path


@pytest.fixture(scope="module")
def office() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("needs LibreOffice")
    return found


def saved_again(office: str, paths: list[Path], folder: Path) -> list[Path]:
    """The files as LibreOffice saves them."""
    kind = {".docx": "docx:MS Word 2007 XML", ".xlsx": "xlsx:Calc MS Excel 2007 XML", ".html": "html"}[paths[0].suffix]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(folder / "again"), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return sorted(folder.glob("again/*.*"))


@pytest.mark.heavy
@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("ending", ["docx", "xlsx", "pdf", "html"])
def test_files_of_ours_have_no_error_as_they_are_or_stripped(example: str, ending: str, tmp_path: Path) -> None:
    whole = material(example)
    made = [each.path for each in make(whole, tmp_path, formats=[ending])]
    assert made
    for path in (*made, *map(stripped, made)):
        for against in (None, whole.dossier):
            assert not errors(review(path, Against(against)).outcome.findings), path.name


@pytest.mark.heavy
@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_files_of_ours_have_no_error_after_libreoffice_saved_them(example: str, ending: str, office: str, tmp_path: Path) -> None:
    whole = material(example)
    made = [each.path for each in make(whole, tmp_path, formats=[ending])]
    again = saved_again(office, [*made, *map(stripped, made)], tmp_path)
    assert len(again) == 2 * len(made)
    for path in again:
        for against in (None, whole.dossier):
            assert not errors(review(path, Against(against)).outcome.findings), path.name

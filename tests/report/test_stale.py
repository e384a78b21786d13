"""Papers held against a dossier that moved on: all that no longer holds is named, and nothing else."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE, Copy, laid_out

from jixiao.document.formats import docx
from jixiao.document.model import Document, Run, runs_in
from jixiao.document.opening import open_paper
from jixiao.exact import Quantity
from jixiao.findings import Finding
from jixiao.report.form import Material
from jixiao.report.making import built, make, makeable
from jixiao.report.stale import FIGURES, TEXTS, Guard, stale
from jixiao.report.tracing import explained, trace_of
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder
from jixiao.tables.schema import NUMERIC


def material(dossier: Dossier) -> Material:
    return Material(dossier, score_unit(dossier))


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every paper of the example as a Word file."""
    out = tmp_path_factory.mktemp("papers")
    make(material(read_folder(EXAMPLE)), out, formats=["docx"])
    return out


@cache
def documents(folder: Path) -> dict[str, Document]:
    made = material(read_folder(folder))
    return {name: built(made, name) for name in makeable(made)}


def stated(document: Document) -> dict[str, set[str]]:
    """The figures of a paper with what they say."""
    found: dict[str, set[str]] = {}
    for runs in runs_in(document):
        for run in runs:
            if run.figure:
                found.setdefault(run.figure, set()).add(run.text)
    return found


def found_in(folder: Path, papers: Path) -> dict[str, list[Finding]]:
    """What the guard says of each paper, by the name of its file."""
    return {Path(outcome.file).name: outcome.findings for outcome in stale(read_folder(folder), papers)}


def named(findings: list[Finding]) -> set[str]:
    """The figures that findings name."""
    return {str(dict(each.because.values)["id"]) for each in findings if each.check == FIGURES}


def test_nothing_is_said_while_the_dossier_stands_still(papers: Path) -> None:
    outcomes = stale(read_folder(EXAMPLE), papers)
    assert [finding for outcome in outcomes for finding in outcome.findings] == []
    assert all(outcome.held == 2 and outcome.not_checkable == 0 for outcome in outcomes)


def a_cell_of_many_tables() -> list[tuple[str, int, str]]:
    """A number that somebody could change in each of many tables: its table, row and column."""
    dossier, chosen = read_folder(EXAMPLE), random.Random(2023)
    cells = []
    for table in dossier.tables.values():
        places = [
            (table.spec.name, row.number, name)
            for row in table
            for name, column in table.spec.fields.items()
            if column.type in NUMERIC and isinstance(row[name], Quantity) and name not in row.derived
        ]
        cells += chosen.sample(places, min(1, len(places)))
    return chosen.sample(cells, 18)


@pytest.mark.parametrize(("table", "row", "column"), a_cell_of_many_tables())
def test_a_changed_row_moves_exactly_what_depends_on_it(tmp_path: Path, table: str, row: int, column: str) -> None:
    copy = Copy(tmp_path)
    before = copy.get(table, row, column)
    copy.set(table, row, **{column: "7" if before.strip("%") in {"0", "0.00"} else "1"})
    key = read_folder(EXAMPLE).table(table).rows[row - 2].key
    guard = Guard(read_folder(copy.path))
    now = documents(copy.path)
    for form, document in documents(EXAMPLE).items():
        texts, today = stated(document), stated(now[form])
        moved = {figure for figure in texts if figure in today and today[figure] != texts[figure]}
        said = guard.outcome(form, document).findings
        assert moved <= named(said) <= {figure for figure in texts if today.get(figure) != texts[figure]}
        for each in said:
            because = each.because.say("zh")
            assert each.check != FIGURES or form == "publication_copy" or key in because, because


def test_a_sentence_that_would_be_written_otherwise_is_named_with_its_row(tmp_path: Path, papers: Path) -> None:
    copy = Copy(tmp_path)
    (row,) = copy.rows("rectification", "rectification_code", "ZG-01")
    copy.set("rectification", row, action="改由办公室每季度核对一次设备台账")
    findings = [each for found in found_in(copy.path, papers).values() for each in found]
    assert findings
    assert {each.check for each in findings} == {TEXTS}
    assert any("改由办公室每季度核对一次设备台账" in each.expected.say("zh") for each in findings if each.expected)
    assert all("ZG-01" in each.because.say("zh") for each in findings if each.expected)


def test_a_row_that_was_added_is_missed(tmp_path: Path, papers: Path) -> None:
    copy = Copy(tmp_path)
    copy.add("rectification", {"rectification_code": "ZG-99", "problem_code": "WT-01", "action": "每月通报一次整改进度"})
    said = [each for found in found_in(copy.path, papers).values() for each in found if each.check == TEXTS]
    assert any(each.stated is None and each.expected and "每月通报一次整改进度" in each.expected.say("zh") for each in said)


def test_what_somebody_wrote_into_a_paper_is_no_stale_sentence(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (made,) = make(material(read_folder(EXAMPLE)), out, ["self_evaluation_report"], ["docx"])
    document = open_paper(made.path)
    first, *rest = document.blocks
    edited = Document(document.title, (first, *rest[:4], rest[0], *rest[4:]), document.page, document.properties, document.trace)
    docx.write(edited, made.path)
    assert found_in(EXAMPLE, out)[made.path.name] == []


def test_a_number_that_was_changed_in_the_paper_is_told_from_one_that_moved(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (made,) = make(material(read_folder(EXAMPLE)), out, ["self_evaluation_form"], ["docx"])
    text = "97.99"
    document = open_paper(made.path)
    docx.write(_with(document, text, "99.99"), made.path)
    (finding,) = [each for each in found_in(EXAMPLE, out)[made.path.name] if each.check == FIGURES]
    assert "被改动过" in finding.because.say("zh")
    assert (finding.stated and finding.stated.say("zh"), finding.expected and finding.expected.say("zh")) == ("99.99", text)


def _with(document: Document, old: str, new: str) -> Document:
    """The document with one text of a figure replaced everywhere."""

    def changed(value: object) -> object:
        if isinstance(value, Run):
            return Run(new if value.figure and value.text == old else value.text, value.figure, value.bold)
        if isinstance(value, tuple):
            return tuple(changed(each) for each in value) if not hasattr(value, "_fields") else value
        if hasattr(value, "__dataclass_fields__") and not isinstance(value, (Document,)):
            given = [name for name, each in value.__dataclass_fields__.items() if each.init]
            return type(value)(**{name: changed(getattr(value, name)) for name in given})
        return value

    blocks = tuple(changed(block) for block in document.blocks)
    return Document(document.title, blocks, document.page, document.properties, document.trace)  # type: ignore[arg-type]


def test_a_paper_of_another_unit_or_without_a_trace_is_not_judged(tmp_path: Path, papers: Path) -> None:
    (other,) = [laid_out(tmp_path / "other")]
    outcomes = stale(read_folder(other), papers)
    assert all(outcome.not_checkable and not outcome.held for outcome in outcomes)
    docx.write(Document("别人的报告", ()), tmp_path / "foreign.docx")
    (outcome,) = stale(read_folder(EXAMPLE), tmp_path / "foreign.docx")
    assert (outcome.held, outcome.failed, outcome.not_checkable) == (0, 0, 1)


def test_a_paper_explains_its_figures_by_itself(papers: Path) -> None:
    path = next(path for path in papers.iterdir() if "自评报告" in path.name)
    trace = trace_of(path)
    assert trace is not None
    lines = [line.say("zh") for line in explained(trace, "spending-rate") or []]
    assert lines[0].endswith("9.99")
    assert any("21,543,400.00元 ÷ 21,572,700.00元" in line for line in lines)
    assert any("payment 136行" in line for line in lines)
    assert explained(trace, "no-such-figure") is None
    assert trace_of(EXAMPLE) is None

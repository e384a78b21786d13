"""The papers of the example as text; `JIXIAO_REWRITE=1 pytest tests/report/test_forms.py` writes the golden files anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from tests.dossiers import EXAMPLE, MANIFEST, UNIT, Copy, laid_out
from tests.judged import judged

import jixiao
from jixiao import kinds
from jixiao.document import formats
from jixiao.document.model import Document, Heading
from jixiao.document.projection import project
from jixiao.document.tidy import tidied
from jixiao.errors import Misuse, Unwritable
from jixiao.report.form import FOLDER, Material
from jixiao.report.making import make
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder

GOLDEN = Path(__file__).parent / "golden"
FORMS = [name for name in kinds.names(FOLDER) if kinds.load(FOLDER, name).about == "unit"]
PROJECT_FORMS = [name for name in kinds.names(FOLDER) if name not in FORMS]
SCHOOL = EXAMPLE.parent / "rural-school-project-2023"
OF_EXAMPLES = [(EXAMPLE, form) for form in FORMS] + [(SCHOOL, form) for form in PROJECT_FORMS]
PACKAGE = Path(jixiao.__file__).parent


def material(folder: Path) -> Material:
    dossier = read_folder(folder)
    return Material(dossier, score_unit(dossier))


def built(folder: Path, form: str) -> Document:
    document: Document = kinds.load(FOLDER, form).build(material(folder))
    return document


@pytest.mark.parametrize(("example", "form"), OF_EXAMPLES)
def test_the_papers_of_the_examples_are_the_golden_ones(example: Path, form: str) -> None:
    text, path = project(built(example, form), figures=True), GOLDEN / f"{form}.txt"
    if os.environ.get("JIXIAO_REWRITE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_no_golden_file_is_without_its_form() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == {form for _, form in OF_EXAMPLES}


@pytest.mark.parametrize(("example", "form"), OF_EXAMPLES)
def test_every_format_reads_back_the_same_text(tmp_path: Path, example: Path, form: str) -> None:
    document = built(example, form)
    for made in make(material(example), tmp_path, [form]):
        if made.path.suffix == ".xlsx" and any(isinstance(block, Heading) for block in document.blocks):
            continue  # a workbook holds running text on one sheet and every table on its own
        read = kinds.load(formats.__name__, made.path.suffix[1:]).read(made.path)
        assert project(read, figures=True) == project(tidied(document), figures=True)


@pytest.mark.parametrize("form", FORMS)
def test_a_unit_that_has_nothing_yet_gets_its_papers(tmp_path: Path, form: str) -> None:
    text = project(built(laid_out(tmp_path / "nothing"), form))
    assert "一个单位" in text
    assert "—" in text
    assert not re.search(r"0\.00|100%", text)
    papers = make(material(tmp_path / "nothing"), tmp_path, [form])
    assert all(paper.path.stat().st_size for paper in papers)


@pytest.mark.parametrize("form", FORMS)
def test_a_unit_with_empty_narratives_gets_its_papers(tmp_path: Path, form: str) -> None:
    copy = Copy(tmp_path)
    for table in ("unit", "task", "office", "problem", "rectification", "deduction_reason"):
        for name, column in copy.spec(table).fields.items():
            if column.type == "long_text" and column.label.zh in copy.lines(table)[0]:
                for row in range(2, len(copy.lines(table)) + 1):
                    copy.set(table, row, **{name: ""})
    assert "97.99" in project(built(copy.path, form))


@pytest.mark.parametrize("form", FORMS)
def test_codes_that_no_id_can_hold_do_no_harm(tmp_path: Path, form: str) -> None:
    copy = Copy(tmp_path)
    (row,) = copy.rows("indicator", "indicator_code", "OUT-02")
    copy.set("indicator", row, indicator_code="OUT-02（二）")
    (row,) = copy.rows("rectification", "rectification_code", "ZG-01")
    copy.set("rectification", row, rectification_code="整改一")
    assert project(built(copy.path, form)) == project(built(EXAMPLE, form))


@pytest.mark.parametrize("form", FORMS)
def test_a_name_with_signs_that_file_systems_refuse_is_still_a_file(tmp_path: Path, form: str) -> None:
    folder = laid_out(tmp_path / "odd", {"unit.csv": UNIT.replace("一个单位", '"某市<A/B>:""处""?*|\\"')})
    for paper in make(material(folder), tmp_path / "out", [form]):
        assert paper.path.is_file()
        assert paper.path.parent == tmp_path / "out"


@pytest.mark.parametrize("form", PROJECT_FORMS)
def test_a_project_that_has_nothing_yet_gets_its_papers(tmp_path: Path, form: str) -> None:
    tables = {"project.csv": "project_code,name,kind\nP1,一个项目,project\n"}
    folder = laid_out(tmp_path / "nothing", tables, MANIFEST.replace("guangdong-unit-2022", "mof-project-2020"))
    text = project(built(folder, form))
    assert "一个项目" in text
    assert "未填报" in text
    assert not re.search(r"0\.00|100%", text)


def test_a_form_is_made_only_from_the_scores_that_it_is_for(tmp_path: Path) -> None:
    assert [made.form for made in make(material(SCHOOL), tmp_path / "all", formats=["docx"])] == PROJECT_FORMS
    with pytest.raises(Misuse, match="mof-project-2020"):
        make(material(SCHOOL), tmp_path / "one", ["self_evaluation_report"])


def test_every_lost_point_is_in_the_report_with_its_reason() -> None:
    text = project(built(EXAMPLE, "self_evaluation_report"))
    for code in ("performance-policies", "asset-allocation", "spending-rate"):
        each = score_unit(read_folder(EXAMPLE)).of(code)
        assert each is not None
        assert f"“{each.item.name.zh}”" in text
    assert "现行办法规定了目标" in text


def test_what_has_no_score_is_said_in_the_report(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    (copy.path / "asset_report.csv").unlink()
    text = project(built(copy.path, "self_evaluation_report"))
    assert re.search("“数据质量”尚无得分：.*没有表“资产年报”（asset_report.csv）", text)
    assert "不评定等次" in text


def test_what_nobody_judged_is_said_in_the_report(tmp_path: Path) -> None:
    text = project(built(judged(tmp_path, "service,85%,有两次投诉"), "self_evaluation_report"))
    assert "“数据质量”尚无得分：尚未评判" in text
    assert "“服务质量”尚无得分" not in text
    assert "不评定等次" in text


def test_every_section_of_the_report_is_there_in_order() -> None:
    headings = [line for line in project(built(EXAMPLE, "self_evaluation_report")).splitlines() if line.startswith(("# ", "## "))]
    assert [line.split("、")[-1] for line in headings if line.startswith("# ")] == [
        "部门基本情况",
        "绩效自评情况",
        "存在的主要问题",
        "下一步改进措施",
    ]


def test_an_unknown_format_or_form_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="docx"):
        make(material(EXAMPLE), tmp_path, formats=["wps"])
    with pytest.raises(Misuse, match="self_evaluation_form"):
        make(material(EXAMPLE), tmp_path, ["nothing"])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(Unwritable):
        make(material(EXAMPLE), tmp_path / "file" / "out")


def test_no_unit_is_named_outside_the_examples() -> None:
    """What holds for one unit alone stands in its dossier, never in the code."""
    unit = read_folder(EXAMPLE)
    names = [
        unit.unit_name,
        unit.unit_code,
        "驻京",
        "驻北京",
        *(row.text("name") for row in unit.table("office") if len(row.text("name")) > 3),
    ]
    for path in PACKAGE.rglob("*"):
        if path.suffix in {".py", ".yaml", ".md", ".html"} and "examples" not in path.relative_to(PACKAGE).parts:
            text = path.read_text("utf-8")
            assert [name for name in names if name in text] == [], path

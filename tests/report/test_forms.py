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
from jixiao.document.model import Document, Entry, Heading, text_of
from jixiao.document.projection import project
from jixiao.document.tidy import tidied
from jixiao.errors import Misuse, Unwritable
from jixiao.framework.load import load
from jixiao.report import making
from jixiao.report.form import FOLDER, Material
from jixiao.report.making import make
from jixiao.report.quoted import quoted_digits
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder

GOLDEN = Path(__file__).parent / "golden"
FORMS = [name for name in kinds.names(FOLDER) if kinds.load(FOLDER, name).about == "unit"]
PROJECT_FORMS = [name for name in kinds.names(FOLDER) if name not in FORMS]
SCHOOL = EXAMPLE.parent / "rural-school-project-2023"
PACKAGE = Path(jixiao.__file__).parent
SEVERAL = {"project_summary"}
"""Papers of projects that say something only where there are several."""
OF_EXAMPLES = [(SCHOOL if form in PROJECT_FORMS and form not in SEVERAL else EXAMPLE, form) for form in [*FORMS, *PROJECT_FORMS]]
EXAMPLES = sorted(path for path in EXAMPLE.parent.iterdir() if (path / "dossier.yaml").exists())
FAST = ["docx", "html", "xlsx"]
"""The formats that hold all of a paper and need no typesetting."""
WITH_ENTRIES = {
    *("unit_goal_form", "project_goal_form", "self_evaluation_form", "project_self_evaluation_form"),
    *("project_self_evaluation_form_split", "rectification_ledger"),
}
OWN_FRAMEWORKS = sorted(path.name for path in (PACKAGE / "framework" / "shipped").iterdir() if (path / "framework.yaml").exists())


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
    for made in make(material(example), tmp_path, [form], FAST):
        if made.path.suffix == ".xlsx" and any(isinstance(block, Heading) for block in document.blocks):
            continue  # a workbook holds running text on one sheet and every table on its own
        read = kinds.load(formats.__name__, made.path.suffix[1:]).read(made.path)
        assert project(read, figures=True) == project(tidied(document), figures=True)


@pytest.mark.parametrize("form", FORMS)
def test_a_unit_that_has_nothing_yet_gets_its_papers(tmp_path: Path, form: str) -> None:
    text = project(built(laid_out(tmp_path / "nothing"), form))
    assert "一个单位" in text
    assert "—" in text or "未填报" in text
    assert not re.search(r"0\.00|100%", text)
    papers = make(material(tmp_path / "nothing"), tmp_path, [form], FAST)
    assert all(paper.path.stat().st_size for paper in papers)


@pytest.mark.parametrize("form", FORMS)
def test_a_unit_with_empty_narratives_gets_its_papers(tmp_path: Path, form: str) -> None:
    copy = Copy(tmp_path)
    for table in ("unit", "task", "office", "problem", "rectification", "deduction_reason"):
        for name, column in copy.spec(table).fields.items():
            if column.type == "long_text" and column.label.zh in copy.lines(table)[0]:
                for row in range(2, len(copy.lines(table)) + 1):
                    copy.set(table, row, **{name: ""})
    text = project(built(copy.path, form))
    assert "97.99" in text or not kinds.load(FOLDER, form).scored


@pytest.mark.parametrize("form", FORMS)
def test_codes_that_no_id_can_hold_do_no_harm(tmp_path: Path, form: str) -> None:
    copy = Copy(tmp_path)
    (row,) = copy.rows("indicator", "indicator_code", "OUT-02")
    copy.set("indicator", row, indicator_code="OUT-02（二）")
    (row,) = copy.rows("rectification", "rectification_code", "ZG-01")
    copy.set("rectification", row, rectification_code="整改一")
    text = project(built(copy.path, form)).replace("OUT-02（二）", "OUT-02").replace("整改一", "ZG-01")
    assert text == project(built(EXAMPLE, form))


@pytest.mark.parametrize("form", FORMS)
def test_a_name_with_signs_that_file_systems_refuse_is_still_a_file(tmp_path: Path, form: str) -> None:
    folder = laid_out(tmp_path / "odd", {"unit.csv": UNIT.replace("一个单位", '"某市<A/B>:""处""?*|\\"')})
    for paper in make(material(folder), tmp_path / "out", [form], FAST):
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
    made = {each.form for each in make(material(SCHOOL), tmp_path / "all", formats=["docx"])}
    assert made == {*PROJECT_FORMS, *(form for form in FORMS if not kinds.load(FOLDER, form).scored)}
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


# ---- every number is a figure


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_digit_is_a_figure(example: Path) -> None:
    """Digits are figures, or stand in the dossier as they were typed; numbers of rows are told by the heading 序号."""
    given = material(example)
    made = {form: quoted_digits(making.built(given, form), given.dossier) for form in making.makeable(given)}
    assert len(made) > len(FORMS) / 2
    assert {form: [each for each in found if not each.has_source] for form, found in made.items()} == {form: [] for form in made}


@pytest.mark.parametrize("framework", OWN_FRAMEWORKS)
def test_the_forms_of_scores_hold_for_every_framework(framework: str) -> None:
    kind = load(framework).kind
    dossier = read_folder(EXAMPLE if kind == "unit" else SCHOOL)
    given = Material(dossier, score_unit(dossier, framework))
    for form in (
        ["self_evaluation_form"] if kind == "unit" else ["project_self_evaluation_form", "project_self_evaluation_form_split"]
    ):
        document = making.built(given, form)
        text = project(document)
        names = {item.name.zh for item in given.score.framework.items} if kind == "unit" else set()
        assert {name for name in names if name not in text} == set()
        unsourced = [each for each in quoted_digits(document, dossier) if not each.has_source]
        known = "".join(item.name.zh for item in given.score.framework.walk())
        assert [each for each in unsourced if each.digits not in known] == []
        if given.score.because:
            assert given.score.because.say("zh") in text


def test_a_framework_of_letters_has_letters_in_place_of_points(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    framework = load("pefa-pillar-2016")
    for item in framework.leaves:
        copy.add("judgement", {"unit_code": "440100-ZJB", "framework": framework.id, "item_code": item.code, "answer": "B"})
    dossier = read_folder(copy.path)
    text = project(making.built(Material(dossier, score_unit(dossier, framework.id)), "self_evaluation_form"), figures=True)
    assert "分值" not in text
    for item in framework.leaves:
        assert f"[[score.{item.code}|B]]" in text


# ---- cells that are filled in


def entries(document: Document) -> list[tuple[str, Entry]]:
    cells = (placed.cell for table in document.tables for placed in table.placed())
    return [(text_of(cell.runs), cell.entry) for cell in cells if cell.entry]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_what_is_filled_in_has_its_place_in_the_dossier(example: Path) -> None:
    """A row that is there says what the cell shows; one that is not there yet is new, or named by all of its key."""
    given = material(example)
    for form in [form for form in making.makeable(given) if form in WITH_ENTRIES]:
        found = entries(making.built(given, form))
        assert found, form
        for shown, entry in found:
            spec = given.dossier.schema[entry.table]
            rows = [row for row in given.dossier.table(entry.table) if row.key == entry.key]
            if entry.key.startswith("+") or not rows:
                assert entry.key.startswith("+") or entry.key.count("/") == len(spec.key) - 2, (form, entry)
            elif spec.fields[entry.column].type in {"text", "choice"} and shown != "未填报":
                assert shown in {row.text(entry.column) for row in rows}, (form, entry)


def test_new_measures_have_rows_of_their_own() -> None:
    found = [entry for _, entry in entries(built(EXAMPLE, "rectification_ledger")) if entry.key.startswith("+")]
    assert {entry.key for entry in found} == {"+1", "+2", "+3"}
    assert {entry.column for entry in found if entry.key == "+1"} >= {"rectification_code", "problem_code", "action", "due_on"}


def test_an_indicator_that_is_entered_is_filled_in_where_its_unit_stands_apart() -> None:
    found = {entry.key for _, entry in entries(built(EXAMPLE, "project_self_evaluation_form_split")) if entry.table == "actual"}
    assert "PRJ-16/2023-12-31" in found
    assert not any(key.startswith("PRJ-05/") for key in found)


# ---- what is missing


def test_a_cost_that_was_not_entered_is_not_zero(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    copy.remove("running_cost", lambda row: row["kind"] == "公务接待费")
    text = project(built(copy.path, "three_public_form"))
    (line,) = (line for line in text.splitlines() if line.startswith("| 三、公务接待费"))
    assert line == "| 三、公务接待费 | 未填报 | 未填报 | 未填报 | 未填报 | 未填报 | 47.84 |"
    (total,) = (line for line in text.splitlines() if line.startswith("| 合计 | "))
    assert total.startswith("| 合计 | 未填报 | 未填报 |")


def test_proof_without_a_link_and_indicators_without_proof_are_listed(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    copy.remove("evidence_link", lambda row: row["evidence_code"] == "ZZ-06")
    text = project(built(copy.path, "evidence_list"))
    (line,) = (line for line in text.splitlines() if "| ZZ-06 |" in line)
    assert "未关联任何数据" in line
    lacking = text[text.index("尚缺的佐证材料") :]
    assert "信息被市委上报件采用（BEN-01）" in lacking
    assert "服务对象满意度（SAT-01）" not in lacking


def test_a_problem_without_a_measure_asks_for_one(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    copy.remove("rectification", lambda row: row["problem_code"] == "WT-03")
    found = entries(built(copy.path, "rectification_ledger"))
    assert ("WT-03", "+1", "problem_code") in [(shown, entry.key, entry.column) for shown, entry in found]


def test_projects_of_no_task_and_tasks_of_no_project_are_seen(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    (row,) = copy.rows("project", "project_code", "P08")
    copy.set("project", row, task_code="")
    text = project(built(copy.path, "unit_goal_form"))
    assert re.search(r"未对应工作任务 \| 流动党员服务（9.60）", text)
    assert re.search(r"广州户籍在京流动党员服务 \| 未填报 \| 未填报 \| 未填报", text)


def test_the_whole_period_of_a_project_within_the_year_is_the_year(tmp_path: Path) -> None:
    assert "| 来京公务接待人次 | ≥ | 1900 | 1900 | 人次 |" in project(built(EXAMPLE, "project_goal_form"))
    copy = Copy(tmp_path)
    (row,) = copy.rows("project", "project_code", "P01")
    copy.set("project", row, ends_on="2025-12-31")
    assert "| 来京公务接待人次 | ≥ | 未填报 | 1900 | 人次 |" in project(built(copy.path, "project_goal_form"))

"""Papers in running text and monitoring forms: what they say comes from data of the day, and what is missing is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.dossiers import EXAMPLE, MANIFEST, Copy, laid_out
from tests.judged import judged

from jixiao import kinds
from jixiao.document.model import Cell, Chart, Document, Table, runs_in, text_of
from jixiao.document.projection import project
from jixiao.report.form import FOLDER, Material
from jixiao.report.making import make
from jixiao.report.publication import persons
from jixiao.score.unit_score import score_unit
from jixiao.tables.folder import read_folder

SCHOOL, DISTRICT = (EXAMPLE.parent / name for name in ("rural-school-project-2023", "district-culture-2023"))
UNIT_PAPERS = ("mid_year_report", "unit_monitoring_form", "deduction_notes", "self_evaluation_report", "publication_copy")
MID_YEAR = ("mid_year_report", "unit_monitoring_form", "project_monitoring_form")
READABLE = ("docx", "html", "xlsx")
CARD, PHONE = "11010519491231002X", "13800138000"


def material(folder: Path, framework: str | None = None) -> Material:
    dossier = read_folder(folder)
    return Material(dossier, score_unit(dossier, framework))


def paper(of: Material, form: str) -> Document:
    document: Document = kinds.load(FOLDER, form).build(of)
    return document


def text(folder: Path, form: str, framework: str | None = None) -> str:
    return project(paper(material(folder, framework), form))


def cells(document: Document) -> Iterator[Cell]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (placed.cell for placed in block.placed())


def charts(document: Document) -> dict[str, Chart]:
    return {text_of(block.title): block for block in document.blocks if isinstance(block, Chart)}


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


# ---- the middle of the year


def test_the_mid_year_report_states_what_was_published_and_no_final_score() -> None:
    said = text(EXAMPLE, "mid_year_report")
    assert "截至2023年6月30日，部门预算数2157.27万元，支出1294.36万元，支出进度为60.00%" in said
    assert "项目支出211.17万元，支出进度为62.08%" in said
    assert "97.99" not in said
    assert "6月31日" not in said
    assert "这是年中测算，不是自评得分" in said


def test_what_is_not_due_at_mid_year_is_said_and_never_counted() -> None:
    said = text(EXAMPLE, "mid_year_report")
    assert re.search(r"\| 服务对象满意度 \| ≥95% \| 未到期 \| — \|", said)
    assert "到期后填报：“粤剧演出观众”、“服务对象满意度”" in said


def test_headings_follow_the_day() -> None:
    of = material(EXAMPLE).at(date(2023, 7, 31))
    for form in ("project_monitoring_form", "unit_monitoring_form"):
        assert "1—7月执行数" in project(paper(of, form))
    assert "截至2023年7月31日" in project(paper(of, "mid_year_report"))


def test_targets_are_those_in_force_on_the_day() -> None:
    for form in MID_YEAR:
        said = text(SCHOOL, form)
        assert "≥78500份" in said
        assert "80000" not in said


def test_the_budget_is_that_of_the_day() -> None:
    said = text(SCHOOL, "project_monitoring_form")
    assert "执行率按该日的预算数41.80万元计算" in said
    assert "| 年度资金总额 | 40.10 |" in said
    assert "| 42.60 |" in said  # what the spending plan expects of the year


@pytest.mark.parametrize("form", MID_YEAR)
def test_every_number_of_a_mid_year_paper_is_a_figure(form: str) -> None:
    unbound = {run.text for runs in runs_in(paper(material(EXAMPLE), form)) for run in runs if run.figure is None}
    assert [words for words in unbound if re.search(r"\d", words)] == []


def test_deviations_are_told_with_their_causes_and_actions(copy: Copy) -> None:
    copy.add(
        "deviation",
        {
            "unit_code": "440100-ZJB",
            "indicator_code": "OUT-05",
            "period_end": "2023-06-30",
            "cause_staff": "是",
            "cause_funding": "是",
            "likelihood": "有可能",
            "forecast": "3",
            "explanation": "调研人员抽调。",
            "action": "三季度补齐。",
        },
    )
    said = text(copy.path, "mid_year_report")
    assert "偏差原因：经费保障原因、人员保障原因。调研人员抽调。" in said
    assert "完成目标可能性：有可能，全年预计完成3篇。纠偏措施：三季度补齐。" in said
    form = text(copy.path, "unit_monitoring_form")
    assert re.search(
        r"专题调研报告 \| ≥4篇 \| 1篇 \| 3 \| 是 \|  \| 是 \|  \|  \| 调研人员抽调。 \| 有可能 \| 三季度补齐。", form
    )


def test_what_is_filled_in_is_for_the_day_whether_the_row_is_there_or_not() -> None:
    entries = [cell.entry for cell in cells(paper(material(EXAMPLE), "unit_monitoring_form")) if cell.entry]
    of_reports = {entry.column for entry in entries if (entry.table, entry.key) == ("deviation", "OUT-05/2023-06-30")}
    assert {"forecast", "cause_funding", "cause_other", "likelihood", "explanation", "action"} <= of_reports


def test_an_entered_actual_is_filled_in_as_a_bare_number(copy: Copy) -> None:
    (row,) = copy.rows("indicator", "indicator_code", "OUT-05")
    copy.set("indicator", row, measure="entered")
    found = [
        cell for cell in cells(paper(material(copy.path), "unit_monitoring_form")) if cell.entry and cell.entry.table == "actual"
    ]
    assert [(cell.entry and cell.entry.key, text_of(cell.runs)) for cell in found] == [("OUT-05/2023-06-30", "—")]
    copy.add("actual", {"unit_code": "440100-ZJB", "indicator_code": "OUT-05", "period_end": "2023-06-30", "value": "2"})
    found = [
        cell for cell in cells(paper(material(copy.path), "unit_monitoring_form")) if cell.entry and cell.entry.table == "actual"
    ]
    assert [text_of(cell.runs) for cell in found] == ["2"]


def test_what_monitoring_warns_of_is_a_problem() -> None:
    said = text(SCHOOL, "mid_year_report")
    assert "项目“农村学生营养改善”支出17.83万元，按用款计划到期应支出20.50万元，比时间进度慢7.35个百分点" in said
    assert "以下绩效指标较长时间没有更新：“享受营养餐学生人数”" in said
    assert "| 农村学生营养改善 | 41.80 | 17.83 | 42.65% | 慢7.35个百分点 | 黄灯 |" in said


def test_the_estimate_says_what_is_not_due_instead_of_giving_full_marks() -> None:
    said = text(EXAMPLE, "mid_year_report")
    assert re.search(r"全年工作尚未完成、还可得的\d+\.\d\d分，已扣1\.00分；未到期的11\.00分", said)


# ---- any dossier


@pytest.mark.parametrize("form", UNIT_PAPERS)
def test_an_empty_dossier_gets_papers_that_say_what_is_missing(tmp_path: Path, form: str) -> None:
    said = text(laid_out(tmp_path), form)
    assert "一个单位" in said
    assert re.search("未填报|尚未|没有", said)
    assert not re.search(r"0\.00|100%|未填报(?:万元|个|人)", said)
    assert "[column]" not in said


@pytest.mark.parametrize("folder", [SCHOOL, DISTRICT])
def test_other_examples_get_their_papers_in_every_format_that_is_read_back(tmp_path: Path, folder: Path) -> None:
    of = material(folder)
    own = of.score.framework.kind == "unit"
    forms = [*MID_YEAR, "deduction_notes", *(("self_evaluation_report", "publication_copy") if own else ())]
    made = make(of, tmp_path, forms, READABLE)
    assert len(made) == len(forms) * len(READABLE)
    assert all(each.path.stat().st_size for each in made)


@pytest.mark.parametrize("form", ["mid_year_report", "unit_monitoring_form", "deduction_notes"])
def test_papers_of_a_unit_whose_project_was_scored_say_so(form: str) -> None:
    assert "项目“农村学生营养改善”" in text(SCHOOL, form)


# ---- the report


def test_charts_show_the_year_and_only_what_is_known(copy: Copy) -> None:
    found = charts(paper(material(EXAMPLE), "self_evaluation_report"))
    shares = found["预算累计执行率"].series[0].values
    assert [text_of(each) for each in (shares[5], shares[11])] == ["60.00%", "99.86%"]
    assert {run.figure for value in shares for run in value} == {f"progress.to-m{month:02d}" for month in range(1, 13)}
    assert [text_of(each) for each in found["各项指标扣分"].series[0].values] == ["0.01", "1", "1"]
    for row in range(2, len(copy.lines("running_cost")) + 1):
        copy.set("running_cost", row, last_year_yuan="")
    assert "运行成本与上年比较" in found
    assert "运行成本与上年比较" not in charts(paper(material(copy.path), "self_evaluation_report"))


def test_months_after_the_last_payment_are_not_drawn_as_nothing_spent(copy: Copy) -> None:
    copy.remove("payment", lambda cells: cells["paid_on"] > "2023-09-30")
    chart = charts(paper(material(copy.path), "self_evaluation_report"))["各月预算执行数"]
    assert chart.categories[-1] == "9月"


def test_each_duty_task_and_project_is_matched_with_what_was_done() -> None:
    said = text(EXAMPLE, "self_evaluation_report")
    dossier = read_folder(EXAMPLE)
    table = said[said.index("部门职责和工作任务完成情况表") : said.index("（二）履职效能分析")]
    for name in ("duty", "task"):
        assert all(row.text("name") in table for row in dossier.table(name))
    assert all(row.text("year_goal") in table for row in dossier.table("project") if row["kind"] == "project")


def test_an_indicator_that_lost_points_is_explained_in_the_report() -> None:
    said = text(DISTRICT, "self_evaluation_report")
    assert re.search("其中“文献外借册次”指标值≥180000册次，完成176400册次，分值.*分，得.*分：更换自助借还系统期间停机", said)
    assert "对应指标：“合同备案时效性”，扣" in said


def test_a_problem_without_a_measure_and_a_measure_without_an_owner_are_told(copy: Copy) -> None:
    copy.remove("rectification", lambda cells: cells["rectification_code"] == "ZG-03")
    (row,) = copy.rows("rectification", "rectification_code", "ZG-01")
    copy.set("rectification", row, office_code="", due_on="")
    said = text(copy.path, "self_evaluation_report")
    assert "尚未制定改进措施的问题：在用台式计算机数量超出配置标准。" in said
    assert "责任机构：待定；完成期限：待定。" in said


def test_where_letters_are_given_no_paper_speaks_of_points() -> None:
    for form in ("self_evaluation_report", "publication_copy", "deduction_notes", "mid_year_report"):
        said = text(EXAMPLE, form, "pefa-pillar-2016")
        own = [line for line in said.splitlines() if "PI-1" in line or "PEFA" in line]
        assert form == "mid_year_report" or own
        assert not [line for line in own if re.search("得分[^表]|满分|—分", line)]
    assert "年中测算" not in text(EXAMPLE, "mid_year_report", "pefa-pillar-2016")


# ---- points lost


def test_every_point_lost_has_its_note() -> None:
    of = material(EXAMPLE)
    said = project(paper(of, "deduction_notes"))
    for each in of.score.leaves:
        assert bool(each.lost) == (f"）{each.item.name.zh}\n" in said.partition("# 二、")[0])
    assert "| 佐证材料 | 制度文件（evidence/performance-policy.txt） |" in said
    assert re.search("整改措施 .*责任机构：办公室；完成期限：2024年6月28日", said)


def test_a_missing_reason_is_said_in_the_notes(copy: Copy) -> None:
    copy.remove("deduction_reason", lambda cells: cells["item_code"] == "asset-allocation")
    note = text(copy.path, "deduction_notes").partition("）资产配置合规性")[2]
    assert "| 扣分原因 | 未填写，需补充。 |" in note
    assert "TS-001、TS-002" in note


def test_what_was_not_scored_is_listed_in_the_notes(tmp_path: Path) -> None:
    said = text(judged(tmp_path, "service,85%,有两次投诉"), "deduction_notes")
    assert "“数据质量”：尚未评判" in said
    assert "有两次投诉" in said


# ---- the copy for publication


def planted(copy: Copy) -> Copy:
    """Data of persons in every personal column and within every narrative that the report repeats."""
    for table in ("indicator", "rectification"):
        for column in copy.spec(table).fields.values():
            if column.personal:
                header = copy.lines(table)[0]
                assert column.label.zh in header
                copy.set(table, 2, **{column.name: f"欧阳{column.name[:2]}、司马相 {PHONE}"})
    where = {
        "unit": ("functions", "year_summary", "overall_goal", "goal_achieved", "management_summary"),
        "office": ("duties",),
        "task": ("narrative",),
        "project": ("year_goal", "goal_achieved"),
        "problem": ("description", "cause"),
        "rectification": ("action",),
        "deduction_reason": ("reason",),
    }
    for table, columns in where.items():
        for row in range(2, len(copy.lines(table)) + 1):
            for name in columns:
                planting = f"联系人司马相，电话138-0013-8000，证件{CARD}，邮箱sima@example.org。"
                copy.set(table, row, **{name: copy.get(table, row, name) + planting})
    return copy


def test_the_copy_for_publication_names_no_person(copy: Copy, tmp_path: Path) -> None:
    of = material(planted(copy).path)
    secret = ("司马相", "欧阳", CARD, PHONE, "138-0013-8000", "sima@example.org")
    said = project(paper(of, "publication_copy"), figures=True)
    assert [word for word in secret if word in said] == []
    assert [word for word in secret if word in project(paper(of, "self_evaluation_report"))]
    assert all(row.text("name") in said for row in of.dossier.table("office"))
    assert "[[score.total|97.99]]" in said
    assert "[[ledger.reception.batches|457]]" in said
    for made in make(of, tmp_path / "out", ["publication_copy"], READABLE):
        data = _all_of(made.path)
        assert [word for word in secret if word.encode() in data] == []


def _all_of(path: Path) -> bytes:
    if path.suffix == ".html":
        return path.read_bytes()
    with ZipFile(path) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_what_the_copy_leaves_out_is_told_with_its_place(copy: Copy) -> None:
    of = material(planted(copy).path)
    found = kinds.load(FOLDER, "publication_copy").left_out(of)
    places = {(finding.place.table, finding.place.row, finding.place.column) for finding in found}
    assert ("unit", 2, "functions") in places
    assert ("rectification", None, "responsible") in places
    assert ("indicator", None, "owner") in places
    assert any(finding.place.table == "evidence" for finding in found)
    assert {finding.severity for finding in found} == {"hint"}


def test_offices_that_are_responsible_keep_their_names(copy: Copy) -> None:
    copy.set("rectification", 2, responsible="办公室")
    assert persons(read_folder(copy.path)) == set()
    assert "责任机构：办公室" in text(copy.path, "publication_copy")


def test_numbers_drawn_from_internal_rows_alone_are_withheld(copy: Copy) -> None:
    for row in range(2, len(copy.lines("visa")) + 1):
        copy.set("visa", row, secrecy="内部")
    of = material(copy.path)
    said = project(paper(of, "publication_copy"), figures=True)
    assert "办理因公签证（不公开）批（不公开）人次" in said
    assert "[[ledger.visa.batches|21]]" in project(paper(of, "self_evaluation_report"), figures=True)
    reasons = [finding.because.say("zh") for finding in kinds.load(FOLDER, "publication_copy").left_out(of)]
    assert any("ledger.visa.batches" in reason for reason in reasons)


def test_numbers_of_an_internal_column_are_withheld(copy: Copy) -> None:
    kind = copy.path / "ledgers" / "visa.yaml"
    kind.write_text(re.sub(r"(persons: \{)", r"\1secrecy: internal, ", kind.read_text("utf-8")), "utf-8")
    said = project(paper(material(copy.path), "publication_copy"), figures=True)
    assert "[[ledger.visa.batches|21]]批（不公开）人次" in said


def test_a_project_dossier_has_no_report_for_publication(tmp_path: Path) -> None:
    folder = laid_out(
        tmp_path,
        {"project.csv": "project_code,name,kind\nP1,一个项目,project\n"},
        MANIFEST.replace("guangdong-unit-2022", "mof-project-2020"),
    )
    made = [each.form for each in make(material(folder), tmp_path / "out", formats=["docx"])]
    assert "publication_copy" not in made
    assert "deduction_notes" in made

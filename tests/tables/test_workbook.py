from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from tests.dossiers import EXAMPLE, laid_out

from jixiao.errors import Misuse, Unreadable, Unwritable
from jixiao.exact import Missing, Precision, Quantity
from jixiao.findings import Finding
from jixiao.score.as_json import score_json
from jixiao.score.unit_score import score_unit
from jixiao.tables.cells import Value
from jixiao.tables.converting import convert
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.folder import read_folder, write_folder
from jixiao.tables.ledger_kinds import kind_data
from jixiao.tables.reading import read_dossier
from jixiao.tables.rows import MOST_SAID
from jixiao.tables.schema import Field
from jixiao.tables.sheet_names import near_name, ordered, sheet_names
from jixiao.tables.workbook import read_workbook, write_workbook

KIND = """\
id: any
edition: "2023"
label: {zh: 各种类型/样样都有:很长很长的台账名称很长很长很长很长很长很长, en: Every type}
date: happened_on
fields:
  code: {type: code, zh: 编号, en: Code}
  text: {type: text, zh: 文字, en: Text, personal: true}
  long: {type: long_text, zh: 叙述, en: Long text}
  whole: {type: whole, zh: 个数, en: Whole, unit: 个}
  number: {type: number, zh: 数值, en: Number, unit: 吨}
  yuan: {type: yuan, zh: 金额, en: Yuan}
  happened_on: {type: date, zh: 日期, en: Date}
  yes: {type: yes_no, zh: 是否, en: Yes}
  choice:
    type: choice
    zh: 选项
    en: Choice
    required: true
    choices: {a: {zh: "甲, 乙", en: A}, b: {zh: "丙\\"丁\\"", en: B}}
  measure: {type: measure, zh: 公式, en: Measure}
  project_code: {type: code, zh: 项目, en: Project, refers: project}
rows:
  - check: whole-within-number
    holds: whole <= number
    when: yes = yes
    severity: explain
    rule: M09
    because: {zh: 个数不多于数值, en: No more than the number}
"""
PROJECT = "project_code,name,kind\n0012,一个项目,项目支出\n0013,又一个项目,项目支出\n"
PAYMENT = (
    "payment_id,paid_on,project_code,fund_source,amount_yuan,note\n"
    "P1,2023-03-01,0012,一般公共预算,2157.27,\nP2,2023-04-01,0012,一般公共预算,100.00,甲\nP3,2023-05-01,0013,一般公共预算,-20.50,\n"
)


def everything(dossier: Dossier) -> dict[str, object]:
    """All that a dossier holds, wherever it stands."""
    return {
        "said": (dossier.unit_code, dossier.fiscal_year, dossier.frameworks, dossier.starter, dossier.note),
        "kinds": [kind_data(spec) for spec in dossier.schema.values() if spec.is_ledger],
        **{
            name: [[row[column] for column in spec.fields] for row in dossier.table(name)]
            for name, spec in dossier.schema.items()
            if dossier.table(name).present
        },
    }


def found(dossier: Dossier) -> list[Finding]:
    return [finding for outcome in dossier.outcomes.values() for finding in outcome.findings]


# ---- there and back


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "卷宗.xlsx"
    write_workbook(read_folder(EXAMPLE), path)
    return path


def test_the_example_loses_nothing_in_a_workbook(example: Path, tmp_path: Path) -> None:
    back = read_workbook(example)
    assert everything(back) == everything(read_folder(EXAMPLE))
    assert found(back) == []
    write_folder(back, tmp_path / "back")
    again = read_folder(tmp_path / "back")
    assert everything(again) == everything(back)
    assert found(again) == []
    for table in (name for name in again.schema if again.table(name).present):
        assert (tmp_path / "back" / f"{table}.csv").read_bytes() == (EXAMPLE / f"{table}.csv").read_bytes()


def test_the_example_scores_the_same_from_a_workbook(example: Path) -> None:
    shutil.copytree(EXAMPLE / "evidence", example.parent / "evidence", dirs_exist_ok=True)
    workbook, folder = read_dossier(example), read_dossier(EXAMPLE)
    of_workbook, of_folder = (score_json(dossier, score_unit(dossier), "en") for dossier in (workbook, folder))
    assert str(of_workbook).replace("卷宗.xlsx", "") == str(of_folder).replace("deduction_reason.csv", "")


def test_the_same_dossier_gives_the_same_bytes(example: Path, tmp_path: Path) -> None:
    time.sleep(1.1)  # a clock read to seconds would show
    write_workbook(read_folder(EXAMPLE), tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == example.read_bytes()


def texts() -> st.SearchStrategy[str]:
    odd = st.sampled_from(
        [
            "007",
            "=1+1",
            "+8",
            "-",
            "@x",
            "'q",
            "_x0041_",
            "_x000D_",
            "1-2",
            "2023-06-30",
            "1E5",
            "㐀𠀀𪛖",
            "🧧",
            "a\r\nb",
            "\u3000内\u3000",
        ]
    )
    rare = st.text(st.characters(codec="gb18030", exclude_characters="\0\ufffe\uffff", exclude_categories=["Cs"]), max_size=40)
    return st.one_of(odd, rare, st.integers(1, 32_767).map("长".__mul__)).map(str.strip).filter(bool)


def numbers(places: int) -> st.SearchStrategy[Decimal]:
    return st.one_of(
        st.integers(-(10**9), 10**9).map(lambda number: Decimal(number).scaleb(-places)),
        st.integers(-(10**24), 10**24).map(lambda number: Decimal(number).scaleb(-places)),
    )


def values(field: Field) -> st.SearchStrategy[Value]:
    quantities = st.builds(Quantity, numbers(0 if field.type == "whole" else 4), st.sampled_from(Precision))
    kinds: Mapping[str, st.SearchStrategy[Value]] = {
        "yuan": st.one_of(numbers(2).map(Quantity), st.sampled_from(Missing)),
        "whole": st.one_of(quantities, st.sampled_from(Missing)),
        "number": st.one_of(quantities, st.sampled_from(Missing)),
        "date": st.one_of(st.dates(), st.sampled_from(Missing)),
        "yes_no": st.booleans(),
        "choice": st.sampled_from(sorted(field.choices or {"": 0})),
    }
    return st.one_of(st.none(), kinds.get(field.type, texts()))


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier with a ledger kind that has a column of every type."""
    return laid_out(tmp_path_factory.mktemp("typed"), {"ledgers/any.yaml": KIND, "project.csv": PROJECT})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_every_value_comes_back_from_workbook_and_folder(typed: Path, tmp_path: Path, data: st.DataObject) -> None:
    dossier = read_folder(typed)
    table = dossier.table("any")
    rows = st.fixed_dictionaries({name: values(field) for name, field in table.spec.fields.items()})
    drawn = data.draw(st.lists(rows, max_size=6))
    for row in drawn:
        row["unit_code"] = dossier.unit_code
    table.rows = [Row(table.spec, number, row) for number, row in enumerate(drawn, 2) if any(row.values())]
    table.present = data.draw(st.booleans()) or bool(table.rows)
    write_workbook(dossier, tmp_path / "any.xlsx")
    back = read_workbook(tmp_path / "any.xlsx")
    assert everything(back) == everything(dossier)
    assert found(back) == []
    write_folder(back, tmp_path / "any")
    assert everything(read_folder(tmp_path / "any")) == everything(dossier)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff")).map(str.strip))
def test_what_the_dossier_says_of_itself_comes_back(tmp_path_factory: pytest.TempPathFactory, note: str) -> None:
    folder = tmp_path_factory.mktemp("note")
    dossier = read_folder(laid_out(folder))
    dossier.note, dossier.starter, dossier.frameworks = note, "general", ("one", "two", "0012")
    write_workbook(dossier, folder / "卷宗.xlsx")
    write_folder(dossier, folder / "again")
    for back in (read_workbook(folder / "卷宗.xlsx"), read_folder(folder / "again")):
        assert everything(back) == everything(dossier)


def test_an_absent_table_stays_absent_and_an_empty_one_empty(tmp_path: Path) -> None:
    dossier = read_folder(laid_out(tmp_path / "d", {"payment.csv": "payment_id,paid_on\n"}))
    for with_empty_sheets in (False, True):
        path = tmp_path / f"{with_empty_sheets}.xlsx"
        write_workbook(dossier, path, with_empty_sheets=with_empty_sheets)
        back = read_workbook(path)
        assert (back.table("payment").present, back.table("payment").rows) == (True, [])
        assert not back.table("project").present
        assert ("支出项目" in openpyxl.load_workbook(path).sheetnames) == with_empty_sheets


def test_a_text_that_excel_cannot_hold_is_not_cut(tmp_path: Path) -> None:
    dossier = read_folder(laid_out(tmp_path / "d", {"project.csv": PROJECT}))
    for text in ("长" * 32_768, "\uffff"):
        dossier.table("project").rows[0].values["name"] = text
        with pytest.raises(Unwritable) as raised:
            write_workbook(dossier, tmp_path / "d.xlsx")
        assert "工作表“支出项目”第2行“项目名称”" in raised.value.say("zh")
    assert not (tmp_path / "d.xlsx").exists()


# ---- the workbook, seen by another reader


def test_another_reader_finds_a_workbook_that_helps_to_fill_it_in(typed: Path, tmp_path: Path) -> None:
    path = tmp_path / "d.xlsx"
    write_workbook(read_folder(typed), path, with_empty_sheets=True)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["卷宗", "台账种类", "单位"]
    sheet = book["支出"]
    spots = {cell.value: cell.column_letter for cell in sheet[1]}
    assert list(spots) == [field.label.zh for field in read_folder(typed).schema["payment"].fields.values()]
    last = list(spots.values())[-1]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.protection.sheet) == ("A2", f"A1:{last}2", True)
    assert sheet["A1"].protection.locked
    assert not any(sheet.column_dimensions[letter].protection.locked for letter in spots.values())
    assert all(sheet.column_dimensions[letter].width > 8 for letter in spots.values())
    by_spot = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    checks = {label: by_spot[f"{letter}2:{letter}1001"] for label, letter in spots.items()}
    assert {label: checks[label].type for label in ("支出编号", "支付日期", "项目代码", "资金来源", "金额", "备注")} == {
        "支出编号": None,
        "支付日期": "date",
        "项目代码": "list",
        "资金来源": "list",
        "金额": "decimal",
        "备注": None,
    }
    assert (checks["资金来源"].errorStyle, checks["项目代码"].errorStyle) == (None, "warning")
    assert "下拉列表" in checks["资金来源"].error
    assert "2023-06-30" in checks["支付日期"].error
    assert all(each.showInputMessage and each.prompt for each in checks.values())
    assert str(checks["项目代码"].formula1) == "编号_project"
    assert book.defined_names["编号_project"].value.startswith("'支出项目'!$B$2:INDEX(")
    choices = book.defined_names[checks["资金来源"].formula1].value
    column = choices.split("$")[1]
    assert [cell.value for cell in book["选项"][column]][1] == "一般公共预算"
    comment = sheet[f"{spots['金额']}1"].comment
    assert comment is not None
    assert comment.text == "类型：金额（元，至多两位小数），如 12345.60\n标识：amount_yuan\n必填"


def test_cells_have_the_formats_of_their_types(typed: Path, tmp_path: Path) -> None:
    dossier = read_folder(typed)
    table = dossier.table("any")
    row: dict[str, Value] = {
        "unit_code": "U1",
        "code": "007",
        "text": "=1+1",
        "whole": Quantity(Decimal(12)),
        "yuan": Quantity(Decimal("2157.27")),
        "happened_on": dt.date(2023, 6, 30),
        "number": Quantity(Decimal(1600), Precision.ABOUT),
    }
    table.rows, table.present = [Row(table.spec, 2, row)], True
    write_workbook(dossier, tmp_path / "d.xlsx")
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    sheet = book[sheet_names(dossier.schema)["any"]]
    cells = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert {
        label: (cells[label].value, cells[label].number_format, cells[label].data_type) for label in row_labels(dossier, row)
    } == {
        "单位代码": ("U1", "@", "s"),
        "编号": ("007", "@", "s"),
        "文字": ("=1+1", "@", "s"),
        "个数": (12, "0", "n"),
        "金额": (2157.27, "#,##0.00", "n"),
        "日期": (dt.datetime.fromisoformat("2023-06-30"), "yyyy-mm-dd", "d"),
        "数值": ("约1600", "General", "s"),
    }
    assert not any(cell.protection.locked for cell in sheet[2] if cell.value is not None)


def row_labels(dossier: Dossier, row: Mapping[str, Value]) -> list[str]:
    return [dossier.schema["any"].fields[name].label.zh for name in row]


def test_sheet_names_are_short_unique_and_in_order_of_reference(typed: Path) -> None:
    schema = read_folder(typed).schema
    names = sheet_names(schema)
    assert names["any"] == "各种类型 样样都有 很长很长的台账名称很长很长很长很长很长很长"
    assert all(1 <= len(name) <= 31 for name in names.values())
    assert len({name.casefold() for name in names.values()}) == len(names)
    order = ordered(schema)
    assert order[0] == "unit"
    assert order.index("project") < order.index("budget")
    assert order[-1] == "any"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("支出 (2)", "支出"), ("支出（2）", "支出"), ("表3 支出", "支出"), ("支 出", "支出"), ("支出表", "支出"), ("支出项目1", "支出项目"),
        ("公务接待帐", "公务接待台账"), ("2023", None), ("说明", None), ("Sheet1", None),
    ],
)  # fmt: skip
def test_names_that_come_close(name: str, near: str | None) -> None:
    assert near_name(name, ["支出", "支出项目", "公务接待台账", "预算"]) == near


# ---- what people do to a workbook

Change = Callable[[Any], None]
Opened = Callable[[Change], Dossier]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """The dossier in a workbook that another program has changed."""

    def opened(change: Change) -> Dossier:
        tables = {"project.csv": PROJECT, "payment.csv": PAYMENT, "unit.csv": "unit_code,name,kind\nU1,单位,行政单位\n"}
        write_workbook(read_folder(laid_out(tmp_path / "d", tables)), tmp_path / "d.xlsx")
        book = openpyxl.load_workbook(tmp_path / "d.xlsx")
        change(book)
        book.save(tmp_path / "d.xlsx")
        return read_workbook(tmp_path / "d.xlsx")

    return opened


def amounts(dossier: Dossier) -> list[str]:
    return [row.text("amount_yuan") for row in dossier.table("payment")]


def said(dossier: Dossier, *checks: str) -> list[tuple[str, str, str]]:
    """Severity, place and reason of what was found."""
    assert {finding.check for finding in found(dossier)} == set(checks)
    assert all(finding.because.say("en") for finding in found(dossier))
    return [(finding.severity, finding.place.say("zh"), finding.because.say("zh")) for finding in found(dossier)]


USUAL = ["2157.27", "100.00", "-20.50"]


def test_nothing_is_found_when_another_program_only_saves_it(opened: Opened) -> None:
    dossier = opened(lambda _: None)
    assert (amounts(dossier), found(dossier)) == (USUAL, [])


def test_blank_rows_columns_and_another_order_are_taken_as_they_are(opened: Opened) -> None:
    def change(book: Any) -> None:
        sheet = book["支出"]
        sheet.insert_rows(3, 4)
        sheet.insert_cols(2, 2)
        sheet.move_range("E1:E20", cols=10)

    dossier = opened(change)
    assert (amounts(dossier), found(dossier)) == (USUAL, [])
    assert [row.number for row in dossier.table("payment")] == [2, 7, 8]
    assert [row.text("paid_on") for row in dossier.table("payment")] == ["2023-03-01", "2023-04-01", "2023-05-01"]


def test_title_rows_above_the_header_are_passed_over(opened: Opened) -> None:
    def change(book: Any) -> None:
        sheet = book["支出"]
        sheet.insert_rows(1, 3)
        sheet["A1"] = "2023年度支出台账"
        sheet.merge_cells("A1:H1")
        sheet["G2"] = "单位：元"

    dossier = opened(change)
    assert amounts(dossier) == USUAL
    assert dossier.table("payment").rows[0].number == 5
    because = "表头在第4行，其上方的内容（“2023年度支出台账”等）按标题处理，未读入"
    assert said(dossier, "headers-stand-first") == [("hint", "d.xlsx 工作表“支出” 第1行", because)]


def test_a_header_with_marks_is_read_with_a_hint_but_never_with_another_unit(opened: Opened) -> None:
    def change(book: Any) -> None:
        sheet = book["支出"]
        sheet["B1"], sheet["C1"], sheet["G1"] = "*支出编号", "支付\n日期（必填）", "金额（元）"

    dossier = opened(change)
    assert amounts(dossier) == USUAL
    assert [place for _, place, _ in said(dossier, "columns-are-named-exactly")] == [
        f"d.xlsx 工作表“支出” 第1行 “{label}”列" for label in ("支出编号", "支付日期", "金额")
    ]
    wrong = opened(lambda book: book["支出"].__setitem__("G1", "金额（万元）"))
    assert amounts(wrong) == ["", "", ""]
    assert [finding.severity for finding in found(wrong)] == ["error", "error"]


def test_extra_columns_are_said_and_not_read(opened: Opened) -> None:
    def change(book: Any) -> None:
        sheet = book["支出"]
        sheet["I1"], sheet["I2"], sheet["K3"] = "合计", 5, "草稿"

    dossier = opened(change)
    assert amounts(dossier) == USUAL
    assert [(severity, place) for severity, place, _ in said(dossier, "columns-are-known", "columns-have-a-header")] == [
        ("error", "d.xlsx 工作表“支出” 第1行 “合计”列"),
        ("error", "d.xlsx 工作表“支出” 第3行"),
    ]
    within = opened(lambda book: (book["支出"].insert_cols(3), book["支出"].__setitem__("C3", "草稿")))
    assert said(within, "columns-have-a-header") == [("error", "d.xlsx 工作表“支出” 第3行", "第3列没有表头，其内容未读入")]


def test_a_renamed_sheet_is_recognised_by_name_and_header(opened: Opened) -> None:
    dossier = opened(lambda book: setattr(book["支出"], "title", "支出(1)"))
    assert amounts(dossier) == USUAL
    assert said(dossier, "sheets-are-named-exactly") == [("explain", "d.xlsx 工作表“支出(1)”", "工作表“支出(1)”按表“支出”读取")]


def test_a_copy_of_a_sheet_is_not_read_twice(opened: Opened) -> None:
    dossier = opened(lambda book: setattr(book.copy_worksheet(book["支出"]), "title", "支出 (2)"))
    assert amounts(dossier) == USUAL
    assert said(dossier, "tables-stand-once") == [
        ("explain", "d.xlsx 工作表“支出 (2)”", "表“支出”已由工作表“支出”给出，“支出 (2)”未读入")
    ]


def test_a_sheet_that_is_no_table_is_said(opened: Opened) -> None:
    dossier = opened(lambda book: (book.create_sheet("填报说明").append(["请先填单位"]), book.create_sheet("Sheet1")))
    assert amounts(dossier) == USUAL
    assert said(dossier, "tables-are-known") == [
        ("explain", "d.xlsx 工作表“填报说明”", "没有名为“填报说明”的表或台账，工作表未读入")
    ]


def test_a_hidden_sheet_is_read(opened: Opened) -> None:
    dossier = opened(lambda book: setattr(book["支出"], "sheet_state", "hidden"))
    assert amounts(dossier) == USUAL
    assert said(dossier, "sheets-are-visible") == [("hint", "d.xlsx 工作表“支出”", "工作表是隐藏的，已照常读入")]


def test_a_sheet_that_was_deleted_is_missed(opened: Opened) -> None:
    dossier = opened(lambda book: book.remove(book["支出"]))
    assert not dossier.table("payment").present
    assert [severity for severity, _, _ in said(dossier, "tables-are-there")] == ["error"]


CELLS: list[tuple[str, object, str, str, str, str]] = [
    ("G", "２，１５７．２７", "2157.27", "hint", "numbers-are-stored-as-numbers", "数字是以文字填写的（“２，１５７．２７”），按 2157.27 读取"),
    ("G", " 2157.27 ", "2157.27", "hint", "numbers-are-stored-as-numbers", "数字是以文字填写的（“2157.27”），按 2157.27 读取"),
    ("G", "2157.27元", "", "error", "cells-fit-their-type", "这不是数字"),
    ("G", 2157.275, "", "error", "cells-fit-their-type", "金额须精确到分，不能是约数，也不能有第三位小数"),
    ("C", "2023年3月1日", "2023-03-01", "hint", "dates-are-stored-as-dates", "日期是以文字填写的，按2023-03-01读取"),
    ("C", "45000", "2023-03-15", "explain", "dates-are-stored-as-dates", "数字 45000 是 Excel 的日期序号，按 2023-03-15 读取"),
    ("C", "20230301", "2023-03-01", "explain", "dates-are-stored-as-dates", "八位数字 20230301 按日期 2023-03-01 读取"),
    ("C", "20230231", "", "error", "cells-fit-their-type", "这不是日期"),
    ("C", "2023-02-31", "", "error", "dates-exist", "没有这一天：该月最后一天是2023-02-28"),
    ("D", "0012 ", "0012", "hint", "texts-have-no-spaces-around", "文字前后有空格，已略去"),
    ("F", "一般公共预算 ", "一般公共预算", "hint", "texts-have-no-spaces-around", "文字前后有空格，已略去"),
    ("D", 12, "12", "hint", "texts-are-stored-as-text", "文字列中的单元格存为数字，按“12”读取；编号开头的零可能已丢失"),
    (
        "D", dt.date(2023, 1, 2), "2023-01-02", "explain", "texts-are-stored-as-text",
        "文字列中的单元格存为日期，按“2023-01-02”读取；如果原来是编号（如 1-2），请重新输入",
    ),
    ("H", True, "TRUE", "hint", "texts-are-stored-as-text", "单元格存为逻辑值，按“TRUE”读取"),
    ("G", "#REF!", "", "error", "cells-hold-values", "单元格是错误值 #REF!，没有可用的内容"),
    (
        "G", "=1+1", "", "error", "cells-hold-values",
        "单元格是公式，但文件中没有它的结果；请用 Excel 或 WPS 打开并保存一次",
    ),
]  # fmt: skip


@pytest.mark.parametrize("given", CELLS)
def test_a_cell_as_people_leave_it(opened: Opened, given: tuple[str, object, str, str, str, str]) -> None:
    column, cell, text, severity, check, because = given
    dossier = opened(lambda book: book["支出"].__setitem__(f"{column}2", cell))
    (row, *_) = dossier.table("payment")
    field = list(row.spec.fields.values())["ABCDEFGH".index(column)]
    assert row.text(field.name) == text
    assert (field.name in row.misread) == (severity == "error")
    (finding,) = found(dossier)
    assert (finding.severity, finding.check, finding.because.say("zh")) == (severity, check, because)
    assert finding.place.say("zh") == f"d.xlsx 工作表“支出” 第2行 “{field.label.zh}”列"
    assert (finding.place.table, finding.place.column) == ("payment", field.name)


def test_a_number_of_the_day_and_a_time_of_day_are_taken_as_days(opened: Opened) -> None:
    def change(book: Any) -> None:
        sheet = book["支出"]
        sheet["C2"].number_format, sheet["C2"] = "General", 45000
        sheet["C3"] = dt.datetime.fromisoformat("2023-04-01T08:30")
        sheet["C3"].number_format = "yyyy-mm-dd hh:mm"
        sheet["C2"].number_format = "General"

    dossier = opened(change)
    assert [row.text("paid_on") for row in dossier.table("payment")] == ["2023-03-15", "2023-04-01", "2023-05-01"]
    assert [severity for severity, _, _ in said(dossier, "dates-are-stored-as-dates")] == ["explain", "hint"]


def test_cells_merged_downwards_count_for_every_row(opened: Opened) -> None:
    def change(book: Any) -> None:
        book["支出"].merge_cells("C2:C4")
        book["支出"].merge_cells("E2:F2")

    dossier = opened(change)
    assert [row.text("paid_on") for row in dossier.table("payment")] == ["2023-03-01"] * 3
    assert said(dossier, "cells-stand-alone")[0] == (
        "explain",
        "d.xlsx 工作表“支出” 第2行 “支付日期”列",
        "第2行至第4行合并为一个单元格，各行都按“2023-03-01”读取",
    )


def test_many_interpretations_of_one_kind_are_counted(opened: Opened) -> None:
    def change(book: Any) -> None:
        for number in range(50):
            book["支出"].append(["U1", f"Q{number}", dt.date(2023, 6, 1), "0012", "", "一般公共预算", f"{number}.00", ""])

    dossier = opened(change)
    assert len(dossier.table("payment").rows) == 53
    *_, last = said(dossier, "numbers-are-stored-as-numbers")
    assert len(found(dossier)) == MOST_SAID + 1
    assert last[2] == "自第25行至第54行，这一列另有30个单元格也是如此"


def test_formulas_count_by_the_result_that_another_program_left(opened: Opened, tmp_path: Path) -> None:
    opened(lambda book: book["支出"].__setitem__("G2", "=1+1"))
    path = tmp_path / "d.xlsx"
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    result = rb"<f>1\+1</f><v ?/>|<f>1\+1</f><v></v>"
    members = {name: re.sub(result, b"<f>1+1</f><v>2157.27</v>", raw) for name, raw in members.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    dossier = read_workbook(path)
    assert (amounts(dossier), found(dossier)) == (USUAL, [])


def test_a_sheet_without_its_header_is_not_guessed(opened: Opened) -> None:
    dossier = opened(lambda book: book["支出"].delete_rows(1))
    assert amounts(dossier) == []
    assert [severity for severity, _, _ in said(dossier, "tables-have-a-header")] == ["error"]


def test_rows_on_an_empty_sheet_make_the_table_present(tmp_path: Path) -> None:
    write_workbook(read_folder(laid_out(tmp_path / "d")), tmp_path / "d.xlsx", with_empty_sheets=True)
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    book["支出项目"].append(["U1", "0012", None, "一个项目", "项目支出"])
    book["卷宗"]["C2"].comment = Comment("看过", "某人")
    book.save(tmp_path / "d.xlsx")
    dossier = read_workbook(tmp_path / "d.xlsx")
    assert dossier.table("project").present
    assert not dossier.table("payment").present
    assert dossier.table("project").rows[0].text("project_code") == "0012"
    assert [finding for finding in found(dossier) if finding.severity == "error"] == []


def test_the_first_sheet_and_the_ledger_kinds_are_checked_where_they_stand(typed: Path, tmp_path: Path) -> None:
    write_workbook(read_folder(typed), tmp_path / "d.xlsx")
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    next(row for row in book["台账种类"].iter_rows() if row[3].value == "yuan")[6].value = "货币"
    next(row for row in book["卷宗"].iter_rows() if row[2].value == "schema_version")[3].value = "9"
    book.save(tmp_path / "d.xlsx")
    places = {finding.place.say("zh").split(" 第")[0] for finding in found(read_workbook(tmp_path / "d.xlsx"))}
    assert {"d.xlsx 工作表“台账种类”", "d.xlsx 工作表“卷宗”"} <= places


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda book: book.remove(book["卷宗"]), "其中没有工作表“卷宗”"),
        (lambda book: book["卷宗"].__setitem__("D3", "明年"), "fiscal_year 应为"),
    ],
)
def test_a_workbook_that_is_no_dossier_is_said_to_be_none(opened: Opened, change: Change, sentence: str) -> None:
    with pytest.raises(Unreadable) as raised:
        opened(change)
    assert sentence in raised.value.say("zh")


# ---- converting


def test_converting_there_and_back_takes_the_evidence_along(tmp_path: Path) -> None:
    book, folder = tmp_path / "a" / "卷宗.xlsx", tmp_path / "b"
    book.parent.mkdir()
    assert convert(EXAMPLE, book).written == [book, book.parent / "evidence"]
    convert(book, folder)
    assert everything(read_dossier(folder)) == everything(read_dossier(EXAMPLE))
    assert sorted(file.name for file in (folder / "evidence").iterdir()) == sorted(
        file.name for file in (EXAMPLE / "evidence").iterdir()
    )


def test_converting_keeps_what_stands_there_unless_it_is_forced(tmp_path: Path) -> None:
    source = laid_out(tmp_path / "a", {"project.csv": PROJECT})
    target = laid_out(tmp_path / "b", {"payment.csv": PAYMENT, "notes.csv": "a\n", "ledgers/any.yaml": KIND})
    with pytest.raises(Misuse) as raised:
        convert(source, target)
    assert "--force" in raised.value.say("zh")
    assert read_dossier(target).table("payment").present
    convert(source, target, force=True)
    assert everything(read_dossier(target)) == everything(read_dossier(source))
    assert (target / "notes.csv").exists()
    with pytest.raises(Misuse):
        convert(source, tmp_path / "d.ods")


def test_a_dossier_with_errors_is_not_converted(tmp_path: Path) -> None:
    source = laid_out(tmp_path / "a", {"payment.csv": PAYMENT.replace("100.00", "一百")})
    converted = convert(source, tmp_path / "d.xlsx")
    assert converted.written == ()
    assert not (tmp_path / "d.xlsx").exists()


# ---- another office program


@pytest.mark.heavy
def test_libreoffice_saves_it_again_and_nothing_is_lost(example: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice (LibreOffice) is not on PATH")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [office, home, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path), str(example)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    back = read_workbook(tmp_path / example.name)
    assert everything(back) == everything(read_folder(EXAMPLE))
    assert found(back) == []
    validations = openpyxl.load_workbook(tmp_path / example.name)["支出"].data_validations.dataValidation
    assert {"list", "date", "decimal"} <= {each.type for each in validations}

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.dossiers import EXAMPLE, laid_out
from tests.tables.books import KIND, PROJECT, everything, found

from jixiao.errors import Unwritable
from jixiao.exact import Missing, Precision, Quantity
from jixiao.score.as_json import score_json
from jixiao.score.unit_score import score_unit
from jixiao.tables.cells import Value
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.folder import read_folder, write_folder
from jixiao.tables.ledger_kinds import SPEC
from jixiao.tables.reading import read_dossier
from jixiao.tables.schema import TYPES, Field
from jixiao.tables.sheet_names import near_name, ordered, sheet_names
from jixiao.tables.workbook import read_workbook, write_workbook

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
    }
    if field.choices:
        return st.one_of(st.none(), st.sampled_from(sorted(field.choices)))
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


def test_the_first_sheet_and_the_ledger_kinds_are_checked_where_they_stand(typed: Path, tmp_path: Path) -> None:
    write_workbook(read_folder(typed), tmp_path / "d.xlsx")
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    next(row for row in book["台账种类"].iter_rows() if row[3].value == "yuan")[6].value = "货币"
    next(row for row in book["卷宗"].iter_rows() if row[2].value == "schema_version")[3].value = "9"
    book.save(tmp_path / "d.xlsx")
    places = {finding.place.say("zh").split(" 第")[0] for finding in found(read_workbook(tmp_path / "d.xlsx"))}
    assert {"d.xlsx 工作表“台账种类”", "d.xlsx 工作表“卷宗”"} <= places


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
    columns = list(sheet.column_dimensions.values())  # of equal neighbours only the first
    assert (columns[0].min, columns[-1].max) == (1, len(spots))
    assert not any(column.protection.locked for column in columns)
    assert all(column.width > 8 for column in columns)
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


def test_every_type_of_column_has_a_word_on_the_sheet_of_ledger_kinds() -> None:
    assert set(SPEC.fields["type"].choices or ()) == set(TYPES)

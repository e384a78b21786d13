"""Workbooks that people and their programs have changed: what they see counts, all else is as it was written."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.chart.bar_chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet
from tests.document import papers

from jixiao.document.derivations import Derivation, SourceRow, Trace
from jixiao.document.drawing import words
from jixiao.document.formats import xlsx
from jixiao.document.formats.xlsx.restoring import pairs
from jixiao.document.formats.xlsx.source_list import folded
from jixiao.document.model import (
    Chart,
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Run,
    Runs,
    Series,
    Table,
    cell,
    heading,
    label,
    number,
    paragraph,
    runs_of,
    text_of,
)
from jixiao.document.tidy import tidied
from jixiao.errors import Unwritable
from jixiao.wording import of_words, same


def values(*texts: str) -> tuple[Runs, ...]:
    return tuple(runs_of(Run(text, "score.total")) if text else () for text in texts)


BY_PROJECT = Chart(
    "column",
    runs_of("=各项目支出"),
    ("=维修", "培训", "采购"),
    (Series("预算数", values("1,200.00", "约1600", "")), Series("支出数", values("1,180.25", "1,500.00", "80.00"))),
    "万元",
)
RATES = Chart("bar", (), ("决策", "过程"), (Series("得分率", values("97.99%", "50余")),), "")
COURSE = Chart("line", runs_of("进度"), ("1月", "2月"), (Series("支出", values("10", "未到期")),), "万元")
TRACE = Trace(
    (("form", "self_evaluation_report"),),
    (*(SourceRow("payment", f"ZF-{at:03}", "0" * 12) for at in range(1, 137)), SourceRow("visits", "L-1", "1" * 12)),
    (
        Derivation("score.total", of_words("总得分", "Total score"), "97.99", (same("10 + 20"), same("=30")), tuple(range(137))),
        Derivation("score.item-1", of_words("一项得分", "Score of an item"), "9.99"),
    ),
)


def paper() -> Document:
    """A report with charts below a table and elsewhere, pictures in the text and below a table, and a trace."""
    report = papers.report()
    picture = Picture(papers.png(40, 20), "一张图片", share=50)
    blocks = (
        *report.blocks[:7],
        BY_PROJECT,
        *report.blocks[7:],
        RATES,
        Picture(papers.JPEG, "另一张", "image/jpeg"),
        paragraph("图后的文字。"),
        COURSE,
        PageBreak("landscape"),
        Table((Column(1), Column(2)), (), ((label("甲"), number("1")), (label("乙"), number("约2")))),
        picture,
    )
    return replace(report, blocks=blocks, trace=TRACE)


def without_pictures() -> Document:
    """The same without pictures, which openpyxl does not keep."""
    return replace(paper(), blocks=tuple(each for each in paper().blocks if not isinstance(each, Picture)))


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    made = tmp_path / "plain.xlsx"
    xlsx.write(without_pictures(), made)
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "paper.xlsx"
    xlsx.write(paper(), made)
    return made


def edited(path: Path, edit: Callable[[openpyxl.Workbook], None]) -> Document:
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return xlsx.read(path)


def lines(document: Document) -> list[str]:
    return [text_of(each.runs) for each in document.blocks if isinstance(each, (Heading, Paragraph))]


def test_a_full_paper_reads_back(path: Path) -> None:
    assert xlsx.read(path) == tidied(paper())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(papers.FULL_DOCUMENTS)
def test_the_same_document_gives_the_same_bytes(tmp_path: Path, document: Document) -> None:
    xlsx.write(document, tmp_path / "a.xlsx")
    xlsx.write(document, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


# ---- charts and pictures


def test_charts_are_excels_own_over_visible_numbers(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[-4:] == ["表3", "图表", "数据来源", "随附数据"]
    below = book["表1 绩效自评表"]._charts  # noqa: SLF001 - openpyxl has no other way
    beside = book["图表"]._charts  # noqa: SLF001
    assert [type(each).__name__ for each in (*below, *beside)] == ["BarChart", "BarChart", "LineChart"]
    (first,) = below
    assert isinstance(first, BarChart)
    assert first.series[0].val.numRef.f == "图表!$B$3:$B$5"
    assert first.series[0].cat.strRef.f == "图表!$A$3:$A$5"
    assert first.title.tx.strRef.f == "图表!$A$1"
    assert first.y_axis.title.tx.strRef.f == "图表!$A$2"
    sheet = book["图表"]
    assert [[each.value for each in row] for row in sheet["A1:C5"]] == [
        ["=各项目支出", None, None],
        ["单位：万元", "预算数", "支出数"],
        ["=维修", 1200, 1180.25],
        ["培训", 1600, 1500],
        ["采购", None, 80],
    ]
    assert (sheet["A3"].data_type, sheet["B3"].number_format, sheet["B4"].number_format) == ("s", "#,##0.00", '"约"0')


def test_charts_and_pictures_are_told_in_words(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        drawings = "".join(package.read(name).decode() for name in package.namelist() if name.startswith("xl/drawings/drawing"))
    for told in (*map(words, (BY_PROJECT, RATES, COURSE)), "一张图片", "另一张"):
        assert f'descr="{told}"' in drawings


def test_a_number_of_a_chart_that_was_edited_is_read_as_it_stands(plain: Path) -> None:
    read = edited(plain, lambda book: book["图表"].__setitem__("C5", 99))
    charts = [each for each in read.blocks if isinstance(each, Chart)]
    assert [text_of(each) for each in charts[0].series[1].values] == ["1,180.25", "1,500.00", "99.00"]
    assert charts[0].series[1].values[0] == (Run("1,180.25", "score.total"),)
    assert charts[0].series[0] == BY_PROJECT.series[0]
    assert charts[1:] == [RATES, COURSE]


def test_a_broken_picture_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unwritable) as caught:
        xlsx.write(Document("t", (Picture(b"\x89PNG\r\n\x1a\n" + b"x" * 60, "坏图"),)), tmp_path / "t.xlsx")
    assert "坏图" in caught.value.say("zh")
    assert not [*tmp_path.iterdir()]


# ---- edited


def test_an_edited_cell_is_read_as_it_stands(plain: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["表1 绩效自评表"]["B4"] = "改过"
        book["正文"]["A2"] = "改过的一段"

    read, was = edited(plain, edit), tidied(without_pictures())
    assert text_of(read.tables[0].body[0][1].runs) == "改过"
    assert read.tables[0].body[1:] == was.tables[0].body[1:]
    assert read.tables[0].columns == was.tables[0].columns
    assert lines(read)[1:3] == ["改过的一段", lines(was)[2]]
    assert [each.numbered for each in read.blocks if isinstance(each, Heading)] == [False, True, True, True, False]
    assert lines(read)[-3] == "二、问题"
    assert len(read.blocks) == len(was.blocks)


def test_what_was_taken_out_is_out_of_the_file(tmp_path: Path) -> None:
    path, again = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    secret = "不宜公开的一句话"
    blocks = (paragraph(secret), paragraph("可以公开"), Table((Column(),), (), ((cell(secret),),), runs_of(secret)))
    xlsx.write(Document("t", blocks), path)
    book = openpyxl.load_workbook(path)
    book["正文"]["A1"] = None
    del book[secret]
    book.save(again)
    with zipfile.ZipFile(again) as package:
        parts = {name: package.read(name).decode() for name in package.namelist() if "defined" not in name}
    assert not [name for name, text in parts.items() if secret in text and name != "xl/workbook.xml"]
    assert lines(xlsx.read(again)) == ["可以公开"]


def test_rows_and_lines_that_came_or_went_leave_the_others_as_they_were(plain: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["表3"]
        sheet.insert_rows(2)
        sheet["A2"], sheet["B2"] = "新", "3"
        sheet.defined_names["表体"].attr_text = "'表3'!$A$1:$B$3"
        sheet["A6"] = "表后新增一行"
        book["正文"].delete_rows(3)

    read, was = edited(plain, edit), tidied(without_pictures())
    table = read.tables[2]
    assert [[text_of(each.runs) for each in row] for row in table.body] == [["甲", "1"], ["新", "3"], ["乙", "约2"]]
    assert (table.body[0], table.body[2]) == was.tables[2].body
    assert table.columns == was.tables[2].columns
    assert lines(read) == [*lines(was)[:2], *lines(was)[3:], "表后新增一行"]


def test_a_renamed_sheet_keeps_its_place_and_a_copied_one_is_added(plain: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        book["表3"].title = "改名"
        book.defined_names["jx_sheet_04"].attr_text = "'改名'!$A$1"
        book.copy_worksheet(book["表2"]).title = "表3"

    read, was = edited(plain, edit), tidied(without_pictures())
    assert read.blocks[: len(was.blocks)] == was.blocks
    assert [type(each) for each in read.blocks[len(was.blocks) :]] == [PageBreak, Table]


def test_a_deleted_sheet_is_gone(plain: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        del book["表2"]
        for name in ("jx_chart_02", "jx_sheet_03"):
            book.defined_names[name].attr_text = "#REF!"

    read, was = edited(plain, edit), tidied(without_pictures())
    assert read.tables == [was.tables[0], was.tables[2]]
    assert [each for each in read.blocks if isinstance(each, Chart)] == [BY_PROJECT, COURSE]


HUGE = '{"edition":1,"page":"portrait","undated":true,"sheets":[],"blocks":[[0,"table",[[1,"left"]],[],[[[99999,99999,null,"text"]]],[],[]]]}'
DAMAGES = {"no sheet": "", "damaged": "{", "other edition": '{"edition":9}', "too large": HUGE}


@pytest.mark.parametrize("damage", DAMAGES)
def test_without_what_was_carried_tables_are_read_sheet_by_sheet(plain: Path, damage: str) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        carried: Worksheet = book["随附数据"]
        if damage == "no sheet":
            del book["随附数据"]
        for row in carried.iter_rows(min_row=2):
            for each in row:
                each.value = DAMAGES[damage]

    read = edited(plain, edit)
    assert [text_of(each.caption) for each in read.tables[:1]] == ["表1 绩效自评表"]
    assert read.trace is None
    assert len(read.tables) == 4


def test_a_long_trace_is_carried(tmp_path: Path) -> None:
    rows = tuple(SourceRow("payment", f"𠮷支付{at:06}", f"{at:012}") for at in range(4_000))
    document = replace(papers.report(), trace=Trace((), rows, ()))
    xlsx.write(document, tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["随附数据"]
    lengths = [len(each.value.encode("utf-16-le")) // 2 for row in sheet.iter_rows() for each in row if each.value]
    assert max(lengths) <= 32_767
    assert len(lengths) > 6
    assert xlsx.read(tmp_path / "t.xlsx").trace == document.trace


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_pairs_keep_the_order_and_name_all(then: list[str], now: list[str]) -> None:
    found = pairs(then, now)
    assert [old for old, _ in found if old is not None] == [*range(len(then))]
    assert [new for _, new in found if new is not None] == [*range(len(now))]
    assert then != now or all(old == new for old, new in found)


def test_many_rows_are_paired_without_waiting() -> None:
    found = pairs([f"{at % 3}" for at in range(6_000)], ["new", *(f"{at % 3}" for at in range(6_000))])
    assert len(found) >= 6_000


# ---- where figures come from


def test_the_list_of_sources_explains_every_figure(path: Path) -> None:
    rows = [*openpyxl.load_workbook(path)["数据来源"].iter_rows(values_only=True)]
    assert rows[0] == ("数据编号", "数值", "工作表", "单元格", "前文", "后文", "含义", "算式", "依据")
    total = next(row for row in rows if row[0] == "score.total")
    assert total[6:8] == ("总得分", "10 + 20\n=30")
    assert total[8].startswith("支出 136行：ZF-001、ZF-002、")
    assert "…、ZF-136\nvisits 1行：L-1" in total[8]
    assert ("score.item-1", "一项得分", None, None) in [(row[0], *row[6:]) for row in rows]
    assert ("score.total", "1,180.25", "图表", "C3") in [row[:4] for row in rows]


def test_many_rows_are_folded_to_a_few_words() -> None:
    rows = [SourceRow(f"t{at % 5}", f"{'长' * 60}{at}", "") for at in range(1_000)]
    assert len(folded(rows)) < 900
    assert folded([]) == ""


def test_without_a_trace_sources_are_only_placed(tmp_path: Path) -> None:
    xlsx.write(papers.report(), tmp_path / "t.xlsx")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx")["数据来源"].max_column == 6


# ---- other programs


INJECTED = ("=1+1", "=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\t=1", "\n=1", "＝1")


def dangerous() -> Document:
    """A document with a formula in the place of every text."""
    body = tuple((cell(text), number(text)) for text in INJECTED)
    table = Table((Column(), Column()), ((cell(INJECTED[0]), cell(INJECTED[1])),), body, runs_of("=1+1"), runs_of("+2"))
    chart = Chart("column", runs_of("=1+1"), INJECTED, (Series("@x", tuple(runs_of(text) for text in INJECTED)),), "=2")
    derivation = Derivation("score.total", same("=1"), "=1", (same("=2"), same("+3")), (0,))
    trace = Trace((("=1", "=2"),), (SourceRow("=t", "=k", "=d"),), (derivation,))
    total = paragraph("=", Run("=1", "score.total"), "+1")
    return Document("=1+1", (paragraph("=1", style="title"), table, chart, heading(1, "=3"), total), trace=trace)


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    xlsx.write(dangerous(), tmp_path / "t.xlsx")
    cells = [each for sheet in openpyxl.load_workbook(tmp_path / "t.xlsx") for row in sheet.iter_rows() for each in row]
    assert {each.data_type for each in cells if each.value is not None} == {"s", "n"}
    assert not [each.hyperlink for each in cells if each.hyperlink]
    assert xlsx.read(tmp_path / "t.xlsx") == tidied(dangerous())


def convert(path: Path, kind: str, folder: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice, profile, "--headless", "--convert-to", kind, "--outdir", str(folder / "again"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


@pytest.mark.heavy
def test_libreoffice_takes_no_text_for_a_formula(tmp_path: Path) -> None:
    xlsx.write(dangerous(), tmp_path / "t.xlsx")
    convert(tmp_path / "t.xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", tmp_path)
    rows = [row for each in (tmp_path / "again").glob("*.csv") for row in csv.reader(each.read_text("utf-8").splitlines())]
    shown = {text for row in rows for text in row}
    assert {"=1+1", "=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)"} <= shown
    assert not shown & {"2", "#NAME?", "#REF!", "Err:508"}


@pytest.mark.heavy
def test_libreoffice_keeps_a_whole_paper(path: Path, tmp_path: Path) -> None:
    convert(path, "xlsx:Calc MS Excel 2007 XML", tmp_path)
    assert xlsx.read(tmp_path / "again" / path.name) == tidied(paper())

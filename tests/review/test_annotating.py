"""Annotated copies: the findings stand at the words they are about, and everything else is as it was."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import openpyxl
import pytest
from docx.document import Document as WordDocument
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.comments import Comment
from openxml_audit import FileFormat, OpenXmlValidator
from tests.document.papers import DOCUMENTS

from jixiao.document.formats import docx as docx_format
from jixiao.document.formats import xlsx as xlsx_format
from jixiao.document.model import Document
from jixiao.document.opening import open_paper
from jixiao.errors import Misuse
from jixiao.findings import Finding, Place
from jixiao.review.annotated import annotate, target_of
from jixiao.review.paper import paper_of
from jixiao.wording import Text, same

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WRONG = "2023年6月31日"


def finding(path: Path, quote: str, severity: str = "error", **place: object) -> Finding:
    return Finding(
        "dates-exist",
        Place(str(path), **place),  # type: ignore[arg-type]
        Text("没有这一天：该月最后一天是{last}", "There is no such day: that month ends on {last}").fill(last="2023-06-30"),
        severity,  # type: ignore[arg-type]
        "N01",
        quote,
        same(quote),
        advice=Text("请核对<原件>", "Check the <original>"),
    )


def word(path: Path) -> WordDocument:
    """A paper as somebody types it: words over several runs, a hyperlink's words, a table with merged cells."""
    made = docx.Document()
    made.add_heading("一、监控情况", 1)
    paragraph = made.add_paragraph("截至2023年")
    paragraph.add_run("6月").bold = True
    paragraph.add_run("31日，项目支出进度为62.08%，截至年底完成。")
    made.add_paragraph("无关的一段，也截至2023年6月30日。")
    table = made.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "得分表"
    for row, texts in enumerate((("指标", "得分"), ("预算执行率", "9.99")), 1):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    made.save(str(path))
    return made


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def commented(path: Path) -> dict[str, str]:
    """The words inside the range of every comment, by its number."""
    root = etree.fromstring(parts(path)["word/document.xml"])
    inside: dict[str, list[str]] = {}
    found: dict[str, str] = {}
    for element in root.iter():
        if element.tag == f"{W}commentRangeStart":
            inside[element.get(f"{W}id")] = []
        elif element.tag == f"{W}commentRangeEnd":
            found[element.get(f"{W}id")] = "".join(inside.pop(element.get(f"{W}id")))
        elif element.tag == f"{W}t":
            for texts in inside.values():
                texts.append(element.text or "")
    assert not inside
    return found


def comments(path: Path) -> list[str]:
    return ["\n".join(each.text for each in comment.paragraphs) for comment in docx.Document(str(path)).comments]


def test_a_word_file_has_a_comment_around_the_quoted_words(tmp_path: Path) -> None:
    path = tmp_path / "监控.docx"
    word(path)
    target = annotate(path, [finding(path, WRONG, paragraph=2)], target_of(path, tmp_path / "out"), "zh")
    assert target == tmp_path / "out" / "监控（审核意见）.docx"
    assert commented(target) == {"0": WRONG}
    assert comments(target) == [
        f"错误 N01 dates-exist\n现为：{WRONG}\n原因：没有这一天：该月最后一天是2023-06-30\n处理：请核对<原件>"
    ]


def test_all_else_in_a_word_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "监控.docx"
    word(path)
    target = annotate(path, [finding(path, WRONG, paragraph=2)], tmp_path / "out.docx", "zh")
    before, after = parts(path), parts(target)
    changed = {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert after.keys() - before.keys() == {"word/comments.xml"}
    assert {name for name in before if before[name] != after[name]} == changed
    assert open_paper(target) == open_paper(path)
    paragraph = docx.Document(str(target)).paragraphs[1]
    assert [run.text for run in paragraph.runs if run.bold] == ["6月"]


def test_comments_may_share_words_and_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "监控.docx"
    word(path)
    quotes = [WRONG, "62.08%", "月31日，项目支出", "没有这句话"]
    target = annotate(path, [finding(path, quote, paragraph=2) for quote in quotes], tmp_path / "out.docx", "zh")
    whole = docx.Document(str(path)).paragraphs[1].text
    assert commented(target) == dict(zip("0123", [*quotes[:3], whole], strict=True))
    assert docx.Document(str(target)).paragraphs[1].text == whole


def test_a_finding_in_a_table_stands_on_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "表.docx"
    word(path)
    listed = [finding(path, "9.99", table="表1", row=3, column="B"), finding(path, "", table="表1", row=3)]
    target = annotate(path, listed, tmp_path / "out.docx", "zh")
    assert commented(target) == {"0": "9.99", "1": "预算执行率"}


def test_a_finding_about_the_whole_paper_has_no_range(tmp_path: Path) -> None:
    path = tmp_path / "监控.docx"
    word(path)
    target = annotate(path, [finding(path, "")], tmp_path / "out.docx", "en")
    assert commented(target) == {}
    assert comments(target)[0].startswith("error N01 dates-exist")


def test_comments_of_others_stay_in_a_word_file(tmp_path: Path) -> None:
    path = tmp_path / "监控.docx"
    made = word(path)
    made.add_comment(made.paragraphs[2].runs, "已阅", "王某")
    made.save(str(path))
    target = annotate(path, [finding(path, WRONG, paragraph=2)], tmp_path / "out.docx", "zh")
    assert [text.splitlines()[0] for text in comments(target)] == ["已阅", "错误 N01 dates-exist"]
    assert commented(target)["1"] == WRONG


def test_the_same_paper_gives_the_same_copy(tmp_path: Path) -> None:
    path = tmp_path / "监控.docx"
    word(path)
    once, again = (annotate(path, [finding(path, WRONG, paragraph=2)], tmp_path / name, "zh") for name in ("1.docx", "2.docx"))
    assert once.read_bytes() == again.read_bytes()


def test_the_paper_itself_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "监控.docx"
    word(path)
    with pytest.raises(Misuse, match="is the paper itself"):
        annotate(path, [], path, "zh")


def book(path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "自评表"
    for row in (["项目支出绩效自评表"], ["指标", "目标", "得分"], ["培训场次", 10, 9.5], ["培训人次", 10, 9.5]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    made.create_sheet("说明").append(["截至2023年6月31日"])
    made.save(path)


def cells(path: Path) -> dict[str, str]:
    """The comments of every sheet by their cells."""
    made = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text for sheet in made for row in sheet for cell in row if cell.comment
    }


def test_a_workbook_has_comments_on_the_cells(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    book(path)
    paper = open_paper(path)
    name = "表1"
    assert len(paper.tables) >= 1
    listed = [finding(path, "9.5", table=name, row=3, column="C"), finding(path, "9.5", table=name, row=3, column="C")]
    target = annotate(path, listed, tmp_path / "out.xlsx", "zh")
    found = cells(target)
    assert list(found) == ["自评表!C4"]
    assert found["自评表!C4"].count("错误 N01 dates-exist") == 2
    before, after = parts(path), parts(target)
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml", "[Content_Types].xml"}
    assert open_paper(target) == paper


def test_comments_of_others_stay_in_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    book(path)
    made = openpyxl.load_workbook(path)
    made["自评表"]["C4"].comment = Comment("已核", "王某")
    made["自评表"]["A3"].comment = Comment("另注", "王某")
    made.save(path)
    listed = [finding(path, "9.5", table="表1", row=3, column="C"), finding(path, "10", table="表1", row=2, column="B")]
    found = cells(annotate(path, listed, tmp_path / "out.xlsx", "zh"))
    assert found["自评表!A3"] == "另注"
    assert found["自评表!C4"].startswith("已核\n\n错误")
    assert found["自评表!B3"].startswith("错误")


PAGE = """<!doctype html><html><head><meta charset="{charset}"><title>2023年6月31日</title>
<style>p {{ color: red }}</style></head><body><h1>一、监控情况</h1><!-- 2023年6月31日 -->
<p>截至2023年<b>6月</b>31日&nbsp;，项目&amp;部门支出进度为62.08%。</p><table><tr><td>指标</td><td>得分</td></tr></table>
</body></html>
"""


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_web_page_has_its_words_highlighted(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "页.html"
    path.write_bytes(PAGE.format(charset=charset).encode("gb18030" if charset == "gb2312" else charset))
    listed = [finding(path, WRONG, paragraph=2), finding(path, "项目&部门", "explain", paragraph=2)]
    target = annotate(path, listed, tmp_path / "out.html", "zh")
    text = target.read_bytes().decode("gb18030" if charset == "gb2312" else charset)
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", text) == ["2023年", "6月", "31日", "项目&amp;部门"]
    assert "处理：请核对&lt;原件&gt;" in text
    plain = re.sub(r'<section class="jixiao-review".*?</section>\n', "", re.sub(r"</?mark[^>]*>|<sup>.*?</sup>", "", text))
    assert plain == PAGE.format(charset=charset)


@pytest.mark.parametrize("name", ["报告.txt", "报告.csv"])
def test_other_files_have_a_page_of_what_was_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("一、监控情况\n\n截至2023年6月31日，项目支出进度为62.08%。\n", "utf-8")
    paper = (
        [finding(path, WRONG, paragraph=2)] if name.endswith("txt") else [finding(path, WRONG, table="表1", row=2, column="A")]
    )
    target = annotate(path, paper, target_of(path, tmp_path), "zh")
    assert target.name == f"报告（审核意见）.{path.suffix[1:]}.html"
    assert "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", target.read_text("utf-8"))) == WRONG


def test_the_copy_is_of_the_kind_that_the_content_is_of(tmp_path: Path) -> None:
    word(tmp_path / "甲.docx")
    for name, made in (
        ("甲.wps", "甲（审核意见）.wps.docx"),
        ("甲.docm", "甲（审核意见）.docm"),
        ("甲.docx", "甲（审核意见）.docx"),
    ):
        path = tmp_path / name
        path.write_bytes((tmp_path / "甲.docx").read_bytes())
        target = annotate(path, [finding(path, WRONG, paragraph=2)], target_of(path, tmp_path / "out"), "zh")
        assert target.name == made
        assert commented(target) == {"0": WRONG}


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_the_judge_of_the_standard_has_nothing_more_against_the_copy(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"文.{ending}"
    (word if ending == "docx" else book)(path)
    place = {"paragraph": 2} if ending == "docx" else {"table": "表1", "row": 3, "column": "C"}
    target = annotate(path, [finding(path, "9.5", **place), finding(path, WRONG, **place)], tmp_path / f"out.{ending}", "zh")
    judge = OpenXmlValidator(file_format=FileFormat.OFFICE_2019)
    before, after = ({each.description for each in judge.validate(file).errors} for file in (path, target))
    assert after <= before


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(DOCUMENTS, st.data(), st.sampled_from(["docx", "xlsx"]))
def test_a_copy_reads_as_the_paper_does(document: Document, data: st.DataObject, ending: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{ending}"
        (docx_format if ending == "docx" else xlsx_format).write(document, path)
        before = open_paper(path)
        passages = paper_of(before, str(path)).passages
        listed = []
        for passage in data.draw(st.lists(st.sampled_from(passages), max_size=4)) if passages else []:
            original = passage.normal.original
            start, end = sorted(data.draw(st.tuples(st.integers(0, len(original)), st.integers(0, len(original)))))
            listed.append(Finding("dates-exist", passage.place, same("x"), quote=original[start:end]))
        target = annotate(path, listed, Path(folder) / f"b.{ending}", "zh")
        assert open_paper(target) == before
        if ending == "docx":
            assert len(docx.Document(str(target)).comments) == len(listed) * any(True for _ in body(target))


def body(path: Path) -> Iterator[object]:
    yield from etree.fromstring(parts(path)["word/document.xml"]).iter(f"{W}p")


@pytest.mark.heavy
@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_an_office_program_opens_the_copy_and_keeps_the_comments(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"文.{ending}"
    if ending == "docx":
        word(path)
        listed = [finding(path, WRONG, paragraph=2), finding(path, "9.99", table="表1", row=3, column="B")]
    else:
        book(path)
        listed = [finding(path, "9.5", table="表1", row=3, column="C")]
    target = annotate(path, listed, tmp_path / f"out.{ending}", "zh")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    again = tmp_path / "again"
    command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(again), str(target)]
    subprocess.run(command, check=True, capture_output=True)
    saved = again / target.name
    found = comments(saved) if ending == "docx" else list(cells(saved).values())
    assert len(found) == len(listed)
    assert all("没有这一天" in text for text in found)
    if ending == "docx":
        assert sorted(commented(saved).values()) == sorted(["9.99", WRONG])

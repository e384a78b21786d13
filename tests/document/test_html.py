from __future__ import annotations

import json
import re
import shutil
import subprocess
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as markup
from tests.document import papers

from jixiao.document.carried import packed
from jixiao.document.derivations import Derivation, SourceRow, Trace
from jixiao.document.formats import html
from jixiao.document.formats.html.origins import folded
from jixiao.document.model import Chart, Document, Picture, Run, Series, paragraph, runs_in, text_of
from jixiao.document.projection import project
from jixiao.document.tidy import tidied, without_entries
from jixiao.wording import of_words

HOSTILE = st.sampled_from(
    [
        '</script><script>alert("1")</script>',
        "<!--<script>",
        "]]>",
        "\"'><img src=x onerror=alert(1)>",
        "</title><body onload=alert(1)>",
        "&lt;b&gt;&amp;amp;",
        "\u202e反向\u202c",
        "\u2028\u2029",
        "👨‍👩‍👧",
        "\x00\x1b\x7f\x85",
        "</style>",
        "javascript:alert(1)",
    ]
)
KNOWN_TAGS = {
    *(
        [
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "main",
            "section",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "p",
            "span",
            "a",
            "b",
            "br",
            "div",
            "table",
            "caption",
            "colgroup",
            "col",
            "thead",
            "tbody",
        ]
    ),
    *(
        [
            "tr",
            "th",
            "td",
            "figure",
            "figcaption",
            "details",
            "summary",
            "img",
            "svg",
            "rect",
            "line",
            "path",
            "text",
            "title",
            "script",
            "article",
            "code",
            "ul",
            "li",
        ]
    ),
}


def own_trace() -> Trace:
    """Where the figures of the sample report come from."""
    rows = (*(SourceRow("payment", f"PAY-{at:04}", "aa") for at in range(1, 9)), SourceRow("budget", "B01/301", "bb"))
    return Trace(
        (("form", "self_evaluation_report"), ("fiscal_year", "2023")),
        rows,
        (
            Derivation(
                "score.total", of_words("总分", "Total"), "97.99", (of_words("＝ 98 － 0.01", "= 98 - 0.01"),), tuple(range(9))
            ),
            Derivation("ledger.reception.persons", of_words("接待人次", "Persons"), "1,600"),
        ),
    )


def whole() -> Document:
    """A report with a chart, a picture and a trace."""
    report = papers.report()
    chart = Chart(
        "column",
        (Run("支出进度"),),
        ("1月", "2月"),
        (Series("预算", ((Run("10"),), (Run("8"),))), Series("支出", ((Run("97.99", "score.total"),), ()))),
        "万元",
    )
    picture = Picture(papers.png(30, 20), "职能图", share=40)
    return replace(report, blocks=(*report.blocks[:7], chart, picture, *report.blocks[7:]), trace=own_trace())


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "自评报告.html"
    html.write(whole(), path)
    return path


def tree(path: Path) -> Any:
    return markup.document_fromstring(path.read_bytes(), parser=markup.HTMLParser(encoding="utf-8"))


# ---- written


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(papers.FULL_DOCUMENTS)
def test_what_is_written_reads_back_as_the_same_document(tmp_path: Path, document: Document) -> None:
    path = tmp_path / "paper.html"
    html.write(document, path)
    assert html.read(path) == without_entries(tidied(document))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(papers.FULL_DOCUMENTS, HOSTILE)
def test_no_text_becomes_markup(tmp_path: Path, document: Document, words: str) -> None:
    path = tmp_path / "paper.html"
    derivation = Derivation("x", of_words(words, words), words, (of_words(words, words),), (0,))
    trace = Trace(((words, words),), (SourceRow(words, words, words),), (derivation,))
    chart = Chart("bar", (Run(words),), (words,), (Series(words, ((Run(words),),)),), words)
    table = papers.score_table()
    blocks = (*document.blocks, paragraph(words, Run(words, "x")), replace(table, caption=(Run(words),)), chart)
    properties = replace(document.properties, author=words, subject=words, keywords=words)
    document = replace(document, title=words, blocks=blocks, properties=properties, trace=trace)
    html.write(document, path)
    page = tree(path)
    assert {element.tag for element in page.iter()} <= KNOWN_TAGS
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on") or name == "style"]
    assert all(element.get("href").startswith("#") for element in page.iter("a"))
    assert [json.loads(script.text) for script in page.iter("script")] == [json.loads(packed(tidied(document)))]
    assert html.read(path) == without_entries(tidied(document))


def test_the_same_document_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    html.write(whole(), tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == written.read_bytes()


def test_a_page_allows_its_own_style_sheet_and_nothing_else(written: Path) -> None:
    page = tree(written)
    policy = next(each.get("content") for each in page.iter("meta") if each.get("http-equiv"))
    style = next(page.iter("style")).text
    assert f"style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "url(" not in style
    assert "@import" not in style
    assert not list(page.iter("link", "iframe", "object"))
    assert {script.get("type") for script in page.iter("script")} == {"application/json"}
    assert all(image.get("src").startswith("data:image/") for image in page.iter("img"))


def test_every_figure_leads_to_its_origin_and_back(written: Path) -> None:
    page = tree(written)
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    links = [element for element in page.iter("a") if element.get("class") == "figure"]
    assert [(link.text_content(), link.get("href")) for link in links] == [
        ("1,600", "#d-ledger.reception.persons"),
        ("97.99", "#d-score.total"),
        ("97.99", "#d-score.total"),
    ]
    assert all(link.get("href")[1:] in ids for link in page.iter("a"))
    total = page.get_element_by_id("d-score.total").text_content()
    for words in ("总分", "97.99", "＝ 98 － 0.01", "PAY-0001 至 PAY-0008", "B01/301", "第2处"):
        assert words in total


def test_figures_without_a_trace_are_marked_and_lead_nowhere(tmp_path: Path) -> None:
    html.write(papers.report(), tmp_path / "a.html")
    page = tree(tmp_path / "a.html")
    assert not list(page.iter("a"))
    assert "score.total" in {each.get("data-figure") for each in page.iter("span")}
    assert not [each for each in page.iter("section") if each.get("id") == "origins"]


def test_a_page_is_built_for_those_who_listen(written: Path) -> None:
    page = tree(written)
    assert page.get("lang") == "zh-CN"
    assert [(each.tag, each.text_content()) for each in page.iter("h1", "h2", "h3", "h4", "h5")][:5] == [
        ("h1", "2023年度部门整体支出绩效自评报告"),
        ("h2", "一、基本情况"),
        ("h3", "（一）职责"),
        ("h4", "1.目标"),
        ("h5", "（1）指标"),
    ]
    assert {each.get("scope") for each in page.iter("th")} >= {"col", "rowgroup"}
    drawing = next(page.iter("svg"))
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label").startswith("柱形图《支出进度》")
    assert next(page.iter("img")).get("alt") == "职能图"


def test_keys_that_count_up_are_drawn_together() -> None:
    assert folded(["A-1", "A-2", "A-3", "A-5", "B", "B", "A-09", "A-10", "A-11"]) == [
        *("A-1 至 A-3", "A-5", "B", "B"),
        *("A-09 至 A-11",),
    ]


def test_an_edited_number_is_read_as_it_stands_now(written: Path) -> None:
    written.write_text(written.read_text("utf-8").replace(">97.99<", ">98.99<").replace(">10.00<", ">11.00<"), "utf-8")
    read = html.read(written)
    stated = {run.figure: run.text for runs in runs_in(read) for run in runs if run.figure}
    assert stated["score.total"] == "98.99"
    assert {text_of(placed.cell.runs) for placed in read.tables[0].placed() if placed.column == 2} >= {"11.00"}
    assert read.trace == own_trace()


def test_our_page_saved_by_another_program_still_gives_text_tables_and_trace(written: Path) -> None:
    text = written.read_text("utf-8").replace('content="jixiao"', 'content="Other 1.0"')
    written.write_text(text, "utf-8")
    read = html.read(written)
    assert read.trace == own_trace()
    assert "# 一、基本情况" in project(read)
    assert "[[score.total|97.99]]" in project(read, figures=True)
    assert "数据来历" not in project(read)
    assert read.tables[0].header == tidied(whole()).tables[0].header


@pytest.mark.heavy
@pytest.mark.skipif(not shutil.which("chromium"), reason="Chromium is not installed")
def test_a_browser_has_nothing_to_complain_about(written: Path, tmp_path: Path) -> None:
    browser = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    faulty = tmp_path / "faulty.html"
    faulty.write_text(written.read_text("utf-8").replace("</main>", '<p style="color:red">x</p></main>'), "utf-8")
    said = []
    for page in (written, faulty):
        done = subprocess.run(
            [*browser, "--enable-logging=stderr", "--dump-dom", page.as_uri()],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        assert "数据来历" in done.stdout
        said.append("CONSOLE" in done.stderr)
    assert said == [False, True]
    pdf = tmp_path / "paper.pdf"
    subprocess.run(
        [*browser, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", written.as_uri()],
        capture_output=True,
        timeout=120,
        check=True,
    )
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf.read_bytes())
    turned = [float(width) > float(height) for width, height in boxes]
    assert [each for each, _ in groupby(turned)] == [False, True, False]

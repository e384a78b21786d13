"""Pages that others wrote."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.document import papers

from jixiao.document.formats import html
from jixiao.document.formats.html.source import DEEPEST, MOST_ELEMENTS
from jixiao.document.model import Document, Picture
from jixiao.document.projection import project
from jixiao.document.tidy import tidied
from jixiao.errors import Unreadable


def read(tmp_path: Path, body: str | bytes) -> Document:
    path = tmp_path / "某单位.html"
    path.write_bytes(body if isinstance(body, bytes) else f"<html><body>{body}</body></html>".encode())
    return html.read(path)


def lines(tmp_path: Path, body: str | bytes) -> list[str]:
    return project(read(tmp_path, body)).splitlines()[1:]


PAGE = "<html><head>{meta}<title>自评报告</title></head><body><p>预算完成率99.86%。</p></body></html>"


@pytest.mark.parametrize(
    ("meta", "encoding"),
    [
        ('<meta charset="utf-8">', "utf-8"),
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ('<meta charset="gb2312">', "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=GBK">', "gbk"),
        ("", "gb18030"),
        ('<meta charset="utf-8">', "gb18030"),
        ('<meta charset="no-such-thing">', "utf-8"),
        ('<meta charset="hex">', "utf-8"),
    ],
)
def test_text_is_read_in_whichever_encoding_it_is(tmp_path: Path, meta: str, encoding: str) -> None:
    document = read(tmp_path, PAGE.format(meta=meta).encode(encoding))
    assert document.title == "自评报告"
    assert project(document).splitlines()[1] == "预算完成率99.86%。"


def test_an_odd_byte_does_no_harm(tmp_path: Path) -> None:
    raw = PAGE.format(meta='<meta charset="gb2312">').encode("gb18030").replace("预算".encode("gb18030"), b"\xff\xff")
    assert "完成率99.86%。" in project(read(tmp_path, raw))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h1>自评报告</h1><h2>基本情况</h2><h3>职责</h3><h2>绩效</h2>", ["[title] 自评报告", "# 基本情况", "## 职责", "# 绩效"]),
        ("<h1>一、基本情况</h1><h1>二、绩效</h1>", ["# 一、基本情况", "# 二、绩效"]),
        ("<h2>甲</h2><h5>乙</h5>", ["# 甲", "## 乙"]),
        ("<p>一、基本情况</p><p>（一）职责</p><p>全年接待。</p>", ["# 一、基本情况", "## （一）职责", "全年接待。"]),
        ("<p>一、全年接待457批。</p>", ["一、全年接待457批。"]),
        ("<p>三、跳号</p>", ["# 三、跳号"]),
        ('<p align="center">自评报告</p><p>文</p>', ["[title] 自评报告", "文"]),
        ('<p>文</p><p style="text-align: right">某单位</p>', ["文", "[signature] 某单位"]),
        ("第一行<br>第二行<div>第三行<p>第四行</p>尾</div>", ["第一行", "第二行", "第三行", "第四行", "尾"]),
        ("<ul><li>甲</li><li>乙<ul><li>丙</li></ul></li></ul>", ["甲", "乙", "丙"]),
        ("<p>完成<span>9</span>9.<b>8</b>6%</p>", ["完成99.86%"]),
        ("<p>&nbsp;&nbsp;　　共&nbsp;5&nbsp;个  机构\n </p>", ["共 5 个 机构"]),
        ("<p>这是一\n   行，共\n5 个</p>", ["这是一行，共 5 个"]),
        ("<p>a&lt;b&amp;c&copy;</p>", ["a<b&c©"]),
        (
            (
                "<header>站点</header><nav>首页</nav><script>x</script><style>y</style><p hidden>z</p><p style='display:none'>u</p>"
                "<template>t</template><noscript>请开启</noscript><article><header><p>文头</p></header><p>正文</p></article><footer>版权</footer>"
            ),
            ["请开启", "文头", "正文"],
        ),
        ("<p><img src='http://example.org/a.png'>文<object data='x'>无</object></p>", ["文"]),
    ],
)
def test_blocks_are_the_lines_that_a_browser_shows(tmp_path: Path, body: str, expected: list[str]) -> None:
    assert lines(tmp_path, body) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<table><caption>表1</caption><thead><tr><th>项目<th>数</thead><tr><td>甲<td>9<br>9</table>",
            ["[caption] 表1", "| 项目 | 数 |", "|---|---|", "| 甲 | 9⏎9 |"],
        ),
        ("<table><tr><th>甲<th>乙<tr><td>1<td>2</table>", ["| 甲 | 乙 |", "|---|---|", "| 1 | 2 |"]),
        ("<table><tr><td rowspan=2>甲<td>1<tr><td>2</table>", ["| 甲 | 1 |", "| ^ | 2 |"]),
        ("<table><tr><td colspan=2>甲<td>1<tr><td>乙<td>丙<td>2</table>", ["| 甲 | < | 1 |", "| 乙 | 丙 | 2 |"]),
        # ragged rows are filled, and a table that claims too much is cut to what is there
        ("<table><tr><td>1<td>2<td>3<tr><td>4</table>", ["| 1 | 2 | 3 |", "| 4 |  |  |"]),
        ("<table><tr><td colspan=99999>全<tr><td>1<td>2</table>", ["| 全 | < |", "| 1 | 2 |"]),
        ("<table><tr><td rowspan=99999>全<td>1<tr><td>2</table>", ["| 全 | 1 |", "| ^ | 2 |"]),
        ("<table><tr><td rowspan=0 colspan=-1>全<td colspan=x>1</table>", ["| 全 | 1 |"]),
        # a cell that would reach over another ends before it
        (
            "<table><tr><td>1<td rowspan=2>高<td>3<tr><td colspan=3>宽</table>",
            ["| 1 | 高 | 3 |", "| 宽 | ^ |  |"],
        ),
        # tables in tables: lines of the cell, unless the outer one only puts things in their places
        (
            "<table><tr><td>甲<td><table><tr><td>1<td>2<tr><td>3<td>4</table></table>",
            ["| 甲 | 1 2⏎3 4 |"],
        ),
        ("<table><tr><td><p>文</p><table><tr><td>1<td>2</table></td></table>", ["文", "| 1 | 2 |"]),
        ("<table><tr><td>只有一格</table>", ["| 只有一格 |"]),
        ("<table></table><table><tr></tr></table><p>文</p>", ["文"]),
    ],
)
def test_tables_are_laid_out_as_browsers_do(tmp_path: Path, body: str, expected: list[str]) -> None:
    assert lines(tmp_path, body) == expected


def test_cells_know_numbers_and_names(tmp_path: Path) -> None:
    body = "<table><tr><th>项目</th><td>2,157.27</td><td>99.86%</td><td>约1600</td></tr></table>"
    (row,) = read(tmp_path, body).tables[0].body
    assert [cell.kind for cell in row] == ["label", "number", "number", "text"]


def test_pictures_in_the_page_are_kept_and_no_others(tmp_path: Path) -> None:
    png = papers.png(3, 2)
    sources = (
        f"data:image/png;base64,{b64encode(png).decode()}",
        "data:image/svg+xml;base64,PHN2Zy8+",
        "https://example.org/a.png",
        "data:image/png;base64,A",
    )
    blocks = read(tmp_path, "".join(f'<p><img src="{source}" alt="图"></p>' for source in sources)).blocks
    assert blocks == (Picture(png, "图"),)


def test_no_entity_of_a_page_is_fetched_or_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", "utf-8")
    bomb = '<!ENTITY a "哈哈哈哈哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">{bomb}]><html><body><p>文&x;&b;</p></body></html>'
    said = project(read(tmp_path, page.encode()))
    assert "机密" not in said
    assert "哈哈" not in said.replace('哈哈哈哈哈哈">', "")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "空"),
        (b" \n ", "空"),
        (b"PK\x03\x04" + b"\x00" * 40, "压缩文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 40, "旧版 Office"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff", "不是文字"),
        ("预算完成率99.86%。".encode(), "没有网页的标记"),
        (("<p>" + "<div>" * 3000 + "文").encode(), f"{DEEPEST} 层"),
        (("<p>文" + "<i></i>" * MOST_ELEMENTS).encode(), f"{MOST_ELEMENTS} 个"),
        (("<table>" + "<tr><td colspan=1000>1" * 1500 + "</table>").encode(), "格"),
        (("<table><tr>" + "<td rowspan=60000>1" * 900 + "<tr><td>" * 2000 + "</table>").encode(), "格"),
    ],
)
def test_what_is_no_paper_is_refused_with_a_reason(tmp_path: Path, raw: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(tmp_path, raw)
    assert said in refused.value.say("zh")
    assert "某单位.html" in refused.value.say("en")


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        html.read(tmp_path / "没有.html")


_TAGS = [
    "html",
    "body",
    "p",
    "div",
    "h1",
    "h2",
    "h6",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "caption",
    "br",
    "ul",
    "li",
    "span",
    "b",
    "a",
    "script",
    "style",
    "svg",
    "title",
    "img",
    "form",
    "center",
    "font",
]
_SCRAPS = st.lists(
    st.one_of(
        st.sampled_from(_TAGS).map(lambda tag: f"<{tag}>"),
        st.sampled_from(_TAGS).map(lambda tag: f"</{tag}>"),
        st.sampled_from(
            ["<td rowspan=3>", "<td colspan=4>", "<th rowspan=2 colspan=2>", "<p align=center>", "<p class='sheet'>"]
        ),
        st.sampled_from(
            ['<meta name="generator" content="jixiao">', '<section class="sheet">', '<figure class="chart" data-kind="bar">']
        ),
        st.sampled_from(
            [
                "<main>",
                "一、",
                "（一）职责",
                "99.86%",
                "&nbsp;",
                "&#0;",
                "&bogus;",
                "<!--",
                "-->",
                "<![CDATA[",
                "\n",
                "<p hidden>",
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=30,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_SCRAPS)
def test_any_scraps_of_markup_are_read_or_refused(tmp_path: Path, scraps: list[str]) -> None:
    try:
        document = read(tmp_path, "".join(scraps).encode("utf-8", "replace"))
    except Unreadable:
        return
    assert tidied(document) == document

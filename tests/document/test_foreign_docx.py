"""Word files that others wrote: what people see in them is read, and each thing once."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from jixiao.document.formats import docx
from jixiao.document.formats.docx.numbers import in_signs
from jixiao.document.model import Document, Heading, Paragraph, Table, text_of
from jixiao.document.numbering import with_numbers

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def written(path: Path, body: str, **parts: str) -> Path:
    """A Word file with this body; ``parts`` are its styles, numbering, footnotes and endnotes."""
    relations = "".join(f'<Relationship Id="r{name}" Type="{KIND}/{name}" Target="{name}.xml"/>' for name in parts)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{space}"><Relationship Id="r" Type="{KIND}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/_rels/document.xml.rels", f'<Relationships xmlns="{space}">{relations}</Relationships>')
        archive.writestr("word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {SPACES}>{content}</w:{name}>")
    return path


def p(text: str, properties: str = "", more: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r>{more}</w:p>"


def lines(document: Document) -> list[str]:
    """Each block as people see it, tables row by row."""
    found = []
    for number, block in with_numbers(document.blocks):
        if isinstance(block, (Heading, Paragraph)):
            sign = f"{block.level}# " if isinstance(block, Heading) else ""
            found.append(f"{sign}{number}{text_of(block.runs)}")
        elif isinstance(block, Table):
            found += [" | ".join(text_of(cell.runs) for cell in row) for row in (*block.header, *block.body)]
    return found


def read(folder: Path, body: str, **parts: str) -> list[str]:
    return lines(docx.read(written(folder / "a.docx", body, **parts)))


def level(at: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


LEVELS = level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%3.")
NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "%1.")}{level(1, "decimal", "%1.%2")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)


def numbered(text: str, at: int = 0, which: int = 1, more: str = "") -> str:
    return p(text, f'{more}<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{which}"/></w:numPr>')


def test_numbers_that_word_counts_stand_before_the_text(tmp_path: Path) -> None:
    body = (
        numbered("情况") + numbered("职能", 1) + numbered("目标", 1) + numbered("细目", 2) + numbered("问题") + numbered("管理", 1)
    )  # fmt: skip
    assert read(tmp_path, body, numbering=NUMBERING) == [
        "一、情况",
        "（一）职能",
        "（二）目标",
        "1.细目",
        "二、问题",
        "（一）管理",
    ]


def test_numbers_of_heading_styles_make_numbered_headings(tmp_path: Path) -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="h{at}"><w:name w:val="heading {at + 1}"/><w:pPr><w:numPr><w:ilvl w:val="{at}"/>'
        f'<w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="{at}"/></w:pPr></w:style>'
        for at in range(2)
    )
    body = p("情况", '<w:pStyle w:val="h0"/>') + p("职能", '<w:pStyle w:val="h1"/>') + p("问题", '<w:pStyle w:val="h0"/>')
    document = docx.read(written(tmp_path / "a.docx", body, styles=styles, numbering=NUMBERING))
    assert lines(document) == ["1# 一、情况", "2# （一）职能", "1# 二、问题"]
    assert all(isinstance(block, Heading) and block.numbered for block in document.blocks)


def test_lists_that_start_anew_or_go_on(tmp_path: Path) -> None:
    body = (
        numbered("甲", 0, 2) + numbered("乙", 1, 2) + p("间") + numbered("丙", 0, 2) + numbered("丁", 0, 3) + numbered("戊", 0, 3)
    )
    assert read(tmp_path, body, numbering=NUMBERING) == ["1.甲", "1.1 乙", "间", "2.丙", "1.丁", "2.戊"]


def test_a_number_switched_off_is_none(tmp_path: Path) -> None:
    styles = '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="X"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    body = p("有", '<w:pStyle w:val="x"/>') + p("无", '<w:pStyle w:val="x"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert read(tmp_path, body, styles=styles, numbering=NUMBERING) == ["一、有", "无"]


def test_rows_that_word_counts(tmp_path: Path) -> None:
    rows = "".join(
        f'<w:tr><w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr></w:pPr></w:p></w:tc><w:tc>{p(text)}</w:tc></w:tr>'
        for text in ("河道", "水库")
    )
    assert read(tmp_path, f"<w:tbl>{rows}</w:tbl>", numbering=NUMBERING) == ["1. | 河道", "2. | 水库"]


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [
        (12, "chineseCounting", "十二"),
        (20, "chineseCountingThousand", "二十"),
        (10, "chineseLegalSimplified", "拾"),
        (10, "ideographDigital", "一〇"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (21, "decimalEnclosedCircle", "21"),
        (28, "lowerLetter", "bb"),
        (3, "upperLetter", "C"),
        (1994, "upperRoman", "MCMXCIV"),
        (4, "lowerRoman", "iv"),
        (11, "ideographTraditional", "甲"),
        (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"),
        (7, "none", ""),
        (7, "no-such-form", "7"),
        (0, "chineseCounting", "0"),
    ],
)
def test_counts_in_signs(count: int, form: str, text: str) -> None:
    assert in_signs(count, form) == text


BOX = f"<w:txbxContent>{p('框中文字')}</w:txbxContent>"


SHAPE = f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>"
DRAWING = f"<w:drawing><wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></w:drawing>"
FALLBACK = f"<mc:Fallback>{SHAPE}</mc:Fallback>"


@pytest.mark.parametrize(
    "anchored",
    [
        SHAPE,
        DRAWING,
        f'<mc:AlternateContent><mc:Choice Requires="wps">{DRAWING}</mc:Choice>{FALLBACK}</mc:AlternateContent>',
        f'<mc:AlternateContent><mc:Choice Requires="wpc"/>{FALLBACK}</mc:AlternateContent>',
    ],
)
def test_text_in_a_box_follows_its_paragraph_once(tmp_path: Path, anchored: str) -> None:
    body = p("前文", more=f"<w:r>{anchored}</w:r>") + p("后文")
    assert read(tmp_path, body) == ["前文", "框中文字", "后文"]
    assert read(tmp_path, f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>") == ["前文\n框中文字\n后文"]


def test_notes_stand_at_the_place_that_refers_to_them(tmp_path: Path) -> None:
    notes = "".join(f'<w:{{0}} w:id="{at}">{p(text)}</w:{{0}}>' for at, text in ((0, "线"), (2, "含上年结转")))
    body = p("支出2154.34万元", more='<w:r><w:footnoteReference w:id="2"/></w:r>') + p(
        "完", more='<w:r><w:endnoteReference w:id="2"/></w:r>'
    )
    assert read(tmp_path, body, footnotes=notes.format("footnote"), endnotes=notes.format("endnote")) == [
        "支出2154.34万元",
        "含上年结转",
        "完",
        "含上年结转",
    ]


def test_changes_comments_and_fields_are_read_as_people_see_them(tmp_path: Path) -> None:
    def run(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    body = (
        f"<w:p>{run('得')}<w:ins>{run('分')}</w:ins><w:del><w:r><w:delText>数</w:delText></w:r></w:del><w:commentRangeStart/>"
        f"{field.format('begin')}<w:r><w:instrText>REF x</w:instrText></w:r>{field.format('separate')}{run('97.99')}{field.format('end')}"
        f"<w:fldSimple>{run('分')}</w:fldSimple><w:moveFrom>{run('去')}</w:moveFrom><w:moveTo>{run('来')}</w:moveTo></w:p>"
        f"<w:tbl><w:tr><w:tc>{p('留')}</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('删')}</w:tc></w:tr></w:tbl>"
    )
    assert read(tmp_path, body) == ["得分97.99分来", "留"]


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        ("Symbol", "F0B3", "≥"),
        ("Wingdings", "F0FE", "☑"),
        ("宋体", "2265", "≥"),
        ("Odd", "F0B3", ""),
        ("Odd", "zz", ""),
        ("Odd", "D800", ""),
    ],
)
def test_signs_of_symbol_fonts(tmp_path: Path, font: str, code: str, sign: str) -> None:
    assert read(tmp_path, p("率", more=f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>')) == [f"率{sign}"]


def test_equations_stand_on_one_line(tmp_path: Path) -> None:
    def t(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    body = (
        f"<w:p><w:r><w:t>公式</w:t></w:r><m:oMathPara><m:oMath>{t('执行率=')}<m:f><m:num>{t('甲+乙')}</m:num><m:den>{t('预算')}</m:den></m:f>"
        f"{t('×100%')}</m:oMath></m:oMathPara></w:p>"
    )
    assert read(tmp_path, body) == ["公式执行率=(甲+乙)/预算×100%"]


def test_a_table_in_a_cell_is_a_line_for_each_row(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p('一季度')}</w:tc><w:tc>{p('120')}</w:tc></w:tr><w:tr><w:tc>{p('二季度')}</w:tc><w:tc>{p('117')}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{p('巡查')}{inner}{p('次')}</w:tc></w:tr></w:tbl>"
    assert read(tmp_path, body) == ["巡查\n一季度 120\n二季度 117\n次"]


def test_ragged_rows_are_filled(tmp_path: Path) -> None:
    body = (
        f"<w:tbl><w:tr><w:tc>{p('甲')}</w:tc><w:tc>{p('乙')}</w:tc><w:tc>{p('丙')}</w:tc></w:tr>"
        f'<w:tr><w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="1"/></w:trPr><w:tc>{p("丁")}</w:tc></w:tr></w:tbl>'
    )
    assert read(tmp_path, body) == ["甲 | 乙 | 丙", " | 丁 | "]


STYLES = (
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="bare"><w:name w:val="标题 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="ours"><w:name w:val="本单位一级"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="deep"><w:name w:val="本单位二级"/><w:basedOn w:val="bare"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>'
)


def test_headings_of_any_template_are_known_and_its_contents_are_left_out(tmp_path: Path) -> None:
    body = (
        p("一、情况\t3", '<w:pStyle w:val="toc"/>') + p("一、情况", '<w:pStyle w:val="ours"/>') + p("（一）职能", '<w:pStyle w:val="deep"/>')
        + p("直接", '<w:outlineLvl w:val="2"/>')
    )  # fmt: skip
    assert read(tmp_path, body, styles=STYLES) == ["1# 一、情况", "2# （一）职能", "3# 直接"]


def test_short_lines_in_the_middle_before_all_text_are_the_title(tmp_path: Path) -> None:
    middle = '<w:jc w:val="center"/>'
    body = p("2023年度自评报告", middle) + p("正文。", middle) + p("后来的居中行", middle)
    document = docx.read(written(tmp_path / "a.docx", body))
    assert [block.style for block in document.blocks if isinstance(block, Paragraph)] == ["title", "body", "body"]


def test_lines_right_above_a_table_are_its_caption_and_unit(tmp_path: Path) -> None:
    table = f"<w:tbl><w:tr><w:tc>{p('甲')}</w:tc></w:tr></w:tbl>"
    body = p("表1 支出情况") + p("金额单位：万元") + table + p("表2说明的是另一件事。") + p("单位：某局")
    document = docx.read(written(tmp_path / "a.docx", body))
    assert (text_of(document.tables[0].caption), text_of(document.tables[0].note)) == ("表1 支出情况", "金额单位：万元")
    assert lines(document)[1:] == ["表2说明的是另一件事。", "单位：某局"]


@pytest.mark.parametrize("ending", ["docx", "docm", "dotx"])
def test_strict_files_are_read(tmp_path: Path, ending: str) -> None:
    path = written(tmp_path / "b.docx", p("执行率99.86%"))
    strict = tmp_path / f"a.{ending}"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            raw = old.read(name).decode()
            new.writestr(name, raw.replace(KIND, STRICT).replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main"))
    assert lines(docx.read(strict)) == ["执行率99.86%"]

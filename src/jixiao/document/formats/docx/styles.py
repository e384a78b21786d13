"""styles.xml and the page geometry of a section."""

from __future__ import annotations

import re
from html import escape

from jixiao.document.formats.docx.names import GAP, GRAPHIC, STYLE_NAMES, R, W
from jixiao.document.layout import Layout, Type
from jixiao.document.model import Align, Page

JC: dict[Align, str] = {"left": "left", "center": "center", "right": "right", "justify": "both"}
_BUILT_IN = {
    "title",
    "subtitle",
    "heading1",
    "heading2",
    "heading3",
    "heading4",
    "body",
    "plain",
    "signature",
    "caption",
    "page_number",
}
_GAP_HEIGHT = 10
_GRAPHIC_SPACE = 120
_WIDE_FONT = re.compile("[^!-~]|_GB")


def styles_xml(layout: Layout) -> str:
    """The styles of a layout. Fonts are named, never embedded."""
    body = layout.styles["body"]
    head = (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{_fonts(body)}<w:kern w:val="2"/>'
        f'<w:sz w:val="{body.half_points}"/><w:szCs w:val="{body.half_points}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" '
        'w:type="dxa"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    ours = "".join(_style(name, kind, layout) for name, kind in layout.styles.items())
    gap = (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{GAP[0]}"><w:name w:val="{GAP[1]}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr><w:snapToGrid w:val="0"/><w:spacing w:line="{_GAP_HEIGHT}" w:lineRule="exact"/></w:pPr>'
        '<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr></w:style>'
    )
    graphic = (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{GRAPHIC[0]}"><w:name w:val="{GRAPHIC[1]}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="{_GRAPHIC_SPACE}" '
        f'w:after="{_GRAPHIC_SPACE}" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/></w:pPr></w:style>'
    )
    return f"{head}{ours}{gap}{graphic}</w:styles>"


def fonts_xml(layout: Layout) -> str:
    """The fonts of a layout, and which other one will do where a machine lacks it."""
    names = dict.fromkeys(name for kind in layout.styles.values() for name in (kind.font, kind.latin))
    return f'<w:fonts xmlns:w="{W}" xmlns:r="{R}">{"".join(_font(name, layout) for name in names)}</w:fonts>'


def section_xml(layout: Layout, page: Page) -> str:
    """The properties of a section: its paper, margins, footers and line grid.

    The characters of a line are not set by a grid, which office programs read differently, but by the spacing of the styles.
    """
    sides = layout.sides(page)
    turned = ' w:orient="landscape"' if page == "landscape" else ""
    odd, even = (7, 8) if layout.is_numbered_aside(page) else (3, 4)
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId{odd}"/><w:footerReference w:type="even" r:id="rId{even}"/>'
        f'<w:type w:val="nextPage"/><w:pgSz w:w="{sides.width}" w:h="{sides.height}"{turned}/>'
        f'<w:pgMar w:top="{sides.top}" w:right="{sides.right}" w:bottom="{sides.bottom}" w:left="{sides.left}" '
        f'w:header="{sides.footer}" w:footer="{sides.footer}" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{layout.portrait.text_height // layout.lines}"/></w:sectPr>'
    )


def _style(name: str, kind: Type, layout: Layout) -> str:
    identity, shown = STYLE_NAMES[name]
    custom = "" if name in _BUILT_IN else ' w:customStyle="1"'
    body = layout.styles["body"]
    spread = layout.portrait.text_width // layout.characters - body.height if kind.height == body.height else 0
    spacing = f'<w:spacing w:val="{spread}"/>' if spread else ""
    following = f'<w:next w:val="{STYLE_NAMES["body"][0]}"/>' if name.startswith("heading") else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{identity}"><w:name w:val="{shown}"/><w:basedOn w:val="Normal"/>{following}'
        f"<w:qFormat/>{_paragraph_properties(name, kind, on_grid=kind.line == body.line)}"
        f"<w:rPr>{_fonts(kind)}{'<w:b/><w:bCs/>' if kind.bold else ''}{spacing}"
        f'<w:sz w:val="{kind.half_points}"/><w:szCs w:val="{kind.half_points}"/></w:rPr></w:style>'
    )


def _paragraph_properties(name: str, kind: Type, *, on_grid: bool) -> str:
    keep = "<w:keepNext/><w:keepLines/>" if kind.keep else ""
    grid = "" if on_grid else '<w:snapToGrid w:val="0"/>'
    rule = "exact" if kind.exact else "atLeast"
    line = f' w:line="{kind.line}" w:lineRule="{rule}"' if kind.line else ""
    first = f' w:firstLineChars="{kind.indent * 100}" w:firstLine="{kind.indent * kind.height}"' if kind.indent else ""
    right = (
        f' w:rightChars="{kind.right * 100}" w:right="{kind.right * kind.height}"' if kind.right and name != "page_number" else ""
    )
    indent = f"<w:ind{right}{first}/>" if first or right else ""
    level = f'<w:outlineLvl w:val="{int(name[-1]) - 1}"/>' if name.startswith("heading") else ""
    return (
        f'<w:pPr>{keep}{grid}<w:spacing w:before="{kind.before}" w:after="{kind.after}"{line}/>{indent}'
        f'<w:jc w:val="{JC[kind.align]}"/>{level}</w:pPr>'
    )


def _fonts(kind: Type) -> str:
    latin, font = escape(kind.latin), escape(kind.font)
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{font}" w:cs="{latin}"/>'


def _font(name: str, layout: Layout) -> str:
    other = layout.substitutes.get(name)
    instead = f'<w:altName w:val="{escape(other)}"/>' if other else ""
    charset, family = ("86", "auto") if _WIDE_FONT.search(name) else ("00", "roman")
    return (
        f'<w:font w:name="{escape(name)}">{instead}<w:charset w:val="{charset}"/><w:family w:val="{family}"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )

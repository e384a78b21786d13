"""The archive of a Word file: its parts in a fixed order, so that the same document gives the same bytes."""

from __future__ import annotations

from html import escape
from pathlib import Path

from jixiao.document.carried import packed
from jixiao.document.figures import quotes
from jixiao.document.formats.docx.body import body_of
from jixiao.document.formats.docx.footers import footer_xml, turned_footer_xml
from jixiao.document.formats.docx.graphics import EXTENSIONS
from jixiao.document.formats.docx.names import CORE, DOCUMENT, FIGURE_MAP, FIGURES, FONTS, STYLES, R, W
from jixiao.document.formats.docx.styles import fonts_xml, styles_xml
from jixiao.document.layout import Layout
from jixiao.document.layout import layout as shipped
from jixiao.document.model import Document
from jixiao.document.tidy import tidied
from jixiao.files.writing import write_bytes, zipped

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_STORE = "{6F1D4C52-0D2B-4B7B-9C54-6A6978696101}"

_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    + "".join(f'<Default Extension="{ending}" ContentType="{media}"/>' for media, ending in EXTENSIONS.items())
    + "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in (
            (DOCUMENT, f"{_OFFICE}.wordprocessingml.document.main+xml"),
            (STYLES, f"{_OFFICE}.wordprocessingml.styles+xml"),
            (FONTS, f"{_OFFICE}.wordprocessingml.fontTable+xml"),
            ("word/settings.xml", f"{_OFFICE}.wordprocessingml.settings+xml"),
            ("word/footer1.xml", f"{_OFFICE}.wordprocessingml.footer+xml"),
            ("word/footer2.xml", f"{_OFFICE}.wordprocessingml.footer+xml"),
            ("word/footer3.xml", f"{_OFFICE}.wordprocessingml.footer+xml"),
            ("word/footer4.xml", f"{_OFFICE}.wordprocessingml.footer+xml"),
            ("customXml/itemProps1.xml", f"{_OFFICE}.customXmlProperties+xml"),
            (CORE, "application/vnd.openxmlformats-package.core-properties+xml"),
            ("docProps/app.xml", f"{_OFFICE}.extended-properties+xml"),
        )
    )
    + "</Types>"
)
_RELATED = (
    (f"{R}/styles", "styles.xml"),
    (f"{R}/settings", "settings.xml"),
    (f"{R}/footer", "footer1.xml"),
    (f"{R}/footer", "footer2.xml"),
    (f"{R}/customXml", "../customXml/item1.xml"),
    (f"{R}/fontTable", "fontTable.xml"),
    (f"{R}/footer", "footer3.xml"),
    (f"{R}/footer", "footer4.xml"),
)
"""What the main part refers to besides its pictures; sections name the footers by their places here."""

_LONGEST = 1_000_000
"""Readers of XML refuse a stretch of text ten times as long."""

_SETTINGS = (
    '<w:drawingGridVerticalSpacing w:val="156"/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
    "<w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:doNotExpandShiftReturn/>"
    '<w:adjustLineHeightInTable/><w:useFELayout/><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
)
_APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>jixiao</Application></Properties>"
)


def write(document: Document, path: Path, layout: Layout | None = None) -> None:
    """Write a document as a Word file; the same document and layout give the same bytes."""
    write_bytes(path, archive(document, layout or shipped()))


def archive(document: Document, layout: Layout) -> bytes:
    """The bytes of the Word file."""
    document = tidied(document)
    body = body_of(document, layout, len(_RELATED) + 1)
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _relationships(
            (f"{R}/officeDocument", DOCUMENT),
            (f"{_PACKAGE}/relationships/metadata/core-properties", CORE),
            (f"{R}/extended-properties", "docProps/app.xml"),
        ),
        DOCUMENT: body.xml,
        "word/_rels/document.xml.rels": _relationships(*_RELATED, *((f"{R}/image", each.name) for each in body.media)),
        STYLES: styles_xml(layout),
        FONTS: fonts_xml(layout),
        "word/settings.xml": _settings(layout),
        "word/footer1.xml": footer_xml(layout, even=False),
        "word/footer2.xml": footer_xml(layout, even=True),
        "word/footer3.xml": turned_footer_xml(layout, even=False),
        "word/footer4.xml": turned_footer_xml(layout, even=True),
        FIGURE_MAP: _figure_map(document),
        "customXml/itemProps1.xml": _item_properties(),
        "customXml/_rels/item1.xml.rels": _relationships((f"{R}/customXmlProps", "itemProps1.xml")),
        CORE: _core(document),
        "docProps/app.xml": _APP,
    }
    pictures = ((f"word/{each.name}", each.data) for each in body.media)
    return zipped((*((name, (_HEAD + text).encode()) for name, text in parts.items()), *pictures))


def _settings(layout: Layout) -> str:
    mirror, sides = ("<w:mirrorMargins/>", "<w:evenAndOddHeaders/>") if layout.mirror else ("", "")
    return f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/>{mirror}<w:defaultTabStop w:val="420"/>{sides}{_SETTINGS}</w:settings>'


def _relationships(*targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>' for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _figure_map(document: Document) -> str:
    """Which words state which figure: the second of two marks, since editing may lose either. What no page shows stands here too."""
    lines = "".join(
        f'<figure id="{quote.figure}" place="{quote.place}"><before>{escape(quote.before)}</before>'
        f"<text>{escape(quote.text)}</text><after>{escape(quote.after)}</after></figure>"
        for quote in quotes(document)
    )
    carried = packed(document)
    pieces = "".join(
        f"<carried>{escape(carried[at : at + _LONGEST], quote=False)}</carried>" for at in range(0, len(carried), _LONGEST)
    )
    return f'<figures xmlns="{FIGURES}">{lines}{pieces}</figures>'


def _item_properties() -> str:
    return (
        f'<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml" ds:itemID="{_STORE}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{FIGURES}"/></ds:schemaRefs></ds:datastoreItem>'
    )


def _core(document: Document) -> str:
    properties = document.properties
    named = (
        ("dc:title", document.title),
        ("dc:subject", properties.subject),
        ("dc:creator", properties.author),
        ("cp:keywords", properties.keywords),
    )
    lines = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in named if text)
    if properties.made_on:
        stamp = f"{properties.made_on.isoformat()}T00:00:00Z"
        lines += "".join(
            f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>' for name in ("created", "modified")
        )
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{lines}</cp:coreProperties>"
    )

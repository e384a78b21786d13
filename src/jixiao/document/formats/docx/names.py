"""What this format calls things: namespaces, the styles of ours by their names in Word, the parts of the archive."""

from __future__ import annotations

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
EMU = 635
"""Units of DrawingML in a twentieth of a point."""

FIGURES = "urn:jixiao:figures:1"

DOCUMENT = "word/document.xml"
STYLES = "word/styles.xml"
FONTS = "word/fontTable.xml"
CORE = "docProps/core.xml"
FIGURE_MAP = "customXml/item1.xml"

STYLE_NAMES = {
    "title": ("Title", "Title"),
    "subtitle": ("Subtitle", "Subtitle"),
    "heading1": ("Heading1", "heading 1"),
    "heading2": ("Heading2", "heading 2"),
    "heading3": ("Heading3", "heading 3"),
    "heading4": ("Heading4", "heading 4"),
    "body": ("NormalIndent", "Normal Indent"),
    "plain": ("BodyText", "Body Text"),
    "note": ("TableRemark", "表后说明"),
    "signature": ("Signature", "Signature"),
    "attachment": ("AttachmentMark", "附件标识"),
    "caption": ("Caption", "caption"),
    "unit": ("TableUnit", "表格单位"),
    "text": ("CellText", "表格文字"),
    "label": ("CellLabel", "表格标签"),
    "number": ("CellNumber", "表格数字"),
    "page_number": ("Footer", "footer"),
}
"""The layout's styles: their ids and names in a file. Office programs change ids but keep names, so names are read."""

GAP = ("Gap", "表间")
"""The style of the all but invisible paragraph that must stand between two tables and after the last."""

GRAPHIC = ("Graphic", "图形")
"""The style of a paragraph that holds a picture or a chart: its lines grow with what stands in them."""

"""The footers of sections: page numbers at the foot of a page, or at the side of a turned one that is bound with upright ones."""

from __future__ import annotations

from jixiao.document.formats.docx.names import EMU, MC, STYLE_NAMES, WP, WPS, A, W
from jixiao.document.formats.docx.styles import JC
from jixiao.document.layout import Layout

_FIRST_ID = 1_000_001
"""No drawing of the text has it: no two of a file may have the same."""

_NUMBER = (
    '<w:r><w:t xml:space="preserve">— </w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    '<w:r><w:t xml:space="preserve"> —</w:t></w:r>'
)


def footer_xml(layout: Layout, *, even: bool) -> str:
    """A page number between dashes: outside where both sides are printed, right on odd pages, left on even ones."""
    return f'<w:ftr xmlns:w="{W}">{_line(layout, even=even)}</w:ftr>'


def turned_footer_xml(layout: Layout, *, even: bool) -> str:
    """The same on a turned page of paper printed on both sides: a frame at its left side, which is the foot of the upright sheet."""
    sides = layout.landscape
    left, top = layout.number_aside * EMU, sides.top * EMU
    width, height = (sides.left - layout.number_aside) * EMU, sides.text_height * EMU
    return (
        f'<w:ftr xmlns:w="{W}" xmlns:mc="{MC}" xmlns:wp="{WP}" xmlns:a="{A}" xmlns:wps="{WPS}">'
        f'<w:p><w:pPr><w:pStyle w:val="{STYLE_NAMES["page_number"][0]}"/></w:pPr><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" '
        f'allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/><wp:docPr id="{_FIRST_ID + even}" name="page-number"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{WPS}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln>'
        f"</wps:spPr><wps:txbx><w:txbxContent>{_line(layout, even=even)}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"/></wps:wsp></a:graphicData></a:graphic>'
        "</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p></w:ftr>"
    )


def _line(layout: Layout, *, even: bool) -> str:
    kind = layout.styles["page_number"]
    side = ("left" if even else "right") if layout.mirror else JC[kind.align]
    indent = f'<w:ind w:{side}Chars="{kind.right * 100}" w:{side}="{kind.right * kind.height}"/>' if kind.right else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{STYLE_NAMES["page_number"][0]}"/>{indent}<w:jc w:val="{side}"/></w:pPr>{_NUMBER}</w:p>'

"""The style sheet of a page: what every page has, and the layout's type, paper and margins as rules."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from jixiao.document.layout import Layout, Sides, Type
from jixiao.document.model import Page
from jixiao.exact import decimal_ratio, plain

_FIXED = Path(__file__).with_name("paper.css")
_SELECTORS = {
    "title": "h1.title",
    "subtitle": ".subtitle",
    **{f"heading{level}": f".heading{level}" for level in range(1, 5)},
    **{style: f"p.{style}" for style in ("body", "plain", "note", "signature", "attachment")},
    "caption": "caption .caption,figcaption",
    "unit": "caption .unit",
    "text": "th,td,summary",
    "label": "th,td.label",
    "number": "td.number",
}
_SUBSTITUTES = (
    ("黑", ("SimHei", "Heiti SC", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif")),
    ("楷", ("KaiTi", "STKaiti", "Kaiti SC", "LXGW WenKai", "FandolKai", "Noto Serif CJK SC", "serif")),
    ("仿", ("FangSong", "STFangsong", "FandolFang", "Noto Serif CJK SC", "Noto Serif SC", "serif")),
    ("", ("STZhongsong", "SimSun", "Songti SC", "Noto Serif CJK SC", "Noto Serif SC", "serif")),
)
"""Open fonts and those of other systems that stand in for the layout's, by a sign in the name of the font."""

_GENERIC = ("serif", "sans-serif")
_DIGITS = "Latin letters"


def style_sheet(layout: Layout, own: list[str]) -> str:
    """All rules of a page: the fixed ones, those of the layout, and the page's own (widths of columns and pictures)."""
    body = layout.styles["body"]
    rules = [
        _latin(layout),
        *(_type_rule(selector, layout.styles[style], body, layout) for style, selector in _SELECTORS.items()),
        _borders(layout),
        f"html{{font-size:{_points(body.height)}}}",
        *(_screen(page, layout.sides(page)) for page in ("portrait", "landscape")),
        "@media screen and (max-width:52rem){html{font-size:17px}}",
        *(_paper(page, layout) for page in ("portrait", "landscape")),
    ]
    return "\n".join(["", _fixed().strip(), *rules, *own, ""])


def digest(style: str) -> str:
    """What a page's policy allows: this style sheet and no other."""
    return f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}"


@cache
def _fixed() -> str:
    return _FIXED.read_text("utf-8")


def _latin(layout: Layout) -> str:
    """Digits and letters in the layout's Latin font, but not the quotation marks that Chinese shares with it."""
    font = _name(layout.styles["body"].latin)
    names = dict.fromkeys([font, "Times New Roman", "Liberation Serif", "Tinos", "Nimbus Roman"])
    faces = []
    for weight, ending in (("normal", ""), ("bold", " Bold")):
        sources = ",".join(f'local("{name}{ending}")' for name in names)
        faces.append(f'@font-face{{font-family:"{_DIGITS}";font-weight:{weight};src:{sources};unicode-range:U+20-7E,U+A0-FF}}')
    return "\n".join(faces)


def _type_rule(selector: str, style: Type, body: Type, layout: Layout) -> str:
    """One style of the layout; lengths are counted in the size of body text, which the reader's screen may change."""
    family = [_DIGITS] if style.latin == layout.styles["body"].latin else [_name(style.latin)]
    family += [name for name in (_name(style.font), _name(layout.substitutes.get(style.font, ""))) if name]
    family += next(names for sign, names in _SUBSTITUTES if sign in style.font)
    named = ",".join(name if name in _GENERIC else f'"{name}"' for name in dict.fromkeys(family))
    parts = [
        f"font-family:{named}",
        f"font-size:{_ratio(style.height, body.height)}rem",
        f"text-align:{style.align}",
        f"margin:{_ratio(style.before, body.height)}rem 0 {_ratio(style.after, body.height)}rem",
    ]
    if style.line:
        parts.append(f"line-height:{_ratio(style.line, style.height)}")
    if style.indent:
        parts.append(f"text-indent:{style.indent}em")
    if style.right:
        parts.append(f"padding-right:{style.right}em")
    if style.bold:
        parts.append("font-weight:bold")
    return f"{selector}{{{';'.join(parts)}}}"


def _borders(layout: Layout) -> str:
    line = f"{_ratio(layout.border_eighths, 8)}pt solid #000"
    side, above = (_ratio(length, layout.styles["body"].height) for length in (layout.cell_side, layout.cell_above))
    height = _ratio(layout.row_height, layout.styles["body"].height)
    return f"th,td{{border:{line};padding:{above}rem {side}rem;height:{height}rem;margin:0}}"


def _screen(page: Page, sides: Sides) -> str:
    margins = " ".join(_points(length) for length in (sides.top * 2 // 3, sides.right, sides.bottom * 2 // 3, sides.left))
    return f"@media screen and (min-width:52.01rem){{.{page}{{max-width:{_points(sides.width)};padding:{margins}}}}}"


def _paper(page: Page, layout: Layout) -> str:
    """The sheet of paper, with page numbers outside where paper is printed on both sides."""
    sides, style = layout.sides(page), layout.styles["page_number"]
    size = f"{_points(sides.width)} {_points(sides.height)}"
    margins = " ".join(_points(length) for length in (sides.top, sides.right, sides.bottom, sides.left))
    number = f'{{content:"— " counter(page) " —";font:{_points(style.height)} "{_name(style.font)}","Noto Serif CJK SC",serif}}'
    right = f"@page {page}:right{{@bottom-right{number}}}"
    left = f"@page {page}:left{{@bottom-{'left' if layout.mirror else 'right'}{number}}}"
    return f"@page {page}{{size:{size};margin:{margins}}}\n{right}\n{left}\n@media print{{.{page}{{page:{page}}}}}"


def _name(font: str) -> str:
    """A font's name as it can stand in a style sheet."""
    return re.sub(r"[^\w .-]", "", font)


def _ratio(part: int, whole: int) -> str:
    return plain(decimal_ratio(part, whole, 4))


def _points(twips: int) -> str:
    return f"{plain(decimal_ratio(twips, 20, 2))}pt"

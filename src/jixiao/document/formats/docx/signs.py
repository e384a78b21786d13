"""Signs and equations: what Word keeps as the code of a symbol font or as a tree, as text on one line."""

from __future__ import annotations

from jixiao.files.package import Element

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
EQUATIONS = {f"{{{M}}}oMath", f"{{{M}}}oMathPara"}

_SYMBOL = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xA5: "∞", 0xB0: "°", 0xB7: "·",
    0xD7: "·", 0xE5: "∑", 0xAE: "→", 0xAC: "←", 0x2D: "−", 0x61: "α", 0x62: "β", 0x44: "Δ", 0x53: "Σ",
}  # fmt: skip
_WINGDINGS = {
    0xFE: "☑", 0x52: "☑", 0xFD: "☒", 0x54: "☒", 0xA8: "□", 0x6F: "□", 0x71: "□", 0x72: "□", 0xFC: "√", 0xFB: "×",
    0x6E: "■", 0xA7: "■", 0x6C: "●", 0x9F: "•", 0xA1: "○", 0x77: "◆", 0xD8: "➢", 0xE0: "→",
}  # fmt: skip
_WINGDINGS_2 = {0x50: "√", 0x4F: "×", 0x52: "☑", 0x51: "☒", 0xA3: "□", 0x2A: "□"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2}
_PRIVATE, _LAST_PRIVATE = 0xF000, 0xF0FF
_LARGEST = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_OPERATORS = set("+-−×÷/=*^")
_DEEPEST = 40


def symbol(font: str, code: str) -> str:
    """The sign with a code (hexadecimal) in a font; nothing if it is not known."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    known = _FONTS.get(font.lower())
    if known is not None:
        return known.get(number & 0xFF, "")
    if _PRIVATE <= number <= _LAST_PRIVATE or number > _LARGEST or number in _SURROGATES or number <= ord(" "):
        return ""
    return chr(number)


def equation(element: Element, depth: int = 0) -> str:
    """An equation on one line: fractions with a slash, powers with a hat, roots with their sign."""
    if depth > _DEEPEST:
        return ""
    name = element.tag.rpartition("}")[2]
    if name == "t":
        return element.text or ""
    parts = {child.tag.rpartition("}")[2]: equation(child, depth + 1) for child in element} if name in _TWO else {}
    if name == "f":
        return f"{_closed(parts.get('num', ''))}/{_closed(parts.get('den', ''))}"
    if name in {"sSup", "sSub"}:
        other = "sup" if name == "sSup" else "sub"
        return f"{_closed(parts.get('e', ''))}{'^' if name == 'sSup' else '_'}{_closed(parts.get(other, ''))}"
    if name == "rad":
        return f"√{_closed(parts.get('e', ''))}"
    text = "".join(equation(child, depth + 1) for child in element if isinstance(child.tag, str))
    return f"({text})" if name == "d" else text


_TWO = {"f", "sSup", "sSub", "rad"}


def _closed(text: str) -> str:
    return f"({text})" if _OPERATORS & set(text) else text

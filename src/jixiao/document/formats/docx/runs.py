"""The text of a paragraph as runs, and the few questions that are asked of an element."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.document.formats.docx.names import MC, W
from jixiao.document.formats.docx.signs import EQUATIONS, equation, symbol
from jixiao.document.model import Run, Runs, is_figure_id, text_of
from jixiao.document.tidy import joined
from jixiao.files.package import Element


def q(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return f"{{{W}}}{name}"


_THROUGH = {q(name) for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo", "sdtContent")}
_SIGNS = {q("tab"): "\t", q("ptab"): "\t", q("cr"): "\n", q("br"): "\n", q("noBreakHyphen"): "-"}
_MOST_DIGITS = 12
_OFF = {"0", "false", "off", "none"}
_ALTERNATIVES = f"{{{MC}}}AlternateContent"


def value(element: Element, *path: str) -> str | None:
    """The value of the property at the end of a path of elements; None if it is not there."""
    for name in path:
        element = element.find(q(name))
        if element is None:
            return None
    found = element.get(q("val"))
    return None if found is None else str(found)


def flag(element: Element, *path: str) -> bool | None:
    """Whether a property is switched on; None if it is not there."""
    for name in path:
        element = element.find(q(name))
        if element is None:
            return None
    return element.get(q("val"), "1") not in _OFF


def number(text: str | None, default: int = 0) -> int:
    """A whole number in an attribute; the default if it is none, or longer than any that a file of Word holds."""
    digits = (text or "").removeprefix("-")
    return int(text) if text and digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else default


def inside(element: Element) -> Iterator[Element]:
    """The children of an element, looking through wrappers; what was deleted with its change tracked is left out."""
    for child in element:
        if child.tag == q("sdt"):
            content = child.find(q("sdtContent"))
            yield from () if content is None else inside(content)
        elif child.tag in _THROUGH:
            yield from inside(child)
        else:
            yield child


def runs_of_paragraph(paragraph: Element) -> Runs:
    """The runs of a paragraph, with figures where content controls carry their ids."""
    return joined(_runs(paragraph))


def runs_in(element: Element) -> Iterator[Element]:
    """The run elements of a paragraph as a reader sees them: without those deleted or hidden."""
    for child in inside(element):
        if child.tag == q("r") and not flag(child, "rPr", "vanish"):
            yield child


def turns_page(paragraph: Element) -> str | None:
    """Where the paragraph itself holds a page break: ``before`` its text or drawing or ``after``; None if it has none."""
    for element in paragraph.iter(q("br"), q("t"), q("drawing")):
        if element.tag == q("br") and element.get(q("type")) == "page":
            return "before"
        if element.tag == q("drawing") or (element.tag == q("t") and element.text):
            break
    breaks = any(element.get(q("type")) == "page" for element in paragraph.iter(q("br")))
    return "after" if breaks else None


def _runs(element: Element) -> Iterator[Run]:
    last: Run | None = None
    for child in element:
        if child.tag == q("r"):
            yield from _run(child)
            last = None
        elif child.tag == q("sdt"):
            found = [*_controlled(child)]
            if last is None or not _is_copy(child, found, last):
                yield from found
                last = found[0] if len(found) == 1 else None
        elif child.tag in _THROUGH:
            yield from _runs(child)
        elif child.tag == _ALTERNATIVES and len(child):
            yield from _runs(child[-1])
        elif child.tag in EQUATIONS:
            yield Run(equation(child))


def _is_copy(control: Element, found: list[Run], last: Run) -> bool:
    """Whether a control is one of those that LibreOffice 7 leaves when it saves one: one a stretch of signs, each with all of the text.

    It drops the tags, so that controls with one are never taken for copies.
    """
    if value(control, "sdtPr", "tag") is not None or len(found) != 1 or found[0].figure is None or not last.text:
        return False
    text = found[0].text
    return found[0].figure == last.figure and text.endswith(last.text) and text.removesuffix(last.text) in last.text


def _controlled(control: Element) -> Iterator[Run]:
    """The text of a content control; its tag or its title names the figure, for LibreOffice keeps only the title."""
    content = control.find(q("sdtContent"))
    if content is None:
        return
    runs = [*_runs(content)]
    marks = (value(control, "sdtPr", mark) or "" for mark in ("tag", "alias"))
    figure = next((mark for mark in marks if is_figure_id(mark)), None)
    if figure is None:
        yield from runs
        return
    yield Run(text_of(runs), figure, all(run.bold for run in runs))


def _run(element: Element) -> Iterator[Run]:
    if flag(element, "rPr", "vanish"):
        return
    text = "".join(_text(child) for child in element)
    yield Run(text, bold=bool(flag(element, "rPr", "b")))


def _text(element: Element) -> str:
    if element.tag == q("t"):
        return element.text or ""
    if element.tag == q("sym"):
        return symbol(element.get(q("font")) or "", element.get(q("char")) or "")
    if element.tag == q("ruby"):
        return "".join(text.text or "" for text in element.iterfind(f"{q('rubyBase')}//{q('t')}"))
    if element.tag == _ALTERNATIVES and len(element):
        return "".join(_text(child) for child in element[-1])
    if element.tag == q("br") and element.get(q("type")) in {"page", "column"}:
        return ""
    return _SIGNS.get(element.tag, "")

"""What single elements say: whether they are shown, what they weigh and where they stand, and the runs of their text."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from jixiao.document.formats.html.marks import ORIGINS
from jixiao.document.formats.html.source import Element
from jixiao.document.formats.html.spans import MOST_COLUMNS
from jixiao.document.model import Align, Media, Picture, Run, Runs, is_figure_id, text_of
from jixiao.document.tidy import joined

_LEFT_OUT = {
    *("script", "style", "head", "template", "nav", "aside", "svg", "math", "object", "iframe", "canvas", "audio", "video"),
    *("button", "select", "option", "textarea", "input", "dialog", "map", "noframes"),
}
_FRAMES = {"header", "footer"}
_CONTENT = {"article", "main"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ALIGN = re.compile(r"text-align\s*:\s*(left|start|center|right|end|justify)", re.IGNORECASE)
_ALIGNS: dict[str, Align] = {
    "left": "left",
    "start": "left",
    "center": "center",
    "middle": "center",
    "right": "right",
    "end": "right",
    "justify": "justify",
}
_PICTURE = re.compile(r"data:(image/(?:png|jpeg));base64,([A-Za-z0-9+/=\s]*)")
_MEDIA: dict[str, Media] = {"image/png": "image/png", "image/jpeg": "image/jpeg"}
_SPACE = " \t\n\r\f\xa0"
_GAP = re.compile(f"[{_SPACE}]+")
_BLANK = _SPACE + "\u3000\u200b\ufeff"


def is_shown(element: Element) -> bool:
    """Whether an element is text of the paper: not hidden, not a program, and not the frame of a site around it.

    The origins of figures at the end of a page of ours are none of its text either.
    """
    name = element.tag
    if not isinstance(name, str) or name in _LEFT_OUT or element.get("hidden") is not None or element.get("id") == ORIGINS:
        return False
    if name in _FRAMES and not any(above.tag in _CONTENT for above in element.iterancestors()):
        return False
    return not _HIDDEN.search(element.get("style") or "")


def is_bold(element: Element) -> bool:
    """Whether an element makes its text bold."""
    return element.tag in {"b", "strong"} or _BOLD.search(element.get("style") or "") is not None


def align_of(element: Element) -> Align | None:
    """Where an element says that its text stands."""
    found = _ALIGN.search(element.get("style") or "")
    said = found[1] if found else element.get("align") or ("center" if element.tag == "center" else "")
    return _ALIGNS.get(said.lower())


def span(element: Element, name: str, most: int = MOST_COLUMNS) -> int:
    """How many columns or rows a cell says that it covers; one if it says nonsense."""
    said = (element.get(name) or "").strip()
    return max(1, min(int(said), most)) if re.fullmatch(r"[0-9]{1,9}", said) else 1


def classes(element: Element) -> set[str]:
    """The classes of an element."""
    return set((element.get("class") or "").split())


def exact_runs(element: Element, *, bold: bool = False) -> Runs:
    """The runs of an element of ours, whose text stands exactly as it is."""
    return joined(_together(_exact(element, bold)))


def _exact(element: Element, bold: bool) -> Iterator[Run]:  # noqa: FBT001 - handed down
    if element.text:
        yield Run(element.text, None, bold)
    for child in element:
        if child.tag == "br":
            yield Run("\n", None, bold)
        elif is_shown(child):
            inner = _exact(child, bold or is_bold(child))
            yield from as_figure(inner, child.get("data-figure"))
        if child.tail:
            yield Run(child.tail, None, bold)


def as_figure(runs: Iterable[Run], figure: str | None) -> Iterable[Run]:
    """The runs inside a figure as the one run that it is."""
    if figure is None or not is_figure_id(figure):
        return runs
    inner = list(runs)
    return [Run(text_of(inner), figure, all(run.bold for run in inner))] if inner else []


def flowing(runs: Iterable[Run]) -> Runs:
    """The runs of a line as a browser shows them.

    Space is one blank. None stands at the ends, nor where a line of the source ended between two Chinese characters.
    """
    found: list[Run] = []
    gap = ""
    for run in _together(runs):
        core = run.text.strip(_SPACE)
        if not core:
            gap += run.text
            continue
        start = run.text.index(core[0])
        gap += run.text[:start]
        if gap and found:
            found.append(Run(_blank(gap, found[-1].text[-1], core[0]), None, run.bold))
        found.append(Run(_GAP.sub(_inner_blank, core), run.figure, run.bold))
        gap = run.text[start + len(core) :]
    return _stripped(joined(found))


def _together(runs: Iterable[Run]) -> Iterator[Run]:
    """Runs that differ in nothing as one, in a time that grows with their number only: a page may have any number of them."""
    for (bold, at), group in groupby(enumerate(runs), key=lambda each: (each[1].bold, each[0] if each[1].figure else None)):
        parts = [run for _, run in group]
        yield parts[0] if at is not None else Run("".join(run.text for run in parts), None, bold)


def _inner_blank(gap: re.Match[str]) -> str:
    return _blank(gap[0], gap.string[gap.start() - 1], gap.string[gap.end()])


def _blank(gap: str, before: str, after: str) -> str:
    is_line_end = "\n" in gap and "\xa0" not in gap
    return "" if is_line_end and all(unicodedata.east_asian_width(sign) in "WF" for sign in (before, after)) else " "


def _stripped(runs: Runs) -> Runs:
    """The runs without blanks, such as those of an indent, at either end."""
    parts = list(runs)
    while parts and not (parts[0].text.strip(_BLANK)):
        parts.pop(0)
    while parts and not (parts[-1].text.strip(_BLANK)):
        parts.pop()
    if parts and (parts[0].text[0] in _BLANK or parts[-1].text[-1] in _BLANK):
        parts[0] = replace(parts[0], text=parts[0].text.lstrip(_BLANK))
        parts[-1] = replace(parts[-1], text=parts[-1].text.rstrip(_BLANK))
    return tuple(parts)


def picture_of(element: Element) -> Picture | None:
    """The picture that stands in the page itself; None for those that would have to be fetched, or are no PNG or JPEG."""
    found = _PICTURE.fullmatch(element.get("src") or "")
    if found is None:
        return None
    try:
        data = b64decode(found[2])
    except ValueError:
        return None
    return Picture(data, element.get("alt") or "", _MEDIA[found[1]])

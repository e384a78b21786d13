"""Blocks of a document as a page shows them: everything escaped, every figure a link to how it came about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from jixiao.exact import decimal_ratio, plain
from jixiao.web.papers.blocks import Block, Blocks

Link = Callable[[str], str | None]
"""The address of a figure's derivation; None where there is none."""

_DEEPEST = 6


def shown(blocks: Blocks, link: Link) -> SafeString:
    """The blocks as HTML, below the page's own heading."""
    return mark_safe("".join(_SHOW[block["kind"]](block, link) for block in blocks))  # noqa: S308 - every text is escaped below


def shown_runs(runs: Iterable[dict[str, Any]], link: Link) -> SafeString:
    """Runs as HTML; a figure is a link to how it came about."""
    return mark_safe("".join(map(str, _runs(runs, link))))  # noqa: S308 - every text is escaped below


def _runs(runs: Iterable[dict[str, Any]], link: Link) -> Iterator[str]:
    for run in runs:
        text = escape(run["text"]).replace("\n", "<br>")
        text = f"<b>{text}</b>" if run.get("bold") else text
        address = link(run["figure"]) if run.get("figure") else None
        yield f'<a class="stated" href="{escape(address)}">{text}</a>' if address else text


def _text(runs: Iterable[dict[str, Any]], link: Link) -> str:
    return "".join(_runs(runs, link))


def _heading(block: Block, link: Link) -> str:
    level = min(block["level"] + 2, _DEEPEST)
    return f"<h{level}>{escape(block['number'])}{_text(block['runs'], link)}</h{level}>"


def _paragraph(block: Block, link: Link) -> str:
    name = "h2" if block["style"] == "title" else "p"
    return f'<{name} class="{escape(block["style"])}">{_text(block["runs"], link)}</{name}>'


def _table(block: Block, link: Link) -> str:
    whole = sum(block["shares"])
    widths = "".join(f'<col width="{plain(decimal_ratio(100 * share, whole, 2), 2)}%">' for share in block["shares"])
    above = "".join(f'<span class="{name}">{_text(block[name], link)}</span>' for name in ("caption", "note") if block.get(name))
    caption = f"<caption>{above}</caption>" if above else ""
    parts = (("thead", block["header"]), ("tbody", block["body"]))
    rows = "".join(f"<{name}>{''.join(_row(row, link) for row in rows)}</{name}>" for name, rows in parts if rows)
    wide = " wide" if len(block["shares"]) > _WIDE else ""
    table = f'<table class="form{wide}">{caption}<colgroup>{widths}</colgroup>{rows}</table>'
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{_NAME}">{table}</div>'


_WIDE = 7
_NAME = "表 / table"


def _row(row: Iterable[Block], link: Link) -> str:
    return f"<tr>{''.join(_cell(cell, link) for cell in row)}</tr>"


def _cell(cell: Block, link: Link) -> str:
    name = "th" if cell.get("head") else "td"
    over = "".join(f' {word}="{cell[key]}"' for word, key in (("colspan", "across"), ("rowspan", "down")) if cell.get(key))
    scope = f' scope="{cell["head"]}"' if cell.get("head") else ""
    return f'<{name}{over}{scope} class="{escape(cell["align"])}">{_text(cell["runs"], link)}</{name}>'


def _chart(block: Block, link: Link) -> str:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in block["names"])
    rows = "".join(
        f'<tr><th scope="row">{escape(word)}</th>'
        + "".join(f'<td class="number">{_text(value, link)}</td>' for value in values)
        + "</tr>"
        for word, values in block["numbers"]
    )
    unit = f"（{escape(block['unit'])}）" if block["unit"] else ""
    caption = f"<figcaption>{_text(block['runs'], link)}</figcaption>"
    table = f"<table><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    drawing = f'<div class="drawing">{block["drawing"]}</div>' if block.get("drawing") else ""
    return f'<figure class="chart">{caption}{drawing}<details><summary>{_NUMBERS}{unit}</summary>{table}</details></figure>'


_NUMBERS = "图中数字 / numbers"


def _picture(block: Block, _link: Link) -> str:
    return f'<figure><img src="{escape(block["source"])}" alt="{escape(block["words"])}"></figure>'


def _break(_block: Block, _link: Link) -> str:
    return '<hr class="page">'


_SHOW: dict[str, Callable[[Block, Link], str]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "table": _table,
    "chart": _chart,
    "picture": _picture,
    "break": _break,
}

"""A document as one web page: its text, its tables and charts, the origins of its figures, and the data that it carries."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

from jixiao.document.carried import packed
from jixiao.document.drawing import svg
from jixiao.document.formats.html.marks import (
    CLASS_OF_ALIGN,
    CREATED,
    DATA_ID,
    GENERATOR,
    MISSING,
    NOTHING,
    NUMBER_SIGN,
    SHEET,
    data_text,
    element,
    opened,
    text,
)
from jixiao.document.formats.html.origins import anchor, origins
from jixiao.document.formats.html.style_sheet import digest, style_sheet
from jixiao.document.layout import Layout
from jixiao.document.layout import layout as shipped
from jixiao.document.model import Block, Cell, Chart, Document, Heading, Page, PageBreak, Paragraph, Picture, Run, Runs, Table
from jixiao.document.numbering import with_numbers
from jixiao.document.tidy import tidied
from jixiao.files.writing import write_bytes

_POLICY = "default-src 'none'; style-src '{style}'; img-src data:; base-uri 'none'; form-action 'none'"
_COLUMN_EMS = 5
"""The least width of a column on a narrow screen, where a wide table is moved sideways rather than squeezed."""


def write(document: Document, path: Path, layout: Layout | None = None) -> None:
    """Write a document as one self-contained web page; the same document and layout give the same bytes."""
    write_bytes(path, page_of(document, layout or shipped()).encode())


def page_of(document: Document, layout: Layout) -> str:
    """The text of the page."""
    document = tidied(document)
    writer = _Writer(document, layout)
    main = element("main", f"\n{''.join(writer.sheets())}")
    behind = origins(document.trace, writer.places) if document.trace else ""
    style = style_sheet(layout, writer.rules)
    carried = packed(document)
    data = element("script", data_text(carried), type="application/json", id=DATA_ID) + "\n" if carried else ""
    head = "\n".join([*_metas(document, style), element("title", text(document.title)), f"<style>{style}</style>"])
    return f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{head}\n</head>\n<body>\n{main}\n{behind}{data}</body>\n</html>\n'


def _metas(document: Document, style: str) -> Iterable[str]:
    yield opened("meta", charset="utf-8")
    yield opened("meta", http_equiv="Content-Security-Policy", content=_POLICY.format(style=digest(style)))
    yield opened("meta", name="viewport", content="width=device-width, initial-scale=1")
    yield opened("meta", name="generator", content=GENERATOR)
    properties = document.properties
    created = properties.made_on.isoformat() if properties.made_on else ""
    for name, content in (
        ("author", properties.author),
        ("description", properties.subject),
        ("keywords", properties.keywords),
        (CREATED, created),
    ):
        if content:
            yield opened("meta", name=name, content=content)


class _Writer:
    """Writes the sheets in order; counts what has an id, and remembers where each figure stands."""

    def __init__(self, document: Document, layout: Layout) -> None:
        self.document = document
        self.layout = layout
        self.page: Page = document.page
        self.explained = {each.figure: each for each in (document.trace.derivations if document.trace else ())}
        self.places: dict[str, list[str]] = {}
        self.rules: list[str] = []
        self.counts: dict[str, int] = {}

    def sheets(self) -> Iterable[str]:
        """The sections of the page, one for every stretch without a page break."""
        yield f"{opened('section', class_=f'{SHEET} {self.page}')}\n"
        for number, block in with_numbers(self.document.blocks):
            if isinstance(block, PageBreak):
                self.page = block.page or self.page
                yield f"</section>\n{opened('section', class_=f'{SHEET} {self.page}')}\n"
            else:
                yield f"{self._block(number, block)}\n"
        yield "</section>\n"

    def _block(self, number: str, block: Block) -> str:
        match block:
            case Heading():
                sign = element("span", text(number), class_=NUMBER_SIGN) if number else ""
                content = sign + self._runs(block.runs)
                return element(f"h{block.level + 1}", content, class_=f"heading{block.level}", id=self._id("h"))
            case Paragraph():
                return element("h1" if block.style == "title" else "p", self._runs(block.runs), class_=block.style)
            case Table():
                return self._table(block)
            case Chart():
                return self._chart(block)
            case Picture():
                return self._picture(block)
        return ""

    def _runs(self, runs: Runs) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        content = text(run.text)
        content = element("b", content) if run.bold else content
        if run.figure is None:
            return content
        known = self.explained.get(run.figure)
        if known is None:
            return element("span", content, class_="figure", data_figure=run.figure)
        place = self._id("f") + f"-{run.figure}"
        self.places.setdefault(run.figure, []).append(place)
        link = {"id": place, "href": f"#{anchor(run.figure)}", "title": known.label.say("zh"), "data_figure": run.figure}
        return element("a", content, class_="figure", **link)

    def _table(self, table: Table) -> str:
        identity = self._id("t")
        self.rules.append(f"@media screen{{#{identity}{{min-width:{len(table.columns) * _COLUMN_EMS}em}}}}")
        for at, column in enumerate(table.columns, 1):
            self.rules.append(f"#{identity} col:nth-child({at}){{width:{column.share // 10}.{column.share % 10}%}}")
        columns = element("colgroup", "".join(opened("col", data_share=column.share) for column in table.columns))
        named = (("caption", table.caption), ("unit", table.note))
        above = "".join(element("div", self._runs(runs), class_=name) for name, runs in named if runs)
        rows: list[list[str]] = [[] for _ in (*table.header, *table.body)]
        for placed in table.placed():
            in_header = placed.row < len(table.header)
            rows[placed.row].append(self._cell(placed.cell, CLASS_OF_ALIGN[table.align_of(placed)], in_header=in_header))
        lines = [element("tr", "".join(row)) for row in rows]
        parts = ("thead", lines[: len(table.header)]), ("tbody", lines[len(table.header) :])
        content = [element("caption", above)] if above else []
        content += [columns, *(element(name, "\n" + "\n".join(part) + "\n") for name, part in parts if part)]
        return element("div", element("table", "\n" + "\n".join(content) + "\n", id=identity), class_="table")

    def _cell(self, cell: Cell, align: str, *, in_header: bool) -> str:
        is_head = in_header or cell.kind == "label"
        scope = ("colgroup" if cell.across > 1 else "col") if in_header else ("rowgroup" if cell.down > 1 else "row")
        return element(
            "th" if is_head else "td",
            self._runs(cell.runs),
            scope=scope if is_head else None,
            class_=f"{cell.kind} {align}",
            colspan=cell.across if cell.across > 1 else None,
            rowspan=cell.down if cell.down > 1 else None,
        )

    def _chart(self, chart: Chart) -> str:
        caption = element("figcaption", self._runs(chart.title))
        drawing = element("div", svg(chart, self.layout, self.layout.sides(self.page).text_width), class_="drawing")
        names = "".join(element("th", text(each.name), scope="col") for each in chart.series)
        head = element("thead", element("tr", f'<td class="corner"></td>{names}'))
        lines = []
        for at, category in enumerate(chart.categories):
            values = "".join(self._value(each.values[at]) for each in chart.series)
            lines.append(element("tr", element("th", text(category), scope="row") + values))
        numbers = element("div", element("table", head + element("tbody", "\n".join(lines))), class_="numbers")
        unit = f"（单位：{chart.unit}）" if chart.unit else ""
        details = element("details", element("summary", text(f"图中数字{unit}")) + numbers)
        content = f"\n{caption}\n{drawing}\n{details}\n"
        return element("figure", content, class_="chart", id=self._id("c"), data_kind=chart.kind, data_unit=chart.unit)

    def _value(self, runs: Runs) -> str:
        if not runs:
            return element("td", NOTHING, class_=MISSING)
        return element("td", self._runs(runs), class_="number")

    def _picture(self, picture: Picture) -> str:
        identity = self._id("p")
        self.rules.append(f"#{identity} img{{width:{picture.share}%}}")
        source = f"data:{picture.media};base64,{b64encode(picture.data).decode()}"
        return element(
            "figure", opened("img", src=source, alt=picture.alt), class_="picture", id=identity, data_share=picture.share
        )

    def _id(self, kind: str) -> str:
        """The next id of its kind."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind}-{self.counts[kind]}"

"""What a file carries beside the text that people see, as one line of JSON: the trace of its figures, and the numbers of its charts.

Word keeps it in a custom XML part, Excel on a sheet of its own, PDF as an attachment, HTML as data in the page. A file whose carried
data was dropped is still read, as a foreign one is.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from jixiao.document.derivations import Derivation, SourceRow, Trace
from jixiao.document.figures import Quote
from jixiao.document.model import Chart, ChartKind, Document, Run, Runs, Series, is_figure_id
from jixiao.wording import Text, of_words

_EDITION = 1
_KINDS: tuple[ChartKind, ...] = ("column", "bar", "line")


class Carried(NamedTuple):
    """What was carried: the charts in the order in which they stand in the document, the trace, and where figures stand."""

    charts: tuple[Chart, ...] = ()
    trace: Trace | None = None
    quotes: tuple[Quote, ...] = ()


def packed(document: Document, stands: Iterable[Quote] = ()) -> str:
    """What a document carries, as text; empty if there is nothing.

    ``stands`` are its figures with the words around them, for a format that cannot mark them where they stand.
    """
    charts = [_chart_data(block) for block in document.blocks if isinstance(block, Chart)]
    where = [list(quote) for quote in stands]
    if not charts and document.trace is None and not where:
        return ""
    quoted = f',"quotes":{_json(where)}' if where else ""
    return f'{{"edition":{_EDITION},"charts":{_json(charts)},"trace":{_trace_json(document.trace)}{quoted}}}'


def unpacked(text: str) -> Carried:
    """What a text carries; nothing if it was damaged or is of an edition that is not known here."""
    try:
        content = json.loads(text)
        if not isinstance(content, dict) or content.get("edition") != _EDITION:
            return Carried()
        charts = tuple(_chart(data) for data in content["charts"])
        quotes = tuple(_quote(data) for data in content.get("quotes", ()))
        return Carried(charts, None if content["trace"] is None else _trace(content["trace"]), quotes)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        return Carried()


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _trace_json(trace: Trace | None) -> str:
    """A trace as JSON; the last one is remembered, since each format of a paper carries it."""
    known = next((text for each, text in (*_LAST,) if each is trace), None)
    if known is None:
        known = _json(None if trace is None else _trace_data(trace))
        _LAST.append((trace, known))
    return known


_LAST: deque[tuple[Trace | None, str]] = deque(maxlen=1)


def _runs_data(runs: Runs) -> list[list[object]]:
    return [[run.text, run.figure, int(run.bold)] for run in runs]


def _runs(data: list[list[Any]]) -> Runs:
    return tuple(
        Run(str(text), figure if figure is None or is_figure_id(str(figure)) else None, bool(bold)) for text, figure, bold in data
    )


def _chart_data(chart: Chart) -> dict[str, object]:
    return {
        "kind": chart.kind,
        "title": _runs_data(chart.title),
        "categories": list(chart.categories),
        "series": [[each.name, [_runs_data(value) for value in each.values]] for each in chart.series],
        "unit": chart.unit,
    }


def _chart(data: dict[str, Any]) -> Chart:
    return Chart(
        _KINDS[_KINDS.index(data["kind"])],
        _runs(data["title"]),
        tuple(str(each) for each in data["categories"]),
        tuple(Series(str(name), tuple(_runs(value) for value in values)) for name, values in data["series"]),
        str(data["unit"]),
    )


def _trace_data(trace: Trace) -> dict[str, object]:
    return {
        "made_of": [list(each) for each in trace.made_of],
        "rows": [[row.table, row.key, row.digest] for row in trace.rows],
        "figures": [
            [each.figure, _text_data(each.label), each.text, [_text_data(line) for line in each.because], ranges(each.rows)]
            for each in trace.derivations
        ],
        "texts": " ".join(trace.texts),
    }


def _trace(data: dict[str, Any]) -> Trace:
    rows = tuple(SourceRow(str(table), str(key), str(digest)) for table, key, digest in data["rows"])
    derivations = tuple(
        Derivation(
            str(figure),
            _text(label),
            str(text),
            tuple(_text(line) for line in because),
            tuple(row for row in numbers(str(behind), len(rows))),
        )
        for figure, label, text, because, behind in data["figures"]
    )
    made_of = tuple((str(name), str(value)) for name, value in data["made_of"])
    return Trace(made_of, rows, derivations, tuple(str(data.get("texts", "")).split()))


def _quote(data: list[Any]) -> Quote:
    quote = Quote(*(str(each) for each in data))
    if not is_figure_id(quote.figure):
        raise ValueError(f"{quote.figure!r} is no id of a figure")
    return quote


def _text_data(text: Text) -> list[str] | str:
    """A sentence in both languages, or once where they are the same."""
    zh, en = text.say("zh"), text.say("en")
    return zh if zh == en else [zh, en]


def _text(data: list[str] | str) -> Text:
    zh, en = (data, data) if isinstance(data, str) else data
    return of_words(str(zh), str(en))


def ranges(rows: Iterable[int]) -> str:
    """Positions in the order given, neighbours drawn together: ``0-135,140``."""
    stretches: list[list[int]] = []
    for row in rows:
        if stretches and row == stretches[-1][1] + 1:
            stretches[-1][1] = row
        else:
            stretches.append([row, row])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in stretches)


def numbers(text: str, limit: int) -> Iterator[int]:
    """The positions that ranges name; ``ValueError`` for those at or beyond the limit."""
    for part in text.split(",") if text else []:
        first, _, last = part.partition("-")
        start, end = int(first), int(last or first)
        if not 0 <= start <= end < limit:
            raise ValueError(f"The positions {part} lie outside 0 to {limit - 1}")
        yield from range(start, end + 1)

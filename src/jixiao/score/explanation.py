"""How a number came about, in words: its arithmetic, the rows behind it with their places, and the evidence of these rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jixiao.score.figure import Figure
from jixiao.score.scoring import Score
from jixiao.score.trace import Figures
from jixiao.tables.dossier import Dossier, Row
from jixiao.wording import Text, joined, same

MOST_ROWS = 30
"""Rows listed one by one; of more, the rest is counted by table."""


def explain(figures: Figures, code: str) -> list[Text] | None:
    """The derivation of a figure, of a framework's item or of an indicator, line by line; None if the code means none of them."""
    figure = figure_named(figures, code)
    if figure is None:
        return None
    lines = [Text("{label}（{id}）：{text}", "{label} ({id}): {text}").fill(label=figure.label, id=figure.id, text=figure.text)]
    lines += [_indented(line) for line in figure.because]
    lines += _reason(figures, code.strip().lower())
    lines += _parts(figures, code.strip().lower())
    return lines + rows_behind(figures.dossier, figure.rows)


def listed(figures: Figures) -> list[Text]:
    """Every figure that a narrative can bind, with its text and meaning."""
    found = (figures.find(figure_id) for figure_id in figures.ids())
    return [
        Text("{id}  {text}  {label}", "{id}  {text}  {label}").fill(id=figure.id, text=figure.text, label=figure.label)
        for figure in found
        if figure is not None
    ]


def figure_named(figures: Figures, code: str) -> Figure | None:
    """The figure of an id, or the score that the code of an item or an indicator stands for."""
    word = code.strip().lower()
    for candidate in (word, f"score.{word}", f"indicator.{word}.score", f"indicator.{word}.actual"):
        figure = figures.find(candidate)
        if figure is not None:
            return figure
    return None


def _reason(figures: Figures, code: str) -> list[Text]:
    reason = (
        reason_for(figures.dossier, figures.score, code.removeprefix("score.").removeprefix("lost.")) if figures.score else None
    )
    return (
        []
        if reason is None
        else [_indented(Text("扣分原因：{reason}", "Reason for points lost: {reason}").fill(reason=reason.text("reason")))]
    )


def reason_for(dossier: Dossier, score: Score, code: str) -> Row | None:
    """The row that gives the unit's reason for points lost on an item."""
    return dossier.said_of("deduction_reason", score.scope or dossier.scope(), score.framework.id, code)


def _parts(figures: Figures, code: str) -> list[Text]:
    """The indicators of a mean, each with its own arithmetic."""
    each = figures.score.of(code.removeprefix("score.")) if figures.score else None
    if each is None:
        return []
    return [
        _indented(
            Text("{code} {name}：{why}", "{code} {name}: {why}").fill(code=part.part.code, name=part.part.name, why=part.because)
        )
        for part in each.parts
    ]


def rows_behind(dossier: Dossier, rows: Sequence[Row]) -> list[Text]:
    """The rows a number was drawn from: table by table, where each stands, and what proves it."""
    if not rows:
        return []
    lines = [Text("依据的数据：", "Drawn from:")]
    by_table: dict[str, list[Row]] = {}
    for row in rows:
        by_table.setdefault(row.spec.name, []).append(row)
    for name, found in by_table.items():
        table = dossier.table(name)
        head = Text("{file}（{label}）{n}行", "{file} ({label}), {n} rows").fill(
            file=table.file, label=table.spec.label, n=len(found)
        )
        lines.append(_indented(head))
        lines += [_indented(_row(dossier, row), 4) for row in found[:MOST_ROWS]]
        if len(found) > MOST_ROWS:
            more = Text("……另有{n}行", "… and {n} more").fill(n=len(found) - MOST_ROWS)
            lines.append(_indented(more, 4))
    return lines


def _row(dossier: Dossier, row: Row) -> Text:
    cells = [
        Text("{column}={text}", "{column}={text}").fill(column=column.label, text=row.text(name))
        for name, column in row.spec.fields.items()
        if _worth_showing(row, name)
    ]
    line = Text("第{n}行 {cells}", "row {n} {cells}").fill(n=row.number, cells=joined(cells))
    proofs = list(evidence_of(dossier, row))
    if not proofs:
        return line
    return joined(
        [
            line,
            Text("佐证：{files}", "evidence: {files}").fill(
                files=joined((same(proof.text("file")) for proof in proofs), "、", ", ")
            ),
        ],
        "；",
        "; ",
    )


def _worth_showing(row: Row, name: str) -> bool:
    column = row.spec.fields[name]
    return name != "unit_code" and column.type != "long_text" and not column.personal and row[name] is not None


def evidence_of(dossier: Dossier, row: Row) -> Iterable[Row]:
    """The evidence that is linked to a row."""
    for link in dossier.table("evidence_link"):
        if link["table"] == row.spec.name and link["row_key"] == row.key:
            proof = dossier.find("evidence", evidence_code=link["evidence_code"])
            if proof is not None:
                yield proof


def _indented(line: Text, depth: int = 2) -> Text:
    return Text(" " * depth + "{line}", " " * depth + "{line}").fill(line=line)

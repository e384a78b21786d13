"""The trace of a paper: for every figure that it states, how that figure came about when the paper was made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from jixiao.document.derivations import Derivation, SourceRow, Trace
from jixiao.document.model import Document, runs_in
from jixiao.document.opening import is_paper, open_paper
from jixiao.document.statements import statements
from jixiao.document.tidy import tidied
from jixiao.errors import Misuse
from jixiao.files.package import Package
from jixiao.report.form import Material
from jixiao.score.trace import Figures
from jixiao.tables.converting import WORKBOOK
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.sheet_names import MANIFEST_SHEET
from jixiao.wording import Text, joined, same

FORM, UNIT, PROJECT, YEAR, FRAMEWORK, EDITION, UNTIL = (
    *("form", "unit_code", "project_code", "fiscal_year", "framework", "framework_edition", "until"),
)
"""The names of what a paper was made from."""

_DIGEST = 12


def traced(document: Document, form: str, material: Material) -> Document:
    """The document with the derivations of its figures."""
    score, scope = material.score, material.score.scope
    made_of = {
        FORM: form,
        UNIT: scope.unit_code if scope else material.dossier.unit_code,
        PROJECT: (scope.project_code if scope else None) or "",
        YEAR: str(material.dossier.fiscal_year),
        FRAMEWORK: score.framework.id,
        EDITION: score.framework.edition,
        UNTIL: material.until.isoformat() if material.until else "",
    }
    stated = dict.fromkeys(run.figure for runs in runs_in(document) for run in runs if run.figure)
    rows = _Rows(material)
    derivations = tuple(found for figure in stated if (found := _derivation(material.figures, figure, rows)) is not None)
    texts = tuple(dict.fromkeys(each.digest for each in statements(tidied(document))))
    return replace(document, trace=Trace(tuple(made_of.items()), tuple(rows.known), derivations, texts))


def source_row(dossier: Dossier, row: Row) -> SourceRow:
    """A row as a trace remembers it. Rows of a subordinate unit have its code before their key."""
    unit = row["unit_code"]
    key = row.key if unit in (None, dossier.unit_code) or row.spec.name == "unit" else f"{unit}:{row.key}"
    said = "\x1f".join(f"{column}={row.text(column)}" for column in row.values)
    return SourceRow(row.spec.name, key, sha256(said.encode()).hexdigest()[:_DIGEST])


def trace_of(path: Path) -> Trace | None:
    """The trace that a paper of ours carries; None if the path is no paper but a dossier.

    ``Misuse`` if it is a paper without a trace.
    """
    if not path.is_file() or not is_paper(path) or _is_dossier(path):
        return None
    trace = open_paper(path).trace
    if trace is None:
        raise Misuse(
            Text(
                "{path} 中没有数字来历：不是 jixiao 写出的文件，或者来历已被其他软件去掉；可改为指明卷宗",
                "{path} carries no trace of its figures: it was not written by jixiao, or another program dropped it; name the dossier instead",
            ).fill(path=path)
        )
    return trace


def _is_dossier(path: Path) -> bool:
    """Whether a workbook is a dossier, by the sheet that only dossiers have."""
    if path.suffix.lower() != WORKBOOK:
        return False
    with Package(path) as package:
        main = package.related("", "officeDocument")
        return main is not None and any(each.get("name") == MANIFEST_SHEET for each in package.tree(main).iter("{*}sheet"))


def explained(trace: Trace, code: str) -> list[Text] | None:
    """How a figure of a paper came about, line by line; None if the paper does not state it. A code alone means its score."""
    word = code.strip().lower()
    names = (word, f"score.{word}", f"indicator.{word}.score", f"indicator.{word}.actual")
    found = next((each for name in names if (each := trace.of(name))), None)
    if found is None:
        return None
    lines = [Text("{label}（{id}）：{text}", "{label} ({id}): {text}").fill(label=found.label, id=found.figure, text=found.text)]
    lines += [Text("  {line}", "  {line}").fill(line=line) for line in found.because]
    if found.rows:
        lines.append(Text("依据的数据：", "Drawn from:"))
    return [*lines, *_rows_of(trace, found)]


def listed(trace: Trace) -> list[Text]:
    """Every figure of a paper with its text and its meaning."""
    return [
        Text("{id}  {text}  {label}", "{id}  {text}  {label}").fill(id=each.figure, text=each.text, label=each.label)
        for each in trace.derivations
    ]


class _Rows:
    """The rows of a trace, each once, with its position."""

    def __init__(self, material: Material) -> None:
        self.dossier = material.dossier
        self.remembered = material.source_rows
        self.known: list[SourceRow] = []
        self.positions: dict[Row, int] = {}

    def places(self, rows: Sequence[Row]) -> tuple[int, ...]:
        """The positions of rows, which are added if they are new."""
        for row in rows:
            if row not in self.positions:
                self.positions[row] = len(self.known)
                self.known.append(self._source_row(row))
        return tuple(map(self.positions.__getitem__, rows))

    def _source_row(self, row: Row) -> SourceRow:
        if row not in self.remembered:
            self.remembered[row] = source_row(self.dossier, row)
        return self.remembered[row]


def _derivation(figures: Figures, figure_id: str, rows: _Rows) -> Derivation | None:
    figure = figures.find(figure_id)
    if figure is None:
        return None
    return Derivation(figure.id, figure.label, figure.text, figure.because, rows.places(figure.rows))


def _rows_of(trace: Trace, found: Derivation) -> Iterable[Text]:
    by_table: dict[str, list[str]] = {}
    for position in found.rows:
        row = trace.rows[position]
        by_table.setdefault(row.table, []).append(row.key)
    for table, keys in by_table.items():
        yield Text("  {table} {n}行：{keys}", "  {table}, {n} rows: {keys}").fill(
            table=table, n=len(keys), keys=joined(map(same, keys), "、", ", ")
        )

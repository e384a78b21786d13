"""How the figures of a paper came about, as a value that travels with the paper.

Trace
├── made_of: what the paper was made from (form, unit, year, framework, day)
├── rows: every row of the dossier behind any figure, once, with a digest of what stood in it
├── derivations: for each figure its meaning, its text, its arithmetic, and which of these rows it was drawn from
└── texts: a digest of every sentence and table row as it was written, its figures left out, to tell what was edited since
"""

from __future__ import annotations

from dataclasses import dataclass

from jixiao.wording import Text


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of the dossier as it was: its table, its key within the table, and a digest of its cells."""

    table: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Derivation:
    """How one figure came about; ``rows`` are positions in the trace's rows."""

    figure: str
    label: Text
    text: str
    because: tuple[Text, ...] = ()
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """The derivations of a paper's figures; ``made_of`` are names and texts (form, unit_code, fiscal_year, framework, until)."""

    made_of: tuple[tuple[str, str], ...] = ()
    rows: tuple[SourceRow, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    texts: tuple[str, ...] = ()

    def of(self, figure: str) -> Derivation | None:
        """The derivation of a figure; None if the paper does not state it."""
        return next((each for each in self.derivations if each.figure == figure), None)

"""Dossiers that tests lay out: small ones from text, and copies of the example in which single cells are changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path

from jixiao.files.delimited import read_csv, write_csv
from jixiao.findings import Finding
from jixiao.review.checking import check
from jixiao.score.trace import Figures
from jixiao.score.unit_score import score_unit
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import read_folder
from jixiao.tables.schema import TableSpec

EXAMPLE = Path(str(files("jixiao.examples"))) / "beijing-office-2023"
FRAMEWORK = "guangdong-unit-2022"

MANIFEST = "unit_code: U1\nfiscal_year: 2023\nframeworks: [guangdong-unit-2022]\n"
UNIT = "unit_code,name,kind\nU1,一个单位,行政单位\n"


def laid_out(folder: Path, tables: Mapping[str, str] | None = None, manifest: str = MANIFEST) -> Path:
    """A dossier of these tables, each the text of a file by its name (``unit.csv`` stands there unless given)."""
    for name, text in {"dossier.yaml": manifest, "unit.csv": UNIT, **(tables or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def read(folder: Path, tables: Mapping[str, str] | None = None) -> Dossier:
    return read_folder(laid_out(folder, tables))


def findings(dossier: Dossier) -> list[Finding]:
    """All that was found in a dossier so far."""
    return [finding for outcome in dossier.outcomes.values() for finding in outcome.findings]


def checked(folder: Path) -> list[Finding]:
    """All that ``check`` finds in a folder."""
    return [finding for outcome in check(read_folder(folder)) for finding in outcome.findings]


def figure_texts(folder: Path) -> dict[str, str]:
    """The text of every figure of a dossier by its id."""
    dossier = read_folder(folder)
    figures = Figures(dossier, score_unit(dossier))
    return {found.id: found.text for found in map(figures.find, figures.ids()) if found}


class Copy:
    """A copy of the example whose cells can be changed; rows are numbered as in the file, the header is row 1."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "copy"
        shutil.copytree(EXAMPLE, self.path)
        self.schema = read_folder(EXAMPLE).schema

    def spec(self, table: str) -> TableSpec:
        return self.schema[table]

    def lines(self, table: str) -> list[list[str]]:
        """The file's rows; a table that the example lacks begins with all its columns."""
        path = self.path / f"{table}.csv"
        if not path.exists():
            return [[column.label.zh for column in self.spec(table).fields.values()]]
        return [line.cells for line in read_csv(path)]

    def write(self, table: str, lines: list[list[str]]) -> None:
        write_csv(self.path / f"{table}.csv", lines)

    def place(self, table: str, column: str) -> int:
        return self.lines(table)[0].index(self.spec(table).fields[column].label.zh)

    def rows(self, table: str, column: str, text: str) -> list[int]:
        """The numbers of the rows that have this text in a column."""
        place = self.place(table, column)
        return [number for number, cells in enumerate(self.lines(table), 1) if number > 1 and cells[place] == text]

    def get(self, table: str, row: int, column: str) -> str:
        return self.lines(table)[row - 1][self.place(table, column)]

    def set(self, table: str, row: int, **cells: str) -> None:
        lines = self.lines(table)
        for column, text in cells.items():
            lines[row - 1][self.place(table, column)] = text
        self.write(table, lines)

    def add(self, table: str, cells: Mapping[str, str]) -> int:
        """A new last row with these cells, in new columns where the file lacks them; the row's number comes back."""
        header, *body = self.lines(table)
        labels = {column.label.zh: cells.get(name, "") for name, column in self.spec(table).fields.items()}
        header += [label for label, text in labels.items() if text and label not in header]
        body = [[*line, *[""] * (len(header) - len(line))] for line in body]
        self.write(table, [header, *body, [labels[label] for label in header]])
        return len(body) + 2

    def remove(self, table: str, unwanted: Callable[[dict[str, str]], bool]) -> int:
        """Remove the rows for which this holds of their cells by column; how many there were comes back."""
        header, *body = self.lines(table)
        names = [field.name for label in header if (field := self.spec(table).field_named(label))]
        kept = [cells for cells in body if not unwanted(dict(zip(names, cells, strict=True)))]
        self.write(table, [header, *kept])
        return len(body) - len(kept)

"""Forms that came back: which of a file's cells were filled in, and whether the file is a form of this dossier at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from jixiao.document.derivations import Trace
from jixiao.document.formats.xlsx import read
from jixiao.document.formats.xlsx.entries import Filled, filled
from jixiao.errors import Unreadable
from jixiao.findings import Finding, Place
from jixiao.report.tracing import UNIT, YEAR
from jixiao.score.trace import PROJECT
from jixiao.tables.dossier import Dossier
from jixiao.tables.schema import Field
from jixiao.wording import Text, same

ENDING = ".xlsx"


class Source(NamedTuple):
    """The cell of a form from which something comes."""

    file: str
    sheet: str
    address: str

    def __str__(self) -> str:
        return f"{self.file}!{self.sheet}!{self.address}"

    def place(self, table: str, column: Field | str) -> Place:
        """Where it is, for findings: people are told the cell's address and what it is filled in for."""
        row = "".join(filter(str.isdigit, self.address))
        name, label = (column, same(column)) if isinstance(column, str) else (column.name, column.label)
        said = Text("{cell} {label}", "{cell} {label}").fill(cell=self.address, label=label)
        return Place(self.file, table=table, row=int(row) if row else None, column=name, column_label=said, sheet=self.sheet)


@dataclass(frozen=True, slots=True)
class Form:
    """A form that came back: its cells, the unit that it is about, and what its figures said when it was made, by their ids."""

    file: str
    cells: Sequence[Filled]
    unit_code: str | None = None
    known: dict[str, list[str]] = field(default_factory=dict)

    def source(self, cell: Filled) -> Source:
        """Where a cell stands now."""
        return Source(self.file, cell.sheet, cell.address)


def read_form(dossier: Dossier, path: Path, name: str) -> Form | Finding:
    """The form in a file; a finding says why it is none that can be taken. ``name`` is how messages call the file."""
    if path.suffix.lower() != ENDING:
        return _refused(name, _OTHER_FORMAT.fill(ending=path.suffix or path.name), _AS_XLSX)
    try:
        cells = filled(path)
        trace = read(path).trace if cells else None
    except Unreadable as error:
        return Finding("files-can-be-read", Place(name), error.text)
    if not cells:
        return _refused(name, _NO_FORM, _OURS)
    made_of = dict(trace.made_of) if trace else {}
    unit, year = made_of.get(UNIT), made_of.get(YEAR)
    if year and year != str(dossier.fiscal_year):
        return _refused(name, _OTHER_YEAR.fill(stated=year, year=dossier.fiscal_year), _RIGHT_DOSSIER)
    if unit and unit != dossier.unit_code and not dossier.find("unit", unit_code=unit):
        return _refused(name, _OTHER_UNIT.fill(stated=unit, unit=dossier.unit_code), _RIGHT_DOSSIER)
    return Form(name, cells, unit, _known(trace))


def names_of(files: Iterable[Path]) -> list[str]:
    """How messages call files: by their names, or by their whole paths where two have the same name."""
    listed = list(files)
    return [str(path) if sum(each.name == path.name for each in listed) > 1 else path.name for path in listed]


def _known(trace: Trace | None) -> dict[str, list[str]]:
    """What the figures said; those of a project also under the id that its own narratives use."""
    known: dict[str, list[str]] = {}
    for each in trace.derivations if trace else ():
        ids = [each.figure]
        if each.figure.startswith(f"{PROJECT}."):
            ids.append(each.figure.split(".", 2)[-1])
        for name in ids:
            known.setdefault(name, []).append(each.text)
    return known


def _refused(name: str, because: Text, advice: Text) -> Finding:
    return Finding("forms-are-of-this-dossier", Place(name), because, advice=advice)


_OTHER_FORMAT = Text("填好的表以 xlsx 交回，{ending} 不能导入", "Forms come back as xlsx; {ending} cannot be imported")
_AS_XLSX = Text(
    "用 jixiao report --format xlsx 写出填报表，填好后存为 .xlsx 再导入",
    "Write the form with jixiao report --format xlsx, fill it in, save it as .xlsx and import that",
)
_NO_FORM = Text(
    "这个工作簿不是由 jixiao 写出的填报表，或者填报信息已被其他程序去掉",
    "This workbook is no form that jixiao wrote, or another program has dropped what says which cells are filled in",
)
_OURS = Text(
    "用 jixiao report 重新写出填报表再填；自己的表格可粘贴到卷宗工作簿的相应工作表",
    "Write the form anew with jixiao report; tables of your own can be pasted into the dossier's workbook",
)
_OTHER_YEAR = Text("这份表属于{stated}年度，卷宗是{year}年度", "This form is of the year {stated}; the dossier is of {year}")
_OTHER_UNIT = Text("这份表属于单位 {stated}，卷宗是 {unit} 的", "This form is of the unit {stated}; the dossier is of {unit}")
_RIGHT_DOSSIER = Text("指明这份表所属的卷宗", "Name the dossier that the form was made from")

"""A table as a workbook that an office takes along, fills in without the system, and brings back.

Each row carries its version and what it said; so what comes back tells rows that were changed there from rows that were changed here since,
and where both were, a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from jixiao.errors import Unreadable
from jixiao.files.sheet_writing import ColumnPlan, SheetPlan, write_sheets
from jixiao.files.sheets import Sheet, cell_text, read_sheets
from jixiao.tables.dossier import Row
from jixiao.tables.schema import TableSpec
from jixiao.tables.workbook import match
from jixiao.tables.workbook_plan import table_plan
from jixiao.web.dossiers.assembling import assembled
from jixiao.web.dossiers.offered import CHANGED, CONFLICT, NEW, REMOVED, SAME, Offered
from jixiao.web.dossiers.pasting import Entered, entered, grid_of_sheet
from jixiao.web.dossiers.rows import differences, normal
from jixiao.web.dossiers.writing import cells_of, key_of
from jixiao.web.models import Dossier, Record
from jixiao.wording import Text

INFO = "填报说明"
MARK = "校验（勿改）"
_LABELS = ("单位代码", "年度", "表", "科室", "最大行号", "导出时间")


class About(NamedTuple):
    """What a workbook says of itself: whose it is, the highest number of a row when it was written, and when that was."""

    unit: str
    year: str
    table: str
    office: str
    last: int
    at: datetime


def workbook(dossier: Dossier, spec: TableSpec, office: str) -> bytes:
    """The workbook of an office's rows (all, if none is named), with drop-downs for what can be chosen."""
    tables = assembled(dossier)
    rows = [row for row in tables.table(spec.name) if not office or row.text_id("office_code") == office]
    records = Record.objects.filter(dossier=dossier, table=spec.name)
    versions = dict(records.values_list("number", "version"))
    plan = table_plan(tables, spec.name, rows)
    first = plan.sheets[0]
    marked = SheetPlan(
        first.name,
        [*first.columns, ColumnPlan(MARK, 16, comment="程序用来辨认这一行，请勿改动；新增的行留空")],
        [[*cells, _mark(versions.get(row.number, 0), cells_of(row))] for cells, row in zip(first.rows, rows, strict=True)],
    )
    last = max(versions, default=1)
    said = (dossier.unit.code, str(dossier.fiscal_year), spec.name, office, str(last), datetime.now(UTC).isoformat())
    plan.sheets = [marked, *plan.sheets[1:], _info(said)]
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        path = Path(scratch) / "workbook.xlsx"
        write_sheets(plan, path)
        return path.read_bytes()


def _mark(version: int, cells: Mapping[str, str]) -> str:
    said = "\x1f".join(f"{name}={cells[name]}" for name in sorted(cells))
    return f"{version}-{sha256(said.encode()).hexdigest()[:12]}"


def _info(said: Sequence[str]) -> SheetPlan:
    how = (
        ("填写", "在第一张工作表中修改已有的行，在最后一行之后添加新行；必填列的表头为红色"),
        ("删除", "要删除一行，清空这一行的内容；上传时再确认"),
        ("上传", "回到系统中这张台账的“粘贴、导入、离线填报”页面上传；先看核对结果，再保存"),
        ("保密", "不得填写国家秘密"),
    )
    rows = [*zip(_LABELS, said, strict=True), *how]
    return SheetPlan(INFO, [ColumnPlan("项目", 14), ColumnPlan("内容", 60, wraps=True)], [list(row) for row in rows])


# ---- what comes back


def about_of(sheets: Iterable[Sheet]) -> About | None:
    """What a workbook says of itself; None if it is not one of ours."""
    info = next((sheet for sheet in sheets if sheet.name == INFO), None)
    if info is None:
        return None
    said = {cell_text(line.cells[0]): cell_text(line.cells[1]) for line in info.lines if len(line.cells) > 1}
    unit, year, table, office, last, at = (said.get(label, "").strip() for label in _LABELS)
    try:
        return About(unit, year, table, office, int(last), datetime.fromisoformat(at))
    except ValueError:
        return None


def opened(path: Path) -> tuple[About, list[Sheet]] | None:
    """The workbook, if it is one that was written here; None if it is another file."""
    if path.suffix not in {".xlsx", ".xlsm"}:
        return None
    sheets = read_sheets(path)
    about = about_of(sheets)
    return (about, sheets) if about else None


def compared(dossier: Dossier, spec: TableSpec, about: About, sheets: Sequence[Sheet]) -> list[Offered]:
    """The rows of a workbook that came back, each held against the row that stands. ``Unreadable`` if it is another table's, or damaged."""
    if (about.unit, about.year, about.table) != (dossier.unit.code, str(dossier.fiscal_year), spec.name):
        raise Unreadable(_ANOTHER.fill(unit=about.unit, year=about.year, table=about.table))
    grid = grid_of_sheet(next((sheet for sheet in sheets if sheet.name != INFO), None), spec)
    if MARK not in grid.words:
        raise Unreadable(_NO_MARK.fill(column=MARK))
    at = grid.words.index(MARK)
    marks = {line.number: cell_text(line.cells[at]).strip() for line in grid.lines if at < len(line.cells)}
    columns = [match(spec, word) if word != MARK else None for word in grid.words]
    held = _Standing(dossier, spec, about)
    found = [held.against(line, marks.get(line.line, "")) for line in entered(grid, columns)]
    return found + held.lacking()


class _Standing:
    """The rows that stand, to be held against those that come back; each is met once."""

    def __init__(self, dossier: Dossier, spec: TableSpec, about: About) -> None:
        self.spec = spec
        self.about = about
        self.unit_code = dossier.unit.code
        rows: dict[int, Row] = {row.number: row for row in assembled(dossier).table(spec.name)}
        self.records = list(Record.objects.filter(dossier=dossier, table=spec.name).order_by("number"))
        self.cells = {each.number: cells_of(rows[each.number]) for each in self.records if each.number in rows}
        self.by_key = {key_of(spec, self.cells.get(each.number, each.values)): each for each in self.records}
        self.met = set[int]()

    def against(self, line: Entered, mark: str) -> Offered:
        """How a line that came back stands to the row of its key."""
        cells = normal(self.spec, {"unit_code": self.unit_code} | dict(line.cells))
        version, _, _ = mark.partition("-")
        record = self.by_key.get(key_of(self.spec, cells)) if any(cells.get(name) for name in self.spec.key[1:]) else None
        if record is None or record.number in self.met:
            if mark and mark == _mark(int(version) if version.isdecimal() else 0, cells):
                return Offered(line.line, cells, SAME)  # taken out here, and not changed there
            return Offered(line.line, cells, CONFLICT if mark else NEW)
        self.met.add(record.number)
        standing = self.cells[record.number]
        differs = list(differences(self.spec, standing, cells))
        is_untouched = mark == _mark(int(version) if version.isdecimal() else 0, cells)
        if not differs or is_untouched:
            return Offered(line.line, cells, SAME, record.number, record.version)
        state = CHANGED if version == str(record.version) else CONFLICT
        return Offered(line.line, cells, state, record.number, record.version, differs)

    def lacking(self) -> list[Offered]:
        """The rows that stood when the workbook was written, and that it lacks now."""
        found = []
        for record in self.records:
            is_of = not self.about.office or record.office_code == self.about.office
            was_there = record.number <= self.about.last and record.changed_at <= self.about.at
            if is_of and was_there and record.number not in self.met:
                cells = self.cells.get(record.number, record.values)
                found.append(Offered(None, cells, REMOVED, record.number, record.version))
        return found


_ANOTHER = Text(
    "这是 {unit} {year} 年“{table}”的离线工作簿，不是这张表的",
    "This is the workbook of “{table}” of {unit} in {year}, not of this table",
)
_NO_MARK = Text(
    "工作簿里没有“{column}”这一列，无法对照；请重新下载后填写", "The workbook has no column “{column}”; download it again"
)

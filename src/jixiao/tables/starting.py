"""A new dossier from a starter: its tables and ledgers, still empty, and what to fill in first.

A starter is a folder of ``starters/`` that reads as a dossier itself. Adding one is adding such a folder; no code lists them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from jixiao.errors import Misuse
from jixiao.files.writing import make_folder, new_folder, write_bytes
from jixiao.tables.dossier import Dossier
from jixiao.tables.folder import MANIFEST, read_folder, write_folder
from jixiao.tables.sheet_names import MANIFEST_SHEET, sheet_names
from jixiao.tables.workbook import write_workbook
from jixiao.wording import Text, joined, same

DEFAULT = "government-office"
EVIDENCE = "evidence"
README = "README.md"
WORKBOOK = ".xlsx"


class Wanted(NamedTuple):
    """What a new dossier is to be: its starter, and the unit and the year if they are known already."""

    starter: str = DEFAULT
    unit_code: str | None = None
    unit_name: str | None = None
    year: int | None = None


class Started(NamedTuple):
    """Where the new dossier stands, and what is to be filled in, in order."""

    path: Path
    steps: tuple[Text, ...]


def starters() -> tuple[str, ...]:
    """The names of the starters that come with jixiao."""
    return tuple(sorted(entry.name for entry in (files("jixiao") / "starters").iterdir() if (entry / MANIFEST).is_file()))


def start(path: Path, wanted: Wanted, *, as_workbook: bool = False) -> Started:
    """Write a new dossier as a folder, or as a workbook. What stands there is never touched (``Misuse``)."""
    if wanted.starter not in starters():
        raise Misuse(_UNKNOWN.fill(name=wanted.starter, known=same(", ".join(starters()))))
    path = place_of(path, as_workbook=as_workbook)
    with as_file(files("jixiao") / "starters" / wanted.starter) as folder:
        dossier = _filled(read_folder(folder), wanted)
        write_new(dossier, path, {} if as_workbook else {README: (folder / README).read_bytes()})
    return Started(path, tuple(_steps(dossier, wanted, path, as_workbook=as_workbook)))


def place_of(path: Path, *, as_workbook: bool) -> Path:
    """Where a new dossier is to stand; a workbook has its ending. ``Misuse`` if something stands there."""
    if as_workbook and path.suffix.lower() != WORKBOOK:
        path = path.with_name(path.name + WORKBOOK)
    if path.is_file() or (path.is_dir() and (as_workbook or any(path.iterdir()))):
        raise Misuse(_TAKEN.fill(path=path))
    return path


def write_new(dossier: Dossier, path: Path, beside: Mapping[str, bytes]) -> None:
    """Write a dossier where nothing stands yet: a workbook if the name is one, else a folder, which appears whole or not at all.

    ``beside`` are further files by their names: in the folder, or next to the workbook.
    """
    if path.suffix.lower() == WORKBOOK:
        folder = path.parent
        make_folder(folder)
        write_workbook(dossier, path, with_empty_sheets=True)
        for name, content in beside.items():
            make_folder((folder / name).parent)
            write_bytes(folder / name, content)
        return
    with new_folder(path, MANIFEST) as new_path:
        write_folder(dossier, new_path)
        make_folder(new_path / EVIDENCE)
        for name, content in beside.items():
            make_folder((new_path / name).parent)
            write_bytes(new_path / name, content)


_UNKNOWN = Text("没有名为“{name}”的初始模板；已有：{known}", "There is no starter “{name}”; known are: {known}")
_TAKEN = Text(
    "{path} 已有内容，新卷宗不会覆盖；请换一个位置", "Something stands at {path}; a new dossier needs a place of its own"
)


def _filled(dossier: Dossier, wanted: Wanted) -> Dossier:
    """The starter as the dossier of a unit and a year; what is not known keeps its placeholder."""
    code = (wanted.unit_code or "").strip() or dossier.unit_code
    for row in dossier.table("unit"):
        row.values["unit_code"] = code
        if wanted.unit_name:
            row.values["name"] = wanted.unit_name.strip()
    dossier.unit_code = code
    dossier.fiscal_year = wanted.year if wanted.year is not None else datetime.now().astimezone().year
    return dossier


# ---- what to fill in


_GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (Text("填机构、职责和任务", "Offices, duties and tasks"), ("office", "duty", "task", "task_office")),
    (
        Text("填项目和预算", "Projects and the budget"),
        ("project", "budget", "budget_change", "spending_plan", "carryover", "prior_assessment"),
    ),
    (Text("定绩效指标", "Indicators"), ("indicator", "target_schedule", "target_change")),
    (
        Text("平时登记收支、采购和资产", "Money, procurement and assets, as they come"),
        ("income", "payment", "procurement", "procurement_event", "asset", "asset_disposal", "asset_income"),
    ),
)
_LEDGERS = Text("平时登记台账", "Ledgers, as things happen")
_REST = Text("年中、年末和用到时再填", "At mid-year, at the year's end and when they are needed")


def _steps(dossier: Dossier, wanted: Wanted, path: Path, *, as_workbook: bool) -> Iterator[Text]:
    """What to fill in, in order, and how to check it."""
    names = {name: same(sheet_names(dossier.schema)[name] if as_workbook else f"{name}.csv") for name in dossier.schema}
    described = Text("“{sheet}”工作表", "the sheet {sheet}").fill(sheet=MANIFEST_SHEET) if as_workbook else same(MANIFEST)
    placeholders = list(_placeholders(wanted))
    if placeholders:
        yield Text("把占位的{what}改成本单位的：{manifest}、{unit}", "Put your own {what} into {manifest} and {unit}").fill(
            what=joined(placeholders, "、", ", "), manifest=described, unit=names["unit"]
        )
    yield Text(
        "核对 {unit} 中的单位性质，补上编制、在职人数和职能", "See to the kind of unit, its staff and functions in {unit}"
    ).fill(unit=names["unit"])
    if not dossier.frameworks:
        yield Text(
            "在 {manifest} 中写上指标体系，可用的见 jixiao framework list",
            "Name a framework in {manifest}; jixiao framework list shows them",
        ).fill(manifest=described)
    for what, tables in _grouped(dossier):
        listed = joined((_named(dossier, name, names[name]) for name in tables), "、", ", ")
        yield Text("{what}：{tables}", "{what}: {tables}").fill(what=what, tables=listed)
    yield Text("随时检查：jixiao check {path}", "Check whenever you like: jixiao check {path}").fill(path=path)


def _placeholders(wanted: Wanted) -> Iterator[Text]:
    if not wanted.unit_code:
        yield Text("单位代码", "unit code")
    if not wanted.unit_name:
        yield Text("单位名称", "name")


def _named(dossier: Dossier, name: str, where: Text) -> Text:
    label = dossier.schema[name].label
    if label.zh == where.say("zh"):
        return where  # a sheet bears the label, in whatever language is spoken
    return Text("{label}（{where}）", "{label} ({where})").fill(label=label, where=where)


def _grouped(dossier: Dossier) -> Iterator[tuple[Text, list[str]]]:
    """The tables that wait to be filled in, by the occasion on which they are."""
    left = list(dossier.awaited)
    ledgers = [name for name in left if dossier.schema[name].is_ledger]
    for what, tables in (*_GROUPS, (_LEDGERS, tuple(ledgers)), (_REST, tuple(left))):
        found = [name for name in tables if name in left]
        left = [name for name in left if name not in found]
        if found:
            yield what, found

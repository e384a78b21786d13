"""A new year begins from the last one: what stays is copied, what does not begins empty, and what a person has to decide is listed.

    begun = begin(Path("office-2024"), Wanted(read_dossier(Path("office-2023"))))
    for decision in begun.decisions:
        print(decision.text.say("zh"))

Nothing is decided here. Targets begin as 未填报 (unless last year's are to be kept), projects that ended stay behind, and each of these
is a ``Decision``. The list also stands in a file beside the dossier. Last year's dossier is only read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from jixiao.cycle import carrying_on
from jixiao.cycle.carrying_on import Carrying
from jixiao.cycle.decisions import Decision, as_markdown
from jixiao.cycle.library import Entry, grown
from jixiao.cycle.next_targets import next_targets
from jixiao.errors import Misuse
from jixiao.exact import Missing
from jixiao.files.described import Part
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, as_text
from jixiao.framework.load import load, shipped
from jixiao.framework.model import Framework
from jixiao.score.past import Past, stable_code
from jixiao.score.unit_score import OWN_FRAMEWORKS, framework_of
from jixiao.tables.dossier import Dossier, Row
from jixiao.tables.measure_text import Fault, parse_conditions
from jixiao.tables.measuring import fulfils
from jixiao.tables.schema import Schema
from jixiao.tables.starting import WORKBOOK, place_of, write_new
from jixiao.wording import Language, Text, joined, same

LIST = "待定事项.md"
"""The file with the decisions: in the folder, or beside the workbook with the workbook's name before it."""


class Wanted(NamedTuple):
    """What a new year is to begin from.

    ``year`` is the one after last year's unless told; ``earlier`` are dossiers of the years before, which give the means of three years;
    ``take`` are library codes of indicators that last year did not have; ``keep_targets`` lets last year's targets stand.
    """

    last: Dossier
    year: int | None = None
    earlier: tuple[Dossier, ...] = ()
    take: tuple[str, ...] = ()
    keep_targets: bool = False


class Begun(NamedTuple):
    """Where the new dossier and the list of decisions stand, and the decisions."""

    path: Path
    listed: Path
    decisions: tuple[Decision, ...]


class Kept(NamedTuple):
    """How a table goes over: which rows, which columns begin empty, and which take the value of another."""

    only: str
    clear: tuple[str, ...]
    move: dict[str, str]


@cache
def kept_tables() -> dict[str, Kept]:
    """The tables of the shipped file. A fault in it is a programming error (``ValueError``)."""
    findings = list[Finding]()
    with as_file(files("jixiao.cycle") / "new_year.yaml") as path:
        top = Part.top(read_yaml(path), path.name, "schema", findings)
        top.only("tables")
        found = {}
        for name, part in top.named_parts("tables").items():
            part.only("only", "clear", "move")
            moved = part.part("move")
            found[name] = Kept(
                part.text("only", ""), tuple(part.words("clear")), {column: moved.text(column) for column in moved.data or {}}
            )
    if findings:
        raise ValueError("\n".join(as_text(finding, "en") for finding in findings))
    return found


def begin(path: Path, wanted: Wanted, *, as_workbook: bool = False, language: Language = "zh") -> Begun:
    """Write the new year's dossier as a folder or as a workbook, and the list of decisions, in that language.

    ``Misuse`` if something stands there, if the year is not after last year's, or if a library code is not known; ``Unwritable`` if a
    file cannot be written.
    """
    path = place_of(path, as_workbook=as_workbook)
    new, decisions = carried(wanted)
    title = _TITLE.fill(unit=new.unit_name, year=new.fiscal_year)
    text = as_markdown(title, decisions, language).encode("utf-8")
    listed = path.with_name(f"{path.stem}-{LIST}") if path.suffix.lower() == WORKBOOK else path / LIST
    frameworks = {f"{OWN_FRAMEWORKS}/{name}": content for name, content in _own_frameworks(wanted.last)}
    write_new(new, path, {listed.name: text, **frameworks})
    return Begun(path, listed, tuple(decisions))


_TITLE = Text("{unit} {year}年度：待定事项", "{unit} {year}: to be decided")


def _own_frameworks(last: Dossier) -> Iterator[tuple[str, bytes]]:
    """The files of the unit's own frameworks, which stand beside its tables."""
    folder = last.path / OWN_FRAMEWORKS
    for file in sorted(folder.rglob("*")) if folder.is_dir() else []:
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file.read_bytes()


def carried(wanted: Wanted) -> tuple[Dossier, list[Decision]]:
    """The new year's dossier, not written yet, and what is to be decided."""
    last = wanted.last
    year = last.fiscal_year + 1 if wanted.year is None else wanted.year
    if year <= last.fiscal_year:
        raise Misuse(_NOT_AFTER.fill(year=year, last=last.fiscal_year))
    new = Dossier(
        last.path, last.unit_code, year, last.frameworks, Schema(last.schema), starter=last.starter, ledgers=dict(last.ledgers)
    )
    kept = kept_tables()
    carrying = Carrying(
        last,
        new,
        Past((*wanted.earlier, last)),
        keep_targets=wanted.keep_targets,
        cleared={name: each.clear for name, each in kept.items()},
        moved={name: each.move for name, each in kept.items()},
    )
    proposals = next_targets((*wanted.earlier, last)) if year == last.fiscal_year + 1 else []
    carrying_on.propose(carrying, ((each.row, each.target) for each in proposals))
    _frameworks(carrying)
    for step in _STEPS:
        step(carrying)
    for name in kept:
        if name not in _OWN_RULES:
            _all_rows(carrying, name)
    _take(carrying, wanted)
    carrying_on.told(carrying)
    held = {name for name in last.schema if last.table(name).present or name in last.awaited}
    new.awaited = tuple(name for name in last.schema if name in held and not new.table(name).rows)
    return new, carrying.decisions


_STEPS: tuple[Callable[[Carrying], None], ...] = (
    carrying_on.unit,
    carrying_on.projects,
    carrying_on.layers,
    carrying_on.indicators,
    carrying_on.assets,
    carrying_on.carryover,
    carrying_on.problems,
)
_OWN_RULES = {"unit", "project", "task", "task_office", "duty", "indicator", "asset", "carryover", "problem", "rectification"}
"""The tables whose rows are chosen by a step."""

_NOT_AFTER = Text("新年度{year}不在上年{last}之后", "The new year {year} does not come after {last}")


def _all_rows(carrying: Carrying, name: str) -> None:
    """The rows of a table that goes over whole, or as far as its condition holds."""
    last = carrying.last
    only = kept_tables()[name].only
    conditions = parse_conditions(only, last.schema[name], last.schema) if only else ()
    assert not isinstance(conditions, Fault), only
    for row in last.table(name):
        if all(fulfils(last, row, condition) for condition in conditions):
            carrying.put(row)


# ---- the framework of the new year


def _frameworks(carrying: Carrying) -> None:
    """Frameworks stay; one that does not hold for the new year is to be decided, with those that do."""
    year = carrying.new.fiscal_year
    for framework_id in carrying.last.frameworks:
        try:
            framework = framework_of(carrying.last, framework_id)
        except Misuse:
            carrying.decide("framework", framework_id, _UNUSABLE.fill(id=framework_id))
            continue
        if year in framework.years:
            carrying.decide("framework", framework_id, _HOLDS.fill(id=framework_id, year=year, last=framework.years[-1]))
        else:
            others = joined([same(each) for each in _holding(framework, year)], "、", ", ")
            text = _OUTDATED.fill(id=framework_id, first=framework.years[0], last=framework.years[-1], year=year)
            carrying.decide("framework", framework_id, text.fill(others=others if _holding(framework, year) else _NONE))


def _holding(framework: Framework, year: int) -> list[str]:
    """The shipped frameworks of the same kind that hold for the year, in the same region or in every one."""
    found = [load(each) for each in shipped()]
    return [
        each.id
        for each in found
        if each.id != framework.id
        and each.kind == framework.kind
        and year in each.years
        and each.region in {"", framework.region}
    ]


_HOLDS = Text(
    "{id}：适用到{last}年度，{year}年度沿用；当年另有通知的，改用新的",
    "{id} holds until {last} and is kept for {year}; use another if this year's notice says so",
)
_OUTDATED = Text(
    "{id}：只适用于{first}至{last}年度，{year}年度须改用或说明沿用理由；可用：{others}",
    "{id} holds for {first} to {last} only: choose another for {year}, or say why it is kept; there are: {others}",
)
_UNUSABLE = Text("{id}：无法使用，须改正或更换", "{id} cannot be used; correct or replace it")
_NONE = Text("（随附的体系中没有，须按当年通知自建）", "(none comes with jixiao; write one by this year's notice)")


# ---- indicators out of the library


def _take(carrying: Carrying, wanted: Wanted) -> None:
    """Indicators that last year did not have, as the library of all years knows them."""
    if not wanted.take:
        return
    library = {entry.code: entry for entry in grown((*wanted.earlier, wanted.last))}
    have = {stable_code(row) for row in carrying.new.table("indicator")}
    for code in wanted.take:
        entry = library.get(code)
        if entry is None:
            raise Misuse(_NOT_THERE.fill(code=code, known=same(", ".join(library))))
        if code in have:
            raise Misuse(_HAVE_IT.fill(code=code))
        _owned(carrying, entry)
        row, mean = entry.row, entry.mean
        awaited = Missing.NOT_REPORTED
        targets = {} if row["operator"] == "judged" else {"target": awaited}
        high = {"target_high": awaited} if row["operator"] == "between" else {"target_high": None}
        free = not carrying.has("indicator", "indicator_code", row["indicator_code"])
        own_code = row.text("indicator_code") if free else code
        carrying.put(
            row, **{**targets, **high}, weight=awaited, last_year_actual=None, library_code=code, indicator_code=own_code
        )
        years = joined([same(each.year) for each in entry.years], "、", ", ")
        said = _TAKEN.fill(code=own_code, name=row.text("name"), years=years)
        carrying.decide("target", own_code, said.fill(mean=same(mean) if mean is not None else same("—")))


def _owned(carrying: Carrying, entry: Entry) -> Row | None:
    """The row that an indicator belongs to; ``Misuse`` if the new year has none."""
    owners = {"task": ("task", "task_code"), "project": ("project", "project_code")}
    owner = owners.get(entry.row.text_id("level"))
    if owner is None:
        return None
    found = carrying.new.find(owner[0], **{owner[1]: entry.row["owner_code"]})
    if found is None:
        raise Misuse(_NO_OWNER.fill(code=entry.code, owner=entry.row.text("owner_code")))
    return found


_NOT_THERE = Text("指标库中没有“{code}”；有：{known}", "The library has no “{code}”; it has: {known}")
_HAVE_IT = Text("“{code}”已从上年带入，不必再取", "“{code}” goes over from last year anyway")
_NO_OWNER = Text(
    "“{code}”所属的{owner}没有带入新年度；先补上它，再加这项指标",
    "“{code}” belongs to {owner}, which the new year does not have; add that first",
)
_TAKEN = Text(
    "{code} {name}：由指标库加入（{years}年用过，均值{mean}），定指标值和权重，其他指标的权重相应调整",
    "{code} {name} comes from the library (used in {years}, mean {mean}): set target and weight, and adjust the others' weights",
)

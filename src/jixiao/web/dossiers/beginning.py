"""A new year of a unit: from last year's dossier, or from a starter; with the list of what is to be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from jixiao.cycle.new_year import LIST, Wanted, begin
from jixiao.errors import JixiaoError
from jixiao.files.writing import make_folder, write_bytes
from jixiao.tables.reading import read_dossier
from jixiao.tables.starting import Wanted as Starting
from jixiao.tables.starting import start, starters
from jixiao.web.dossiers.adopting import export, found
from jixiao.web.dossiers.placing import together
from jixiao.web.dossiers.writing import Faulty, Forbidden, Refusal, Writer
from jixiao.web.history.chain import Change, append
from jixiao.web.models import Dossier, Unit
from jixiao.wording import Language, Text

EARLIER = 2
"""Years before the last one that are looked at for means."""
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Beginning:
    """What is wanted: a year, and last year's dossier (by its year), a starter, or a workbook that was handed in."""

    year: int
    last: int | None = None
    starter: str = ""
    keep_targets: bool = False
    workbook: Path | None = None


def begun(unit: Unit, wanted: Beginning, writer: Writer, language: Language) -> Dossier:
    """The new dossier; ``Refusal`` says why there is none."""
    if writer.person and not writer.person.may("start_year", unit):
        raise Forbidden(Text("您不能为这个单位建立卷宗", "It is not yours to begin a year for this unit"))
    if not FIRST_YEAR <= wanted.year <= LAST_YEAR:
        raise Refusal(
            Text("年度{year}不在{first}至{last}之间", "The year {year} does not lie between {first} and {last}").fill(
                year=wanted.year, first=FIRST_YEAR, last=LAST_YEAR
            )
        )
    if Dossier.objects.filter(unit=unit, fiscal_year=wanted.year).exists():
        raise Refusal(_THERE.fill(year=wanted.year))
    with TemporaryDirectory(prefix="jixiao-") as scratch:
        folder = Path(scratch) / "new"
        try:
            if wanted.workbook is None:
                _make(unit, wanted, Path(scratch), folder, language)
            tables = read_dossier(wanted.workbook or folder)
        except JixiaoError as error:
            raise Refusal(error.text) from error
        if (tables.unit_code, tables.fiscal_year) != (unit.code, wanted.year):
            said = {"unit": tables.unit_code, "year": tables.fiscal_year, "wanted": unit.code, "of": wanted.year}
            raise Refusal(_ANOTHER.fill(**said))
        unfit = [each for outcome in tables.outcomes.values() for each in outcome.findings if each.severity == "error"]
        if unfit:
            raise Faulty(unfit)
        with together():
            dossier = found(tables, writer)
            source = {"from": wanted.last} if wanted.last else {"starter": wanted.starter or "workbook"}
            append(writer.act, [Change("start_year", "dossier", "", None, source, unit.code, wanted.year)])
        listed = folder / LIST
        if listed.is_file():
            make_folder(dossier.folder)
            write_bytes(dossier.folder / LIST, listed.read_bytes())
    return dossier


def _make(unit: Unit, wanted: Beginning, scratch: Path, folder: Path, language: Language) -> None:
    if wanted.last is None:
        if wanted.starter not in starters():
            raise Refusal(Text("请选择从上年卷宗还是初始模板开始", "Choose last year's dossier or a starter to begin from"))
        start(folder, Starting(wanted.starter, unit.code, unit.name, wanted.year))
        return
    years = _before(unit, wanted.last)
    if not years or years[0].fiscal_year != wanted.last:
        raise Refusal(Text("没有{year}年度的卷宗", "There is no dossier of {year}").fill(year=wanted.last))
    read = []
    for each in years:
        export(each, scratch / str(each.fiscal_year))
        read.append(read_dossier(scratch / str(each.fiscal_year)))
    begin(folder, Wanted(read[0], wanted.year, tuple(reversed(read[1:])), (), wanted.keep_targets), language=language)


def _before(unit: Unit, year: int) -> Sequence[Dossier]:
    """The dossiers of a unit up to a year, the newest first."""
    listed = Dossier.objects.filter(unit=unit, fiscal_year__lte=year).select_related("unit").order_by("-fiscal_year")
    return list(listed[: EARLIER + 1])


def decisions(dossier: Dossier) -> str:
    """The list of what was to be decided when the year began; empty where it began otherwise."""
    path = dossier.folder / LIST
    return path.read_text(encoding="utf-8") if path.is_file() else ""


_ANOTHER = Text(
    "工作簿是单位“{unit}”{year}年度的，这里要的是“{wanted}”{of}年度的",
    "The workbook is of the unit “{unit}” and the year {year}; wanted is “{wanted}” and {of}",
)
_THERE = Text("{year}年度的卷宗已经有了", "There is a dossier of {year} already")

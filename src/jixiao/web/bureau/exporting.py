"""The bureau's lists as files: CSV for everything, a workbook for as many rows as one opens; the sample also as a paper to be signed.

No cell becomes a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from jixiao.document.layout import layout as shipped_layout
from jixiao.exact import decimal_of
from jixiao.files.delimited import write_csv
from jixiao.files.sheet_writing import BookPlan, ColumnPlan, SheetPlan, write_sheets
from jixiao.kinds import load
from jixiao.report.making import FORMATS
from jixiao.web.bureau.listing import Wish, chosen, rows_of, units
from jixiao.web.bureau.ranking import everybody
from jixiao.web.bureau.sample_paper import name_of, paper
from jixiao.web.bureau.sampling import sample
from jixiao.web.dossiers.writing import Refusal
from jixiao.web.models import Standing
from jixiao.web.people.policy import HANDED_IN, YEAR_END, Person
from jixiao.wording import Language, Text

ENDINGS = ("csv", "xlsx")
PAPERS = ("docx", "pdf")
"""The endings of the sample as a paper."""
MOST_SHEET_ROWS = 200_000
_WIDE, _NARROW = 28, 12
_AT_ONCE = 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

WHAT: dict[str, Text] = {
    "list": Text("报送情况", "filing"),
    "ranking": Text("排名", "ranking"),
    "sample": Text("抽查名单", "sample"),
    "scores": Text("各项得分", "scores"),
}
"""What can be taken along."""

_UNIT = (Text("单位代码", "Unit"), Text("单位名称", "Name"))
_COLUMNS: dict[str, tuple[Text, ...]] = {
    "list": (
        *_UNIT,
        Text("区划", "Region"),
        Text("状态", "State"),
        Text("期限", "Due"),
        Text("报送时间", "Handed in"),
        Text("逾期", "Overdue"),
        Text("重算总分", "Recomputed total"),
        Text("等次", "Grade"),
        Text("支出进度（%）", "Spent (%)"),
        Text("未答复意见", "Remarks not answered"),
    ),
    "ranking": (
        Text("名次", "Rank"),
        Text("参加排名数", "Of"),
        *_UNIT,
        Text("区划", "Region"),
        Text("指标体系", "Framework"),
        Text("重算总分", "Recomputed total"),
        Text("满分", "Out of"),
        Text("等次", "Grade"),
        Text("支出进度（%）", "Spent (%)"),
    ),
    "sample": (
        *_UNIT,
        Text("层", "Stratum"),
        Text("风险分", "Risk"),
        Text("入样概率", "Probability"),
        Text("看到的情况", "What was seen"),
        Text("信号", "Signals"),
    ),
    "scores": (
        *_UNIT,
        Text("指标体系", "Framework"),
        Text("指标代码", "Item"),
        Text("指标", "Name of item"),
        Text("分值", "Points"),
        Text("重算得分", "Recomputed"),
        Text("扣分", "Lost"),
        Text("状态", "State"),
    ),
}


class Asked(NamedTuple):
    """Whose list it is, of what, and by which seed and count a sample is drawn."""

    person: Person
    wish: Wish
    seed: str
    number: int


def write(what: str, ending: str, asked: Asked, folder: Path, language: Language) -> Path:
    """Write a list as a file of that folder; ``Refusal`` if a workbook cannot hold it."""
    if ending in PAPERS:
        return _paper(ending, asked, folder)
    path = folder / f"{asked.wish.year}-{WHAT[what].say(language)}.{ending}"
    headers = [each.say(language) for each in _COLUMNS[what]]
    rows = _rows(what, asked, language)
    if ending == "csv":
        write_csv(path, [headers, *([_harmless(cell) for cell in row] for row in rows)])
        return path
    held = []
    for row in rows:
        held.append([_cell(cell) for cell in row])
        if len(held) > MOST_SHEET_ROWS:
            raise Refusal(_MANY.fill(most=MOST_SHEET_ROWS))
    plans = [ColumnPlan(header, _WIDE if at in _WORDY[what] else _NARROW) for at, header in enumerate(headers)]
    title = WHAT[what].say(language)
    write_sheets(BookPlan(title, [SheetPlan(title, plans, held)]), path)
    return path


def _paper(ending: str, asked: Asked, folder: Path) -> Path:
    """The sample as a paper; official papers are Chinese."""
    path = folder / f"{name_of(asked.wish.year)}.{ending}"
    drawn = sample(asked.person, asked.wish, asked.number, asked.seed)
    load(FORMATS, ending).write(paper(drawn, asked.wish.year), path, shipped_layout())
    return path


_WORDY = {"list": {0, 1, 5}, "ranking": {2, 3, 5}, "sample": {0, 1, 2, 5}, "scores": {0, 1, 2, 4}}
_MANY = Text("超过{most}行，请下载 CSV", "There are more than {most} rows; take the CSV instead")


def _harmless(text: str) -> str:
    """A text that an office program does not take for a formula when it opens the CSV."""
    return f"'{text}" if text.startswith(_FORMULA) and decimal_of(text) is None else text


def _cell(text: str) -> str | Decimal | None:
    number = decimal_of(text) if len(text) < _NARROW and not text.startswith("0") else None
    return text if number is None else number


def _rows(what: str, asked: Asked, language: Language) -> Iterator[Sequence[str]]:
    return {"list": _list, "ranking": _ranking, "sample": _sample, "scores": _scores}[what](asked, language)


def _list(asked: Asked, language: Language) -> Iterator[Sequence[str]]:
    yes = Text("是", "yes").say(language)
    found = chosen(units(asked.person, asked.wish), asked.wish.state).order_by("code")
    for each in rows_of(found, asked.wish, asked.person):
        yield (
            each.code,
            each.name,
            each.region,
            each.words.say(language),
            str(each.due or ""),
            each.handed_in_on,
            yes if each.is_late else "",
            each.total or "",
            each.grade,
            each.spent,
            str(each.remarks or ""),
        )


def _ranking(asked: Asked, _: Language) -> Iterator[Sequence[str]]:
    for each in everybody(asked.person, asked.wish):
        rank = "" if each.rank is None else str(each.rank)
        yield (
            *(rank, str(each.of), each.code, each.name, each.region, each.framework),
            *(each.total or "", each.out_of, each.grade, each.spent),
        )


def _sample(asked: Asked, language: Language) -> Iterator[Sequence[str]]:
    for each in sample(asked.person, asked.wish, asked.number, asked.seed).rows:
        reasons = (f"{reason.label.say(language)} {reason.points}: {reason.words.say(language)}" for reason in each.reasons)
        said = Text("；", "; ").say(language).join(reasons)
        yield (each.code, each.name, each.stratum, each.risk, each.probability, said, each.basis_words.say(language))


def _scores(asked: Asked, _: Language) -> Iterator[Sequence[str]]:
    handed_in = units(asked.person, replace(asked.wish, stage=YEAR_END)).filter(state__in=HANDED_IN)
    kept = Standing.objects.filter(dossier__fiscal_year=asked.wish.year, dossier__unit__in=handed_in.values("pk"))
    listed = kept.order_by("dossier__unit__code").values_list("dossier__unit__code", "dossier__unit__name", "framework", "scores")
    for code, name, framework, scores in listed.iterator(chunk_size=_AT_ONCE):
        for each in scores:
            words: Iterable[str | None] = (each.get(part) for part in ("code", "name", "points", "score", "lost", "state"))
            yield (code, name, framework, *(word or "" for word in words))

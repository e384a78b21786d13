"""Several years of a unit as people and as programs read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jixiao.cycle.repeats import Contradiction, Repeat, Spot
from jixiao.cycle.years import Through, Years, change
from jixiao.exact import plain
from jixiao.monitor.rule import number, percent, points, wan
from jixiao.monitor.snapshots import Money, Result, number_text
from jixiao.score.as_text import padded
from jixiao.score.progress import STATUSES
from jixiao.score.scoring import ItemScore, Score, shown, shown_item
from jixiao.wording import Language, Text

NONE = "—"
NAME_WIDTH, CELL_WIDTH = 40, 16
LONGEST = 60
SHOWN = 20
"""How many repeats of a kind are listed for people; programs get them all."""


def years_text(found: Years, language: Language) -> str:
    """The years as people read them: what moved, then what stands in several of them."""
    return "\n".join(_lines(found, language))


def _lines(found: Years, language: Language) -> Iterator[str]:
    yield found.dossiers[-1].unit_name
    yield _row("", [str(year) for year in found.numbers])
    yield _row(_TOTAL.say(language), [_total(each, language) for each in found.scores])
    for year, score, why in zip(found.numbers, found.scores, found.no_score, strict=True):
        because = why or (score.because if score else None)
        if because is not None:
            yield "  " + Text("{year}年度没有总分：{why}", "{year} has no total: {why}").fill(year=year, why=because).say(
                language
            )
    if not found.is_one_framework:
        yield "  " + _FRAMEWORKS.fill(ids=" → ".join(each.framework.id if each else NONE for each in found.scores)).say(language)
    yield from _table(_MONEY, [_money_row(each, language) for each in found.money if _is_told(each)], language)
    yield from _table(_ITEMS, [_item_row(each, found, language) for each in found.items if _item_moved(each, found)], language)
    yield from _table(_RESULTS, [_result_row(each, language) for each in found.results if _differs(each)], language)
    for heading, repeats in (
        (_PROBLEMS, found.repeats.problems),
        (_NUMBERS, found.repeats.numbers),
        (_SENTENCES, found.repeats.sentences),
    ):
        yield from _repeats(heading, repeats, language)
    if found.repeats.contradictions:
        yield _SAID.fill(n=len(found.repeats.contradictions)).say(language)
        yield from ("  " + contradiction_text(each).say(language) for each in found.repeats.contradictions)


_TOTAL = Text("总分", "Total")
_MONEY = Text("支出进度（年末）", "Spending at the year's end")
_ITEMS = Text("得分有变动的评分指标", "Items whose score moved")
_RESULTS = Text("完成值或指标值有变动的绩效指标", "Indicators whose value or target moved")
_PROBLEMS = Text("以前年度已有的问题：{n}个", "Problems that earlier years had already: {n}")
_NUMBERS = Text("与上年完全相同的数字：{n}处", "Numbers that are exactly those of the year before: {n}")
_SENTENCES = Text("与以前年度相同或近似的句子：{n}句", "Sentences that earlier years had, or nearly: {n}")
_SAID = Text("对上年的说法与上年的卷宗不一致：{n}处", "What a year says of the one before, and that year's dossier does not: {n}")
_FRAMEWORKS = Text(
    "各年的指标体系不同（{ids}），总分不宜直接比较；jixiao framework try 可按同一体系重算",
    "The years were scored by different frameworks ({ids}), so their totals say little side by side; jixiao framework try scores by one",
)
_PLACE = Text("{year}年度 {place}", "{year} {place}")


def _row(name: str, cells: Sequence[str]) -> str:
    return (padded(name, NAME_WIDTH) + "".join(f" {padded(cell, CELL_WIDTH)}" for cell in cells)).rstrip()


def _table(heading: Text, rows: Sequence[str], language: Language) -> Iterator[str]:
    if rows:
        yield heading.say(language)
        yield from rows


def _total(score: Score | None, language: Language) -> str:
    if score is None or score.total is None:
        return NONE
    text = f"{shown(score.total, score.framework).say(language)}/{plain(score.framework.points)}"
    return text if score.grade is None else f"{text} {score.grade.say(language)}"


def _is_told(each: Through[Money]) -> bool:
    """The unit, its two parts and its projects; tasks and fund sources are in the JSON."""
    return each.last.kind in {"unit", "part", "project"}


def _money_row(each: Through[Money], language: Language) -> str:
    rates = [cell.rate if cell else None for cell in each.cells]
    cells = [
        NONE if cell is None or cell.spent is None else f"{wan(cell.spent)} {_percent(rate)}"
        for cell, rate in zip(each.cells, rates, strict=True)
    ]
    by = change(rates)
    moved = "" if by is None else f"{'+' if by > 0 else '-' if by < 0 else ''}{points(by)}"
    return _row("  " + each.last.name.say(language), [*cells, moved])


def _percent(value: Fraction | None) -> str:
    return NONE if value is None else percent(value)


def _item_moved(each: Through[ItemScore], found: Years) -> bool:
    """Whether what an item got is not the same in all years; by share of its points where the frameworks differ."""
    got = {
        _share(cell) if not found.is_one_framework else (cell.score if cell else None, cell.state if cell else "")
        for cell in each.cells
    }
    return len(got) > 1


def _share(cell: ItemScore | None) -> Fraction | str | None:
    if cell is None or cell.score is None or not cell.in_play:
        return cell.state if cell else None
    over, under = Fraction(cell.score), Fraction(cell.in_play)
    return over * Fraction(under.denominator, under.numerator)


def _item_row(each: Through[ItemScore], found: Years, language: Language) -> str:
    cells = [_item_cell(cell, score, language) for cell, score in zip(each.cells, found.scores, strict=True)]
    return _row("  " + each.last.item.name.say(language), cells)


def _item_cell(cell: ItemScore | None, score: Score | None, language: Language) -> str:
    if cell is None or score is None:
        return NONE
    got = shown_item(cell, score.framework).say(language)
    return got if cell.letter is not None else f"{got}/{plain(cell.points)}"


def _differs(each: Through[Result]) -> bool:
    return len({(cell.value, cell.target) if cell else None for cell in each.cells}) > 1


def _result_row(each: Through[Result], language: Language) -> str:
    return _row(f"  {each.last.name.say(language)} ({each.last.code})", [_result_cell(cell, language) for cell in each.cells])


def _result_cell(cell: Result | None, language: Language) -> str:
    if cell is None:
        return NONE
    if cell.value is None:
        return STATUSES[cell.status].say(language)
    target = "" if cell.target is None else f"/{number(cell.target)}"
    return f"{number(cell.value)}{target}{cell.unit}"


# ---- repeats


def _repeats(heading: Text, repeats: Sequence[Repeat], language: Language) -> Iterator[str]:
    if not repeats:
        return
    yield heading.fill(n=len(repeats)).say(language)
    for each in repeats[:SHOWN]:
        yield "  " + repeat_text(each).say(language)
        yield f"    {_cut(each.later.words)}"
    if len(repeats) > SHOWN:
        yield "  " + Text("……另有{n}处", "… and {n} more").fill(n=len(repeats) - SHOWN).say(language)


def repeat_text(each: Repeat) -> Text:
    """What is repeated: both places, and how it is the same."""
    return Text("{later} ＝ {earlier}：{because}", "{later} = {earlier}: {because}").fill(
        later=_spot(each.later), earlier=_spot(each.earlier), because=each.because
    )


def contradiction_text(each: Contradiction) -> Text:
    """What a year says of the one before, and what that one's dossier has."""
    return Text(
        "{place}：{what}写为{stated}，上年的卷宗为{earlier}",
        "{place}: {what} is given as {stated}, last year's dossier has {earlier}",
    ).fill(place=_spot(each.later), what=each.what, stated=number_text(each.stated), earlier=number_text(each.earlier))


def _spot(spot: Spot) -> Text:
    place = Text("{zh}", "{en}").fill(zh=spot.place.say("zh"), en=spot.place.say("en"))
    return _PLACE.fill(year=spot.year, place=place)


def _cut(text: str) -> str:
    text = text.replace("\n", " ")
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


# ---- as JSON


def years_json(found: Years, language: Language) -> dict[str, object]:
    """The years for programs: lists stand in the order of ``years``, null where a year has nothing."""
    return {
        "unit": found.dossiers[-1].unit_code,
        "name": found.dossiers[-1].unit_name,
        "years": list(found.numbers),
        "totals": [_score_json(score, why, language) for score, why in zip(found.scores, found.no_score, strict=True)],
        "one_framework": found.is_one_framework,
        "items": [
            _through_json(each, each.last.item.code, each.last.item.name.say(language), _item_json) for each in found.items
        ],
        "spending": [
            {"kind": each.last.kind, **_through_json(each, each.last.code, each.last.name.say(language), _money_json)}
            for each in found.money
        ],
        "indicators": [
            {
                "library_code": each.last.library_code or None,
                **_through_json(each, each.last.code, each.last.name.say(language), _result_json),
            }
            for each in found.results
        ],
        "same": {
            "problems": [_repeat_json(each, language) for each in found.repeats.problems],
            "numbers": [_repeat_json(each, language) for each in found.repeats.numbers],
            "sentences": [_repeat_json(each, language) for each in found.repeats.sentences],
        },
        "contradictions": [
            {
                "what": each.what.say(language),
                "place": _spot_json(each.later),
                "stated": number_text(each.stated),
                "last_year": number_text(each.earlier),
            }
            for each in found.repeats.contradictions
        ],
    }


def _score_json(score: Score | None, why: Text | None, language: Language) -> dict[str, object]:
    because = why or (score.because if score else None)
    said: dict[str, object] = {"framework": None, "total": None, "out_of": None, "in_play": None, "grade": None}
    if score is not None:
        places, letters = score.framework.decimals, score.framework.scale is not None
        said = {
            "framework": score.framework.id,
            "total": None if score.total is None else plain(score.total, places),
            "out_of": None if letters else plain(score.framework.points, places),
            "in_play": None if letters else plain(score.in_play, places),
            "grade": score.grade.say(language) if score.grade else None,
        }
    return {**said, "because": None if because is None else because.say(language)}


def _through_json(each: Through[Any], code: str, name: str, cell: Any) -> dict[str, object]:  # noqa: ANN401 - of any kind
    return {"code": code, "name": name, "years": [None if one is None else cell(one) for one in each.cells]}


def _item_json(each: ItemScore) -> dict[str, object]:
    score: Decimal | str | None = each.letter if each.letter is not None else each.score
    return {
        "code": each.item.code,
        "points": None if each.letter is not None else plain(each.points),
        "score": plain(score) if isinstance(score, Decimal) else score,
        "state": each.state,
    }


def _number(value: Fraction | None) -> str | None:
    return None if value is None else number_text(value)


def _money_json(each: Money) -> dict[str, object]:
    rate = None if each.rate is None else percent(each.rate)
    return {"code": each.code, "budget": _number(each.budget), "spent": _number(each.spent), "rate": rate}


def _result_json(each: Result) -> dict[str, object]:
    return {"code": each.code, "target": _number(each.target), "value": _number(each.value), "status": each.status}


def _repeat_json(each: Repeat, language: Language) -> dict[str, object]:
    return {
        "earlier": _spot_json(each.earlier),
        "later": _spot_json(each.later),
        "alike": plain(each.share),
        "because": each.because.say(language),
    }


def _spot_json(spot: Spot) -> dict[str, object]:
    place = spot.place
    return {
        "year": spot.year,
        "file": place.file,
        "sheet": place.sheet,
        "table": place.table,
        "row": place.row,
        "column": place.column,
        "words": spot.words,
    }

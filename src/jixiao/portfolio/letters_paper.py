"""反馈函: what a bureau writes to a unit after recomputing its self-evaluation. It says what was seen and asks; it accuses nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from jixiao.document.model import (
    Block,
    Column,
    Document,
    Row,
    Run,
    Table,
    cell,
    heading,
    label,
    number,
    paragraph,
    runs_of,
)
from jixiao.exact import SCALE_DIGITS, plain, rounded, unscaled
from jixiao.portfolio import signal as signals
from jixiao.portfolio.outcomes import STATES, ItemLine, Outcome, shown
from jixiao.portfolio.signal import Seen
from jixiao.score.scoring import score

TITLE = "绩效自评复核情况反馈函"
NO_DAY = "　　年　月　日"


class Asked(NamedTuple):
    """Who writes, on which day, and until when an answer is wanted; what is not given stays open in the letter."""

    sender: str = ""
    day: date | None = None
    due: date | None = None


def name_of(outcome: Outcome) -> str:
    """What a letter's file is called, without its ending."""
    return f"{outcome.fiscal_year}年度{outcome.unit_code}{'' if outcome.name == outcome.unit_code else outcome.name}{TITLE}"


def letter(outcome: Outcome, asked: Asked) -> Document:
    """The letter to a unit."""
    title = f"关于{outcome.fiscal_year}年度绩效自评复核情况的反馈函"
    return Document(title, (paragraph(title, style="title"), *_blocks(outcome, asked)))


def day_text(day: date | None) -> str:
    """A day as papers write it, or the place for one."""
    return NO_DAY if day is None else f"{day.year}年{day.month}月{day.day}日"


def _blocks(outcome: Outcome, asked: Asked) -> Iterator[Block]:
    yield paragraph(f"{outcome.name}：", style="plain")
    yield paragraph(
        f"我们按照《{outcome.framework.name.zh}》，用你单位报送的数据重新计算了{outcome.fiscal_year}年度绩效自评得分，并与自评得分逐项比对。"
        "现将情况反馈如下。"
    )
    yield heading(1, "总体情况")
    yield paragraph("".join(_totals(outcome)))
    if standing := _standing(outcome):
        yield paragraph(standing)
    yield heading(1, "各项得分")
    yield _table(outcome)
    yield from _differing(outcome)
    yield from _observations(outcome, asked)
    if asked.sender:
        yield paragraph(asked.sender, style="signature")
    yield paragraph(day_text(asked.day), style="signature")


def _totals(outcome: Outcome) -> Iterator[str]:
    places = outcome.framework.decimals
    if outcome.stated is None:
        yield "你单位没有报送自评总分；"
    else:
        yield f"你单位自评总分{shown(outcome.stated, places)}分，"
    if outcome.total is None:
        why = outcome.framework.why_no_total
        said = f"（{why.say('zh')}）" if why else ""
        yield f"按报送数据不能得出总分{said}。"
    else:
        yield f"按报送数据重算为{shown(outcome.total, places)}分{_apart(outcome.stated, outcome.total, places)}。"
    if outcome.reviewed is not None:
        yield f"复核总分{shown(outcome.reviewed, places)}分。"
    if _open(outcome):
        in_play, out_of = (plain(outcome.place[name]) for name in ("in_play", "out_of"))
        yield f"满分{out_of}分中有数据可以计分的为{in_play}分，其余因数据未填报、未到期或者指标体系不完整没有计分，也没有按零分计。"


def _open(outcome: Outcome) -> bool:
    """Whether points are out of play."""
    return bool(outcome.place["in_play"] != outcome.place["out_of"])


def _apart(stated: Decimal | None, recomputed: Decimal, places: int) -> str:
    if stated is None:
        return ""
    if stated == recomputed:
        return "，两者一致"
    return f"，自评{'高出' if stated > recomputed else '低'}{shown(abs(stated - recomputed), places)}分"


def _standing(outcome: Outcome) -> str:
    if outcome.place["overall_rank"] is None:
        return "总分不完整的单位不评等次，也不参加排名。" if outcome.total is not None and _open(outcome) else ""
    grade = f"按重算总分，等次为“{outcome.place['grade']}”，" if outcome.place["grade"] else "按重算总分，"
    ranks = (
        f"{words}{outcome.place[f'{name}_of']}个单位中列第{outcome.place[f'{name}_rank']}位"
        for name, words in (("overall", "在同一指标体系"), ("region", "本区划"), ("peer", "本区划同类"))
    )
    return f"{grade}{'，'.join(ranks)}。"


_COLUMNS = (Column(15, "left"), Column(4), Column(5), Column(5), Column(5), Column(5))


def _table(outcome: Outcome) -> Table:
    head = (tuple(label(word) for word in ("指标", "分值", "自评", "重算", "复核", "自评高出")),)
    body = tuple(_row(line, outcome.framework.decimals) for line in outcome.items)
    return Table(_COLUMNS, head, body, runs_of("各项得分对照表"), runs_of("单位：分"))


def _row(line: ItemLine, places: int) -> Row:
    name = "　" * line.depth + line.item.name.zh
    bold = bool(line.item.children)
    recomputed = shown(line.recomputed, places) if line.recomputed is not None else STATES[line.state].zh
    words = (plain(line.points), shown(line.stated, places), recomputed, shown(line.reviewed, places), _gap(line, places))
    return (cell(Run(name, bold=bold)), *(number(Run(word, bold=bold)) for word in words))


def _gap(line: ItemLine, places: int) -> str:
    if line.stated is None or line.recomputed is None:
        return "—"
    return shown(line.stated - line.recomputed, places)


def _differing(outcome: Outcome) -> Iterator[Block]:
    """The items that are stated otherwise than the data give, each with its arithmetic."""
    places = outcome.framework.decimals
    found = _unlike(outcome)
    if not found:
        return
    yield heading(1, "自评与重算不同的指标")
    made = score(outcome.framework, outcome.facts)
    for line in found:
        scored = made.of(line.item.code)
        recomputed = "没有得分" if line.recomputed is None else f"重算{shown(line.recomputed, places)}分"
        because = f"重算依据：{_ended(scored.because.zh if scored is None else scored.because.say('zh'))}" if scored else ""
        reason = f"你单位的说明：{_ended(line.reason)}" if line.reason else ""
        yield paragraph(
            Run(f"{line.item.name.zh}。", bold=True), f"自评{shown(line.stated, places)}分，{recomputed}。{because}{reason}"
        )


def _unlike(outcome: Outcome) -> list[ItemLine]:
    return [line for line in outcome.items if line.stated is not None and line.stated != line.recomputed]


def _ended(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"


def _observations(outcome: Outcome, asked: Asked) -> Iterator[Block]:
    yield heading(1, "请予核实说明的情况")
    if not outcome.seen:
        yield paragraph("从报送数据中没有看到需要说明的情况。")
    for place, each in enumerate(outcome.seen, 1):
        kind = signals.load(each.signal)
        yield paragraph(f"{place}．", Run(f"{kind.label.zh}。", bold=True), f"{_words(each)}。（计算口径：{kind.formula.zh}。）")
    if outcome.seen or _unlike(outcome):
        yield paragraph(
            f"以上只是从数据中看到的情况，不是结论。请你单位核实，于{day_text(asked.due)}前书面说明；数据有误的，请更正后重新报送。"
        )
    yield paragraph("缺少数据的项目不按零分处理，补报后重新计算。", style="note")


def _words(seen: Seen) -> str:
    """What was seen, its numbers rounded to two decimals."""
    one, two = (None if units is None else _two_places(units) for units in (seen.one, seen.two))
    filled: Mapping[str, object] = {"one": one or "—", "two": two or "—"}
    return signals.load(seen.signal).said.fill(**filled).say("zh")


def _two_places(units: int) -> str:
    return plain(rounded(unscaled(units, SCALE_DIGITS), 2))

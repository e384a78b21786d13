"""The score as people read it in a terminal: the framework's tree, the points lost and why, what is out of play."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import east_asian_width

from jixiao.exact import plain
from jixiao.score.explanation import reason_for
from jixiao.score.scoring import ItemScore, Score, shown, shown_item
from jixiao.tables.dossier import Dossier
from jixiao.wording import Language, Text

NAME_WIDTH = 46


def score_text(dossier: Dossier, score: Score, language: Language) -> str:
    """One unit's score, item by item."""
    return "\n".join(_lines(dossier, score, language))


def _lines(dossier: Dossier, score: Score, language: Language) -> Iterator[str]:
    framework = score.framework
    head = Text("{unit} {year}年度 · {framework}", "{unit} {year} · {framework}")
    yield head.fill(
        unit=dossier.name_of(score.scope.unit_code if score.scope else dossier.unit_code),
        year=dossier.fiscal_year,
        framework=framework.name,
    ).say(language)
    for each in score.items:
        depth = _depth(score, each)
        name = "  " * depth + each.item.name.say(language)
        code = "" if each.item.children else f"  {each.item.code}"
        numbers = f"{shown_item(each, framework).say(language):>6}"
        if framework.scale is None:
            numbers += f" / {plain(each.points, framework.decimals):>6}"
        yield f"{padded(name, NAME_WIDTH)} {numbers}{code}"
    yield total_line(score, language)
    yield from lost_lines(dossier, score, language)
    yield from _out_of_play(score, language)


def total_line(score: Score, language: Language) -> str:
    """The total, of how many points, and the grade."""
    if score.because is not None:
        return Text("没有总分。{why}", "No total. {why}").fill(why=score.because).say(language)
    line = Text("总分 {total} / {out_of}", "Total {total} / {out_of}").fill(
        total=shown(score.total, score.framework), out_of=plain(score.framework.points, score.framework.decimals)
    )
    if score.grade is not None:
        line = Text("{line}，等次：{grade}", "{line}, grade: {grade}").fill(line=line, grade=score.grade)
    elif score.in_play != score.framework.points:
        in_play = plain(score.in_play, score.framework.decimals)
        line = Text("{line}，其中可计分 {in_play}，不评等次", "{line}, in play {in_play}: no grade yet").fill(
            line=line, in_play=in_play
        )
    return line.say(language)


def lost_lines(dossier: Dossier, score: Score, language: Language) -> Iterator[str]:
    """Every item that lost points, with the arithmetic and the unit's reason."""
    for each in score.leaves:
        if each.lost:
            line = Text("扣 {lost}  {name}（{code}）：{why}", "-{lost}  {name} ({code}): {why}").fill(
                lost=plain(each.lost), name=each.item.name, code=each.item.code, why=each.because
            )
            yield line.say(language)
            reason = reason_for(dossier, score, each.item.code)
            if reason is not None:
                yield "    " + Text("原因：{reason}", "reason: {reason}").fill(reason=reason.text("reason")).say(language)


def _out_of_play(score: Score, language: Language) -> Iterator[str]:
    for each in score.leaves:
        if not each.is_scored:
            line = Text("无得分  {name}（{code}）：{why}", "no score  {name} ({code}): {why}")
            yield line.fill(name=each.item.name, code=each.item.code, why=each.because).say(language)


def _depth(score: Score, each: ItemScore) -> int:
    depth, parent = 0, each.item.parent
    while parent is not None:
        above = score.framework.item(parent)
        depth, parent = depth + 1, above.parent if above else None
    return depth


def padded(text: str, width: int) -> str:
    """Text filled up with spaces to a width, where a Chinese sign takes two places."""
    taken = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(0, width - taken)

"""A watched year as people read it in a terminal: where it stands, what is red and why, who has entered nothing, what to explain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from unicodedata import east_asian_width

from jixiao.exact import plain
from jixiao.monitor.money import amount
from jixiao.monitor.rule import LIGHTS, Light, Signal, number, percent, points, wan
from jixiao.monitor.watch import Line, Watched
from jixiao.monitor.watching import Monitoring
from jixiao.score.as_text import padded
from jixiao.score.estimating import kinds_of
from jixiao.wording import Language, Text, joined, same

MOST_WARNINGS = 12
_MARKS: dict[Light | None, str] = {"red": "●", "yellow": "◐", "green": "○", None: "·"}
_NOT_UPDATED = "indicator_not_updated"
_EXPLAINED = {_NOT_UPDATED, "deviation_not_explained"}


def monitor_text(found: Monitoring, language: Language, *, is_whole: bool = False) -> str:
    """A dossier on a day; ``is_whole`` with the lights of all tasks and indicators, not only what stands out."""
    return "\n".join(_lines(found, language, is_whole=is_whole))


def _lines(found: Monitoring, language: Language, *, is_whole: bool) -> Iterator[str]:
    scope = found.watch.view.scope
    head = Text(
        "{unit} {year}年度 · 截至{day}（时间进度{time}） · {standard}",
        "{unit} {year} · {day} ({time} of the year gone) · {standard}",
    )
    yield head.fill(
        unit=found.dossier.name_of(scope.unit_code),
        year=found.dossier.fiscal_year,
        day=found.day,
        time=percent(found.watch.time),
        standard=found.standard.name,
    ).say(language)
    yield from (text.say(language) for text in _where(found))
    yield from _warned(found, language)
    yield from _silent(found, language)
    yield from _to_explain(found, language)
    yield from _money_table(found, language, is_whole=is_whole)
    if is_whole:
        yield from _indicator_table(found, language)


# ---- where the year stands


def _where(found: Monitoring) -> Iterator[Text]:
    for line in found.watch.lines:
        if line.spot.kind in {"unit", "part"} or line is found.watch.lines[0]:
            yield _money(found, line)
    counts = found.counts()
    named = [Text("{light}{count}", "{count} {light}").fill(light=text, count=counts[light]) for light, text in LIGHTS.items()]
    named.append(Text("未到期或没有数据{count}", "{count} not due or without data").fill(count=counts[None]))
    words = Text("绩效指标{count}项：{named}", "{count} indicators: {named}")
    yield words.fill(count=len(found.watch.indicators), named=joined(named, "，", ", "))
    yield from _estimate(found)


def _money(found: Monitoring, line: Line) -> Text:
    budget, spent = amount(line.budget), amount(line.spent)
    if budget is None or spent is None or line.share is None:
        return Text("{name}：{why}", "{name}: {why}").fill(name=line.spot.name, why=found.because(line))
    words = Text(
        "{name}：支出{spent} / {budget}万元，{rate}，{pace}", "{name}: {spent} of {budget} (10,000 yuan), {rate}, {pace}"
    )
    said = words.fill(
        name=line.spot.name, spent=wan(spent), budget=wan(budget), rate=percent(line.share), pace=_pace(found, line)
    )
    forecast = found.forecast(line)
    if forecast is None or found.watch.is_final:
        return said
    more = Text(
        "{said}；预计全年{point}（{low}—{high}，{often}的把握）", "{said}; {point} expected ({low}–{high}, {often} of the time)"
    )
    return more.fill(
        said=said, point=wan(forecast.point), low=wan(forecast.low), high=wan(forecast.high), often=percent(forecast.coverage, 0)
    )


def _pace(found: Monitoring, line: Line) -> Text:
    gap = (line.share or Fraction(0)) - found.watch.time
    if gap == 0:
        return Text("与时间进度持平", "as far as the year")
    words = Text("快{gap}个百分点", "{gap} points ahead") if gap > 0 else Text("慢{gap}个百分点", "{gap} points behind")
    return words.fill(gap=points(gap))


def _estimate(found: Monitoring) -> Iterator[Text]:
    estimate = found.estimate
    if estimate is None or estimate.made.total is None or estimate.at_most is None:
        yield Text("没有测算得分：{why}", "No estimate of the score: {why}").fill(
            why=found.no_estimate or Text("没有数据", "no data")
        )
        return
    places = estimate.made.framework.decimals
    words = Text(
        "测算得分{score}（可计分{in_play} / {out_of}，得分中{so_far}分年内仍可能失去）：{kinds}；已扣{lost}分，全年至多{at_most}分",
        "Estimate {score} (in play {in_play} of {out_of}; {so_far} of it may still be lost): {kinds}; {lost} lost, at most {at_most} "
        "by the year's end",
    )
    made = estimate.made
    values = {
        "score": made.total,
        "in_play": made.in_play,
        "out_of": made.framework.points,
        "lost": estimate.lost,
        "so_far": estimate.so_far,
    }
    shown = {name: plain(value, places) for name, value in values.items() if value is not None}
    kinds = kinds_of(estimate)
    yield words.fill(
        **shown,
        kinds=kinds if kinds.zh else Text("没有未到期的分值", "nothing is open"),
        at_most=plain(estimate.at_most, places),
    )
    if estimate.stated is not None:
        yield Text("  {why}", "  {why}").fill(why=estimate.stated.because)


# ---- what to do


def _warned(found: Monitoring, language: Language) -> Iterator[str]:
    """What is red and yellow, but for what has a list of its own below."""
    for light in ("red", "yellow"):
        listed = [signal for signal in found.warnings if signal.light == light and signal.rule not in _EXPLAINED]
        if not listed:
            continue
        yield ""
        yield Text("{light}（{count}）", "{light} ({count})").fill(light=LIGHTS[light], count=len(listed)).say(language)
        for signal in listed[:MOST_WARNINGS]:
            yield f"  {_MARKS[signal.light]} {_said(signal).say(language)}"
        if len(listed) > MOST_WARNINGS:
            yield (
                Text("  …… 另有{count}条，见 --json", "  … and {count} more, see --json")
                .fill(count=len(listed) - MOST_WARNINGS)
                .say(language)
            )


def _said(signal: Signal) -> Text:
    words = Text("{spot}（{code}）：{why}", "{spot} ({code}): {why}")
    return words.fill(spot=signal.spot.say(), code=signal.spot.code, why=signal.because)


def _silent(found: Monitoring, language: Language) -> Iterator[str]:
    """Who has not entered anything for too long: by office."""
    by_office: defaultdict[str, list[Signal]] = defaultdict(list)
    of = {each.spot: each for each in found.watch.indicators}
    for signal in found.warnings:
        if signal.rule == _NOT_UPDATED and signal.spot in of:
            by_office[of[signal.spot].office].append(signal)
    if by_office:
        yield ""
        yield Text("没有更新（{count}）", "Not updated ({count})").fill(count=sum(map(len, by_office.values()))).say(language)
    for office, listed in by_office.items():
        yield f"  {office or Text('（没有写明责任机构）', '(no office named)').say(language)}"
        for signal in listed:
            yield f"    {_MARKS[signal.light]} {_said(signal).say(language)}"


def _to_explain(found: Monitoring, language: Language) -> Iterator[str]:
    """What must be explained by when; what is overdue first."""
    listed = [each for each in found.watch.indicators if each.lacking]
    if not listed:
        return
    yield ""
    yield (
        Text(
            "须填报偏差原因（经费、制度、人员、硬件、其他）和完成可能性（{count}）",
            "Deviations to explain: cause (funding, institutions, staff, hardware, other), likelihood ({count})",
        )
        .fill(count=len(listed))
        .say(language)
    )
    for each in sorted(listed, key=lambda each: (each.explain_by or date.max, each.spot.code)):
        is_late = each.explain_by is not None and each.explain_by < found.day
        words = Text("{due}{late}  {name}（{code}）：{what}{office}", "{due}{late}  {name} ({code}): {what}{office}")
        yield (
            "  "
            + words.fill(
                due=each.explain_by or Text("（工作日安排未公布）", "(working days not announced)"),
                late=Text("（已过期）", " (overdue)") if is_late else same(""),
                name=each.spot.name,
                code=each.spot.code,
                what=joined(each.lacking, "、", " and "),
                office=Text("，{office}", ", {office}").fill(office=each.office) if each.office else same(""),
            ).say(language)
            + _expected(found, each).say(language)
        )


def _expected(found: Monitoring, each: Watched) -> Text:
    """What the year will end with, as a help for the forecast that is to be stated."""
    forecast, unit = found.forecast_of(each), each.standing.row.text("measure_unit")
    if forecast is None:
        return same("")
    words = Text("；预计全年{point}（{low}—{high}）", "; {point} expected by the year's end ({low}–{high})")
    return words.fill(point=number(forecast.point, unit), low=number(forecast.low, unit), high=number(forecast.high, unit))


# ---- the table


def _money_table(found: Monitoring, language: Language, *, is_whole: bool) -> Iterator[str]:
    yield ""
    heads = (
        Text("资金", "Money"),
        Text("预算（万元）", "budget"),
        Text("支出", "spent"),
        Text("执行率", "rate"),
        Text("与时间", "vs time"),
    )
    yield _row("", [head.say(language) for head in heads])
    listed = [line for line in found.watch.lines if is_whole or line.spot.kind != "task"]
    for line in listed:
        budget, spent = amount(line.budget), amount(line.spent)
        cells = [
            line.spot.name.say(language),
            "—" if budget is None else wan(budget),
            "—" if spent is None else wan(spent),
            "—" if line.share is None else percent(line.share),
            "—" if line.share is None else _signed(line, found),
        ]
        yield _row(_MARKS[found.light_of(line)], cells)


def _indicator_table(found: Monitoring, language: Language) -> Iterator[str]:
    yield ""
    heads = (
        Text("指标", "Indicator"),
        Text("指标值", "target"),
        Text("完成", "done"),
        Text("应完成", "due"),
        Text("最后填报", "last entry"),
    )
    yield _row("", [head.say(language) for head in heads])
    for each in found.watch.indicators:
        yield _row(_MARKS[found.light_of(each)], _cells(each, language))


def _cells(each: Watched, language: Language) -> Sequence[str]:
    standing = each.standing
    unit = standing.row.text("measure_unit")
    target = "" if standing.target is None else f"{standing.row.text('operator')}{plain(standing.target)}{unit}"
    state = standing.fact.state
    done = number(standing.value, unit) if standing.value is not None else state.label.say(language) if state else "—"
    return (
        f"{each.spot.code} {each.spot.name.say(language)}",
        target or standing.row.text("operator"),
        done,
        "—" if standing.wanted is None or state is not None else number(standing.wanted, unit),
        each.entered_on.isoformat() if each.entered_on else "—",
    )


def _signed(line: Line, found: Monitoring) -> str:
    gap = (line.share or Fraction(0)) - found.watch.time
    return f"{'+' if gap > 0 else '-' if gap < 0 else ''}{points(gap)}"


_WIDTHS = (44, 14, 14, 12, 12)


def _row(mark: str, cells: Sequence[str]) -> str:
    shown = [padded(_cut(cell, width - 1), width) for cell, width in zip(cells, _WIDTHS, strict=True)]
    return f"{padded(mark, 2)}{''.join(shown)}".rstrip()


def _cut(text: str, width: int) -> str:
    """A text cut to a width, where a Chinese sign takes two places."""
    room = width
    for at, sign in enumerate(text):
        room -= 2 if east_asian_width(sign) in "WF" else 1
        if room < 0:
            return f"{text[: max(0, at - 1)]}…"
    return text

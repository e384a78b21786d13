"""The summary report for the bureau that looks after many units: what was scored, what was seen, what to check, and how far it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from jixiao.document.model import (
    Block,
    Chart,
    Column,
    Document,
    PageBreak,
    Row,
    Run,
    Runs,
    Series,
    Table,
    cell,
    heading,
    label,
    number,
    paragraph,
    runs_of,
)
from jixiao.exact import decimal_ratio, plain, unscaled
from jixiao.framework.model import PART_PLACES, Framework
from jixiao.portfolio import signal as signals
from jixiao.portfolio.groups import peers_name, province_name, stratum_name
from jixiao.portfolio.letters_paper import Asked, day_text
from jixiao.portfolio.sampling import Drawn
from jixiao.portfolio.signal import FULL_STRENGTH

TITLE = "绩效自评重算情况报告"
_BAND, _LOWEST = 5, 60
_MOST_ITEMS = 20
_HUNDRED = 100
_MICRO = 10**PART_PLACES


class Drawing(NamedTuple):
    """The sample for re-checking, and the seed by which it is drawn again."""

    seed: str
    drawn: Sequence[Drawn]


class Summed(NamedTuple):
    """All numbers of the report: the overview's rows (their first cell is a group's number), peers, items and the sample."""

    groups: Sequence[tuple[int, Framework]]
    known: Mapping[str, Any]
    peers: Sequence[tuple[Any, ...]]
    items: Sequence[tuple[Any, ...]]
    drawing: Drawing
    engine: str
    version: str


def report(summed: Summed, asked: Asked) -> Document:
    """The report."""
    years = "、".join(str(year) for year in sorted({year for year, _ in summed.groups}))
    title = f"{years}年度{TITLE}"
    parts = (_whole, _spread, _regions, _peers, _gaps, _signals, _method)
    ends: list[Block] = [paragraph(asked.sender, style="signature")] if asked.sender else []
    return Document(
        title,
        (
            paragraph(title, style="title"),
            *(block for part in parts for block in part(summed)),
            *ends,
            paragraph(day_text(asked.day), style="signature"),
            *_sample(summed),
        ),
    )


# ---- tables

Words = Sequence[str]


def _table(caption: str, heads: Words, shares: Sequence[int], rows: Sequence[Words], note: str = "") -> Table:
    """A table whose cells are texts where the column of its first row says no number."""
    columns = tuple(Column(share, "left" if at == 0 else "center") for at, share in enumerate(shares))
    body = tuple(tuple(cell(each) if at == 0 else number(each) for at, each in enumerate(row)) for row in rows)
    return Table(columns, (tuple(label(each) for each in heads),), body, runs_of(caption), runs_of(note))


def _count(value: object) -> str:
    return f"{int(str(value)):,}"


def _mean(hundredths: int, units: int) -> str:
    return plain(decimal_ratio(hundredths, units * _HUNDRED, 2), 2) if units else "—"


def _percent(part: int, whole: int) -> str:
    return f"{plain(decimal_ratio(part * _HUNDRED, whole, 1), 1)}%" if whole else "—"


def _risk(hundredths: int, units: int) -> str:
    return plain(decimal_ratio(hundredths, units * _HUNDRED, 2), 2) if units else "—"


def _of(summed: Summed, name: str) -> list[list[Any]]:
    rows: list[list[Any]] = summed.known[name]
    return rows


def _sum(rows: Sequence[Sequence[Any]], place: int) -> int:
    return sum(int(row[place] or 0) for row in rows)


# ---- sections


def _whole(summed: Summed) -> Iterator[Block]:
    counts = _of(summed, "counts")
    units, complete, stated, reviewed, seen, above, below = (_sum(counts, place) for place in range(1, 8))
    yield heading(1, "总体情况")
    yield paragraph(
        f"本次按{len(summed.groups)}个指标体系对{_count(units)}个单位报送的数据统一重新计算绩效自评得分。{_count(complete)}个单位总分完整，参加评等和排名；"
        f"其余{_count(units - complete)}个单位因数据未填报、未到期，或者所用指标体系不完整，没有完整总分。"
    )
    yield paragraph(
        f"可与自评总分比对的有{_count(stated)}个单位：自评高于重算的{_count(above)}个，占{_percent(above, stated)}；自评低于重算的{_count(below)}个；"
        f"其余一致。已有复核总分的{_count(reviewed)}个。{_count(seen)}个单位的数据中看到需要说明的情况，占全部单位的{_percent(seen, units)}。"
    )
    rows = []
    for group, *told in counts:
        year, framework = summed.groups[group]
        median = "—" if told[7] is None else plain(Decimal(told[7]), framework.decimals)
        rows.append((f"{year} {framework.name.zh}", *map(_count, told[:2]), median, *map(_count, (told[5], told[6], told[4]))))
    heads = ("年度和指标体系", "单位", "总分完整", "重算中位数", "自评高于", "自评低于", "有信号")
    yield _table("按指标体系", heads, (12, 4, 4, 5, 4, 4, 4), rows, "单位：个、分")
    for _, framework in summed.groups:
        if framework.why_no_total is not None:
            yield paragraph(f"{framework.name.zh}：{framework.why_no_total.say('zh')}。", style="note")


def _spread(summed: Summed) -> Iterator[Block]:
    yield heading(1, "得分分布和等次")
    recomputed, stated = (_bands(_of(summed, name)) for name in ("recomputed", "stated"))
    bands = sorted({*recomputed, *stated})
    if bands:
        yield paragraph("各指标体系的总分折成百分制，不同体系的得分不宜直接比较。")
        series = tuple(
            Series(name, tuple(_run(of.get(band, 0)) for band in bands)) for name, of in (("重算", recomputed), ("自评", stated))
        )
        yield Chart("column", runs_of("重算总分与自评总分的分布"), tuple(map(_band_name, bands)), series, "个")
    grades = _of(summed, "grades")
    if grades:
        head = (tuple(label(each) for each in ("指标体系", "等次", "按重算", "按自评", "自评多出")),)
        columns = (Column(12, "left"), *(Column(4) for _ in range(4)))
        yield Table(columns, head, tuple(_grade_rows(summed, grades)), runs_of("等次"), runs_of("单位：个"))


def _grade_rows(summed: Summed, grades: Sequence[Sequence[int]]) -> Iterator[Row]:
    """A row for each grade; the framework's name stands once beside its grades."""
    for group, found in groupby(grades, key=lambda row: row[0]):
        year, framework = summed.groups[group]
        rows = list(found)
        for at, (_, place, one, two) in enumerate(rows):
            name = [] if at else [cell(f"{year} {framework.name.zh}", down=len(rows))]
            more = f"{two - one:+d}" if two != one else "0"
            yield (*name, cell(framework.grades[place].name.zh), *map(number, (_count(one), _count(two), more)))


def _bands(rows: Sequence[Sequence[int]]) -> Counter[int]:
    counted = Counter[int]()
    for _, place, units in rows:
        counted[max(_LOWEST - _BAND, place // _BAND * _BAND)] += units
    return counted


def _band_name(band: int) -> str:
    if band < _LOWEST:
        return f"{_LOWEST}以下"
    return "100" if band >= _HUNDRED else f"{band}—{band + _BAND}"


def _run(value: int | str) -> Runs:
    return (Run(str(value)),)


def _regions(summed: Summed) -> Iterator[Block]:
    yield heading(1, "分区域情况")
    ordered = sorted(_of(summed, "cities"), key=lambda row: str(row[1])[:2])
    found = []
    for code, group in groupby(ordered, key=lambda row: str(row[1])[:2]):
        cities = list(group)
        units, complete, hundredths, seen, risk = (_sum(cities, place) for place in range(2, 7))
        found.append((province_name(code).say("zh") or "未填", units, complete, hundredths, seen, risk))
    rows = [
        (name, _count(units), _count(complete), _mean(total, complete), _count(seen), _percent(seen, units), _risk(risk, units))
        for name, units, complete, total, seen, risk in found
    ]
    heads = ("地区", "单位", "总分完整", "平均分", "有信号", "占比", "平均风险分")
    yield _table("各地区（平均分折成百分制）", heads, (5, 4, 4, 4, 4, 4, 5), rows, "单位：个、分")
    shares = [(name, _percent(seen, units)) for name, units, _, _, seen, _ in found if units]
    if len(shares) > 1:
        values = tuple(_run(share) for _, share in shares)
        yield Chart("bar", runs_of("有信号的单位所占比例"), tuple(name for name, _ in shares), (Series("占比", values),), "%")


def _peers(summed: Summed) -> Iterator[Block]:
    yield heading(1, "同类单位情况")
    rows = [
        (
            peers_name(str(group)).say("zh"),
            _count(units),
            _count(complete),
            _mean(int(total or 0), complete),
            _count(seen),
            _risk(int(risk), units),
        )
        for group, units, complete, total, seen, risk in summed.peers
    ]
    heads = ("性质和规模", "单位", "总分完整", "平均分", "有信号", "平均风险分")
    yield _table("同类组（平均分折成百分制）", heads, (7, 4, 4, 4, 4, 5), rows, "单位：个、分")


_FAR = ((3, "自评高出10分以上"), (2, "高出5至10分"), (1, "高出0.5至5分"), (0, "相差不到0.5分"), (-1, "自评低0.5分以上"))


def _gaps(summed: Summed) -> Iterator[Block]:
    yield heading(1, "自评与重算的差异")
    far = Counter[int]()
    for _, band, units in _of(summed, "far"):
        far[band] += units
    whole = sum(far.values())
    if not whole:
        yield paragraph("没有可与重算总分比对的自评总分。")
        return
    rows = [(name, _count(far[band]), _percent(far[band], whole)) for band, name in _FAR]
    yield _table("总分之差（折合百分制）", ("差异", "单位", "占比"), (8, 4, 4), rows, "单位：个")
    items = [
        (str(name), _count(units), plain(decimal_ratio(int(above), int(units) * _MICRO, 2), 2))
        for name, units, above in summed.items[:_MOST_ITEMS]
    ]
    if items:
        yield _table("自评高于重算最多的指标", ("指标", "单位", "平均高出"), (12, 4, 4), items, "单位：个、分")


def _signals(summed: Summed) -> Iterator[Block]:
    yield heading(1, "看到的情况")
    yield paragraph("以下信号只说明从数据中看到什么，需由单位说明，不是结论；风险分是各信号分值之和，只用来安排复核的先后。")
    counted = dict.fromkeys(signals.names(), 0)
    for _, name, units, _ in _of(summed, "seen"):
        counted[name] = counted.get(name, 0) + units
    rows = [
        (signals.load(name).label.zh, signals.load(name).formula.zh, str(signals.load(name).weight), _count(units))
        for name, units in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    ]
    body = tuple((cell(name), cell(formula), number(weight), number(units)) for name, formula, weight, units in rows)
    columns = (Column(6, "left"), Column(16, "left"), Column(3), Column(3))
    head = (tuple(label(each) for each in ("信号", "公式", "至多计分", "单位数")),)
    yield Table(columns, head, body, runs_of("信号及其公式"))


def _method(summed: Summed) -> Iterator[Block]:
    yield heading(1, "方法与局限")
    yield paragraph(
        f"得分由 jixiao {summed.version} 按公开的指标体系计算（引擎 {summed.engine}），计分规则与单个单位的计分相同，逐分一致；同样的数据得到同样的结果。"
    )
    yield paragraph(
        "没有填报的数据不按零分处理：相应分值不计入，总分不完整的单位不评等次、不参加排名。不适用的指标按指标体系的规定处理。"
    )
    yield paragraph(
        f"重算以单位报送的数据为准，不能发现数据本身不实；信号的权重和界限是程序的约定（每个信号的强度按千分之{FULL_STRENGTH}以内计），没有法规依据，可能看漏，也可能误看。"
        "同类组按单位性质和在职人数划分。有无问题，应由复核确定。"
    )
    drawn = summed.drawing.drawn
    yield paragraph(
        f"复核抽样按指标体系、省份和同类组分层，层内以风险分加一分为权，系统抽取，随机种子为“{summed.drawing.seed}”，可以重现；"
        f"共抽取{len(drawn)}个单位，名单见附件，入样概率逐一列出，可据以推算全部单位。"
    )


def _sample(summed: Summed) -> Iterator[Block]:
    drawn = summed.drawing.drawn
    if not drawn:
        return
    yield PageBreak()
    yield paragraph("附件", style="attachment")
    named = dict.fromkeys((framework.id, framework.name.zh) for _, framework in summed.groups)
    yield paragraph(f"层依次为指标体系、省份和同类组。指标体系：{'；'.join(f'{word} 为《{name}》' for word, name in named)}。")
    columns = (Column(6, "left"), Column(8, "left"), Column(11, "left"), Column(4), Column(4))
    head = (tuple(label(each) for each in ("单位代码", "单位", "层", "风险分", "入样概率")),)
    body = tuple(
        (
            *(cell(each.unit.unit_code), cell(each.unit.name), cell(stratum_name(each.unit.stratum).say("zh"))),
            *(
                number(plain(unscaled(each.unit.points, 2))),
                number(plain(decimal_ratio(*each.probability.as_integer_ratio(), 4), 4)),
            ),
        )
        for each in drawn
    )
    yield Table(columns, head, body, runs_of("复核抽样名单"))

"""A plan for re-checking as a paper: what was drawn, of how many, by which seed, stratum by stratum, and why each unit has its points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils import timezone

from jixiao import __version__
from jixiao.document.model import Block, Column, Document, Row, Table, cell, heading, label, number, paragraph, runs_of
from jixiao.portfolio.groups import stratum_name
from jixiao.web.bureau.sampling import CURRENT, Sample, Sampled


def name_of(year: int) -> str:
    """What the paper's file is called, without its ending."""
    return f"{year}年度绩效自评复核抽查名单"


def paper(drawn: Sample, year: int) -> Document:
    """The list, as it is printed and signed."""
    title = name_of(year)
    return Document(title, (paragraph(title, style="title"), *_blocks(drawn, year)), page="landscape")


def _blocks(drawn: Sample, year: int) -> Iterator[Block]:
    yield heading(1, "抽取办法")
    yield paragraph(
        f"从已报送{year}年度自评的{drawn.of}个单位中抽取{len(drawn.rows)}个。按指标体系、省份和同类单位分层，各层按风险分配名额，层内按概率与风险分成"
        f"正比作系统抽样。随机种子为“{drawn.seed}”；同一种子、同样的数据抽出同样的单位。"
    )
    yield paragraph(_stand(drawn))
    if not drawn.rows:
        return
    yield heading(1, "各层名额")
    yield _strata(drawn)
    yield heading(1, "抽查名单")
    yield _list(drawn)
    yield paragraph(f"由 jixiao {__version__} 抽取。风险分只说明看到的情况，不是结论。", style="note")
    yield paragraph("抽取人：　　　　　　监督人：　　　　　　", style="signature")
    yield paragraph("　　年　月　日", style="signature")


def _stand(drawn: Sample) -> str:
    """What the points of risk stand on."""
    stand = drawn.stand
    if stand.made_at is None:
        return "风险信号还没有计算，风险分只计自评总分高于重算总分的部分。"
    at = timezone.localtime(stand.made_at)
    said = f"风险信号计算于{at.year}年{at.month}月{at.day}日{at:%H:%M}。"
    if stand.is_current and not stand.aside:
        return f"{said}此后各单位数据没有变化。"
    return f"{said}此后{stand.changed}个单位的数据有变化，{stand.not_judged}个单位没有计算，{stand.aside}个单位不能计算，名单中逐一注明。"


def _strata(drawn: Sample) -> Table:
    columns = (Column(5, "left"), Column(1), Column(1))
    head: tuple[Row, ...] = ((label("层"), label("单位数"), label("抽取数")),)
    counts = Counter(each.stratum for each in drawn.rows)
    body = tuple(
        (cell(stratum_name(name).say("zh")), number(f"{drawn.strata[name]}"), number(f"{counts[name]}"))
        for name in sorted(drawn.strata)
    )
    return Table(columns, head, body, runs_of("各层单位数和抽取数"))


def _list(drawn: Sample) -> Table:
    columns = (Column(1), Column(3, "left"), Column(4, "left"), Column(4, "left"), Column(1), Column(2), Column(8, "left"))
    names = ("序号", "单位代码", "单位名称", "层", "风险分", "入样概率", "看到的情况")
    head: tuple[Row, ...] = (tuple(map(label, names)),)
    body = tuple(
        (
            number(f"{at}"),
            *(cell(each.code), cell(each.name), cell(each.stratum_words.say("zh")), number(each.risk), number(each.probability)),
            cell(_reasons(each)),
        )
        for at, each in enumerate(drawn.rows, 1)
    )
    return Table(columns, head, body, runs_of("抽查名单"))


def _reasons(each: Sampled) -> str:
    said = [f"{reason.words.say('zh')}（{reason.points}分）" for reason in each.reasons]
    if each.basis != CURRENT:
        said.append(f"〔{each.basis_words.say('zh')}〕")
    return "；".join(said) or "没有信号"

"""Made self-evaluation forms of projects, in three layouts: one table for all, two tables, and a list with the spending rate on top.

Spending is scored on a straight line; how the hundred points are parted says the scheme. An indicator that was not reached scores its
points times actual : target, and says why.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from jixiao.dice import Dice
from jixiao.exact import half_up
from jixiao.review.measuring_itself.numbers import Notation, points
from jixiao.review.measuring_itself.pieces import BELOW, RIGHT, TITLE, Draft, Form, Line, Part, Piece
from jixiao.review.measuring_itself.scoring import decimal
from jixiao.review.measuring_itself.words import words

_COUNTS = 3
_RANGE = (2_020, 2_025)


class Scheme(NamedTuple):
    """How a hundred points are parted, in hundredths: spending, each output, the benefit, satisfaction, and costs if there are any."""

    framework: str | None
    spending: int = 1_000
    output: int = 1_000
    benefit: int = 3_000
    pleased: int = 1_000
    cost: int = 0


SCHEMES = (
    Scheme(None),
    Scheme("mof-project-2020"),
    Scheme("sichuan-project-2023"),
    Scheme("hubei-project-2020", spending=2_000, output=800),
    Scheme("mof-project-cost-2021", output=800, benefit=2_000, cost=2_000),
)


class Indicator(NamedTuple):
    """A line of a form. ``points`` and ``score`` count hundredths."""

    group: str
    kind: str
    name: str
    operator: str
    target: int
    actual: int
    unit: str
    points: int
    score: int
    reason: str

    @property
    def row(self) -> str:
        """What its row is called: a cost, or whether points were lost."""
        if self.operator == "≤":
            return "cost"
        return "indicator.lost" if self.score < self.points else "indicator.full"


class Ground(NamedTuple):
    """What a form is about."""

    dice: Dice
    project: str
    unit: str
    year: int
    money: Notation
    budget: int
    spent: int
    scheme: Scheme
    indicators: tuple[Indicator, ...]

    @property
    def spending(self) -> int:
        """The score of spending, in hundredths."""
        return half_up(self.spent, self.scheme.spending, self.budget)

    @property
    def total(self) -> int:
        """The score of all."""
        return self.spending + sum(each.score for each in self.indicators)

    @property
    def rate(self) -> str:
        """The spending rate, two places."""
        return f"{points(half_up(self.spent, 10_000, self.budget))}%"


def form(*seed: object) -> Draft:
    """A clean form of a project; the same seed gives the same form."""
    ground = _ground(Dice("form", *seed))
    dice = ground.dice
    title = dice.pick(words()["form_titles"]).format(unit=ground.unit, year=ground.year)
    forms = dice.pick((_whole, _parted, _listed))(ground)
    sample = dice.between(60, 500)
    back = sample - dice.between(0, 9)
    note = f"注：满意度数据来自{ground.year}年11月问卷调查，发放问卷{sample}份，收回有效问卷{back}份。"
    pieces: tuple[Piece, ...] = (Line("title", (Part("title", title),), TITLE), *forms, Line("note", (Part("note", note),)))
    return Draft("form", ground.year, pieces, ground.scheme.framework, {"total": decimal(ground.total)})


def _ground(dice: Dice) -> Ground:
    kind = dice.pick(words()["projects"])
    unit = dice.pick(words()["units"])["name"].format(place=dice.pick(words()["places"]))
    places = dice.pick((0, 2, 2, 4, 6))
    budget = dice.between(40, 900) * 10**places + dice.between(0, 99) * (10**places // 100)
    spent = budget - budget * dice.below(800) // 10_000
    money = Notation("万元", places, dice.below(4) == 0)
    scheme = dice.pick(SCHEMES)
    indicators = _indicators(dice, kind, scheme)
    return Ground(dice, kind["name"], unit, dice.between(*_RANGE), money, budget, spent, scheme, indicators)


def _indicators(dice: Dice, kind: Any, scheme: Scheme) -> tuple[Indicator, ...]:  # noqa: ANN401 - an entry of words.yaml
    short = dice.below(_COUNTS + 1)
    found = []
    if scheme.cost:
        most = dice.between(8, 90) * 100
        found.append(
            _indicator(dice, ("成本指标", "经济成本指标", "单位成本", "≤"), (most, most - dice.between(0, 99), "元"), scheme.cost)
        )
    for at, (name, unit) in enumerate(kind["outputs"]):
        target = dice.between(20, 900)
        actual = target - target // 10 if at == short else target + target * dice.between(0, 12) // 100
        found.append(_indicator(dice, ("产出指标", "数量指标", name, "≥"), (target, actual, unit), scheme.output))
    for of, name in (("质量指标", kind["quality"]), ("时效指标", "任务按期完成率")):
        found.append(_indicator(dice, ("产出指标", of, name, "≥"), (95, dice.between(95, 100), "%"), scheme.output))
    target = dice.pick((85, 90, 95))
    effect = ("效益指标", "社会效益指标", kind["effect"], "≥")
    found.append(_indicator(dice, effect, (target, dice.between(target, 99), "%"), scheme.benefit))
    pleased = ("满意度指标", "服务对象满意度指标", kind["pleased"], "≥")
    return (*found, _indicator(dice, pleased, (90, dice.between(91, 99), "%"), scheme.pleased))


def _indicator(dice: Dice, names: tuple[str, str, str, str], measured: tuple[int, int, str], size: int) -> Indicator:
    target, actual, unit = measured
    is_short = names[3] == "≥" and actual < target
    score = half_up(size, actual, target) if is_short else size
    reason = dice.pick(words()["shortfalls"]) if is_short else ""
    return Indicator(*names, target, actual, unit, size, score, reason)


def _measures(group: tuple[Indicator, ...], style: str) -> list[tuple[str, ...]]:
    """The rows of indicators; a group or kind that goes on is said once, merged or in every row."""
    rows: list[tuple[str, ...]] = []
    for at, each in enumerate(group):
        before = group[at - 1] if at else None
        first = BELOW if style == "merged" and before and before.group == each.group else each.group
        second = BELOW if style == "merged" and before and before.kind == each.kind else each.kind
        rows.append((first, second, each.name))
    return rows


def _whole(ground: Ground) -> list[Form]:
    """One table: names, money, indicators, total."""
    said = ground.money.bare
    width = 8
    head = [
        ("项目名称", ground.project, *[RIGHT] * (width - 2)),
        ("主管部门", ground.unit, *[RIGHT] * (width - 2)),
        ("项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        (
            BELOW,
            "年度资金总额",
            *[said(ground.budget)] * 2,
            said(ground.spent),
            points(ground.scheme.spending),
            ground.rate,
            points(ground.spending),
        ),
        (BELOW, "其中：当年财政拨款", *[said(ground.budget)] * 2, said(ground.spent), "—", ground.rate, "—"),
        ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"),
    ]
    named = ["", "", "", "spending", "", ""]
    rows = [
        (*places, f"{e.operator}{e.target}{e.unit}", f"{e.actual}{e.unit}", points(e.points), points(e.score), e.reason)
        for places, e in zip(_measures(ground.indicators, "merged"), ground.indicators, strict=True)
    ]
    total = ("总分", RIGHT, RIGHT, RIGHT, RIGHT, "100", points(ground.total), "")
    columns = {"target": 3, "actual": 4, "points": 5, "score": 6, "reason": 7, "rate": 6, "spending": 7, "spent": 4}
    names = (*named, *(each.row for each in ground.indicators), "total")
    return [Form("whole", (), (*head, *rows, total), names, columns)]


def _money(ground: Ground) -> Form:
    said = ground.money.bare
    header = (("资金来源", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),)
    a = ground.budget * 6 // 10
    parts = ((a, min(a, ground.spent * 6 // 10)), (ground.budget - a, ground.spent - min(a, ground.spent * 6 // 10)))
    sums = [
        (
            "年度资金总额",
            *[said(ground.budget)] * 2,
            said(ground.spent),
            points(ground.scheme.spending),
            ground.rate,
            points(ground.spending),
        )
    ]
    for name, (whole, spent) in zip(("其中：财政拨款", "其他资金"), parts, strict=True):
        rate = f"{points(half_up(spent, 10_000, whole))}%"
        sums.append((name, *[said(whole)] * 2, said(spent), "—", rate, "—"))
    columns = {"rate": 5, "spending": 6, "points": 4, "spent": 3, "score": 6}
    return Form("money", header, tuple(sums), ("spending", "source", "source"), columns, "项目资金情况", "单位：万元")


def _parted(ground: Ground) -> list[Form]:
    """Money in a table of its own, the targets split into sign, value and unit, the total below."""
    names = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "实际完成值", "分值", "得分", "未完成原因")
    rows = [
        (*places, e.operator, str(e.target), e.unit, str(e.actual), points(e.points), points(e.score), e.reason)
        for places, e in zip(_measures(ground.indicators, "every"), ground.indicators, strict=True)
    ]
    rest = [
        ("预算执行率", "", "", "", "", "", ground.rate, points(ground.scheme.spending), points(ground.spending), ""),
        ("总分", "", "", "", "", "", "", "100", points(ground.total), ""),
    ]
    columns = {"operator": 3, "target": 4, "actual": 6, "points": 7, "score": 8, "reason": 9}
    called = (*(each.row for each in ground.indicators), "", "total")
    return [_money(ground), Form("parted", (names,), (*rows, *rest), called, columns, "绩效指标完成情况")]


def _listed(ground: Ground) -> list[Form]:
    """The total on top, the spending rate as the first indicator."""
    names = ("指标", "指标类型", "目标值", "完成值", "权重（分）", "自评得分", "偏差原因")
    rows = [
        (e.name, e.kind, f"{e.operator}{e.target}{e.unit}", f"{e.actual}{e.unit}", points(e.points), points(e.score), e.reason)
        for e in ground.indicators
    ]
    rest = [("总分", "", "", "", "100", points(ground.total), "")]
    first = (
        "预算执行率",
        "预算执行指标",
        "100%",
        ground.rate,
        points(ground.scheme.spending),
        points(ground.spending),
        "" if ground.rate == "100%" else "项目余款待验收后支付",
    )
    columns = {"target": 2, "actual": 3, "points": 4, "score": 5, "reason": 6}
    called = ("total", "", *(each.row for each in ground.indicators))
    return [Form("listed", (names,), (*rest, first, *rows), called, columns, f"{ground.project}绩效指标自评表")]

"""Made reports of units: every sentence is true, because its numbers are worked out first and written afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from jixiao.dice import Dice
from jixiao.exact import half_up
from jixiao.review.measuring_itself.numbers import TABLE_UNIT, Notation, notation, percent, points
from jixiao.review.measuring_itself.pieces import TITLE, Draft, Form, Line, Part, Piece
from jixiao.review.measuring_itself.scoring import Scoring, decimal, scoring
from jixiao.review.measuring_itself.words import words

NUMERALS = "一二三四五六七八九十"
_KINDS = ("plain", "arabic", "chapter")
_LATEST = 2_025
_EARLIEST = 2_019


class Ground(NamedTuple):
    """What a report is about."""

    dice: Dice
    names: dict[str, str]
    duties: tuple[str, ...]
    money: Notation
    budget: int
    spent: int
    scoring: Scoring
    year: int

    def said(self, name: str, kind: str | None = None, **slots: object) -> Part:
        """A statement in one of its wordings."""
        wording = self.dice.pick(words()["statements"][kind or name])
        return Part(name, wording, self.names | {key: str(value) for key, value in slots.items()})


def report(*seed: object) -> Draft:
    """A clean report of a unit; the same seed gives the same report."""
    ground = _ground(Dice("report", *seed))
    dice = ground.dice
    title = Line("title", (Part("title", dice.pick(words()["titles"]), ground.names),), TITLE)
    sections: list[list[Piece]] = [_basics(ground)]
    result = _result(ground)
    if dice.below(2):
        sections += [_goal(ground), _work(ground), _money(ground), result]
    else:
        sections += [_money(ground), _goal(ground), result, _work(ground)]
    sections += [_analysis(ground), *_problems(ground)]
    numbered = _numbered(sections, dice.pick(_KINDS))
    facts = {"total": decimal(ground.scoring.total)}
    return Draft("report", ground.year, (title, *numbered), ground.scoring.framework, facts)


def _ground(dice: Dice) -> Ground:
    unit = dice.pick(words()["units"])
    name = unit["name"].format(place=dice.pick(words()["places"]))
    year = dice.between(_EARLIEST, _LATEST)
    money, budget = notation(dice)
    spent = budget - budget * dice.between(5, 800) // 10_000
    names = {"unit": name, "we": unit["we"], "served": unit["served"], "year": str(year), "next": str(year + 1)}
    duties = tuple(dice.some(unit["duties"], dice.between(3, 5)))
    return Ground(dice, names | {"office": unit["office"]}, duties, money, budget, spent, scoring(dice, spent, budget), year)


def _numbered(sections: Sequence[Sequence[Piece]], kind: str) -> list[Piece]:
    """The sections one after the other, their headings counted."""
    found: list[Piece] = []
    for at, (head, *rest) in enumerate(sections):
        marks = {"plain": f"{NUMERALS[at]}、", "arabic": f"{at + 1}. ", "chapter": f"第{NUMERALS[at]}部分 "}
        found += [head._replace(mark=marks[kind]) if isinstance(head, Line) else head, *rest]
    return found


def _head(ground: Ground, name: str) -> Line:
    return Line(f"head.{name}", (Part("head", ground.dice.pick(words()["headings"][name])),), 1)


def _lines(name: str, *groups: Sequence[Part]) -> list[Piece]:
    return [Line(name, tuple(group)) for group in groups if group]


def _basics(ground: Ground) -> list[Piece]:
    dice = ground.dice
    offices = dice.some(words()["offices"], dice.between(3, 7))
    staff = dice.between(18, 90)
    listed = ground.said("list", names="、".join(offices), n=len(offices))
    people = ground.said("staff", staff=staff, quota=staff + dice.between(0, 6), retired=dice.between(4, 40))
    return [_head(ground, "basics"), *_lines("basics", [listed, people])]


def _goal(ground: Ground) -> list[Piece]:
    aim = ground.dice.between(20, 90) * 100
    goal = ground.said("goal", duties="、".join(ground.duties), n=len(ground.duties), aim=aim)
    return [_head(ground, "goal"), *_lines("goal", [goal])]


def _work(ground: Ground) -> list[Piece]:
    dice = ground.dice
    done = dice.some(words()["done"], len(ground.duties))
    duties = [
        [ground.said("duty", duty=duty, done=text.format(n=dice.between(3, 60), m=dice.between(61, 900)))]
        for duty, text in zip(ground.duties, done, strict=True)
    ]
    counted = [_sum(ground), _pairs(ground)]
    rest = [_ratio(ground), _growth(ground), _about(ground)]
    times = [_event(ground), _period(ground), ground.said("verbs")]
    return [_head(ground, "work"), *_lines("work", *duties, counted, rest, times)]


def _pairs(ground: Ground) -> Part:
    dice = ground.dice
    batches = [dice.between(3, 80) for _ in range(3)]
    people = [each * dice.between(3, 12) + dice.between(0, 9) for each in batches]
    slots: dict[str, Any] = {f"b{at}": each for at, each in enumerate(batches, 1)} | {
        f"p{at}": each for at, each in enumerate(people, 1)
    }
    return ground.said("pairs", whole=sum(batches), people=sum(people), **slots)


def _sum(ground: Ground) -> Part:
    a, b, c = (ground.dice.between(2, 130) for _ in range(3))
    return ground.said("sum", whole=a + b + c, a=a, b=b, c=c)


def _ratio(ground: Ground) -> Part:
    whole = ground.dice.between(60, 2_000)
    part = whole * ground.dice.between(900, 985) // 1_000
    return ground.said("ratio", a=part, b=whole, r=percent(part, whole, ground.dice.between(0, 2)))


def _growth(ground: Ground) -> Part:
    before = ground.dice.between(120, 3_000)
    more = before * ground.dice.between(20, 300) // 1_000
    return ground.said("growth", a=before + more, b=before, r=percent(more, before, ground.dice.between(1, 2)))


def _about(ground: Ground) -> Part:
    return ground.said("about", about=ground.dice.between(10, 90) * 100, some=ground.dice.between(2, 9) * 10)


def _event(ground: Ground) -> Part:
    return ground.said("event", m=ground.dice.between(1, 12), d=ground.dice.between(1, 28))


def _period(ground: Ground) -> Part:
    begins = ground.dice.between(2, 8)
    ends = begins + ground.dice.between(1, 3)
    days: dict[str, Any] = {"d": ground.dice.between(1, 28), "d2": ground.dice.between(1, 28)}
    return ground.said("period", m=begins, m2=ends, **days)


def _money(ground: Ground) -> list[Piece]:
    dice, said = ground.dice, ground.money.said
    basic, own = dice.parts(ground.budget, 2)
    a, b, c = dice.parts(max(30, ground.budget // dice.between(60, 150)), 3)
    rate = percent(ground.spent, ground.budget, dice.between(1, 2))
    first = ground.said("rate", a=said(ground.budget), b=said(ground.spent), r=rate)
    split = ground.said("split", a=said(ground.budget), x=said(basic), y=said(own))
    three = ground.said("three", whole=said(a + b + c), a=said(a), b=said(b), c=said(c))
    table = _money_table(ground, (basic, own))
    return [_head(ground, "money"), *_lines("money", [first, split], [three]), *table]


def _money_table(ground: Ground, parts: tuple[int, int]) -> list[Piece]:
    """The same amounts once more as a table, its total above or below; only sometimes."""
    dice = ground.dice
    layout = dice.below(4)
    if layout == 0:
        return []
    unit = TABLE_UNIT if ground.money.unit == "元" and dice.below(2) else ground.money.unit
    basic = ground.spent - min(ground.spent * dice.between(200, 700) // 1_000, parts[1])
    spent = (min(basic, parts[0]), ground.spent - min(basic, parts[0]))
    if spent[1] > parts[1]:
        return []
    cells = [("基本支出", parts[0], spent[0]), ("项目支出", parts[1], spent[1])]
    whole = ("合计", ground.budget, ground.spent)
    rows = [whole, *cells] if layout == 1 else [*cells, whole]
    names = tuple("money.total" if row is whole else "money.part" for row in rows)
    shown = tuple((name, *(ground.money.in_table(each, unit) for each in amounts)) for name, *amounts in rows)
    header = (("支出类别", "全年预算数", "全年执行数"),)
    table = Form("money", header, shown, names, {"a": 1, "b": 2}, "部门支出预算执行情况表", f"单位：{unit}")
    return [table]


def _result(ground: Ground) -> list[Piece]:
    found, said = ground.scoring, ground.money.said
    total = points(found.total)
    groups = found.groups
    if len(groups) == 2:  # noqa: PLR2004 - a pair
        one, two = groups
        slots = {"g1": one.name, "g2": two.name, "w1": points(one.points), "w2": points(two.points)}
        scores = ground.said("scores", total=total, s1=points(one.score), s2=points(two.score), **slots)
    else:
        each = "、".join(f"{group.name}{points(group.score)}分" for group in groups)
        scores = ground.said("scores", "scores_many", total=total, each=each)
    rate = percent(ground.spent, ground.budget, 2)
    again = ground.said("again", a=said(ground.budget), b=said(ground.spent), r=rate)
    graded = ground.said("graded", total=total, grade=found.grade)
    table = [_score_table(ground)] if ground.dice.below(2) else []
    return [_head(ground, "result"), *_lines("result", [again], [scores, graded], [_middle(ground)]), *table]


def _middle(ground: Ground) -> Part:
    """The middle of the year: a score that its spending allows, and that is not the one of the year's end."""
    rate = ground.dice.between(4_500, 6_000)
    score = 9_000 + half_up(1_000, rate, 10_000) - ground.dice.between(20, 300)
    if score == ground.scoring.total:
        score -= 10
    return ground.said("middle", r=f"{points(rate)}%", score=points(score))


def _score_table(ground: Ground) -> Form:
    found = ground.scoring
    rows = [(each.name, points(each.points), points(each.score), _reasons(ground, at)) for at, each in enumerate(found.groups)]
    names = [f"score.{'lost' if group.score < group.points else 'full'}" for group in found.groups]
    rows.append(("合计", "100", points(found.total), ""))
    header = (("评价内容", "分值", "自评得分", "扣分原因"),)
    columns = {"points": 1, "score": 2, "reason": 3}
    return Form("scores", header, tuple(rows), (*names, "score.total"), columns, "部门整体支出绩效自评得分表")


def _reasons(ground: Ground, group: int) -> str:
    told = [f"{e.words['name']}扣{points(e.lost)}分：{e.words['reason']}" for e in ground.scoring.losses if e.group == group]
    return "；".join(told)


def _analysis(ground: Ground) -> list[Piece]:
    dice, found = ground.dice, ground.scoring
    group = dice.pick(found.groups)
    duties = list(ground.duties)[dice.below(2) :]
    aspects = ground.said("aspects", g=group.name, names="、".join(duties), n=len(duties))
    weighed = ground.said("weighed", g=group.name, w=points(group.points), s=points(group.score))
    lost = [
        ground.said("lost", item=loss.words["name"], lost=points(loss.lost), reason=loss.words["reason"]) for loss in found.losses
    ]
    return [_head(ground, "analysis"), *_lines("analysis", [aspects, weighed], lost)]


def _problems(ground: Ground) -> tuple[list[Piece], list[Piece]]:
    losses = ground.scoring.losses
    kind = ground.dice.below(3)
    problems = [_item(ground, "problem", at, kind, {"what": loss.words["problem"]}) for at, loss in enumerate(losses)]
    measures = [_item(ground, "measure", at, kind, _measure(ground, loss.words)) for at, loss in enumerate(losses)]
    return [_head(ground, "problems"), *problems], [_head(ground, "measures"), *measures]


def _measure(ground: Ground, loss: dict[str, Any]) -> dict[str, str]:
    dice = ground.dice
    owner = dice.pick([*words()["offices"], ground.names["office"]])
    return {"what": loss["measure"], "owner": owner, "m": str(dice.between(3, 11))}


def _item(ground: Ground, name: str, at: int, kind: int, slots: dict[str, str]) -> Line:
    marks = (f"{NUMERALS[at]}是", f"{at + 1}．", f"（{NUMERALS[at]}）")
    wording = ground.dice.pick(words()[name])
    return Line(name, (Part(name, wording, ground.names | slots),), mark=marks[kind])

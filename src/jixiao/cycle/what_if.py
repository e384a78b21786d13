"""What a score would have been under another framework: item beside item, what moved and why, and which data that one still lacks.

Items stand for each other if they have the same code, else the same name, else the same measure or the same choice of indicators; each
item at most once. What the other framework asks for and nobody reported is in no score: its points are out of play, not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jixiao.errors import Misuse
from jixiao.exact import decimal_ratio, plain
from jixiao.framework.diff import Difference, differing, said
from jixiao.framework.load import named
from jixiao.framework.model import Framework, Item
from jixiao.score.as_text import padded, total_line
from jixiao.score.scoring import ItemScore, Score, shown, shown_item
from jixiao.score.unit_score import OWN_FRAMEWORKS, framework_of, score_by
from jixiao.tables.dossier import Dossier
from jixiao.wording import Language, Text

NAME_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """An item of one framework and the one of the other that stands for it; ``matched`` says by what: code, name, measure."""

    matched: str
    left: ItemScore
    right: ItemScore
    differences: tuple[Difference, ...]

    @property
    def moved(self) -> Decimal | None:
        """How many points more the right one gives; None where either gives no points."""
        if self.left.score is None or self.right.score is None:
            return None
        return self.right.score - self.left.score

    @property
    def by_points(self) -> Decimal | None:
        """The part of the move that follows from other points alone: the left share of the points, on those of the right."""
        if self.moved is None or self.left.score is None or not self.left.in_play:
            return None
        over, under = (self.left.score * (self.right.in_play - self.left.in_play)).as_integer_ratio()
        top, bottom = self.left.in_play.as_integer_ratio()
        return decimal_ratio(over * bottom, under * top, _places(self.right.score))

    @property
    def by_rule(self) -> Decimal | None:
        """The rest of the move: another rule, standard or measure."""
        return None if self.moved is None or self.by_points is None else self.moved - self.by_points


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A dossier's score under two frameworks. ``lacking`` are items of the right one that nothing was reported for."""

    dossier: Dossier
    left: Score
    right: Score
    pairs: tuple[Pair, ...]
    only_left: tuple[ItemScore, ...]
    only_right: tuple[ItemScore, ...]

    @property
    def lacking(self) -> tuple[ItemScore, ...]:
        """The items of the right one that have no score, whatever stands for them on the left."""
        return tuple(each for each in self.right.leaves if not each.is_scored)


def what_if(
    dossier: Dossier,
    other: str,
    framework_id: str | None = None,
    unit_code: str | None = None,
    project_code: str | None = None,
) -> WhatIf:
    """The score by the dossier's framework (the first, unless told) beside that by another: an id, or the path of a framework.

    ``Misuse`` if one of them scores units and the other projects.
    """
    left, right = framework_of(dossier, framework_id), named(other, dossier.path / OWN_FRAMEWORKS)[0]
    if left.kind != right.kind:
        raise Misuse(_KINDS.fill(left=left.id, right=right.id))
    one, two = (score_by(dossier, each, None, unit_code, project_code) for each in (left, right))
    pairs = tuple(
        Pair(by, before, after, tuple(differing(before.item, left, after.item, right)))
        for by, before, after in _matched(one, two)
    )
    taken = {each.left.item.code for each in pairs}, {each.right.item.code for each in pairs}
    rest = [
        tuple(each for each in made.leaves if each.item.code not in codes) for made, codes in zip((one, two), taken, strict=True)
    ]
    return WhatIf(dossier, one, two, pairs, *rest)


_KINDS = Text(
    "{left} 与 {right} 一个评价部门整体、一个评价项目，不能逐项对照；请用 --framework 指明卷宗中同类的指标体系",
    "Of {left} and {right} one scores units and the other projects, so nothing can be compared;"
    " name a framework of the same kind by --framework",
)


# ---- which item stands for which


def _matched(left: Score, right: Score) -> Iterator[tuple[str, ItemScore, ItemScore]]:
    """The items that stand for each other, in the order of the right framework."""
    ours, theirs = list(left.leaves), list(right.leaves)
    found: dict[str, tuple[str, ItemScore]] = {}
    for by, key in KEYS.items():
        for after in theirs:
            fitting = [before for before in ours if _same(key, before.item, after.item)]
            rivals = [each for each in theirs if _same(key, each.item, after.item)]
            if len(fitting) == len(rivals) == 1:
                found[after.item.code] = (by, fitting[0])
                ours.remove(fitting[0])
        theirs = [each for each in theirs if each.item.code not in found]
    for after in right.leaves:
        if after.item.code in found:
            yield (*found[after.item.code], after)


def _same(key: Callable[[Item], Hashable], one: Item, other: Item) -> bool:
    return key(one) is not None and key(one) == key(other)


KEYS: dict[str, Callable[[Item], Hashable]] = {
    "code": lambda item: item.code,
    "name": lambda item: item.name.say("zh"),
    "measure": lambda item: str(item.measure) if item.measure else None,
    "indicators": lambda item: item.selection,
}
"""By what items are matched, the surest first. What fits several is left to people."""

_MATCHED: dict[str, Text] = {
    "code": Text("代码相同", "same code"),
    "name": Text("名称相同", "same name"),
    "measure": Text("取数公式相同", "same measure"),
    "indicators": Text("选用的绩效指标相同", "draws on the same indicators"),
}


# ---- as text and as JSON


def what_if_text(found: WhatIf, language: Language) -> str:
    """The two scores as people read them."""
    return "\n".join(_lines(found, language))


def _lines(found: WhatIf, language: Language) -> Iterator[str]:
    left, right = found.left.framework, found.right.framework
    head = Text("{unit} {year}年度 · {left} → {right}", "{unit} {year} · {left} → {right}")
    unit = found.dossier.name_of(found.right.scope.unit_code if found.right.scope else found.dossier.unit_code)
    yield head.fill(unit=unit, year=found.dossier.fiscal_year, left=left.id, right=right.id).say(language)
    for made in (found.left, found.right):
        yield f"  {padded(made.framework.id, NAME_WIDTH)} {total_line(made, language)}"
    if found.dossier.fiscal_year not in right.years:
        yield _YEARS.fill(id=right.id, first=right.years[0], last=right.years[-1], year=found.dossier.fiscal_year).say(language)
    for each in found.pairs:
        if each.moved or each.differences or each.left.state != each.right.state:
            yield from _pair_lines(each, found, language)
    yield from _listed(_ONLY_LEFT, found.only_left, found.left, language)
    yield from _listed(_ONLY_RIGHT, found.only_right, found.right, language)
    if found.lacking:
        yield _LACKING.fill(n=len(found.lacking), id=right.id).say(language)
        for item in found.lacking:
            yield f"  {item.item.name.say(language)} ({item.item.code}) {item.because.say(language)}"


_YEARS = Text("{id} 适用于{first}–{last}年度，卷宗是{year}年度的", "{id} holds for {first}–{last}, the dossier is of {year}")
_ONLY_LEFT = Text("只在 {id} 中：{n}项", "only in {id}: {n}")
_ONLY_RIGHT = Text("只在 {id} 中（新增）：{n}项", "only in {id} (new): {n}")
_LACKING = Text(
    "{id} 还缺数据的：{n}项，这些分值不参与计分，不是零分", "{id} lacks data for {n}: their points are out of play, not zero"
)


def _pair_lines(each: Pair, found: WhatIf, language: Language) -> Iterator[str]:
    name = f"{each.right.item.name.say(language)} ({each.right.item.code})"
    numbers = f"{_shown(each.left, found.left, language)} → {_shown(each.right, found.right, language)}"
    yield f"{padded(name, NAME_WIDTH)} {numbers}"
    if each.matched != "code":
        yield f"    {_MATCHED[each.matched].say(language)}: {each.left.item.name.say(language)} ({each.left.item.code})"
    if each.moved:
        yield "    " + moved_text(each, found.right.framework).say(language)
    for difference in each.differences:
        yield f"    {said(difference).say(language)}"


def moved_text(each: Pair, framework: Framework) -> Text:
    """How much an item moved, and by what."""
    line = Text("变动 {moved}", "moved {moved}").fill(moved=_signed(each.moved, framework))
    if each.by_points is None:
        return line
    return Text(
        "{line}：分值变化 {points}，规则和取数变化 {rule}", "{line}: by points {points}, by rule and measure {rule}"
    ).fill(line=line, points=_signed(each.by_points, framework), rule=_signed(each.by_rule, framework))


def _signed(value: Decimal | None, framework: Framework) -> str:
    text = "—" if value is None else plain(value, framework.decimals)
    return f"+{text}" if value is not None and value > 0 else text


def _places(value: Decimal | None) -> int:
    exponent = Decimal(0 if value is None else value).as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _shown(each: ItemScore, made: Score, language: Language) -> str:
    """A score of its points; a state in its words."""
    if not each.is_scored:
        return f"—/{shown(each.points, made.framework).say(language)}"
    score = shown_item(each, made.framework).say(language)
    return score if each.letter is not None else f"{score}/{shown(each.points, made.framework).say(language)}"


def _listed(heading: Text, those: Sequence[ItemScore], made: Score, language: Language) -> Iterator[str]:
    if those:
        yield heading.fill(id=made.framework.id, n=len(those)).say(language)
    for each in those:
        name = f"  {each.item.name.say(language)} ({each.item.code})"
        yield f"{padded(name, NAME_WIDTH)} {_shown(each, made, language)}"


def what_if_json(found: WhatIf, language: Language) -> dict[str, object]:
    """The two scores for programs: pairs of items, items without a counterpart, and what the right one lacks."""

    def item(each: ItemScore, made: Score) -> dict[str, object]:
        places, letters = made.framework.decimals, made.framework.scale is not None
        return {
            "code": each.item.code,
            "name": each.item.name.say(language),
            "points": None if letters else plain(each.points, places),
            "score": each.letter if each.score is None else plain(each.score, places),
            "state": each.state,
            "because": each.because.say(language),
        }

    def whole(made: Score) -> dict[str, object]:
        framework = made.framework
        return {
            "framework": framework.id,
            "total": None if made.total is None else plain(made.total, framework.decimals),
            "out_of": None if framework.scale is not None else plain(framework.points, framework.decimals),
            "in_play": plain(made.in_play, framework.decimals),
            "grade": made.grade.say(language) if made.grade else None,
            "because": made.because.say(language) if made.because else None,
        }

    def number(value: Decimal | None) -> str | None:
        return None if value is None else plain(value, found.right.framework.decimals)

    return {
        "unit": found.right.scope.unit_code if found.right.scope else found.dossier.unit_code,
        "fiscal_year": found.dossier.fiscal_year,
        "left": whole(found.left),
        "right": whole(found.right),
        "items": [
            {
                "matched_by": each.matched,
                "left": item(each.left, found.left),
                "right": item(each.right, found.right),
                "moved": number(each.moved),
                "by_points": number(each.by_points),
                "by_rule": number(each.by_rule),
                "differences": [said(difference).say(language) for difference in each.differences],
            }
            for each in found.pairs
        ],
        "only_left": [item(each, found.left) for each in found.only_left],
        "only_right": [item(each, found.right) for each in found.only_right],
        "lacking": [item(each, found.right) for each in found.lacking],
    }

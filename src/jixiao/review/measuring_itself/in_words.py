"""Errors planted into the sentences of reports."""

from __future__ import annotations

import re
from collections.abc import Callable

from jixiao.dice import Dice
from jixiao.review.measuring_itself.numbers import YUAN
from jixiao.review.measuring_itself.pieces import Draft, Part
from jixiao.review.measuring_itself.planting import (
    Fault,
    Planted,
    all_spots,
    could_be,
    number_in,
    picked,
    places_of,
    shifted,
    sign,
)
from jixiao.review.measuring_itself.reports import NUMERALS
from jixiao.review.measuring_itself.scoring import GRADES, is_spending_scored
from jixiao.review.measuring_itself.words import words
from jixiao.wording import Text

_REPORT = "report"
_AMOUNTS = ("rate", "again")
_WHOLE, _LITTLE = 100, 12
_NO_DAYS = ((2, 30), (2, 31), (4, 31), (6, 31), (9, 31), (11, 31))
_VERB = re.compile(r"([提完加推改规增优减])([升善强动范化轻高])了")
_UNIT = re.compile("万元|亿元|元")
_FURTHER = {"元": "万元", "万元": "元", "亿元": "万元"}
_ET_CETERA = re.compile(r"等\{n\}")
_JUMPS = re.compile(rf"[{NUMERALS}]|\d")
Spoil = Callable[[Part, Dice], Part | None]


def _one_part(names: tuple[str, ...], spoil: Spoil, beside: tuple[str, ...] = ()) -> Callable[[Draft, Dice], Planted | None]:
    """Spoil one sentence; it is found there, or at sentences that state the same."""

    def plant(draft: Draft, dice: Dice) -> Planted | None:
        for at, number, part in dice.some(found := list(draft.parts(*names)), len(found)):
            spoiled = spoil(part, dice)
            if spoiled is not None and spoiled.text != part.text:
                others = [other for other, _, _ in draft.parts(*beside)]
                return Planted(draft.with_part(at, number, spoiled), all_spots(draft, [at, *others]))
        return None

    return plant


def _slot(part: Part, dice: Dice, *names: str) -> str | None:
    return picked(dice, [name for name in names if f"{{{name}}}" in part.wording])


def _sum(part: Part, dice: Dice) -> Part | None:
    """A number of a division changed: parts that come to more than their whole, or to a little less.

    Parts behind 其中 that come to much less need not be all there are.
    """
    name = _slot(part, dice, "whole", "people", "a", "b", "c", "b1", "p2", "b3")
    if name is None:
        return None
    whole = "people" if name in {"people", "p2"} else "whole"
    return part.changed(**{name: shifted(part.slots[name], _away(part, name, whole, dice))})


def _away(part: Part, name: str, whole: str, dice: Dice) -> int:
    """A few steps up or down, where the number stays clearly above zero and the parts do not fall far below the whole."""
    steps = dice.between(3, 20)
    value, most = (int(number_in(part.slots[each]).scaleb(places_of(part.slots[each]))) for each in (name, whole))
    small = max(1, min(steps, most // _LITTLE))
    if name == whole:
        return -steps if value > 3 * steps and dice.below(2) else small
    return -small if value > 3 * small and dice.below(2) else steps


def _rate(part: Part, dice: Dice) -> Part:
    return part.changed(r=shifted(part.slots["r"], -dice.between(2, 9) * 10 ** places_of(part.slots["r"])))


def _growth(part: Part, dice: Dice) -> Part:
    return part.changed(r=shifted(part.slots["r"], dice.between(2, 9) * 10 ** places_of(part.slots["r"])))


def _rounding(part: Part, dice: Dice) -> Part | None:
    wrong = shifted(part.slots["r"], sign(dice))
    less, more = ("b", "a") if part.name in _AMOUNTS else ("a", "b")
    if number_in(wrong) > _WHOLE or could_be(part.slots[less], part.slots[more], wrong):
        return None
    return part.changed(r=wrong)


def _no_day(part: Part, dice: Dice) -> Part:
    month, day = dice.pick(_NO_DAYS)
    return part.changed(m=str(month), d=str(day))


def _other_year(part: Part, dice: Dice) -> Part | None:
    """A day two or ten years ahead, which no report can tell of, or progress at a day of the year before."""
    by = -1 if part.name == "middle" else dice.pick((2, 10))
    return part.changed(year=str(int(part.slots["year"]) + by)) if "{year}" in part.wording else None


def _backwards(part: Part, _: Dice) -> Part:
    s = part.slots
    return part.changed(m=s["m2"], m2=s["m"], d=s["d2"], d2=s["d"])


def _above(part: Part, dice: Dice) -> Part:
    return part.changed(s=shifted(part.slots["w"], dice.between(1, 4)))


def _total(part: Part, dice: Dice) -> Part:
    total = part.slots["total"]
    return part.changed(total=shifted(total, -dice.between(3, 30)))


def _count(part: Part, dice: Dice) -> Part | None:
    """Another count; behind 等 a smaller one, as there may be more than are named."""
    if "{n}" not in part.wording:
        return None
    by = -1 if _ET_CETERA.search(part.wording) else sign(dice)
    return part.changed(n=str(int(part.slots["n"]) + by))


def _unit(part: Part, dice: Dice) -> Part | None:
    name = dice.pick(("a", "b"))
    found = _UNIT.search(part.slots[name])
    return part.changed(**{name: part.slots[name].replace(found[0], _FURTHER[found[0]])}) if found and found[0] in YUAN else None


def _measure_words(part: Part, dice: Dice) -> Part | None:
    sound = picked(dice, re.findall(r"\{b[123]\}批次?\{p[123]\}人次", part.wording))
    if sound is None:
        return None
    batches, people = re.findall(r"\{\w+\}", sound)
    broken = dice.pick((f"{batches}批人{people}次", f"{batches}批{people}次", f"{batches}人次{people}批"))
    return part._replace(wording=part.wording.replace(sound, broken))


def _damaged(part: Part, dice: Dice) -> Part | None:
    found = picked(dice, _VERB.finditer(part.text))
    if found is None:
        return None
    return Part(part.name, f"{part.text[: found.start()]}{found[1]}了{found[2]}{part.text[found.end() :]}")


def _prompt(draft: Draft, dice: Dice) -> Planted | None:
    prompt = dice.pick(words()["prompts"])
    if prompt.startswith("（"):
        at, line = dice.pick(list(draft.lines("head.problems", "head.measures", "head.analysis", "head.work")))
        part = line.parts[0]
        return Planted(draft.with_part(at, 0, part._replace(wording=part.wording + prompt)), (draft.spot(at),))
    if prompt.endswith("万元"):
        at, number, part = dice.pick(list(draft.parts("again", "rate")))
        changed = part.changed(b=prompt)
    elif prompt.endswith("年"):
        at, number, part = dice.pick(list(draft.parts("event", "period")))
        if "{year}年" not in part.wording:
            return None
        changed = part._replace(wording=part.wording.replace("{year}年", prompt, 1))
    else:
        at, number, part = dice.pick(list(draft.parts("about", "duty", "weighed")))
        changed = part._replace(wording=f"{part.wording}{prompt}。")
    return Planted(draft.with_part(at, number, changed), (draft.spot(at),))


def _personal(draft: Draft, dice: Dice) -> Planted | None:
    at, line = dice.pick(list(draft.lines("measure", "work", "result")))
    person = dice.pick(words()["people"])
    told = dice.pick(
        (
            f"联系人：{person}，联系电话：{_mobile(dice)}。",
            f"经办人{person}（身份证号{_card(dice)}）。",
            f"{person}，电话{_mobile(dice)}。",
        )
    )
    return Planted(draft.with_piece(at, line._replace(parts=(*line.parts, Part("", told)))), (draft.spot(at),))


def _mobile(dice: Dice) -> str:
    return f"1{dice.pick('35789')}{dice.between(0, 10**9 - 1):09d}"


def _card(dice: Dice) -> str:
    body = f"{dice.between(110_101, 659_001)}19{dice.between(60, 99)}{dice.between(1, 12):02d}{dice.between(1, 28):02d}"
    body += f"{dice.between(1, 999):03d}"
    weights = [pow(2, 17 - at, 11) for at in range(17)]
    rest = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11
    return body + "10X98765432"[rest]


def _old_year(draft: Draft, dice: Dice) -> Planted | None:
    before = str(draft.year - 1)
    if dice.below(2):
        at, line = next(draft.lines("head.money"))
        part = line.parts[0]
        return Planted(draft.with_part(at, 0, part._replace(wording=f"{before}年度{part.wording}")), (draft.spot(at),))
    found = [each for each in draft.parts("rate", "again") if "{year}" in each[2].wording]
    if not found:
        return None
    at, number, part = dice.pick(found)
    return Planted(draft.with_part(at, number, part.changed(year=before)), (draft.spot(at),))


def _out_of_reach(draft: Draft, dice: Dice) -> Planted | None:
    """Where the framework scores no spending, every total can be reached."""
    return _one_part(("middle",), _unreachable)(draft, dice) if is_spending_scored(draft.framework) else None


def _unreachable(part: Part, dice: Dice) -> Part:
    rate = number_in(part.slots["r"])
    most = 9_000 + int(rate * 10)
    score = dice.between(most + 50, 9_990)
    return part.changed(score=f"{score // 100}.{score % 100:02d}")


def _same_score(draft: Draft, dice: Dice) -> Planted | None:
    at, number, part = dice.pick(list(draft.parts("middle")))
    changed = part.changed(score=format(draft.facts["total"].normalize(), "f"))
    return Planted(
        draft.with_part(at, number, changed), (draft.spot(at), *all_spots(draft, [a for a, _, _ in draft.parts("scores")]))
    )


def _grade(part: Part, dice: Dice) -> Part:
    return part.changed(grade=dice.pick([name for _, name in GRADES if name != part.slots["grade"]]))


def _no_measure(draft: Draft, dice: Dice) -> Planted | None:
    listed = list(draft.lines("measure"))
    if len(listed) < 2:  # noqa: PLR2004 - a list without any is another error
        return None
    spots = all_spots(draft, [at for at, _ in draft.lines("problem", "measure", "head.problems", "head.measures")])
    return Planted(_without(draft, "measure", dice.below(len(listed))), spots)


def _untold(draft: Draft, dice: Dice) -> Planted | None:
    """The problem of one loss taken away, with its measure."""
    losses = [(at, number) for at, number, _ in draft.parts("lost")]
    if len(losses) < 2:  # noqa: PLR2004 - a section without any is another error
        return None
    gone = dice.below(len(losses))
    spot = draft.spot(losses[gone][0])
    for name in ("measure", "problem"):
        draft = _without(draft, name, gone)
    return Planted(draft, (spot,))


def _without(draft: Draft, name: str, gone: int) -> Draft:
    """One of the counted lines taken away, the others counted anew."""
    listed = list(draft.lines(name))
    for (at, line), (_, before) in zip(reversed(listed[gone + 1 :]), reversed(listed[gone:-1]), strict=True):
        draft = draft.with_piece(at, line._replace(mark=before.mark))
    return draft.with_piece(listed[gone][0])


def _unsplit(draft: Draft, dice: Dice) -> Planted | None:
    """Several losses named in one breath, and not how many points each."""
    found = list(draft.lines("analysis"))
    lines = [(at, line) for at, line in found if line.parts and line.parts[0].name == "lost"]
    tables = any("score.lost" in form.names for _, form in draft.forms())
    if not lines or len(lines[0][1].parts) < 2 or tables:  # noqa: PLR2004 - one loss needs no split
        return None
    at, line = lines[0]
    items = [part.slots["item"] for part in line.parts]
    named = {"first": "、".join(items[:-1]), "last": items[-1], "n": str(len(items))}
    told = Part("unsplit", dice.pick(words()["unsplit"]), named)
    return Planted(draft.with_piece(at, line._replace(parts=(told,))), (draft.spot(at),))


def _no_owner(draft: Draft, dice: Dice) -> Planted | None:
    at, number, part = dice.pick(list(draft.parts("measure")))
    return Planted(draft.with_part(at, number, part._replace(wording="{what}。")), (draft.spot(at),))


def _goal(part: Part, dice: Dice) -> Part:
    more = {"n": str(int(part.slots["n"]) + 1)}
    return part.changed(duties=f"{part.slots['duties']}、{dice.pick(words()['strangers'])}", **more)


def _jump(draft: Draft, dice: Dice) -> Planted | None:
    names = dice.pick((("problem",), ("measure",), tuple(f"head.{name}" for name in words()["headings"])))
    listed = list(draft.lines(*names))
    if len(listed) < 2:  # noqa: PLR2004 - one line cannot jump
        return None
    first = dice.between(1, len(listed) - 1)
    for at, line in listed[first:]:
        draft = draft.with_piece(at, line._replace(mark=_JUMPS.sub(_next, line.mark)))
    return Planted(draft, (draft.spot(listed[first][0]),))


def _next(found: re.Match[str]) -> str:
    return str(int(found[0]) + 1) if found[0].isdigit() else NUMERALS[NUMERALS.index(found[0]) + 1]


def _against_table(draft: Draft, dice: Dice) -> Planted | None:
    table = next((at for at, form in draft.forms() if form.name == "money"), None)
    found = picked(dice, draft.parts("split"))
    if table is None or found is None:
        return None
    at, number, part = found
    steps = dice.between(3, 30)
    changed = part.changed(x=shifted(part.slots["x"], steps), y=shifted(part.slots["y"], -steps))
    return Planted(draft.with_part(at, number, changed), (draft.spot(at), draft.spot(table)))


FAULTS = (
    Fault(
        Text("文字中分项之和不符", "wrong sum in words"),
        _REPORT,
        _one_part(("sum", "pairs", "three"), _sum),
        ("N03",),
        ("N02", "N04"),
    ),
    Fault(Text("比率算错", "wrong share"), _REPORT, _one_part(("rate", "again", "ratio"), _rate, _AMOUNTS), ("A06", "N02")),
    Fault(Text("增长率算错", "wrong growth"), _REPORT, _one_part(("growth",), _growth), ("A14",)),
    Fault(
        Text("四舍五入错", "wrong rounding"), _REPORT, _one_part(("rate", "again", "ratio"), _rounding, _AMOUNTS), ("A06", "N02")
    ),
    Fault(Text("不存在的日期", "impossible date"), _REPORT, _one_part(("event", "period"), _no_day), ("N01",)),
    Fault(
        Text("年度以外的日期", "date outside the year"),
        _REPORT,
        _one_part(("event", "period", "middle"), _other_year),
        ("N01", "N06"),
    ),
    Fault(Text("起止颠倒", "end before beginning"), _REPORT, _one_part(("period",), _backwards), ("N01",)),
    Fault(
        Text("文字中得分高于分值", "score above its points, in words"),
        _REPORT,
        _one_part(("weighed",), _above),
        ("A04",),
        ("N02", "A12"),
    ),
    Fault(
        Text("文字中总分不符", "total that does not add up, in words"),
        _REPORT,
        _one_part(("scores",), _total, ("graded",)),
        ("A12", "A02", "N02", "N03"),
    ),
    Fault(Text("文字与表不一致", "text against table"), _REPORT, _against_table, ("N02",)),
    Fault(
        Text("项数与列举不符", "list with another count"),
        _REPORT,
        _one_part(("list", "aspects", "goal"), _count),
        ("N13",),
        ("N02",),
    ),
    Fault(
        Text("元与万元混用", "yuan for ten thousand yuan"),
        _REPORT,
        _one_part(_AMOUNTS, _unit, (*_AMOUNTS, "split")),
        ("N04", "A06", "N02", "N03"),
    ),
    Fault(Text("量词错位", "swapped measure words"), _REPORT, _one_part(("pairs",), _measure_words), ("N14", "N03", "N04")),
    Fault(Text("模板提示语未删", "prompt of the template"), _REPORT, _prompt, ("N07",)),
    Fault(Text("个人信息", "personal data"), _REPORT, _personal, ("N11",)),
    Fault(Text("残留上年年份", "year of the last report"), _REPORT, _old_year, ("N06",), ("N01",)),
    Fault(Text("得分不可达", "total out of reach"), _REPORT, _out_of_reach, ("N15",)),
    Fault(Text("监控得分与年终相同", "mid-year score once more"), _REPORT, _same_score, ("X11",), ("N15",)),
    Fault(Text("等次与得分不符", "grade against score"), _REPORT, _one_part(("graded",), _grade), ("A13",)),
    Fault(Text("扣分没有对应的问题", "loss that no problem tells"), _REPORT, _untold, ("X15",)),
    Fault(Text("扣分没有拆分", "loss that is not split"), _REPORT, _unsplit, ("N17",), ("X15", "S11")),
    Fault(Text("问题没有措施", "problem without measure"), _REPORT, _no_measure, ("X16",)),
    Fault(Text("措施没有责任人和期限", "measure without owner and day"), _REPORT, _no_owner, ("X16",)),
    Fault(Text("目标没有落实的叙述", "goal not taken up"), _REPORT, _one_part(("goal",), _goal), ("N12",)),
    Fault(Text("文字损坏", "damaged text"), _REPORT, _one_part(("verbs",), _damaged), ("N14",)),
    Fault(Text("编号跳号", "jump in the numbering"), _REPORT, _jump, ("N08",)),
)
"""What can be wrong in a report's words."""

"""A framework's own cases: ``cases.yaml`` beside its file, which a finance officer can read, and which the product itself runs.

A case gives the fact of one item (``item``) and the score that it must get, or the facts of several (``facts``) and the total. What a
whole case does not name is met in full. A whole case may also give the scores of items or groups (``scores``); a framework without
a total is given ``total: null``.

    - {name: 支出率99.86%得9.99分, item: spending-rate, numerator: 21543400, denominator: 21572700, score: "9.99"}
    - {name: 两项各扣1分, facts: {performance-policies: {off: 1}, asset-allocation: {off: 1}}, total: "98.00", grade: 优}
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from jixiao.exact import SCALE, Missing, decimal_of, plain, scaled
from jixiao.files.described import Part as Described
from jixiao.files.yamls import read_yaml
from jixiao.findings import Finding, Outcome
from jixiao.framework.load import named, shipped
from jixiao.framework.model import Framework, Item
from jixiao.framework.rule import direction
from jixiao.score.facts import Fact, Part
from jixiao.score.scoring import ItemScore, Score, score, shown_item
from jixiao.wording import Text, same

CASES = "cases.yaml"
_FACT_KEYS = ("numerator", "denominator", "value", "off", "answer", "state", "parts")


def run_cases(framework: Framework, path: Path) -> Outcome:
    """Run every case of a file against the framework; a case that comes out otherwise is a finding at its line."""
    outcome = Outcome(str(path))
    source, findings = read_yaml(path), list[Finding]()
    top = Described(source, str(path), "cases-come-out", findings)
    if not isinstance(source.data, list) or not source.data:
        top.fault(Text("这里应是算例的列表", "A list of cases belongs here"))
        outcome.note(findings)
        return outcome
    for number, described in enumerate(source.data):
        before = len(findings)
        case = top.child((number,), described)
        if len(findings) == before:
            _run(framework, case)
        outcome.note(findings[before:])
    return outcome


def run_named(word: str | None = None) -> list[Outcome]:
    """Run the cases of one framework, named by its id or by the path of its file or folder, or of all that come with jixiao."""
    wanted = map(named, [word] if word else shipped())
    return [run_cases(framework, folder / CASES) for framework, folder in wanted]


def _run(framework: Framework, case: Described) -> None:
    case.text("name")
    if case.has("facts"):
        case.only("name", "facts", "total", "grade", "scores")
        given = case.named_parts("facts")
    else:
        case.only("name", "item", "score", *_FACT_KEYS)
        given = {case.text("item"): case}
    facts = {item.code: best(item) for item in framework.leaves}
    for code, described in given.items():
        item = framework.item(code)
        if item is None or item.children:
            described.fault(Text("没有可计分的指标“{code}”", "There is no item “{code}” that is scored").fill(code=code))
            return
        facts[code] = _fact(item, described)
    made = score(framework, facts)
    if case.has("facts"):
        _same(case, "total", None if made.total is None else plain(made.total, framework.decimals))
        _scores(case.part("scores"), framework, made)
        if case.has("grade") and case.text("grade") != (made.grade.zh if made.grade else "—"):
            because = Text("等次为{grade}", "The grade is {grade}").fill(grade=made.grade or same("—"))
            case.fault(because, "grade", expected=made.grade)
        return
    each = made.of(case.text("item"))
    if each is not None:
        _same(case, "score", _found(framework, each), each.because)


def _scores(part: Described, framework: Framework, made: Score) -> None:
    """The scores that single items or groups of a whole case must get, by their codes."""
    for code in part.data or {}:
        each = made.of(code)
        if each is None:
            part.fault(Text("没有指标“{code}”", "There is no item “{code}”").fill(code=code), code)
        else:
            _same(part, code, _found(framework, each), each.because)


def _found(framework: Framework, each: ItemScore) -> str | None:
    """The points or the letter of an item; None where it has none."""
    return shown_item(each, framework).say("zh") if each.is_scored else None


def _same(case: Described, key: str, found: str | None, why: Text | None = None) -> None:
    """Hold what is stated against what came out; ``null`` states that there is no score."""
    if key not in (case.data or {}):
        case.fault(Text("没有写明应得的“{key}”", "It does not say which “{key}” should come out").fill(key=key))
        return
    stated = case.text(key) if case.has(key) else None
    numbers = [None if each is None else decimal_of(each) for each in (stated, found)]
    if stated != found and (None in numbers or numbers[0] != numbers[1]):
        shown = "null" if found is None else found
        because = Text("“{name}”算出的是{found}", "“{name}” comes out as {found}").fill(name=case.text("name", key), found=shown)
        case.fault(because, key, expected=same(shown), advice=why)


def best(item: Item) -> Fact:
    """A fact that meets an item in full."""
    if item.selection:
        return Fact(item.code, parts=(_met("1"),))
    if item.checks:
        return Fact(item.code, 0)
    if item.answers:
        return Fact(item.code, SCALE)
    if item.applied and direction(item.applied.rule, item.applied.options) == "less" and item.measure and not item.measure.under:
        return Fact(item.code, 0)
    return Fact(item.code, scaled(item.target))


def _met(code: str) -> Part:
    return Part(code, code, "ge", Decimal(1), SCALE, None, "", Fact(code, SCALE))


def _fact(item: Item, part: Described) -> Fact:
    if part.has("state"):
        state = _state(part)
        return Fact(item.code, state=state, because=state.label)
    if part.has("parts"):
        return Fact(item.code, parts=tuple(_parts(part)))
    if part.has("answer"):
        answer = part.choice("answer", item.answers)
        return Fact(item.code, (item.answers.index(answer) + 1) * SCALE if answer else None)
    numerator = next((_number(part, key) for key in ("off", "value", "numerator") if part.has(key)), None)
    if numerator is None:
        part.fault(Text("没有给出数", "No number is given"), expected=same(" / ".join(_FACT_KEYS)))
    return Fact(item.code, numerator, (_number(part, "denominator") or SCALE) if part.has("denominator") else SCALE)


def _state(part: Described) -> Missing:
    return Missing(part.choice("state", [state.value for state in Missing], Missing.NOT_REPORTED.value))


def _parts(part: Described) -> Iterator[Part]:
    for number, each in enumerate(part.parts("parts"), 1):
        each.only("operator", "weight", "target", "high", "actual", "state")
        state = _state(each) if each.has("state") else None
        actual = _number(each, "actual") if state is None else None
        fact = Fact(f"{number}", actual, state=state)
        high = _number(each, "high") if each.has("high") else None
        weight = decimal_of(each.text("weight", "1")) or Decimal(1)
        operator = each.text("operator", "ge")
        target = _number(each, "target") if operator != "judged" or each.has("target") else None
        yield Part(f"{number}", f"{number}", operator, weight, target, high, "", fact)


def _number(part: Described, key: str) -> int | None:
    number = decimal_of(part.text(key))
    units = None if number is None else scaled(number)
    if units is None:
        part.fault(Text("应为至多四位小数的数", "This has to be a number of at most four decimals"), key)
    return units

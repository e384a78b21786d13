"""What differs between two frameworks: items, points, rules, options, standards, grades. Nothing differs from itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from jixiao.exact import plain
from jixiao.framework.model import Applied, Framework, Item, Scale
from jixiao.framework.options import said_value
from jixiao.wording import Language, Text, joined, same

Said = Mapping[str, Text | None]

_NO = same("—")
_LABELS: dict[str, Text] = {
    "item": Text("指标", "item"),
    "name": Text("名称", "name"),
    "kind": Text("表种", "kind"),
    "years": Text("适用年度", "fiscal years"),
    "region": Text("地区", "region"),
    "applies_when": Text("适用单位", "units"),
    "complete": Text("完整性", "completeness"),
    "round_at": Text("取整层级", "rounded at"),
    "decimals": Text("小数位", "decimals"),
    "share_decimals": Text("单项指标小数位", "decimals of single indicators"),
    "residual": Text("尾差", "residual"),
    "rescale": Text("不适用分值的补足", "rescaled at"),
    "scale": Text("等级字母", "letters"),
    "grades": Text("等次", "grades"),
    "indicator_rules": Text("绩效指标计分规则", "rules of indicators"),
    "parent": Text("上级", "parent"),
    "points": Text("分值", "points"),
    "source": Text("数据来源", "source"),
    "rule": Text("规则", "rule"),
    "options": Text("规则选项", "options"),
    "target": Text("目标值", "target"),
    "measure": Text("取数公式", "measure"),
    "checks": Text("清单", "checks"),
    "answers": Text("评判结果", "answers"),
    "indicators": Text("选用的绩效指标", "indicators drawn on"),
    "when_none": Text("没有绩效指标时", "without indicators"),
    "not_applicable": Text("不适用时", "where it does not apply"),
    "aggregate": Text("合成方式", "aggregate"),
    "basis": Text("计分标准", "standard"),
    "evidence": Text("佐证要求", "evidence"),
}


class Difference(NamedTuple):
    """One thing that differs: of the whole (no code) or of an item, what it is, and how it stands on either side.

    A side that is None does not have it at all.
    """

    code: str | None
    what: str
    left: Text | None
    right: Text | None


def differences(left: Framework, right: Framework) -> list[Difference]:
    """All that differs, the whole first, then item by item in the order of the forms."""
    found = list(_differing(None, _whole(left), _whole(right)))
    ours, theirs = ({item.code: item for item in each.walk()} for each in (left, right))
    for code in dict.fromkeys([*ours, *theirs]):
        one, two = ours.get(code), theirs.get(code)
        if one is None or two is None:
            found.append(Difference(code, "item", one.name if one else None, two.name if two else None))
        else:
            found += _differing(code, _item(one, left), _item(two, right))
    return found


def differing(one: Item, left: Framework, two: Item, right: Framework) -> list[Difference]:
    """What differs between an item of one framework and the one of another that stands for it, whatever their codes."""
    return list(_differing(two.code, _item(one, left), _item(two, right)))


def said(each: Difference) -> Text:
    """A difference without its code: what it is, and how it stands on either side."""
    return Text("{what} {left} → {right}", "{what} {left} → {right}").fill(
        what=_LABELS[each.what], left=each.left or _NO, right=each.right or _NO
    )


def _differing(code: str | None, left: Said, right: Said) -> Iterator[Difference]:
    for what in dict.fromkeys([*left, *right]):
        one, two = left.get(what), right.get(what)
        if _both(one) != _both(two):
            yield Difference(code, what, one, two)


def _both(text: Text | None) -> tuple[str, str] | None:
    return None if text is None else (text.say("zh"), text.say("en"))


def _whole(framework: Framework) -> dict[str, Text | None]:
    grades = [Text("{name}≥{least}", "{name}≥{least}").fill(name=each.name, least=plain(each.least)) for each in framework.grades]
    rules = {name: _applied(each, framework.share_decimals) for name, each in framework.indicator_rules.items()}
    return {
        "name": framework.name,
        "kind": same(framework.kind),
        "years": same(f"{framework.years[0]}–{framework.years[-1]}"),
        "region": same(framework.region),
        "points": None if framework.scale else same(plain(framework.points)),
        "complete": framework.missing,
        "round_at": same(framework.round_at),
        "decimals": same(framework.decimals),
        "share_decimals": same(framework.share_decimals),
        "residual": same(framework.residual),
        "rescale": same(framework.rescale),
        "scale": _scale(framework.scale) if framework.scale else None,
        "grades": joined(grades, "、", ", "),
        "applies_when": _listed({name: same(" ".join(values)) for name, values in framework.applies_when.items()}),
        "indicator_rules": _listed(rules),
    }


def _item(item: Item, framework: Framework) -> dict[str, Text | None]:
    places = framework.decimals if framework.round_at == "item" else framework.share_decimals
    checks = (
        Text("{name} {points}（{holds}）", "{name} {points} ({holds})").fill(
            name=check.name, points=plain(check.points), holds=str(check.holds)
        )
        for check in item.checks
    )
    chosen = same(f"{item.selection.level}: {' '.join(item.selection.classes)}") if item.selection else None
    return {
        "name": item.name,
        "parent": same(item.parent or "—"),
        "points": None if framework.scale else same(plain(item.points)),
        "source": None if item.children else same(item.source),
        "rule": same(item.applied.rule.name) if item.applied else None,
        "options": _options(item.applied, places) if item.applied else None,
        "target": same(plain(item.target)),
        "measure": same(str(item.measure)) if item.measure else None,
        "checks": joined(checks, "；", "; ") if item.checks else None,
        "answers": joined(map(same, item.answers), "、", ", ") if item.answers else None,
        "indicators": chosen,
        "when_none": same(item.when_none) if item.selection else None,
        "not_applicable": None if item.children else same(item.not_applicable),
        "aggregate": same(item.aggregate) if item.children else None,
        "basis": item.basis,
        "evidence": item.evidence,
    }


def _scale(scale: Scale) -> Text:
    conversion = (f"{' '.join(letters)} → {gives}" for letters, gives in sorted(scale.conversion.items()))
    return joined(map(same, [" ".join(scale.letters), *conversion]), "；", "; ")


def _applied(applied: Applied | None, places: int) -> Text | None:
    if applied is None:
        return None
    options = _options(applied, places)
    return same(applied.rule.name) if options is None else joined([same(applied.rule.name), options], "：", ": ")


def _options(applied: Applied, places: int) -> Text | None:
    kinds = applied.rule.options
    return _listed({name: said_value(kind, applied.options[name], places) for name, kind in kinds.items()})


def _listed(values: Mapping[str, Text | None]) -> Text | None:
    lines = [Text("{name}＝{value}", "{name} = {value}").fill(name=name, value=value or _NO) for name, value in values.items()]
    return joined(lines, "；", "; ") if lines else None


# ---- as text and as JSON


def diff_text(left: Framework, right: Framework, language: Language) -> str:
    """The differences as people read them; one sentence if there are none."""
    heading = Text("{left} 与 {right}", "{left} and {right}").fill(left=left.id, right=right.id)
    found = differences(left, right)
    if not found:
        return Text("{pair}：没有差异", "{pair}: nothing differs").fill(pair=heading).say(language)
    counted = Text("{pair}：{n}处不同", "{pair}: {n} differences").fill(pair=heading, n=len(found))
    return "\n".join([counted.say(language), *(_line(each, left, right).say(language) for each in found)])


def _line(each: Difference, left: Framework, right: Framework) -> Text:
    if each.what == "item" and each.code is not None:
        only, name = (left, each.left) if each.right is None else (right, each.right)
        return Text("[{code}] {name}：只在 {id} 中", "[{code}] {name}: only in {id}").fill(code=each.code, name=name, id=only.id)
    about = Text("整体", "whole") if each.code is None else same(f"[{each.code}]")
    return Text("{about} {what}：{left} → {right}", "{about} {what}: {left} → {right}").fill(
        about=about, what=_LABELS[each.what], left=each.left or _NO, right=each.right or _NO
    )


def diff_json(left: Framework, right: Framework, language: Language) -> dict[str, object]:
    """The differences for programs: the code of the item (null for the whole), what differs, and both sides (null: not there)."""
    return {
        "left": left.id,
        "right": right.id,
        "differences": [
            {
                "code": each.code,
                "what": each.what,
                "left": None if each.left is None else each.left.say(language),
                "right": None if each.right is None else each.right.say(language),
            }
            for each in differences(left, right)
        ],
    }

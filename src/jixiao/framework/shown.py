"""A framework as people read it: its tree with points, and for each item the rule, where the number comes from, and the standard."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao.exact import plain
from jixiao.framework.model import LEFT_OUT, PART_PLACES, RESCALES, RESIDUALS, SOURCES, SUM, Framework, Item
from jixiao.tables.measures import Measure, Test, reads
from jixiao.wording import Language, Text, joined


def framework_text(framework: Framework, language: Language) -> str:
    """The whole framework, item by item."""
    return "\n".join(_lines(framework, language))


def _lines(framework: Framework, language: Language) -> Iterator[str]:
    head = Text("{id}（{edition}） {name}", "{id} ({edition}) {name}")
    yield head.fill(id=framework.id, edition=framework.edition, name=framework.name).say(language)
    years = Text("适用年度：{first}–{last}", "fiscal years: {first}–{last}").fill(
        first=framework.years[0], last=framework.years[-1]
    )
    yield years.say(language)
    yield from _whole(framework, language)
    grades = joined(
        (
            Text("{name}≥{least}", "{name} ≥ {least}").fill(name=grade.name, least=plain(grade.least))
            for grade in framework.grades
        ),
        "、",
        ", ",
    )
    if grades:
        yield Text("等次：{grades}", "grades: {grades}").fill(grades=grades).say(language)
    for item in framework.items:
        yield from _item(item, 0, language)


def _whole(framework: Framework, language: Language) -> Iterator[str]:
    """Why there is no total, the letters, how points are divided and made up for: what a plain framework need not say."""
    if framework.why_no_total is not None:
        yield framework.why_no_total.say(language)
    if framework.scale is not None:
        letters = " ".join(framework.scale.letters)
        yield Text("等级（从好到差）：{letters}", "letters, best first: {letters}").fill(letters=letters).say(language)
        return
    policies = [] if framework.missing else [RESCALES[framework.rescale]]
    if framework.share_decimals != PART_PLACES:
        divided = Text("单项指标取{n}位小数，{residual}", "single indicators to {n} decimals, {residual}")
        policies.append(divided.fill(n=framework.share_decimals, residual=RESIDUALS[framework.residual]))
    if policies and any(item.not_applicable == LEFT_OUT for item in framework.leaves):
        yield joined(policies, "；", "; ").say(language)


def _item(item: Item, depth: int, language: Language) -> Iterator[str]:
    indent = "  " * depth
    points = "" if item.aggregate != SUM or item.letters else f"  {plain(item.points)}"
    yield f"{indent}{item.name.say(language)}{points}  [{item.code}]"
    if item.aggregate != SUM:
        made = Text("合成方式：{name}", "made by: {name}").fill(name=item.aggregate)
        yield f"{indent}    {made.say(language)}"
    if item.letters:
        yield f"{indent}    {Text('评定：{answers}', 'judged: {answers}').fill(answers=' '.join(item.answers)).say(language)}"
    if item.used:
        yield f"{indent}    {Text('取自指标库：{used}', 'from the library: {used}').fill(used=item.used).say(language)}"
    if item.applied:
        rule = Text("规则：{rule}（{name}）；数据来自{source}", "rule: {rule} ({name}); the number comes from {source}")
        filled = rule.fill(rule=item.applied.rule.label, name=item.applied.rule.name, source=SOURCES[item.source])
        yield f"{indent}    {filled.say(language)}"
    for line in formulas(item):
        yield f"{indent}    {line}"
    for child in item.children:
        yield from _item(child, depth + 1, language)


def formulas(item: Item) -> list[str]:
    """The measures and tests that an item's fact is drawn by."""
    return [*([str(item.measure)] if item.measure else []), *(str(check.holds) for check in item.checks)]


def registers(item: Item) -> dict[str, list[str]]:
    """The tables and columns that an item's fact is drawn from; empty for judged items and for those of indicators."""
    found: dict[str, list[str]] = {}
    drawn: list[Measure | Test] = [check.holds for check in item.checks]
    for expression in [item.measure, *drawn] if item.measure else drawn:
        for table, column in reads(expression):
            columns = found.setdefault(table, [])
            if column not in columns and column != "*":
                columns.append(column)
    return found

"""Every framework: its tree, where each number comes from, its measures, its cases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from docs.page import both, code, codes, table

from jixiao.exact import plain
from jixiao.files.yamls import read_yaml
from jixiao.framework.load import load, shipped, shipped_folder
from jixiao.framework.model import NOT_APPLICABLE, SOURCES, Applied, Framework, Item
from jixiao.framework.options import Levels, percentage, said_value
from jixiao.framework.shown import formulas, registers
from jixiao.score.cases import CASES
from jixiao.tables.dossier import Dossier
from jixiao.tables.schema import fixed_tables


def pages(_: Dossier) -> dict[str, list[str]]:
    """The list of frameworks, and a page for each."""
    return {"frameworks/index.md": _list(), **{f"frameworks/{each}.md": _page(load(each)) for each in shipped()}}


def _list() -> list[str]:
    """The list of frameworks that come with jixiao."""
    return [
        "# Frameworks",
        *table(
            ["id", "中文", "English", "fiscal years"],
            ([f"[`{each}`]({each}.md)", load(each).name.zh, load(each).name.en, _years(load(each))] for each in shipped()),
        ),
    ]


def _years(framework: Framework) -> str:
    return f"{framework.years[0]}–{framework.years[-1]}"


def _page(framework: Framework) -> list[str]:
    """One framework: what it is, its tree, where each number comes from, its measures, its cases."""
    return [
        f"# {framework.id}",
        f"**{framework.name.zh}** · {framework.name.en}",
        "",
        *table(["", ""], _facts(framework)),
        "## Sources and how sure they are",
        "",
        *table(["source", "confidence", "title"], framework.sources),
        "## Items, points, rules, standards",
        "",
        *table(
            ["item", "code", "points", "rule", "standard", "evidence"], (_tree_row(framework, item) for item in framework.walk())
        ),
        "## Where each number comes from",
        "",
        "A fact is drawn from registers by a measure, made of the unit's own indicators, or judged. **Judged items are marked**: no register",
        "decides them; somebody answers with a reason in the table `judgement`.",
        "",
        *table(["item", "code", "source", "tables", "columns"], (_source_row(item) for item in framework.leaves)),
        *_indicators(framework),
        "## Measures and tests",
        "",
        *_measures(framework),
        "## Cases",
        "",
        f"`jixiao framework test {framework.id}` runs them.",
        "",
        *table(["case", "item", "result"], _cases(framework)),
    ]


def _facts(framework: Framework) -> Iterator[tuple[str, str]]:
    yield "edition", framework.edition
    yield "kind", framework.kind
    yield "fiscal years", _years(framework)
    yield "region code", framework.region or "—"
    yield "points", plain(framework.points)
    yield "rounded at", f"{framework.round_at}, {framework.decimals} decimals, half-up"
    policies = dict.fromkeys(item.not_applicable for item in framework.leaves)
    yield "where an item does not apply", "; ".join(both(NOT_APPLICABLE[policy]) for policy in policies)
    yield "grades", "; ".join(f"{both(grade.name)} ≥ {plain(grade.least)}%" for grade in framework.grades)


def _tree_row(framework: Framework, item: Item) -> list[str]:
    depth, parent = 0, item.parent
    while parent is not None and (above := framework.item(parent)):
        depth, parent = depth + 1, above.parent
    name = f"{'— ' * depth}{both(item.name)}"
    return [
        f"**{name}**" if item.children else name,
        code(item.code),
        plain(item.points),
        _of_item(item, framework.decimals),
        both(item.basis) if item.basis else "",
        both(item.evidence) if item.evidence else "",
    ]


def _of_item(item: Item, places: int) -> str:
    """The rule of an item; for a judged one the answers, each with the part of the points that it pays."""
    if item.applied is None or not item.answers:
        return _applied(item.applied, places)
    shares = cast("Levels", item.applied.options["paid"])
    answers = ", ".join(f"{answer} {percentage(share)}" for answer, share in zip(item.answers, shares, strict=True))
    return f"[`{item.applied.rule.name}`](../rules.md#{item.applied.rule.name}): {answers}"


def _applied(applied: Applied | None, places: int) -> str:
    if applied is None:
        return ""
    rule = applied.rule
    options = [
        f"{name} {both(said_value(kind, applied.options[name], places))}"
        for name, kind in rule.options.items()
        if name not in rule.defaults
    ]
    return f"[`{rule.name}`](../rules.md#{rule.name})" + (f": {'; '.join(options)}" if options else "")


def _source_row(item: Item) -> list[str]:
    if item.source == "judgement":
        return [
            both(item.name),
            code(item.code),
            f"**judged** ({SOURCES['judgement'].zh})",
            code("judgement"),
            codes(["answer", "reason"]),
        ]
    if item.selection:
        columns = ["indicator_code", "level", "class", "operator", "target", "target_high", "weight", "measure_unit", "measure"]
        chosen = f"level {code(item.selection.level)}, class {codes(item.selection.classes)}"
        return [
            both(item.name),
            code(item.code),
            f"indicators ({SOURCES['indicators'].zh}): {chosen}",
            "`indicator`, then what each measure reads, or `actual`",
            f"{codes(columns)}; `actual`: {codes(['value', 'numerator', 'denominator', 'state'])}",
        ]
    drawn = registers(item)
    columns_by_table = "; ".join(f"`{name}`: {codes(columns) or 'rows'}" for name, columns in drawn.items())
    return [both(item.name), code(item.code), f"register ({SOURCES['register'].zh})", codes(drawn), columns_by_table]


def _indicators(framework: Framework) -> list[str]:
    operators = fixed_tables()["indicator"].fields["operator"].choices or {}
    rows = (
        [code(word), both(operators[word]), _applied(applied, framework.decimals)]
        for word, applied in framework.indicator_rules.items()
    )
    return ["The unit's own indicators are scored by their operator (指标性质):", "", *table(["operator", "", "rule"], rows)]


def _measures(framework: Framework) -> Iterator[str]:
    for item in framework.leaves:
        if drawn := formulas(item):
            yield from (f"### {item.code}", "", both(item.name), "", "```text", *drawn, "```", "")


def _cases(framework: Framework) -> Iterator[list[str]]:
    for case in cast("list[dict[str, Any]]", read_yaml(shipped_folder(framework.id) / CASES).data):
        result = f"total {case['total']}" if "facts" in case else "no score" if case["score"] is None else str(case["score"])
        yield [str(case["name"]), code(case["item"]) if "item" in case else "the whole", result]

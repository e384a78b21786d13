"""The manual page of every kind of scoring rule."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal, cast, get_args, get_origin

from docs.page import both, code, codes, table

from jixiao.framework import options as option_kinds
from jixiao.framework import rule as rules
from jixiao.tables.dossier import Dossier


def pages(_: Dossier) -> dict[str, list[str]]:
    """The one page."""
    return {"rules.md": _page()}


def _page() -> list[str]:
    """The manual page of every kind of scoring rule."""
    lines = [
        "# Scoring rules",
        "A framework names one of these rules for each of its items and gives it options. A rule is a list of arms; the first whose",
        "condition holds decides. Whatever the rule, a missing input gives no score (arm `missing`), which is not zero.",
        "",
        *table(
            ["rule", "中文", "English"],
            ([f"[`{each}`](#{each})", rules.load(each).label.zh, rules.load(each).label.en] for each in rules.names()),
        ),
        "## Kinds of options",
        "",
        *table(
            ["kind", "what a framework writes"],
            _attribute_docs(Path(option_kinds.__file__), ("Points", "Share", "Count", "Rate", "Tiers", "Levels")),
        ),
    ]
    for name in rules.names():
        lines += _rule(rules.load(name))
    return lines


def _attribute_docs(path: Path, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The sentences that stand below assignments in a module."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    for assigned, said in pairwise(body):
        if isinstance(assigned, ast.Assign) and isinstance(target := assigned.targets[0], ast.Name) and target.id in names:
            yield target.id, str(ast.literal_eval(cast("ast.Expr", said).value))


def _rule(rule: rules.Rule) -> list[str]:
    first, _, manual = rule.manual.partition("\n")
    direction = (
        rule.direction
        if isinstance(rule.direction, str)
        else ", ".join(f"`{word}`: {each}" for word, each in rule.direction.items())
    )
    return [
        f"## {rule.name}",
        "",
        f"**{first.rstrip('.')}**",
        manual.replace("\n## ", "\n### "),
        "",
        "### Inputs and nature",
        "",
        f"Inputs: {codes(rule.inputs)}. Better is: {direction}. "
        + ("Free of scale: ratios come on a common denominator." if rule.scale_free else "Needs its value in ten-thousandths."),
        "",
        *table(["option", "kind", "unless said", "words"], (_option(rule, name, kind) for name, kind in rule.options.items())),
        "### Arms and their words",
        "",
        *table(["arm", "中文", "English"], ([code(arm), text.zh, text.en] for arm, text in rule.words.items())),
    ]


def _option(rule: rules.Rule, name: str, kind: object) -> list[str]:
    words: tuple[str, ...] = get_args(kind) if get_origin(kind) is Literal else ()
    said = (
        "a word"
        if words
        else next(
            (known for known in ("Points", "Share", "Count", "Rate", "Tiers", "Levels") if getattr(option_kinds, known) == kind),
            "?",
        )
    )
    default = code(rule.defaults[name]) if name in rule.defaults else "(required)"
    return [
        code(name),
        said,
        default,
        "; ".join(f"`{word}` {both(rule.choices[word])}" if word in rule.choices else code(word) for word in words),
    ]

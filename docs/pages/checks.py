"""The names of all checks, collected from the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from docs.page import code, codes, table

from jixiao import kinds
from jixiao.review.check import FOLDER
from jixiao.tables.dossier import Dossier
from jixiao.tables.schema import fixed_tables

SOURCE = Path(str(files("jixiao")))


class Named(NamedTuple):
    """A place in the code where a check's name stands, with what its finding says."""

    check: str
    file: str
    severity: str
    rule: str
    zh: str
    en: str


def pages(_: Dossier) -> dict[str, list[str]]:
    """The one page."""
    return {"checks.md": _page()}


def _page() -> list[str]:
    """The names of all checks, collected from the code."""
    found = sorted({named for path in SOURCE.rglob("*.py") for named in named_checks(path)} | set(_row_rules()))
    return [
        "# Checks",
        "A check is named by the truth that it guards. `jixiao check` prints the name in square brackets, `--json` gives it as `check`. Severities:",
        "`error` (错误) makes the command end with 1; `explain` (需说明) and `hint` (提示) do not.",
        "",
        *table(
            ["check", "severity", "review rule", "what is said", "", "found in"],
            ([code(each.check), each.severity, each.rule, each.zh, each.en, code(each.file)] for each in found),
        ),
        "Where no sentence stands here, it depends on the fault: a cell of another type, a key of a YAML file.",
        "",
        *_manuals(),
    ]


def _manuals() -> Iterator[str]:
    """The manual page of every check that has a file of its own."""
    for name in kinds.names(FOLDER):
        check = kinds.load(FOLDER, name)
        title, _, rest = (check.__doc__ or "").strip().partition("\n")
        yield from (f"## {name.replace('_', '-')}", "", title, "")
        if check.rules:
            yield from (f"Review rules: {codes(check.rules)}", "")
        yield from (line.replace("## ", "### ") for line in rest.strip().splitlines())
        yield ""


def _row_rules() -> Iterator[Named]:
    """The checks that stand as data in the files of the tables."""
    for spec in fixed_tables().values():
        for rule in spec.rules:
            yield Named(
                rule.check, f"tables/schema/{spec.name}.yaml", rule.severity, rule.rule or "", rule.because.zh, rule.because.en
            )


def named_checks(path: Path) -> Iterator[Named]:
    """Every place in a file of code where a check's name stands."""
    file = path.relative_to(SOURCE).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef):
            for node in ast.walk(scope):
                if isinstance(node, ast.Call) and (named := _named(node, _assigned(scope, node.lineno), file)):
                    yield named


def _assigned(scope: ast.FunctionDef, line: int) -> dict[str, tuple[str, str]]:
    """The sentences that a function has given names to, before a line."""
    return {
        target.id: text
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign) and node.lineno < line and isinstance(target := node.targets[0], ast.Name)
        if (text := _sentence(node.value, {}))
    }


_SAYS = {"Finding": (0, 2), "Misfit": (0, 1), "top": (2, None)}
"""Calls that name a check: at which argument its name stands, and at which its sentence."""
_SEVERITY = 3


def _named(call: ast.Call, sentences: Mapping[str, tuple[str, str]], file: str) -> Named | None:
    made = call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if made not in _SAYS:
        return None
    at, because = _SAYS[made]
    name = call.args[at] if len(call.args) > at else None
    if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
        return None
    said = call.args[because] if because is not None and len(call.args) > because else None
    zh, en = (_sentence(said, sentences) if said else None) or ("", "")
    severity = _words(call.args[_SEVERITY]) if made == "Finding" and len(call.args) > _SEVERITY else "error"
    rule = next((_words(each.value) for each in call.keywords if each.arg == "rule"), "")
    return Named(name.value, file, severity, rule, zh, en)


def _sentence(node: ast.expr, known: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """Both languages of the ``Text`` that an expression is made from: written there, or assigned to a name before."""
    match node:
        case ast.Call(func=ast.Name(id="Text"), args=[ast.Constant(value=str(zh)), ast.Constant(value=str(en)), *_]):
            return zh, en
        case ast.Call(func=ast.Attribute(value=filled, attr="fill")):
            return _sentence(filled, known)
        case ast.Name(id=name):
            return known.get(name)
    return None


def _words(node: ast.AST) -> str:
    """The words that an expression can come out as."""
    if isinstance(node, ast.IfExp):
        return " or ".join(filter(None, (_words(node.body), _words(node.orelse))))
    return str(node.value) if isinstance(node, ast.Constant) and node.value else ""

"""What the code keeps to, so that no reader has to check it: exact numbers, sizes, names, the public face, a cold start."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import jixiao
from jixiao import kinds

ROOT = Path(__file__).parents[1]
ROOM = Path(jixiao.__file__).parent


@cache
def modules() -> dict[str, ast.Module]:
    """The modules of jixiao by their path inside the package."""
    return {path.relative_to(ROOM).as_posix(): ast.parse(path.read_text("utf-8")) for path in sorted(ROOM.rglob("*.py"))}


def nodes(tree: ast.AST, function: str = "*") -> Iterator[tuple[str, ast.AST]]:
    """Every node below, with the name of the function around it."""
    for node in ast.iter_child_nodes(tree):
        yield function, node
        yield from nodes(node, node.name if isinstance(node, ast.FunctionDef) else function)


# ---- exact numbers

CODECS = ("files/", "document/formats/")
"""Office formats store binary floats; what reads and writes them turns them into decimals there and then."""

QUOTIENTS = {
    ("framework/load.py", "_target"): "Decimal: a percentage as a number",
    ("score/facts.py", "share_of"): "Decimal: a percentage as a number",
    ("framework/aggregate.py", "ratio_of"): "Fraction: the one rounding at the end of a total or a rescaled group",
    ("score/dividing.py", "shares"): "Fraction: the due part of whole points",
    ("tables/measure_text.py", "number"): "Decimal: a percentage as a number",
}
"""The functions that divide numbers, and why that is exact there."""

_PATH_NAMES = re.compile(r"(?:path|folder|out|entry|scratch)$", re.IGNORECASE)


def in_arithmetic() -> Iterator[tuple[str, str, ast.AST]]:
    for file, tree in modules().items():
        if not file.startswith(CODECS):
            for function, node in nodes(tree):
                yield file, function, node


def test_no_float_is_written_or_made_outside_the_file_codecs() -> None:
    found = []
    for file, _, node in in_arithmetic():
        match node:
            case ast.Constant(value=float() | complex()):
                found.append(f"{file}:{node.lineno}: {node.value!r}")
            case ast.Call(func=ast.Name(id="float" | "complex" | "round")):
                found.append(f"{file}:{node.lineno}: {ast.unparse(node)}")
    assert not found


def test_no_library_of_floats_is_used_outside_the_file_codecs() -> None:
    exact = {"gcd", "lcm", "isqrt", "comb", "perm", "factorial", "prod"}
    found = []
    for file, _, node in in_arithmetic():
        match node:
            case ast.Import(names=names) if {name.name for name in names} & {"math", "statistics", "numpy", "random"}:
                found.append(f"{file}:{node.lineno}")
            case ast.ImportFrom(module="math", names=names) if {name.name for name in names} - exact:
                found.append(f"{file}:{node.lineno}")
            case ast.ImportFrom(module="statistics" | "numpy" | "random"):
                found.append(f"{file}:{node.lineno}")
    assert not found


def is_path(node: ast.expr) -> bool:
    """Whether a slash joins paths: a part is a literal text, or the first part is named as a path."""
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return is_path(left) or is_path(right)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return bool(_PATH_NAMES.search(name))
        case ast.Call(func=ast.Name(id="files" | "Path")):
            return True
        case ast.Call(func=function):
            return is_path(function)
    return False


def quotients() -> dict[tuple[str, str], str]:
    found = {}
    for file, function, node in in_arithmetic():
        is_division = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
        if is_division and not (isinstance(node, ast.BinOp) and is_path(node)):
            found[file, function] = f"{file}: {ast.unparse(node)}"
    return found


def test_numbers_are_divided_only_where_that_is_known_to_be_exact() -> None:
    assert not [said for place, said in quotients().items() if place not in QUOTIENTS]


def test_no_excuse_for_a_division_outlives_it() -> None:
    assert not QUOTIENTS.keys() - quotients().keys()


# ---- names and sizes

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "manager", "managers", "service", "services", "misc"}
LONGEST_FILE, LONGEST_FUNCTION = 500, 50
LONG_FUNCTIONS: dict[tuple[str, str], str] = {}  # (file, name): why it may be longer


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert not [file for file in modules() if EMPTY_NAMES & set(file.removesuffix(".py").split("/"))]


def test_no_file_is_too_long_to_read() -> None:
    files = [path for folder in ("src", "tests", "benchmarks", "docs") for path in (ROOT / folder).rglob("*.py")]
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in files}
    assert not {file: lines for file, lines in lengths.items() if lines > LONGEST_FILE}


def test_no_function_is_too_long_to_read() -> None:
    found = {}
    for file, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    found[file, node.name] = lines
    assert not {place: lines for place, lines in found.items() if place not in LONG_FUNCTIONS}
    assert not LONG_FUNCTIONS.keys() - found.keys()


# ---- kinds


KIND_FOLDERS = {
    "jixiao.portfolio.engines",
    "jixiao.portfolio.signals",
    "jixiao.commands",
    "jixiao.document.formats",
    "jixiao.framework.rules",
    "jixiao.monitor.rules",
    "jixiao.report.forms",
    "jixiao.framework.aggregates",
    "jixiao.review.annotating",
    "jixiao.review.checks",
    "jixiao.score.families",
    "jixiao.web.api.operations",
    "jixiao.web.jobs.kinds",
    "jixiao.web.rounds.kinds",
    "jixiao.web.pages",
    "jixiao.web.workflow.actions",
}


def test_every_folder_of_kinds_is_known_here() -> None:
    named = {
        node.value.value
        for tree in modules().values()
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and ast.unparse(node.targets[0]) == "FOLDER"
    }
    assert named <= KIND_FOLDERS


@pytest.mark.parametrize("folder", sorted(KIND_FOLDERS))
def test_every_kind_says_what_it_is(folder: str) -> None:
    files = {name: f"{folder.removeprefix('jixiao.').replace('.', '/')}/{name}" for name in kinds.names(folder)}
    trees = {name: modules().get(f"{file}.py") or modules()[f"{file}/__init__.py"] for name, file in files.items()}
    assert trees
    assert not [name for name, tree in trees.items() if not (ast.get_docstring(tree) or "").strip()]


# ---- the public face

FACE = [
    "Dossier",
    "Finding",
    "Missing",
    "Outcome",
    "Quantity",
    "check",
    "explain",
    "half_up",
    "load_framework",
    "make",
    "read_dossier",
    "score_unit",
]


def test_the_face_is_these_names_and_no_others() -> None:
    assert jixiao.__all__ == FACE == sorted(FACE)
    assert dir(jixiao) == sorted([*FACE, "__version__"])
    exported: dict[str, object] = {}
    exec("from jixiao import *", exported)
    assert sorted(exported.keys() - {"__builtins__"}) == FACE


def test_every_name_of_the_face_is_the_one_of_its_room() -> None:
    homes = vars(jixiao)["_HOMES"]
    assert list(homes) == FACE
    for name, home in homes.items():
        room, _, inner = home.partition(":")
        assert getattr(jixiao, name) is getattr(import_module(f"jixiao.{room}"), inner)


def test_type_checkers_see_the_same_face() -> None:
    seen: dict[str, str] = {}
    for node in ast.walk(modules()["__init__.py"]):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("jixiao."):
            room = node.module.removeprefix("jixiao.")
            seen |= {alias.asname or alias.name: f"{room}:{alias.name}" for alias in node.names}
    assert seen == vars(jixiao)["_HOMES"]


def test_a_name_that_is_not_there_is_an_ordinary_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = jixiao.nothing


# ---- a cold start

HEAVY = {"yaml", "lxml", "xlsxwriter", "python_calamine", "chinese_calendar", "duckdb", "decimal", "csv", "zipfile", "json"}
LIGHT_ROOMS = {"jixiao", "jixiao.cli", "jixiao.command", "jixiao.errors", "jixiao.kinds", "jixiao.wording"}
HELP = """
from jixiao.cli import main
try:
    main(["--help"])
except SystemExit:
    pass
"""


def loaded(script: str) -> set[str]:
    """The modules that a fresh interpreter loads for a script, beyond those it starts with."""
    script = f"import sys\nbefore = set(sys.modules)\n{script}\nprint(*sorted(set(sys.modules) - before))"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, encoding="utf-8").stdout
    return set(shown.splitlines()[-1].split())


def test_importing_jixiao_loads_no_room() -> None:
    found = loaded("import jixiao")
    assert not {name.partition(".")[0] for name in found} & HEAVY
    assert {name for name in found if name.startswith("jixiao")} == {"jixiao"}


def test_the_help_of_the_command_line_loads_no_room_behind_it() -> None:
    found = loaded(HELP)
    assert not {name.partition(".")[0] for name in found} & HEAVY
    assert {name for name in found if name.startswith("jixiao") and not name.startswith("jixiao.commands")} <= LIGHT_ROOMS


# ---- what stands in the repository

REGISTRIES = re.compile(r"pypi\.|pythonhosted|npmjs\.|artifactory|crates\.io|\b(?<!no-emit-)index-url")
MACHINE = re.compile(r"(?<![\w.}])/(?:root|home|mnt|Users|workspace)/\w|[A-Z]:\\Users")
SPARED = {"LICENSE", Path(__file__).relative_to(ROOT).as_posix()}
"""The licence names its own home, and this file names what it looks for."""


def tracked() -> Iterator[tuple[str, str]]:
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, text=True, check=False, encoding="utf-8")
    if listed.returncode:
        pytest.skip("this is no git work tree, so nothing is tracked")
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and not path.is_symlink() and name not in SPARED:
            try:
                yield name, path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


def test_no_text_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    found = []
    for name, text in tracked():
        for number, line in enumerate(text.splitlines(), 1):
            found += [f"{name}:{number}: {each[0]}" for pattern in (REGISTRIES, MACHINE) for each in pattern.finditer(line)]
    assert not found

"""Chinese first, English complete: a text that lacks its translation fails here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

import jixiao
from jixiao.cli import main
from jixiao.files.yamls import Data, Yaml, YamlPath, read_yaml
from jixiao.wording import Language

ROOM = Path(jixiao.__file__).parent

CHINESE = re.compile(r"[\u2e80-\u303f\u31c0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)(?:![rsa])?(?::[^{}]*)?\}")
WORDS = re.compile(r"[^\W\d_]")

TYPED_IN_CHINESE = ("约1600", "50余", "约", "是", "否", "上半年", "3月")
"""What a person types into a cell is Chinese in either language, so an English sentence quotes it as it is."""

MADE_ELSEWHERE = {
    ("files/described.py", "own_label"): "both languages come from a data file, which the tests below read",
    ("tables/faults.py", "*"): "a table of labels of this very module, given on as it stands",
    ("wording.py", "of_words"): "words that a file carries in both languages",
    ("wording.py", "joined"): "the marks between parts: its own calls are read instead",
}
"""The functions that may make a Text out of something else than words that stand there."""


class Written(NamedTuple):
    file: str
    line: int
    zh: str
    en: str
    call: ast.Call
    filled: ast.Call | None

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}: {self.zh!r} / {self.en!r}"


class Module(NamedTuple):
    file: str
    tree: ast.Module
    parents: dict[ast.AST, ast.AST]

    def function_around(self, node: ast.AST) -> str:
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, ast.FunctionDef):
                return node.name
        return "*"

    def fill_of(self, node: ast.Call) -> ast.Call | None:
        """The ``.fill(…)`` that stands right behind a call."""
        behind = self.parents.get(node)
        call = self.parents.get(behind) if isinstance(behind, ast.Attribute) and behind.attr == "fill" else None
        return call if isinstance(call, ast.Call) else None

    def literal(self, node: ast.expr) -> str | None:
        """The words of an expression: values inside an f-string become placeholders."""
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.JoinedStr(values=values):
                parts = [value.value if isinstance(value, ast.Constant) else "{made}" for value in values]
                return "".join(map(str, parts))
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                parts = [self.literal(left), self.literal(right)]
                return None if None in parts else "".join(map(str, parts))
            case ast.BinOp(left=left, op=ast.Mult()):
                return self.literal(left)
            case ast.Name(id=name):
                return self.constant(name)
        return None

    def constant(self, name: str) -> str | None:
        for statement in self.tree.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                    return self.literal(value)
        return None


@cache
def modules() -> list[Module]:
    found = []
    for path in sorted(ROOM.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        parents = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
        found.append(Module(path.relative_to(ROOM).as_posix(), tree, parents))
    return found


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""


def calls(*names: str) -> Iterator[tuple[Module, ast.Call]]:
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and name_of(node) in names:
                yield module, node


@cache
def texts() -> tuple[list[Written], list[str]]:
    """Every text whose words stand in the code, and the places of all other texts that nothing excuses."""
    written, elsewhere = [], []
    wanted = [*calls("Text"), *((module, call) for module, call in calls("said", "command") if module.file == "cli.py")]
    for module, call in wanted:
        given = call.args[2:4] if name_of(call) == "command" else call.args[:2]
        given = [*given, *(keyword.value for keyword in call.keywords if keyword.arg in {"zh", "en"})]
        words = [module.literal(each) for each in given]
        if len(words) == 2 and words[0] is not None and words[1] is not None:
            written.append(Written(module.file, call.lineno, words[0], words[1], call, module.fill_of(call)))
        elif not _passes_on(given) and not _excused(module, call):
            elsewhere.append(f"{module.file}:{call.lineno}: {ast.unparse(call)}")
    return written, elsewhere


def _passes_on(given: list[ast.expr]) -> bool:
    """Whether the words are the parameters ``zh`` and ``en`` of the function around, whose calls are read instead."""
    return [each.id for each in given if isinstance(each, ast.Name)] == ["zh", "en"]


def _excused(module: Module, call: ast.Call) -> bool:
    return any((module.file, function) in MADE_ELSEWHERE for function in (module.function_around(call), "*"))


def without_examples(text: str) -> str:
    for word in TYPED_IN_CHINESE:
        text = text.replace(word, "")
    return text


def values_of(text: str) -> set[str]:
    """The values that a text names; those called zh and en are one value, given in each language by itself."""
    return {{"zh": "words", "en": "words"}.get(name, name) for name in PLACEHOLDER.findall(text)}


def has_words(text: str) -> bool:
    return bool(WORDS.search(PLACEHOLDER.sub("", text)))


# ---- sentences in the code


def test_texts_are_found_at_all() -> None:
    assert len(texts()[0]) > 300


def test_every_text_stands_in_both_languages_where_it_is_used() -> None:
    assert not texts()[1]
    assert not [each.place for each in texts()[0] if not each.zh.strip() or not each.en.strip()]


def test_both_languages_name_the_same_values() -> None:
    assert not [each.place for each in texts()[0] if values_of(each.zh) != values_of(each.en)]


def test_chinese_is_chinese_unless_it_has_no_words() -> None:
    assert not [each.place for each in texts()[0] if not CHINESE.search(each.zh) and has_words(each.zh)]


def test_english_holds_no_chinese_sign() -> None:
    assert not [each.place for each in texts()[0] if CHINESE.search(without_examples(each.en))]


def test_doubled_braces_stand_only_where_values_are_filled_in() -> None:
    assert not [each.place for each in texts()[0] if "{{" in each.zh + each.en and each.filled is None]


def test_what_is_filled_in_is_named_by_the_text() -> None:
    strays = []
    for each in texts()[0]:
        given = {keyword.arg for keyword in each.filled.keywords if keyword.arg} if each.filled else set()
        strays += [f"{each.place}: {name}" for name in given - set(PLACEHOLDER.findall(each.zh + each.en))]
    assert not strays


def test_what_is_not_translated_holds_no_chinese_of_ours() -> None:
    words = [(module, node) for module, call in calls("same") for node in ast.walk(call) if isinstance(node, ast.Constant)]
    assert not [
        f"{module.file}:{node.lineno}: {node.value!r}"
        for module, node in words
        if CHINESE.search(without_examples(str(node.value)))
    ]


def test_the_marks_between_parts_are_of_their_language() -> None:
    found = []
    for module, call in calls("joined"):
        marks = [module.literal(each) for each in call.args[1:3]]
        if len(marks) == 1 or (len(marks) == 2 and CHINESE.search(marks[1] or "、")):
            found.append(f"{module.file}:{call.lineno}: {ast.unparse(call)}")
    assert not found


# ---- labels in the data that jixiao ships

TABLES = ("tables/schema/*.yaml", "examples/*/ledgers/*.yaml")
DESCRIBED = ("framework/shipped/*/framework.yaml", "examples/*/frameworks/**/framework.yaml", "document/layouts/*.yaml")
FIGURES = ("score/figures.yaml",)
LABEL_KEYS = {"label", "name", "basis", "evidence"}
"""The keys whose value people read; a layout's style may be called so too. ``cases.yaml`` is left out: the names of a framework's
own cases are its author's notes."""


@cache
def described(*patterns: str) -> dict[str, Yaml]:
    found = {path.relative_to(ROOM).as_posix(): read_yaml(path) for pattern in patterns for path in sorted(ROOM.glob(pattern))}
    assert found
    return found


def walk(data: Data, path: YamlPath = ()) -> Iterator[tuple[YamlPath, Data]]:
    yield path, data
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, child in children:
        yield from walk(child, (*path, key))


def lacks(label: Data) -> str | None:
    """What is wrong with a label, if anything."""
    if not isinstance(label, dict):
        return "no label in two languages"
    zh, en = label.get("zh"), label.get("en")
    if not isinstance(zh, str) or not isinstance(en, str) or not zh.strip() or not en.strip():
        return "a language is missing"
    if values_of(zh) != values_of(en):
        return "the languages name different values"
    if not CHINESE.search(zh) and has_words(zh):
        return "the Chinese is not Chinese"
    return "the English holds Chinese" if CHINESE.search(without_examples(en)) else None


def complaints(file: str, source: Yaml, paths: Iterator[tuple[YamlPath, Data]]) -> list[str]:
    return [f"{file}:{source.line(path)}: {why}" for path, label in paths if (why := lacks(label))]


@pytest.mark.parametrize("file", described(*TABLES))
def test_a_table_its_columns_and_their_choices_have_labels(file: str) -> None:
    source = described(*TABLES)[file]
    table = source.data
    assert isinstance(table, dict)
    fields = table["fields"]
    assert isinstance(fields, dict)

    def labels() -> Iterator[tuple[YamlPath, Data]]:
        yield ("label",), table.get("label")
        for name, field in fields.items():
            yield ("fields", name), field
            choices = field.get("choices") if isinstance(field, dict) else None
            for choice, label in choices.items() if isinstance(choices, dict) else ():
                yield ("fields", name, "choices", choice), label

    assert not complaints(file, source, labels())


@pytest.mark.parametrize("file", described(*DESCRIBED, *FIGURES))
def test_frameworks_figures_and_layouts_have_labels(file: str) -> None:
    source = described(*DESCRIBED, *FIGURES)[file]
    named = ((path, part) for path, part in walk(source.data) if path and path[-1] in LABEL_KEYS and path[0] != "styles")
    halves = ((path, part) for path, part in walk(source.data) if isinstance(part, dict) and {"zh", "en"} & part.keys())
    assert not complaints(file, source, (each for paths in (named, halves) for each in paths))


@pytest.mark.parametrize("file", described(*FIGURES))
def test_every_figure_has_a_name(file: str) -> None:
    figures = described(*FIGURES)[file].data
    assert isinstance(figures, dict)
    assert not [name for name, figure in figures.items() if not isinstance(figure, dict) or "name" not in figure]


# ---- the command line

PROGRAM_WORDS = re.compile(
    r"--?[a-z][a-z-]*|[A-Z][A-Z_]+(?:=\w+)?|\{[\w,-]+\}|\b(?:jixiao|zh|docx|xlsx|pdf|html|csv|duckdb|postgresql|PostgreSQL|Spark|Word|MB)\b"
)
LISTED = re.compile(r"^    ([a-z][a-z-]*)(?: |$)", re.MULTILINE)


def helps(language: Language, capsys: pytest.CaptureFixture[str], *command: str) -> dict[tuple[str, ...], str]:
    """The help of a command and of all below it."""
    with pytest.raises(SystemExit) as ended:
        main(["--lang", language, *command, "--help"])
    assert ended.value.code == 0
    shown = {command: capsys.readouterr().out}
    for name in LISTED.findall(shown[command]):
        shown |= helps(language, capsys, *command, name)
    return shown


def test_the_english_help_holds_no_chinese_sign(capsys: pytest.CaptureFixture[str]) -> None:
    shown = helps("en", capsys)
    assert {("check",), ("score",), ("framework", "list")} <= shown.keys()
    assert not {command: CHINESE.findall(text) for command, text in shown.items() if CHINESE.search(text)}


def test_the_chinese_help_is_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    shown = helps("zh", capsys)
    names = re.compile("|".join(rf"\b{re.escape(name)}\b" for command in shown for name in command))
    for command, text in shown.items():
        assert CHINESE.search(text), command
        left = names.sub("", PROGRAM_WORDS.sub("", text))
        assert not re.findall(r"[A-Za-z]{2,}", left), command


def test_both_helps_show_the_same_commands_and_options(capsys: pytest.CaptureFixture[str]) -> None:
    zh, en = helps("zh", capsys), helps("en", capsys)
    options = re.compile(r"(?<=[ \[])--?[a-z][a-z-]*")
    assert {command: set(options.findall(text)) for command, text in zh.items()} == {
        command: set(options.findall(text)) for command, text in en.items()
    }

"""What a command is: one file of ``commands/``, named as it is spoken (``framework_list`` is ``jixiao framework list``).

A command's file has ``order`` (its place in the help), ``words`` (what it does, in one line), ``arguments(parser)`` which says what it
takes, and ``run(options, language)`` which comes back with the exit code. It holds no logic: it imports the rooms that do the work when
it runs, so that ``jixiao --help`` starts cold without them.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

from jixiao.errors import Misuse
from jixiao.wording import Language, Text, same

FOLDER = "jixiao.commands"
CLEAN, ERRORS, MISUSE = 0, 1, 2
"""Exit codes: nothing to complain of; findings of severity error; the command does not make sense."""

GROUPS = {
    "framework": Text("查看和检验指标体系", "see and test scoring frameworks"),
    "target": Text("调整绩效指标的目标值", "change the targets of indicators"),
    "rectify": Text("问题整改：登记、办理、销号", "rectification: problems, measures, proofs"),
    "results": Text("评价结果应用：建议、决定、落实", "use of results: proposals, decisions, what became of them"),
    "portfolio": Text("许多单位：汇集、计分、排名、差异、抽样", "many units: collect, score, rank, gaps, samples"),
    "audit": Text("核验历史记录，重算存储的得分", "verify the history, work stored scores out again"),
    "account": Text("在服务器上处理账号：重设密码、解锁", "accounts, from the server's own console: new passwords, unlocking"),
    "bench": Text("量一量程序本身", "measure the program itself"),
}
"""The first words that several commands share."""

AS_JSON = Text("输出 JSON", "print JSON")
WHICH_FRAMEWORK = Text("指标体系的标识，或者它的文件、文件夹的路径", "a framework's id, or the path of its file or folder")


def say(text: str) -> None:
    """Print a line for the reader."""
    print(text)  # noqa: T201 - this is where commands speak


def say_json(value: object) -> None:
    """Print a value for programs."""
    import json

    say(json.dumps(value, ensure_ascii=False, indent=2))


class Progress:
    """A bar on the screen while many files are worked on; nothing where no one looks."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.shown = total > 1 and sys.stderr.isatty()

    def tell(self, path: Path) -> None:
        """One more is done."""
        self.done += 1
        if self.shown:
            filled = self.done * _BAR // self.total
            bar = "█" * filled + "·" * (_BAR - filled)
            sys.stderr.write(f"\r{bar} {self.done}/{self.total} {path.name[:30]:<30}")
            sys.stderr.flush()

    def close(self) -> None:
        """Leave a clean line."""
        if self.shown:
            sys.stderr.write("\r" + " " * (_BAR + 50) + "\r")


_BAR = 30


def listed_words(text: str | None) -> list[str]:
    """The words of an option that takes several, separated by commas."""
    return [word.strip() for word in text.split(",") if word.strip()] if text else []


def day(text: str) -> date:
    """The day that an option names; ``Misuse`` if it names none."""
    from jixiao.periods import date_of

    found = date_of(text)
    if not isinstance(found, date):
        raise Misuse(Text("“{text}”不是日期，应如 2023-06-30", "“{text}” is no date; write it as 2023-06-30").fill(text=text))
    return found


_COMPLAINTS = (
    (r"the following arguments are required: (?P<what>.+)", Text("缺少参数 {what}", "{what} is missing")),
    (r"unrecognized arguments: (?P<what>.+)", Text("不认识的参数 {what}", "{what} is not known")),
    (r"argument (?P<what>.+?): expected (?:one|at least one) argument", Text("{what} 后面缺少内容", "{what} needs a value")),
    (
        r"argument (?P<what>.+?): not allowed with argument (?P<other>.+)",
        Text("{what} 与 {other} 不能同时用", "{what} and {other} exclude each other"),
    ),
    (
        r"argument (?P<what>.+?): invalid choice: '?(?P<stated>.*?)'? \(choose from (?P<known>.+)\)",
        Text("{what} 不能是“{stated}”，可用：{known}", "{what} cannot be “{stated}”; known are: {known}"),
    ),
    (
        r"argument (?P<what>.+?): invalid (?P<kind>\w+) value: '(?P<stated>.*)'",
        Text("{what} 应为数字，不能是“{stated}”", "{what} takes a number, not “{stated}”"),
    ),
)
"""What argparse says only in English, by its pattern, and how we say it."""


def _translated(message: str) -> Text:
    """A complaint of argparse in both languages; one that is not known here stays as it is."""
    for pattern, text in _COMPLAINTS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return text.fill(**{name: value.replace("'", "") for name, value in found.groupdict().items()})
    return same(message)


class _Help(argparse.HelpFormatter):
    """Help that begins with a word of the reader's language."""

    usage_prefix = "用法："

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:  # noqa: ANN401
        """The usage, headed by this formatter's own word unless another is given."""
        super().add_usage(usage, actions, groups, self.usage_prefix if prefix is None else prefix)


class _EnglishHelp(_Help):
    usage_prefix = "usage: "


class Parser(argparse.ArgumentParser):
    """A parser whose own words are in the reader's language, and whose faults are ``Misuse``."""

    def __init__(self, language: Language = "zh", **more: Any) -> None:  # noqa: ANN401
        self.language: Language = language
        super().__init__(**more, add_help=False, formatter_class=_Help if language == "zh" else _EnglishHelp)
        self._positionals.title = Text("参数", "arguments").say(language)
        self._optionals.title = Text("选项", "options").say(language)
        self.add_argument("-h", "--help", action="help", help=Text("显示本说明", "show this help").say(language))

    def error(self, message: str) -> None:  # type: ignore[override]
        """Say what is wrong with the arguments, and how they go."""
        usage = self.format_usage().strip()
        raise Misuse(
            Text("命令用法不对：{what}\n{usage}", "The command cannot be used like this: {what}\n{usage}").fill(
                what=_translated(message), usage=usage
            )
        )

    def ask(self, name: str, help: Text, metavar: Text | str | None = None, **more: Any) -> None:  # noqa: A002, ANN401 - argparse's own word
        """An argument or an option with a value."""
        shown = metavar.say(self.language) if isinstance(metavar, Text) else metavar
        if shown is not None:
            more["metavar"] = shown
        self.add_argument(name, help=help.say(self.language), **more)

    def flag(self, name: str, help: Text) -> None:  # noqa: A002 - argparse's own word
        """An option without a value."""
        self.add_argument(name, action="store_true", help=help.say(self.language))

    def ask_dossier(self) -> None:
        """The dossier to work on."""
        self.ask("dossier", Text("卷宗文件夹或工作簿", "the dossier's folder or workbook"), Text("卷宗", "DOSSIER"))

    def ask_data(self) -> None:
        """The data folder of a site."""
        default = os.environ.get("JIXIAO_DATA") or "jixiao-data"
        self.ask(
            "--data",
            Text("数据文件夹（默认 jixiao-data）", "the folder of the data (jixiao-data by default)"),
            "DIR",
            default=default,
        )

    def ask_framework(self) -> None:
        """The framework to score by, and of which unit or project."""
        self.ask("--unit", Text("只算这个下属单位", "only this subordinate unit"), "CODE")
        self.ask("--project", Text("按项目计分的指标体系：算哪个项目", "for frameworks that score projects: which one"), "CODE")
        self.ask(
            "--framework", Text("指标体系（默认取卷宗所写的第一个）", "the framework (the dossier's first by default)"), "ID"
        )

    def ask_engine(self) -> None:
        """The engine that scores many units, and where it is."""
        self.ask(
            "--engine",
            Text("计算引擎（默认 duckdb）", "the engine (duckdb by default)"),
            default="duckdb",
            choices=("duckdb", "postgres", "spark"),
        )
        self.ask(
            "--address",
            Text("PostgreSQL 的连接串或 Spark 的主节点", "the connection string of PostgreSQL or the master of Spark"),
            "URL",
            default="",
        )

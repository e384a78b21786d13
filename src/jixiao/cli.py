"""The command line: it finds the command, and turns what can go wrong into one clear sentence and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from jixiao import kinds
from jixiao.command import CLEAN, ERRORS, FOLDER, GROUPS, MISUSE, Parser
from jixiao.errors import JixiaoError
from jixiao.wording import LANGUAGES, Language, Text

__all__ = ["CLEAN", "ERRORS", "MISUSE", "main", "parser"]

_WHAT = Text(
    "部门预算绩效：记录、计分、写表写报告、检查。", "Performance budgeting of a government unit: record, score, write, check."
)
_CODES = Text(
    "退出码：0 无错误，1 有错误，2 用法不对。JIXIAO_LANG=en 换成英文。",
    "Exit codes: 0 clean, 1 errors found, 2 misuse. JIXIAO_LANG=zh for Chinese.",
)
_LANGUAGE = Text("消息语言（默认 zh）", "language of messages (zh by default)")
_COMMAND = Text("命令", "COMMAND")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code comes back."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = _language(words)
    try:
        options = parser(language).parse_args(words)
        return int(options.run(options, language))
    except JixiaoError as error:
        print(error.say(language), file=sys.stderr)  # noqa: T201 - the one place where misuse is told
        return MISUSE
    except BrokenPipeError:  # the reader (a pager, head) went away: that is no fault
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it stays open to the end
        return CLEAN


def parser(language: Language) -> Parser:
    """The parser of all commands, in the reader's language."""
    top = Parser(language, prog="jixiao", description=_WHAT.say(language), epilog=_CODES.say(language))
    top.add_argument("--lang", choices=LANGUAGES, help=_LANGUAGE.say(language))
    folders = {"": top.add_subparsers(metavar=_COMMAND.say(language), required=True, parser_class=Parser)}
    commands = [(kinds.load(FOLDER, name), name) for name in kinds.names(FOLDER)]
    for command, name in sorted(commands, key=lambda pair: pair[0].order):
        group, _, word = name.rpartition("_")
        if group not in folders:
            below = folders[""].add_parser(group, help=GROUPS[group].say(language), language=language)
            folders[group] = below.add_subparsers(metavar=_COMMAND.say(language), required=True, parser_class=Parser)
        words = command.words.say(language)
        added = folders[group].add_parser(word, help=words, description=words, language=language)
        added.add_argument("--lang", choices=LANGUAGES, help=argparse.SUPPRESS, default=argparse.SUPPRESS)
        command.arguments(added)
        added.set_defaults(run=command.run)
    return top


def _language(words: Sequence[str]) -> Language:
    """The language of messages, known before the arguments are parsed, since their faults are messages too."""
    chosen = os.environ.get("JIXIAO_LANG", "zh")
    for place, word in enumerate(words):
        if word == "--lang" and place + 1 < len(words):
            chosen = words[place + 1]
        elif word.startswith("--lang="):
            chosen = word.partition("=")[2]
    return next((language for language in LANGUAGES if language == chosen), "zh")


if __name__ == "__main__":
    sys.exit(main())

"""jixiao framework diff: what differs: items, points, rules, standards."""

from __future__ import annotations

import argparse

from jixiao.command import AS_JSON, CLEAN, WHICH_FRAMEWORK, Parser, say, say_json
from jixiao.wording import Language, Text

order = 83
words = Text("两个指标体系有哪些不同：指标、分值、规则", "what differs: items, points, rules, standards")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("left", WHICH_FRAMEWORK, metavar="ID")
    parser.ask("right", WHICH_FRAMEWORK, metavar="ID")
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.framework.diff import diff_json, diff_text
    from jixiao.framework.load import named

    left, right = (named(word)[0] for word in (options.left, options.right))
    if options.json:
        say_json(diff_json(left, right, language))
    else:
        say(diff_text(left, right, language))
    return CLEAN

"""jixiao framework show: items, points, rules and measures of a framework."""

from __future__ import annotations

import argparse

from jixiao.command import CLEAN, WHICH_FRAMEWORK, Parser, say
from jixiao.wording import Language, Text

order = 81
words = Text("显示指标、分值、规则和取数", "items, points, rules and measures of a framework")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("id", WHICH_FRAMEWORK, metavar="ID")


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.framework.library import libraries, library_text, load_library
    from jixiao.framework.load import named
    from jixiao.framework.shown import framework_text

    if options.id in libraries():
        say(library_text(load_library(options.id), language))
    else:
        say(framework_text(named(options.id)[0], language))
    return CLEAN

"""jixiao demo: the example year end to end: check, score, form, report."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from jixiao.command import CLEAN, ERRORS, Parser, say
from jixiao.wording import Language, Text

order = 90
words = Text("用示例单位走完一年：检查、计分、出表、出报告", "the example year end to end: check, score, form, report")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("--out", Text("写到哪个文件夹", "the folder to write into"), default="jixiao-demo")
    parser.flag("--no-open", Text("不打开报告", "do not open the report"))


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.demo import demo

    shown = demo(Path(options.out), language)
    say(shown.screen)
    if not options.no_open and sys.stdout.isatty():
        import webbrowser

        webbrowser.open(shown.report.resolve().as_uri())
    return ERRORS if shown.has_errors else CLEAN

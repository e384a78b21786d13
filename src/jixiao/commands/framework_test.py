"""jixiao framework test: run a framework's own cases."""

from __future__ import annotations

import argparse

from jixiao.command import CLEAN, ERRORS, WHICH_FRAMEWORK, Parser, say
from jixiao.wording import Language, Text

order = 82
words = Text("运行指标体系自带的算例", "run a framework's own cases")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("id", WHICH_FRAMEWORK, metavar="ID", nargs="?")


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.findings import as_text, has_errors, summary
    from jixiao.score.cases import run_named

    outcomes = run_named(options.id)
    for outcome in outcomes:
        for finding in outcome.findings:
            say(as_text(finding, language))
        say(f"{outcome.file}: {summary([outcome]).say(language)}")
    return ERRORS if has_errors(outcomes) else CLEAN

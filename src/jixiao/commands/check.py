"""jixiao check: faults in the data, each with file, row and column."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, ERRORS, Parser, say, say_json
from jixiao.wording import Language, Text

order = 20
words = Text("检查卷宗数据，逐处列出文件、行、列", "faults in the data, each with file, row and column")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.findings import as_json, as_text, has_errors, summary
    from jixiao.review.checking import check
    from jixiao.tables.reading import read_dossier

    outcomes = check(read_dossier(Path(options.dossier)))
    if options.json:
        say_json([as_json(outcome, language) for outcome in outcomes])
    else:
        for outcome in outcomes:
            for finding in outcome.findings:
                say(as_text(finding, language))
        say(summary(outcomes).say(language))
    return ERRORS if has_errors(outcomes) else CLEAN

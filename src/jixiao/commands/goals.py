"""jixiao goals: the goals of a year, looked at before it starts: complete, relevant, fitting, feasible."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, ERRORS, Parser, say, say_json
from jixiao.wording import Language, Text

order = 22
words = Text(
    "年初审核绩效目标：完整性、相关性、适当性、可行性",
    "review the goals before the year starts: complete, relevant, fitting, feasible",
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    earlier = Text("往年的卷宗，可重复写", "a dossier of an earlier year; may stand several times")
    parser.ask("--earlier", earlier, Text("卷宗", "DOSSIER"), action="append", default=[])
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.goals import review_goals
    from jixiao.cycle.showing_goals import as_json, as_text
    from jixiao.tables.reading import read_dossier

    review = review_goals(read_dossier(Path(options.dossier)), [read_dossier(Path(each)) for each in options.earlier])
    if options.json:
        say_json(as_json(review, language))
    else:
        for line in as_text(review, language):
            say(line)
    return ERRORS if any(each.verdict == "fails" for each in review.tests) else CLEAN

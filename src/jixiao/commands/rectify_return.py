"""jixiao rectify return: send back a measure that was done or verified."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, day, say
from jixiao.wording import Language, Text

order = 75
words = Text("退回一项已完成或已销号的整改措施", "send back a measure that was done or verified")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("measure", Text("整改编号", "the measure's code"), metavar="MEASURE")
    parser.ask("--why", Text("退回的理由", "why it is sent back"), metavar="TEXT", required=True)
    parser.ask("--by", Text("经办人", "by whom"), metavar="NAME", required=True)
    parser.ask("--on", Text("日期（默认今天）", "the day (today by default)"), metavar="DATE")


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.proving import Act, state_of
    from jixiao.cycle.rectifying import MEASURES, label_of, send_back
    from jixiao.score.requests import today
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    act = Act(day(options.on) if options.on else today(), options.by, options.why)
    after = send_back(dossier, options.measure, act)
    row = after.find(MEASURES, rectification_code=options.measure)
    if row is not None:
        say(
            Text("{code}：{state}", "{code}: {state}")
            .fill(code=options.measure, state=label_of(row, state_of(row)))
            .say(language)
        )
    return CLEAN

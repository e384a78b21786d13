"""jixiao rectify take: begin with a measure."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, day, say
from jixiao.wording import Language, Text

order = 72
words = Text("开始办理一项整改措施", "begin with a measure")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("measure", Text("整改编号", "the measure's code"), metavar="MEASURE")
    parser.ask("--by", Text("经办人", "by whom"), metavar="NAME", required=True)
    parser.ask("--on", Text("日期（默认今天）", "the day (today by default)"), metavar="DATE")


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.proving import Act, state_of
    from jixiao.cycle.rectifying import MEASURES, label_of, take
    from jixiao.score.requests import today
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    act = Act(day(options.on) if options.on else today(), options.by)
    after = take(dossier, options.measure, act)
    row = after.find(MEASURES, rectification_code=options.measure)
    if row is not None:
        say(
            Text("{code}：{state}", "{code}: {state}")
            .fill(code=options.measure, state=label_of(row, state_of(row)))
            .say(language)
        )
    return CLEAN

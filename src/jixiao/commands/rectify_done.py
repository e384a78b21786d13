"""jixiao rectify done: say that a measure is done, with its proof."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, day, say
from jixiao.wording import Language, Text

order = 73
words = Text("报告一项整改措施已完成，附上证明材料", "say that a measure is done, with its proof")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("measure", Text("整改编号", "the measure's code"), metavar="MEASURE")
    proof = Text("证明材料的文件（可多次），登记摘要值", "a file that proves it (may be repeated); its digest is kept")
    parser.ask("--proof", proof, metavar="FILE", action="append")
    parser.ask("--by", Text("经办人", "by whom"), metavar="NAME", required=True)
    parser.ask("--on", Text("日期（默认今天）", "the day (today by default)"), metavar="DATE")


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.proving import Act, state_of
    from jixiao.cycle.rectifying import MEASURES, finish, label_of
    from jixiao.score.requests import today
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    act = Act(day(options.on) if options.on else today(), options.by)
    after = finish(dossier, options.measure, act, [Path(file) for file in options.proof or []])
    row = after.find(MEASURES, rectification_code=options.measure)
    if row is not None:
        say(
            Text("{code}：{state}", "{code}: {state}")
            .fill(code=options.measure, state=label_of(row, state_of(row)))
            .say(language)
        )
    return CLEAN

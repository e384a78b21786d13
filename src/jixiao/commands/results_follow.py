"""jixiao results follow: what became of the decisions in next year's budget."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, day, say, say_json
from jixiao.wording import Language, Text

order = 78
words = Text("对照下年预算，看决定是否落实", "what became of the decisions in next year's budget")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("following", Text("下一年度的卷宗", "the next year's dossier"), Text("下年卷宗", "NEXT_YEAR"))
    parser.ask("--on", Text("日期（默认今天）", "the day (today by default)"), metavar="DATE")
    parser.flag("--apply", Text("写入台账；不加则只列出", "write it into the ledger; without it, it is only shown"))
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.result_uses import follow, settle
    from jixiao.cycle.showing_results import followed_json, followed_text
    from jixiao.score.requests import today
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    found = follow(dossier, read_dossier(Path(options.following)))
    if options.apply:
        settle(dossier, found, day(options.on) if options.on else today())
    if options.json:
        say_json(followed_json(found))
        return CLEAN
    for line in followed_text(found):
        say(line.say(language))
    return CLEAN

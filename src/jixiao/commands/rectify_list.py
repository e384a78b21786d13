"""jixiao rectify list: where every problem stands, and what is overdue."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, ERRORS, Parser, day, say, say_json
from jixiao.wording import Language, Text

order = 76
words = Text("整改台账：各问题的状态、超期和证明材料", "where every problem stands, what is overdue, which proofs hold")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("--as-of", Text("截至哪一天（默认今天）", "as of which day (today by default)"), metavar="DATE")
    parser.flag("--overdue", Text("只列超期的", "only what is overdue"))
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back: 1 if a verification no longer stands."""
    from jixiao.cycle.showing_rectification import list_json, list_text, standing
    from jixiao.score.requests import today
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    as_of = day(options.as_of) if options.as_of else today()
    found = standing(dossier, as_of)
    shown = [each for each in found if each.is_overdue] if options.overdue else found
    if options.json:
        say_json(list_json(dossier, shown, as_of, language))
    else:
        for line in list_text(dossier, found, as_of, only_overdue=options.overdue):
            say(line.say(language))
    broken = any(measure.unproved is not None for each in found for measure in each.measures)
    return ERRORS if broken else CLEAN

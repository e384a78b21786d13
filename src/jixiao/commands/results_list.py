"""jixiao results list: the ledger of what results led to."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, say, say_json
from jixiao.wording import Language, Text

order = 79
words = Text("结果应用台账：建议、决定、落实", "the ledger: proposals, decisions, what became of them")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.showing_results import list_json, list_text
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    if options.json:
        say_json(list_json(dossier))
        return CLEAN
    for line in list_text(dossier):
        say(line.say(language))
    return CLEAN

"""jixiao framework try: what the score would have been under another framework."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, WHICH_FRAMEWORK, Parser, say, say_json
from jixiao.wording import Language, Text

order = 84
words = Text("换一个指标体系会得多少分，逐项对照", "what the score would have been under another framework, item by item")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("other", WHICH_FRAMEWORK, metavar="ID")
    parser.ask_framework()
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.what_if import what_if, what_if_json, what_if_text
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    found = what_if(dossier, options.other, options.framework, options.unit, options.project)
    if options.json:
        say_json(what_if_json(found, language))
    else:
        say(what_if_text(found, language))
    return CLEAN

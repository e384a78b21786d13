"""jixiao requests: evidence: who owes which proof by when, and what is missing."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, day, say, say_json
from jixiao.wording import Language, Text

order = 60
words = Text("佐证清单：谁应在何时交什么，还缺什么", "evidence: who owes which proof by when, and what is missing")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("--as-of", Text("截至哪一天（默认今天）", "as of which day (today by default)"), metavar="DATE")
    every = Text("指标体系（默认卷宗所写的全部）", "the framework (all that the dossier names by default)")
    parser.ask("--framework", every, metavar="ID")
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.score.requests import requests, requests_json, requests_text, today
    from jixiao.tables.reading import read_dossier

    as_of = day(options.as_of) if options.as_of else today()
    dossier = read_dossier(Path(options.dossier))
    found = requests(dossier, as_of, options.framework)
    if options.json:
        say_json(requests_json(dossier, found, as_of, language))
    else:
        say(requests_text(dossier, found, as_of, language))
    return CLEAN

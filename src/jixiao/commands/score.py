"""jixiao score: score by a framework."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, say, say_json
from jixiao.wording import Language, Text

order = 30
words = Text("按指标体系计分", "score by a framework")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask_framework()
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.score.as_json import score_json
    from jixiao.score.as_text import score_text
    from jixiao.score.unit_score import score_unit
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    made = score_unit(dossier, options.framework, unit_code=options.unit, project_code=options.project)
    if options.json:
        say_json(score_json(dossier, made, language))
    else:
        say(score_text(dossier, made, language))
    return CLEAN

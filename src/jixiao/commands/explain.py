"""jixiao explain: how a score or figure came about, down to rows and evidence."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, say
from jixiao.errors import Misuse
from jixiao.wording import Language, Text

order = 40
words = Text("说明一个得分或数字的来历，直到台账行和佐证", "how a score or figure came about, down to rows and evidence")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask_framework()
    every = Text(
        "指标、评分项或数字的代码；不写则列出全部", "code of an item, an indicator or a figure; all are listed without it"
    )
    parser.ask("code", every, metavar=Text("代码", "CODE"), nargs="?")


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.score.explanation import explain, listed
    from jixiao.score.trace import Figures
    from jixiao.score.unit_score import score_unit
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    figures = Figures(dossier, score_unit(dossier, options.framework, unit_code=options.unit, project_code=options.project))
    lines = listed(figures) if options.code is None else explain(figures, options.code)
    if lines is None:
        raise Misuse(
            Text(
                "没有代码为“{code}”的数字、指标或评分项；不写代码可列出全部",
                "No figure, indicator or item has the code “{code}”; without a code all are listed",
            ).fill(code=options.code)
        )
    for line in lines:
        say(line.say(language))
    return CLEAN

"""jixiao years: several years of one unit side by side."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, say, say_json
from jixiao.wording import Language, Text

order = 34
words = Text(
    "逐年对照：得分、支出、指标的走势，以及与往年相同的问题、数字和句子",
    "several years side by side: the trend of score, money and indicators, and what is the same as in earlier years",
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    which = Text("同一单位各年度的卷宗", "the dossiers of one unit, one of each year")
    parser.ask("dossiers", which, Text("卷宗", "DOSSIER"), nargs="+")
    parser.ask("--framework", Text("各年都按这一指标体系计分", "score all years by this framework"), "ID")
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.showing_years import years_json, years_text
    from jixiao.cycle.years import years
    from jixiao.tables.reading import read_dossier

    found = years([read_dossier(Path(each)) for each in options.dossiers], options.framework)
    if options.json:
        say_json(years_json(found, language))
    else:
        say(years_text(found, language))
    return CLEAN

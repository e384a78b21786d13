"""jixiao results propose: what results say for next year's budget of each project."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, day, say, say_json
from jixiao.wording import Language, Text

order = 76
words = Text("由评价结果提出各项目下年预算的建议", "what results say for next year's budget of each project")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask(
        "--as-of", Text("截至哪一天看整改（默认今天）", "the day to look at rectification (today by default)"), metavar="DATE"
    )
    parser.ask("--rules", Text("自定的规则文件（YAML）", "rules of your own (YAML)"), metavar="FILE")
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.result_rules import read_rules
    from jixiao.cycle.results import proposals
    from jixiao.cycle.showing_results import proposals_json, proposals_text
    from jixiao.score.requests import today
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    rules = read_rules(Path(options.rules)) if options.rules else None
    found = proposals(dossier, day(options.as_of) if options.as_of else today(), rules)
    if options.json:
        say_json(proposals_json(dossier, found, language))
        return CLEAN
    for line in proposals_text(found):
        say(line.say(language))
    return CLEAN

"""jixiao results targets: next year's targets proposed from actuals."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, say, say_json
from jixiao.wording import Language, Text

order = 80
words = Text("由实际完成值提出下年指标值", "next year's targets proposed from actuals, each with its arithmetic")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask(
        "--earlier",
        Text("以前年度的卷宗（可多次）", "the dossier of an earlier year (may be repeated)"),
        metavar="DOSSIER",
        action="append",
    )
    parser.ask("--rules", Text("自定的规则文件（YAML）", "rules of your own (YAML)"), metavar="FILE")
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.next_targets import next_targets
    from jixiao.cycle.result_rules import read_rules
    from jixiao.cycle.showing_results import targets_json, targets_text
    from jixiao.tables.reading import read_dossier

    dossiers = [read_dossier(Path(path)) for path in (options.dossier, *(options.earlier or []))]
    found = next_targets(dossiers, read_rules(Path(options.rules)) if options.rules else None)
    if options.json:
        say_json(targets_json(found, language))
        return CLEAN
    for line in targets_text(found):
        say(line.say(language))
    return CLEAN

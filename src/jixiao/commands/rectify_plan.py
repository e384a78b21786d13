"""jixiao rectify plan: set a measure against a problem."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, day, say
from jixiao.wording import Language, Text

order = 71
words = Text("为问题写明整改措施、责任机构和期限", "set a measure against a problem: by whom, and by when")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("problem", Text("问题编号", "the problem's code"), metavar="PROBLEM")
    parser.ask("--action", Text("整改措施", "what is to be done"), metavar="TEXT", required=True)
    parser.ask("--office", Text("责任机构代码", "the code of the office that does it"), metavar="CODE", default="")
    parser.ask("--responsible", Text("责任人", "the person who does it"), metavar="NAME", default="")
    parser.ask("--due", Text("完成期限", "the day by which it is done"), metavar="DATE")
    parser.ask("--cause", Text("问题的原因", "the cause of the problem"), metavar="TEXT", default="")


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.rectifying import Measure, measures, plan
    from jixiao.tables.reading import read_dossier

    due = day(options.due) if options.due else None
    measure = Measure(options.action, options.office, options.responsible, due, options.cause)
    after = plan(read_dossier(Path(options.dossier)), options.problem, measure)
    code = measures(after, options.problem)[-1].text("rectification_code")
    say(
        Text("{problem} 的整改措施：{code}", "The measure against {problem}: {code}")
        .fill(problem=options.problem, code=code)
        .say(language)
    )
    return CLEAN

"""jixiao rectify verify: run the rule that raised a problem again."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, ERRORS, Parser, day, say
from jixiao.wording import Language, Text

order = 74
words = Text("重新运行提出问题的规则，成立才销号", "run the rule that raised a problem again: only if it holds, it is verified")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("problems", Text("问题编号", "the problems' codes"), metavar="PROBLEM", nargs="+")
    parser.ask("--by", Text("核验人（不能是办理人）", "who verifies it (not who did it)"), metavar="NAME", required=True)
    parser.ask("--on", Text("日期（默认今天）", "the day (today by default)"), metavar="DATE")
    where = Text("在这个卷宗中重新运行（如下一年度的）", "run it in this dossier (such as the next year's)")
    parser.ask("--in", where, metavar="DOSSIER", dest="ground")
    parser.ask("--paper", Text("改正后的文稿", "the corrected paper"), metavar="FILE")
    parser.ask("--as-of", Text("监控规则的截止日期", "the day of the rules of monitoring"), metavar="DATE")
    accepted = Text("提出方（审计、财政）同意销号的书面意见", "what an auditor or the bureau wrote to close it")
    parser.ask("--accepted", accepted, metavar="FILE")
    parser.ask("--why", Text("说明（如为何删去所指的行）", "a remark, such as why a row had to go"), metavar="TEXT", default="")


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.proving import Act
    from jixiao.cycle.rectifying import verify
    from jixiao.cycle.rerunning import Ground
    from jixiao.cycle.showing_rectification import verdict_text
    from jixiao.score.requests import today
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    other = read_dossier(Path(options.ground)) if options.ground else None
    act = Act(day(options.on) if options.on else today(), options.by, options.why)
    paper = Path(options.paper) if options.paper else None
    accepted = Path(options.accepted) if options.accepted else None
    holds = True
    for code in options.problems:
        ground = Ground(other or dossier, paper, day(options.as_of) if options.as_of else None)
        done = verify(dossier, code, act, ground, accepted)
        dossier = done.dossier
        holds = holds and bool(done.verdict.holds)
        say(verdict_text(code, done).say(language))
    return CLEAN if holds else ERRORS

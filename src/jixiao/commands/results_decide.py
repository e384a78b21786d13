"""jixiao results decide: a person's decision beside the proposal."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, day, say
from jixiao.wording import Language, Text

order = 77
words = Text("在建议旁写下决定，登记到结果应用台账", "a person's decision beside the proposal, written into the ledger")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("project", Text("项目代码", "the project's code"), metavar="PROJECT")
    decision = Text("{keep_first,keep,reduce,stop}，依次为优先保障、保障、压减、取消", "one of {keep_first,keep,reduce,stop}")
    parser.ask("decision", decision, metavar="DECISION")
    parser.ask("--yuan", Text("决定的金额（元）", "the amount that was decided, in yuan"), metavar="YUAN")
    parser.ask("--why", Text("与建议不同的理由", "why it departs from the proposal"), metavar="TEXT", default="")
    parser.ask("--by", Text("决定人", "who decided it"), metavar="NAME", required=True)
    parser.ask("--document", Text("依据文件", "the document by which it was decided"), metavar="TEXT", default="")
    parser.ask("--on", Text("日期（默认今天）", "the day (today by default)"), metavar="DATE")
    parser.ask("--rules", Text("自定的规则文件（YAML）", "rules of your own (YAML)"), metavar="FILE")


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.result_rules import read_rules
    from jixiao.cycle.result_uses import USES, Decision, decide, yuan_of
    from jixiao.cycle.results import of_project
    from jixiao.score.requests import today
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    on = day(options.on) if options.on else today()
    proposal = of_project(dossier, options.project, on, read_rules(Path(options.rules)) if options.rules else None)
    yuan = yuan_of(options.yuan) if options.yuan else None
    made = Decision(options.decision, on, options.by, options.why, yuan, options.document)
    row = decide(dossier, proposal, made).table(USES).rows[-1]
    text = Text("{code}：{project} {decision} {yuan}元", "{code}: {project} {decision} {yuan} yuan")
    told = {"code": row.text("use_code"), "project": options.project, "yuan": row.text("amount_yuan")}
    say(text.fill(**told, decision=row.text("decision")).say(language))
    return CLEAN

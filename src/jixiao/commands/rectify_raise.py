"""jixiao rectify raise: make problems of what checks, scores, audits and others found."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, day, listed_words, say, say_json
from jixiao.wording import Language, Text

order = 70
words = Text(
    "把检查、计分、监控、审核、审计、财政意见登记为问题", "make problems of what checks, scores, audits and others found"
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    source = Text(
        "来源（可多次）：{check,score,audit} 之一（默认全部）、monitor:2023-06-30，或 review、check、monitor 的 JSON 文件，或财政意见表",
        "a source (may be repeated): one of {check,score,audit} (all by default), monitor:2023-06-30, "
        "a JSON file of review, check or monitor, or a table of remarks",
    )
    parser.ask("--from", source, metavar="SOURCE", action="append", dest="sources")
    only = Text("只登记这些（指纹、规则或代码，逗号分隔）", "only these (fingerprints, rules or codes, separated by commas)")
    parser.ask("--only", only, metavar="WORDS")
    last = Text(
        "以前年度的卷宗（可多次），认出同一问题", "the dossier of an earlier year (may be repeated), to know problems again"
    )
    parser.ask("--last", last, metavar="DOSSIER", action="append")
    parser.ask("--on", Text("登记日期（默认今天）", "the day (today by default)"), metavar="DATE")
    parser.flag("--apply", Text("写入卷宗；不加则只列出", "write into the dossier; without it they are only shown"))
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.proving import Act
    from jixiao.cycle.rectifying import candidates, chosen, register
    from jixiao.cycle.showing_rectification import candidate_text, candidates_json
    from jixiao.cycle.sources import WORDS, from_everywhere
    from jixiao.score.requests import today
    from jixiao.tables.reading import read_dossier

    dossier = read_dossier(Path(options.dossier))
    last = [read_dossier(Path(path)) for path in options.last or []]
    found = candidates(dossier, from_everywhere(dossier, options.sources or list(WORDS)), last)
    listed = chosen(found, listed_words(options.only))
    if options.apply:
        after = register(dossier, listed, Act(day(options.on) if options.on else today()))
        listed = candidates(after, [each.raised for each in listed], last)
    if options.json:
        say_json(candidates_json(listed, language))
        return CLEAN
    for line in candidate_text(listed):
        say(line.say(language))
    if not options.apply:
        say(Text("没有写入；加 --apply 写入", "Nothing was written; add --apply to write").say(language))
    return CLEAN

"""jixiao portfolio rank: the units of a scored lake, best first."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, say
from jixiao.wording import Language, Text

order = 102
words = Text("单位排名：全部、区划内、同类之间", "rank units: in all, in their region, among their peers")
_TOP = 20


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("scored", Text("计分结果", "a scored lake"), Text("结果", "SCORED"))
    parser.ask(
        "--top",
        Text("屏幕上显示前几名（默认 {n}）", "how many are shown ({n} by default)").fill(n=_TOP),
        "N",
        type=int,
        default=_TOP,
    )
    parser.ask("--to", Text("全部写入 .xlsx 或 .csv", "write all of them as .xlsx or .csv"), Text("文件", "FILE"))


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it."""
    from jixiao.portfolio.listing import ranks, text_lines, write_listing

    scored = Path(options.scored)
    if options.to:
        write_listing(ranks(scored), Path(options.to), language)
        say(Text("排名已写入 {file}", "The ranks are in {file}").fill(file=options.to).say(language))
        return CLEAN
    for line in text_lines(ranks(scored, options.top), language):
        say(line)
    return CLEAN

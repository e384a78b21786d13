"""jixiao portfolio sample: which units to check again."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, say
from jixiao.wording import Language, Text

order = 104
words = Text(
    "复核抽样：按风险分层抽取，概率可查，种子可复现", "draw units to check again, by risk, with stated probabilities and a seed"
)
_COUNT = 50


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask(
        "scored", Text("计分结果（已运行 portfolio gaps）", "a scored lake (after portfolio gaps)"), Text("结果", "SCORED")
    )
    parser.ask(
        "--count",
        Text("抽多少个单位（默认 {n}）", "how many units ({n} by default)").fill(n=_COUNT),
        "N",
        type=int,
        default=_COUNT,
    )
    parser.ask("--seed", Text("随机种子（默认 1）", "the seed (1 by default)"), "S", default="1")
    parser.ask("--to", Text("写入 .xlsx 或 .csv", "write .xlsx or .csv"), Text("文件", "FILE"))


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it."""
    from jixiao.portfolio.listing import sample, text_lines, write_listing
    from jixiao.portfolio.sampling import plan, units_of

    listing = sample(plan(units_of(Path(options.scored)), options.count, options.seed))
    if options.to:
        write_listing(listing, Path(options.to), language)
        say(Text("抽样名单已写入 {file}", "The sample is in {file}").fill(file=options.to).say(language))
        return CLEAN
    for line in text_lines(listing, language):
        say(line)
    return CLEAN

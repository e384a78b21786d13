"""jixiao portfolio report: the summary report for the bureau."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, day, say
from jixiao.wording import Language, Text

order = 110
words = Text(
    "全部单位的汇总报告（Word、PDF）：分布、区域、同类、信号、抽样",
    "a summary report on all units (Word, PDF): spread, regions, peers, signals, the sample",
)
_COUNT = 50


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask(
        "scored", Text("计分结果（已运行 portfolio gaps）", "a scored lake (after portfolio gaps)"), Text("结果", "SCORED")
    )
    parser.ask(
        "--lake",
        Text("由哪个数据湖计分而来（默认按结果的记录）", "the lake it was scored from (as recorded, by default)"),
        Text("湖", "LAKE"),
    )
    parser.ask("--out", Text("报告放在哪个文件夹", "the folder of the report"), Text("文件夹", "FOLDER"), required=True)
    parser.ask(
        "--count",
        Text("附件抽多少个单位（默认 {n}，0 为不抽）", "how many units the sample has ({n} by default, 0 for none)").fill(
            n=_COUNT
        ),
        "N",
        type=int,
        default=_COUNT,
    )
    parser.ask("--seed", Text("抽样的随机种子（默认 1）", "the seed of the sample (1 by default)"), "S", default="1")
    parser.ask("--from", Text("报告单位", "who reports"), Text("名称", "NAME"), dest="sender", default="")
    parser.ask("--date", Text("落款日期，如 2024-05-10", "the day of the report, such as 2024-05-10"), "DAY")


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it."""
    from jixiao.portfolio.letters_paper import Asked
    from jixiao.portfolio.summary import summed, write_report

    asked = Asked(options.sender, day(options.date) if options.date else None)
    lake = Path(options.lake) if options.lake else None
    found = summed(Path(options.scored), lake, options.count, options.seed)
    for path in write_report(found, Path(options.out), asked):
        say(Text("汇总报告：{path}", "The report: {path}").fill(path=path).say(language))
    return CLEAN

"""jixiao portfolio gaps: what is stated held against what the data give, and the risk in it."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, say
from jixiao.wording import Language, Text

order = 103
words = Text("自评、重算、复核得分的差异，以及风险信号", "self, recomputed and reviewed scores, and signals of risk")
_TOP = 20


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("scored", Text("计分结果", "a scored lake"), Text("结果", "SCORED"))
    parser.ask(
        "--lake",
        Text("由哪个数据湖计分而来（默认按结果的记录）", "the lake it was scored from (as recorded, by default)"),
        Text("湖", "LAKE"),
    )
    parser.ask(
        "--top",
        Text("屏幕上显示几个单位（默认 {n}）", "how many units are shown ({n} by default)").fill(n=_TOP),
        "N",
        type=int,
        default=_TOP,
    )
    parser.ask(
        "--to", Text("各单位风险写入 .xlsx 或 .csv", "write the risks of all units as .xlsx or .csv"), Text("文件", "FILE")
    )
    parser.ask(
        "--items-to", Text("各指标差异写入 .xlsx 或 .csv", "write the gaps of all items as .xlsx or .csv"), Text("文件", "FILE")
    )


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it."""
    from jixiao.portfolio.judging import judge
    from jixiao.portfolio.listing import gaps, risks, text_lines, write_listing

    scored = Path(options.scored)
    judged = judge(scored, Path(options.lake) if options.lake else None)
    said = Text(
        "{gaps} 项指标得分与重算不同；{units} 个单位共有 {signals} 个信号。信号只说明看到什么，不是结论。",
        "{gaps} items are stated otherwise than recomputed; {units} units give {signals} signals. A signal says what was seen; it is no verdict.",
    )
    say(said.fill(gaps=judged.gaps, units=judged.units, signals=judged.signals).say(language))
    if options.to:
        write_listing(risks(scored, language), Path(options.to), language)
    if options.items_to:
        write_listing(gaps(scored), Path(options.items_to), language)
    for line in text_lines(risks(scored, language, options.top), language):
        say(line)
    return CLEAN

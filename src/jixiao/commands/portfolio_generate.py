"""jixiao portfolio generate: a made nation, for tests and measurements."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, say
from jixiao.wording import Language, Text

order = 106
words = Text("生成虚构的全国数据湖，供试验和量度", "make a lake of an invented nation, for tests and measurements")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("--units", Text("多少个单位", "how many units"), "N", type=int, required=True)
    parser.ask(
        "--seed",
        Text("随机种子：相同的种子得到相同的数据（默认 1）", "the same seed gives the same data (1 by default)"),
        "S",
        type=int,
        default=1,
    )
    parser.ask(
        "--out", Text("数据湖放在哪里（新文件夹）", "where the lake is put (a new folder)"), Text("湖", "LAKE"), required=True
    )
    parser.ask(
        "--framework",
        Text("都按这个指标体系（默认各省不同）", "the framework for all (by default each province has its own)"),
        "ID",
    )


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it."""
    from jixiao.portfolio.generating import generate

    parts = generate(options.units, options.seed, Path(options.out), options.framework)
    done = Text(
        "已生成 {units} 个虚构单位，分 {parts} 部分；植入的问题在 planted 表。数据湖在 {out}",
        "{units} invented units made, in {parts} parts; what was planted is in the table planted. The lake is at {out}",
    )
    say(done.fill(units=options.units, parts=parts, out=options.out).say(language))
    return CLEAN

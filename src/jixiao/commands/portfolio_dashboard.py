"""jixiao portfolio dashboard: a page to look at many units' scores, without a server."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, Progress, say
from jixiao.wording import Language, Text

order = 107
words = Text("制作看板：一个不用服务器、不联网的网页", "make a dashboard: a page that needs no server and no network")


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
    parser.ask("--out", Text("看板放在哪个文件夹", "the folder of the dashboard"), Text("文件夹", "FOLDER"), required=True)
    parser.ask(
        "--details",
        Text(
            "收入几个单位的算式，风险分高的在前（默认且至多 5000）",
            "the arithmetic of how many units, the riskiest first (5000 by default and at most)",
        ),
        "N",
        type=int,
        default=5_000,
    )
    parser.ask(
        "--jobs",
        Text("同时用几个进程（默认与处理器核数相同）", "how many processes (as many as cores by default)"),
        "N",
        type=int,
        default=0,
    )


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it."""
    from jixiao.portfolio.dashboard import DETAILS_IN_A_FILE, dashboard

    progress = Progress(-(-options.details // DETAILS_IN_A_FILE))
    lake = Path(options.lake) if options.lake else None
    try:
        made = dashboard(
            Path(options.scored), Path(options.out), lake, options.details, options.jobs, lambda name: progress.tell(Path(name))
        )
    finally:
        progress.close()
    done = Text(
        "看板收入 {units} 个单位，其中 {detailed} 个有各项算式。用浏览器打开：{page}",
        "The dashboard has {units} units, {detailed} of them with the arithmetic of every item. Open it in a browser: {page}",
    )
    say(done.fill(units=made.units, detailed=made.detailed, page=made.page).say(language))
    return CLEAN

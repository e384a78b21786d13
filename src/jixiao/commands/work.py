"""jixiao work: the worker of the application in the browser."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from types import FrameType

from jixiao.command import CLEAN, Parser, say
from jixiao.wording import Language, Text

order = 96
words = Text("在后台做网页应用中费时的工作", "the background work of the application in the browser")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("--data", Text("数据文件夹", "the folder of the data"), default=os.environ.get("JIXIAO_DATA") or "jixiao-data")
    patience = Text(
        "别的机器上多少秒没有动静就接手它的工作", "seconds of silence after which another machine's work is taken over"
    )
    parser.ask("--patience", patience, "N", type=int, default=30)
    parser.flag("--once", Text("做完排队的工作就结束", "end when nothing waits any more"))
    parser.flag("--beside", Text("启动它的程序结束时也结束", "end when the program ends that started it"))


def run(options: argparse.Namespace, language: Language) -> int:
    """Work until it is stopped; what is being done then goes back into the queue."""
    parent = os.getppid()
    from jixiao.web.starting import opened

    opened(options.data)
    from jixiao.web.jobs.working import Worker
    from jixiao.web.parents import end_with
    from jixiao.web.rounds.round import Rounds

    worker = Worker(options.patience)

    def stop(_: int, __: FrameType | None) -> None:
        worker.stopping.set()
        sys.exit(CLEAN)

    signal.signal(signal.SIGTERM, stop)
    if options.beside:
        end_with(parent, signal.SIGTERM)
    if not options.beside and not options.once:
        text = Text("正在处理 {data} 中排队的工作。按 Ctrl+C 停止。", "Working on what waits in {data}. Ctrl+C stops it.")
        say(text.fill(data=options.data).say(language))
    try:
        if options.once:
            worker.work(is_once=True)
        else:
            with Rounds(worker.name):
                worker.work()
    except KeyboardInterrupt:
        return CLEAN
    return CLEAN

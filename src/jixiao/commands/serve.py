"""jixiao serve: the application in the browser."""

from __future__ import annotations

import argparse
import sys

from jixiao.command import CLEAN, Parser, say
from jixiao.wording import Language, Text

order = 95
words = Text("在浏览器里使用：全单位一起参与", "the application in the browser, for the whole office")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_data()
    parser.ask(
        "--host",
        Text("监听地址（默认只限本机）", "the address to listen on (this machine alone by default)"),
        default="127.0.0.1",
    )
    parser.ask("--port", Text("端口（默认 8000）", "the port (8000 by default)"), type=int, default=8000)
    parser.ask("--workers", Text("网页进程数（默认 1）", "processes that answer (1 by default)"), "N", type=int, default=1)
    parser.flag("--demo", Text("带示例单位和各角色的演示账号", "with the example unit and an account for each role"))
    parser.flag(
        "--no-worker", Text("不带后台任务进程（另由 jixiao work 运行）", "without a worker for long work (jixiao work runs it)")
    )
    parser.flag("--no-open", Text("不打开浏览器", "do not open the browser"))


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it until it is stopped."""
    from jixiao.web.starting import Wanted, start

    wanted = Wanted(options.host, options.port, options.workers, options.demo, not options.no_worker, sys.stdout.isatty())
    started = start(options.data, wanted)
    say(started.said.say(language))
    sys.stdout.flush()
    if not options.no_open and sys.stdout.isatty():
        import threading
        import webbrowser

        threading.Timer(2, webbrowser.open, [started.address]).start()
    started.serve()
    return CLEAN

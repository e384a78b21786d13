"""jixiao remind: tell people of deadlines, and send what waits to be mailed, now; the worker does so by itself every day."""

from __future__ import annotations

import argparse
import os

from jixiao.command import AS_JSON, CLEAN, ERRORS, Parser, day, say, say_json
from jixiao.wording import Language, Text

order = 96
words = Text(
    "立即提醒到期和逾期的报送，并发出待发邮件（后台进程每天会自动做）",
    "remind of deadlines and send waiting mail now (the worker does so every day)",
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_data()
    parser.ask("--on", Text("按这一天提醒（默认今天）", "as of this day (today by default)"), Text("日期", "DAY"))
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back: 1 if somebody could not be written to, so that the timer's log shows it."""
    from jixiao.web.starting import opened

    opened(options.data)
    from django.utils.timezone import localdate

    from jixiao.web.rounds.round import do
    from jixiao.web.workflow.reminding import remind

    lines = remind(day(options.on) if options.on else localdate())
    sent = do("send_mails", f"remind:{os.getpid()}") or {"mailed": 0, "failed": 0}
    done = {"lines": lines, **sent}
    if options.json:
        say_json(done)
    else:
        words = Text(
            "新提醒{lines}条，发出邮件{mailed}封，未发出{failed}封", "{lines} new lines, {mailed} letters sent, {failed} not sent"
        )
        say(words.fill(**done).say(language))
    return ERRORS if sent["failed"] else CLEAN

"""jixiao remind: tell people of deadlines, and send what waits to be mailed; for the machine's timer."""

from __future__ import annotations

import argparse
from datetime import datetime

from jixiao.command import AS_JSON, CLEAN, ERRORS, Parser, day, say, say_json
from jixiao.wording import Language, Text

order = 96
words = Text("提醒到期和逾期的报送，并发出待发邮件（由定时任务调用）", "remind of deadlines and send waiting mail (for a timer)")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_data()
    parser.ask("--on", Text("按这一天提醒（默认今天）", "as of this day (today by default)"), Text("日期", "DAY"))
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back: 1 if somebody could not be written to, so that the timer's log shows it."""
    from jixiao.web.starting import opened

    opened(options.data)
    from jixiao.web.workflow.reminding import remind, send_mails

    lines = remind(day(options.on) if options.on else datetime.now().astimezone().date())
    sent = send_mails()
    done = {"lines": lines, "mailed": sent.people, "failed": sent.failed}
    if options.json:
        say_json(done)
    else:
        words = Text(
            "新提醒{lines}条，发出邮件{mailed}封，未发出{failed}封", "{lines} new lines, {mailed} letters sent, {failed} not sent"
        )
        say(words.fill(**done).say(language))
    return ERRORS if sent.failed else CLEAN

"""jixiao monitor: where money and results stand on a day of the year."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, day, say, say_json
from jixiao.wording import Language, Text

order = 32
words = Text("监控某一天的支出进度、指标和测算得分", "where money, results and the score stand on a day of the year")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    parser.ask("--as-of", Text("截止日期，如 2023-06-30", "the day, such as 2023-06-30"), "DATE", required=True)
    parser.ask(
        "--standard",
        Text(
            "监控标准的标识或文件（默认用卷宗自己的标准，没有时按地区）",
            "the id or file of a standard (by default the dossier's monitoring.yaml, else that of its region)",
        ),
        "ID",
    )
    parser.ask(
        "--last-year", Text("上年的卷宗，用其支出曲线预测全年", "last year's dossier, for its profile of spending"), "DOSSIER"
    )
    parser.ask_framework()
    parser.flag("--all", Text("列出全部任务和指标，不只是红灯和黄灯", "list all tasks and indicators, not only what stands out"))
    parser.flag(
        "--save",
        Text("把这一天的结果存为快照，放在卷宗里", "keep what was said on this day (in the dossier's snapshots/)"),
    )
    parser.ask(
        "--against",
        Text(
            "与以前存的快照对照（日期或文件）：哪些变了，承诺兑现没有，后来补录了什么",
            "hold it against a day that was saved (its date or file): what moved, was promised, was entered later",
        ),
        Text("快照", "DATE"),
    )
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.monitor.as_json import monitor_json
    from jixiao.monitor.as_text import monitor_text
    from jixiao.monitor.comparing import compare, moved_json, moved_text
    from jixiao.monitor.snapshots import found as saved
    from jixiao.monitor.snapshots import save, snapshot
    from jixiao.monitor.watching import Asked, monitor
    from jixiao.tables.reading import read_dossier

    last_year = read_dossier(Path(options.last_year)) if options.last_year else None
    asked = Asked(options.framework, options.unit, options.project, options.standard, last_year)
    dossier = read_dossier(Path(options.dossier))
    found = monitor(dossier, day(options.as_of), asked)
    moved = compare(saved(dossier, options.against, options.project, options.unit), snapshot(found)) if options.against else None
    kept = save(found) if options.save else None
    if options.json:
        told = monitor_json(found, language)
        told |= {"moved": moved_json(moved, language)} if moved else {}
        say_json(told | ({"snapshot": str(kept)} if kept else {}))
        return CLEAN
    say(monitor_text(found, language, is_whole=options.all))
    if moved:
        say(moved_text(moved, language, dossier))
    if kept:
        say(Text("快照：{path}", "snapshot: {path}").fill(path=kept).say(language))
    return CLEAN

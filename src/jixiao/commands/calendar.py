"""jixiao calendar: the year's deadlines, of a dossier or of a region, also as iCalendar."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, day, say, say_json
from jixiao.errors import Misuse
from jixiao.wording import Language, Text

order = 28
words = Text(
    "一年的时限：地区规定的和卷宗里的，可导出日历", "the year's deadlines, of the region and of the dossier, also as iCalendar"
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    dossier = Text("卷宗文件夹或工作簿；不写则用地区和年度", "the dossier's folder or workbook; without it, name region and year")
    parser.ask("dossier", dossier, Text("卷宗", "DOSSIER"), nargs="?")
    parser.ask("--region", Text("地区代码或日历名，如 44", "a region's code or a calendar's name, such as 44"), "CODE")
    parser.ask("--year", Text("预算年度", "the fiscal year"), "YEAR", type=int)
    parser.ask(
        "--as-of", Text("从哪一天看是否逾期，如 2023-06-30", "the day from which overdue is told, such as 2023-06-30"), "DATE"
    )
    parser.ask("--ics", Text("导出为日历文件", "write a calendar file"), "FILE")
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.calendar import Region, deadlines, waiting
    from jixiao.cycle.icalendar import as_icalendar
    from jixiao.cycle.showing_calendar import as_json, as_lines, named
    from jixiao.files.writing import write_bytes
    from jixiao.tables.reading import read_dossier

    if options.dossier is not None and (options.region or options.year):
        raise Misuse(Text("写了卷宗，就不用 --region 和 --year", "With a dossier, --region and --year are not needed"))
    if options.dossier is None and (options.region is None or options.year is None):
        raise Misuse(Text("写明卷宗，或 --region 和 --year", "Name a dossier, or --region and --year"))
    of = Region(options.region, options.year) if options.dossier is None else read_dossier(Path(options.dossier))
    as_of = day(options.as_of) if options.as_of else None
    found = deadlines(of)
    if options.ics:
        year = of.year if isinstance(of, Region) else of.fiscal_year
        write_bytes(Path(options.ics), as_icalendar(found, named(of, language), year, language))
    if options.json:
        say_json(as_json(found, as_of, language))
        return CLEAN
    if not options.ics:
        for line in as_lines(found, as_of, language):
            say(line)
        return CLEAN
    left_out = len(waiting(found))
    dated = sum(each.day is not None for each in found)
    say(
        Text(
            "已写入 {path}：{n}个时限；{m}个待节假日安排公布，没有日期，未写入",
            "{path}: {n} deadlines; {m} wait for holidays and have no day",
        )
        .fill(path=options.ics, n=dated, m=left_out)
        .say(language)
    )
    return CLEAN

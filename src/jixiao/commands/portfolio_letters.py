"""jixiao portfolio letters: a feedback letter to every unit, or to those that are named or drawn."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, ERRORS, Parser, Progress, day, listed_words, say
from jixiao.errors import Misuse
from jixiao.wording import Language, Text

order = 108
words = Text(
    "给单位的反馈函（Word）：逐项得分、差异、请说明的情况", "feedback letters to the units (Word): scores, gaps, what to explain"
)


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
    parser.ask("--out", Text("反馈函放在哪个文件夹", "the folder of the letters"), Text("文件夹", "FOLDER"), required=True)
    parser.ask("--units", Text("只写给这些单位（代码，以逗号分开）", "only to these units (codes, separated by commas)"), "CODES")
    parser.ask("--top", Text("只写给风险分最高的几个", "only to so many with the highest risk"), "N", type=int)
    parser.ask("--sample", Text("只写给抽样名单中的单位（.csv）", "only to the units of a sample (.csv)"), Text("文件", "FILE"))
    parser.ask("--from", Text("发函单位", "who writes"), Text("名称", "NAME"), dest="sender", default="")
    parser.ask("--date", Text("落款日期，如 2024-05-10", "the day of the letters, such as 2024-05-10"), "DAY")
    parser.ask("--due", Text("请在哪一天前答复", "the day by which an answer is wanted"), "DAY")
    parser.ask(
        "--jobs",
        Text("同时用几个进程（默认与处理器核数相同）", "how many processes (as many as cores by default)"),
        "N",
        type=int,
        default=0,
    )


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code is 1 if a letter could not be written."""
    from jixiao.portfolio.letters import Wanted, codes_in, count, letters
    from jixiao.portfolio.letters_paper import Asked

    if sum(bool(each) for each in (options.units, options.top, options.sample)) > 1:
        raise Misuse(Text("--units、--top、--sample 只用其一", "Use only one of --units, --top and --sample"))
    asked = Asked(options.sender, *(day(text) if text else None for text in (options.date, options.due)))
    units = codes_in(Path(options.sample)) if options.sample else tuple(listed_words(options.units))
    wanted = Wanted(units, options.top, asked)
    scored, lake = Path(options.scored), Path(options.lake) if options.lake else None
    progress = Progress(count(scored, wanted))
    try:
        found = letters(scored, Path(options.out), wanted, lake, options.jobs, lambda each: progress.tell(each.path))
    finally:
        progress.close()
    for each in found:
        if each.became == "beside":
            text = Text(
                "{path}：原来的函写出后被改动过，保留原样；新的写在旁边",
                "{path}: the letter there was edited since it was written and was kept; the new one stands beside it",
            )
            say(text.fill(path=each.path).say(language))
        if each.failure is not None:
            say(
                Text("{unit}：未能写出：{why}", "{unit}: not written: {why}")
                .fill(unit=each.unit_code, why=each.failure)
                .say(language)
            )
    number = {became: sum(each.became == became for each in found) for became in ("made", "unchanged", "beside", "failed")}
    done = Text(
        "写出 {made} 封，{unchanged} 封没有变化，{failed} 封未能写出。反馈函在 {out}",
        "{made} letters written, {unchanged} unchanged, {failed} not written. They are in {out}",
    )
    made = number["made"] + number["beside"]
    say(done.fill(made=made, unchanged=number["unchanged"], failed=number["failed"], out=options.out).say(language))
    return ERRORS if number["failed"] else CLEAN

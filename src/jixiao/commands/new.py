"""jixiao new: a new dossier, and what to fill in first; or the next year's, from last year's."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, listed_words, say, say_json
from jixiao.errors import Misuse
from jixiao.wording import Language, Text

order = 10
words = Text("建立新卷宗，或由上年卷宗开始新年度，并说明先做什么", "a new dossier, or the next year's, and what to do first")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask(
        "dossier", Text("新卷宗放在哪里（须为空）", "where it is to stand (nothing may be there)"), metavar=Text("目标", "DIR")
    )
    parser.ask(
        "--starter",
        Text(
            "初始模板：只有空表、机关单位（默认）、单个项目",
            "tables only, a government office (the default), or a single project",
        ),
        metavar="{empty,government-office,project}",
    )
    parser.ask("--unit-code", Text("单位代码", "the unit's code"), metavar="CODE")
    parser.ask("--unit-name", Text("单位名称", "the unit's name"), metavar="NAME")
    parser.ask(
        "--year",
        Text("预算年度（默认今年或上年的下一年）", "the fiscal year (this year, or the one after last year's)"),
        "YEAR",
        type=int,
    )
    last = Text(
        "由上年的卷宗开始：带入不变的，列出待定的", "begin from last year's dossier: copy what stays, list what is to be decided"
    )
    parser.ask("--from", last, Text("上年卷宗", "LAST_YEAR"), dest="last")
    more = Text(
        "更早年度的卷宗，用于三年均值和指标库，可重复写", "a dossier of a year before, for means and the library; may repeat"
    )
    parser.ask("--earlier", more, Text("卷宗", "DOSSIER"), action="append", default=[])
    parser.ask(
        "--take", Text("从指标库加入这些指标（逗号分隔）", "add these indicators of the library (commas between)"), "CODES"
    )
    parser.flag("--keep-targets", Text("沿用上年的指标值，不改为待填", "keep last year's targets instead of asking for them"))
    parser.flag("--workbook", Text("写成一个工作簿（.xlsx）", "write a workbook (.xlsx)"))
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    return _from_last_year(options, language) if options.last else _from_starter(options, language)


def _from_starter(options: argparse.Namespace, language: Language) -> int:
    from jixiao.tables.starting import DEFAULT, Wanted, start

    if options.earlier or options.take or options.keep_targets:
        raise Misuse(
            Text("--earlier、--take、--keep-targets 只与 --from 同用", "--earlier, --take and --keep-targets go with --from only")
        )
    wanted = Wanted(options.starter or DEFAULT, options.unit_code, options.unit_name, options.year)
    started = start(Path(options.dossier), wanted, as_workbook=options.workbook)
    if options.json:
        say_json({"path": str(started.path), "steps": [step.say(language) for step in started.steps]})
        return CLEAN
    say(
        Text("已建立卷宗：{path}。接下来按顺序：", "The dossier stands at {path}. Next, in order:")
        .fill(path=started.path)
        .say(language)
    )
    for number, step in enumerate(started.steps, 1):
        say(f"{number}. {step.say(language)}")
    return CLEAN


def _from_last_year(options: argparse.Namespace, language: Language) -> int:
    from jixiao.cycle.decisions import as_json, in_groups
    from jixiao.cycle.new_year import Wanted, begin
    from jixiao.tables.reading import read_dossier

    if options.starter or options.unit_code or options.unit_name:
        raise Misuse(
            Text(
                "用了 --from，就不能再写 --starter、--unit-code、--unit-name：单位由上年卷宗带入",
                "--starter, --unit-code and --unit-name do not go with --from: the unit is last year's",
            )
        )
    earlier = tuple(read_dossier(Path(each)) for each in options.earlier)
    last = read_dossier(Path(options.last))
    wanted = Wanted(last, options.year, earlier, tuple(listed_words(options.take)), options.keep_targets)
    begun = begin(Path(options.dossier), wanted, as_workbook=options.workbook, language=language)
    if options.json:
        say_json({"path": str(begun.path), "list": str(begun.listed), "decisions": as_json(begun.decisions, language)})
        return CLEAN
    say(Text("已建立卷宗：{path}", "The dossier stands at {path}").fill(path=begun.path).say(language))
    for label, found in in_groups(begun.decisions):
        say("")
        say(label.say(language))
        for each in found:
            say(f"  {each.text.say(language)}")
    say("")
    say(
        Text("共{n}项待定，清单在 {path}", "{n} things to decide; the list stands in {path}")
        .fill(n=len(begun.decisions), path=begun.listed)
        .say(language)
    )
    return CLEAN

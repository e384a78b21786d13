"""jixiao new: a new dossier, and what to fill in first."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, Parser, say
from jixiao.wording import Language, Text

order = 10
words = Text("建立新卷宗，并说明先填什么", "a new dossier, and what to fill in first")


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
        default="government-office",
    )
    parser.ask("--unit-code", Text("单位代码", "the unit's code"), metavar="CODE")
    parser.ask("--unit-name", Text("单位名称", "the unit's name"), metavar="NAME")
    parser.ask("--year", Text("预算年度（默认今年）", "the fiscal year (this year by default)"), metavar="YEAR", type=int)
    parser.flag("--workbook", Text("写成一个工作簿（.xlsx）", "write a workbook (.xlsx)"))


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.tables.starting import Wanted, start

    wanted = Wanted(options.starter, options.unit_code, options.unit_name, options.year)
    started = start(Path(options.dossier), wanted, as_workbook=options.workbook)
    say(
        Text("已建立卷宗：{path}。接下来按顺序：", "The dossier stands at {path}. Next, in order:")
        .fill(path=started.path)
        .say(language)
    )
    for number, step in enumerate(started.steps, 1):
        say(f"{number}. {step.say(language)}")
    return CLEAN

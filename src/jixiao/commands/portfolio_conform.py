"""jixiao portfolio conform: the suite by which any program can prove that it scores the same."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, ERRORS, Parser, say
from jixiao.wording import Language, Text

order = 109
words = Text("一致性测试集：写出，或在引擎上运行", "the conformance suite: write it, or run it on an engine")
_SHOWN = 10


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("folder", Text("测试集所在的文件夹", "the folder of the suite"), Text("文件夹", "FOLDER"))
    parser.flag("--write", Text("写出测试集", "write the suite"))
    parser.ask_engine()


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code is 1 if a score differs."""
    from jixiao.portfolio import conformance
    from jixiao.portfolio.engine import Settings

    folder = Path(options.folder)
    if options.write:
        units = conformance.write(folder)
        say(
            Text("测试集有 {units} 个单位，在 {folder}", "The suite has {units} units and is at {folder}")
            .fill(units=units, folder=folder)
            .say(language)
        )
        return CLEAN
    found = conformance.check(folder, options.engine, Settings(address=options.address))
    for each in found[:_SHOWN]:
        say(each.words.say(language))
    said = Text("{engine}：{count} 处不同", "{engine}: {count} differences").fill(engine=options.engine, count=len(found))
    say(said.say(language))
    return ERRORS if found else CLEAN

"""jixiao convert: a dossier from a folder into a workbook (.xlsx), or back."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import CLEAN, ERRORS, Parser, say
from jixiao.wording import Language, Text

order = 70
words = Text("卷宗在文件夹和工作簿（.xlsx）之间转换", "a dossier from a folder into a workbook (.xlsx), or back")


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask_dossier()
    form = Text("以 .xlsx 结尾则写成工作簿，否则写成文件夹", "a workbook if it ends in .xlsx, else a folder")
    parser.ask("out", form, metavar=Text("目标", "OUT"))
    parser.flag("--force", Text("覆盖已有的目标", "overwrite what stands there"))


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.findings import as_text, has_errors
    from jixiao.tables.converting import convert

    converted = convert(Path(options.dossier), Path(options.out), force=options.force)
    for outcome in converted.outcomes:
        for finding in outcome.findings:
            say(as_text(finding, language))
    for path in converted.written:
        say(str(path))
    if not converted.written:
        say(Text("有错误的卷宗不转换，没有写出文件", "A dossier with errors is not converted; nothing was written").say(language))
    return ERRORS if has_errors(converted.outcomes) else CLEAN

"""jixiao library: an indicator library grown from a unit's own dossiers."""

from __future__ import annotations

import argparse
from pathlib import Path

from jixiao.command import AS_JSON, CLEAN, Parser, say, say_json
from jixiao.wording import Language, Text

order = 26
words = Text(
    "由历年卷宗形成指标库：固定代码、历年完成值、三年均值、常用指标值和佐证",
    "an indicator library grown from the dossiers of several years",
)


def arguments(parser: Parser) -> None:
    """What the command takes."""
    parser.ask("dossiers", Text("一个单位历年的卷宗", "the dossiers of one unit, one a year"), Text("卷宗", "DOSSIER"), nargs="+")
    parser.ask("--out", Text("写成一个文件（按后缀为 CSV 或 xlsx）", "write a file (CSV or xlsx, by its ending)"), "FILE")
    parser.flag("--json", AS_JSON)


def run(options: argparse.Namespace, language: Language) -> int:
    """Run it; the exit code comes back."""
    from jixiao.cycle.library import grown
    from jixiao.cycle.showing_library import as_json, as_lines, write_library
    from jixiao.tables.reading import read_dossier

    library = grown(read_dossier(Path(each)) for each in options.dossiers)
    if options.out:
        write_library(library, Path(options.out))
    if options.json:
        say_json(as_json(library))
    elif options.out:
        say(Text("已写入 {path}：{n}项指标", "{path}: {n} indicators").fill(path=options.out, n=len(library)).say(language))
    else:
        for line in as_lines(library, language):
            say(line)
    return CLEAN
